"""Storing files as they come in, sealed; opening them; renewing their seals."""

import hashlib
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts import seals
from accounts.models import User
from activities.files.pictures import redraw
from activities.files.recognition import recognise
from activities.models import StoredFile
from vietnamese.text import clean_file_name

MAX_BYTES = 20 * 1024 * 1024  # a scan of forty pages; a request takes no more than 30 MB
MAX_NAME_LENGTH = 200
PICTURES = ("jpg", "png")
PURPOSE = b"stored-files"


def read_upload(file: UploadedFile) -> tuple[bytes, str]:
    """Return the content and its format; a picture is drawn anew, without what a camera writes into it.

    Raise ValidationError keyed `file`: `empty`, `too_large`, `unknown_format`, and what `redraw` refuses.
    """
    if not file.size:
        raise ValidationError({"file": ValidationError(_("Tệp rỗng, không có gì bên trong."), code="empty")})
    if file.size > MAX_BYTES:
        message = _("Tệp lớn quá %(most)d MB. Hãy quét với độ phân giải thấp hơn, hoặc chỉ gửi phần cần lưu.")
        raise ValidationError({"file": ValidationError(message, code="too_large", params={"most": MAX_BYTES // 2**20})})
    content = file.read()
    file_format = recognise(content)
    if file_format in PICTURES:
        try:
            return redraw(content)
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
    if file_format is None:
        message = _("Chỉ nhận tệp PDF, Word (.docx, .doc), Excel (.xlsx), ảnh JPEG hoặc PNG, không đặt mật khẩu và không có macro.")
        raise ValidationError({"file": ValidationError(message, code="unknown_format")})
    return content, file_format


def store_file(content: bytes, *, name: str, file_format: str, by: User | None) -> StoredFile:
    """Save a file sealed, under its name with the ending that its content has."""
    stem = PurePath(clean_file_name(name)).stem[: MAX_NAME_LENGTH - 5] or "van-ban"
    return StoredFile.objects.create(
        name=f"{stem}.{file_format}",
        format=file_format,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        content=seals.seal(content, purpose=PURPOSE),
        stored_by=by,
    )


def open_file(file: StoredFile) -> bytes:
    """Return the content. Raise cryptography.fernet.InvalidToken when no accepted key opens it."""
    return seals.unseal(bytes(file.content), purpose=PURPOSE)


def seal_files_again() -> seals.Resealed:
    return seals.reseal_rows(StoredFile.objects.all(), "content", purpose=PURPOSE)
