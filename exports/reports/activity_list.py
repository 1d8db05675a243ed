"""Report activity-list: one row per activity, of any state, as the list on the screen is filtered."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.areas.forms import AreaChoiceField, require_readable
from activities.filters import STATES, ActivityFilter
from activities.models import Activity, ActivityQuerySet, Sitting
from attendance.models import Registration
from exports import periods
from exports.charts import from_table
from exports.counting.countable import Countable
from exports.counting.groupings import BY_ACTIVITY, GROUPINGS, label_of
from exports.counting.measures import MEASURES
from exports.counting.uncounted import count_uncounted
from exports.figure_rows.opened import OpenedFigure
from exports.figure_rows.opening import no_such_column, open_measure
from exports.figure_rows.row_keys import text_of
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from places.forms import UnitChoiceField
from screens.day_filters import DayField

ALL = ("", gettext_lazy("Tất cả"))
COLUMNS: list[tuple[str, Any, Kind, int, bool]] = [  # key, head, kind, width, whether its figures add up
    ("title", gettext_lazy("Tên hoạt động"), "text", 40, False),
    ("kind", gettext_lazy("Loại"), "text", 12, False),
    ("starts_on", gettext_lazy("Từ ngày"), "date", 11, False),
    ("ends_on", gettext_lazy("Đến ngày"), "date", 11, False),
    ("unit", gettext_lazy("Địa bàn"), "text", 24, False),
    ("venue", gettext_lazy("Địa điểm"), "text", 24, False),
    ("status", gettext_lazy("Trạng thái"), "text", 11, False),
    ("sittings", gettext_lazy("Số buổi"), "number", 7, True),
    ("planned_participants", gettext_lazy("Dự kiến"), "number", 8, True),
    ("registered", gettext_lazy("Đăng ký"), "number", 8, True),
    ("participations", gettext_lazy("Lượt người"), "number", 8, True),
]


class ActivityListForm(forms.Form):
    """The same filters as the list on the screen: ?q=&kind=&status=&from=&to=&unit=&area=&programme_line=."""

    q = forms.CharField(label=gettext_lazy("Tìm"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"), required=False, choices=[ALL, *Activity.Kind.choices])
    status = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False, choices=[ALL, *STATES])
    unit = UnitChoiceField(label=gettext_lazy("Địa bàn"), required=False, at_any_time=True)
    area = AreaChoiceField()
    programme_line = forms.CharField(label=gettext_lazy("Nguồn kinh phí, dự án"), required=False)
    date = DayField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(label=gettext_lazy("Từ ngày"), required=False)
        self.fields["to"] = DayField(label=gettext_lazy("Đến ngày"), required=False)


def activity_list(user: User, form: ActivityListForm) -> Table:
    filters, now, described = form.cleaned_data, timezone.now(), describe_list(user, form)
    activities = ActivityFilter(form.data, queryset=Activity.objects.visible_to(user, "report").with_units()).qs
    # Each count by a subquery of its own: joined together they would multiply each other.
    counted = activities.annotate(
        sitting_count=_count_per_activity(Sitting.objects.filter(activity=OuterRef("pk"))),
        registered_count=_count_per_activity(Registration.objects.active_or_attended().filter(activity=OuterRef("pk"))),
        participation_count=_count_per_activity(Registration.objects.attended().filter(activity=OuterRef("pk"))),
    )
    listed = list(counted.order_by("starts_on", "pk"))
    uncounted = count_uncounted(activities, timezone.localdate(now))
    notes = [_("Lượt người: mỗi người một lượt cho mỗi hoạt động có mặt ít nhất một buổi.")]
    if uncounted.activities:
        notes.append(_("Trong danh sách có những hoạt động mà bảng tổng hợp không tính: %(which)s.") % {"which": uncounted.in_words})
    rows = [_activity_row(activity) for activity in listed]
    sums = [sum(row[index] or 0 for row in rows) if adds_up else None for index, (*_head, adds_up) in enumerate(COLUMNS)]
    table = Table(
        name="activity-list",
        title=_("Danh sách lớp tập huấn, hội thi"),
        columns=[
            Column(key, str(title), kind, width, total=adds_up, opens_rows=key in MEASURES) for key, title, kind, width, adds_up in COLUMNS
        ],
        rows=rows,
        totals=[_("Tổng cộng"), *sums[1:]],
        row_keys=[text_of(activity.pk) for activity in listed],
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        notes=notes,
        sheet_title=_("Lớp tập huấn, hội thi"),
        is_filtered_by_column=True,
        **described,
        **letterhead_on(filters["date"] or timezone.localdate(now), user),
    )
    days, label = [activity.starts_on for activity in listed], partial(label_of, GROUPINGS["month"])
    charts = from_table.added_up_by_month(_("Lượt người theo tháng bắt đầu"), table, "participations", days=days, label=label)
    return replace(table, charts=charts or from_table.by_group(_("Lượt người theo hoạt động"), table, "participations"))


def describe_list(user: User, form: ActivityListForm) -> Description:
    """Raise ValidationError for an area that `user` may not report about."""
    filters = form.cleaned_data
    period, unit, area = periods.in_words(filters["from"], filters["to"]), filters["unit"], filters["area"]
    if area:
        require_readable(area, user)
    places = [*([unit.kind_and_name] if unit else []), *([area.name] if area else [])]
    return {
        "subtitle": ", ".join([capitalised(period), *([unit.label] if unit else []), *([str(area)] if area else [])]),
        "filters": _filters_in_words(filters, period),
        "unit_id": unit.pk if unit else None,
        "file_words": ["danh-sach-lop-hoi-thi", periods.in_file_name(filters["from"], filters["to"]), *places],
    }


@dataclass(frozen=True)
class ListedActivities(Countable):
    """The activities of the list, of any state."""

    listed: ActivityQuerySet

    @property
    def activities(self) -> ActivityQuerySet:
        return self.listed


def open_activity_figure(user: User, form: ActivityListForm, row: str, column: str) -> OpenedFigure:
    """Open a figure of one activity or of all on the list."""
    if column not in {key for key, *_head in COLUMNS}:
        raise no_such_column()
    if form.cleaned_data["area"]:
        require_readable(form.cleaned_data["area"], user)

    def listed(verb: str) -> ListedActivities:
        return ListedActivities(ActivityFilter(form.data, queryset=Activity.objects.visible_to(user, verb)).qs.order_by())

    return open_measure(listed, column, [(BY_ACTIVITY, row)])


def _count_per_activity(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("activity").annotate(n=Count("pk")).values("n")), 0)


def _activity_row(activity: Any) -> list[Any]:
    return [
        activity.title,
        str(activity.get_kind_display()),
        activity.starts_on,
        activity.ends_on,
        activity.unit.label,
        activity.venue,
        str(activity.get_status_display()),
        activity.sitting_count,
        activity.planned_participants,
        activity.registered_count,
        activity.participation_count,
    ]


def _filters_in_words(filters: dict[str, Any], period: str) -> list[tuple[str, str]]:
    """Return the filters as (label, value), for the notes sheet and the log."""
    unit = filters["unit"].label if filters["unit"] else _("tất cả địa bàn được phân công")
    words = [(_("Thời gian"), period), (_("Địa bàn"), unit)]
    if filters["area"]:
        words.append((_("Khu vực"), filters["area"].in_words))
    if filters["kind"]:
        words.append((_("Loại hoạt động"), str(Activity.Kind(filters["kind"]).label)))
    if filters["status"]:
        words.append((_("Trạng thái"), str(dict(STATES)[filters["status"]])))
    if filters["programme_line"]:
        words.append((_("Nguồn kinh phí, dự án"), filters["programme_line"]))
    if filters["q"]:
        words.append((_("Tìm"), filters["q"]))
    return words


register(
    Report(
        title=gettext_lazy("Danh sách lớp tập huấn, hội thi"),
        purpose=gettext_lazy("Mỗi lớp, hội thi một dòng, mọi trạng thái, có số đăng ký và lượt người."),
        form=ActivityListForm,
        build=activity_list,
        order=40,
        open_rows=open_activity_figure,
        describe=describe_list,
        logged_list=LoggedList("activity-list", gettext_lazy("Danh sách lớp tập huấn, hội thi"), rows_are_people=False),
    )
)
