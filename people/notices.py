"""The privacy notice shown to whoever gives personal data: the version in force, and each version there ever was."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from people.models import Notice

MAX_SUMMARY_LENGTH = 400


def current(on: date | None = None) -> Notice | None:
    """Return the notice in force on a day, today unless said: what every registration records. None before the first one."""
    return Notice.objects.filter(valid_from__lte=on or localdate()).order_by("-valid_from", "-version").first()


def find_version(version: object) -> Notice | None:
    """Return the notice that a form or a phone says it showed; the one in force for what is no version of ours."""
    number = int(version) if isinstance(version, int) or (isinstance(version, str) and version.isdecimal() and len(version) < 5) else None
    notice = Notice.objects.filter(version=number, valid_from__lte=localdate()).first() if number is not None else None
    return notice or current()


def publish(*, valid_from: date, summary: str, text: str, summary_en: str = "", text_en: str = "", by: User, at: datetime) -> Notice:
    """Publish a new version; those before stay as they are.

    Raise ValidationError keyed by field: `past`, because nobody can be told something in the past, `before_another`, `required`.
    """
    latest = Notice.objects.order_by("-valid_from").first()
    if valid_from < localdate(at):
        raise ValidationError({"valid_from": ValidationError(_("Không thể thông báo cho những ngày đã qua."), code="past")})
    if latest and valid_from < latest.valid_from:
        message = _("Đã có bản áp dụng từ %(day)s; bản mới không thể áp dụng sớm hơn.") % {"day": f"{latest.valid_from:%d/%m/%Y}"}
        raise ValidationError({"valid_from": ValidationError(message, code="before_another")})
    missing = [name for name, value in (("summary", summary), ("text", text)) if not value.strip()]
    if missing:
        raise ValidationError({name: ValidationError(_("Hãy nhập nội dung."), code="required") for name in missing})
    version = (Notice.objects.order_by("-version").values_list("version", flat=True).first() or 0) + 1
    notice = Notice(
        version=version,
        valid_from=valid_from,
        summary=summary.strip()[:MAX_SUMMARY_LENGTH],
        text=text.strip(),
        summary_en=summary_en.strip()[:MAX_SUMMARY_LENGTH],
        text_en=text_en.strip(),
        published_by=by,
        published_at=at,
    )
    with trail.changing("published", notice, by=by):
        notice.save()
    return notice
