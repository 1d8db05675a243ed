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
from attendance.models import Attendance, Method, OutcomeWord, PaperList, Registration, Scan
from attendance.scans.recording import MOST_IN_A_BATCH, record_scans
from attendance.scans.submission import SubmittedScan

ENTRIES = UUID("6f1c2c1e-5d0a-4a57-9a0e-6a4f4d2b7c11")  # namespace of the scans that come from paper


def make_list(sitting: Sitting, *, by: User, at: datetime, only_missing: bool = False) -> PaperList:
    """Make a list of the active registrations, by given name; with `only_missing` without those who are present.

    Returns the list printed before if it has the same people, unchanged since: its numbers are on paper already."""
    registrations = Registration.objects.filter(activity=sitting.activity_id).active()
    if only_missing:
        registrations = registrations.exclude(pk__in=Attendance.objects.active().filter(sitting=sitting).values("registration"))
    ids = list(registrations.in_name_order().values_list("pk", flat=True))
    printed = sitting.paper_lists.filter(registrations=ids).first()
    if printed:
        is_changed = Q(changed_at__gt=printed.made_at) | Q(person__changed_at__gt=printed.made_at)
        if not registrations.filter(is_changed).exists():
            return printed
    return PaperList.objects.create(sitting=sitting, registrations=ids, made_by=by, made_at=at)


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line of a printed list, with that person's state now. `attendance`: of the list's sitting, perhaps annulled."""

    number: int
    registration: Registration
    attendance: Attendance | None

    @property
    def is_there(self) -> bool:
        return self.attendance is not None and not self.attendance.is_annulled

    @property
    def can_be_entered(self) -> bool:
        return not self.is_there and not self.registration.is_withdrawn


def read_lines(paper: PaperList) -> list[Line]:
    """Return the lines in the order printed, in two statements."""
    registrations = Registration.objects.filter(activity=paper.sitting.activity_id).with_people().in_bulk()
    attendances = {attendance.registration_id: attendance for attendance in Attendance.objects.filter(sitting=paper.sitting_id)}
    return [Line(number, registrations[pk], attendances.get(pk)) for number, pk in enumerate(paper.registrations, 1) if pk in registrations]


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """Numbers of a list that name one person: registrations that became one after it was printed."""

    numbers: list[int]
    registration: Registration


def find_shared_numbers(lines: Collection[Line]) -> list[SharedNumbers]:
    numbers: dict[int, list[int]] = {}
    for line in lines:
        numbers.setdefault(line.registration.pk, []).append(line.number)
    registrations = {line.registration.pk: line.registration for line in lines}
    return [SharedNumbers(of_one, registrations[pk]) for pk, of_one in numbers.items() if len(of_one) > 1]


def one_line_each(lines: Collection[Line]) -> list[Line]:
    """Return the first line of each person."""
    first_lines: dict[int, Line] = {}
    for line in lines:
        first_lines.setdefault(line.registration.pk, line)
    return list(first_lines.values())


def count_missing(paper: PaperList) -> int:
    """Count active registrations that are not on the list, since they were made or reinstated later."""
    active = Registration.objects.filter(activity=paper.sitting.activity_id).active()
    return len(set(active.values_list("pk", flat=True)) - set(paper.registrations))


@dataclass(frozen=True, slots=True)
class SortedLines:
    """Signed lines by what happens when they are entered: the first two groups are entered, the others are passed over."""

    coming: list[Line]
    earlier: list[Line]  # entered from this list before, with a later time
    there: list[Line]  # present already, at the time of a scan or a tick
    withdrawn: list[Line]
    annulled: list[Line]  # entered from this list at this very time, and annulled since: entering it again restores nothing


def sort_lines(paper: PaperList, lines: Collection[Line], *, arrived_at: datetime) -> SortedLines:
    """Sort signed lines by what happens when they are entered with `arrived_at`; of a person with two numbers, the first."""
    lines = one_line_each(lines)
    sorted_lines = SortedLines([], [], [], [], [])
    annulled = [line.registration.pk for line in lines if line.attendance and line.attendance.is_annulled]
    entered_now = Scan.objects.filter(pk__in=[_entry_id(paper, registration_id, arrived_at) for registration_id in annulled])
    annulled_ids = set(entered_now.values_list("registration_id", flat=True))
    for line in lines:
        if line.attendance and line.is_there:
            earlier_entry = _entry_id(paper, line.registration.pk, line.attendance.arrived_at)
            is_moved = line.attendance.arrived_at > arrived_at and line.attendance.arrival_scan == earlier_entry
            (sorted_lines.earlier if is_moved else sorted_lines.there).append(line)
        elif line.registration.is_withdrawn:
            sorted_lines.withdrawn.append(line)
        elif line.registration.pk in annulled_ids:
            sorted_lines.annulled.append(line)
        else:
            sorted_lines.coming.append(line)
    return sorted_lines


def _entry_id(paper: PaperList, registration_id: int, arrived_at: datetime) -> UUID:
    """Return the scan id of a person entered from a list at a time: the same whoever types it, however often."""
    return uuid5(ENTRIES, f"{paper.pk}:{registration_id}:{arrived_at.timestamp()}")


@dataclass(frozen=True, slots=True)
class Entered:
    """Lines that were entered. `moved`: their arrival is earlier now. `refused`: not accepted, as something was changed meanwhile."""

    welcomed: list[Line]
    moved: list[Line]
    refused: list[Line]


def enter_signed(paper: PaperList, lines: Collection[Line], *, arrived_at: datetime, by: User, at: datetime) -> Entered:
    """Check in those who signed. `lines`: of this list; those that cannot be entered are passed over.

    Any order and any repetition of entries of one list leaves the same attendances, of two times the earlier. Raises ValidationError
    (see `require_time`)."""
    require_time(paper.sitting, arrived_at, at=at)
    sorted_lines = sort_lines(paper, lines, arrived_at=arrived_at)
    entered = sorted([*sorted_lines.coming, *sorted_lines.earlier], key=lambda line: line.registration.pk)
    scans = [
        SubmittedScan(
            id=_entry_id(paper, line.registration.pk, arrived_at),
            method=Method.LIST,
            device_at=arrived_at,
            registration=line.registration.pk,
            sitting=paper.sitting_id,
        )
        for line in entered
    ]
    activity = paper.sitting.activity_id
    registrations, sittings = Registration.objects.filter(activity=activity), Sitting.objects.filter(activity=activity)
    accepted: set[int | None] = set()
    for start in range(0, len(scans), MOST_IN_A_BATCH):
        batch = scans[start : start + MOST_IN_A_BATCH]
        for result in record_scans(batch, among=registrations, sittings=sittings, user=by, received_at=at, sees_the_list=True):
            if result.outcome in (OutcomeWord.WELCOME, OutcomeWord.ALREADY):
                accepted.add(result.registration)
    return Entered(
        welcomed=[line for line in sorted_lines.coming if line.registration.pk in accepted],
        moved=[line for line in sorted_lines.earlier if line.registration.pk in accepted],
        refused=[line for line in entered if line.registration.pk not in accepted],
    )


# --- the time of arrival, which is not on the paper


def usual_arrival(sitting: Sitting, *, at: datetime) -> datetime:
    """Return the start of the sitting, or the present minute before it."""
    return min(sitting.starts_at, at.replace(second=0, microsecond=0))


def arrival_moment(sitting: Sitting, clock: time) -> datetime:
    """Return the moment of a time of day: within the sitting's hours, also past midnight, else on the day it starts."""
    day = timezone.localdate(sitting.starts_at)
    moments = [timezone.make_aware(datetime.combine(day + timedelta(days=shift), clock)) for shift in (0, -1, 1)]
    return next((moment for moment in moments if sitting.is_open_at(moment)), moments[0])


def require_time(sitting: Sitting, arrived_at: datetime, *, at: datetime) -> None:
    """Raise ValidationError (keyed `arrived`) with code too_early, outside_hours, in_future or called_off."""
    opens, closes = timezone.localtime(sitting.opens_at), timezone.localtime(sitting.closes_at)
    cancelled_at = sitting.activity.cancelled_at
    if at < sitting.opens_at:
        message, code = _("Buổi này chưa mở điểm danh (mở lúc %(opens)s).") % {"opens": f"{opens:%H:%M %d/%m/%Y}"}, "too_early"
    elif not sitting.is_open_at(arrived_at):
        hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
        message, code = _("Giờ đến phải trong giờ điểm danh, từ %(opens)s đến %(closes)s.") % hours, "outside_hours"
    elif arrived_at > at:
        message, code = _("Giờ đến còn ở phía trước. Hãy kiểm tra lại."), "in_future"
    elif cancelled_at and arrived_at >= cancelled_at:
        message, code = _("Hoạt động đã hủy trước giờ này."), "called_off"
    else:
        return
    raise ValidationError({"arrived": ValidationError(message, code=code)})
