"""A report created from the records, or after an issued one, and composed again while it is no more than a draft.

Errors are ValidationError keyed by field.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.actions import require_plan_year
from activities.models import Document
from exports import periods
from places.models import Unit
from reporting.actions import lock_unissued, take_back_review
from reporting.composing.composition import ComposedSection, compose_sections, figure_values, gather_facts
from reporting.composing.report_kinds import ReportKind, report_kinds
from reporting.models import ReportSection, YearlyReport
from vietnamese.text import clean

MOST_DAYS = 366


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
    require_plan_year(year)
    report_kind = report_kinds()[kind]
    if report_kind.period != "free":
        first, last = period_of(report_kind, year, part)
    first, last = _require_period(first, last)
    if replaces is not None and not replaces.is_issued:
        message = _("Chỉ bổ sung, đính chính báo cáo đã ban hành. Báo cáo này còn sửa được.")
        raise ValidationError({"replaces": ValidationError(message, code="not_issued")})
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
        facts = gather_facts(report, by)
        report.figures = figure_values(facts)
        report.save()
        sections = [_new_section(report, order, composed) for order, composed in enumerate(compose_sections(facts))]
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
        report = lock_unissued(report)
        facts = gather_facts(report, by)
        with trail.changing("composed", report, by=by):
            report.composed_at, report.figures = at, figure_values(facts)
            report.save()
        existing = {section.key: section for section in report.sections.select_for_update()}
        is_changed = False
        for order, composed in enumerate(compose_sections(facts)):
            section = existing.get(composed.key) or _new_section(report, order, composed)
            before, has_own_words = section.text, section.has_own_words
            section.order, section.level, section.heading = order, composed.level, composed.heading
            section.composed_text, section.composed_figures = composed.text, composed.figures
            if not has_own_words or not section.has_own_words:  # not before, or not any more
                section.text, section.figures = composed.text, composed.figures
            if section.text != before:
                section.version += 1
                is_changed = True
            section.save()
        if is_changed:
            take_back_review(report, by=by)
    return report
