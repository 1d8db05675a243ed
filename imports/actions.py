"""What happens to a roster before it is committed: received, previewed, corrected, discarded. HTML and JSON both call these."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.access import people_known_to, people_whose_number_is_seen_by
from attendance.registrations.actions import require_open
from imports.choices import changed_choices, load_choices, merge_choices, require_keys
from imports.files.encryption import encrypt
from imports.files.stored_workbooks import load_workbook
from imports.garbage_collection import paused_garbage_collection
from imports.models import RosterImport
from imports.planning.plan import make_plan
from imports.planning.planned_rows import PlanSetting
from imports.planning.row_storage import store_rows
from imports.planning.summary import summarise
from imports.reader.grid import Workbook
from imports.reading.cells.card_numbers import mask_card_numbers
from vietnamese.text import clean

STUCK_AFTER = timedelta(seconds=90)  # a worker that died leaves the work to the next who asks
_ATTEMPTS = 5  # two clicks in a row are two decisions
_READ, _PLANNED = 0.2, 0.8  # parts of the work that are done when the file is read, and when it is planned


def receive(activity: Activity, *, content: bytes, file_name: str, by: User, at: datetime) -> RosterImport:
    """Keep the file as it came; nothing is read yet. Raise ValidationError when the activity takes nobody."""
    require_open(activity)
    roster = RosterImport(
        activity=activity,
        file_name=mask_card_numbers(clean(file_name)[-200:]) or _("Không tên"),
        file_digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        original=encrypt(content),
        uploaded_by=by,
        uploaded_at=at,
    )
    with transaction.atomic():
        roster.save()
        trail.record("received", roster, changes=trail.created(roster), by=by)
    return roster


def claim(roster: RosterImport, *, at: datetime) -> bool:
    """Return True for the one caller who shall make the preview now."""
    waiting = RosterImport.objects.filter(pk=roster.pk, state=RosterImport.State.RECEIVED)
    free = waiting.filter(working_since=None) | waiting.filter(working_since__lt=at - STUCK_AFTER)
    return bool(free.update(working_since=at, progress=1))


@paused_garbage_collection()
def make_preview(roster: RosterImport, *, by: User, at: datetime) -> RosterImport:
    """Read the file and plan what will happen. Raise ValidationError for a file that cannot be read; the roster then says why."""
    try:
        book = load_workbook(roster)
        _record_progress(roster, _READ)
        _store_preview(roster, book, by=by, at=at)
    except ValidationError as error:
        if roster.state == RosterImport.State.RECEIVED and getattr(error, "code", "") != "not_open":
            roster.state, roster.refusal, roster.working_since = RosterImport.State.REFUSED, " ".join(error.messages)[:300], None
            roster.original = roster.grid = None  # nothing will ever be made of it
            with trail.changing("refused", roster, by=by):
                roster.save(update_fields=["state", "refusal", "working_since", "original", "grid"])
        raise
    return roster


@paused_garbage_collection()
def refresh_preview(roster: RosterImport, *, by: User, at: datetime) -> None:
    """Plan the same choices against what is on record now."""
    roster.refresh_from_db()
    _store_preview(roster, load_workbook(roster), by=by, at=at)


@paused_garbage_collection()
def choose(roster: RosterImport, changes: dict[str, Any], *, by: User, at: datetime) -> RosterImport:
    """Change what was decided and make the preview again.

    `changes`: some of sheet, encoding, unit (id), role, category, columns ({'<sheet>!<block>': {column: field}}) and rows
    ({'<sheet>!<row>': {exclude, person, new, values}}); columns and rows are added to those decided before, an empty one takes its
    decision back. Raise ValidationError: `not_open`, `not_a_key`, `changed_meanwhile`, or whatever planning refuses.
    """
    if not roster.is_open:
        raise ValidationError(closed_message(roster), code="not_open")
    require_keys(changes)
    for _attempt in range(_ATTEMPTS):
        roster.refresh_from_db(fields=["choices"])
        before, roster.choices = roster.choices, merge_choices(roster.choices, changes)
        is_stored = False
        try:
            is_stored = _store_preview(roster, load_workbook(roster), by=by, at=at, instead_of=before)
        finally:
            roster.choices = roster.choices if is_stored else before
        if is_stored:
            return roster
    raise ValidationError(_("Người khác cũng đang sửa bản xem trước này. Hãy thử lại sau giây lát."), code="changed_meanwhile")


def _store_preview(roster: RosterImport, book: Workbook, *, by: User, at: datetime, instead_of: dict[str, Any] | None = None) -> bool:
    """Store the plan together with the choices by which it was made.

    Return False, and store nothing, when somebody else has chosen since: `instead_of` are the choices on which those of `roster` were
    built.
    """
    choices = load_choices(roster)
    setting = plan_setting(roster, by=by, at=at)
    plan = make_plan(book, setting, choices, lambda part: _record_progress(roster, _READ + part * (_PLANNED - _READ)))
    if not any(layout.blocks for layout in plan.layouts):
        raise ValidationError(
            _(
                "Không tìm thấy danh sách trong tệp. Cần một dòng tiêu đề có “Họ và tên” và ít nhất một cột nữa, "
                "ví dụ “Năm sinh”; mỗi người một dòng bên dưới."
            ),
            code="no_roster",
        )
    summary = summarise(plan, choices, roster.activity)
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).defer("original", "grid").get(pk=roster.pk)
        if locked.state not in (RosterImport.State.RECEIVED, RosterImport.State.PREVIEW):
            raise ValidationError(closed_message(locked), code="not_open")
        if locked.choices != (roster.choices if instead_of is None else instead_of):
            return False
        roster.rows.all().delete()
        store_rows(roster, plan.rows)
        roster.summary, roster.state, roster.progress, roster.working_since = summary, RosterImport.State.PREVIEW, 100, None
        roster.save(update_fields=["choices", "summary", "state", "progress", "working_since"])
        if locked.state == RosterImport.State.RECEIVED:
            trail.record("read", roster, changes=trail.changes_between(trail.values_of(locked), roster), by=by)
        if instead_of is not None and instead_of != roster.choices:
            trail.record("chosen", roster, changes=changed_choices(instead_of, roster.choices), by=by)
    return True


def plan_setting(roster: RosterImport, *, by: User, at: datetime) -> PlanSetting:
    return PlanSetting(roster.activity, people_known_to(by), people_whose_number_is_seen_by(by), timezone.localdate(at), roster.file_digest)


def closed_message(roster: RosterImport) -> str:
    """Return why a roster cannot be changed or committed."""
    return {
        RosterImport.State.COMMITTED: _("Danh sách này đã được ghi nhận rồi."),
        RosterImport.State.DISCARDED: _("Danh sách này đã bị bỏ. Hãy tải tệp lên lại nếu cần."),
        RosterImport.State.REFUSED: _("Tệp này không đọc được nên không ghi nhận được."),
    }.get(RosterImport.State(roster.state), _("Danh sách này còn đang được đọc. Hãy đợi bản xem trước."))


def discard(roster: RosterImport) -> None:
    """Delete what was handed in and not committed, with all that was read of it. Raise ValidationError once it is committed."""
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
        if locked.state == RosterImport.State.COMMITTED:
            raise ValidationError(closed_message(locked), code="not_open")
        locked.rows.all().delete()
        before = trail.values_of(locked)
        locked.state, locked.original, locked.grid, locked.summary, locked.choices = RosterImport.State.DISCARDED, None, None, {}, {}
        locked.save(update_fields=["state", "original", "grid", "summary", "choices"])
        if changes := trail.changes_between(before, locked):
            trail.record("discarded", locked, changes=changes)


def _record_progress(roster: RosterImport, part: float) -> None:
    RosterImport.objects.filter(pk=roster.pk, state=RosterImport.State.RECEIVED).update(progress=int(part * 100))
