"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from certificates.models import Certificate, CertificateTexts, PrizeCertificate

register_subject(
    Subject(
        "certificate_texts",
        CertificateTexts,
        _("Mẫu giấy chứng nhận"),
        verbs={"written": _("Soạn mẫu giấy chứng nhận"), "changed": _("Sửa mẫu giấy chứng nhận")},
        labels=("self",),
    )
)
register_subject(
    Subject(
        "certificate",
        Certificate,
        _("Giấy chứng nhận"),
        verbs={"issued": _("Cấp giấy chứng nhận"), "revoked": _("Thu hồi giấy chứng nhận")},
        skipped_columns=frozenset({"registration", "code", "texts", "erased_at"}),
        activity="registration.activity_id",
        person="registration.person_id",
        unit="registration.activity.unit_id",
        labels=("serial",),
        reason_seen_by="see_personal",
    )
)
register_subject(
    Subject(
        "prize_certificate",
        PrizeCertificate,
        _("Giấy chứng nhận giải"),
        verbs={"issued": _("Cấp giấy chứng nhận giải")},
        skipped_columns=frozenset({"code", "texts", "issued_by", "issued_at"}),
        activity="snapshot.contest_id",
        unit="snapshot.contest.unit_id",
        labels=("serial",),
    )
)
