"""activity-list: one row per activity, of any state; what the list on the screen shows, to take along."""

from typing import Any

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.filters import ActivityFilter
from activities.models import Activity, Sitting
from attendance.models import Registration
from exports import periods
from exports.letterhead import paper_of
from exports.reports.catalogue import Report, register
from exports.table import Column, Table, capitalised
from people.disclosures import LoggedList
from places.forms import UnitChoiceField

ALL = ("", gettext_lazy("Tất cả"))
COLUMNS = [
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
    """The same words as the list on the screen: ?q=&kind=&status=&from=&to=&unit=."""

    q = forms.CharField(label=gettext_lazy("Tìm"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"), required=False, choices=[ALL, *Activity.Kind.choices])
    status = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False, choices=[ALL, *Activity.Status.choices])
    unit = UnitChoiceField(label=gettext_lazy("Địa bàn"), required=False, at_any_time=True)
    date = forms.DateField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(label=gettext_lazy("Từ ngày"), required=False)
        self.fields["to"] = forms.DateField(label=gettext_lazy("Đến ngày"), required=False)


def activity_list(user: Any, form: ActivityListForm) -> Table:
    asked, now = form.cleaned_data, timezone.now()
    found = ActivityFilter(form.data, queryset=Activity.objects.visible_to(user, "report").with_units()).qs
    rows = [_row(activity) for activity in _with_counts(found).order_by("starts_on", "pk")]
    period = periods.in_words(asked["from"], asked["to"])
    return Table(
        name="activity-list",
        title=_("Danh sách lớp tập huấn, hội thi"),
        subtitle=capitalised(period),
        columns=[Column(key, str(title), kind, width, total=is_sum) for key, title, kind, width, is_sum in COLUMNS],  # type: ignore[arg-type]
        rows=rows,
        totals=_totals(rows),
        filters=_in_words(asked, period),
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        notes=[_("Lượt người: mỗi người một lượt cho mỗi hoạt động có mặt ít nhất một buổi.")],
        **paper_of(asked["date"] or timezone.localdate(now)).given,
    )


def _with_counts(found: QuerySet[Activity]) -> QuerySet[Activity]:
    """Each count by a subquery of its own: joined together they would multiply each other."""
    standing = Registration.objects.active().filter(activity=OuterRef("pk"))
    return found.annotate(
        sitting_count=_count(Sitting.objects.filter(activity=OuterRef("pk"))),
        registered_count=_count(standing),
        participation_count=_count(Registration.objects.attended().filter(activity=OuterRef("pk"))),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("activity").annotate(n=Count("pk")).values("n")), 0)


def _row(activity: Any) -> list[Any]:
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


def _totals(rows: list[list[Any]]) -> list[Any]:
    sums = [sum(row[place] or 0 for row in rows) if is_sum else None for place, (*_rest, is_sum) in enumerate(COLUMNS)]
    return [_("Tổng cộng"), *sums[1:]]


def _in_words(asked: dict[str, Any], period: str) -> list[tuple[str, str]]:
    named = [(_("Thời gian"), period), (_("Địa bàn"), asked["unit"].label if asked["unit"] else _("tất cả địa bàn được phân công"))]
    if asked["kind"]:
        named.append((_("Loại hoạt động"), str(Activity.Kind(asked["kind"]).label)))
    if asked["status"]:
        named.append((_("Trạng thái"), str(Activity.Status(asked["status"]).label)))
    if asked["q"]:
        named.append((_("Tìm"), asked["q"]))
    return named


register(
    Report(
        title=gettext_lazy("Danh sách lớp tập huấn, hội thi"),
        purpose=gettext_lazy("Mỗi lớp, hội thi một dòng, mọi trạng thái, có số đăng ký và lượt người."),
        form=ActivityListForm,
        build=activity_list,
        order=40,
        logged_list=LoggedList("activity-list", gettext_lazy("Danh sách lớp tập huấn, hội thi"), rows_are_people=False),
    )
)
