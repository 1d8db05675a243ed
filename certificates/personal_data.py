"""Personal data of this room: who was given which certificate, and the lists of them."""

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, PrizeCertificate
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import Seen, audit_columns, basic, register_column_titles, register_columns, technical_columns
from people.personal_texts import register_texts

CERTIFY = _("Cấp và kiểm tra giấy chứng nhận")

register_columns(
    Certificate,
    _("Giấy chứng nhận"),
    {
        **dict.fromkeys(
            ("registration", "full_name", "birth_year", "texts", "replaces", "revoke_reason"), basic(CERTIFY, seen_by=Seen.SEE_PERSONAL)
        ),
        "code": basic(CERTIFY, seen_by=Seen.NOBODY),
        **technical_columns("id", "series", "year", "number", "share", "issued_on", "erased_at"),
        **audit_columns("issued_by", "issued_at", "revoked_by", "revoked_at", seen_by=Seen.SEE_PERSONAL),
    },
)
register_texts(Certificate, "full_name", "texts", activity="registration__activity", is_label=True)
register_texts(Certificate, "revoke_reason", activity="registration__activity")
register_column_titles({"snapshot": _("Kết quả đã chốt")})
register_texts(PrizeCertificate, "team_name", "texts", activity="snapshot__contest", is_label=True)
register_lists(
    LoggedList("certificate-list", _("Giấy chứng nhận của một hoạt động"), names_only_its_activity=True),
    LoggedList("certificates", _("Giấy chứng nhận (tải về)"), names_only_its_activity=True),
    LoggedList(
        "certificate",
        _("Một giấy chứng nhận"),
        shows_one_person=True,
        addresses=(
            "certificates/<int:pk>/pdf/",
            "certificates/<int:pk>/revoke/",
            "certificates/<int:pk>/reissue/",
            r"^certificates/(?P<pk>\d{1,18})/$",
            r"^certificates/(?P<pk>\d{1,18})/revoke/$",
            r"^certificates/(?P<pk>\d{1,18})/reissue/$",
        ),
    ),
)
