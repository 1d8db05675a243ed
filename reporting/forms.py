"""Forms of reports: a new one, its sections in one form, remarks, number and date."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR
from activities.documents.fields import DocumentField
from places.forms import UnitChoiceField
from reporting.actions import LONGEST_REMARKS
from reporting.composing.composition import OutlineItem
from reporting.composing.report_kinds import DEFAULT, report_kinds
from reporting.composing.sentences import find_marks
from reporting.models import FigureData, ReportSection, YearlyReport
from reporting.writing.creation import period_of
from reporting.writing.section_texts import SectionConflict
from screens.day_filters import DayField
from screens.forms import GroupedForm, TextField


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.title) for kind in report_kinds().values()]


class NewReportForm(GroupedForm):
    kind = forms.ChoiceField(label=_("Loại báo cáo"), choices=kind_choices, initial=DEFAULT)
    year = forms.IntegerField(label=_("Năm"), min_value=EARLIEST_PLAN_YEAR, max_value=LATEST_YEAR)
    part = forms.TypedChoiceField(
        label=_("Kỳ"),
        coerce=int,
        required=False,
        empty_value=1,  # type: ignore[arg-type]
        choices=[(1, _("Quý I, hoặc 6 tháng đầu năm")), (2, _("Quý II, hoặc 6 tháng cuối năm")), (3, _("Quý III")), (4, _("Quý IV"))],
        help_text=_("Chỉ dùng cho báo cáo quý, báo cáo 6 tháng."),
    )
    first = DayField(label=_("Từ ngày"), required=False, help_text=_("Chỉ dùng cho kỳ tự chọn."))
    last = DayField(label=_("Đến ngày"), required=False)
    unit = UnitChoiceField(label=_("Địa bàn"), at_any_time=True)
    programme_line = TextField(
        label=_("Nguồn kinh phí, dự án"), required=False, max_length=200, help_text=_("Để trống: mọi nguồn. Ghi đúng như ở các hoạt động.")
    )
    document = DocumentField(label=_("Văn bản yêu cầu báo cáo"))

    GROUPS = (
        ("", ("kind", ("year", "part"))),
        (_("Kỳ tự chọn"), (("first", "last"),)),
        (_("Phạm vi"), ("unit", "programme_line", "document")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.offer_to(user)

    def clean(self) -> dict[str, Any]:
        """Take the province as it was at the end of the period where nobody chose another unit than was offered."""
        values = self.cleaned_data
        if {"kind", "year", "unit"} <= values.keys() and "unit" not in self.changed_data:
            kind = report_kinds()[values["kind"]]
            last = values.get("last") if kind.period == "free" else period_of(kind, values["year"], values.get("part") or 1)[1]
            values["unit"] = values["unit"].province_on(last) if last else values["unit"]
        return values


class FollowingReportForm(forms.Form):
    """What a report that follows an issued one is to it; kind, period and place are the same."""

    relation = forms.ChoiceField(label=_("Quan hệ với báo cáo trước"), choices=YearlyReport.Relation.choices, widget=forms.RadioSelect)


class RemarksForm(forms.Form):
    remarks = forms.CharField(label=_("Ý kiến"), max_length=LONGEST_REMARKS, widget=forms.Textarea(attrs={"rows": 6}))


class IssueForm(forms.Form):
    number = TextField(label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ: 210/BC-SDTTG"))
    dated = DayField(label=_("Ngày ban hành"), initial=localdate)


@dataclass
class SectionFields:
    """One section on the page: its preview with figures, and what is typed into it. `conflict`: what somebody else has saved meanwhile."""

    item: OutlineItem
    typed: str
    read: str  # which version was read, and a digest of its text
    conflict: SectionConflict | None = None

    @property
    def section(self) -> ReportSection:
        return self.item.section

    @property
    def paragraphs(self) -> list[list[tuple[str, FigureData | None]]]:
        return marked_paragraphs(self.section)

    @property
    def rows(self) -> int:
        return min(24, max(3, sum(1 + len(line) // 80 for line in self.typed.splitlines()) + 1))


class SectionsForm:
    """The sections of a report in one form: text-<key>, read-<key>, take-<key> (composed, figures).

    A text that is posted as it was read is no change of whoever posts it.
    """

    def __init__(self, items: Sequence[OutlineItem], data: QueryDict | None) -> None:
        self.data = data
        self.sections = [
            SectionFields(
                item,
                typed=item.section.text if data is None else data.get(f"text-{item.section.key}", item.section.text),
                read=f"{item.section.version}:{digest_of(item.section.text)}",
            )
            for item in items
        ]

    def changed_texts(self) -> dict[str, str]:
        """Return key → text of the sections that whoever posted changed."""
        return {fields.section.key: fields.typed for fields in self.sections if digest_of(fields.typed) != self._read(fields)[1]}

    def versions(self) -> dict[str, int]:
        return {fields.section.key: self._read(fields)[0] for fields in self.sections}

    def taken(self, offer: str) -> list[ReportSection]:
        """Return the sections of which the `offer` was ticked: 'composed' or 'figures'."""
        assert self.data is not None
        return [fields.section for fields in self.sections if offer in self.data.getlist(f"take-{fields.section.key}")]

    def show_conflicts(self, conflicts: Sequence[SectionConflict]) -> None:
        by_key = {conflict.section.key: conflict for conflict in conflicts}
        for fields in self.sections:
            fields.conflict = by_key.get(fields.section.key)

    def _read(self, fields: SectionFields) -> tuple[int, str]:
        assert self.data is not None
        version, _colon, digest = self.data.get(f"read-{fields.section.key}", "").partition(":")
        return (int(version), digest) if version.isdecimal() and len(version) < 10 else (fields.section.version, "")


def digest_of(text: str) -> str:
    """Return what tells two texts apart, line ends of forms aside."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def marked_paragraphs(section: ReportSection) -> list[list[tuple[str, FigureData | None]]]:
    """Return each paragraph of the section as pieces of text, with the figure that a piece says."""
    text, figures = section.text, section.figures
    places = find_marks(text, [figure["text"] for figure in figures])
    marks = sorted(((place, figure) for place, figure in zip(places, figures, strict=True) if place), key=lambda mark: mark[0])
    paragraphs: list[list[tuple[str, FigureData | None]]] = []
    start = 0
    for line in text.split("\n"):
        end, pieces = start + len(line), []
        position = start
        for (first, last), figure in marks:
            if start <= first < end:
                pieces += [(text[position:first], None), (text[first:last], figure)]
                position = last
        pieces.append((text[position:end], None))
        paragraphs.append([(piece, figure) for piece, figure in pieces if piece])
        start = end + 1
    return [pieces for pieces in paragraphs if pieces]
