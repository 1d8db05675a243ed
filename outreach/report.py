"""Report outreach-tally: what was done in the other channels, by channel, time or place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exports.letterhead import letterhead_on
from exports.reports.catalogue import Report, register
from exports.reports.groupings import GROUPINGS, Grouping
from exports.reports.scope import PeriodForm, Scope
from exports.table import Column, Table, capitalised
from outreach.models import Channel, OutreachItem, OutreachItemQuerySet
from people.disclosures.lists import LoggedList
from places.models import Unit

ALL = gettext_lazy("Tất cả")


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
    "commune": GROUPINGS["commune"],
    "former-district": GROUPINGS["former-district"],
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

    field_order = ["by", "channel", "programme_line", "unit"]
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
    return items.filter(programme_line=scope.programme_line) if scope.programme_line else items


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tally: what was counted of one measure in one group."""

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
        Line(label, row["measured_in"], {key: row[key] for key, *_head in NUMBERS})
        for group, label in grouping.labels(by_group).items()
        for row in sorted(by_group[group], key=lambda row: order[row["measured_in"]])
    ]


def outreach_tally(user: User, form: OutreachTallyForm) -> Table:
    scope, channel = form.scope(user), form.cleaned_data["channel"]
    grouping = OUTREACH_GROUPINGS[form.cleaned_data["by"] or "channel"]
    items = items_in_scope(scope)
    lines = tally_lines(items.filter(channel=channel) if channel else items, grouping)
    is_one_measure = len({line.measure for line in lines}) == 1
    added_up = [key for key, *_head in NUMBERS if key != "quantity" or is_one_measure]
    sums = {key: sum(line.numbers[key] or 0 for line in lines) for key, *_head in NUMBERS}
    title = str(grouping.title)
    by = title[:1].lower() + title[1:]
    filters = scope.in_words
    if channel:
        filters.insert(2, (_("Hình thức"), channel.name))  # after period and place
    return Table(
        name="outreach-tally",
        title=_("Tổng hợp các hình thức tuyên truyền khác"),
        subtitle=scope.heading + "\n" + _("(Tổng hợp theo %(by)s)") % {"by": by},
        columns=[
            Column("group", title, "text", 34),
            Column("measure", _("Đơn vị đếm"), "text", 12),
            *(Column(key, str(head), "number", 12, str(meaning), total=key in added_up) for key, head, meaning in NUMBERS),
        ],
        rows=[[line.label, line.measure, *(line.numbers[key] for key, *_head in NUMBERS)] for line in lines],
        totals=[_("Tổng cộng"), None, *(sums[key] if key in added_up else None for key, *_head in NUMBERS)],
        filters=[*filters, (_("Tổng hợp theo"), title)],
        unit_id=scope.unit.pk if scope.unit else None,
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[] if is_one_measure else [_("Số lượng có đơn vị đếm khác nhau (bài, buổi, chiếc …) nên không cộng với nhau.")],
        sheet_title=_("Tuyên truyền khác"),
        file_words=["tuyen-truyen-khac", *scope.file_words],
        **letterhead_on(scope.date, user, kind="BC"),
    )


register(
    Report(
        title=gettext_lazy("Tổng hợp các hình thức tuyên truyền khác"),
        purpose=gettext_lazy("Tin, bài, lượt phát, băng rôn, ấn phẩm, hội nghị … theo hình thức, thời gian, địa bàn."),
        form=OutreachTallyForm,
        build=outreach_tally,
        order=15,
        logged_list=LoggedList("outreach-tally", gettext_lazy("Tổng hợp các hình thức tuyên truyền khác"), rows_are_people=False),
    )
)
