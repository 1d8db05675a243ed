"""A file as it comes in from a browser or a program."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024  # a roster of 20,000 people has 2 MB


def read_upload(file: UploadedFile) -> bytes:
    """Return the content. Raise ValidationError keyed `file` before anything large is held in memory."""
    if (file.size or 0) > MAX_BYTES:
        message = _("Tệp lớn quá %(most)s MB. Danh sách 20.000 người chỉ khoảng 2 MB: hãy xóa ảnh và trang tính thừa rồi gửi lại.")
        raise ValidationError({"file": ValidationError(message, code="too_large", params={"most": MAX_BYTES // 1024 // 1024})})
    return file.read()
