"""Documents on their pages and over HTTP: typed once, found, chosen where something is based on them, kept while something names them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.actions import set_target
from activities.models import Activity, Document, Target
from tests.pages import error_summary, field_errors, hidden_value, messages_of, page_text, table_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_data(quang_ngai):
    return {
        "kind": "plan", "number": "Số: 05 / KH-BDT", "dated": "4/1/2024", "issuer": "Ban Dân tộc",
        "title": "Phổ biến pháp luật năm 2024", "year": "", "unit": quang_ngai.pk,
    }  # fmt: skip


def test_a_document_is_typed_once_and_its_number_stored_as_offices_write_it(desk, form_data, unit_called):
    answer = desk.post("/documents/new/", form_data | {"file": SimpleUploadedFile("kh.pdf", b"%PDF-1.7")})
    document = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{document.pk}/"
    assert (document.number, document.dated, document.year, document.file.name) == ("05/KH-BDT", date(2024, 1, 4), 2024, "kh.pdf")
    assert document.unit == unit_called("Quảng Ngãi", "province", date(2024, 1, 4)), "the province as it was then"
    assert "Kế hoạch số 05/KH-BDT ngày 04 tháng 01 năm 2024 của Ban Dân tộc về phổ biến" in page_text(
        desk.get(f"/documents/{document.pk}/")
    )


def test_the_same_document_again_is_refused_by_name_and_what_was_typed_stays(desk, api, organiser, form_data):
    desk.post("/documents/new/", form_data)
    again = desk.post("/documents/new/", form_data | {"number": "05/kh-bdt", "issuer": "BAN DÂN TỘC", "title": "Tên khác"})
    sentence = "Đã có văn bản này: Kế hoạch số 05/KH-BDT ngày 04/01/2024 của Ban Dân tộc."
    assert field_errors(again)["number"] == [sentence]
    assert 'value="Tên khác"' in again.content.decode()
    answer = api(organiser).post("/api/v1/documents/", form_data | {"dated": "2024-01-04", "year": None})
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"field": "number", "code": "taken", "message": sentence}])
    other_day = desk.post("/documents/new/", form_data | {"dated": "5/1/2024"})
    assert (other_day.status_code, Document.objects.count()) == (302, 2)


def test_a_wrong_document_is_told_every_reason_at_once(desk, api, organiser, form_data):
    wrong = form_data | {"number": " ", "dated": "31/2/2024", "issuer": "", "title": "", "year": "24", "kind": "luật"}
    page = desk.post("/documents/new/", wrong)
    assert {"kind", "dated", "issuer", "title"} <= field_errors(page).keys()
    answer = api(organiser).post(
        "/api/v1/documents/", {"kind": "plan", "number": "", "dated": "0024-01-04", "issuer": " ", "title": "x", "year": 24}
    )
    assert (answer.status_code, {error["field"] for error in answer.json()["errors"]}) == (400, {"issuer", "year"})
    answer = api(organiser).post("/api/v1/documents/", {"kind": "plan", "number": "", "dated": "0024-01-04", "issuer": "x", "title": "x"})
    assert (answer.status_code, {error["field"] for error in answer.json()["errors"]}) == (400, {"number", "dated", "year"})
    assert Document.objects.count() == 0


def test_documents_are_found_by_number_title_and_issuer_without_accents_and_by_kind_and_year(desk, api, organiser, make_document):
    make_document()
    make_document(
        kind="decision", number="625/QĐ-BDT", dated=date(2023, 12, 30), issuer="Ban Dân tộc", title="Phê duyệt gói thầu", year=2024
    )
    for query, expected in {
        "q=40+/+kh-ubnd": ["40/KH-UBND"], "q=pho+bien+quang+ngai": ["40/KH-UBND"], "q=ban+dan+toc": ["625/QĐ-BDT"], "q=625/QD": ["625/QĐ-BDT"],
        "kind=decision": ["625/QĐ-BDT"], "year=2023": ["40/KH-UBND"], "year=2024": ["625/QĐ-BDT"], "sort=number": ["40/KH-UBND", "625/QĐ-BDT"],
        "": ["625/QĐ-BDT", "40/KH-UBND"], "q=khong+co": [],
    }.items():  # fmt: skip
        assert [row[0] for row in table_rows(desk.get(f"/documents/?{query}"))] == expected, query
        if "sort" not in query:
            assert [row["number"] for row in api(organiser).get(f"/api/v1/documents/?{query}").json()["results"]] == expected, query


def test_the_list_takes_as_many_queries_with_three_documents_as_with_one(desk, make_document):
    make_document()
    desk.get("/documents/")
    with CaptureQueriesContext(connection) as with_one:
        desk.get("/documents/")
    for number in ("41/KH-UBND", "42/KH-UBND"):
        make_document(number=number, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    with CaptureQueriesContext(connection) as with_three:
        desk.get("/documents/")
    assert len(with_one) == len(with_three)


def test_whoever_may_not_record_reads_and_a_stranger_finds_nothing(browser_of, api, usher, stranger, make_document, form_data):
    document = make_document()
    reader, other = browser_of(usher), browser_of(stranger)
    assert reader.get(f"/documents/{document.pk}/").status_code == 200
    assert [reader.post(f"/documents/{document.pk}/{page}/", form_data).status_code for page in ("edit", "remove")] == [403, 403]
    assert reader.post("/documents/new/", form_data).status_code == 403
    assert [other.get(f"/documents/{document.pk}/{page}").status_code for page in ("", "edit/", "remove/", "file/", "history/")] == [
        404
    ] * 5
    assert table_rows(other.get("/documents/")) == [] and "40/KH-UBND" not in other.get("/documents/options/?q=40").content.decode()
    assert field_errors(other.post("/documents/new/", form_data))["unit"] == ["Bạn không được ghi văn bản ở tỉnh Quảng Ngãi."]
    assert api(stranger).get(f"/api/v1/documents/{document.pk}/").status_code == 404
    assert (
        api(stranger)
        .post("/api/v1/documents/", {"kind": "plan", "number": "1/KH", "dated": "2024-01-04", "issuer": "x", "title": "x"})
        .status_code
        == 400
    )
    assert api(usher).patch(f"/api/v1/documents/{document.pk}/", {"title": "x"}).status_code == 403


def test_a_document_that_something_names_is_kept_and_says_what_names_it(desk, api, organiser, make_document, make_session, quang_ngai):
    document, unnamed = make_document(), make_document(number="41/KH-UBND")
    session = make_session("Lớp Luật Đất đai", document=document)
    set_target(year=2023, kind="contest", unit=quang_ngai, planned_activities=10, document=document)
    page = page_text(desk.get(f"/documents/{document.pk}/"))
    assert "Lớp Luật Đất đai" in page and "Hội thi năm 2023, tỉnh Quảng Ngãi" in page
    refused = desk.post(f"/documents/{document.pk}/remove/")
    assert error_summary(refused) == ["Không xóa được vì văn bản này đang được nêu ở: Hội thi năm 2023, tỉnh Quảng Ngãi; Lớp Luật Đất đai."]
    answer = api(organiser).delete(f"/api/v1/documents/{document.pk}/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "in_use")
    assert messages_of(desk.post(f"/documents/{unnamed.pk}/remove/", follow=True)) == [f"Đã xóa {unnamed}."]
    assert list(Document.objects.all()) == [document]
    assert str(document) in page_text(desk.get(session.get_absolute_url()))


def test_a_clerk_who_sees_the_activity_alone_reads_which_document_it_is_and_keeps_it(
    browser_of, make_user, make_document, make_session, ba_to
):
    document = make_document()
    session = make_session(document=document)
    browser = browser_of(make_user("organiser-of-ba-to", "organiser", ba_to))
    page = browser.get(session.get_absolute_url()).content.decode()
    assert str(document) in page and f"/documents/{document.pk}/" not in page
    form = browser.get(f"{session.get_absolute_url()}edit/").content.decode()
    assert f'name="document" value="{document.pk}" checked' in form


def test_what_one_changed_is_not_overwritten_unseen_by_who_had_the_form_open(desk, browser_of, admin, make_document, form_data):
    document = make_document()
    address = f"/documents/{document.pk}/edit/"
    opened = hidden_value(desk.get(address), "revision")
    form_data = form_data | {"number": "40/KH-UBND", "dated": "1/3/2023", "issuer": document.issuer}
    browser_of(admin).post(address, form_data | {"title": "Tên của người kia"})
    asked = desk.post(address, form_data | {"title": "Tên của tôi", "revision": opened})
    page = page_text(asked)
    assert "Trích yếu, đang lưu: “Tên của người kia”" in page and 'value="Tên của tôi"' in asked.content.decode()
    assert Document.objects.get().title == "Tên của người kia"
    key = asked.content.decode().partition('name="confirmed" value="')[2].partition('"')[0]
    assert desk.post(address, form_data | {"title": "Tên của tôi", "revision": opened, "confirmed": key}).status_code == 302
    assert Document.objects.get().title == "Tên của tôi"


# --- chosen where something is based on it


def test_an_activity_and_a_target_name_a_document_chosen_by_search(desk, make_document, ba_to, quang_ngai):
    document = make_document()
    options = desk.get(f"/documents/options/?picker=document&q=40/kh&document={document.pk}").content.decode()
    assert options.count(f'value="{document.pk}"') == 1 and "checked" in options
    assert "Không tìm thấy" in desk.get("/documents/options/?q=99/xx").content.decode()
    session = {
        "title": "Lớp Luật Đất đai", "starts_on": "20/05/2024", "ends_on": "", "unit": ba_to.pk, "walk_ins": "staff", "status": "open",
        "confirmed": "past:2024-05-20",
    }  # fmt: skip
    assert "Hãy tìm và chọn lại" in field_errors(desk.post("/training-sessions/new/", session | {"document": "999"}))["document"][0]
    saved = desk.post("/training-sessions/new/", session | {"document": document.pk})
    contest = desk.post("/contests/new/", session | {"title": "Hội thi", "document": document.pk, "sitting_plan": "evenings"})
    assert (saved.status_code, contest.status_code) == (302, 302)
    assert list(Activity.objects.values_list("document", flat=True)) == [document.pk] * 2
    target = {"year": 2023, "kind": "contest", "unit": quang_ngai.pk, "planned_activities": 10, "document": document.pk}
    assert desk.post("/targets/new/", target).status_code == 302
    assert Target.objects.get().document == document
    assert str(document) in table_rows(desk.get("/targets/?year=2023"))[0]


def test_a_document_typed_from_a_form_is_chosen_when_one_comes_back(desk, form_data):
    came_from = {"HTTP_REFERER": "http://testserver/training-sessions/new/?x=1"}
    back = hidden_value(desk.get("/documents/new/?for=document", **came_from), "back")
    answer = desk.post("/documents/new/?for=document", form_data | {"back": back})
    document = Document.objects.get()
    assert answer.headers["Location"] == f"/training-sessions/new/?document={document.pk}"
    assert f'name="document" value="{document.pk}" checked' in desk.get(answer.headers["Location"]).content.decode()
    foreign = {"HTTP_REFERER": "https://evil.example/training-sessions/new/"}
    assert "evil.example" not in desk.get("/documents/new/?for=document", **foreign).content.decode()
    assert (
        desk.post("/documents/new/", form_data | {"number": "6/KH", "back": "//evil.example/"})
        .headers["Location"]
        .startswith("/documents/")
    )


def test_the_api_names_an_activity_s_document_and_a_stranger_s_is_unknown(
    api, organiser, clerk_of_ba_to, stranger, make_document, ba_to, make_user
):
    document = make_document()
    session = {
        "title": "Lớp mới",
        "unit": ba_to.pk,
        "starts_on": "2024-05-20",
        "ends_on": "2024-05-20",
        "topics": [],
        "document": document.pk,
    }
    made = api(organiser).post("/api/v1/training-sessions/", session)
    assert (made.status_code, made.json()["document"]) == (201, document.pk)
    local = api(make_user("organiser-of-ba-to", "organiser", ba_to)).post("/api/v1/training-sessions/", session)
    assert (local.status_code, local.json()["errors"][0]["field"]) == (400, "document")
    copied = api(organiser).post(
        f"/api/v1/training-sessions/{made.json()['id']}/copy/", {"copies": [{"starts_on": "2024-06-20", "unit": ba_to.pk}]}
    )
    assert copied.json()[0]["document"] == document.pk
    cleared = api(organiser).patch(f"/api/v1/training-sessions/{made.json()['id']}/", {"document": None})
    assert cleared.json()["document"] is None


def test_a_document_without_a_unit_is_kept_by_the_province_as_it_was_that_day(api, organiser, unit_called):
    values = {"kind": "decision", "number": "625/QĐ-BDT", "dated": "2024-06-30", "issuer": "Ban Dân tộc", "title": "Phê duyệt kết quả"}
    made = api(organiser).post("/api/v1/documents/", values)
    province = unit_called("Quảng Ngãi", "province", date(2024, 6, 30))
    assert (made.status_code, made.json()["unit"], made.json()["year"]) == (201, province.pk, 2024)
    changed = api(organiser).patch(f"/api/v1/documents/{made.json()['id']}/", {"number": "626 /QĐ-BDT"})
    assert changed.json()["citation"] == "Quyết định số 626/QĐ-BDT ngày 30 tháng 6 năm 2024 của Ban Dân tộc về phê duyệt kết quả"


def test_the_history_says_that_the_file_changed_and_not_what_it_held(desk, make_document):
    document = make_document(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    assert "Tệp: đã đổi" in page_text(desk.get(f"/documents/{document.pk}/history/"))


def test_a_document_changed_since_it_was_read_is_not_overwritten_by_a_program(api, organiser, make_document):
    client, address = api(organiser), f"/api/v1/documents/{make_document().pk}/"
    read = client.get(address).json()
    assert client.patch(address, {"issuer": "Sở Tư pháp", "revision": read["revision"]}).status_code == 200
    late = client.patch(address, {"issuer": "Ban Dân tộc", "revision": read["revision"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed_since")
    assert late.json()["conflicts"] == [{"field": "issuer", "sent": "Ban Dân tộc", "current": "Sở Tư pháp"}]
    assert client.patch(address, {"issuer": "Ban Dân tộc", "revision": late.json()["revision"]}).status_code == 200
