"""Report outreach-tally: what was done in the other channels, by channel, time or place."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exports.charts import from_table
from exports.counting.groupings import GROUPINGS, Grouping, label_of, narrow_to_group, no_such_row
from exports.counting.measures import Measure, register_measure
from exports.counting.scope import PeriodForm, Scope
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.opening import figure_title, no_such_column
from exports.figure_rows.row_keys import TOTAL, key_in, text_of
from exports.figure_rows.row_lists import RowList, register_row_list
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Table, capitalised
from outreach.data.channels import built_in_channels
from outreach.models import Channel, OutreachItem, OutreachItemQuerySet
from people.disclosures.lists import LoggedList
from places.models import Unit
from vietnamese.text import uncapitalise

ALL = gettext_lazy("Tất cả")
MEASURED_IN = "|"  # in the key of a line, between its group and its measure


OUTREACH_GROUPINGS: dict[str, Grouping] = {
    "channel": Grouping(
        gettext_lazy("Hình thức"),
        lambda prefix: F(f"{prefix}channel"),
        lambda keys: dict(Channel.objects.filter(pk__in=list(keys)).values_list("pk", "name")),
    ),
    "month": GROUPINGS["month"],
    "quarter": GROUPINGS["quarter"],
    "unit": Grouping(
        gettext_lazy("Địa bàn"),
        lambda prefix: F(f"{prefix}unit"),
        lambda keys: {
            unit.pk: capitalised(unit.label)
            for unit in Unit.objects.filter(pk__in=list(keys)).with_names().order_by("-level", "sort_key", "pk")
        },
    ),
    "commune": replace(GROUPINGS["commune"], title=gettext_lazy("Xã, phường hiện nay")),
    "former-district": replace(GROUPINGS["former-district"], title=gettext_lazy("Huyện trước 01/7/2025")),
}
# Key, head, what it counts.
NUMBERS: list[tuple[str, Any, Any]] = [
    ("items", gettext_lazy("Số mục"), gettext_lazy("Mục ghi có ngày bắt đầu trong kỳ; không tính mục chưa đến ngày")),
    ("quantity", gettext_lazy("Số lượng"), gettext_lazy("Cộng số lượng của các mục cùng đơn vị đếm; khác đơn vị đếm thì không cộng")),
    ("copies", gettext_lazy("Số bản phát hành"), gettext_lazy("Cộng số bản của các mục có ghi")),
    (
        "minority_language_copies",
        gettext_lazy("Bằng tiếng dân tộc thiểu số"),
        gettext_lazy("Trong cột “Số bản phát hành”: bản bằng tiếng dân tộc thiểu số"),
    ),
]


class OutreachTallyForm(PeriodForm):
    """The filters: ?by= and ?channel= beside those of PeriodForm."""

    field_order = ["by", "channel", "programme_line", "unit", "area"]
    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, item.title) for name, item in OUTREACH_GROUPINGS.items()]
    )
    channel = forms.ModelChoiceField(
        Channel.objects.all(), label=gettext_lazy("Hình thức"), required=False, to_field_name="key", empty_label=ALL
    )


def items_in_scope(scope: Scope) -> OutreachItemQuerySet:
    """Return the items that count in a report: begun by today, where the user may report, of the period, unit and programme line."""
    items = OutreachItem.objects.visible_to(scope.user, scope.verb).between(scope.first, scope.last).begun(timezone.localdate())
    if scope.unit:
        items = items.in_unit(scope.unit)
    if scope.area:
        items = items.filter(scope.area.holds_on("starts_on"))
    return items.filter(programme_line=scope.programme_line) if scope.programme_line else items


register_row_list(
    "items",
    RowList(
        [
            Column("title", gettext_lazy("Nội dung"), width=50),
            Column("channel", gettext_lazy("Hình thức"), width=20),
            Column("starts_on", gettext_lazy("Từ ngày"), "date", 11),
            Column("unit", gettext_lazy("Địa bàn"), width=28),
            Column("quantity", gettext_lazy("Số lượng"), "number", 9),
            Column("copies", gettext_lazy("Số bản phát hành"), "number", 9),
            Column("minority_language_copies", gettext_lazy("Trong đó bằng tiếng dân tộc thiểu số"), "number", 12),
        ],
        lambda item: [
            item.title,
            item.channel.name,
            item.starts_on,
            item.unit.label,
            item.quantity,
            item.copies,
            item.minority_language_copies,
        ],
        lambda item: item.get_absolute_url(),
        joined=["channel", "unit__parent__parent"],
        order=["starts_on", "pk"],
    ),
)


def _sum_of(title: Any, column: str, **narrowed: Any) -> Measure:
    """Return the measure that adds up a column of the items in scope; it is for scopes, not for lists of activities."""
    return Measure(
        title,
        "items",
        lambda scope: items_in_scope(scope).filter(**{f"{column}__isnull": False}, **narrowed),
        to_activity="",
        adds_up=column,
        is_optional=column != "quantity",
        of_activities=False,
    )


NEWS = ("website", "press", "portal")  # keys of the channels of news and articles
register_measure(
    "outreach_items",
    Measure(gettext_lazy("Số mục tuyên truyền khác"), "items", items_in_scope, to_activity="", of_activities=False),
)
register_measure("outreach_copies", _sum_of(gettext_lazy("Số bản tài liệu phát hành"), "copies"))
register_measure(
    "outreach_minority_language_copies", _sum_of(gettext_lazy("Số bản bằng tiếng dân tộc thiểu số"), "minority_language_copies")
)
register_measure("outreach_news", _sum_of(gettext_lazy("Tin, bài"), "quantity", channel__key__in=NEWS))
for row in built_in_channels():
    title = f"{row['name']} ({row['measure']})"
    register_measure(f"outreach_{row['key'].replace('-', '_')}", _sum_of(title, "quantity", channel__key=row["key"]))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tally: what was counted of one measure in one group."""

    key: Any
    label: str
    measure: str
    numbers: dict[str, int | None]


def tally_lines(items: OutreachItemQuerySet, grouping: Grouping) -> list[Line]:
    """Return a line for each group and measure, in the order of the groups, then of the channels; in two statements."""
    by_group: dict[Any, list[dict[str, Any]]] = {}
    for row in items.totals_by(group=grouping.key(""), measured_in=F("channel__measure")):
        by_group.setdefault(row["group"], []).append(row)
    order = {measure: position for position, measure in enumerate(dict.fromkeys(Channel.objects.values_list("measure", flat=True)))}
    return [
        Line(group, label, row["measured_in"], {key: row[key] for key, *_head in NUMBERS})
        for group, label in grouping.labels(by_group).items()
        for row in sorted(by_group[group], key=lambda row: order[row["measured_in"]])
    ]


def outreach_tally(user: User, form: OutreachTallyForm) -> Table:
    table, grouping = _outreach_table(user, form), OUTREACH_GROUPINGS[form.cleaned_data["by"] or "channel"]
    # How many items there were: quantities of different measures stand in no one chart.
    title = _("Số mục theo %(by)s") % {"by": uncapitalise(str(grouping.title))}
    keys = [key.rpartition(MEASURED_IN)[0] for key in table.row_keys]
    if grouping.is_time:
        charts = from_table.over_time(title, table, "items", keys=keys, label=lambda key: label_of(grouping, key))
    else:
        charts = from_table.by_group(title, table, "items", keys=keys)
    return replace(table, charts=charts)


def _outreach_table(user: User, form: OutreachTallyForm) -> Table:
    scope, channel = form.scope(user), form.cleaned_data["channel"]
    grouping = OUTREACH_GROUPINGS[form.cleaned_data["by"] or "channel"]
    items = items_in_scope(scope)
    lines = tally_lines(items.filter(channel=channel) if channel else items, grouping)
    is_one_measure = len({line.measure for line in lines}) == 1
    added_up = [key for key, *_head in NUMBERS if key != "quantity" or is_one_measure]
    sums = {key: sum(line.numbers[key] or 0 for line in lines) for key, *_head in NUMBERS}
    return Table(
        name="outreach-tally",
        title=_("Tổng hợp các hình thức tuyên truyền khác"),
        columns=[
            Column("group", str(grouping.title), "text", 34),
            Column("measure", _("Đơn vị đếm"), "text", 12),
            *(Column(key, str(head), "number", 12, str(meaning), total=key in added_up, opens_rows=True) for key, head, meaning in NUMBERS),
        ],
        rows=[[line.label, line.measure, *(line.numbers[key] for key, *_head in NUMBERS)] for line in lines],
        row_keys=[f"{text_of(line.key)}{MEASURED_IN}{line.measure}" for line in lines],
        totals=[_("Tổng cộng"), None, *(sums[key] if key in added_up else None for key, *_head in NUMBERS)],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[] if is_one_measure else [_("Số lượng có đơn vị đếm khác nhau (bài, buổi, chiếc …) nên không cộng với nhau.")],
        sheet_title=_("Tuyên truyền khác"),
        **describe_outreach(user, form),
        **letterhead_on(scope.date, user, kind="BC"),
    )


def describe_outreach(user: User, form: OutreachTallyForm) -> Description:
    scope, channel = form.scope(user), form.cleaned_data["channel"]
    title = str(OUTREACH_GROUPINGS[form.cleaned_data["by"] or "channel"].title)
    filters = scope.in_words
    if channel:
        filters.insert(2, (_("Hình thức"), channel.name))  # after period and place
    return {
        "subtitle": scope.heading + "\n" + _("(Tổng hợp theo %(by)s)") % {"by": uncapitalise(title)},
        "filters": [*filters, (_("Tổng hợp theo"), title)],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": ["tuyen-truyen-khac", *scope.file_words],
    }


def open_outreach_figure(user: User, form: OutreachTallyForm, row: str, column: str) -> OpenedFigure:
    """Open the items of one line, or of all; all but their number adds up, quantities only of one measure."""
    heads = {key: str(head) for key, head, _meaning in NUMBERS}
    if column not in heads:
        raise no_such_column()
    grouping, channel = OUTREACH_GROUPINGS[form.cleaned_data["by"] or "channel"], form.cleaned_data["channel"]
    group, _separator, measure = row.rpartition(MEASURED_IN)

    def items(verb: str) -> OutreachItemQuerySet:
        rows = items_in_scope(form.scope(user, verb=verb))
        rows = rows.filter(channel=channel) if channel else rows
        if row == TOTAL:
            return rows
        rows = narrow_to_group(rows.alias(group=grouping.key("")), "group", grouping, key_in(group))
        return rows.filter(channel__measure=measure)

    if row != TOTAL and measure not in set(Channel.objects.values_list("measure", flat=True)):
        raise no_such_row()
    if row == TOTAL and column == "quantity" and items("report").order_by().values("channel__measure").distinct().count() > 1:
        raise no_such_column()
    title = figure_title(heads[column], [(grouping, row if row == TOTAL else group)])
    return open_figure(title, "items", items, adds_up="" if column == "items" else column)


register(
    Report(
        title=gettext_lazy("Tổng hợp các hình thức tuyên truyền khác"),
        purpose=gettext_lazy("Tin, bài, lượt phát, băng rôn, ấn phẩm, hội nghị … theo hình thức, thời gian, địa bàn."),
        form=OutreachTallyForm,
        build=outreach_tally,
        order=15,
        open_rows=open_outreach_figure,
        describe=describe_outreach,
        logged_list=LoggedList("outreach-tally", gettext_lazy("Tổng hợp các hình thức tuyên truyền khác"), rows_are_people=False),
    )
)
