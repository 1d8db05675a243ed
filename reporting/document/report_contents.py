"""What a report says on paper: its sections, the agency's names on its day, to whom it goes, and the tables of its annexes."""

from dataclasses import replace
from typing import Any

from django.utils import translation

from accounts.models import User
from exports.periods import in_words
from exports.preview import MAX_PRINTED, preview_of
from exports.reports import catalogue
from exports.signers.letterhead import letterhead_on
from exports.table import Letterhead, Signatory, Table
from reporting.composing.composition import outline
from reporting.composing.report_kinds import AnnexForm, report_kinds
from reporting.document.contents import AnnexTable, HeadCell, ReportContents, SectionText
from reporting.models import ReportAddress, YearlyReport

FILE_MARK = "VT"  # the office's own copy (NĐ 30/2020/NĐ-CP, Phụ lục I)
FIGURE_KINDS = ("number", "decimal", "percent")


def contents_of(report: YearlyReport, user: User) -> ReportContents:
    """Return the report as it is printed today; of an issued one the tables may have changed since, its kept file has not."""
    with translation.override("vi"):
        kind, address = report_kinds()[report.kind], ReportAddress.valid_on(report.kind, report.day).lines
        document = letterhead_on(report.day, report.issued_by or user, kind="BC")
        letterhead = document["letterhead"] or Letterhead(agency="", number_line="Số:        /BC-")
        return ReportContents(
            letterhead=letterhead,
            number=report.number,
            dated=report.dated,
            year=report.year,
            subject=subject_of(report),
            addressees=address["addressees"],
            legal_bases=address["legal_bases"],
            sections=[
                SectionText(item.heading, item.section.level, item.section.text.splitlines())
                for item in outline(list(report.sections.all()))
                if not item.is_empty
            ],
            signatory=next(iter(document["signatories"]), Signatory("")),
            recipients=address["recipients"] or ["Như trên", f"Lưu: {FILE_MARK}"],
            annexes=[table for form in kind.annexes if (table := annex_table(form, report, user))],
        )


def subject_of(report: YearlyReport) -> str:
    """Return the report's trích yếu: 'Kết quả công tác … năm 2023'."""
    subject = f"{report_kinds()[report.kind].subject} {in_words(report.first, report.last)}"
    if report.programme_line:
        subject += f", từ nguồn {report.programme_line}"
    if report.replaces:
        subject += f" ({report.get_relation_display().lower()} Báo cáo số {report.replaces.number})"
    return subject[:1].upper() + subject[1:]


def annex_table(form: AnnexForm, report: YearlyReport, user: User) -> AnnexTable | None:
    """Return the table of an annex, narrowed to what the user may see; None where there is nothing to show."""
    query: dict[str, Any] = {"from": report.first, "to": report.last, "unit": report.unit_id, "programme_line": report.programme_line}
    table = catalogue.get(form.report).build_table(user, query | form.filters)
    if form.columns:
        table = _narrow(table, form.columns)
    preview = preview_of(table, max_rows=MAX_PRINTED)
    if not preview.rows:
        return None
    return AnnexTable(
        title=form.title,
        heads=[[HeadCell(cell.text, cell.across, cell.down) for cell in row] for row in preview.heads],
        rows=[[cell.text for cell in row] for row in preview.rows],
        widths=[max(column.width, 6) for column in table.columns],
        is_figure=[column.kind in FIGURE_KINDS for column in table.columns],
        totals=[text for cell in preview.totals for text in (cell.text, *[""] * (cell.across - 1))],  # one text a column
    )


def _narrow(table: Table, keys: tuple[str, ...]) -> Table:
    """Return the table with these columns alone, in their order."""
    positions = {column.key: position for position, column in enumerate(table.columns)}
    chosen = [positions[key] for key in keys if key in positions]
    totals = None if table.totals is None else [table.totals[position] for position in chosen]
    rows = [[row[position] for position in chosen] for row in table.rows]
    columns = [replace(table.columns[position], omit_if_empty=False) for position in chosen]
    return replace(table, columns=columns, rows=rows, totals=totals)
