"""Scans of an activity that wait for a person's decision, with what is needed to decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.inbox import reasons
from attendance.inbox.reasons import Why
from attendance.models import Attendance, Device, Registration, Resolution, Scan
from attendance.registrations.possible_doubles import find_pairs
from attendance.scans.lookup import window_of
from attendance.scans.submission import CARD_NOT_COMPARED, KIND_READ, REGISTRATION_GONE, WALK_IN_READ
from attendance.scans.verdict import Window

MOST_CASES_OF_A_DEVICE = 50  # a page of the inbox


def list_undecided(activity: Activity, user: User) -> QuerySet[Scan]:
    """Return the undecided scans of an activity, the earliest first."""
    return Scan.objects.visible_to(user).undecided().filter(activity=activity).order_by("scanned_at", "pk")


def count_undecided(activities: Iterable[int], user: User) -> dict[int, int]:
    """Return {activity id: number of undecided scans} of those activities where `user` may decide."""
    scans = Scan.objects.visible_to(user, "correct").undecided().filter(activity__in=set(activities)).order_by()
    return dict(scans.values_list("activity").annotate(Count("pk")))


def inbox_context(activity: Activity, user: User) -> dict[str, Any]:
    """Return the context of the activity's page: how many scans and possible doubles wait for `user`, and whether anything was decided."""
    resolutions = Resolution.objects.visible_to(user, "correct").filter(scan__activity=activity)
    return {
        "inbox_waiting": count_undecided([activity.pk], user).get(activity.pk, 0),
        "inbox_decided": resolutions.exists(),
        "doubles_waiting": len(find_pairs(activity, by=user)),
    }


@dataclass(frozen=True, slots=True)
class UndecidedScan:
    """A scan that waits. `suggested`: the sitting it was most likely for. `registration`: of this activity, counted if the scan is
    accepted. `visible_registration`: of the pass, if the user may see it. `is_there`: it is counted in `suggested` already."""

    scan: Scan
    why: Why
    suggested: Sitting | None
    registration: Registration | None
    visible_registration: Registration | None
    is_there: bool

    @property
    def key(self) -> tuple[Any, ...]:
        """Return the key that scans of one case share: one person and one sitting, or one unknown text."""
        if registration_id := self.registration.pk if self.registration else self.scan.registration_id:
            return self.why, registration_id, self.suggested and self.suggested.pk
        has_text = self.scan.read and not self.scan.read.startswith(KIND_READ)
        return self.why, self.scan.read if has_text else self.scan.pk


@dataclass(frozen=True, slots=True)
class Case:
    """Scans that one decision is about: the first of them, and all. The same code tried five times is one case."""

    first: UndecidedScan
    items: list[UndecidedScan]

    @property
    def scans(self) -> list[Scan]:
        return [item.scan for item in self.items]


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """All that waits from one phone which sent more cases than the inbox lists one by one."""

    device: Device
    cases: list[Case]

    @property
    def number(self) -> int:
        return sum(len(case.items) for case in self.cases)

    @property
    def received(self) -> tuple[datetime, datetime]:
        """Return when the first and the last of its scans arrived."""
        moments = [scan.received_at for case in self.cases for scan in case.scans]
        return min(moments), max(moments)


def summarise_devices(cases: Sequence[Case]) -> tuple[list[Case], list[DeviceSummary]]:
    """Return the cases to list one by one, and a summary for each phone with more than MOST_CASES_OF_A_DEVICE."""
    by_device: dict[int, list[Case]] = {}
    for case in cases:
        if case.first.scan.device_id is not None:
            by_device.setdefault(case.first.scan.device_id, []).append(case)
    summaries = [
        DeviceSummary(device_cases[0].first.scan.device, device_cases)  # type: ignore[arg-type]
        for device_cases in by_device.values()
        if len(device_cases) > MOST_CASES_OF_A_DEVICE
    ]
    summarised_ids = {summary.device.pk for summary in summaries}
    return [case for case in cases if case.first.scan.device_id not in summarised_ids], summaries


def list_cases(activity: Activity, user: User) -> list[Case]:
    """Return the cases that wait for a decision, in the order of their first scans; in at most six statements."""
    scans = list(list_undecided(activity, user).select_related("registration__person", "device", "user"))
    sittings = {sitting.pk: sitting for sitting in activity.sittings.all()}
    windows = [window_of(sitting) for sitting in sittings.values()]
    passes = [scan.registration for scan in scans if scan.registration]
    # A pass of another activity may be that of somebody on this list too.
    on_this_list = Registration.objects.filter(activity=activity, person__in={registration.person_id for registration in passes})
    registrations = {registration.person_id: registration for registration in on_this_list.select_related("person__unit")}
    elsewhere = {registration.pk for registration in passes if registration.activity_id != activity.pk}
    visible_elsewhere = Registration.objects.visible_to(user).select_related("person__unit").in_bulk(elsewhere)
    attendances = Attendance.objects.active().filter(sitting__activity=activity, registration__in=registrations.values())
    attended_pairs = set(attendances.values_list("sitting", "registration"))

    items_by_key: dict[Any, list[UndecidedScan]] = {}
    for scan in scans:
        window = reasons.find_likely_window(windows, moment_of(scan), sitting=scan.sitting_id)
        registration = registrations.get(scan.registration.person_id) if scan.registration else None
        item = UndecidedScan(
            scan=scan,
            why=_why(scan, windows, activity),
            suggested=sittings[window.sitting] if window else None,
            registration=registration,
            visible_registration=registration or visible_elsewhere.get(scan.registration_id or 0),
            is_there=bool(registration and window and (window.sitting, registration.pk) in attended_pairs),
        )
        items_by_key.setdefault(item.key, []).append(item)
    return [Case(items[0], items) for items in items_by_key.values()]


def is_walk_in(scan: Scan) -> bool:
    """Return whether the scan is a walk-in that could not be registered; `read` has the name."""
    return scan.registration_id is None and scan.read.startswith(WALK_IN_READ)


def identifier_of(scan: Scan) -> reasons.Identifier:
    """Return what the scan named somebody by; of a card nothing is stored, or only that it was one."""
    if is_walk_in(scan):
        return "walk_in"
    if scan.read == REGISTRATION_GONE:
        return "registration"
    return "card" if scan.read in ("", f"{KIND_READ}card", CARD_NOT_COMPARED) else "code"


def moment_of(scan: Scan) -> datetime:
    return reasons.best_moment(scanned_at=scan.scanned_at, received_at=scan.received_at)


def likely_sitting(scan: Scan) -> Sitting | None:
    """Return the sitting of the scan's activity that it was most likely for; None without sittings."""
    sittings = {sitting.pk: sitting for sitting in Sitting.objects.filter(activity=scan.activity_id)}
    window = reasons.find_likely_window([window_of(sitting) for sitting in sittings.values()], moment_of(scan), sitting=scan.sitting_id)
    return sittings[window.sitting] if window else None


def _why(scan: Scan, windows: list[Window], activity: Activity) -> Why:
    return reasons.find_why(
        scan.outcome,
        windows,
        scanned_at=scan.scanned_at,
        received_at=scan.received_at,
        zone=timezone.get_current_timezone(),
        sitting=scan.sitting_id,
        identifier=identifier_of(scan),
        paired_at=scan.device.trusted_from(activity) if scan.device else None,
        has_registration=scan.registration_id is not None,
        revoked_at=scan.device.revoked_at if scan.device else None,
        cancelled_at=activity.cancelled_at,
        not_before=scan.not_before,
    )
