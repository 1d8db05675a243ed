from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import ScopedQuerySet
from people.models import Person
from places.models import Unit
from privacy.requests import deadlines


class DataRequestQuerySet(ScopedQuerySet):
    def open(self) -> "DataRequestQuerySet":
        return self.filter(answered_on=None)


class DataRequest(models.Model):
    """A request of somebody about their own data, which the law wants answered in time (privacy.requests.deadlines)."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Được biết, xem dữ liệu")
        CORRECT = "correct", _("Chỉnh sửa")
        PROVIDE = "provide", _("Cung cấp bản sao")
        RESTRICT = "restrict", _("Hạn chế xử lý")
        OBJECT = "object", _("Phản đối xử lý")
        WITHDRAW = "withdraw", _("Rút lại sự đồng ý")
        ERASE = "erase", _("Xóa dữ liệu")

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("Gặp trực tiếp")
        LETTER = "letter", _("Văn bản")
        PHONE = "phone", _("Điện thoại")
        MESSAGE = "message", _("Thư điện tử, tin nhắn")

    class Outcome(models.TextChoices):
        DONE = "done", _("Đã thực hiện")
        REFUSED = "refused", _("Từ chối")

    kind = models.CharField(pgettext_lazy("one", "Yêu cầu"), max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Địa bàn"))  # whose administrators answer it
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="data_requests")
    name = models.CharField(_("Người yêu cầu"), max_length=100)  # as they said it: they may be on no list of ours
    representative = models.CharField(_("Người đại diện"), max_length=100, blank=True, default="")  # of a minor: Luật 91/2025/QH15 Điều 24
    contact = models.CharField(_("Trả lời đến"), max_length=200, blank=True, default="")
    text = models.TextField(_("Nội dung"), max_length=2000, blank=True, default="")
    way = models.CharField(_("Cách gửi"), max_length=9, choices=Way.choices, default=Way.IN_PERSON)
    through_others = models.BooleanField(_("Phải hỏi cơ quan khác đã nhận dữ liệu"), default=False)
    received_on = models.DateField(_("Ngày nhận"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    acknowledged_on = models.DateField(_("Ngày xác nhận"), null=True)
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(_("Lý do gia hạn"), max_length=300, blank=True, default="")
    outcome = models.CharField(pgettext_lazy("one", "Kết quả"), max_length=7, choices=Outcome.choices, blank=True, default="")
    answered_on = models.DateField(_("Ngày trả lời"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("Trả lời"), max_length=1000, blank=True, default="")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="refused") | ~Q(answer=""), name="a_refused_request_has_its_reason"),  # Điều 14, 19
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome="") | Q(answered_on__isnull=False, outcome__in=["done", "refused"]),
                name="an_answered_request_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True) | ~Q(extension_reason=""), name="an_extension_of_a_request_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def due(self) -> deadlines.Due:
        kind: deadlines.Kind = self.kind  # type: ignore[assignment]
        return deadlines.due(kind, received=self.received_on, through_others=self.through_others, is_extended=self.extended_on is not None)

    @property
    def next_due(self) -> date | None:
        """By when something has to be done; None once it is answered."""
        if self.answered_on:
            return None
        return self.due.answer if self.acknowledged_on else min(self.due.acknowledge, self.due.answer)

    @property
    def state(self) -> str:
        return self.outcome or ("acknowledged" if self.acknowledged_on else "received")

    def is_overdue(self, today: date) -> bool:
        return self.next_due is not None and self.next_due < today


class Erasure(models.Model):
    """That somebody's identity was erased: who decided, when and why, and how much went. Holds nothing about the person."""

    class How(models.TextChoices):
        ANONYMISED = "anonymised", _("Xóa danh tính, giữ số liệu")
        DELETED = "deleted", _("Xóa hẳn")

    how = models.CharField(max_length=10, choices=How.choices)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="erasures")  # None once the row itself is gone
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose administrators may read this
    reason = models.CharField(_("Lý do"), max_length=300)
    removed = models.JSONField(default=dict)  # {what: how many}
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")  # None: retention
    erased_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-erased_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.how} {self.erased_at:%d/%m/%Y}"


class Night(models.Model):
    """One night's sweep. Whoever writes the row does the work: two hosts, or two processes, never sweep the same night."""

    night = models.DateField(unique=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # None: under way, or broken off
    swept = models.JSONField(default=dict)  # {what: how many}
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-night"]

    def __str__(self) -> str:
        return f"{self.night:%d/%m/%Y}"
