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


def load_workbook(roster: RosterImport) -> Workbook:
    """Return the workbook. Raise ValidationError when it cannot be read, `original_gone` once the file was deleted, `original_sealed`
    when no accepted key opens it."""
    try:
        if roster.grid is not None:
            return from_plain(json.loads(decrypt(roster.grid)))
        if roster.original is None:
            raise ValidationError(_("Tệp gốc đã được xóa theo thời hạn lưu. Hãy tải tệp lên lại."), code="original_gone")
        book = read_workbook(decrypt(roster.original))
    except InvalidToken as error:
        raise ValidationError(_("Tệp gốc không mở được nữa vì mất khóa mã hóa. Hãy tải tệp lên lại."), code="original_sealed") from error
    for sheet in book.sheets:
        sheet.name = sheet.name[:LONGEST_SHEET_NAME]
    roster.grid = encrypt(json.dumps(to_plain(book), ensure_ascii=False, separators=(",", ":")).encode())
    RosterImport.objects.filter(pk=roster.pk).update(grid=roster.grid)
    return book
