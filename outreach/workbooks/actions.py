"""What happens to a workbook of items: received, corrected, committed. Discarding and deleting after thirty days are those of imports/."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from imports.files.stored_workbooks import decrypt_grid, read_sheets
from imports.models import YearImport
from imports.planning.years.choices import merge_year_choices
from imports.years.actions import lock_open, save_choices, store_year
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
    """Change what was decided in the preview. Raise ValidationError `not_open`, or whatever planning refuses: nothing is changed then."""
    with transaction.atomic():
        locked = lock_open(year_import)
        before, locked.choices = locked.choices, merge_year_choices(locked.choices, changes)
        preview_items(locked, by=by)
        save_choices(locked, before=before, by=by)
    year_import.choices = locked.choices


def commit_items(year_import: YearImport, *, version: str, by: User, at: datetime) -> dict[str, Any]:
    """Write what the preview of that version shows. Return {recorded, known, skipped, items}; asked again, return the same.

    Raise ValidationError, and nothing is written: `not_open`, `nothing_to_write`, `preview_changed`.
    """
    with transaction.atomic():
        # One after the other in a place: the same workbook sent twice would be there twice.
        Unit.objects.select_for_update(no_key=True).get(pk=year_import.unit_id)
        current = YearImport.objects.select_for_update(no_key=True).get(pk=year_import.pk)
        if current.state == YearImport.State.COMMITTED:
            return dict(current.result or {})
        locked = lock_open(year_import)
        plan = preview_items(locked, by=by)
        if plan.version != version:
            message = _("Từ lúc xem trước, dữ liệu đã thay đổi nên kết quả sẽ khác. Chưa lưu gì cả; hãy xem lại rồi ghi nhận.")
            raise ValidationError(message, code="preview_changed")
        if not plan.count("record"):
            raise ValidationError(_("Không có gì mới để ghi nhận."), code="nothing_to_write")
        items = [record_item(row.item, by=by) for row in plan.rows if row.action == "record" and row.item]
        before = trail.values_of(locked)
        locked.result = {
            "recorded": len(items),
            "known": plan.count("known"),
            "skipped": plan.count("error") + plan.count("excluded") + plan.count("duplicate"),
            "items": [item.pk for item in items],
        }
        locked.state, locked.committed_by, locked.committed_at = YearImport.State.COMMITTED, by, at
        locked.save(update_fields=["result", "state", "committed_by", "committed_at"])
        trail.record("committed", locked, changes=trail.changes_between(before, locked), by=by)
    return dict(locked.result)
