"""Questions of the boss: filters of a report kept whole, opened in one click, shared with who reads the report in a unit."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ChangeRecord, Grant
from exports import periods
from exports.questions.offered import questions_for
from exports.questions.usual import usual_questions
from finder.actions import save_filter
from finder.models import SavedFilter
from finder.question_lists import moving_period_of, with_days
from tests.depth import by_depth
from tests.finder.saving import save_from_page
from tests.pages import plain_text

pytestmark = pytest.mark.django_db
TALLY = "report:participation-tally"
QUARTER = {"from": "2023-07-01", "to": "2023-09-30"}


@pytest.fixture
def shared(clerk_of_ba_to, ba_to):
    """A question that the clerk of Ba Tơ shares there."""
    filters = {"from": ["2023-01-01"], "to": ["2023-12-31"], "by": ["ethnic-group"]}
    return save_filter(clerk_of_ba_to, list_name=TALLY, filters=filters, name="Dân tộc nào", at=timezone.now(), shared_in=ba_to)


def links_of(page: str, label: str) -> list[dict[str, list[str]]]:
    return [parse_qs(query) for query in re.findall(rf'href="/reports/[\w-]+/\?([^"]*)">\s*{label}\s*<', unescape(page))]


def test_a_question_keeps_all_that_decides_its_figures_and_opens_for_other_periods_in_one_click(clerk_browser, year_2023):
    asked = QUARTER | {"measure": "people", "by": "gender", "across": "month", "programme_line": "Dự án 10", "publication": "on"}
    answer = save_from_page(clerk_browser, "/reports/cross-tabulation/", asked | {"from": "1/7/2023"}, "Phụ nữ quý III")
    assert "Đã lưu câu hỏi “Phụ nữ quý III”" in answer

    page = clerk_browser.get("/reports/").content.decode()
    assert links_of(page, "Phụ nữ quý III") == [{name: [value] for name, value in asked.items()}]
    others = {name: [value] for name, value in asked.items() if name not in QUARTER}
    assert links_of(page, "Kỳ trước") == [others | {"from": ["2023-04-01"], "to": ["2023-06-30"]}]
    assert links_of(page, "Cùng kỳ năm trước") == [others | {"from": ["2022-07-01"], "to": ["2022-09-30"]}]
    assert "quý III năm 2023" in page
    saved = SavedFilter.objects.get()
    cells = [
        re.findall(r"<td[^>]*>.*?</td>", clerk_browser.get("/reports/cross-tabulation/", query).content.decode(), re.S)
        for query in (asked, saved.filters)
    ]
    assert cells[0] == cells[1] != []


def test_words_that_are_searched_for_are_never_part_of_a_question(clerk_browser, year_2023):
    page = clerk_browser.get("/reports/activity-list/", {"q": "Rê", "kind": "contest"}).content.decode()
    assert 'name="list"' not in page
    assert "hãy bỏ điều kiện “Tìm”" in plain_text(page)


def test_the_report_without_a_question_is_saved_with_its_days(clerk_browser):
    save_from_page(clerk_browser, "/reports/participation-tally/", {}, "Năm nay")
    year = timezone.localdate().year
    assert SavedFilter.objects.get().filters == {"from": [f"{year}-01-01"], "to": [f"{year}-12-31"]}


def test_a_question_about_a_period_that_moves_moves_with_the_calendar(clerk_browser, clerk):
    this_year = timezone.localdate().year
    save_from_page(
        clerk_browser,
        "/reports/participation-tally/",
        {"from": f"{this_year - 1}-01-01", "to": f"{this_year - 1}-12-31", "by": "month"},
        "Năm ngoái",
        moves="1",
    )
    saved = SavedFilter.objects.get()
    assert saved.filters == {"period": ["last-year"], "by": ["month"]}
    [question] = questions_for(clerk, date(2031, 5, 5))
    assert parse_qs(question.url.partition("?")[2]) == {"from": ["2030-01-01"], "to": ["2030-12-31"], "by": ["month"]}
    page = clerk_browser.get(
        "/reports/participation-tally/", {"from": f"{this_year - 1}-01-01", "to": f"{this_year - 1}-12-31", "by": "month"}
    )
    assert 'aria-current="true">Năm ngoái</a>' in page.content.decode()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 14), date(2026, 12, 15), date(2028, 2, 29)])
def test_each_moving_period_holds_its_place_in_the_calendar(day, clerk):
    for key, (_label, (first, last)) in periods.moving(day).items():
        filters = {"from": [first.isoformat()], "to": [last.isoformat()]}
        known, _words = moving_period_of(filters, TALLY, day=day)
        assert periods.moving(day)[known][1] == (first, last)
        assert with_days({"period": [key], "by": ["month"]}, TALLY, day=day) == filters | {"by": ["month"]}
        assert first <= last and (key.startswith("last") or first <= day or key in ("first-half", "nine-months"))


def test_a_shared_question_stands_before_who_reads_the_report_there_and_nobody_else(shared, browser_of, clerk, leader, stranger, usher):
    for reader in (clerk, leader):
        page = browser_of(reader).get("/reports/").content.decode()
        assert "Dân tộc nào" in page and "chia sẻ" in page and f"/saved-filters/{shared.pk}/" not in page
        assert "Dân tộc nào</a>" in browser_of(reader).get("/reports/participation-tally/").content.decode()
    assert "Dân tộc nào" not in browser_of(stranger).get("/reports/").content.decode()
    assert "Dân tộc nào" not in browser_of(stranger).get("/reports/participation-tally/").content.decode()
    assert browser_of(usher).get("/reports/").status_code == 403


def test_a_shared_list_of_people_is_not_offered_to_who_sees_no_names(clerk_of_ba_to, ba_to, leader, clerk):
    save_filter(
        clerk_of_ba_to,
        list_name="report:attendance-list",
        filters={"from": [""], "to": [""]},
        name="Ai",
        at=timezone.now(),
        shared_in=ba_to,
    )
    assert [question.saved.name for question in questions_for(clerk, date(2026, 1, 1))] == ["Ai"]
    assert questions_for(leader, date(2026, 1, 1)) == []


def test_the_figures_of_a_shared_question_are_those_of_the_reader(year_2023, shared, clerk, clerk_of_ba_to, browser_of):
    [for_all], [for_ba_to] = (questions_for(user, date(2026, 1, 1)) for user in (clerk, clerk_of_ba_to))
    assert for_all.url == for_ba_to.url
    pages = [plain_text(browser_of(user).get(for_all.url).content.decode()) for user in (clerk, clerk_of_ba_to)]
    assert ["Hrê" in page or "Xơ Đăng" in page for page in pages] and pages[0] != pages[1]


def test_only_its_owner_changes_or_deletes_it(shared, browser_of, clerk, admin, clerk_of_ba_to, ba_to):
    for other, paths in ((clerk, ("", "remove/")), (admin, ("remove/",))):
        for path in paths:
            assert browser_of(other).post(f"/saved-filters/{shared.pk}/{path}", {"name": "Khác"}).status_code == 404
    owner = browser_of(clerk_of_ba_to)
    owner.post(f"/saved-filters/{shared.pk}/", {"name": "Dân tộc", "shared_in": ba_to.pk})
    shared.refresh_from_db()
    assert (shared.name, shared.shared_in) == ("Dân tộc", ba_to)
    owner.post(f"/saved-filters/{shared.pk}/remove/")
    assert SavedFilter.objects.count() == 0


def test_an_administrator_of_the_unit_ends_the_sharing_and_learns_nothing_of_its_owner(
    shared, browser_of, admin, clerk_of_ba_to, ba_to, unit_called
):
    Grant.objects.create(
        user=clerk_of_ba_to, role="clerk", unit=unit_called("Sơn Hà", "district", date(2023, 3, 6)), granted_at=timezone.now()
    )
    office, address = browser_of(admin), f"/saved-filters/{shared.pk}/?next=/reports/"
    assert "Ngừng chia sẻ" in office.get("/reports/").content.decode()
    page = office.get(address).content.decode()
    assert "Ba Tơ" in page and "Sơn Hà" not in page and "<select" not in page
    assert "không còn được chia sẻ" in office.post(address, {"name": "Khác", "shared_in": ba_to.pk}, follow=True).content.decode()
    shared.refresh_from_db()
    assert (shared.name, shared.shared_in, shared.user) == ("Dân tộc nào", None, clerk_of_ba_to)
    line = ChangeRecord.objects.get(subject="saved_filter")
    assert (line.verb, line.actor, line.unit_id, line.changes) == ("unshared", admin, ba_to.pk, {"shared_in": [ba_to.pk, None]})
    assert office.get(address).status_code == 404


def test_it_is_shared_only_in_a_unit_where_its_owner_has_a_role(clerk_browser, quang_ngai, ba_to):
    save_from_page(clerk_browser, "/reports/participation-tally/", QUARTER, "Hỏi nhờ", shared_in=ba_to.pk)
    assert SavedFilter.objects.count() == 0
    save_from_page(clerk_browser, "/reports/participation-tally/", QUARTER, "Cả tỉnh", shared_in=quang_ngai.pk)
    assert SavedFilter.objects.get().shared_in == quang_ngai


def test_questions_take_the_same_statements_however_many(clerk, clerk_of_ba_to, ba_to):
    counts = []
    for number in range(3):
        save_filter(clerk_of_ba_to, list_name=TALLY, filters={"by": ["month"]}, name=f"Hỏi {number}", at=timezone.now(), shared_in=ba_to)
        assert clerk.can_anywhere("report")  # asked once for a page, whatever is on it
        with CaptureQueriesContext(connection) as statements:
            questions_for(clerk, date(2026, 1, 1))
        counts.append(len(statements))
    assert counts == [2, 2, 2]  # the forms that an office uploaded, and the questions


def test_a_question_about_a_report_that_there_is_no_more_is_not_shown(clerk, clerk_browser):
    save_filter(clerk, list_name="report:form-old", filters={"by": ["month"]}, name="Cũ", at=timezone.now())
    assert questions_for(clerk, date(2026, 1, 1)) == []
    assert clerk_browser.get("/reports/").status_code == 200


# --- over HTTP

ASKED = {"name": "Quý này", "report": "participation-tally", "filters": {"by": "gender"}, "period": "this-quarter"}


def test_a_program_saves_lists_and_deletes_questions(api, clerk, clerk_of_ba_to, quang_ngai, stranger, clerk_browser):
    client, (first, last) = api(clerk), periods.moving(timezone.localdate())["this-quarter"][1]
    made = client.post("/api/v1/questions/", ASKED | {"shared_in": quang_ngai.pk}).json()
    assert made == client.get("/api/v1/questions/").json()["results"][0]
    assert (made["filters"], made["period"], made["shared_in"], made["owner"], made["is_own"]) == (
        {"from": first.isoformat(), "to": last.isoformat(), "by": "gender"}, "this-quarter", quang_ngai.pk, clerk.full_name, True,
    )  # fmt: skip
    assert client.get("/api/v1/reports/participation-tally/", made["filters"]).status_code == 200
    assert "Quý này" in clerk_browser.get("/reports/").content.decode(), "the screens have another one"
    assert api(clerk_of_ba_to).get("/api/v1/questions/").json()["results"] == []
    address = f"/api/v1/questions/{made['id']}/"
    assert [api(other).delete(address).status_code for other in (clerk_of_ba_to, stranger)] == [404, 404]
    assert (client.delete(address).status_code, SavedFilter.objects.count()) == (204, 0)


def test_a_program_is_offered_what_is_shared_where_it_reads_the_report(shared, api, clerk, leader, stranger, usher):
    names = [[row["name"] for row in api(user).get("/api/v1/questions/").json()["results"]] for user in (clerk, leader, stranger)]
    assert names == [["Dân tộc nào"], ["Dân tộc nào"], []]
    assert api(usher).get("/api/v1/questions/").status_code == 403


def test_a_program_ends_a_sharing_as_its_owner_or_where_it_administers(shared, api, admin, clerk, clerk_of_ba_to, stranger, ba_to):
    address = f"/api/v1/questions/{shared.pk}/unshare/"
    assert [api(user).post(address).status_code for user in (clerk, stranger, admin)] == [404, 404, 204]
    SavedFilter.objects.update(shared_in=ba_to)
    assert api(clerk_of_ba_to).post(address).status_code == 204
    shared.refresh_from_db()
    assert shared.shared_in is None
    assert ChangeRecord.objects.filter(subject="saved_filter").count() == 1, "what owners do is nobody's business"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"report": "no-such"}, "report", "unknown_report"),
        ({"filters": {"by": "colour"}}, "filters.by", "invalid_choice"),
        ({"filters": {"frm": "2023-01-01"}}, "filters.frm", "unknown_filter"),
        ({"filters": {"from": "2023-01-01"}}, "filters.from", "period_moves"),
        ({"period": "some-day"}, "period", "unknown_period"),
        ({"report": "activity-list", "filters": {"q": "Rê"}}, "filters.q", "words_are_not_kept"),
        ({"name": " "}, "name", "required"),
        ({"name": "0905 123 456"}, "name", "number"),
    ],
)
def test_a_wrong_question_names_its_field_and_is_not_saved(api, clerk, changes, field, code):
    answer = api(clerk).post("/api/v1/questions/", ASKED | changes)
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert (answer.status_code, SavedFilter.objects.count()) == (400, 0)


def test_a_program_shares_and_asks_only_where_it_may(api, clerk_of_ba_to, quang_ngai, stranger, ba_to, leader):
    shared_elsewhere = api(clerk_of_ba_to).post("/api/v1/questions/", ASKED | {"shared_in": quang_ngai.pk})
    asked_elsewhere = api(stranger).post("/api/v1/questions/", ASKED | {"filters": {"unit": ba_to.pk}})
    about_people = api(leader).post("/api/v1/questions/", ASKED | {"report": "attendance-list", "filters": {}})
    assert shared_elsewhere.json()["errors"][0]["code"] == "not_there"
    assert asked_elsewhere.status_code == 403
    assert about_people.status_code == 403
    assert not SavedFilter.objects.exists()


# --- what everybody is asked


def test_what_is_often_asked_is_one_click_from_the_first_page(year_2023, clerk_browser):
    page = clerk_browser.get("/").content.decode()
    addresses = [unescape(address) for address in re.findall(r'href="(/reports/[a-z-]+/\?from=[^"]+)"', page)]

    assert len(addresses) == 16
    assert {parse_qs(address.partition("?")[2])["by"][0] for address in addresses} == {"ethnic-group", "commune", "former-district", "kind"}
    for address in addresses[:: by_depth(5, deep=1)]:
        assert clerk_browser.get(address).status_code == 200


def test_the_usual_periods_are_those_of_the_day():
    [people, *_others] = usual_questions(date(2026, 11, 29))

    assert [label for label, _url in people.links] == ["Quý IV/2026", "Quý III/2026", "2026", "2025"]
    assert parse_qs(people.links[1][1].partition("?")[2]) == {"from": ["2026-07-01"], "to": ["2026-09-30"], "by": ["ethnic-group"]}


def test_a_saved_question_stands_on_the_first_page_of_who_may_read_its_report(shared, browser_of, leader, usher):
    assert "Dân tộc nào</a>" in browser_of(leader).get("/").content.decode()
    assert "Số liệu hay được hỏi" not in browser_of(usher).get("/").content.decode()
