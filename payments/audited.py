"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from payments.models import PaymentLine, PaymentList, Rate

register_subject(
    Subject(
        "payment_rate",
        Rate,
        _("Mức chi"),
        verbs={"added": _("Thêm mức chi"), "changed": _("Sửa mức chi"), "removed": _("Xóa mức chi")},
        labels=("name",),
    )
)
register_subject(
    Subject(
        "payment_list",
        PaymentList,
        _("Danh sách chi tiền"),
        verbs={
            "made": _("Lập danh sách chi tiền"),
            "changed": _("Sửa danh sách chi tiền"),
            "travel_chosen": _("Chọn tiền đi lại theo địa bàn"),
        },
        activity="activity_id",
        unit="activity.unit_id",
    )
)
register_subject(
    Subject(
        "payment_line",
        PaymentLine,
        _("Dòng của danh sách chi tiền"),
        verbs={"written": _("Sửa tay một dòng chi tiền"), "cleared": _("Bỏ sửa tay một dòng chi tiền")},
        skipped_columns=frozenset({"payment_list"}),
        activity="payment_list.activity_id",
        person="registration.person_id",
        unit="payment_list.activity.unit_id",
    )
)
