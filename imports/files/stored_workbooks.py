"""The workbook of a roster: read once in the reader process, then kept encrypted as a grid."""

import json

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from imports.files.encryption import decrypt, encrypt
from imports.files.reader_process import read_workbook
from imports.models import RosterImport
from imports.reader.grid import Workbook, from_plain, to_plain

LONGEST_SHEET_NAME = 100  # spreadsheets allow 31; LibreOffice more


def read_sheets(content: bytes) -> Workbook:
    """Read a file in the reader process. Raise FileRefused for what cannot be read."""
    book = read_workbook(content)
    for sheet in book.sheets:
        sheet.name = sheet.name[:LONGEST_SHEET_NAME]
    return book


def encrypt_grid(book: Workbook) -> bytes:
    return encrypt(json.dumps(to_plain(book), ensure_ascii=False, separators=(",", ":")).encode())


def decrypt_grid(grid: bytes | memoryview | None) -> Workbook:
    """Return the workbook of a grid. Raise ValidationError: `original_gone` once it was deleted, `original_sealed` when no accepted key
    opens it."""
    if grid is None:
        raise ValidationError(_("Tệp gốc đã được xóa theo thời hạn lưu. Hãy tải tệp lên lại."), code="original_gone")
    try:
        return from_plain(json.loads(decrypt(grid)))
    except InvalidToken as error:
        raise ValidationError(_("Tệp gốc không mở được nữa vì mất khóa mã hóa. Hãy tải tệp lên lại."), code="original_sealed") from error


def load_workbook(roster: RosterImport) -> Workbook:
    """Return the workbook. Raise ValidationError when it cannot be read, and as `decrypt_grid` does."""
    if roster.grid is not None or roster.original is None:
        return decrypt_grid(roster.grid)
    try:
        book = read_sheets(decrypt(roster.original))
    except InvalidToken as error:
        raise ValidationError(_("Tệp gốc không mở được nữa vì mất khóa mã hóa. Hãy tải tệp lên lại."), code="original_sealed") from error
    roster.grid = encrypt_grid(book)
    RosterImport.objects.filter(pk=roster.pk).update(grid=roster.grid)
    return book
