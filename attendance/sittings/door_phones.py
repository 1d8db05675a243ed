"""Phones that checked in many people at one door, or many phones a few people each: something to look at, no proof of anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count

from accounts.models import User
from activities.models import Sitting
from attendance.models import Attendance, AttendanceQuerySet, DoorEntry

PEOPLE_IN_A_FAMILY = 3
BURST_LASTS = timedelta(minutes=5)
PEOPLE_IN_A_BURST = 12  # four families within five minutes are usual, more are worth a look


def list_busy_phones(sitting: Sitting) -> list[tuple[str, int]]:
    """Return (phone, people whom it checked in and who still count) for each with more people than a family, the busiest first."""
    entries = DoorEntry.objects.filter(scan__attendance__sitting=sitting, scan__attendance__annulled_at=None)
    people_by_phone = entries.values_list("phone").annotate(people=Count("scan__attendance", distinct=True))
    return list(people_by_phone.filter(people__gt=PEOPLE_IN_A_FAMILY).order_by("-people", "phone"))


def list_checked_in(sitting: Sitting, user: User, phone: str | None) -> AttendanceQuerySet:
    """Return the attendances at the sitting that were recorded from the phone, annulled ones too, in order of arrival.

    `phone` None: those of all bursts of the sitting.
    """
    attendances = Attendance.objects.visible_to(user).filter(sitting=sitting)
    if phone is None:
        attendances = attendances.filter(pk__in={entry.attendance for burst in find_bursts(sitting) for entry in burst.entries})
    else:
        attendances = attendances.filter(pk__in=DoorEntry.objects.filter(phone=phone).values("scan__attendance"))
    return attendances.select_related("registration__person__unit").order_by("arrived_at", "pk")


def last_annulled(attendances: Iterable[Attendance]) -> list[Attendance]:
    """Return those that were annulled last, at one moment."""
    annulled = [(attendance.annulled_at, attendance) for attendance in attendances if attendance.annulled_at]
    last = max((moment for moment, _attendance in annulled), default=None)
    return [attendance for moment, attendance in annulled if moment == last]


# --- many phones, a few people each


class Entry(NamedTuple):
    """One person who came in by the door."""

    at: datetime  # when the phone scanned the code
    attendance: int
    phone: str
    has_cookie: bool
    annulled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Burst:
    """People who came in within minutes from phones that were there for the first time, each with several people or without a cookie.

    A few families that come together look so, and one phone that clears its cookie for every few people.
    """

    entries: list[Entry]

    @property
    def first(self) -> datetime:
        return self.entries[0].at

    @property
    def last(self) -> datetime:
        return self.entries[-1].at

    @property
    def people(self) -> int:
        """Return how many of them still count."""
        return len({entry.attendance for entry in self.entries if entry.annulled_at is None})

    @property
    def phones(self) -> int:
        return len({entry.phone for entry in self.entries})


def find_bursts(sitting: Sitting) -> list[Burst]:
    """Return each time in which more than PEOPLE_IN_A_BURST people came within BURST_LASTS as `Burst` says; those annulled since, too.

    A phone that was at another sitting's door before keeps its cookie: its people are a family. One statement, or two.
    """
    rows = DoorEntry.objects.filter(scan__attendance__sitting=sitting).order_by("scan__scanned_at", "scan")
    columns = ("scan__scanned_at", "scan__attendance", "phone", "has_cookie", "scan__attendance__annulled_at")
    entries = [Entry(*row) for row in rows.values_list(*columns)]
    people: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        people[entry.phone].add(entry.attendance)
    entries = [entry for entry in entries if not entry.has_cookie or len(people[entry.phone]) > 1]
    if len(entries) <= PEOPLE_IN_A_BURST:
        return []
    elsewhere = DoorEntry.objects.filter(phone__in={entry.phone for entry in entries}).exclude(scan__attendance__sitting=sitting)
    known_phones = set(elsewhere.values_list("phone", flat=True))
    return _find_dense([entry for entry in entries if entry.phone not in known_phones])


def list_bursts(sitting: Sitting) -> list[Burst]:
    """Return the bursts in which more than PEOPLE_IN_A_BURST people still count."""
    return [burst for burst in find_bursts(sitting) if burst.people > PEOPLE_IN_A_BURST]


def _find_dense(entries: list[Entry]) -> list[Burst]:
    """Return the bursts among entries in order of time; what overlaps is one."""
    spans: list[tuple[int, int]] = []  # (first, behind the last) of the entries of each burst
    counts: Counter[int] = Counter()  # of the attendances within BURST_LASTS
    behind = 0
    for place, entry in enumerate(entries):
        while behind < len(entries) and entries[behind].at - entry.at <= BURST_LASTS:
            counts[entries[behind].attendance] += 1
            behind += 1
        if len(counts) > PEOPLE_IN_A_BURST:
            overlaps = bool(spans) and place < spans[-1][1]
            spans = [*spans[:-1], (spans[-1][0], behind)] if overlaps else [*spans, (place, behind)]
        counts[entry.attendance] -= 1
        if not counts[entry.attendance]:
            del counts[entry.attendance]
    return [Burst(entries[start:end]) for start, end in spans]
