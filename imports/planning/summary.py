"""The preview as plain data: what is stored of it, and what the API and the screen read back."""

from collections import Counter
from typing import Any

from openpyxl.utils import get_column_letter

from activities.models import Activity
from attendance.models import Registration
from imports.planning.plan import Plan
from imports.planning.planned_rows import PreviewChoices
from imports.reading.blocks import Block
from imports.reading.cells.births import DayOrder
from imports.reading.cells.card_numbers import mask_all
from imports.reading.head_rows import Column


def summarise(plan: Plan, choices: PreviewChoices, activity: Activity) -> dict[str, Any]:
    """Return the summary that is stored with a preview. Card numbers in lines beside the rows are masked."""
    counts = Counter(row.action for row in plan.rows)
    # Lines that are nobody: the head again, sections, totals, the foot, numbers without a name.
    left_out = [(layout.sheet.name, *line) for layout in plan.layouts for block in layout.blocks for line in block.left_out]
    left_out_lines = [[sheet, row, kind, text[:120]] for sheet, row, kind, text in left_out]
    return {
        "sheet": ", ".join(layout.sheet.name for layout in plan.layouts),
        "columns": [
            {
                "sheet": layout.sheet.name,
                "block": block.number,
                "index": column.index,
                "letter": get_column_letter(column.index + 1),
                "head": column.head,
                "field": column.field,
                "notes": _notes_of(block, column),
            }
            for layout in plan.layouts
            for block in layout.blocks
            for column in block.columns
        ],
        "counts": {action: counts[action] for action in ("create", "match", "duplicate", "error")},
        "excluded": sum(row.is_excluded for row in plan.rows),
        "registered": sum(row.is_registered for row in plan.rows),
        "warnings": sum(any(problem.severity == "warning" for problem in row.problems) for row in plan.rows),
        "encoding": plan.conversion.encoding,
        "converted": {
            "cells": plan.conversion.cells,
            "by_font": plan.conversion.by_font,
            "examples": mask_all(plan.conversion.examples),
        },
        "other_sheets": plan.other_sheets,
        "unit_from_title": plan.named_commune.full_name if plan.named_commune and not choices.unit else "",
        "unit": (choices.unit or plan.named_commune or activity.unit).full_name,
        "role": role_of(choices, activity),
        "left_out": {"count": len(left_out), "lines": mask_all(left_out_lines)},
        "hidden_rows": sum(any(problem.code == "hidden_row" for problem in row.problems) for row in plan.rows),
        "struck_rows": sum(any(problem.code == "struck_out" for problem in row.problems) for row in plan.rows),
        "leave_out": sorted(choices.leave_out),
        "hidden_columns": sum(layout.sheet.hidden_columns for layout in plan.layouts),
    }


def _notes_of(block: Block, column: Column) -> list[str]:
    """Return closed words for what was decided about a column by its content: `guessed`, `month_first`, `mixed_days`."""
    notes = ["guessed"] if column.is_guessed and column.field else []
    if column.field == "birth" and block.day_order != DayOrder.DAY_FIRST:
        notes.append("month_first" if block.day_order == DayOrder.MONTH_FIRST else "mixed_days")
    return notes


def role_of(choices: PreviewChoices, activity: Activity) -> str:
    """Return the role of the people of the roster: contestants of a contest, else participants, unless somebody chose."""
    is_contest = activity.kind == Activity.Kind.CONTEST
    return choices.role or str(Registration.Role.CONTESTANT if is_contest else Registration.Role.PARTICIPANT)
