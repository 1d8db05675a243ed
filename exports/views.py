"""Reports on the screen: the same Table as the workbook, with its filters above and its downloads beside."""

from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import SignedInRequest
from activities.models import Activity
from exports import periods
from exports.reports import REPORTS, Report, report_for, require_reporter
from exports.table import Table

ROWS_SHOWN = 100
BARS_SHOWN = 12
CHOICES = 30  # activities offered for a register


def report_list(request: SignedInRequest) -> HttpResponse:
    require_reporter(request.user)
    return render(request, "exports/report_list.html", {"reports": REPORTS.values()})


def report(request: SignedInRequest, name: str) -> HttpResponse:
    found = report_for(request.user, name)
    query = _asked(found, request.GET)
    form = found.form(query)
    shown: dict[str, Any] = {"report": found, "form": form, "query": urlencode(query, doseq=True)}
    if "activity" in form.fields and not query.get("activity"):
        return render(request, "exports/choose_activity.html", shown | _choices(request))
    if form.is_valid():
        shown |= _preview(found.build(request.user, form))
    return render(request, "exports/report.html", shown | {"periods": _period_links(found, query)})


def _asked(found: Report, given: Any) -> dict[str, Any]:
    """What was asked for; a report about a period without any is about this year."""
    query = {key: given[key] for key in given}
    if "from" in found.form().fields and not query:
        first, last = periods.year(timezone.localdate().year)
        query = {"from": first.isoformat(), "to": last.isoformat()}
    return query


def _period_links(found: Report, query: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(label, query string, whether it is the one shown)."""
    if "from" not in found.form().fields:
        return []
    links = []
    for label, (first, last) in periods.usual(timezone.localdate()):
        days = {"from": first.isoformat(), "to": last.isoformat()}
        links.append((label, urlencode(query | days), days.items() <= query.items()))
    return links


def _preview(table: Table) -> dict[str, Any]:
    rows = list(islice(iter(table.rows), ROWS_SHOWN + 1))
    shown = [list(zip(table.columns, row, strict=True)) for row in rows[:ROWS_SHOWN]]
    return {
        "table": table,
        "rows": shown,
        "is_cut": len(rows) > ROWS_SHOWN,
        "rows_shown": ROWS_SHOWN,
        "totals": list(zip(table.columns, table.totals, strict=True)) if table.totals else None,
        "groups": _groups(table),
        "bars": _bars(table, rows),
    }


def _groups(table: Table) -> list[dict[str, Any]]:
    """The upper line of a two-level head: each with how many columns stand under it, and the column itself where none do."""
    if not any(column.group for column in table.columns):
        return []
    groups: list[dict[str, Any]] = []
    for column in table.columns:
        if column.group and groups and groups[-1]["title"] == column.group:
            groups[-1]["span"] += 1
        else:
            groups.append({"title": column.group or column.title, "span": 1, "stands_alone": not column.group, "column": column})
    return groups


def _bars(table: Table, rows: list[Any]) -> list[tuple[str, int]]:
    """Participations by group, where the table has them."""
    keys = [column.key for column in table.columns]
    if "participations" not in keys or len(rows) < 2:
        return []
    drawn = [(row[0], row[keys.index("participations")]) for row in rows]
    return drawn[:BARS_SHOWN] if any(value for _label, value in drawn) else []


def _choices(request: SignedInRequest) -> dict[str, Any]:
    q = request.GET.get("q", "")
    found = Activity.objects.visible_to(request.user, "report").with_units().worded_like(q).order_by("-starts_on", "-pk")
    return {"activities": found[:CHOICES], "q": q}


