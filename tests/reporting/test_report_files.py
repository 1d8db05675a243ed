"""The files of a report over HTTP and from its page, and the templates that an administrator puts in their place."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from docx.shared import Mm
from lxml import etree
from openxml_audit import OpenXmlValidator

from accounts.models import ChangeRecord
from activities.models import StoredFile
from people.models import Person
from reporting.actions import keep_file
from reporting.document import pdf
from reporting.document.pdf_orders import make_pdf
from reporting.document.template.package import W
from reporting.document.template.standard_template import standard_template
from reporting.models import IssuedFile, ReportPdf, ReportTemplate
from tests.pages import error_summary, page_text

YEARLY, TEMPLATES, ADMIN = "/api/v1/yearly-reports/", "/api/v1/report-templates/", "/admin/report-templates/"


def own_template(words="Mẫu riêng của cơ quan", *, left_margin=30):
    """Return an upload of the standard template with further words in its title and this margin, in millimetres."""
    document, buffer = Document(io.BytesIO(standard_template())), io.BytesIO()
    document.paragraphs[0].add_run(f" {words}")
    document.sections[0].left_margin = Mm(left_margin)
    document.save(buffer)
    return SimpleUploadedFile("mau.docx", buffer.getvalue())


def lines_of(answer):
    document = Document(io.BytesIO(answer.content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [line for block in (document, *cells) for paragraph in block.paragraphs for line in paragraph.text.splitlines()]


@pytest.fixture
def issued(report, api, organiser, clerk):
    assert api(clerk).post(f"{YEARLY}{report.pk}/review/").status_code == 200
    answer = api(organiser).post(f"{YEARLY}{report.pk}/issue/", {"number": "210/BC-BDT", "dated": "2024-11-20"}, format="json")
    assert answer.json()["status"] == "issued"
    return answer.json()


def test_a_draft_is_written_with_what_stands_and_the_names_of_its_day(api, organiser, report):
    answer = api(organiser).get(f"{YEARLY}{report.pk}.docx")
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-cchc-year-2024.docx"'
    lines = lines_of(answer)
    assert lines[:2] == ["BÁO CÁO", "Kết quả công tác tuyên truyền cải cách hành chính năm 2024"]
    assert "I. TÌNH HÌNH TRIỂN KHAI" in lines and any("01 lớp tập huấn" in line for line in lines)
    assert any(line.endswith("./.") for line in lines)
    for line in (
        "UBND TỈNH QUẢNG NGÃI",
        "BAN DÂN TỘC",
        "Nơi nhận:",
        "Phụ lục I",
        "KẾ HOẠCH VÀ THỰC HIỆN",
        "CÁC HÌNH THỨC TUYÊN TRUYỀN KHÁC",
    ):
        assert line in lines
    assert not any("None" in line for line in lines)


def test_word_finds_nothing_to_repair_in_a_full_year_and_an_empty_one(api, organiser, report, tmp_path):
    """Composed as they are, with their annexes; of an empty year only the plan stands beside the year before."""
    empty = api(organiser).post(YEARLY, {"year": 2025, "unit": report.unit_id}, format="json").json()
    annexes = {}
    for pk in (report.pk, empty["id"]):
        answer = api(organiser).get(f"{YEARLY}{pk}.docx")
        (tmp_path / "report.docx").write_bytes(answer.content)
        assert OpenXmlValidator().validate(tmp_path / "report.docx").errors == []
        annexes[pk] = [line for line in lines_of(answer) if line.startswith("Phụ lục")]
    assert annexes == {report.pk: ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"], empty["id"]: ["Phụ lục"]}


def test_an_issued_report_keeps_its_file_and_says_its_digest(api, organiser, report, issued):
    first = api(organiser).get(f"{YEARLY}{report.pk}.docx").content
    assert [(file["format"], file["sha256"]) for file in issued["files"]] == [("docx", hashlib.sha256(first).hexdigest())]
    assert "Số: 210/BC-BDT" in lines_of(api(organiser).get(f"{YEARLY}{report.pk}.docx"))
    ReportTemplate.objects.create(  # a later template changes nothing of it
        kind=report.kind, valid_from=date(2024, 1, 1), file=StoredFile.objects.get(), uploaded_at="2026-01-01T00:00:00Z"
    )
    assert api(organiser).get(f"{YEARLY}{report.pk}.docx").content == first
    assert StoredFile.objects.get().content != first  # sealed


def test_the_pdf_of_an_issued_report_is_made_beside_it_once(monkeypatch, tmp_path, settings, api, desk, clerk, organiser, report):
    settings.VAR_DIR, program = tmp_path, tmp_path / "soffice"
    monkeypatch.setattr(pdf, "find_program", lambda: str(program))
    program.write_text('#!/bin/sh\ngrep -c PK "$7" > "$6/report.pdf"\n')
    program.chmod(0o700)
    api(clerk).post(f"{YEARLY}{report.pk}/review/")
    api(organiser).post(f"{YEARLY}{report.pk}/issue/", {"number": "210/BC-BDT", "dated": "2024-11-20"}, format="json")
    assert api(clerk).get(f"{YEARLY}{report.pk}/pdf/").json()["status"] == "queued"  # ordered as it was issued, for everybody
    make_pdf(ReportPdf.objects.get().pk)
    pdf_of_report = api(clerk).get(f"{YEARLY}{report.pk}.pdf").content
    files = {file["format"]: file["sha256"] for file in api(clerk).get(f"{YEARLY}{report.pk}/").json()["files"]}
    assert files["pdf"] == hashlib.sha256(pdf_of_report).hexdigest() and set(files) == {"docx", "pdf"}
    api(organiser).post(f"{YEARLY}{report.pk}/pdf/")
    assert not ReportPdf.objects.exists()  # it is there


def test_where_no_pdf_can_be_made_the_report_is_a_sheet_to_print(monkeypatch, api, desk, organiser, report, issued):
    monkeypatch.setattr(pdf, "find_program", lambda: None)
    assert api(organiser).post(f"{YEARLY}{report.pk}/pdf/").json()["status"] == "unavailable"
    assert api(organiser).get(f"{YEARLY}{report.pk}.pdf").status_code == 404
    assert desk.get(f"/yearly-reports/{report.pk}.pdf")["Location"] == f"/yearly-reports/{report.pk}/print/"
    page = page_text(desk.get(f"/yearly-reports/{report.pk}/print/"))
    assert "Số: 210/BC-BDT" in page and "I. TÌNH HÌNH TRIỂN KHAI" in page and "Phụ lục I" in page


def test_strangers_get_no_file_and_only_the_provinces_administrator_keeps_templates(api, browser_of, stranger, organiser, admin, report):
    paths = [f"{YEARLY}{report.pk}.docx", f"{YEARLY}{report.pk}.pdf"]
    assert [api(stranger).get(path).status_code for path in paths] == [404, 404]
    pages = [f"/yearly-reports/{report.pk}.docx", f"/yearly-reports/{report.pk}.pdf", f"/yearly-reports/{report.pk}/print/"]
    assert [browser_of(stranger).get(page).status_code for page in pages] == [404] * 3
    for user, refusal in ((stranger, 404), (organiser, 403)):
        assert api(user).get(TEMPLATES).status_code == refusal
        assert api(user).post(TEMPLATES, {}, format="multipart").status_code == refusal
        assert [browser_of(user).get(page).status_code for page in (ADMIN, f"{ADMIN}new/", f"{ADMIN}standard.docx")] == [403] * 3
    assert browser_of(admin).get(f"{ADMIN}standard.docx").content == api(admin).get(f"{TEMPLATES}standard.docx").content


def test_a_template_serves_from_its_day_on_until_it_is_withdrawn(api, browser_of, admin, report):
    keeper, address = browser_of(admin), f"{YEARLY}{report.pk}.docx"
    sent = {"kind": report.kind, "valid_from": "01/12/2024", "valid_to": "31/12/2024"}
    page = keeper.post(f"{ADMIN}new/", sent | {"file": own_template()}, follow=True)
    assert "Đã nhận mẫu mau.docx" in page_text(page)
    template = ReportTemplate.objects.get()
    assert "BÁO CÁO Mẫu riêng của cơ quan" in lines_of(api(admin).get(address))  # a draft bears the last day of its period
    again = keeper.post(f"{ADMIN}new/", sent | {"file": own_template()})
    assert error_summary(again) == ["Áp dụng từ ngày: Đã có mẫu áp dụng từ ngày này. Hãy ngừng dùng mẫu đó trước, hoặc chọn ngày khác."]
    sample = lines_of(keeper.get(f"{ADMIN}sample/{report.kind}.docx?template={template.pk}"))
    assert "BÁO CÁO Mẫu riêng của cơ quan" in sample and "b) Đối tượng" in sample
    assert keeper.post(f"{ADMIN}{template.pk}/withdraw/", follow=True).status_code == 200
    assert "BÁO CÁO" in lines_of(api(admin).get(address)) and "đã ngừng dùng" in page_text(keeper.get(ADMIN))
    assert lines_of(keeper.get(f"{ADMIN}{template.pk}.docx"))[0] == "{{ ten_loai }} Mẫu riêng của cơ quan"
    verbs = ChangeRecord.objects.filter(subject="report_template").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["taken_in", "withdrawn"]


def test_nothing_that_an_issued_report_keeps_names_a_person(api, organiser, report, enrolled, issued):
    assert stored_words_that_name(Person.objects.values_list("full_name", flat=True), api(organiser), issued) == []


@pytest.fixture
def issued_with_a_name(api, organiser, clerk, report, enrolled):
    """The report, issued with own words that name Đinh Thị Mẫu, and its PDF."""
    texts = {"closing": "Giải nhất: Đinh Thị Mẫu. Trên đây là báo cáo."}
    api(organiser).patch(f"{YEARLY}{report.pk}/", {"sections": texts}, format="json")
    api(clerk).post(f"{YEARLY}{report.pk}/review/")
    api(organiser).post(f"{YEARLY}{report.pk}/issue/", {"number": "210/BC-BDT", "dated": "2024-11-20"}, format="json")
    keep_file(report, b"%PDF-1.7", file_format="pdf", at=timezone.now())
    return report


@pytest.mark.both_engines
@pytest.mark.parametrize("choice", ["replace", "keep"])
def test_an_erasure_asks_about_a_name_in_an_issued_file_and_notes_the_digest_of_before(
    choice, api, desk, admin, organiser, enrolled, issued_with_a_name, tmp_path
):
    person = Person.objects.get(full_name="Đinh Thị Mẫu")
    before = api(organiser).get(f"{YEARLY}{issued_with_a_name.pk}.docx").content
    erase, [docx] = f"/api/v1/persons/{person.pk}/erase/", IssuedFile.objects.filter(format="docx")
    texts = {text["key"]: text for text in api(admin).get(erase).json()["texts"]}
    about_file = texts[f"reporting.issuedfile.file:{docx.pk}"]
    assert [piece["text"] for piece in about_file["pieces"] if piece["names_person"]] == ["Đinh Thị Mẫu"]
    assert (about_file["choices"], about_file["default"]) == (["replace", "keep"], "replace")
    assert api(admin).get(f"{YEARLY}{issued_with_a_name.pk}.docx").content == before  # looking changes nothing
    choices = {about_file["key"]: choice}
    assert api(admin).post(erase, {"reason": "Theo yêu cầu", "choices": choices}, format="json").status_code == 200
    after = api(organiser).get(f"{YEARLY}{issued_with_a_name.pk}.docx")
    files = api(organiser).get(f"{YEARLY}{issued_with_a_name.pk}/").json()["files"]
    if choice == "keep":
        assert after.content == before and [file["redacted_at"] for file in files] == [None, None]
        return
    assert "Giải nhất: …. Trên đây là báo cáo./." in lines_of(after) and "Số: 210/BC-BDT" in lines_of(after)
    [file] = files  # the PDF had the name, too
    assert file["issued_sha256"] == hashlib.sha256(before).hexdigest() and file["sha256"] == hashlib.sha256(after.content).hexdigest()
    assert file["issued_sha256"] in desk.get(issued_with_a_name.get_absolute_url()).content.decode()
    (tmp_path / "report.docx").write_bytes(after.content)
    assert OpenXmlValidator().validate(tmp_path / "report.docx").errors == []
    assert ChangeRecord.objects.filter(subject="yearly_report", verb="redacted").count() == 1


def test_nothing_that_the_issued_report_of_the_demo_keeps_names_a_person(site):
    client = site.api("organiser")
    issued = next(report for report in client.get("yearly-reports/").json()["results"] if report["status"] == "issued")
    whole = client.get(f"yearly-reports/{issued['id']}/").json()
    persons = client.get("persons/", params={"page_size": 500}).json()["results"]
    assert len(persons) > 90
    assert stored_words_that_name([person["full_name"] for person in persons], client, whole, at="yearly-reports/") == []


@pytest.mark.only_deep
def test_word_finds_nothing_to_repair_in_the_reports_of_the_demo(site, tmp_path):
    client = site.api("organiser")
    reports = {report["year"]: report["id"] for report in client.get("yearly-reports/").json()["results"]}
    for year in (2023, 2026):
        (tmp_path / "report.docx").write_bytes(client.get(f"yearly-reports/{reports[year]}.docx").content)
        assert OpenXmlValidator().validate(tmp_path / "report.docx").errors == []


def stored_words_that_name(names, client, report, at=YEARLY):
    """Return the names that stand in the words, figures or file of an issued report."""
    package = zipfile.ZipFile(io.BytesIO(client.get(f"{at}{report['id']}.docx").content))
    parts = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    paragraphs = ["".join(paragraph.itertext()) for part in parts for paragraph in part.iter(f"{W}p")]
    words = "\n".join([json.dumps(report, ensure_ascii=False), *paragraphs])
    assert "Nơi nhận" in words
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", words)]


def test_a_template_with_other_margins_is_taken_with_a_word_about_it(api, browser_of, admin, report):
    sent = {"kind": report.kind, "valid_from": "01/12/2024", "file": own_template(left_margin=25)}
    page = page_text(browser_of(admin).post(f"{ADMIN}new/", sent, follow=True))
    assert "Trang của mẫu khác Nghị định 30/2020/NĐ-CP: lề trái 25 mm (quy định 30–35 mm)." in page
    answer = api(admin).post(TEMPLATES, sent | {"valid_from": "2025-01-01", "file": own_template(left_margin=25)}, format="multipart")
    assert answer.json()["deviations"] == [{"part": "left", "actual": "25", "expected": "30–35"}]
    assert ReportTemplate.objects.count() == 2


def test_every_mistake_of_a_template_is_said_and_nothing_is_kept(api, browser_of, admin, report):
    sent = {"kind": report.kind, "valid_from": "2024-12-01"}
    wrong = own_template("{{ so_luot }} và {{ trich_yeuu }} và {{ ''.__class__ }}")
    answer = api(admin).post(TEMPLATES, sent | {"file": wrong}, format="multipart")
    assert answer.status_code == 400 and answer.json()["errors"] == [
        {"field": "file", "code": code, "message": message}
        for code, message in (
            ("unknown", "Đoạn 11 (“{{ ten_loai }} {{ so_luot }} và {{ trich_yeuu }} và {{ ''.__class__ }}”): không có chỗ điền “so_luot”."),
            (
                "unknown",
                "Đoạn 11 (“{{ trich_yeuu }} và {{ ''.__class__ }}”): không có chỗ điền “trich_yeuu”. Có phải là “trich_yeu”?",
            ),
            (
                "not_allowed",
                "Đoạn 11 (“{{ ''.__class__ }}”): câu lệnh không được dùng. Chỉ dùng {{ chỗ_điền }}, {%p for … in … %} và {%p if … %}.",
            ),
        )
    ]
    large = SimpleUploadedFile("mau.docm", b"PK" + b"x" * (6 * 2**20))
    page = browser_of(admin).post(f"{ADMIN}new/", {"kind": report.kind, "valid_from": "01/12/2024", "file": large})
    assert error_summary(page) == [
        "Tệp mẫu (.docx): Tệp mẫu lớn quá 5 MB. Mẫu chỉ có chữ thường dưới 100 KB: hãy xóa ảnh trong tệp rồi tải lên lại."
    ]
    assert 'value="01/12/2024"' in page.content.decode() and (ReportTemplate.objects.count(), StoredFile.objects.count()) == (0, 0)
    reversed_days = api(admin).post(TEMPLATES, sent | {"valid_to": "2024-01-01", "file": own_template()}, format="multipart")
    unknown_kind = api(admin).post(TEMPLATES, sent | {"kind": "x", "file": own_template()}, format="multipart")
    assert [(error["field"], error["code"]) for answer in (reversed_days, unknown_kind) for error in answer.json()["errors"]] == [
        ("valid_to", "dates_reversed"),
        ("kind", "unknown"),
    ]
