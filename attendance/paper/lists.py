"""Lists printed for signatures, and what was signed on them, typed in afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Sitting
from attendance.models import Attendance, Method, OutcomeWord, PaperList, Registration, RegistrationQuerySet, Scan
from attendance.scans.recording import MOST_IN_A_BATCH, record_scans
from attendance.scans.submission import SubmittedScan

ENTRIES = UUID("6f1c2c1e-5d0a-4a57-9a0e-6a4f4d2b7c11")  # namespace of the scans that come from paper


def make_list(sitting: Sitting, *, by: User, at: datetime, only_missing: bool = False) -> PaperList:
    """Who stands registered, by given name; with `only_missing` without those who are there. Answers a list that was printed
    before if it has the same people and nothing about them was changed since: its numbers are on paper already."""
    wanted = _wanted(sitting, only_missing)
    ids = list(wanted.in_name_order().values_list("pk", flat=True))
    printed = sitting.paper_lists.filter(registrations=ids).first()
    if printed and not wanted.filter(Q(changed_at__gt=printed.made_at) | Q(person__changed_at__gt=printed.made_at)).exists():
        return printed
    return PaperList.objects.create(sitting=sitting, registrations=ids, made_by=by, made_at=at)


def _wanted(sitting: Sitting, only_missing: bool) -> RegistrationQuerySet:
    wanted = Registration.objects.filter(activity=sitting.activity_id).active()
    there = Attendance.objects.active().filter(sitting=sitting)
    return wanted.exclude(pk__in=there.values("registration")) if only_missing else wanted


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line of a printed list, and how that person stands now. `attendance`: of the list's sitting, perhaps annulled."""

    number: int
    registration: Registration
    attendance: Attendance | None

    @property
    def is_there(self) -> bool:
        return self.attendance is not None and not self.attendance.is_annulled

    @property
    def can_be_entered(self) -> bool:
        return not self.is_there and not self.registration.is_withdrawn


def lines_of(paper: PaperList) -> list[Line]:
    """In the order printed, in two statements."""
    people = {one.pk: one for one in Registration.objects.filter(activity=paper.sitting.activity_id).with_people()}
    came = {one.registration_id: one for one in Attendance.objects.filter(sitting=paper.sitting_id)}
    return [Line(number, people[pk], came.get(pk)) for number, pk in enumerate(paper.registrations, 1) if pk in people]


def missing_from(paper: PaperList) -> int:
    """How many stand registered now who were not when it was printed."""
    standing = Registration.objects.filter(activity=paper.sitting.activity_id).active()
    return len(set(standing.values_list("pk", flat=True)) - set(paper.registrations))


@dataclass(frozen=True, slots=True)
class Sorted:
    """What comes of the lines that were signed. The first two are entered, the others are passed over."""

    coming: list[Line]
    earlier: list[Line]  # entered from this list before, with a later time
    there: list[Line]  # already; a scan's or a tick's own time is truer than one time for all
    withdrawn: list[Line]
    annulled: list[Line]  # entered from this list at this very time, and annulled since: the same entry brings nothing back


def sort_out(paper: PaperList, lines: Collection[Line], *, arrived_at: datetime) -> Sorted:
    found = Sorted([], [], [], [], [])
    stale = _entered_and_annulled(paper, lines, arrived_at)
    for line in lines:
        if line.is_there:
            (found.earlier if _was_entered_later(paper, line, arrived_at) else found.there).append(line)
        elif line.registration.is_withdrawn:
            found.withdrawn.append(line)
        else:
            (found.annulled if line.registration.pk in stale else found.coming).append(line)
    return found


def _was_entered_later(paper: PaperList, line: Line, arrived_at: datetime) -> bool:
    came = line.attendance
    if came is None or came.arrived_at <= arrived_at:
        return False
    return came.arrival_scan == _entry_id(paper, line.registration.pk, came.arrived_at)


def _entered_and_annulled(paper: PaperList, lines: Collection[Line], arrived_at: datetime) -> set[int]:
    annulled = [line.registration.pk for line in lines if line.attendance and line.attendance.is_annulled]
    if not annulled:
        return set()
    ids = [_entry_id(paper, registration, arrived_at) for registration in annulled]
    return set(Scan.objects.filter(pk__in=ids).values_list("registration_id", flat=True))


def _entry_id(paper: PaperList, registration: int, arrived_at: datetime) -> UUID:
    """The same person entered from the same list at the same time is the same scan, whoever types it and however often."""
    return uuid5(ENTRIES, f"{paper.pk}:{registration}:{arrived_at.timestamp()}")


@dataclass(frozen=True, slots=True)
class Entered:
    """`moved`: their arrival is earlier now. `refused`: whom something that happened meanwhile kept out."""

    welcomed: list[Line]
    moved: list[Line]
    refused: list[Line]


def enter(paper: PaperList, lines: Collection[Line], *, arrived_at: datetime, by: User, at: datetime) -> Entered:
    """Checks in who signed. `lines`: of this list; those who cannot be entered are passed over. Any order and any repetition
    of entries of one list leaves the same attendances, of two times the earlier. Raises ValidationError (see `require_time`)."""
    require_time(paper.sitting, arrived_at, at=at)
    found = sort_out(paper, lines, arrived_at=arrived_at)
    by_id = {line.registration.pk: line for line in sorted([*found.coming, *found.earlier], key=lambda line: line.registration.pk)}
    scans = [
        SubmittedScan(
            id=_entry_id(paper, registration, arrived_at),
            method=Method.LIST,
            device_at=arrived_at,
            registration=registration,
            sitting=paper.sitting_id,
        )
        for registration in by_id
    ]
    activity = paper.sitting.activity_id
    registrations, sittings = Registration.objects.filter(activity=activity), Sitting.objects.filter(activity=activity)
    results = [
        result
        for start in range(0, len(scans), MOST_IN_A_BATCH)
        for result in record_scans(scans[start : start + MOST_IN_A_BATCH], among=registrations, sittings=sittings, user=by, received_at=at)
    ]
    good = {result.registration for result in results if result.outcome in (OutcomeWord.WELCOME, OutcomeWord.ALREADY)}
    welcomed, moved = ([line for line in group if line.registration.pk in good] for group in (found.coming, found.earlier))
    return Entered(welcomed, moved, [line for registration, line in by_id.items() if registration not in good])


# --- when they came: paper does not say


def usual_arrival(sitting: Sitting, *, at: datetime) -> datetime:
    """The start; this minute while the sitting has not begun."""
    return min(sitting.starts_at, at.replace(second=0, microsecond=0))


def moment_of(sitting: Sitting, clock: time) -> datetime:
    """That time of day while the sitting is open, also past midnight; else on the day it starts."""
    day = timezone.localdate(sitting.starts_at)
    moments = [timezone.make_aware(datetime.combine(day + timedelta(days=shift), clock)) for shift in (0, -1, 1)]
    return next((moment for moment in moments if sitting.is_open_at(moment)), moments[0])


def require_time(sitting: Sitting, arrived_at: datetime, *, at: datetime) -> None:
    """Raises ValidationError (keyed `arrived`) with code too_early, outside_hours, in_future or called_off."""
    opens, closes = timezone.localtime(sitting.opens_at), timezone.localtime(sitting.closes_at)
    cancelled_at = sitting.activity.cancelled_at
    if at < sitting.opens_at:
        problem = _("Buổi này chưa mở điểm danh (mở lúc %(opens)s).") % {"opens": f"{opens:%H:%M %d/%m/%Y}"}, "too_early"
    elif not sitting.is_open_at(arrived_at):
        hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
        problem = _("Giờ đến phải trong giờ điểm danh, từ %(opens)s đến %(closes)s.") % hours, "outside_hours"
    elif arrived_at > at:
        problem = _("Giờ đến còn ở phía trước. Hãy kiểm tra lại."), "in_future"
    elif cancelled_at and arrived_at >= cancelled_at:
        problem = _("Hoạt động đã hủy trước giờ này."), "called_off"
    else:
        return
    raise ValidationError({"arrived": ValidationError(problem[0], code=problem[1])})
