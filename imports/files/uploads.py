"""A file as it comes in from a browser or a program."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024  # a roster of 20,000 people has 2 MB


def content_of(sent: Any) -> bytes:
    """All of it. Raises ValidationError keyed `file` before anything large is held in memory."""
    if sent.size > MOST_BYTES:
        message = _("Tệp lớn quá %(most)s MB. Danh sách 20.000 người chỉ khoảng 2 MB: hãy xóa ảnh và trang tính thừa rồi gửi lại.")
        raise ValidationError({"file": ValidationError(message, code="too_large", params={"most": MOST_BYTES // 1024 // 1024})})
    return sent.read()
