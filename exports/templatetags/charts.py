"""Template tag of charts: shapes as SVG, with a description in words for who does not see them."""

from typing import Any
from uuid import uuid4

from django import template
from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from exports.charts.chart import Chart, Group, Value, is_number
from exports.charts.shapes import lay_bars, lay_columns, lay_shares

register = template.Library()

MOST_GROUPS = {"columns": 24, "bars": 12, "pairs": 12, "shares": 12}  # on a screen and a sheet of paper
FEW = 7  # columns whose figures stand side by side on a phone


@register.inclusion_tag("exports/charts/_chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """Draw a chart; of very many groups those that matter, and say so."""
    drawn = chart.limited(MOST_GROUPS[chart.shape])
    context: dict[str, Any] = {"chart": drawn, "id": f"chart-{uuid4().hex[:8]}", "title": _title(drawn), "described": _describe(drawn)}
    context["has_hidden"] = any(isinstance(value, str) for group in drawn.groups for value in group.values)
    if drawn.shape == "columns":
        return context | {"columns": lay_columns(drawn), "are_many": len(drawn.groups) > FEW}
    rows, height = lay_shares(drawn) if drawn.shape == "shares" else lay_bars(drawn)
    return context | {"rows": rows, "height": height}


@register.filter
def figure(value: Value) -> str:
    """Write a figure in the reader's language; what is not shown is said in words."""
    if value is None:
        return "–"
    return number_format(value, 0, use_l10n=True, force_grouping=True) if is_number(value) else _("không ghi")


def _title(chart: Chart) -> str:
    if not chart.left_out:
        return chart.title
    words = {"title": chart.title, "most": len(chart.groups), "all": len(chart.groups) + chart.left_out}
    if chart.shape == "columns":
        return _("%(title)s: %(most)d kỳ gần nhất trong %(all)d") % words
    if chart.shape == "pairs":
        return _("%(title)s: %(most)d dòng đầu trong %(all)d") % words
    return _("%(title)s: %(most)d dòng lớn nhất trong %(all)d") % words


def _describe(chart: Chart) -> str:
    """Return in words what the chart shows: each group with its figures. The table of the page has the same figures in full."""
    kinds = {
        "columns": _("Biểu đồ cột theo thời gian."),
        "bars": _("Biểu đồ thanh ngang."),
        "pairs": _("Biểu đồ cặp thanh: %(series)s.") % {"series": ", ".join(chart.series)},
        "shares": _("Biểu đồ cơ cấu, mỗi thanh là 100%%: %(series)s.") % {"series": ", ".join(chart.series)},
    }
    groups = [f"{group.label}: {_group_in_words(chart, group)}" for group in chart.groups]
    where = _("Số liệu đầy đủ ở bảng trong trang này.")
    return f"{kinds[chart.shape]} {'; '.join(groups)}. {where}"


def _group_in_words(chart: Chart, group: Group) -> str:
    if chart.shape == "shares" and is_number(group.total) and group.total:
        parts = [
            f"{name} {floatformat(100 * value / group.total, -1)}%" if is_number(value) else f"{name} {figure(value)}"
            for name, value in zip(chart.series, group.values, strict=True)
            if value
        ]
        return ", ".join(parts)
    return " / ".join(figure(value) for value in group.values)
