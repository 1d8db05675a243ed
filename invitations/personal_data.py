"""Personal data of this room: who was told of an activity, and how."""

from django.utils.translation import gettext_lazy as _

from invitations.models import Invitation, Notification
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import Seen, audit_columns, basic, register_columns, technical_columns
from people.personal_texts import register_texts

INVITE = _("Mời dự, báo thay đổi")

register_columns(
    Notification,
    _("Đã báo cho người dự"),
    {
        **dict.fromkeys(("registration", "way"), basic(INVITE, seen_by=Seen.SEE_PERSONAL)),
        **technical_columns("id", "starts_on", "ends_on", "starts_at", "place", "is_cancelled"),
        **audit_columns("told_by", "told_at", seen_by=Seen.SEE_PERSONAL),
    },
)
register_texts(
    Invitation,
    *("message", "change_message", "cancellation_message", "letter_recipients", "letter_content", "letter_request"),
    activity="activity",
)
register_texts(Notification, "place", activity="registration__activity", is_label=True)
register_lists(
    LoggedList("invitation-list", _("Giấy mời, tin nhắn của một hoạt động"), names_only_its_activity=True),
    LoggedList("invitations", _("Tin nhắn mời (tải về)"), names_only_its_activity=True),
)
