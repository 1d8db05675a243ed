"""The texts of a report's sections: written by people, two of whom may do so at once, or taken from the records again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from reporting.actions import lock_unissued, take_back_review
from reporting.models import FigureData, ReportSection, YearlyReport
from vietnamese.text import clean_lines

LONGEST_TEXT = 20_000  # characters of one section


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


def write_sections(
    report: YearlyReport, texts: Mapping[str, str], *, by: User, at: datetime, versions: Mapping[str, int] | None = None
) -> YearlyReport:
    """Save the texts of sections by key, all or none. `versions`: of the sections as they were read; without one, no conflict is seen.

    Raise SectionChanged when somebody has written one of them since, ValidationError keyed by field for a text that cannot be.
    """
    with transaction.atomic():
        report = lock_unissued(report)
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
                _save_text(section, text, by=by, at=at)
                is_changed = True
        if is_changed:
            take_back_review(report, by=by)
    return report


def _require_text(key: str, text: str, sections: Mapping[str, ReportSection]) -> str:
    """Return the text cleaned, one paragraph a line."""
    if key not in sections:
        raise ValidationError({f"sections.{key}": ValidationError(_("Báo cáo không có phần này."), code="unknown")})
    if len(text) > LONGEST_TEXT:
        message = _("Một phần dài nhất %(most)s ký tự.") % {"most": LONGEST_TEXT}
        raise ValidationError({f"sections.{key}": ValidationError(message, code="too_long")})
    return clean_lines(text)


def _save_text(section: ReportSection, text: str, *, figures: list[FigureData] | None = None, by: User, at: datetime) -> None:
    """Save the text of a section, with other `figures` if there are any. Back at the composed words it has the composed figures again."""
    with trail.changing("written", section, by=by):
        section.text = text
        if figures is not None:
            section.figures = figures
        if not section.has_own_words:
            section.figures = section.composed_figures
        section.version += 1
        section.changed_by, section.changed_at = by, at
        section.save()


def take_composed(section: ReportSection, *, by: User, at: datetime) -> ReportSection:
    """Give up the own words of a section for what was composed from the records."""
    with transaction.atomic():
        report = lock_unissued(section.report)
        section = ReportSection.objects.select_for_update().get(pk=section.pk)
        if section.has_own_words:
            _save_text(section, section.composed_text, by=by, at=at)
            take_back_review(report, by=by)
    return section


def take_figures(section: ReportSection, *, by: User, at: datetime) -> ReportSection:
    """Put the figures that the records have now into own words, where the old ones stand."""
    with transaction.atomic():
        report = lock_unissued(section.report)
        section = ReportSection.objects.select_for_update().get(pk=section.pk)
        text, figures = section.with_offered_figures()
        if text != section.text or figures != section.figures:
            _save_text(section, text, figures=figures, by=by, at=at)
            take_back_review(report, by=by)
    return section
