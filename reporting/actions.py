"""What happens to a report: composed, written, reviewed, sent back, issued. Each verb writes its line in the audit trail.

Errors are ValidationError keyed by field; what the state forbids has a code of STATE_CODES.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.models import User
from activities.documents.wording import normalise_number
from activities.files.actions import store_file
from activities.models import Document
from exports import periods
from places.models import Unit
from reporting.composing.composition import ComposedSection, compose_sections, figure_values
from reporting.composing.report_kinds import ReportKind, report_kinds
from reporting.models import IssuedFile, ReportAddress, ReportSection, YearlyReport
from vietnamese.text import clean, join_file_name

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
LONGEST_TEXT = 20_000  # characters of one section
LONGEST_REMARKS = 2000
MOST_DAYS = 366
_ISSUED = gettext_lazy("Báo cáo đã ban hành thì không sửa được nữa. Hãy lập báo cáo bổ sung hoặc đính chính.")
STATE_CODES = ("issued", "not_reviewed", "second_person_needed", "section_changed")


@dataclass(frozen=True)
class SectionConflict:
    """Two people wrote one section: what was sent, and what stands."""

    section: ReportSection
    sent: str


class SectionChanged(ValidationError):
    """Raised when somebody else has written a section since it was read; nothing is written then."""

    def __init__(self, conflicts: list[SectionConflict]) -> None:
        super().__init__(_("Người khác đã sửa phần này trong lúc bạn đang soạn. Hãy xem cả hai bản rồi lưu lại."), code="section_changed")
        self.conflicts = conflicts


def period_of(kind: ReportKind, year: int, part: int) -> periods.Period:
    """Return the period of a report of that kind; `part`: which half or quarter."""
    if kind.period == "half":
        return periods.months(year, 1, 6) if part < 2 else periods.months(year, 7, 12)
    if kind.period == "nine-months":
        return periods.months(year, 1, 9)
    return periods.quarter(year, min(max(part, 1), 4)) if kind.period == "quarter" else periods.year(year)


def create_report(
    *,
    kind: str,
    year: int,
    unit: Unit,
    by: User,
    at: datetime,
    part: int = 1,
    first: date | None = None,
    last: date | None = None,
    programme_line: str = "",
    document: Document | None = None,
    replaces: YearlyReport | None = None,
    relation: str = "",
) -> YearlyReport:
    """Save a new report, composed. `first`, `last`: of a kind with a free period only. Raise ValidationError keyed by field."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        message = _("Năm phải từ %(first)d đến %(last)d.") % {"first": EARLIEST_YEAR, "last": LATEST_YEAR}
        raise ValidationError({"year": ValidationError(message, code="implausible")})
    report_kind = report_kinds()[kind]
    if report_kind.period != "free":
        first, last = period_of(report_kind, year, part)
    first, last = _require_period(first, last)
    if replaces is not None:
        _require_replaceable(replaces)
    report = YearlyReport(
        kind=kind,
        year=last.year,
        first=first,
        last=last,
        unit=unit,
        programme_line=clean(programme_line),
        document=document,
        replaces=replaces,
        relation=(relation or YearlyReport.Relation.SUPPLEMENT) if replaces else "",
        composed_at=at,
        created_by=by,
    )
    with transaction.atomic():
        report.figures = figure_values(report, by)
        report.save()
        sections = [_new_section(report, order, composed) for order, composed in enumerate(compose_sections(report, by))]
        ReportSection.objects.bulk_create(sections)
        trail.record("created", report, changes=trail.created(report), by=by)
    return report


def follow(report: YearlyReport, *, relation: str, by: User, at: datetime) -> YearlyReport:
    """Compose a supplement or a correction of an issued report: same kind, period and place."""
    months_of_part = 6 if report_kinds()[report.kind].period == "half" else 3
    return create_report(
        kind=report.kind,
        year=report.year,
        unit=report.unit,
        by=by,
        at=at,
        part=(report.first.month - 1) // months_of_part + 1,
        first=report.first,
        last=report.last,
        programme_line=report.programme_line,
        document=report.document,
        replaces=report,
        relation=relation,
    )


def _require_period(first: date | None, last: date | None) -> periods.Period:
    for name, day in (("first", first), ("last", last)):
        if day is None:
            raise ValidationError({name: ValidationError(_("Hãy nhập ngày đầu và ngày cuối của kỳ báo cáo."), code="required")})
    assert first is not None and last is not None
    if last < first:
        raise ValidationError({"last": ValidationError(_("“Đến ngày” phải từ “Từ ngày” trở đi."), code="dates_reversed")})
    if (last - first).days >= MOST_DAYS:
        raise ValidationError({"last": ValidationError(_("Kỳ báo cáo dài nhất là một năm."), code="too_long")})
    return first, last


def _require_replaceable(report: YearlyReport) -> None:
    if not report.is_issued:
        message = _("Chỉ bổ sung, đính chính báo cáo đã ban hành. Báo cáo này còn sửa được.")
        raise ValidationError({"replaces": ValidationError(message, code="not_issued")})


def _new_section(report: YearlyReport, order: int, composed: ComposedSection) -> ReportSection:
    return ReportSection(
        report=report,
        key=composed.key,
        order=order,
        level=composed.level,
        heading=composed.heading,
        text=composed.text,
        composed_text=composed.text,
        figures=composed.figures,
        composed_figures=composed.figures,
    )


def compose(report: YearlyReport, *, by: User, at: datetime) -> YearlyReport:
    """Compose every section again. Own words stay where somebody changed them; what changed in the figures is then offered."""
    with transaction.atomic():
        report = _lock_unissued(report)
        with trail.changing("composed", report, by=by):
            report.composed_at, report.figures = at, figure_values(report, by)
            report.save()
        existing = {section.key: section for section in report.sections.select_for_update()}
        is_changed = False
        for order, composed in enumerate(compose_sections(report, by)):
            section = existing.get(composed.key) or _new_section(report, order, composed)
            before, has_own_words = section.text, section.has_own_words
            section.order, section.level, section.heading = order, composed.level, composed.heading
            section.composed_text, section.composed_figures = composed.text, composed.figures
            if not has_own_words:
                section.text, section.figures = composed.text, composed.figures
            if section.text != before:
                section.version += 1
                is_changed = True
            section.save()
        if is_changed:
            _take_back_review(report, by=by)
    return report


def write_sections(
    report: YearlyReport, texts: Mapping[str, str], *, by: User, at: datetime, versions: Mapping[str, int] | None = None
) -> YearlyReport:
    """Save the texts of sections by key, all or none. `versions`: of the sections as they were read; without one, no conflict is seen.

    Raise SectionChanged when somebody has written one of them since, ValidationError keyed by field for a text that cannot be.
    """
    with transaction.atomic():
        report = _lock_unissued(report)
        sections = {section.key: section for section in report.sections.select_for_update()}
        cleaned = {key: _require_text(key, text, sections) for key, text in texts.items()}
        conflicts = [
            SectionConflict(sections[key], text)
            for key, text in cleaned.items()
            if versions and versions.get(key, sections[key].version) != sections[key].version and sections[key].text != text
        ]
        if conflicts:
            raise SectionChanged(conflicts)
        is_changed = False
        for key, text in cleaned.items():
            section = sections[key]
            if section.text != text:
                _write(section, text, by=by, at=at)
                is_changed = True
        if is_changed:
            _take_back_review(report, by=by)
    return report


def _require_text(key: str, text: str, sections: Mapping[str, ReportSection]) -> str:
    """Return the text cleaned, one paragraph a line."""
    if key not in sections:
        raise ValidationError({f"sections.{key}": ValidationError(_("Báo cáo không có phần này."), code="unknown")})
    if len(text) > LONGEST_TEXT:
        message = _("Một phần dài nhất %(most)s ký tự.") % {"most": LONGEST_TEXT}
        raise ValidationError({f"sections.{key}": ValidationError(message, code="too_long")})
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def _write(section: ReportSection, text: str, *, by: User, at: datetime) -> None:
    """Save the text of a section. Back at the composed words it has the composed figures again."""
    with trail.changing("written", section, by=by):
        if not section.has_own_words:
            section.figures = section.composed_figures
        section.text = text
        if not section.has_own_words:
            section.figures = section.composed_figures
        section.version += 1
        section.changed_by, section.changed_at = by, at
        section.save()


def take_composed(section: ReportSection, *, by: User, at: datetime) -> ReportSection:
    """Give up the own words of a section for what was composed from the records."""
    with transaction.atomic():
        report = _lock_unissued(section.report)
        section = ReportSection.objects.select_for_update().get(pk=section.pk)
        if section.has_own_words:
            _write(section, section.composed_text, by=by, at=at)
            _take_back_review(report, by=by)
    return section


def take_figures(section: ReportSection, *, by: User, at: datetime) -> ReportSection:
    """Put the figures that the records have now into own words, where the old ones stand."""
    with transaction.atomic():
        report = _lock_unissued(section.report)
        section = ReportSection.objects.select_for_update().get(pk=section.pk)
        text, figures = section.with_offered_figures()
        if text != section.text or figures != section.figures:
            with trail.changing("written", section, by=by):
                section.text, section.figures = text, figures
                section.version += 1
                section.changed_by, section.changed_at = by, at
                section.save()
            _take_back_review(report, by=by)
    return section


def _take_back_review(report: YearlyReport, *, by: User) -> None:
    """Make a draft of a reviewed report again, whose words have changed since."""
    if report.status == YearlyReport.Status.REVIEWED:
        with trail.changing("reopened", report, by=by):
            report.status, report.reviewed_at, report.reviewed_by = YearlyReport.Status.DRAFT, None, None
            report.save()


def submit(report: YearlyReport, *, by: User, at: datetime) -> YearlyReport:
    """Ask for a review."""
    with transaction.atomic():
        report = _lock_unissued(report)
        if report.status == YearlyReport.Status.DRAFT:
            with trail.changing("submitted", report, by=by):
                report.submitted_at, report.submitted_by, report.remarks = at, by, ""
                report.save()
    return report


def send_back(report: YearlyReport, *, remarks: str, by: User) -> YearlyReport:
    """Give the report back to who wrote it, with remarks. Raise ValidationError keyed `remarks`."""
    text = "\n".join(line for line in map(clean, remarks.splitlines()) if line)
    if not text:
        raise ValidationError({"remarks": ValidationError(_("Hãy ghi ý kiến để người soạn biết sửa gì."), code="required")})
    if len(text) > LONGEST_REMARKS:
        message = _("Ý kiến dài nhất %(most)d ký tự.") % {"most": LONGEST_REMARKS}
        raise ValidationError({"remarks": ValidationError(message, code="too_long")})
    with transaction.atomic():
        report = _lock_unissued(report)
        with trail.changing("sent_back", report, by=by):
            report.status, report.remarks = YearlyReport.Status.DRAFT, text
            report.submitted_at = report.submitted_by = report.reviewed_at = report.reviewed_by = None
            report.save()
    return report


def review(report: YearlyReport, *, by: User, at: datetime) -> YearlyReport:
    """Say that the report is right. Raise ValidationError `second_person_needed` for somebody who wrote in it."""
    with transaction.atomic():
        report = _lock_unissued(report)
        if by.pk in report.writer_ids():
            raise ValidationError(_("Người soạn không tự rà soát được. Hãy nhờ người khác rà soát."), code="second_person_needed")
        if report.status == YearlyReport.Status.DRAFT:
            with trail.changing("reviewed", report, by=by):
                report.status, report.reviewed_at, report.reviewed_by, report.remarks = YearlyReport.Status.REVIEWED, at, by, ""
                report.save()
    return report


def prepare_issue(report: YearlyReport, *, number: str, dated: date, by: User) -> YearlyReport:
    """Return the report as it will be issued, not saved, so that its document can be made before. Raise ValidationError as `issue` does."""
    report = YearlyReport.objects.with_heads().prefetch_related("sections").get(pk=report.pk)
    _require_issuable(report, by=by)
    report.number, report.dated, report.issued_by = _require_number(report, number, dated), dated, by
    return report


def issue(report: YearlyReport, *, number: str, dated: date, document: bytes | None = None, by: User, at: datetime) -> YearlyReport:
    """Issue a reviewed report under a number and a date; from then on it never changes. Raise ValidationError keyed by field.

    `document`: the file as it was made of what `prepare_issue` returned; it is kept. Without one, the first that is made is.
    """
    with transaction.atomic():
        report = _lock_unissued(report)
        _require_issuable(report, by=by)
        number = _require_number(report, number, dated)
        with trail.changing("issued", report, by=by):
            report.status, report.number, report.dated = YearlyReport.Status.ISSUED, number, dated
            report.issued_at, report.issued_by = at, by
            report.save()
        if document:
            keep_file(report, document, file_format=IssuedFile.Format.DOCX, at=at)
    return report


def _require_issuable(report: YearlyReport, *, by: User) -> None:
    """Raise ValidationError: `issued`, `not_reviewed`, `second_person_needed`."""
    if report.is_issued:
        raise ValidationError(_ISSUED, code="issued")
    if report.status != YearlyReport.Status.REVIEWED:
        raise ValidationError(_("Báo cáo chưa được người khác rà soát nên chưa ban hành được."), code="not_reviewed")
    if by.pk == report.reviewed_by_id:
        raise ValidationError(_("Người rà soát không tự ban hành. Hãy để người khác ban hành."), code="second_person_needed")


def _require_number(report: YearlyReport, number: str, dated: date) -> str:
    number = normalise_number(number)
    most = YearlyReport._meta.get_field("number").max_length or 0
    if not number:
        raise ValidationError({"number": ValidationError(_("Hãy ghi số, ký hiệu của báo cáo."), code="required")})
    if len(number) > most:
        raise ValidationError({"number": ValidationError(_("Số, ký hiệu dài nhất %(most)d ký tự.") % {"most": most}, code="too_long")})
    if not report.first <= dated <= date(LATEST_YEAR, 12, 31):
        message = _("Ngày ban hành phải từ ngày đầu của kỳ báo cáo trở đi.")
        raise ValidationError({"dated": ValidationError(message, code="implausible")})
    if YearlyReport.objects.filter(unit=report.unit_id, number=number, dated__year=dated.year).exists():
        message = _("Số %(number)s của năm %(year)s đã dùng cho báo cáo khác.") % {"number": number, "year": dated.year}
        raise ValidationError({"number": ValidationError(message, code="taken")})
    return number


def keep_file(report: YearlyReport, content: bytes, *, file_format: str, at: datetime) -> IssuedFile:
    """Keep a file of an issued report beside it, once per format."""
    with transaction.atomic():
        YearlyReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        kept = report.files.filter(format=file_format).select_related("file").first()
        if kept is None:
            file = store_file(content, name=file_name_of(report), file_format=file_format, by=None)
            kept = IssuedFile.objects.create(report=report, format=file_format, file=file, made_at=at)
    return kept


def file_name_of(report: YearlyReport) -> str:
    """Return what a file of the report is called, without its ending: 'bao-cao-210-BC-BDT-2023'."""
    return join_file_name(["bao-cao", report.number or report.kind, str(report.year)], "docx").removesuffix(".docx")


def remove_report(report: YearlyReport, *, by: User) -> None:
    """Delete a report that was not issued."""
    with transaction.atomic():
        report = _lock_unissued(report)
        with trail.changing("removed", report, by=by):
            report.delete()


def save_address(address: ReportAddress, *, by: User) -> ReportAddress:
    """Add or change to whom reports of a kind go from a day on."""
    with trail.changing("changed" if address.pk else "added", address, by=by):
        address.save()
    return address


def remove_address(address: ReportAddress, *, by: User) -> None:
    with trail.changing("removed", address, by=by):
        address.delete()


def _lock_unissued(report: YearlyReport) -> YearlyReport:
    """Return the report as it is stored, locked. Raise ValidationError `issued` for one that was issued."""
    locked: Any = YearlyReport.objects.select_for_update(of=("self",)).select_related("unit", "document").get(pk=report.pk)
    if locked.is_issued:
        raise ValidationError(_ISSUED, code="issued")
    return locked
