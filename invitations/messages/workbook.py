"""The list of messages as a table: who gets which text at which number."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from activities.models import Activity
from exports.table import Column, Table
from invitations.messages.recipients import Recipient
from invitations.messages.wording import STATE_LABELS

COLUMNS: list[tuple[str, Any, int]] = [
    ("full_name", gettext_lazy("Họ và tên"), 25),
    ("phone", gettext_lazy("Điện thoại"), 14),
    ("text", gettext_lazy("Nội dung tin nhắn"), 70),
    ("link", gettext_lazy("Liên kết thẻ"), 45),
    ("state", gettext_lazy("Tình trạng"), 18),
]


def message_table(activity: Activity, recipients: Sequence[Recipient], user: User) -> Table:
    """Return a row for each recipient; phones are text and keep their zero."""
    return Table(
        name="invitations",
        title=_("Danh sách tin nhắn mời"),
        subtitle=activity.title,
        columns=[Column(key, str(title), width=width) for key, title, width in COLUMNS],
        rows=[
            [
                recipient.registration.person.full_name,
                recipient.phone or None,
                recipient.text or None,
                recipient.link,
                str(STATE_LABELS[recipient.state]),
            ]
            for recipient in recipients
        ],
        filters=[(pgettext("one", "Hoạt động"), activity.title)],
        people=[recipient.registration.person_id for recipient in recipients],
        unit_id=activity.unit_id,
        made_by=user.full_name,
        made_at=timezone.now(),
        sheet_title=_("Tin nhắn mời"),
        file_words=["tin-nhan-moi", *activity.file_words],
        is_filtered_by_column=True,
    )
