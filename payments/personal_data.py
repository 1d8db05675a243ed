"""Personal data of this room: what somebody is paid for having come."""

from django.utils.translation import gettext_lazy as _

from payments.models import PaymentLine
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import Seen, basic, register_columns, technical_columns
from people.personal_texts import register_texts

PAY = _("Chi tiền ăn, nghỉ, đi lại cho người dự")

register_columns(
    PaymentLine,
    _("Dòng của danh sách chi tiền"),
    {
        **dict.fromkeys(("registration", "days", "nights", "travel", "is_unpaid", "note"), basic(PAY, seen_by=Seen.SEE_PERSONAL)),
        **technical_columns("id", "payment_list"),
    },
)
register_texts(PaymentLine, "note", activity="payment_list__activity")
register_lists(LoggedList("payment-list-screen", _("Danh sách chi tiền của một hoạt động"), names_only_its_activity=True))
