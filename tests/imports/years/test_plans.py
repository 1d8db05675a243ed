"""A year's plan: its rows become targets, and drafts where they say the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.actions import set_target
from activities.models import Activity, Target
from imports.files.retention import delete_old_originals
from imports.models import YearImport
from tests.imports.years.conftest import PLAN_HEAD, PLAN_TITLE, commit
from tests.pages import words_of

pytestmark = pytest.mark.django_db
ROWS = [
    PLAN_TITLE,
    PLAN_HEAD,
    ["I", "Lớp tập huấn"],
    [1, "Tập huấn người có uy tín", "Quý II", "Các xã miền núi", "03 lớp", "50 người/lớp", 90],
    [2, "Tập huấn Luật Đất đai", "15-16/3/2027", "Xã Ba Vì", 1, 60, 30],
    ["II", "Hội thi"],
    [1, "Tìm hiểu pháp luật", "Tháng 10", None, 1, 300, 80],
    [None, "Cộng", None, None, 5, 510],
]


def test_a_plan_becomes_targets_and_drafts_of_what_has_a_day(office, quang_ngai):
    handed_in = office.hand_in(*ROWS)
    page = words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    assert "Xem trước kế hoạch năm" in page and "Lớp tập huấn năm 2027: 4 cuộc, 210 lượt người." in page
    assert "2 chỉ tiêu, 1 hoạt động nháp." in page
    result = commit(office, handed_in).result
    assert (result["set_targets"], result["drafts"], result["recorded"]) == (2, 1, 0)
    targets = Target.objects.order_by("-kind").values_list("year", "kind", "unit", "planned_activities", "planned_participants")
    assert list(targets) == [(2027, "training-session", quang_ngai.pk, 4, 210), (2027, "contest", quang_ngai.pk, 1, 300)]
    draft = Activity.objects.get()
    assert (draft.status, draft.unit.name, draft.planned_participants, draft.sittings.count()) == ("draft", "Ba Vì", 60, 4)
    again = office.hand_in(*ROWS)
    assert "Không có gì mới để ghi nhận" in words_of(office.get(f"/year-imports/{again.pk}/"))
    office.post(f"/year-imports/{handed_in.pk}/revert/")
    assert not Target.objects.exists() and not Activity.objects.exists()


def test_a_target_that_differs_is_asked_about_and_comes_back(office, quang_ngai):
    target = set_target(year=2027, kind="training-session", unit=quang_ngai, planned_activities=9, plan_reference="KH 12")
    handed_in = office.hand_in(*ROWS)
    url = f"/year-imports/{handed_in.pk}/"
    office.post(f"{url}row/", {"key": "Sheet!5", "exclude": "1"})
    assert "Đã có chỉ tiêu 9 cuộc, – lượt người." in words_of(office.get(url))
    assert commit(office, handed_in).state == "preview"
    assert "Hãy chọn thay hay giữ" in words_of(office.get(url))
    assert office.post(f"{url}reading/", {"target": "1999 contest", "decision": "keep"}).status_code == 404
    office.post(f"{url}reading/", {"target": "2027 training-session", "decision": "replace"})
    assert commit(office, handed_in).result["set_targets"] == 2
    target.refresh_from_db()
    assert (target.planned_activities, target.planned_participants, target.plan_reference) == (3, 150, "KH 12")
    assert not Activity.objects.exists()
    office.post(f"{url}revert/")
    target.refresh_from_db()
    assert (target.planned_activities, target.planned_participants, target.plan_reference) == (9, None, "KH 12")


def test_drafts_are_left_alone_where_nobody_wants_them(office):
    handed_in = office.hand_in(*ROWS)
    office.post(f"/year-imports/{handed_in.pk}/reading/", {"meaning": "plan", "year": ""})
    assert commit(office, handed_in).result["drafts"] == 0
    discarded = office.hand_in(*ROWS, name="bỏ.xlsx")
    office.post(f"/year-imports/{discarded.pk}/discard/")
    discarded.refresh_from_db()
    assert (discarded.state, discarded.grid) == ("discarded", None)
    assert "Tệp này đã bị bỏ" in words_of(office.get(f"/year-imports/{discarded.pk}/"))


def test_what_was_read_of_a_file_is_deleted_after_thirty_days(office):
    committed, waiting = commit(office, office.hand_in(*ROWS)), office.hand_in(*ROWS)
    later = timezone.now() + timedelta(days=31)
    assert delete_old_originals(later) == 2 and delete_old_originals(later) == 0
    kept = list(YearImport.objects.order_by("pk").values_list("state", "grid"))
    assert kept == [("committed", None), ("discarded", None)]
    assert "Tệp này đã bị bỏ" in words_of(office.get(f"/year-imports/{waiting.pk}/"))
    assert "Tập huấn Luật Đất đai" in words_of(office.get(f"/year-imports/{committed.pk}/"))


@pytest.mark.parametrize("is_section", [False, True])
def test_a_plan_that_names_a_quarter_at_each_row_becomes_targets_of_quarters(office, quang_ngai, is_section):
    """Sessions: 2 for 80 people in the first, 3 for 150 in the second quarter; contests have a row without one, so a target of the year."""
    if is_section:
        sessions = [["Quý I", None], [1, "Lớp tập huấn Luật Đất đai", None, None, 2, 80], ["Quý II", None]]
        sessions += [[2, "Lớp tập huấn Luật Hôn nhân", None, None, 3, 150]]
        contests = []
    else:
        sessions = [[1, "Lớp tập huấn Luật Đất đai", "Quý I", None, 2, 80], [2, "Lớp tập huấn Luật Hôn nhân", "Quý II", None, 3, 150]]
        contests = [[3, "Hội thi pháp luật", "Quý I", None, 1, 100], [4, "Hội thi hòa giải", "Tháng 10", None, 1, 50]]
    handed_in = office.hand_in(PLAN_TITLE, PLAN_HEAD, *sessions, *contests)
    page = words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    commit(office, handed_in)
    stored = Target.objects.filter(unit=quang_ngai, year=2027).order_by("-kind", "quarter")
    numbers = list(stored.values_list("kind", "quarter", "planned_activities", "planned_participants"))
    of_quarters = [("training-session", 1, 2, 80), ("training-session", 2, 3, 150)]

    assert "Lớp tập huấn quý I năm 2027: 2 cuộc, 80 lượt người." in page
    assert numbers == [*of_quarters, *([("contest", None, 2, 150)] if contests else [])]
    office.post(f"/year-imports/{handed_in.pk}/revert/")
    assert not Target.objects.exists()


def test_a_plan_of_one_quarter_stands_beside_the_target_of_the_year_as_on_the_screen(office, quang_ngai):
    of_the_year = set_target(year=2027, kind="contest", unit=quang_ngai, planned_activities=9)
    handed_in = office.hand_in(PLAN_TITLE, PLAN_HEAD, [1, "Hội thi pháp luật", "Quý II", None, 3, 100])
    page = words_of(office.get(f"/year-imports/{handed_in.pk}/"))

    assert "Hội thi quý II năm 2027: 3 cuộc, 100 lượt người. Chỉ tiêu mới." in page
    assert "Đã có: Hội thi năm 2027, tỉnh Quảng Ngãi (9). Có cả chỉ tiêu cả năm và chỉ tiêu theo quý thì" in page
    commit(office, handed_in)
    assert list(Target.objects.order_by("planned_activities").values_list("quarter", "planned_activities")) == [(2, 3), (None, 9)]
    assert Target.objects.filter(pk=of_the_year.pk).exists()


def test_a_target_that_somebody_set_meanwhile_is_not_replaced_unasked(office, quang_ngai):
    handed_in = office.hand_in(PLAN_TITLE, PLAN_HEAD, [1, "Hội thi pháp luật", "Tháng 4", None, 3, 100])
    office.get(f"/year-imports/{handed_in.pk}/")
    set_target(year=2027, kind="contest", unit=quang_ngai, planned_activities=9)
    commit(office, handed_in)

    assert Target.objects.get().planned_activities == 9
