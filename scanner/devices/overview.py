"""The phones of an activity as the console lists them: the state of each, what was received from it, what it still holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from activities.models import Activity
from attendance.devices import pairing
from attendance.models import Device, Scan

CLOCK_IS_OFF = timedelta(minutes=2)  # below that no scan is judged wrongly, and all are corrected anyway
SILENT_AFTER = timedelta(minutes=15)  # a phone that holds scans and has said nothing for so long needs a person


class Standing(TextChoices):
    """In the order of the list."""

    IN_USE = "active", gettext_lazy("Đang dùng")
    INVITED = "pending", gettext_lazy("Chờ ghép")
    LAPSED = "expired", gettext_lazy("Mã hết hạn, chưa ghép")
    OVER = "over", gettext_lazy("Hết giờ dùng")
    WITHOUT_RIGHT = "without_right", gettext_lazy("Người ghép không còn quyền")
    REVOKED = "revoked", gettext_lazy("Đã thu hồi")


@dataclass(frozen=True, slots=True)
class Phone:
    device: Device
    standing: Standing
    scans: int  # received from it
    silent_for: timedelta | None  # since its last contact
    may_change: bool

    @property
    def last_contact(self) -> str:
        return describe_past(self.silent_for) if self.silent_for is not None else ""

    @property
    def clock(self) -> str:
        """Return how far its clock is off, in words; empty when it is not far."""
        return describe_clock(self.device.clock_offset)

    @property
    def is_forgotten(self) -> bool:
        """Return whether it said that it holds scans, and then nothing more."""
        return bool(self.device.waiting) and self.silent_for is not None and self.silent_for > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Overview:
    """All phones of an activity, with their totals."""

    rows: list[Phone]

    @property
    def in_use(self) -> int:
        return sum(phone.standing == Standing.IN_USE for phone in self.rows)

    @property
    def waiting(self) -> int:
        return sum(phone.device.waiting or 0 for phone in self.rows)

    @property
    def scans(self) -> int:
        return sum(phone.scans for phone in self.rows)

    @property
    def forgotten(self) -> list[Phone]:
        return [phone for phone in self.rows if phone.is_forgotten]


def list_phones(activity: Activity, user: User, at: datetime) -> Overview:
    """Return the phones of the activity that `user` may see, those in use first."""
    devices = Device.objects.visible_to(user).filter(activity=activity).select_related("activity", "invited_by", "revoked_by")
    scans = Scan.objects.filter(activity=activity, device__isnull=False).order_by()
    counts = dict(scans.values_list("device").annotate(count=Count("pk")))
    closing, may_correct = pairing.closes_at(activity), user.can("correct", activity.unit_id)
    has_right = cached_rights()
    rows = [
        Phone(
            device=device,
            standing=standing_of(device, closing=closing, at=at, has_right=has_right(device)),
            scans=counts.get(device.pk, 0),
            silent_for=max(at - device.last_seen_at, timedelta()) if device.last_seen_at else None,
            may_change=may_correct or device.invited_by_id == user.pk,
        )
        for device in devices
    ]
    order = list(Standing)
    return Overview(sorted(rows, key=lambda phone: order.index(phone.standing)))


def is_running(activity: Activity) -> bool:
    return activity.status not in (Activity.Status.CLOSED, Activity.Status.CANCELLED)


def cached_rights() -> Callable[[Device], bool]:
    """Return pairing.has_inviters_right for the phones of one activity, which asks the database once for each inviter."""
    answers: dict[tuple[int | None, int], bool] = {}

    def has_right(device: Device) -> bool:
        key = device.invited_by_id, device.inviter_generation
        if key not in answers:
            answers[key] = pairing.has_inviters_right(device)
        return answers[key]

    return has_right


def standing_of(device: Device, *, closing: datetime, at: datetime, has_right: bool) -> Standing:
    """`closing`: when the last sitting of its activity closes. `has_right`: of who invited it, to check in."""
    if device.is_revoked:
        return Standing.REVOKED
    if not has_right:
        return Standing.WITHOUT_RIGHT
    if not device.is_paired:
        return Standing.INVITED if at <= device.pairing_expires_at else Standing.LAPSED
    return Standing.OVER if pairing.is_over(device, at=at, closing=closing) else Standing.IN_USE


def next_name(activity: Activity) -> str:
    """Return Máy 1, Máy 2…: the first that no phone of the activity bears."""
    names = set(Device.objects.filter(activity=activity).values_list("name", flat=True))
    number = 1
    while (name := _("Máy %(number)d") % {"number": number}) in names:
        number += 1
    return name


def describe_past(passed: timedelta) -> str:
    if passed < timedelta(minutes=1):
        return _("vừa xong")
    return _("%(time)s trước") % {"time": describe_span(passed)}


def describe_clock(offset: float | None) -> str:
    """Return how far a clock is off, in words. offset: seconds, server minus phone, so that a phone that is slow has a positive one."""
    if offset is None or timedelta(seconds=abs(offset)) <= CLOCK_IS_OFF:
        return ""
    span = describe_span(timedelta(seconds=abs(offset)))
    return _("chậm %(time)s") % {"time": span} if offset > 0 else _("nhanh %(time)s") % {"time": span}


def describe_span(length: timedelta) -> str:
    """Return the two largest of days, hours and minutes: "1 ngày 2 giờ", "5 phút"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = [
        ngettext("%(number)d ngày", "%(number)d ngày", days) % {"number": days} if days else "",
        ngettext("%(number)d giờ", "%(number)d giờ", hours) % {"number": hours} if hours else "",
        ngettext("%(number)d phút", "%(number)d phút", minutes) % {"number": minutes} if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part)
