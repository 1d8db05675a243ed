"""What happens to a roster that was handed in: HTML and JSON both call these."""

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from attendance.access import people_known_to
from attendance.registrations.actions import require_open
from imports.files import encryption
from imports.files.reader_process import read_workbook
from imports.models import RosterImport, RosterRow
from imports.planning.plan import Choices, Progress, Setting, plan
from imports.planning.row_storage import write_rows
from imports.planning.summary import summary_of
from imports.reader import grid
from imports.reading.card_numbers import has_card_number, mask_all, mask_card_numbers
from people.models import Person
from places.models import Unit
from vietnamese.text import clean, fold

ORIGINALS_ARE_KEPT = timedelta(days=30)  # issue 4: for audit, then removed
STUCK_AFTER = timedelta(seconds=90)  # a worker that died leaves the work to the next who asks
LONGEST_SHEET_NAME = 100  # spreadsheets allow 31; LibreOffice more


def receive(activity: Activity, *, content: bytes, file_name: str, by: Any, at: datetime) -> RosterImport:
    """Keeps the file as it came; nothing is read yet. Raises ValidationError when the activity takes nobody."""
    require_open(activity)
    return RosterImport.objects.create(
        activity=activity,
        file_name=mask_card_numbers(clean(file_name)[-200:]) or _("Không tên"),
        file_digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        original=encryption.encrypt(content),
        uploaded_by=by,
        uploaded_at=at,
    )


def make_preview(roster: RosterImport, *, by: Any, at: datetime) -> RosterImport:
    """Reads the file and works out what will happen. Raises ValidationError for a file that cannot be read; the roster then says why."""
    try:
        book = workbook_of(roster)
        _note_progress(roster, 0.2)
        _preview(roster, book, by=by, at=at)
    except ValidationError as error:
        _refuse(roster, error)
        raise
    return roster


def make_preview_again(roster: RosterImport, *, by: Any, at: datetime) -> None:
    """The same choices against what is on record now."""
    roster.refresh_from_db()
    _preview(roster, workbook_of(roster), by=by, at=at)


def workbook_of(roster: RosterImport) -> grid.Workbook:
    """What the reader found, read once and kept."""
    if roster.grid is None:
        if roster.original is None:
            raise ValidationError(_("Tệp gốc đã được xóa theo thời hạn lưu. Hãy tải tệp lên lại."), code="original_gone")
        book = read_workbook(encryption.decrypt(roster.original))
        for sheet in book.sheets:
            sheet.name = sheet.name[:LONGEST_SHEET_NAME]
        plain = json.dumps(grid.to_plain(book), ensure_ascii=False, separators=(",", ":")).encode()
        RosterImport.objects.filter(pk=roster.pk).update(grid=(sealed := encryption.encrypt(plain)))
        roster.grid = sealed
        return book
    return grid.from_plain(json.loads(encryption.decrypt(roster.grid)))


def _preview(roster: RosterImport, book: grid.Workbook, *, by: Any, at: datetime, instead_of: dict[str, Any] | None = None) -> bool:
    """Keeps the plan together with the choices by which it was made. False, and nothing is kept, when somebody else has chosen since:
    `instead_of` are the choices on which those of `roster` were built."""
    choices = choices_of(roster)
    found = plan(book, setting_of(roster, by=by, at=at), choices, _progress_between(roster, 0.2, 0.8))
    if not found.layouts or not any(layout.blocks for layout in found.layouts):
        raise ValidationError(
            _(
                "Không tìm thấy danh sách trong tệp. Cần một dòng tiêu đề có “Họ và tên” và ít nhất một cột nữa, "
                "ví dụ “Năm sinh”; mỗi người một dòng bên dưới."
            ),
            code="no_roster",
        )
    summary = summary_of(found, choices, roster.activity)
    summary |= {key: mask_all(summary[key]) for key in _OTHERS_TEXTS}
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).defer("original", "grid").get(pk=roster.pk)
        if locked.state not in (RosterImport.State.RECEIVED, RosterImport.State.PREVIEW):
            raise ValidationError(closed_word(locked), code="not_open")
        if locked.choices != (roster.choices if instead_of is None else instead_of):
            return False
        RosterRow.objects.filter(roster=roster).delete()
        write_rows(roster, found.rows)
        roster.summary, roster.state, roster.progress, roster.working_since = summary, RosterImport.State.PREVIEW, 100, None
        roster.save(update_fields=["choices", "summary", "state", "progress", "working_since"])
    return True


_OTHERS_TEXTS = ("left_out", "converted")  # of the summary: what stands beside the rows, names among it


def setting_of(roster: RosterImport, *, by: Any, at: datetime) -> Setting:
    return Setting(roster.activity, people_known_to(by), timezone.localdate(at), roster.file_digest)


def choices_of(roster: RosterImport) -> Choices:
    kept = roster.choices
    unit = Unit.objects.with_names().filter(pk=kept["unit"]).first() if kept.get("unit") else None
    columns = {key: {int(index): field for index, field in columns.items()} for key, columns in kept.get("columns", {}).items()}
    return Choices(
        sheet=kept.get("sheet", ""),
        encoding=kept.get("encoding", ""),
        unit=unit,
        role=kept.get("role", ""),
        category=kept.get("category", ""),
        columns=columns,
        rows={key: row | ({"values": values_of(row)} if "values" in row else {}) for key, row in kept.get("rows", {}).items()},
    )


def choose(roster: RosterImport, asked: dict[str, Any], *, by: Any, at: datetime) -> RosterImport:
    """Changes what was decided and computes the preview again. `asked`: some of sheet, encoding, unit (id), role, category, columns
    ({'<sheet>!<block>': {column: field}}) and rows ({'<sheet>!<row>': {exclude, person, new, values}}); columns and rows are
    added to those decided before, an empty one takes its decision back."""
    require_preview(roster)
    _require_keys(asked)
    for _try in range(_TRIES):  # two clicks in a row are two decisions
        roster.refresh_from_db(fields=["choices"])
        before, roster.choices = roster.choices, _chosen(roster.choices, asked)
        is_kept = False
        try:
            is_kept = _preview(roster, workbook_of(roster), by=by, at=at, instead_of=before)
        finally:
            roster.choices = roster.choices if is_kept else before
        if is_kept:
            return roster
    raise ValidationError(_("Người khác cũng đang sửa bản xem trước này. Hãy thử lại sau giây lát."), code="changed_meanwhile")


_TRIES = 5
_KEY = re.compile(r"[^\x00\ud800-\udfff]*![0-9]{1,7}")  # PostgreSQL takes no NUL


def _require_keys(asked: dict[str, Any]) -> None:
    for name in ("columns", "rows"):
        if not all(map(_KEY.fullmatch, asked.get(name, {}))):
            raise ValidationError({name: ValidationError(_("Khóa phải có dạng “trang!số”."), code="not_a_key")})


def _chosen(kept: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    now = kept | {key: asked[key] for key in ("sheet", "encoding", "unit", "role", "category") if key in asked}
    rows = {key: _without_card_numbers(row) for key, row in asked.get("rows", {}).items()}
    for name, said in (("columns", asked.get("columns", {})), ("rows", rows)):
        now[name] = {key: value for key, value in (kept.get(name, {}) | said).items() if value}
    return now


_SEALED = "sealed:"


def _without_card_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """A card's number that was typed is never stored in the clear, in whichever field it was typed."""
    if not row.get("values"):
        return row
    return row | {"values": {field: _sealed(text) if _is_to_be_sealed(field, text) else text for field, text in row["values"].items()}}


def _is_to_be_sealed(field: str, text: str) -> bool:
    if text.startswith(_SEALED):
        return _unsealed(text) == text  # typed, not sealed here
    return has_card_number(text) or (field == "national_id" and bool(text))


def _sealed(text: str) -> str:
    return _SEALED + encryption.encrypt(text.encode()).decode()


def _unsealed(text: str) -> str:
    """What was sealed; any other text as it is."""
    if not text.startswith(_SEALED):
        return text
    try:
        return encryption.decrypt(text.removeprefix(_SEALED).encode()).decode()
    except InvalidToken:
        return text


def values_of(row: dict[str, Any]) -> dict[str, str]:
    """What was typed instead of the cells of one row, as it was typed."""
    return {field: _unsealed(text) for field, text in row.get("values", {}).items()}


def require_preview(roster: RosterImport) -> None:
    if not roster.is_open:
        raise ValidationError(closed_word(roster), code="not_open")


def closed_word(roster: RosterImport) -> str:
    return {
        RosterImport.State.COMMITTED: _("Danh sách này đã được ghi nhận rồi."),
        RosterImport.State.DISCARDED: _("Danh sách này đã bị bỏ. Hãy tải tệp lên lại nếu cần."),
        RosterImport.State.REFUSED: _("Tệp này không đọc được nên không ghi nhận được."),
    }.get(RosterImport.State(roster.state), _("Danh sách này còn đang được đọc. Hãy đợi bản xem trước."))


def _refuse(roster: RosterImport, error: ValidationError) -> None:
    if roster.state == RosterImport.State.RECEIVED and getattr(error, "code", "") != "not_open":
        roster.state, roster.refusal, roster.working_since = RosterImport.State.REFUSED, " ".join(error.messages)[:300], None
        roster.original = roster.grid = None  # nothing will ever be made of it
        roster.save(update_fields=["state", "refusal", "working_since", "original", "grid"])


def discard(roster: RosterImport) -> None:
    """Throws away what was handed in and not committed, with all that was read of it."""
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).get(pk=roster.pk)
        if locked.state == RosterImport.State.COMMITTED:
            raise ValidationError(closed_word(locked), code="not_open")
        locked.rows.all().delete()
        locked.state, locked.original, locked.grid, locked.summary, locked.choices = RosterImport.State.DISCARDED, None, None, {}, {}
        locked.save(update_fields=["state", "original", "grid", "summary", "choices"])


# --- progress, and who is at work


def claim(roster: RosterImport, *, at: datetime) -> bool:
    """True for the one caller who shall make the preview now."""
    free = RosterImport.objects.filter(pk=roster.pk, state=RosterImport.State.RECEIVED)
    fresh = free.filter(working_since=None) | free.filter(working_since__lt=at - STUCK_AFTER)
    return bool(fresh.update(working_since=at, progress=1))


def _note_progress(roster: RosterImport, part: float) -> None:
    RosterImport.objects.filter(pk=roster.pk, state=RosterImport.State.RECEIVED).update(progress=int(part * 100))


def _progress_between(roster: RosterImport, start: float, end: float) -> Progress:
    return lambda part: _note_progress(roster, start + part * (end - start))


# --- what is not kept


def drop_old_originals(now: datetime, *, dry_run: bool = False) -> int:
    """Originals, what was read of them and the particulars in their rows, thirty days after they came. Answers how many files."""
    told = RosterRow.objects.filter(roster=OuterRef("pk")).exclude(data={})  # of others, where the file went for somebody's sake
    old = RosterImport.objects.filter(uploaded_at__lt=now - ORIGINALS_ARE_KEPT)
    found = list(old.filter(Q(original__isnull=False) | Q(grid__isnull=False) | Exists(told)).values_list("pk", flat=True))
    if not dry_run:
        for pk in found:
            with transaction.atomic():
                _empty(pk)
    return len(found)


def forget(person: Person) -> int:
    """Removes what rosters hold of one person: their rows' particulars, those of rows that repeat them, and the original files in which
    they stand. Answers how many files."""
    with transaction.atomic():
        found = sorted(set(RosterRow.objects.filter(person=person).values_list("roster", flat=True)))
        rows = RosterRow.objects.filter(roster__in=found).values_list("pk", "person", "data__full_name")
        theirs = [pk for pk, known, name in rows if known == person.pk or fold(name or "")[:200] == person.folded]
        RosterRow.objects.filter(pk__in=theirs).update(data={}, problems=[], candidates=[], why=[])
        for pk in found:
            _drop_file(pk)
    return len(found)


def _empty(pk: int) -> None:
    _drop_file(pk)
    RosterRow.objects.filter(roster=pk).update(data={}, problems=[], candidates=[])
    still_open = RosterImport.objects.filter(pk=pk, state__in=[RosterImport.State.RECEIVED, RosterImport.State.PREVIEW])
    still_open.update(state=RosterImport.State.DISCARDED)


def _drop_file(pk: int) -> None:
    """With what stands beside the rows: whoever signed below, examples of letters that were converted."""
    roster = RosterImport.objects.select_for_update(no_key=True).defer("original", "grid").get(pk=pk)
    roster.original, roster.grid, roster.choices = None, None, {}
    if roster.summary:
        roster.summary["left_out"]["lines"] = []
        roster.summary["converted"]["examples"] = []
    roster.save(update_fields=["original", "grid", "choices", "summary"])
