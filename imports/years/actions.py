"""What happens to a workbook of a year before it is committed: received, corrected, discarded."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from imports.files.retention import delete_grid
from imports.files.stored_workbooks import decrypt_grid, encrypt_grid, read_sheets
from imports.models import YearImport
from imports.planning.years.choices import YearChoices, load_year_choices, merge_year_choices
from imports.planning.years.plan import YearPlan, YearSetting, plan_year
from imports.reader.grid import Workbook, to_plain
from imports.reading.cells.card_numbers import mask_card_numbers
from places.models import Unit
from vietnamese.text import clean


def receive_year(unit: Unit, *, content: bytes, file_name: str, by: User, at: datetime) -> YearImport:
    """Read a workbook and keep what was read, encrypted. Raise ValidationError for one that cannot be read or has no table: nothing is
    kept of it."""
    book = read_sheets(content)
    plan_year(book, YearSetting(unit, by, timezone.localdate(at)), YearChoices())
    return store_year(unit, book, kind=YearImport.Kind.ACTIVITIES, size=len(content), file_name=file_name, by=by, at=at)


def store_year(unit: Unit, book: Workbook, *, kind: str, size: int, file_name: str, by: User, at: datetime) -> YearImport:
    """Keep what was read of a workbook of `size` bytes, encrypted, until it is committed."""
    year_import = YearImport(
        unit=unit,
        kind=kind,
        file_name=mask_card_numbers(clean(file_name)[-200:]) or _("Không tên"),
        file_digest=hashlib.sha256(json.dumps(to_plain(book)).encode()).hexdigest(),  # of the cells: saved once more it is the same
        size=size,
        grid=encrypt_grid(book),
        uploaded_by=by,
        uploaded_at=at,
    )
    with transaction.atomic():
        year_import.save()
        trail.record("received", year_import, changes=trail.created(year_import), by=by)
    return year_import


def preview_year(year_import: YearImport, *, by: User, at: datetime, book: Workbook | None = None) -> YearPlan:
    """Return what would happen now. Raise ValidationError, also `original_gone` once the file was deleted."""
    book = book or decrypt_grid(year_import.grid)
    return plan_year(book, YearSetting(year_import.unit, by, timezone.localdate(at)), load_year_choices(year_import.choices))


def choose_for_year(year_import: YearImport, changes: dict[str, Any], *, by: User, at: datetime) -> YearPlan:
    """Change what was decided in the preview, and return the new plan. `changes`: some of the fields of YearChoices; a row's decision
    takes the place of the one before.

    Raise ValidationError `not_open`, or whatever planning refuses: nothing is changed then.
    """
    with transaction.atomic():
        locked = lock_open(year_import)
        before, locked.choices = locked.choices, merge_year_choices(locked.choices, changes)
        plan = preview_year(locked, by=by, at=at)
        save_choices(locked, before=before, by=by)
    year_import.choices = locked.choices
    return plan


def save_choices(year_import: YearImport, *, before: dict[str, Any], by: User) -> None:
    """Save what was decided in the preview of a locked row."""
    year_import.save(update_fields=["choices"])
    if before != year_import.choices:
        trail.record("chosen", year_import, changes=_changed_choices(before, year_import.choices), by=by)


def _changed_choices(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Return for the audit trail what was decided otherwise: of rows which ones, not what was typed into them."""
    changes: dict[str, list[Any]] = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if name in ("columns", "rows"):
            old, new = old or {}, new or {}
            keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            changes |= {name: [None, keys]} if keys else {}
        elif old != new:
            changes[name] = [old, new]
    return changes


def discard_year(year_import: YearImport) -> None:
    """Delete what was read of a workbook that was not committed. Raise ValidationError once it was."""
    with transaction.atomic():
        locked = YearImport.objects.select_for_update(no_key=True).get(pk=year_import.pk)
        if locked.state == YearImport.State.DISCARDED:
            return
        delete_grid(lock_open(locked))


def lock_open(year_import: YearImport) -> YearImport:
    """Return the row locked. Raise ValidationError `not_open` unless it waits to be committed."""
    locked = YearImport.objects.select_for_update(no_key=True, of=("self",)).select_related("unit__parent__parent").get(pk=year_import.pk)
    if locked.state != YearImport.State.PREVIEW:
        raise ValidationError(closed_year_message(locked), code="not_open")
    return locked


def closed_year_message(year_import: YearImport) -> str:
    """Return why a workbook cannot be changed or committed."""
    return {
        YearImport.State.COMMITTED: _("Tệp này đã được ghi nhận rồi."),
        YearImport.State.REVERTED: _("Tệp này đã được ghi nhận rồi lấy lại. Hãy tải tệp lên lại nếu cần."),
    }.get(YearImport.State(year_import.state), _("Tệp này đã bị bỏ. Hãy tải tệp lên lại nếu cần."))
