"""Past years: rows become held activities with people counted, so that the tally shows what the workbook adds up to."""

from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Activity
from attendance.models import Headcount, Registration
from contests.models import Contest
from imports.models import YearImport
from imports.planning.years.plan import MAX_ROWS
from tests.depth import examples
from tests.exports.by_hand import build_table, figures
from tests.imports.years.conftest import PAST_HEAD, PAST_TITLE, commit
from tests.pages import words_of
from training.actions import record_session
from training.models import TrainingSession

pytestmark = pytest.mark.django_db
tally = partial(build_table, "participation-tally", from_="2023-01-01", to="2023-12-31")
ROWS = [
    PAST_TITLE,
    PAST_HEAD,
    ["I", "Lớp tập huấn"],
    [1, "Tập huấn Luật Hôn nhân và gia đình", "15-16/3/2023", "Xã Ba Vì, huyện Ba Tơ", "50 người", 20, 45],
    [2, "Tập huấn Luật Đất đai", date(2023, 4, 5), "Hội trường UBND huyện Sơn Hà", "1.200", None, None],
    ["II", "Hội thi"],
    [3, "Tìm hiểu pháp luật về bình đẳng giới", "Tháng 10", "Huyện Trà Bồng", "khoảng 300", 100, 0],
    [None, "Tổng cộng", None, None, 1550, 120, 45],
    [None, None, None, "Quảng Ngãi, ngày 15 tháng 12 năm 2023"],
    [None, "Người lập biểu"],
    [None, "Nguyễn Văn A"],
]


def test_a_past_year_becomes_activities_and_the_tally_is_the_workbook_total(office, organiser):
    handed_in = office.hand_in(*ROWS)
    page = words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    assert "Xem trước số liệu đã tổ chức" in page and "3 hoạt động, 1.550 lượt người." in page
    assert "Các dòng cộng trong tệp đúng bằng tổng các dòng đã đọc." in page
    assert Activity.objects.count() == 0
    result = commit(office, handed_in).result
    assert (result["recorded"], result["people"], result["skipped"]) == (3, 1550, 0)
    held = Activity.objects.order_by("starts_on")
    assert [(a.kind, a.status, a.unit.kind_and_name, a.venue, f"{a.starts_on:%d/%m}-{a.ends_on:%d/%m}") for a in held] == [
        ("training-session", "closed", "xã Ba Vì", "", "15/03-16/03"),
        ("training-session", "closed", "huyện Sơn Hà", "Hội trường UBND huyện Sơn Hà", "05/04-05/04"),
        ("contest", "closed", "huyện Trà Bồng", "", "01/10-31/10"),
    ]
    assert Contest.objects.count() == 1
    assert list(Headcount.objects.order_by("sitting__starts_at").values_list("count", "women", "minorities", "basis")) == [
        (50, 20, 45, "counted"), (1200, None, None, "counted"), (300, 100, 0, "estimated"),
    ]  # fmt: skip
    keys = ("training_sessions", "contests", "headcount", "headcount_female", "headcount_ethnic_minority")
    assert figures(tally(organiser), *keys)[-1] == ["Tổng cộng", 2, 1, 1550, 120, 45]
    report = words_of(office.get("/reports/participation-tally/?from=2023-01-01&to=2023-12-31"))
    assert "1.550" in report and "Trong số chỉ đếm" in report
    assert "3 người" not in words_of(office.get(held[0].get_absolute_url()))
    committed = words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    assert "Các hoạt động ghi từ tệp" in committed and "Tập huấn Luật Đất đai" in committed


def test_the_same_workbook_again_and_what_a_form_recorded_are_not_doubled(office, organiser, ba_vi):
    session = TrainingSession(
        title="Tập huấn Luật Hôn nhân và gia đình", unit=ba_vi, starts_on=date(2023, 3, 16), ends_on=date(2023, 3, 16), status="closed"
    )
    record_session(session, by=organiser)
    first = commit(office, office.hand_in(*ROWS))
    assert (first.result["recorded"], first.result["known"]) == (2, 1)
    again = office.hand_in(*ROWS)
    page = words_of(office.get(f"/year-imports/{again.pk}/"))
    assert "Tệp này đã được ghi nhận một lần" in page and "Đã có, không ghi lại" in page and "Không có gì mới để ghi nhận" in page
    assert commit(office, again).state == "preview"
    assert Activity.objects.count() == 3
    office.post(f"/year-imports/{again.pk}/row/", {"key": "Sheet!4", "new": "1"})
    assert commit(office, again).result["recorded"] == 1
    # A button pressed twice answers the same.
    office.post(f"/year-imports/{first.pk}/commit/", {"version": "of before"})
    assert Activity.objects.count() == 4


def test_what_is_wrong_is_said_at_its_row_and_corrected_in_the_preview(office):
    rows = [
        PAST_TITLE,
        PAST_HEAD,
        [1, "Tập huấn một", "1/3/2023", "Xã Ba Vì", 50, 60, 10],
        [2, "Tập huấn hai", "31/2/2023", "Xã Không Có", 50, None, 70],
        [3, "Nói về luật", "5/3/2023", "Xã Ba Vì", "nhiều"],
        [4, "Tập huấn bốn", "5/3/2023", "Xã Ba Vì", 10],
        [5, "Tập huấn bốn", "5/3/2023", "Xã Ba Vì", 10],
        ["Tổng cộng", None, None, None, 200],
    ]
    handed_in = office.hand_in(*rows)
    url = f"/year-imports/{handed_in.pk}/"
    page = words_of(office.get(url))
    for sentence in (
        "Nữ là 60, nhiều hơn tổng số người là 50.",
        "Dân tộc thiểu số là 70, nhiều hơn tổng số người là 50.",
        "Không có ngày “31/2/2023”.",
        "không có nơi nào là “Xã Không Có”",
        "Số người: không hiểu số “nhiều”.",
        "Trùng dòng 6",
        "tệp ghi 200, cộng các dòng được 120 (lệch 80)",
    ):
        assert sentence in page, sentence
    mended = {"mend": "1", "key": "Sheet!4", "title": "Tập huấn hai", "kind": "contest", "when": "28/2/2023", "place": "Xã Ba Tô"}
    office.post(f"{url}row/", mended | {"classes": "1", "participants": "70", "women": "", "minorities": "70"})
    office.post(f"{url}row/", {"key": "Sheet!3", "exclude": "1"})
    assert "Bỏ qua" in words_of(office.get(url))
    result = commit(office, handed_in).result
    assert (result["recorded"], result["people"], result["skipped"]) == (2, 80, 3)
    contest = Contest.objects.get()
    assert (contest.title, contest.unit.name, contest.starts_on) == ("Tập huấn hai", "Ba Tô", date(2023, 2, 28))
    # Bad input on the row's form leaves what was typed.
    other = office.hand_in(*rows)
    typed = words_of(office.get(f"/year-imports/{other.pk}/row/?key=Sheet!3"))
    assert "Sửa dòng 3" in typed
    refused = office.post(f"/year-imports/{other.pk}/row/", mended | {"title": "x" * 400, "classes": "1"})
    assert refused.status_code == 200 and "x" * 400 in refused.content.decode()
    assert office.get(f"/year-imports/{other.pk}/row/?key=Sheet!99").status_code == 404


def test_several_classes_of_a_row_are_asked_about_and_divided_evenly(office):
    head = ["Nội dung", "Thời gian", "Địa điểm", "Số lớp", "Số người", "Nữ"]
    handed_in = office.hand_in(
        PAST_TITLE, head, ["Tập huấn PBGDPL", "3/2023", "Xã Ba Vì", "03 lớp", 50, 20], ["Tập huấn", "4/2023", "Ba Tô", 2, 9]
    )
    page = words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    assert "Dòng này gộp 3 lớp. Ghi thành một hoạt động, hay thành 3 hoạt động?" in page
    office.post(f"/year-imports/{handed_in.pk}/row/", {"key": "Sheet!3", "parts": "split"})
    office.post(f"/year-imports/{handed_in.pk}/row/", {"key": "Sheet!4", "parts": "one"})
    assert commit(office, handed_in).result["recorded"] == 4
    assert list(Headcount.objects.order_by("pk").values_list("sitting__activity__title", "count", "women")) == [
        ("Tập huấn PBGDPL (1/3)", 17, 7), ("Tập huấn PBGDPL (2/3)", 17, 7), ("Tập huấn PBGDPL (3/3)", 16, 6), ("Tập huấn", 9, None),
    ]  # fmt: skip


def test_places_are_those_of_the_day_and_merged_cells_count_once(office):
    head = ["Stt", "Tên lớp tập huấn", "Huyện", "Xã", "Thời gian", "Số người"]
    handed_in = office.hand_in(
        ["SỐ LIỆU CÁC LỚP TẬP HUẤN"],
        head,
        [1, "Luật Đất đai", "Ba Tơ", None, "10/6/2025", 100],
        [2, None, None, "Ba Vì", "11/6/2025", None],
        [3, "Luật Cư trú", "Trà Bồng", "Trà Giang", "5/8/2025", 30],
        merges="B3:B4 C3:C4 F3:F4",
    )
    assert "nằm trong ô gộp của nhiều dòng" in words_of(office.get(f"/year-imports/{handed_in.pk}/"))
    assert commit(office, handed_in).result["people"] == 130
    held = Activity.objects.order_by("starts_on")
    assert [(a.title, a.unit.full_name) for a in held] == [
        ("Luật Đất đai", "huyện Ba Tơ, tỉnh Quảng Ngãi"),
        ("Luật Đất đai", "xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi"),
        ("Luật Cư trú", held[2].unit.full_name),
    ]
    assert held[2].unit.level == "commune" and held[2].unit.valid_to is None


def test_an_import_is_taken_back_as_a_whole_while_nothing_was_built_on_it(office, organiser, make_person):
    first = commit(office, office.hand_in(*ROWS))
    assert "Hoàn tác tất cả" in words_of(office.get(f"/year-imports/{first.pk}/revert/"))
    office.post(f"/year-imports/{first.pk}/revert/")
    first.refresh_from_db()
    assert (first.state, Activity.objects.count(), Headcount.objects.count()) == ("reverted", 0, 0)
    second = commit(office, office.hand_in(*ROWS))
    activity = Activity.objects.first()
    Registration.objects.create(activity=activity, person=make_person(), role="participant", registered_by=organiser)
    page = office.post(f"/year-imports/{second.pk}/revert/", follow=True)
    assert f"đã có thay đổi sau khi ghi nhận ở {activity.title}" in words_of(page)
    assert (Activity.objects.count(), Headcount.objects.count()) == (3, 3)


def test_nothing_is_written_when_the_data_changed_since_the_preview(office, organiser, ba_vi):
    handed_in = office.hand_in(*ROWS)
    version = office.get(f"/year-imports/{handed_in.pk}/").context["plan"].version
    session = TrainingSession(title=ROWS[3][1], unit=ba_vi, starts_on=date(2023, 3, 15), ends_on=date(2023, 3, 15), status="closed")
    record_session(session, by=organiser)
    page = office.post(f"/year-imports/{handed_in.pk}/commit/", {"version": version}, follow=True)
    assert "Từ lúc xem trước, dữ liệu đã thay đổi" in words_of(page)
    assert Activity.objects.count() == 1


def test_only_who_records_there_hands_in_and_sees_it(office, browser_of, stranger, clerk, clerk_of_ba_to, quang_ngai, make_user, ba_to):
    handed_in = office.hand_in(*ROWS)
    for user, status in ((stranger, 404), (clerk_of_ba_to, 404), (clerk, 403)):
        client = browser_of(user)
        for path in ("", "commit/", "discard/", "revert/", "row/?key=Sheet!4", "reading/"):
            url = f"/year-imports/{handed_in.pk}/{path}"
            method = client.post if path in ("commit/", "reading/") else client.get
            assert method(url).status_code == status, (user, path)
    assert browser_of(clerk).get("/year-imports/new/").status_code == 403
    assert "nam.xlsx" not in words_of(browser_of(stranger).get("/year-imports/new/"))
    assert "Nhập cả năm từ Excel" not in words_of(browser_of(clerk).get("/activities/"))
    assert "Nhập cả năm từ Excel" in words_of(office.get("/activities/"))
    # Of a unit that is not theirs, and rows that lie elsewhere.
    pasted = "Nội dung\tThời gian\tĐịa điểm\tSố người\nTập huấn\t1/3/2023\tXã Ba Vì\t5"
    assert "Bạn không được nhập" in words_of(browser_of(stranger).post("/year-imports/new/", {"unit": quang_ngai.pk, "rows": pasted}))
    ba_to_organiser = browser_of(make_user("of-ba-to", "organiser", ba_to))
    ba_to_organiser.post("/year-imports/new/", {"unit": ba_to.pk, "rows": f"{pasted}\nTập huấn\t2/3/2023\tHuyện Sơn Hà\t5"})
    page = words_of(ba_to_organiser.get(f"/year-imports/{YearImport.objects.latest('pk').pk}/"))
    assert "1 hoạt động, 5 lượt người." in page and "Bạn không được lập hoạt động ở" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.4 x", "Tệp này là PDF"),
        (b"", "Tệp rỗng"),
        (b"PK\x03\x04 broken", "bị hỏng"),
        ("Họ và tên,Năm sinh\nHồ Thị Mẫu,1990".encode(), "Không tìm thấy bảng kế hoạch"),
        (("Nội dung;Thời gian;Số người\n" + "Tập huấn;1/3/2023;5\n" * (MAX_ROWS + 1)).encode(), "nhiều nhất một lần là 1000"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_and_not_kept(office, quang_ngai, content, sentence):
    page = office.post("/year-imports/new/", {"unit": quang_ngai.pk, "file": SimpleUploadedFile("a.xlsx", content)})
    assert page.status_code == 200 and sentence in words_of(page)
    assert not YearImport.objects.exists()


def test_columns_year_and_sheet_can_be_chosen_otherwise(office):
    handed_in = office.hand_in(["Nội dung", "Thời gian", "Ở đâu", "Bao nhiêu"], ["Tập huấn Luật Cư trú", "5/3", "Xã Ba Vì", 7])
    url = f"/year-imports/{handed_in.pk}/"
    assert office.get(url).context["plan"].meaning == "plan"
    columns = {"column-0-0": "title", "column-0-1": "when", "column-0-2": "place", "column-0-3": "participants"}
    office.post(f"{url}reading/", {"meaning": "past", "year": "2022"} | columns)
    twice = office.post(f"{url}reading/", {"meaning": "past", "year": "2022"} | columns | {"column-0-3": "place"})
    assert "Hai cột cùng là “Địa điểm”" in words_of(twice)
    assert commit(office, handed_in).result["people"] == 7
    assert Activity.objects.get().starts_on == date(2022, 3, 5)


COUNTS = st.integers(0, 5000)
YEAR_ROWS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 28), st.sampled_from(["Xã Ba Vì", "Huyện Sơn Hà", "Trà Bồng", "Hội trường tỉnh", None]), COUNTS, COUNTS, COUNTS),
    min_size=1, max_size=12,
)  # fmt: skip


@examples(3, deep=25)
@given(drawn=YEAR_ROWS)
def test_whatever_year_comes_in_the_tally_is_the_sum_of_its_rows(office, organiser, drawn):
    with transaction.atomic():
        rows = [
            [number, f"Tập huấn số {number}", f"{day}/{month}", place, total, women % (total + 1), minorities % (total + 1)]
            for number, (month, day, place, total, women, minorities) in enumerate(drawn, 1)
        ]
        sums = [sum(row[column] for row in rows) for column in (4, 5, 6)]
        commit(office, office.hand_in(PAST_TITLE, PAST_HEAD, *rows, [None, "Tổng cộng", None, None, *sums]))
        keys = ("training_sessions", "headcount", "headcount_female", "headcount_ethnic_minority")
        assert figures(tally(organiser), *keys)[-1] == ["Tổng cộng", len(rows), *sums]
        transaction.set_rollback(True)
