"""What a clerk does with a workbook on the screen: nothing is written before 'Ghi nhận', and nothing that was typed is lost."""

import io
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from attendance.models import Registration
from imports.models import RosterImport
from imports.screens import upload_views
from people.models import Disclosure, Person

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parent.parent / "rosters"
HEAD = "STT;Họ và tên;Năm sinh;Giới tính;Dân tộc;Xã;SĐT"
RE = "1;Phạm Văn Rê;1980;Nam;Hrê;Ba Vì;0912345601"
MAU = "2;Đinh Thị Mẫu;1981;Nữ;Hrê;Ba Vì;12345"
HOA = "3;Nguyễn Thị Hoa;1982;Nữ;Kinh;Ba Vì;0912345603"


def csv_of(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


@pytest.fixture
def desk(browser_of, organiser):
    return browser_of(organiser)


def hand_in(desk, session, content: bytes, name: str = "danh sach.csv") -> RosterImport:
    """Return the roster that the screen made of the file."""
    answer = desk.post(reverse("roster-upload", args=[session.pk]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    roster = RosterImport.objects.latest("pk")
    assert answer["Location"] == reverse("roster-import", args=[roster.pk])
    return roster


def page_of(desk, roster: RosterImport, query: str = "") -> str:
    answer = desk.get(reverse("roster-import", args=[roster.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def decide(desk, roster: RosterImport, **sent: str):
    return desk.post(reverse("roster-row", args=[roster.pk]), sent)


def commit(desk, roster: RosterImport, **more: str):
    version = desk.get(reverse("roster-import", args=[roster.pk])).context["commit_form"].version
    return desk.post(reverse("roster-commit", args=[roster.pk]), {"shown": version} | more)


def actions_of(roster: RosterImport) -> dict[int, str]:
    return {row.number: "excluded" if row.is_excluded else row.action for row in roster.rows.all()}


# --- handing in


def test_a_small_file_is_previewed_at_once_and_nothing_is_written(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU))
    page = page_of(desk, roster)
    assert actions_of(roster) == {2: "create", 3: "error"}
    assert "Ghi nhận 1 người" in page and "Cột G · SĐT" in page and "“12345” không đúng" in page
    assert not Person.objects.exists() and not Registration.objects.exists()


def test_a_file_that_cannot_be_read_comes_back_with_the_sentence_beside_the_field(desk, session):
    where = reverse("roster-upload", args=[session.pk])
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = desk.post(where, {"file": SimpleUploadedFile("anh.xlsx", b"\x89PNG\r\n\x1a\n")}, **headers)
        assert answer.status_code == 200 and "Tệp này là ảnh" in answer.content.decode()
        assert 'id="id_file_error"' in answer.content.decode()
    roster = RosterImport.objects.latest("pk")
    assert roster.state == "refused" and roster.original is None
    assert "Tệp này là ảnh" in page_of(desk, roster)


def test_no_file_and_one_too_large_are_told_before_anything_is_kept(desk, session, monkeypatch):
    where = reverse("roster-upload", args=[session.pk])
    assert "Hãy chọn một tệp." in desk.post(where).content.decode()
    monkeypatch.setattr("imports.files.uploads.MAX_BYTES", 10)
    assert "Tệp lớn quá" in desk.post(where, {"file": SimpleUploadedFile("a.csv", csv_of(RE))}).content.decode()
    assert not RosterImport.objects.exists()


def test_a_large_file_is_read_while_a_bar_tells_how_far_it_is(desk, session, monkeypatch):
    monkeypatch.setattr(upload_views, "READ_AT_ONCE", 10)
    roster = hand_in(desk, session, csv_of(RE))
    where = {name: reverse(f"roster-{name}", args=[roster.pk]) for name in ("import", "work", "progress")}
    headers = {"HTTP_HX_REQUEST": "true"}
    page = page_of(desk, roster)
    assert roster.state == "received" and where["work"] in page and where["progress"] in page and "Tiếp tục" in page
    assert "Đang đọc tệp" in desk.get(where["progress"], **headers).content.decode()
    assert desk.post(where["work"], **headers).status_code == 204
    roster.refresh_from_db()
    assert roster.state == "preview" and roster.rows.count() == 1
    assert desk.get(where["progress"], **headers).status_code == 286
    assert desk.get(where["progress"] + "?done", **headers)["HX-Redirect"] == where["import"]
    assert desk.post(where["work"])["Location"] == where["import"]


def test_work_that_somebody_is_at_is_left_to_them_unless_they_are_gone(desk, session, monkeypatch):
    monkeypatch.setattr(upload_views, "READ_AT_ONCE", 10)
    roster = hand_in(desk, session, csv_of(RE))
    at_work = RosterImport.objects.filter(pk=roster.pk)
    at_work.update(working_since=timezone.now(), progress=40)
    work, progress = reverse("roster-work", args=[roster.pk]), reverse("roster-progress", args=[roster.pk])
    desk.post(work, HTTP_HX_REQUEST="true")
    assert at_work.get().state == "received"
    fragment = desk.get(progress, HTTP_HX_REQUEST="true").content.decode()
    assert "Đang xem từng dòng" in fragment and work not in fragment
    at_work.update(working_since=timezone.now() - timedelta(minutes=5))
    assert work in desk.get(progress, HTTP_HX_REQUEST="true").content.decode()
    desk.post(work, HTTP_HX_REQUEST="true")
    assert at_work.get().state == "preview"


# --- correcting


def test_leaving_a_row_out_and_taking_it_back_keeps_what_was_typed_in_it(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU))
    key = roster.rows.get(number=3).key
    decide(desk, roster, key=key, mend="1", **{"text-phone": "0912 345 602", "text-full_name": "Đinh Thị Mẫu", "text-birth": "1981"})
    decide(desk, roster, exclude=key)
    assert actions_of(roster) == {2: "create", 3: "excluded"}
    decide(desk, roster, include=key)
    row = roster.rows.get(number=3)
    assert (row.action, row.is_excluded, row.data["phone"]) == ("create", False, "0912345602")


def test_only_what_differs_from_the_file_is_kept_of_a_row_typed_over(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU))
    key = roster.rows.get(number=3).key
    page = desk.get(reverse("roster-row", args=[roster.pk]), {"key": key})
    assert 'value="12345"' in page.content.decode() and "Đinh Thị Mẫu" in page.content.decode()
    texts = {f"text-{text.field}": text.text for text in page.context["form"].texts}
    decide(desk, roster, key=key, mend="1", **texts | {"text-phone": "0912345602"})
    roster.refresh_from_db()
    assert roster.choices["rows"] == {key: {"values": {"phone": "0912345602"}}}
    decide(desk, roster, key=key, mend="1", **texts)
    roster.refresh_from_db()
    assert roster.choices["rows"] == {} and actions_of(roster)[3] == "error"


def test_a_commune_can_be_typed_where_the_file_has_no_such_column(desk, session):
    roster = hand_in(desk, session, "STT;Họ và tên;Năm sinh\n1;Phạm Văn Rê;1980".encode())
    assert "1 dòng không ghi xã" in page_of(desk, roster)
    row = roster.rows.get()
    decide(desk, roster, key=row.key, mend="1", **{"text-full_name": "Phạm Văn Rê", "text-birth": "1980", "text-commune": "Ba Tiêu"})
    assert roster.rows.get().data["commune"] == "Ba Tiêu"


def test_a_card_number_is_shown_to_be_mended_only_where_it_is_wrong(desk, session):
    roster = hand_in(
        desk,
        session,
        "Họ và tên;Năm sinh;Số CCCD;Xã\nPhạm Văn Rê;1980;051080001234;Ba Vì\nĐinh Thị Mẫu;1981;0511810;Ba Vì".encode(),
    )
    good, bad = roster.rows.all()
    form = reverse("roster-row", args=[roster.pk])
    assert "051080001234" not in desk.get(form, {"key": good.key}).content.decode() + page_of(desk, roster)
    assert "0511810" in desk.get(form, {"key": bad.key}).content.decode()


def test_the_answer_to_a_script_is_the_list_with_figures_and_button(desk, session):
    roster = hand_in(desk, session, csv_of(RE, HOA))
    row = reverse("roster-row", args=[roster.pk])
    answer = desk.post(f"{row}?show=create", {"exclude": roster.rows.get(number=3).key}, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in answer and "Dòng 3, Nguyễn Thị Hoa: bị loại." in answer
    assert "Ghi nhận 1 người" in answer and 'id="roster-figures" hx-swap-oob="true"' in answer
    assert "Phạm Văn Rê" in answer and 'data-row="3"' not in answer  # the list stays filtered


def test_somebody_on_record_is_taken_or_refused_by_choice(desk, session, make_person, unit_called):
    known_person = make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Xa"))
    roster = hand_in(desk, session, csv_of(RE))
    page = page_of(desk, roster)
    assert "Chọn hồ sơ (1)" in page and "1980, xã Ba Xa" in page and "Trùng họ tên và năm sinh" in page
    key = roster.rows.get().key
    decide(desk, roster, key=key, match=str(known_person.pk))
    assert (roster.rows.get().action, roster.rows.get().person) == ("match", known_person)
    assert "Bổ sung vào hồ sơ: số điện thoại." in page_of(desk, roster)
    decide(desk, roster, key=key, match="new")
    assert roster.rows.get().action == "create"
    decide(desk, roster, key=key, match="999999")  # nobody who was offered
    assert roster.rows.get().action == "create"


def test_a_candidate_whom_the_reader_may_not_know_is_not_named(desk, session, browser_of, make_user, make_person, unit_called, ba_to):
    make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Sơn Thượng"))
    roster = hand_in(desk, session, csv_of(RE))
    clerk = browser_of(make_user("clerk-of-ba-to", "clerk", ba_to))
    page = page_of(clerk, roster)
    assert roster.rows.get().candidates and "1980, xã Sơn Thượng" not in page and "Chọn hồ sơ" not in page


def test_columns_are_corrected_one_after_the_other(desk, session):
    roster = hand_in(desk, session, "Họ và tên;Ký hiệu;Mã;Năm sinh;Xã\nPhạm Văn Rê;0912345601;Hrê;1980;Ba Vì".encode())
    sheet = roster.summary["columns"][0]["sheet"]
    where = reverse("roster-columns", args=[roster.pk]) + f"?sheet={quote(sheet)}"
    page = desk.get(where)
    assert "0912345601" in page.content.decode()
    names = {column.letter: column.field_name for column, _field in page.context["form"].lines()}
    choices = {names["A"]: "full_name", names["B"]: "", names["C"]: "", names["D"]: "birth", names["E"]: "commune"}
    desk.post(where, choices | {names["B"]: "phone"})
    desk.post(where, choices | {names["B"]: "phone", names["C"]: "ethnic_group"})
    data = roster.rows.get().data
    assert (data["phone"], data["ethnic_group"]) == ("0912345601", "Hrê")
    twice = desk.post(where, choices | {names["B"]: "phone", names["C"]: "phone"})
    assert "Hai cột cùng là “Điện thoại”" in twice.content.decode()


def test_reading_changes_only_what_was_asked(desk, session, unit_called):
    roster = hand_in(desk, session, "Họ và tên;Năm sinh\nPhạm Văn Rê;1980".encode())
    where = reverse("roster-reading", args=[roster.pk])
    desk.post(where, {"unit": unit_called("Ba Tiêu").pk})
    desk.post(where, {"role": "guest", "category": "teacher"})
    desk.post(where, {"role": "nobody"})  # no such role: nothing is changed
    roster.refresh_from_db()
    choices = {"unit": unit_called("Ba Tiêu").pk, "role": "guest", "category": "teacher"}
    assert {name: value for name, value in roster.choices.items() if value} == choices
    assert roster.rows.get().data["commune"] == "Ba Tiêu"
    commit(desk, roster)
    assert list(Registration.objects.values_list("role", "category")) == [("guest", "teacher")]


def test_another_sheet_is_offered_and_read(desk, session):
    book = openpyxl.Workbook()
    for name, head, people in (("Ba Vì", "Năm sinh", ("Phạm Văn Rê", "Đinh Thị Mẫu")), ("Ba Tiêu", "Ngày sinh", ("Nguyễn Thị Hoa",))):
        sheet = book.create_sheet(name)
        sheet.append(["Họ và tên", head])
        for person in people:
            sheet.append([person, 1980])
    file = io.BytesIO()
    book.save(file)
    roster = hand_in(desk, session, file.getvalue(), "nhieu trang.xlsx")
    assert "Đọc trang “Ba Tiêu” (1 dòng)" in page_of(desk, roster)
    desk.post(reverse("roster-reading", args=[roster.pk]), {"sheet": "*"})
    assert roster.rows.count() == 3


def test_lines_that_are_nobody_are_told(desk, session):
    roster = hand_in(desk, session, csv_of("I. XÃ BA TIÊU", RE, "Tổng cộng: 1 người"))
    page = page_of(desk, roster)
    assert "Dòng không phải là người: 2" in page and "Tổng cộng: 1 người" in page and "dòng cộng" in page


def test_rows_are_found_without_accents_and_by_number(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU, HOA))
    address = reverse("roster-import", args=[roster.pk])
    expected = {
        "?q=dinh+thi": [3], "?q=4": [4], "?show=error": [3], "?show=create&q=nguyen": [4], "?show=unsure": [], "?q=Trần": [],
    }  # fmt: skip
    assert {query: [row.number for row in desk.get(address + query).context["rows"]] for query in expected} == expected


# --- committing


def test_commit_writes_what_is_shown_and_says_what_is_next(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU, HOA))
    answer = commit(desk, roster)
    assert answer["Location"] == reverse("roster-import", args=[roster.pk])
    page = page_of(desk, roster)
    assert "Đã ghi nhận 2 người" in page and "Còn 1 dòng lỗi chưa được nhập" in page
    for name in ("pass-sheet", "registration-list", "roster-upload"):
        assert reverse(name, args=[session.pk]) in page
    assert sorted(session.registrations.values_list("person__full_name", flat=True)) == ["Nguyễn Thị Hoa", "Phạm Văn Rê"]


def test_a_second_click_and_a_second_tab_write_nothing_more(desk, session):
    roster = hand_in(desk, session, csv_of(RE))
    version = desk.get(reverse("roster-import", args=[roster.pk])).context["commit_form"].version
    where = reverse("roster-commit", args=[roster.pk])
    assert [desk.post(where, {"shown": version}).status_code for _click in range(2)] == [302, 302]
    assert Registration.objects.count() == 1


def test_what_was_changed_in_another_window_is_looked_at_before_it_is_committed(desk, session):
    roster = hand_in(desk, session, csv_of(RE, HOA))
    version = desk.get(reverse("roster-import", args=[roster.pk])).context["commit_form"].version
    decide(desk, roster, exclude=roster.rows.get(number=3).key)
    answer = desk.post(reverse("roster-commit", args=[roster.pk]), {"shown": version})
    assert "đã được thay đổi ở một cửa sổ khác" in answer.content.decode() and not Registration.objects.exists()
    assert desk.post(reverse("roster-commit", args=[roster.pk]), {"shown": answer.context["commit_form"].version}).status_code == 302
    assert Registration.objects.count() == 1


def test_when_the_records_have_changed_the_new_preview_comes_back_with_the_reason(desk, session, make_person, unit_called):
    roster = hand_in(desk, session, csv_of(RE))
    make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Vì"))
    where = commit(desk, roster)["Location"]
    page = desk.get(where).content.decode()
    assert "dữ liệu đã thay đổi" in page and "Đã có hồ sơ" in page and not Registration.objects.exists()
    commit(desk, roster)
    assert Registration.objects.count() == 1 and Person.objects.count() == 1


def test_converted_letters_are_looked_at_before_they_are_written(browser_of, organiser, make_session, unit_called):
    desk, session = browser_of(organiser), make_session(unit=unit_called("Sơn Hà", "district"))
    content = (SHARED / "legacy-tcvn3.xls").read_bytes()
    desk.post(reverse("roster-upload", args=[session.pk]), {"file": SimpleUploadedFile("cu.xls", content)})
    roster = RosterImport.objects.latest("pk")
    assert "Ph¹m ThÞ H»ng" in page_of(desk, roster) and "Phạm Thị Hằng" in page_of(desk, roster)
    refused = commit(desk, roster)
    assert "Hãy xem các ví dụ chữ đã chuyển" in refused.content.decode() and not Person.objects.exists()
    commit(desk, roster, seen="on")
    assert Person.objects.count() == 25


def test_the_same_file_again_is_told_and_nobody_stands_twice(desk, session):
    commit(desk, hand_in(desk, session, csv_of(RE)))
    again = hand_in(desk, session, csv_of(RE))
    page = page_of(desk, again)
    assert "Tệp này đã được ghi nhận một lần" in page and "1 đã có trong danh sách này" in page
    commit(desk, again)
    assert Registration.objects.count() == 1


def test_a_file_that_is_discarded_leaves_nothing(desk, session):
    roster = hand_in(desk, session, csv_of(RE))
    where = reverse("roster-discard", args=[roster.pk])
    assert "Không ai được đưa vào danh sách" in desk.get(where).content.decode()
    desk.post(where)
    roster.refresh_from_db()
    assert (roster.state, roster.original, roster.rows.count()) == ("discarded", None, 0)
    assert "Tệp này đã bị bỏ" in page_of(desk, roster)


# --- workbooks out


def test_the_rows_with_errors_and_the_original_are_given_back_and_noted(desk, session, organiser):
    content = csv_of(RE, MAU)
    roster = hand_in(desk, session, content, "danh sách.csv")
    faulty = desk.get(reverse("roster-faulty", args=[roster.pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(faulty.content)).worksheets[0].values)
    assert len(rows) == 2 and "Đinh Thị Mẫu" in rows[1] and "không đúng" in rows[1][-1]
    original = desk.get(reverse("roster-original", args=[roster.pk]))
    assert original.content == content and original["Content-Disposition"].startswith("attachment")
    noted = Disclosure.objects.filter(user=organiser).values_list("what", "way", "people")
    assert set(noted) == {("roster-faulty-rows", "xlsx", 1), ("roster-original", "other", 2)}


def test_the_original_is_gone_after_thirty_days(desk, session):
    roster = hand_in(desk, session, csv_of(RE))
    RosterImport.objects.filter(pk=roster.pk).update(uploaded_at=timezone.now() - timedelta(days=31))
    assert desk.get(reverse("roster-original", args=[roster.pk])).status_code == 404


def test_a_preview_whose_file_was_removed_is_still_shown_and_says_why_it_cannot_be_changed(desk, session):
    roster = hand_in(desk, session, csv_of(RE, MAU))
    key = roster.rows.get(number=3).key
    RosterImport.objects.filter(pk=roster.pk).update(original=None, grid=None)  # as when somebody in it asked for that
    for name in ("columns", "row"):
        assert desk.get(reverse(f"roster-{name}", args=[roster.pk]), {"key": key}).status_code == 200
    for name in ("faulty", "original"):
        assert desk.get(reverse(f"roster-{name}", args=[roster.pk])).status_code == 404
    decide(desk, roster, exclude=key)
    page = page_of(desk, roster)
    assert "Tệp gốc đã được xóa" in page and actions_of(roster) == {2: "create", 3: "error"}


def test_a_look_at_the_preview_is_noted_with_how_many_were_shown(desk, session, organiser):
    roster = hand_in(desk, session, csv_of(RE, HOA))
    page_of(desk, roster)
    page_of(desk, roster, "?show=create")
    assert list(Disclosure.objects.values_list("what", "way", "people", "user")) == [("roster-preview", "view", 2, organiser.pk)]


def test_the_blank_workbook_is_read_back_without_a_correction(desk, session):
    type(session).objects.update(title="Mã _x0041_")
    blank = desk.get(reverse("roster-template", args=[session.pk])).content
    titles = CalamineWorkbook.from_filelike(io.BytesIO(blank)).get_sheet_by_index(0).to_python()[:2]
    assert [title[0] for title in titles] == ["DANH SÁCH NGƯỜI THAM GIA", "Mã _x0041_"]
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[4]}
    values = {"Họ và tên": "Đinh Thị Mẫu", "Ngày sinh": "09/02/1985", "Giới tính": "Nữ", "Xã": "Ba Vì", "Số điện thoại": "0912345602"}
    for head, value in values.items():
        sheet.cell(5, heads[head], value)
    file = io.BytesIO()
    book.save(file)
    row = hand_in(desk, session, file.getvalue(), "mau.xlsx").rows.get()
    expected = ("Đinh Thị Mẫu", "1985-02-09", "F", "Ba Vì", "0912345602")
    assert tuple(row.data[key] for key in ("full_name", "birth_date", "gender", "commune", "phone")) == expected
    assert row.problems == []


def test_a_blank_workbook_sent_back_blank_says_that_nobody_is_in_it(desk, session):
    blank = desk.get(reverse("roster-template", args=[session.pk])).content
    where = reverse("roster-upload", args=[session.pk])
    page = desk.post(where, {"file": SimpleUploadedFile("mau.xlsx", blank)}, follow=True).content.decode()
    assert "Không có người nào trong danh sách" in page


# --- who may


ADDRESSES = ("import", "work", "progress", "reading", "columns", "row", "commit", "discard", "faulty", "original")


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_roster_is_closed_to_the_usher_and_unknown_to_the_stranger(desk, session, name, browser_of, usher, stranger):
    roster = hand_in(desk, session, csv_of(RE))
    where = reverse(f"roster-{name}", args=[roster.pk])
    for user, refused in ((usher, 403), (stranger, 404)):
        client = browser_of(user)
        for send in (client.get, client.post):
            answer = send(where, {"exclude": roster.rows.get().key})
            assert answer.status_code in (refused, 405) and b"Ph\xe1\xba\xa1m" not in answer.content
    roster.refresh_from_db()
    assert roster.state == "preview" and roster.choices == {}


def test_handing_in_is_for_who_may_register_there(session, browser_of, usher, stranger, clerk):
    for user, answered in ((usher, 403), (stranger, 404), (clerk, 200)):
        for name in ("roster-upload", "roster-template"):
            assert browser_of(user).get(reverse(name, args=[session.pk])).status_code == answered
    listed = reverse("registration-list", args=[session.pk])
    assert "Nhập từ Excel" in browser_of(clerk).get(listed).content.decode()
    assert "Nhập từ Excel" not in browser_of(usher).get(listed).content.decode()


@pytest.mark.parametrize("rows", [[RE], [RE, MAU, HOA]])
def test_a_preview_takes_the_same_statements_for_one_row_and_for_three(rows, desk, session, make_person, django_assert_num_queries):
    for name, year in (("Phạm Văn Rê", 1980), ("Đinh Thị Mẫu", 1981), ("Nguyễn Thị Hoa", 1982)):
        make_person(name, birth_year=year)
    roster = hand_in(desk, session, csv_of(*rows))
    with django_assert_num_queries(17):  # three of them the log of who looked at whom
        page_of(desk, roster)


def test_the_columns_chosen_for_a_file_are_offered_for_the_next_with_the_same_heads(desk, session, stranger, browser_of):
    head = "Họ và tên;Năm sinh;Mã;Xã\n"
    first = hand_in(desk, session, f"{head}Phạm Văn Rê;1980;0905111222;Ba Vì".encode(), "thang 1.csv")
    desk.post(reverse("roster-columns", args=[first.pk]), {"column-0-2": "phone"})
    commit(desk, first)
    second = hand_in(desk, session, f"{head}Đinh Thị Mẫu;1981;0905111333;Ba Vì".encode(), "thang 2.csv")
    assert "Đọc theo cách đã chọn" in page_of(desk, second)
    assert browser_of(stranger).post(reverse("roster-columns", args=[second.pk]), {"earlier": "1"}).status_code == 404
    desk.post(reverse("roster-columns", args=[second.pk]), {"earlier": "1"})
    assert second.rows.get().data["phone"] == "0905111333"
    assert "Đọc theo cách đã chọn" not in page_of(desk, second)


# --- rows pasted


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ("Họ và tên\tNăm sinh\tXã\nPhạm Văn Rê\t1980\tBa Vì\n", ["Phạm Văn Rê"]),
        ("1\tPhạm Văn Rê\t1980\tNam\n2\tĐinh Thị Mẫu\t1981\tNữ", ["Phạm Văn Rê", "Đinh Thị Mẫu"]),
        ("Phạm Văn Rê\t1980\tNam", ["Phạm Văn Rê"]),
        ('Họ và tên\tNăm sinh\n"Phạm Văn\nRê"\t1980', ["Phạm Văn Rê"]),
    ],
)
def test_rows_pasted_from_a_spreadsheet_become_a_preview_like_a_file(desk, session, rows, people):
    answer = desk.post(reverse("roster-paste", args=[session.pk]), {"rows": rows})
    roster = RosterImport.objects.get()
    assert answer["Location"] == reverse("roster-import", args=[roster.pk])
    assert [row.data["full_name"] for row in roster.rows.all()] == people
    assert roster.file_name.startswith("Dán từ Excel ") and not Registration.objects.exists()
    commit(desk, roster)
    assert sorted(Registration.objects.values_list("person__full_name", flat=True)) == sorted(people)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("  \n ", "Hãy dán"),
        ("chỉ một câu", "Không thấy cột nào"),
        ("UBND tỉnh\tCộng hòa\n", "Không tìm thấy danh sách"),
        ("x" * 200_001, "Nhiều quá"),
    ],
)
def test_what_is_pasted_and_cannot_be_read_stays_with_a_sentence_beside_it(desk, session, rows, sentence):
    answer = desk.post(reverse("roster-paste", args=[session.pk]), {"rows": rows})
    form = answer.context["paste_form"]
    assert answer.status_code == 200 and form["rows"].value() == rows
    assert sentence in " ".join(form.errors["rows"])


def test_pasting_is_for_who_registers(browser_of, stranger, usher, session):
    url = reverse("roster-paste", args=[session.pk])
    assert [browser_of(user).post(url, {"rows": RE}).status_code for user in (stranger, usher)] == [404, 403]
    assert not RosterImport.objects.exists()
