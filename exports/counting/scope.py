"""The scope of a report: the same filters for screen, JSON, workbook and csv."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.areas.forms import AreaChoiceField, require_readable
from activities.models import Activity, ActivityQuerySet, Target, TargetQuerySet
from attendance.models import Registration
from exports import periods
from exports.counting.countable import Countable
from exports.table import capitalised
from places.forms import UnitChoiceField
from places.models import Area, Unit
from screens.day_filters import DayField


@dataclass(frozen=True)
class Scope(Countable):
    """`first`, `last`: the days an activity may begin on, None for open. `unit`: there and below, through time. `area`: in its units.

    `actual_until`: the last day on which an activity may have begun to be counted as held; the period goes on (`counting.estimate`).

    `verb`: what the user must be allowed to do where an activity is, for it to be in scope.
    A report asks for the activities half a dozen times: their queries are composed once, and read each time.
    """

    user: User
    first: date | None = None
    last: date | None = None
    unit: Unit | None = None
    kind: str = ""
    role: str = ""
    programme_line: str = ""
    dated: date | None = None
    verb: str = "report"
    area: Area | None = None
    actual_until: date | None = None

    @property
    def counted_until(self) -> date:
        """The last day on which an activity that is counted as held may have begun."""
        return min(self.actual_until or date.max, timezone.localdate())

    @cached_property
    def activities(self) -> ActivityQuerySet:
        """Held activities in scope: begun, neither draft nor cancelled, and confirmed. A role does not narrow them."""
        return self.activities_in_any_state.held(self.counted_until)

    @cached_property
    def activities_in_any_state(self) -> ActivityQuerySet:
        """Activities of the period, place, kind and programme line, whatever their state."""
        activities = Activity.objects.visible_to(self.user, self.verb).between(self.first, self.last)
        if self.unit:
            activities = activities.in_unit(self.unit)
        if self.area:
            activities = activities.filter(self.area.holds_on("starts_on"))
        if self.kind:
            activities = activities.filter(kind=self.kind)
        if self.programme_line:
            activities = activities.filter(programme_line=self.programme_line)
        return activities

    @cached_property
    def planned_activities(self) -> ActivityQuerySet:
        """Activities of the period that are planned to begin after the last actual day; none where nothing is estimated."""
        if self.actual_until is None:
            return Activity.objects.none()
        not_planned = (Activity.Status.DRAFT, Activity.Status.CANCELLED)
        return self.activities_in_any_state.filter(starts_on__gt=self.actual_until).exclude(status__in=not_planned)

    @property
    def targets(self) -> TargetQuerySet:
        """Targets for exactly this scope: of its years and their quarters where it consists of years, else of its quarters.

        None where the period cuts a quarter, and none by role or programme line, by which no plan is divided.
        """
        quarters = periods.whole_quarters(self.first, self.last)
        if not quarters or self.role or self.programme_line:
            return Target.objects.none()
        targets = self.targets_of_touched_years
        if self.is_whole_years:
            return targets
        return targets.annotate(quarter_number=F("year") * 4 + F("quarter") - 1).filter(quarter_number__range=(quarters[0], quarters[-1]))

    @property
    def targets_of_touched_years(self) -> TargetQuerySet:
        """Targets of the place and kind, of any time in the years that the period touches."""
        targets = Target.objects.visible_to(self.user, self.verb)
        if self.first:
            targets = targets.filter(year__gte=self.first.year)
        if self.last:
            targets = targets.filter(year__lte=self.last.year)
        if self.unit:
            targets = targets.in_unit(self.unit)
        if self.area:
            targets = targets.filter(self.area.holds_at_end_of("year"))
        return targets.filter(kind=self.kind) if self.kind else targets

    @property
    def is_whole_years(self) -> bool:
        return periods.whole_years(self.first, self.last) is not None

    @property
    def date(self) -> date:
        """The day a document about this scope bears: as asked, else today."""
        return self.dated or timezone.localdate()

    @property
    def period(self) -> str:
        return periods.in_words(self.first, self.last)

    @property
    def heading(self) -> str:
        """Return period and place, as they stand under a document's title."""
        return ", ".join([capitalised(self.period), *([self.unit.label] if self.unit else []), *([str(self.area)] if self.area else [])])

    @property
    def file_words(self) -> list[str]:
        """Return what the name of a file with these figures says: its period, and its place if that is narrowed."""
        places = [self.unit.kind_and_name if self.unit else "", self.area.name if self.area else ""]
        until = f"thuc-hien-den-{self.actual_until:%Y%m%d}-va-uoc" if self.actual_until else ""
        return [periods.in_file_name(self.first, self.last), *filter(None, [until, *places])]

    @property
    def is_running(self) -> bool:
        """More may be held before the period is over."""
        return self.last is not None and self.last > timezone.localdate()

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The filters as (label, value), for the notes sheet and the log."""
        unit = self.unit.label if self.unit else _("tất cả địa bàn được phân công")
        words = [(_("Thời gian"), self.period), (_("Địa bàn"), unit)]
        if self.area:
            words.append((_("Khu vực"), self.area.in_words))
        if self.kind:
            words.append((_("Loại hoạt động"), str(Activity.Kind(self.kind).label)))
        if self.role:
            words.append((_("Vai trò"), str(Registration.Role(self.role).label)))
        if self.programme_line:
            words.append((_("Nguồn kinh phí, dự án"), self.programme_line))
        if self.actual_until:
            words.append((_("Thực hiện và ước"), self.actual_in_words))
        return words

    @property
    def actual_in_words(self) -> str:
        """Return until when figures are actual, as a head says it; nothing where they are not estimated."""
        if self.actual_until is None:
            return ""
        return _("số liệu thực hiện đến ngày %(day)s và ước thực hiện cả kỳ") % {"day": f"{self.actual_until:%d/%m/%Y}"}


class PeriodForm(forms.Form):
    """The filters that every report about a period has, read from ?from=&to=&unit=&area=&programme_line=&date=."""

    programme_line = forms.CharField(label=gettext_lazy("Nguồn kinh phí, dự án"), required=False, max_length=200)
    unit = UnitChoiceField(
        label=gettext_lazy("Địa bàn"), required=False, at_any_time=True, empty_label=gettext_lazy("Tất cả địa bàn được phân công")
    )
    area = AreaChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {
            "from": DayField(label=gettext_lazy("Từ ngày"), required=False),
            "to": DayField(label=gettext_lazy("Đến ngày"), required=False),
        }
        self.fields = days | self.fields | {"date": DayField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("from") and values.get("to") and values["to"] < values["from"]:
            self.add_error("to", forms.ValidationError(_("“Đến ngày” phải từ “Từ ngày” trở đi."), code="dates_reversed"))
        return values

    def scope(self, user: User, *, verb: str = "report") -> Scope:
        """Raise ValidationError for an area that `user` may not report about."""
        values = self.cleaned_data
        if values["area"]:
            require_readable(values["area"], user)
        return Scope(
            user,
            values["from"],
            values["to"],
            values["unit"],
            programme_line=values["programme_line"],
            dated=values["date"],
            verb=verb,
            area=values["area"],
            actual_until=values.get("actual_until"),
        )


class ScopeForm(PeriodForm):
    """The filters of every report about the activities of a period: ?kind= and ?role= beside those of PeriodForm."""

    field_order = ["kind", "role", "programme_line", "unit", "area"]
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại hoạt động"), required=False, choices=[("", gettext_lazy("Tất cả")), *Activity.Kind.choices]
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), required=False, choices=[("", gettext_lazy("Tất cả")), *Registration.Role.choices]
    )

    def scope(self, user: User, *, verb: str = "report") -> Scope:
        return replace(super().scope(user, verb=verb), kind=self.cleaned_data["kind"], role=self.cleaned_data.get("role", ""))
