"""What happens to a workbook of items: received, corrected, committed. Discarding and deleting after thirty days are those of imports/."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from imports.files.stored_workbooks import decrypt_grid, read_sheets
from imports.models import YearImport
from imports.years.actions import change_choices, store_year, write_previewed
from outreach.actions import record_item
from outreach.workbooks.plan import Choices, ItemPlan, plan_items
from places.models import Unit


def receive_items(unit: Unit, *, content: bytes, file_name: str, by: User, at: datetime) -> YearImport:
    """Read a workbook and keep what was read, encrypted. Raise ValidationError for one that cannot be read or has no table: nothing is
    kept of it."""
    book = read_sheets(content)
    plan_items(book, Choices(), unit=unit, user=by)
    return store_year(unit, book, kind=YearImport.Kind.OUTREACH, size=len(content), file_name=file_name, by=by, at=at)


def preview_items(year_import: YearImport, *, by: User) -> ItemPlan:
    """Return what would happen now. Raise ValidationError, also `original_gone` once the file was deleted."""
    return plan_items(decrypt_grid(year_import.grid), Choices.load(year_import.choices), unit=year_import.unit, user=by)


def choose_for_items(year_import: YearImport, changes: dict[str, Any], *, by: User) -> None:
    """Change what was decided in the preview, as `change_choices`. `changes`: some of the fields of Choices."""
    change_choices(year_import, changes, preview=lambda locked: preview_items(locked, by=by), by=by)


def commit_items(year_import: YearImport, *, version: str, by: User) -> dict[str, Any]:
    """Write what the preview of that version shows. Return {recorded, known, skipped, items}; asked again, return the same.

    Raise ValidationError, and nothing is written: `not_open`, `nothing_to_write`, `preview_changed`.
    """
    return write_previewed(
        year_import,
        version=version,
        within=year_import.unit_id,
        preview=lambda locked: preview_items(locked, by=by),
        write=lambda plan: _write(plan, by=by),
        by=by,
    )


def _write(plan: ItemPlan, *, by: User) -> dict[str, Any]:
    if not plan.count("record"):
        raise ValidationError(_("Không có gì mới để ghi nhận."), code="nothing_to_write")
    items = [record_item(row.item, by=by) for row in plan.rows if row.action == "record" and row.item]
    return {
        "recorded": len(items),
        "known": plan.count("known"),
        "skipped": plan.count("error") + plan.count("excluded") + plan.count("duplicate"),
        "items": [item.pk for item in items],
    }
