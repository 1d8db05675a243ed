"""What an activity's invitation says, and who was told of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from attendance.models import Registration
from invitations.messages.texts import Occasion

LONGEST_MESSAGE, LONGEST_LETTER = 1000, 2000  # characters


class Invitation(models.Model):
    """The texts of an activity's messages and of its letter; an empty text is the usual one."""

    activity = models.OneToOneField(Activity, models.CASCADE, verbose_name=_("Hoạt động"), related_name="invitation")
    message = models.TextField(_("Tin mời"), max_length=LONGEST_MESSAGE, blank=True, default="")
    change_message = models.TextField(_("Tin báo thay đổi"), max_length=LONGEST_MESSAGE, blank=True, default="")
    cancellation_message = models.TextField(_("Tin báo hủy"), max_length=LONGEST_MESSAGE, blank=True, default="")

    letter_recipients = models.JSONField(_("Kính gửi"), default=list, blank=True)  # names; none, the organisations of those registered
    letter_content = models.TextField(_("Nội dung"), max_length=LONGEST_LETTER, blank=True, default="")
    letter_request = models.TextField(_("Đề nghị"), max_length=LONGEST_LETTER, blank=True, default="")

    def __str__(self) -> str:
        return str(self.activity)


class Notification(models.Model):
    """A person was told of an activity as it was then; the last one counts."""

    class Way(models.TextChoices):
        ZALO = "zalo", _("Zalo")
        SMS = "sms", _("Tin nhắn SMS")
        CALL = "call", _("Gọi điện")
        PAPER = "paper", _("Giấy mời")
        IN_PERSON = "in_person", _("Báo trực tiếp, qua người khác")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notifications")
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    starts_at = models.TimeField(_("Giờ bắt đầu"), null=True)
    place = models.CharField(_("Địa điểm"), max_length=400)
    is_cancelled = models.BooleanField(_("Báo hủy"), default=False)
    way = models.CharField(_("Cách báo"), max_length=9, choices=Way.choices)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("Người báo"), related_name="+")
    told_at = models.DateTimeField(_("Báo lúc"))

    class Meta:
        ordering = ["told_at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration} · {self.get_way_display()}"

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.starts_on, self.ends_on, self.starts_at, self.place, self.is_cancelled)
