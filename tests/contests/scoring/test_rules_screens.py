"""The desk's pages of a contest's rules."""

import re

import lxml.html
import pytest
from django.utils import timezone

from activities.documents.actions import record_document
from activities.models import Document
from contests.actions import record_contest
from contests.models import Contest, RuleSet
from contests.rules.actions import lock_rules, save_rules
from contests.rules.ready_made import TITLES, load_ready_made
from contests.rules.typed import read_minutes, to_rules_data, type_rules, write_minutes
from contests.scoring.rules_data import read_rules, write_rules
from tests.conftest import DAY
from tests.contests.scoring.played_contest import RULES, PlayedContest
from tests.contests.scoring.rule_sets import rules_data
from tests.pages import error_summary, messages_of, page_text

pytestmark = pytest.mark.django_db


def fields_of(page):
    """Return what the page's form would send: of lists the choice that stands first where none is made."""
    [form] = [
        form for form in lxml.html.fromstring(page.content.decode()).forms if form.get("method") == "post" and "decimals" in form.fields
    ]
    fields = {}
    for control in form.xpath(".//input | .//select"):
        name, kind = control.get("name"), control.get("type")
        if control.tag == "select":
            fields[name] = (control.xpath(".//option[@selected]/@value") or control.xpath(".//option/@value"))[0]
        elif name and kind not in ("radio", "checkbox", "search") and name != "csrfmiddlewaretoken":
            fields[name] = control.get("value", "")
    return fields


@pytest.fixture
def locked(contest, organiser):
    save_rules(contest, RULES, number="05/TL-BTC", dated=DAY, by=organiser, at=timezone.now())
    return lock_rules(contest, by=organiser, at=timezone.now())


# --- ready-made rules


@pytest.mark.parametrize("name", TITLES)
def test_ready_made_rules_are_right_and_the_form_keeps_them(name):
    rules, problems = read_rules(load_ready_made(name))
    assert problems == []
    assert read_rules(to_rules_data(type_rules(write_rules(rules)))) == (rules, [])
    assert all(round_.discrepancy == round_.max / 5 for round_ in rules.rounds)
    assert sum(round_.max for round_ in rules.rounds) == (20 if name == "ten-points" else 100)


@pytest.mark.parametrize("name", TITLES)
def test_ready_made_rules_are_saved_as_the_page_offers_them(desk, contest, contest_path, name):
    answer = desk.post(
        f"{contest_path}rules/edit/",
        fields_of(desk.get(f"{contest_path}rules/edit/?set={name}")) | {"number": "05/TL-BTC", "dated": "01/05/2024"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{contest_path}rules/")
    rule_set = RuleSet.objects.get()
    assert rule_set.data == write_rules(read_rules(load_ready_made(name))[0])
    assert (rule_set.number, f"{rule_set.dated:%d/%m/%Y}", rule_set.is_locked) == ("05/TL-BTC", "01/05/2024", False)


def test_the_rules_of_another_contest_are_copied_where_one_may_see_it(
    desk, browser_of, stranger, contest, contest_path, organiser, ba_to, unit_called
):
    other = record_contest(Contest(title="Hội thi năm ngoái", unit=ba_to, starts_on=DAY, ends_on=DAY), by=organiser)
    save_rules(other, RULES, number="01", dated=DAY, by=organiser, at=timezone.now())
    assert "Hội thi năm ngoái" in page_text(desk.get(f"{contest_path}rules/"))
    copied = fields_of(desk.get(f"{contest_path}rules/edit/?from={other.pk}"))
    assert (copied["rounds.1.criteria.0.max"], copied["rounds.0.time_limit"], copied["number"]) == ("24", "5", "")
    theirs = record_contest(
        Contest(title="Hội thi ở Lý Sơn", unit=unit_called("Lý Sơn", "district"), starts_on=DAY, ends_on=DAY), by=stranger
    )
    assert fields_of(browser_of(stranger).get(f"/contests/{theirs.pk}/rules/edit/?from={other.pk}"))["rounds.0.name"] == ""


# --- the form


def test_times_are_typed_in_minutes_and_numbers_with_commas():
    assert [read_minutes(text) for text in ("5", "4:30", "4,5", "năm")] == ["300", "270", "270", "năm"]
    assert [write_minutes(seconds) for seconds in (300, 270, None)] == ["5", "4:30", ""]


def test_rows_are_added_moved_and_removed_without_losing_what_was_typed(desk, contest_path):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=three-rounds")) | {"number": "07/TL", "rounds.1.name": "Kiến thức mới"}
    more = desk.post(f"{contest_path}rules/edit/", typed | {"add": "rounds.1.criteria"})
    assert error_summary(more) == []
    fields = fields_of(more)
    assert (fields["number"], fields["rounds.1.name"], fields["rounds.1.criteria.1.name"], fields["rounds.1.criteria.1.step"]) == (
        "07/TL", "Kiến thức mới", "", "0,5",
    )  # fmt: skip
    fields = fields_of(desk.post(f"{contest_path}rules/edit/", fields | {"up": "rounds.1"}))
    assert [fields[f"rounds.{n}.name"] for n in range(3)] == ["Kiến thức mới", "Chào hỏi", "Tiểu phẩm"]
    fields = fields_of(desk.post(f"{contest_path}rules/edit/", fields | {"remove": "rounds.2"}))
    assert "rounds.2.name" not in fields
    assert [fields[f"tie_breaks.{n}.choice"] for n in range(3)] == ["round:kien-thuc-phap-luat", "supplementary", "lots"]
    fields = fields_of(desk.post(f"{contest_path}rules/edit/", fields | {"add": "rounds"}))
    named = fields | {"rounds.2.name": "Hùng biện", "rounds.2.criteria.0.name": "Nội dung", "rounds.2.criteria.0.max": "12,5"}
    fields = fields_of(desk.post(f"{contest_path}rules/edit/", named | {"add": "tie_breaks"}))
    assert desk.post(f"{contest_path}rules/edit/", fields | {"tie_breaks.3.choice": ""}).status_code == 302
    round_ = RuleSet.objects.get().data["rounds"][2]
    assert (round_["key"], round_["criteria"], round_["discrepancy"]) == (
        "hung-bien", [{"key": "noi-dung", "name": "Nội dung", "max": "12.50", "step": "0.25"}], "2.5",
    ) or round_["criteria"][0]["max"] == "12.5"  # fmt: skip


@pytest.mark.parametrize("path", ["rounds.99", "rounds.-1", "", "team", "rounds.x.criteria", "rounds.0.criteria.9", "rounds.٣"])
def test_a_row_that_is_not_there_changes_nothing(desk, contest_path, path):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=ten-points"))
    for command in ("add", "remove", "up"):
        assert fields_of(desk.post(f"{contest_path}rules/edit/", typed | {command: path})) == typed


def test_every_mistake_stands_at_its_field_and_what_was_typed_survives(desk, contest_path):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=three-rounds")) | {
        "dated": "hôm qua", "rounds.0.criteria.1.max": "6,1", "rounds.2.name": "", "rounds.1.criteria.0.max": "bốn mươi",
        "rounds.2.time_limit": "", "rounds.0.penalty.bands.1.points": "0,1", "tie_breaks.3.choice": "supplementary", "prizes.1.slots": "0",
        "team.max": "3", "decimals": "9", "rounds.1.time_limit": "500",
    }  # fmt: skip
    answer = desk.post(f"{contest_path}rules/edit/", typed)
    assert error_summary(answer) == [
        "Phân định khi bằng điểm: Mục cuối phải là bốc thăm hoặc đồng giải, để không đội nào còn bằng nhau.",
        "Ngày ban hành: “hôm qua” không phải là một ngày. Ghi như 15/12/2026, 15-12 hoặc 151226.",
        "Phần thi 1, dòng 2, Điểm tối đa: Điểm tối đa phải là bội của bước điểm 0,25.",
        "Phần thi 1, mức trừ điểm, Quá từ (giây): Các mức phải tăng dần cả về số giây và điểm trừ.",
        "Phần thi 2, Thời gian quy định (phút): Thời gian từ 1 giây đến 240 phút.",
        "Phần thi 2, dòng 1, Điểm tối đa: Hãy ghi một số, ví dụ 8,5.",
        "Phần thi 3, Tên phần thi: Hãy điền ô này.",
        "Phần thi 3, Thời gian quy định (phút): Trừ điểm quá giờ thì phải có thời gian quy định.",
        "Khi bằng điểm, mục 4, Tiêu chí: Đã có mục này rồi.",
        "Giải, dòng 2, Số giải: Cần một số từ 1 đến 50.",
        "Đội thi, Số người thi nhiều nhất: Số người nhiều nhất phải từ số ít nhất trở lên.",
        "Số chữ số thập phân của điểm công bố: Cần một số từ 0 đến 4.",
    ]
    assert {name: value for name, value in fields_of(answer).items() if typed.get(name) != value} == {}
    document = lxml.html.fromstring(answer.content.decode())
    for link in document.xpath("//div[@class='error-summary']//a"):
        assert document.xpath("//*[@id=$id]", id=link.get("href")[1:]), link.get("href")
    assert RuleSet.objects.count() == 0


def test_empty_lists_are_named(desk, contest_path):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=ten-points"))
    few = {name: value for name, value in typed.items() if not name.startswith(("tie_breaks.", "prizes.", "rounds.1."))}
    few |= {"rounds.0.criteria.0.name": "", "rounds.0.criteria.0.max": ""}
    assert error_summary(desk.post(f"{contest_path}rules/edit/", few)) == [
        "Phân định khi bằng điểm: Hãy điền ô này.",
        "Cơ cấu giải: Cần từ 1 đến 20 mục.",
        "Phần thi 1: Tiêu chí: Cần từ 1 đến 20 mục.",
    ]


def test_two_people_with_the_same_draft_lose_nothing_of_each_other(desk, browser_of, admin, api, organiser, contest, contest_path):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=three-rounds")) | {"number": "05/TL", "rounds.0.name": "Chào sân"}
    other = browser_of(admin)
    other.post(f"{contest_path}rules/edit/", fields_of(other.get(f"{contest_path}rules/edit/?set=ten-points")) | {"number": "06/TL"})
    answer = desk.post(f"{contest_path}rules/edit/", typed)

    assert "người khác đã lưu thể lệ" in error_summary(answer)[0] and RuleSet.objects.get().number == "06/TL"
    again = fields_of(answer)
    assert again["rounds.0.name"] == "Chào sân"
    overwritten = re.search(r'name="overwritten" value="(\w+)"', answer.content.decode())[1]
    desk.post(f"{contest_path}rules/edit/", again | {"overwritten": overwritten})
    assert RuleSet.objects.get().data["rounds"][0]["name"] == "Chào sân"

    path, client = f"/api/v1/contests/{contest.pk}/rules/", api(organiser)
    body = RULES | {"number": "07/TL", "revision": client.get(path).json()["revision"]}
    assert client.put(path, body, format="json").status_code == 200
    conflict = client.put(path, body | {"number": "08/TL"}, format="json")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "changed_since")
    assert conflict.json()["conflicts"] == [{"field": "number", "sent": "08/TL", "current": "07/TL"}]
    retried = client.put(path, body | {"revision": conflict.json()["revision"], "number": "08/TL"}, format="json")
    assert (retried.status_code, RuleSet.objects.get().number) == (200, "08/TL")


def test_what_was_typed_before_the_rules_were_locked_stays_on_the_page(desk, contest, contest_path, organiser):
    typed = fields_of(desk.get(f"{contest_path}rules/edit/?set=three-rounds")) | {"rounds.0.name": "Chào sân"}
    save_rules(contest, RULES, number="05/TL-BTC", dated=DAY, by=organiser, at=timezone.now())
    lock_rules(contest, by=organiser, at=timezone.now())
    answer = desk.post(f"{contest_path}rules/edit/", typed)
    assert "Thể lệ đã khóa" in error_summary(answer)[0] and fields_of(answer)["rounds.0.name"] == "Chào sân"


# --- read, locked, amended


def test_the_rules_are_read_in_words(browser_of, usher, locked, contest_path):
    page = page_text(browser_of(usher).get(f"{contest_path}rules/"))
    for expected in [
        "Thời gian: 5 phút. Quá giờ: quá từ 1 giây: trừ 0,25 điểm; quá từ 60 giây: trừ 0,5 điểm.", "2. Tieu-pham 40 điểm",
        "Điểm phần Tieu-pham cao hơn Bị trừ điểm ít hơn Bốc thăm", "1 Giải Nhất 1 Giải Nhì 2 Giải Ba", "05/TL-BTC, 20/05/2024", "Đã khóa lúc",
        "Hai giám khảo lệch nhau quá 8 điểm thì hỏi Trưởng ban giám khảo.",
    ]:  # fmt: skip
        assert expected in page
    assert "Sửa đổi thể lệ" not in page


def test_locking_says_what_it_means_and_needs_number_and_date(desk, contest, contest_path, organiser):
    save_rules(contest, RULES, number="", dated=None, by=organiser, at=timezone.now())
    assert "Không mở khóa lại được." in page_text(desk.get(f"{contest_path}rules/lock/"))
    assert "Hãy ghi số và ngày ban hành thể lệ trước khi khóa." in page_text(desk.post(f"{contest_path}rules/lock/"))
    save_rules(contest, RULES, number="05/TL", dated=DAY, by=organiser, at=timezone.now())
    answer = desk.post(f"{contest_path}rules/lock/", follow=True)
    assert messages_of(answer) == ["Đã khóa thể lệ. Việc tiếp theo: bốc thăm thứ tự thi và lập Ban giám khảo."]
    assert RuleSet.objects.get().is_locked
    assert desk.get(f"{contest_path}rules/edit/").headers["Location"] == f"{contest_path}rules/amend/"


def test_an_amendment_is_shown_with_its_effects_before_it_is_written(desk, contest, api, organiser, admin, contest_path):
    played = PlayedContest(contest, api(organiser), api(admin))
    played.perform()
    played.mark_everything()
    typed = fields_of(desk.get(f"{contest_path}rules/amend/"))
    assert (typed["number"], typed["dated"]) == ("", "")
    typed |= {"number": "12/QĐ", "dated": "19/05/2024", "rounds.0.weight": "2"}
    assert "Lý do sửa đổi: Hãy ghi lý do sửa đổi thể lệ." in error_summary(desk.post(f"{contest_path}rules/amend/", typed))
    preview = desk.post(f"{contest_path}rules/amend/", typed | {"reason": "Sửa hệ số"})
    assert "Đội A 41,00 50,00 1 1" in page_text(preview)
    assert RuleSet.objects.count() == 1
    sent = {
        name: value
        for name, value in lxml.html.fromstring(preview.content.decode()).forms[-1].form_values()
        if name != "csrfmiddlewaretoken"
    }
    assert fields_of(desk.post(f"{contest_path}rules/amend/", sent | {"back": "1"}))["rounds.0.weight"] == "2"
    assert desk.post(f"{contest_path}rules/amend/", sent | {"write": "1"}).headers["Location"] == f"{contest_path}rules/"
    amended = RuleSet.objects.get(version=2)
    assert (amended.reason, amended.number, amended.is_locked, amended.data["rounds"][0]["weight"]) == ("Sửa hệ số", "12/QĐ", True, "2")
    assert "Sửa hệ số" in page_text(desk.get(f"{contest_path}rules/"))


def test_criteria_of_a_round_that_was_marked_are_refused_before_the_preview(desk, contest, api, organiser, admin, contest_path):
    played = PlayedContest(contest, api(organiser), api(admin))
    played.perform()
    played.mark(0, "chao-hoi", 0)
    typed = fields_of(desk.get(f"{contest_path}rules/amend/")) | {
        "number": "12",
        "dated": "19/05/2024",
        "reason": "x",
        "rounds.0.criteria.0.max": "20",
    }
    assert error_summary(desk.post(f"{contest_path}rules/amend/", typed)) == [
        "Phần thi: Phần thi Chao-hoi đã có phiếu chấm nên không bỏ được và không đổi được tiêu chí."
    ]


# --- whose they are


@pytest.mark.parametrize("path", ["", "edit/", "lock/", "amend/"])
def test_a_stranger_finds_no_rules_and_a_role_too_small_only_reads_them(browser_of, stranger, leader, locked, contest_path, path):
    assert browser_of(stranger).get(f"{contest_path}rules/{path}").status_code == 404
    assert browser_of(stranger).post(f"{contest_path}rules/{path}", {}).status_code in (404, 405)
    assert browser_of(leader).get(f"{contest_path}rules/{path}").status_code == (403 if path else 200)
    assert browser_of(leader).post(f"{contest_path}rules/{path}", {}).status_code == (403 if path else 405)


def test_a_document_says_which_rules_it_is_the_ground_of(contest, browser_of, organiser, ba_to):
    document = Document(kind="rules", number="05/TL-BTC", dated=contest.starts_on, issuer="Ban Tổ chức", title="Thể lệ", unit=ba_to)
    record_document(document, by=organiser)
    rule_set = save_rules(
        contest, rules_data(), number="05/TL-BTC", dated=contest.starts_on, document=document, by=organiser, at=timezone.now()
    )
    page = browser_of(organiser).get(document.get_absolute_url()).content.decode()
    assert f"{contest.title}: thể lệ, phiên bản 1" in page and rule_set.get_absolute_url() in page


def test_the_contests_page_names_the_rounds_of_its_rules(desk, contest, locked):
    text = page_text(desk.get(f"/contests/{contest.pk}/"))
    assert all(round_["name"] in text for round_ in locked.data["rounds"]) and "Chưa ghi phần thi" not in text
