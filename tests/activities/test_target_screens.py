import pytest
from django.utils import timezone

from activities.actions import set_target
from activities.models import Target
from tests.pages import error_summary, hidden_value, plain_text, table_rows

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def target(quang_ngai):
    return set_target(
        year=2023, kind="contest", unit=quang_ngai, planned_activities=10, planned_participants=400, plan_reference="Kế hoạch số 1"
    )


@pytest.fixture
def form_data(quang_ngai):
    return {
        "year": "2023", "kind": "training-session", "unit": quang_ngai.pk,
        "planned_activities": "6", "planned_participants": "", "plan_reference": "Kế hoạch số 2",
    }  # fmt: skip


def test_a_year_shows_its_own_targets(browser_of, organiser, target, quang_ngai):
    set_target(year=THIS_YEAR, kind="contest", unit=quang_ngai, planned_activities=9)
    browser = browser_of(organiser)
    assert table_rows(browser.get("/targets/?year=2023")) == [
        ["tỉnh Quảng Ngãi", "Hội thi", "Cả năm", "10", "400", "Kế hoạch số 1", "Sửa · Xóa · Lịch sử"]
    ]
    assert table_rows(browser.get("/targets/")) == [["tỉnh Quảng Ngãi", "Hội thi", "Cả năm", "9", "–", "", "Sửa · Xóa · Lịch sử"]]
    assert table_rows(browser.get("/targets/?year=muoi")) == table_rows(browser.get("/targets/"))


def test_a_target_is_added_from_the_year_that_was_looked_at(browser_of, organiser, form_data, quang_ngai):
    browser = browser_of(organiser)
    assert 'name="year" value="2023"' in browser.get("/targets/new/?year=2023").content.decode()
    assert browser.post("/targets/new/", form_data).headers["Location"] == "/targets/?year=2023"
    assert Target.objects.values_list("year", "kind", "unit", "planned_activities", "planned_participants", "plan_reference").get() == (
        2023, "training-session", quang_ngai.pk, 6, None, "Kế hoạch số 2",
    )  # fmt: skip


def test_an_existing_target_is_not_overwritten_by_adding_it_again(browser_of, organiser, target, form_data):
    answer = browser_of(organiser).post("/targets/new/", form_data | {"kind": "contest"})
    assert error_summary(answer) == ["Đã có chỉ tiêu của kỳ, loại và địa bàn này. Hãy sửa chỉ tiêu đó."]
    assert Target.objects.get().planned_activities == 10


def test_a_wrong_target_keeps_what_was_typed(browser_of, organiser, form_data):
    answer = browser_of(organiser).post("/targets/new/", form_data | {"planned_activities": "-1", "year": "23"})
    assert error_summary(answer)[1] == "Số cuộc theo kế hoạch: Hãy nhập số từ 0 trở lên."
    assert 'name="plan_reference" value="Kế hoạch số 2"' in answer.content.decode()
    assert Target.objects.count() == 0


def test_editing_changes_the_numbers_of_the_same_target(browser_of, organiser, target, form_data):
    browser = browser_of(organiser)
    html = browser.get(f"/targets/{target.pk}/edit/").content.decode()
    assert 'name="planned_activities" value="10"' in html
    assert 'name="unit"' not in html
    answer = browser.post(f"/targets/{target.pk}/edit/", form_data | {"year": "2020", "planned_participants": "500"})
    assert answer.headers["Location"] == "/targets/?year=2023"
    assert Target.objects.values_list("pk", "year", "kind", "planned_activities", "planned_participants").get() == (
        target.pk,
        2023,
        "contest",
        6,
        500,
    )


def test_a_target_is_removed_after_asking(browser_of, organiser, target):
    browser = browser_of(organiser)
    assert "Xóa hẳn" in browser.get(f"/targets/{target.pk}/remove/").content.decode()
    assert Target.objects.count() == 1
    assert browser.post(f"/targets/{target.pk}/remove/").headers["Location"] == "/targets/?year=2023"
    assert Target.objects.count() == 0


def test_elsewhere_nobody_sets_targets(browser_of, stranger, form_data):
    answer = browser_of(stranger).post("/targets/new/", form_data)
    assert error_summary(answer) == ["Địa bàn: Bạn không được nhập chỉ tiêu ở tỉnh Quảng Ngãi."]
    assert Target.objects.count() == 0


@pytest.mark.parametrize(("user_name", "code"), [("stranger", 404), ("usher", 403), ("clerk", 403)])
def test_only_who_may_record_there_changes_a_target(request, browser_of, target, form_data, user_name, code):
    browser = browser_of(request.getfixturevalue(user_name))
    assert [browser.post(f"/targets/{target.pk}/{page}/", form_data).status_code for page in ("edit", "remove")] == [code, code]
    assert Target.objects.get().planned_activities == 10


def test_who_may_record_nowhere_reads_and_adds_nothing(browser_of, usher, stranger, target, form_data):
    browser = browser_of(usher)
    assert table_rows(browser.get("/targets/?year=2023")) == [
        ["tỉnh Quảng Ngãi", "Hội thi", "Cả năm", "10", "400", "Kế hoạch số 1", "Lịch sử"]
    ]
    assert (browser.get("/targets/new/").status_code, browser.post("/targets/new/", form_data).status_code) == (403, 403)
    assert table_rows(browser_of(stranger).get("/targets/?year=2023")) == []


@pytest.mark.parametrize("more", [0, 2])
def test_the_targets_take_eight_queries_however_many(browser_of, organiser, target, unit_called, django_assert_num_queries, more):
    for name in ["Ba Tơ", "Sơn Hà"][:more]:
        set_target(year=2023, kind="contest", unit=unit_called(name, "district"), planned_activities=1)
    browser = browser_of(organiser)
    with django_assert_num_queries(8):
        browser.get("/targets/?year=2023")


def test_of_two_with_the_form_of_a_target_open_the_second_is_asked(browser_of, organiser, target, form_data):
    browser, address = browser_of(organiser), f"/targets/{target.pk}/edit/"
    typed = form_data | {"revision": hidden_value(browser.get(address), "revision")}
    browser.post(address, typed | {"planned_activities": "12"})
    asked = browser.post(address, typed)

    assert "Số cuộc theo kế hoạch, đang lưu: “12”" in plain_text(asked.content.decode())
    assert Target.objects.get().planned_activities == 12
    browser.post(address, typed | {"confirmed": asked.context["form"].confirmation})
    assert Target.objects.get().planned_activities == 6


def test_a_quarter_beside_the_year_is_told_what_reports_go_by(browser_of, organiser, target, form_data):
    page = browser_of(organiser).post("/targets/new/", form_data | {"kind": "contest", "quarter": "2"}, follow=True)

    assert "báo cáo cả năm theo chỉ tiêu cả năm" in plain_text(page.content.decode()) and Target.objects.count() == 2
