"""Certificates of attendance, and the texts that they are printed with."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import ScopedQuerySet
from activities.models import Activity
from attendance.models import Registration
from attendance.passes.codes import new_code
from contests.models import Snapshot


class Share(models.TextChoices):
    """The least share of the sittings held that somebody has to attend."""

    ALL = "1/1", gettext_lazy("Mọi buổi")
    FOUR_FIFTHS = "4/5", gettext_lazy("4/5 số buổi (80%)")
    THREE_QUARTERS = "3/4", gettext_lazy("3/4 số buổi (75%)")
    TWO_THIRDS = "2/3", gettext_lazy("2/3 số buổi")
    HALF = "1/2", gettext_lazy("Nửa số buổi")


PRIZE = "prize"  # the kind of texts for prizes of contests, beside those of activities

KINDS = [*Activity.Kind.choices, (PRIZE, gettext_lazy("Giải hội thi"))]


class CertificateTexts(models.Model):
    """The agency's wording for one kind of activity, or for prizes; an empty text is the usual one, an empty signer the agency's."""

    kind = models.CharField(gettext_lazy("Loại"), max_length=20, choices=KINDS, unique=True, editable=False)
    title = models.CharField(gettext_lazy("Tên giấy"), max_length=80, blank=True, default="")
    heading = models.CharField(gettext_lazy("Dòng trên họ tên"), max_length=200, blank=True, default="")
    details = models.TextField(gettext_lazy("Các dòng dưới họ tên"), max_length=300, blank=True, default="")
    body = models.TextField(gettext_lazy("Nội dung chứng nhận"), max_length=600, blank=True, default="")
    place = models.CharField(gettext_lazy("Địa danh"), max_length=60, blank=True, default="")
    signer_authority = models.CharField(gettext_lazy("Thẩm quyền ký (TM., KT., TL.)"), max_length=100, blank=True, default="")
    signer_title = models.CharField(gettext_lazy("Chức vụ người ký"), max_length=100, blank=True, default="")
    signer_name = models.CharField(gettext_lazy("Họ tên người ký"), max_length=100, blank=True, default="")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CertificateQuerySet(ScopedQuerySet):
    unit_path = "registration__activity__unit"

    def of_activity(self, activity: Activity) -> Self:
        return self.filter(registration__activity=activity)

    def valid(self) -> Self:
        return self.filter(revoked_at=None)

    def in_number_order(self) -> Self:
        return self.order_by("year", "series", "number")


class Certificate(models.Model):
    """A certificate as it was printed. Revoked with a reason, never deleted: its number is given to nobody else."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="certificates")
    series = models.CharField(gettext_lazy("Viết tắt của cơ quan cấp"), max_length=20)  # the agency of the day of issue
    year = models.PositiveSmallIntegerField(gettext_lazy("Năm cấp"))
    number = models.PositiveIntegerField(gettext_lazy("Số thứ tự"))
    code = models.CharField(max_length=26, unique=True, default=new_code, editable=False)  # in the QR code: whoever has it may check
    full_name = models.CharField(gettext_lazy("Họ và tên trên giấy"), max_length=100)
    birth_year = models.PositiveSmallIntegerField(gettext_lazy("Năm sinh trên giấy"), null=True)
    texts = models.JSONField(gettext_lazy("Nội dung trên giấy"))  # all else that is printed: certificates.contents.Printed
    share = models.CharField(gettext_lazy("Điều kiện"), max_length=3, choices=Share.choices)
    issued_on = models.DateField(gettext_lazy("Ngày cấp"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=gettext_lazy("Người cấp"), null=True, related_name="+"
    )
    issued_at = models.DateTimeField(gettext_lazy("Cấp lúc"))
    replaces = models.OneToOneField("self", models.PROTECT, verbose_name=gettext_lazy("Thay giấy"), null=True, related_name="replaced_by")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=gettext_lazy("Người thu hồi"), null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(gettext_lazy("Thu hồi lúc"), null=True)
    revoke_reason = models.CharField(gettext_lazy("Lý do thu hồi"), max_length=300, blank=True, default="")
    erased_at = models.DateTimeField(null=True, editable=False)  # since then it names nobody: the number stays

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="a_certificate_number_is_given_once_per_agency_and_year"),
            models.UniqueConstraint(fields=["registration"], condition=Q(revoked_at=None), name="a_registration_has_one_valid_certificate"),
            models.CheckConstraint(condition=Q(number__gte=1), name="certificate_numbers_begin_with_one"),
            models.CheckConstraint(condition=Q(revoked_at=None) | ~Q(revoke_reason=""), name="a_certificate_is_revoked_for_a_reason"),
            models.CheckConstraint(condition=Q(share__in=Share.values), name="a_certificate_is_for_a_known_share"),
        ]

    def __str__(self) -> str:
        return _("Giấy số %(serial)s") % {"serial": self.serial}

    @property
    def serial(self) -> str:
        """Return the number as it is printed: 007/2026/GCN-SDTTG."""
        return f"{self.number:03}/{self.year}/GCN-{self.series}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class PrizeCertificateQuerySet(ScopedQuerySet):
    unit_path = "snapshot__contest__unit"


class PrizeCertificate(models.Model):
    """The certificate of a team's prize, as it was printed. It holds as long as the results that it was issued from."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="prize_certificates")
    team = models.PositiveBigIntegerField(editable=False)  # its id in the snapshot
    team_name = models.CharField(gettext_lazy("Tên đội"), max_length=120)
    prize = models.CharField(gettext_lazy("Giải"), max_length=120)
    series = models.CharField(gettext_lazy("Viết tắt của cơ quan cấp"), max_length=20)
    year = models.PositiveSmallIntegerField(gettext_lazy("Năm cấp"))
    number = models.PositiveIntegerField(gettext_lazy("Số thứ tự"))
    code = models.CharField(max_length=26, unique=True, default=new_code, editable=False)
    texts = models.JSONField(gettext_lazy("Nội dung trên giấy"))  # all else that is printed: certificates.contents.Printed
    issued_on = models.DateField(gettext_lazy("Ngày cấp"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=gettext_lazy("Người cấp"), null=True, related_name="+"
    )
    issued_at = models.DateTimeField(gettext_lazy("Cấp lúc"))

    objects = PrizeCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["year", "series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="a_prize_certificate_number_is_given_once"),
            models.UniqueConstraint(fields=["snapshot", "team", "prize"], name="a_prize_has_one_certificate_per_results"),
        ]

    def __str__(self) -> str:
        return _("Giấy số %(serial)s") % {"serial": self.serial}

    @property
    def serial(self) -> str:
        """Return the number as it is printed: 007/2026/GCNG-SDTTG."""
        return f"{self.number:03}/{self.year}/GCNG-{self.series}"

    @property
    def full_name(self) -> str:
        """Return whom it was given to, as on a certificate of a person."""
        return self.team_name

    @property
    def replaces(self) -> None:
        return None

    @property
    def is_revoked(self) -> bool:
        return self.snapshot.status == Snapshot.Status.REOPENED
