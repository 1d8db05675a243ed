"""Report outreach-tally: what was done in the other channels, by channel, time or place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exports import periods
from exports.letterhead import letterhead_on
from exports.reports.catalogue import Report, register
from exports.reports.groupings import GROUPINGS, Grouping
from exports.table import Column, Table, capitalised
from outreach.models import Channel, OutreachItem, OutreachItemQuerySet
from people.disclosures.lists import LoggedList
from places.forms import UnitChoiceField
from places.models import Unit
from screens.day_filters import DayField

ALL = gettext_lazy("Tất cả")


def _unit_labels(keys: Iterable[Any]) -> dict[Any, str]:
    units = Unit.objects.filter(pk__in=list(keys)).with_names().order_by("-level", "sort_key", "pk")
    return {unit.pk: capitalised(unit.label) for unit in units}


OUTREACH_GROUPINGS: dict[str, Grouping] = {
    "channel": Grouping(
        gettext_lazy("Hình thức"),
        lambda prefix: F(f"{prefix}channel"),
        lambda keys: dict(Channel.objects.filter(pk__in=list(keys)).values_list("pk", "name")),
    ),
    "month": GROUPINGS["month"],
    "quarter": GROUPINGS["quarter"],
    "unit": Grouping(gettext_lazy("Địa bàn"), lambda prefix: F(f"{prefix}unit"), _unit_labels),
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


class OutreachTallyForm(forms.Form):
    """The filters, read from ?by=&from=&to=&unit=&channel=&programme_line=&date=."""

    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, item.title) for name, item in OUTREACH_GROUPINGS.items()]
    )
    channel = forms.ModelChoiceField(
        Channel.objects.all(), label=gettext_lazy("Hình thức"), required=False, to_field_name="key", empty_label=ALL
    )
    programme_line = forms.CharField(label=gettext_lazy("Nguồn kinh phí, dự án"), required=False, max_length=200)
    unit = UnitChoiceField(
        label=gettext_lazy("Địa bàn"), required=False, at_any_time=True, empty_label=gettext_lazy("Tất cả địa bàn được phân công")
    )

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

    def items(self, user: User, *, today: date) -> OutreachItemQuerySet:
        """Return the items in question that have begun by `today`, where `user` may report."""
        values = self.cleaned_data
        items = OutreachItem.objects.visible_to(user, "report").between(values["from"], values["to"]).begun(today)
        if values["unit"]:
            items = items.in_unit(values["unit"])
        if values["channel"]:
            items = items.filter(channel=values["channel"])
        return items.filter(programme_line=values["programme_line"]) if values["programme_line"] else items


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
    values, now = form.cleaned_data, timezone.now()
    grouping = OUTREACH_GROUPINGS[values["by"] or "channel"]
    lines = tally_lines(form.items(user, today=timezone.localdate(now)), grouping)
    is_one_measure = len({line.measure for line in lines}) == 1
    added_up = [key for key, *_head in NUMBERS if key != "quantity" or is_one_measure]
    sums = {key: sum(line.numbers[key] or 0 for line in lines) for key, *_head in NUMBERS}
    title = str(grouping.title)
    by = title[:1].lower() + title[1:]
    period, unit = periods.in_words(values["from"], values["to"]), values["unit"]
    return Table(
        name="outreach-tally",
        title=_("Tổng hợp các hình thức tuyên truyền khác"),
        subtitle=", ".join([capitalised(period), *([unit.label] if unit else [])]) + "\n" + _("(Tổng hợp theo %(by)s)") % {"by": by},
        columns=[
            Column("group", title, "text", 34),
            Column("measure", _("Đơn vị đếm"), "text", 12),
            *(Column(key, str(head), "number", 12, str(meaning), total=key in added_up) for key, head, meaning in NUMBERS),
        ],
        rows=[[line.label, line.measure, *(line.numbers[key] for key, *_head in NUMBERS)] for line in lines],
        totals=[_("Tổng cộng"), None, *(sums[key] if key in added_up else None for key, *_head in NUMBERS)],
        filters=_filters_in_words(values, period, title),
        unit_id=unit.pk if unit else None,
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        notes=[] if is_one_measure else [_("Số lượng có đơn vị đếm khác nhau (bài, buổi, chiếc …) nên không cộng với nhau.")],
        sheet_title=_("Tuyên truyền khác"),
        file_words=["tuyen-truyen-khac", periods.in_file_name(values["from"], values["to"]), *([unit.kind_and_name] if unit else [])],
        **letterhead_on(values["date"] or timezone.localdate(now), user, kind="BC"),
    )


def _filters_in_words(values: dict[str, Any], period: str, title: str) -> list[tuple[str, str]]:
    """Return the filters as (label, value), for the notes sheet and the log."""
    unit = values["unit"].label if values["unit"] else _("tất cả địa bàn được phân công")
    words = [(_("Thời gian"), period), (_("Địa bàn"), unit)]
    if values["channel"]:
        words.append((_("Hình thức"), values["channel"].name))
    if values["programme_line"]:
        words.append((_("Nguồn kinh phí, dự án"), values["programme_line"]))
    return [*words, (_("Tổng hợp theo"), title)]


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
