"""Who gets a certificate of an activity and who does not, with the reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.participants import matrix
from certificates.models import Certificate, Share
from certificates.shares import required_sittings

ROLES = (Registration.Role.PARTICIPANT, Registration.Role.CONTESTANT)  # speakers, judges, coaches, guests and audience get none


class State(models.TextChoices):
    """How it stands with one person; `outdated`: the valid certificate has another name or birth year than the record has now."""

    READY = "ready", _("Sẽ được cấp")
    SHORT = "short", _("Chưa đủ số buổi")
    ISSUED = "issued", _("Đã cấp")
    OUTDATED = "outdated", _("Đã cấp, họ tên hoặc năm sinh nay đã sửa")
    REVOKED = "revoked", _("Đã thu hồi")
    OTHER_ROLE = "other_role", _("Không phải học viên, thí sinh")
    ERASED = "erased", _("Đã xóa danh tính")


@dataclass(frozen=True, slots=True)
class Recipient:
    """`attended`: of the sittings that are over; `missing`: how many too few for the share of the valid certificate, else that asked for.

    `certificate`: the valid one, else the last revoked one.
    """

    registration: Registration
    attended: int
    missing: int
    state: State
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """The people of an activity by given name; whose certificate is outdated first, and of those too few times there who misses fewest.

    `held`: sittings that are over, none of a cancelled activity; `pending`: sittings that are not.
    """

    activity: Activity
    share: str
    held: int
    pending: int
    people: list[Recipient]

    @property
    def required(self) -> int:
        return required_sittings(self.share, self.held)

    def in_state(self, *states: str) -> list[Recipient]:
        return [person for person in self.people if person.state in states]


def share_of(activity: Activity) -> str:
    """Return the share by which certificates of the activity were last issued; every sitting before the first."""
    shares = Certificate.objects.of_activity(activity).order_by("-pk").values_list("share", flat=True)
    return shares.first() or Share.ALL.value


def find_recipients(activity: Activity, user: User, *, share: str, at: datetime) -> Recipients:
    """Return who gets a certificate for `share` of the sittings that are over at that time, among those whom `user` may see."""
    ends = dict(activity.sittings.values_list("pk", "ends_at"))
    held_ids = {pk for pk, ends_at in ends.items() if ends_at <= at and not activity.is_cancelled}
    in_time = Certificate.objects.of_activity(activity).order_by(models.F("revoked_at").asc(nulls_last=True), "pk")  # the valid one last
    certificates = {certificate.registration_id: certificate for certificate in in_time}
    people = []
    for registration, presences in matrix(activity, user):
        attended = sum(presence.attended for sitting, presence in presences.items() if sitting in held_ids)
        certificate = certificates.get(registration.pk)
        applied_share = certificate.share if certificate and not certificate.is_revoked else share
        missing = max(required_sittings(applied_share, len(held_ids)) - attended, 0)
        state = _judge(registration, certificate, is_enough=bool(held_ids) and not missing)
        people.append(Recipient(registration, attended, missing, state, certificate))
    people.sort(key=lambda person: (person.state != State.OUTDATED, person.missing if person.state == State.SHORT else 0))
    return Recipients(activity, share, len(held_ids), len(ends) - len(held_ids), people)


def _judge(registration: Registration, certificate: Certificate | None, *, is_enough: bool) -> State:
    person = registration.person
    if person.anonymised_at:
        return State.ERASED
    if certificate and not certificate.is_revoked:
        is_as_printed = (certificate.full_name, certificate.birth_year) == (person.full_name, person.birth_year)
        return State.ISSUED if is_as_printed else State.OUTDATED
    if certificate:
        return State.REVOKED
    if registration.role not in ROLES:
        return State.OTHER_ROLE
    return State.READY if is_enough else State.SHORT
