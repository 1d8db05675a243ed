"""What a person decided in a preview, as it is stored: `RosterImport.choices`. Card numbers that were typed are stored encrypted."""

import re
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from imports.files.encryption import decrypt, encrypt, encrypt_again
from imports.models import RosterImport
from imports.planning.planned_rows import PreviewChoices
from imports.reading.cells.card_numbers import has_card_number
from imports.reading.row_keys import parse_row_key
from places.models import Unit

_ENCRYPTED = "sealed:"  # before a text that is stored encrypted
_STORABLE = re.compile(r"[^\x00\ud800-\udfff]*")  # PostgreSQL takes no NUL
_BLOCK_KEY = re.compile(r".*![0-9]{1,7}", re.DOTALL)


def load_choices(roster: RosterImport) -> PreviewChoices:
    """Return the stored choices as the plan takes them."""
    stored = roster.choices
    unit = Unit.objects.with_names().filter(pk=stored["unit"]).first() if stored.get("unit") else None
    columns = {key: {int(index): field for index, field in columns.items()} for key, columns in stored.get("columns", {}).items()}
    return PreviewChoices(
        sheet=stored.get("sheet", ""),
        encoding=stored.get("encoding", ""),
        unit=unit,
        role=stored.get("role", ""),
        category=stored.get("category", ""),
        leave_out=frozenset(stored.get("leave_out", ())),
        columns=columns,
        rows={key: row | ({"values": typed_values(row)} if "values" in row else {}) for key, row in stored.get("rows", {}).items()},
    )


def typed_values(row_choice: dict[str, Any]) -> dict[str, str]:
    """Return what was typed instead of the cells of one row, field → text as it was typed."""
    return {field: _decrypt_text(text) for field, text in row_choice.get("values", {}).items()}


def require_keys(changes: dict[str, Any]) -> None:
    """Raise ValidationError unless every key of columns is '<sheet>!<number>' and every one of rows as `row_keys` says."""
    for name, is_key in (("columns", _BLOCK_KEY.fullmatch), ("rows", parse_row_key)):
        if not all(_STORABLE.fullmatch(key) and is_key(key) for key in changes.get(name, {})):
            raise ValidationError({name: ValidationError(_("Khóa phải có dạng “trang!số”."), code="not_a_key")})


def merge_choices(stored: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the stored choices with the changes. Columns and rows are added; an empty one takes its decision back.

    Every typed card number is encrypted, in whichever field it was typed.
    """
    merged = stored | {key: changes[key] for key in ("sheet", "encoding", "unit", "role", "category", "leave_out") if key in changes}
    rows = {}
    for key, row in changes.get("rows", {}).items():
        values = {}
        for field, text in row.get("values", {}).items():
            if text.startswith(_ENCRYPTED):
                is_to_be_encrypted = _decrypt_text(text) == text  # typed so, not encrypted here
            else:
                is_to_be_encrypted = has_card_number(text) or (field == "national_id" and bool(text))
            values[field] = _ENCRYPTED + encrypt(text.encode()).decode() if is_to_be_encrypted else text
        rows[key] = row | {"values": values} if values else row
    for name, changed in (("columns", changes.get("columns", {})), ("rows", rows)):
        merged[name] = {key: value for key, value in (stored.get(name, {}) | changed).items() if value}
    return merged


def changed_choices(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Return for the audit trail what was decided otherwise: of columns and rows which ones, not what was typed into them."""
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


def encrypt_choices_again(choices: dict[str, Any]) -> dict[str, Any] | None:
    """Return the stored choices with typed card numbers encrypted under the newest key; None if they are, or if there are none."""
    rows = {}
    for key, row in choices.get("rows", {}).items():
        values = {field: _encrypt_text_again(text) for field, text in row.get("values", {}).items()}
        rows[key] = row | {"values": values} if values else row
    return choices | {"rows": rows} if rows != choices.get("rows", {}) else None


def _encrypt_text_again(text: str) -> str:
    if not text.startswith(_ENCRYPTED):
        return text
    try:
        encrypted = encrypt_again(text.removeprefix(_ENCRYPTED).encode())
    except InvalidToken:  # typed so
        return text
    return _ENCRYPTED + encrypted.decode() if encrypted else text


def _decrypt_text(text: str) -> str:
    """Return an encrypted text in the clear; any other text as it is."""
    if not text.startswith(_ENCRYPTED):
        return text
    try:
        return decrypt(text.removeprefix(_ENCRYPTED).encode()).decode()
    except InvalidToken:
        return text
