"""The rows behind a figure, as a table on the screen and in the API shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exports.table import capitalised
from reporting.composing.composition import scope_of
from reporting.composing.figures import Figure, find_figure
from reporting.models import YearlyReport
from vietnamese.dates import short_date


@dataclass(frozen=True)
class RowList:
    """How rows of one sort are shown. `joined`: what its cells read of other tables; `shows_people`: names are for who `see_personal`."""

    columns: Sequence[tuple[str, Any]]
    cells: Callable[[Any], list[Any]]
    address: Callable[[Any], str]
    joined: Sequence[str] = ()
    order: Sequence[str] = ()
    shows_people: bool = False


UNIT = "unit__parent__parent"
ROW_LISTS = {
    "activities": RowList(
        [("title", _("Tên hoạt động")), ("kind", _("Loại")), ("starts_on", _("Từ ngày")), ("unit", _("Địa bàn"))],
        lambda activity: [activity.title, str(activity.get_kind_display()), short_date(activity.starts_on), activity.unit.label],
        lambda activity: activity.get_absolute_url(),
        (UNIT,),
        ("starts_on", "pk"),
    ),
    "people": RowList(
        [("full_name", _("Họ và tên")), ("birth_year", _("Năm sinh")), ("ethnic_group", _("Dân tộc")), ("unit", _("Nơi cư trú"))],
        lambda person: [person.full_name, person.birth_year, str(person.ethnic_group or ""), capitalised(person.unit.kind_and_name)],
        lambda person: "",
        ("ethnic_group", UNIT),
        ("sort_key", "birth_year", "pk"),
        shows_people=True,
    ),
    "registrations": RowList(
        [("full_name", _("Họ và tên")), ("role", _("Vai trò")), ("activity", _("Hoạt động")), ("starts_on", _("Từ ngày"))],
        lambda registration: [
            registration.person.full_name,
            str(registration.get_role_display()),
            registration.activity.title,
            short_date(registration.activity.starts_on),
        ],
        lambda registration: registration.activity.get_absolute_url(),
        ("person", "activity"),
        ("activity__starts_on", "activity", "person__sort_key", "pk"),
        shows_people=True,
    ),
    "teams": RowList(
        [("name", _("Tên đội")), ("contest", _("Hội thi")), ("starts_on", _("Từ ngày"))],
        lambda team: [team.name, team.contest.title, short_date(team.contest.starts_on)],
        lambda team: team.contest.get_absolute_url(),
        ("contest",),
        ("contest__starts_on", "contest", "name", "pk"),
    ),
    "headcounts": RowList(
        [
            ("category", _("Đối tượng")),
            ("count", _("Số người")),
            ("basis", _("Cách đếm")),
            ("activity", _("Hoạt động")),
            ("day", _("Ngày")),
        ],
        lambda headcount: [
            headcount.category,
            headcount.count,
            str(headcount.get_basis_display()),
            headcount.sitting.activity.title,
            short_date(timezone.localdate(headcount.sitting.starts_at)),
        ],
        lambda headcount: headcount.sitting.activity.get_absolute_url(),
        ("sitting__activity",),
        ("sitting__starts_at", "pk"),
    ),
    "targets": RowList(
        [("year", _("Năm")), ("kind", _("Loại")), ("unit", _("Địa bàn")), ("planned_activities", _("Số cuộc theo kế hoạch"))],
        lambda target: [target.year, str(target.get_kind_display()), target.unit.label, target.planned_activities],
        lambda target: reverse("target-list", query={"year": target.year}),
        (UNIT,),
        ("year", "kind", "pk"),
    ),
    "documents": RowList(
        [("document", _("Văn bản")), ("title", _("Trích yếu"))],
        lambda document: [str(document), document.title],
        lambda document: document.get_absolute_url(),
        (),
        ("dated", "pk"),
    ),
    "tasks": RowList(
        [("order", _("Thứ tự")), ("text", _("Nhiệm vụ")), ("outcome", _("Kết quả"))],
        lambda task: [task.order, task.text, task.outcome],
        lambda task: task.get_absolute_url(),
        (),
        ("order", "pk"),
    ),
    "items": RowList(
        [
            ("title", _("Nội dung")),
            ("starts_on", _("Từ ngày")),
            ("unit", _("Địa bàn")),
            ("quantity", _("Số lượng")),
            ("copies", _("Số bản phát hành")),
            ("minority_language_copies", _("Trong đó bằng tiếng dân tộc thiểu số")),
        ],
        lambda item: [
            item.title,
            short_date(item.starts_on),
            item.unit.label,
            item.quantity,
            item.copies,
            item.minority_language_copies,
        ],
        lambda item: item.get_absolute_url(),
        (UNIT,),
        ("starts_on", "pk"),
    ),
}


@dataclass(frozen=True)
class FigureRows:
    """`value`: the figure as the records have it now. `rows`: in order; none where the reader may not see who is counted."""

    figure: Figure
    value: int
    count: int
    row_list: RowList
    rows: QuerySet[Any]
    is_hidden: bool


def find_figure_rows(report: YearlyReport, key: str, user: User) -> FigureRows:
    """Raise Http404 for a figure that nobody defines."""
    figure = find_figure(key)
    if figure is None:
        raise Http404
    scope, row_list = scope_of(report, user), ROW_LISTS[figure.list_name]
    rows = figure.rows(scope)
    is_hidden = row_list.shows_people and not user.can("see_personal", report.unit)
    visible_rows = rows.none() if is_hidden else figure.rows(replace(scope, verb="see_personal")) if row_list.shows_people else rows
    return FigureRows(
        figure,
        figure.value(scope),
        rows.count(),
        row_list,
        visible_rows.select_related(*row_list.joined).order_by(*row_list.order),
        is_hidden,
    )
