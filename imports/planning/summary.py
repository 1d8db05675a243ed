"""The preview as plain data: what is stored of it, and what the API and the screen read back."""

from collections import Counter
from typing import Any

from openpyxl.utils import get_column_letter

from activities.models import Activity
from attendance.models import Registration
from imports.planning.plan import Choices, Plan, Planned
from imports.reading.blocks import Layout

MOST_LEFT_OUT = 300  # lines named as left out; more are counted only


def data_of(row: Planned) -> dict[str, Any]:
    """What the row says, looked up. No card number: its last four digits."""
    entry, unit = row.entry, row.unit
    return {
        "full_name": entry.full_name,
        "gender": entry.gender,
        "birth_year": entry.birth_year,
        "birth_date": entry.birth_date.isoformat() if entry.birth_date else None,
        "ethnic_group": row.group.name if row.group else None,
        "ethnicity_note": row.ethnicity_note,
        "phone": entry.phone,
        "national_id_last4": entry.national_id[-4:] if entry.national_id else "",
        "unit": unit.pk if unit else None,
        "commune": unit.name if unit and (unit.current_commune_id or not row.is_by_default) else None,
        "unit_name": unit.full_name if unit else None,
        "position": entry.position,
        "organisation": row.organisation,
        "class_name": entry.class_name,
        "category": row.category,
        "note": entry.note,
        "fills": row.fills,
    }


def summary_of(plan: Plan, choices: Choices, activity: Activity) -> dict[str, Any]:
    return {
        "sheet": ", ".join(layout.sheet.name for layout in plan.layouts),
        "columns": [column for layout in plan.layouts for column in _columns(layout)],
        "counts": _counts(plan.rows),
        "excluded": sum(row.is_excluded for row in plan.rows),
        "registered": sum(row.is_registered for row in plan.rows),
        "warnings": sum(any(one.severity == "warning" for one in row.problems) for row in plan.rows),
        "encoding": plan.conversion.encoding,
        "converted": {
            "cells": plan.conversion.cells,
            "by_font": plan.conversion.by_font,
            "examples": plan.conversion.examples,
        },
        "other_sheets": plan.other_sheets,
        "unit_from_title": plan.named_commune.full_name if plan.named_commune and not choices.unit else "",
        "unit": (choices.unit or plan.named_commune or activity.unit).full_name,
        "role": role_of(choices, activity),
        "left_out": _left_out(plan.layouts),
        "hidden_rows": sum(layout.sheet.hidden_rows for layout in plan.layouts),
        "hidden_columns": sum(layout.sheet.hidden_columns for layout in plan.layouts),
    }


def role_of(choices: Choices, activity: Activity) -> str:
    """As what the people of the roster come: contestants to a contest, else participants, unless somebody chose."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return choices.role or str(Registration.Role.CONTESTANT if is_contest else Registration.Role.PARTICIPANT)


def _columns(layout: Layout) -> list[dict[str, Any]]:
    return [
        {
            "sheet": layout.sheet.name,
            "block": block.number,
            "index": column.index,
            "letter": get_column_letter(column.index + 1),
            "head": column.head,
            "field": column.field,
        }
        for block in layout.blocks
        for column in block.columns
    ]


def _counts(rows: list[Planned]) -> dict[str, int]:
    counted = Counter(row.action for row in rows)
    return {action: counted[action] for action in ("create", "match", "duplicate", "error")}


def _left_out(layouts: list[Layout]) -> dict[str, Any]:
    """Lines that are nobody, by why, with the first of them: the head again, sections, totals, the foot, numbers without a name."""
    lines = [(layout.sheet.name, *line) for layout in layouts for block in layout.blocks for line in block.left_out]
    return {"count": len(lines), "lines": [[sheet, row, kind, text[:120]] for sheet, row, kind, text in lines[:MOST_LEFT_OUT]]}
