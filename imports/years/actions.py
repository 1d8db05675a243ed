"""What happens to a workbook of a year until it is committed: received, corrected, written once, discarded."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from imports.choices import changed_choices
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


def choose_for_year(year_import: YearImport, changes: dict[str, Any], *, by: User, at: datetime) -> None:
    """Change what was decided in the preview, as `change_choices`. `changes`: some of the fields of YearChoices."""
    change_choices(year_import, changes, preview=lambda locked: preview_year(locked, by=by, at=at), by=by)


def change_choices(year_import: YearImport, changes: dict[str, Any], *, preview: Callable[[YearImport], Any], by: User) -> None:
    """Change what was decided in a preview; a row's decision takes the place of the one before. `preview`: plans the locked row.

    Raise ValidationError `not_open`, or whatever planning refuses: nothing is changed then.
    """
    with transaction.atomic():
        locked = lock_open(year_import)
        before, locked.choices = locked.choices, merge_year_choices(locked.choices, changes)
        preview(locked)
        locked.save(update_fields=["choices"])
        if before != locked.choices:
            trail.record("chosen", locked, changes=changed_choices(before, locked.choices), by=by)
    year_import.choices = locked.choices


def write_previewed(
    year_import: YearImport,
    *,
    version: str,
    within: int,
    preview: Callable[[YearImport], Any],
    write: Callable[[Any], dict[str, Any]],
    by: User,
) -> dict[str, Any]:
    """Write what the preview of that version shows, once, and return the result; asked again, return the same.

    `within`: id of the unit in which workbooks are committed one after the other. `preview`: plans the locked row; `write`: writes a plan.
    Raise ValidationError, and nothing is written: `not_open`, `preview_changed` when something else would happen than the preview of that
    version showed, or whatever `write` refuses.
    """
    with transaction.atomic():
        # One after the other in a place: the same workbook sent twice would be there twice.
        Unit.objects.select_for_update(no_key=True).get(pk=within)
        current = YearImport.objects.select_for_update(no_key=True).get(pk=year_import.pk)
        if current.state == YearImport.State.COMMITTED:
            return dict(current.result or {})
        locked = lock_open(year_import)
        plan = preview(locked)
        if plan.version != version:
            message = _("Từ lúc xem trước, dữ liệu đã thay đổi nên kết quả sẽ khác. Chưa lưu gì cả; hãy xem lại rồi ghi nhận.")
            raise ValidationError(message, code="preview_changed")
        before = trail.values_of(locked)
        result = write(plan)
        # The time of its end: what is changed after it was not written by this workbook.
        locked.result, locked.state, locked.committed_by, locked.committed_at = result, YearImport.State.COMMITTED, by, timezone.now()
        locked.save(update_fields=["result", "state", "committed_by", "committed_at"])
        trail.record("committed", locked, changes=trail.changes_between(before, locked), by=by)
    return dict(result)


def revert_written(year_import: YearImport, *, take_back: Callable[[YearImport], None], by: User, at: datetime) -> None:
    """Take back what a committed workbook wrote, all or nothing; asked again, nothing happens. `take_back`: undoes it for the locked row.

    Raise ValidationError `not_committed`, or whatever `take_back` refuses.
    """
    with transaction.atomic():
        locked = YearImport.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=year_import.pk)
        if locked.state == YearImport.State.REVERTED:
            return
        if locked.state != YearImport.State.COMMITTED:
            raise ValidationError(_("Tệp này chưa được ghi nhận."), code="not_committed")
        take_back(locked)
        with trail.changing("reverted", locked, by=by):
            locked.state, locked.reverted_at = YearImport.State.REVERTED, at
            locked.save(update_fields=["state", "reverted_at"])


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
        YearImport.State.REVERTED: _("Tệp này đã được ghi nhận rồi hoàn tác. Hãy tải tệp lên lại nếu cần."),
    }.get(YearImport.State(year_import.state), _("Tệp này đã bị bỏ. Hãy tải tệp lên lại nếu cần."))
