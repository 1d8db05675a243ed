"""Template tags of statuses, sortable heads, pagination and bar charts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from screens.sealed.searches import SEALED, TYPED

register = template.Library()

# Code → tone. For a code with two meanings ("closed": an activity that has ended, a scan that came too late), pass `tone`.
TONES = {
    "open": "good",
    "welcome": "good",
    "registered": "good",
    "attended": "good",
    "accepted": "good",
    "active": "good",
    "held": "good",
    "already": "info",
    "planned": "info",
    "rotating": "info",
    "poster": "warn",
    "elsewhere": "warn",
    "excused": "warn",
    "pending": "warn",
    "expired": "warn",
    "cancelled": "bad",
    "withdrawn": "bad",
    "unknown": "bad",
    "annulled": "bad",
    "absent": "bad",
    "revoked": "bad",
}


@register.inclusion_tag("console/_status.html")
def status_tag(code: str, label: Any = "", tone: str = "") -> dict[str, Any]:
    """Draw a status by word and colour: `{% status_tag activity.status activity.get_status_display %}`."""
    return {"label": label or getattr(code, "label", code), "tone": tone or TONES.get(str(code), "")}


@register.inclusion_tag("console/_sort_header.html", takes_context=True)
def sort_header(context: dict[str, Any], label: str, column: str, default: str = "", number: bool = False) -> dict[str, Any]:
    """Draw a column head that sorts by `?sort=column` and, clicked again, by `-column`; `default` is the view's order without `?sort=`."""
    query: QueryDict = context["request"].GET.copy()
    sort = query.get("sort") or default
    query["sort"] = f"-{column}" if sort == column else column
    query.pop("page", None)
    direction = {column: "ascending", f"-{column}": "descending"}.get(sort, "")
    return {"label": label, "query": query.urlencode(), "direction": direction, "number": number}


@register.inclusion_tag("console/_filter_chips.html", takes_context=True)
def filter_chips(context: dict[str, Any], form: Any) -> dict[str, Any]:
    """Draw what the valid filter `form` narrows its list by, each with a link to the same list without it, and the saved filters."""
    request: HttpRequest = context["request"]
    chips = []
    for field in form.visible_fields() if form.is_bound else []:
        value = getattr(form, "cleaned_data", {}).get(field.name)
        if value in (None, "", False) or field.name == "by":
            continue
        query = request.GET.copy()
        for name in ("page", "print", field.name, *([SEALED] if field.name == TYPED else [])):
            query.pop(name, None)
        if field.name in ("from", "to"):  # a report whose address names no period at all is of this year
            query[field.name] = ""
        chips.append({"label": field.label, "value": _filter_value(field, value), "query": query.urlencode()})
    return {"chips": chips, "form": form, "request": request}


def _filter_value(field: BoundField, value: Any) -> str:
    """Return a filter's value as the screen says it."""
    if value is True:
        return _("có")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Model):
        return str(value)
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


@register.inclusion_tag("console/_pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Any) -> dict[str, Any]:
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("console/_bars.html")
def bars(
    rows: Iterable[tuple],
    *,
    title: Any = "",
    series: Any = "",
    planned_series: Any = "",
    unit: Any = "",
    upright: bool = False,
) -> dict[str, Any]:
    """Draw bars of `rows`: (label, value[, url[, planned]]); a missing planned value is None.

    Horizontal bars are a table and take long labels; upright columns are for at most a dozen short ones, such as months.
    """
    drawn_bars = [Bar(*row) for row in rows]
    longest = max((value for bar in drawn_bars for value in (bar.value, bar.planned or 0)), default=0) or 1
    slot = 100 / max(len(drawn_bars), 1)
    return {
        "title": title,
        "series": series,
        "planned_series": planned_series,
        "unit": unit,
        "upright": upright,
        "has_planned": any(bar.planned is not None for bar in drawn_bars),
        "rows": [bar.geometry(longest, slot, index) for index, bar in enumerate(drawn_bars)],
    }


class Bar:
    """One bar of a chart."""

    def __init__(self, label: Any, value: int | Decimal | None, url: str = "", planned: int | Decimal | None = None) -> None:
        self.label, self.value, self.url, self.planned = label, value or 0, url, planned

    def geometry(self, longest: int | Decimal, slot: float, index: int) -> dict[str, Any]:
        """Return lengths and positions as SVG percentages, as text: a locale would put a comma into the attribute."""
        length, planned = 100 * float(self.value) / float(longest), 100 * float(self.planned or 0) / float(longest)
        middle = slot * (index + 0.5)
        return {
            "label": self.label,
            "value": self.value,
            "url": self.url,
            "planned": self.planned,
            "length": f"{length:.2f}%",
            "top": f"{100 - length:.2f}%",
            "text_top": f"{100 - max(length, planned):.2f}%",
            "planned_length": f"{planned:.2f}%",
            "planned_top": f"{100 - planned:.2f}%",
            "middle": f"{middle:.2f}%",
            "left": f"{middle - slot * 0.28:.2f}%",
            "width": f"{slot * 0.56:.2f}%",
            "planned_left": f"{middle - slot * 0.4:.2f}%",
            "planned_width": f"{slot * 0.8:.2f}%",
        }
