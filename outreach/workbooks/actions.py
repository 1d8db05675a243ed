"""What happens to a workbook of items: received, corrected, committed, taken back. Discarding is that of imports/."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from imports.files.stored_workbooks import decrypt_grid, read_sheets
from imports.models import YearImport
from imports.years.actions import change_choices, revert_written, store_year, write_previewed
from outreach.actions import record_item, remove_item
from outreach.models import OutreachItem
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


def revert_items(year_import: YearImport, *, by: User, at: datetime) -> None:
    """Remove the items that a workbook wrote, all or none.

    Raise ValidationError: `not_committed`; `built_on` when one was changed or removed since, or a file was attached to it.
    """
    revert_written(year_import, take_back=lambda locked: _take_back(locked, by=by), by=by, at=at)


def _take_back(locked: YearImport, *, by: User) -> None:
    ids = (locked.result or {}).get("items", [])
    items = OutreachItem.objects.visible_to(by, "record").filter(pk__in=ids).select_for_update(no_key=True, of=("self",))
    unchanged = list(items.filter(changed_at__lte=locked.committed_at))
    if len(unchanged) < len(ids) or items.filter(attachments__isnull=False).exists():
        changed = items.filter(Q(changed_at__gt=locked.committed_at) | Q(attachments__isnull=False)).values_list("title", flat=True)
        names = "; ".join(list(dict.fromkeys(changed))[:5]) or _("một mục đã bị xóa hoặc chuyển đi")
        message = _("Không hoàn tác được: đã có thay đổi sau khi ghi nhận ở %(names)s. Hãy sửa hoặc xóa từng mục.")
        raise ValidationError(message, code="built_on", params={"names": names})
    for item in unchanged:
        remove_item(item)
