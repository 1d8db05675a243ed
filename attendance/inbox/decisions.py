"""What no machine could decide, per activity: what waits, and what a person decides about it. Nothing here changes a scan's answer:
accepting makes another scan, and taking that back voids it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.inbox import reasons
from attendance.inbox.reasons import Why
from attendance.models import Annulment, Attendance, OutcomeWord, Registration, Resolution, ResolutionQuerySet, Scan
from attendance.registrations.actions import reinstate, withdraw
from attendance.registrations.participants import REFUSED
from attendance.scans.lookup import window_of
from attendance.scans.recording import check_in
from attendance.scans.submission import KIND_READ, WALK_IN_READ
from attendance.scans.verdict import Window
from vietnamese.text import clean

LONGEST_REASON = 300

# --- what waits


def waiting(activity: Activity, user: User) -> QuerySet[Scan]:
    """Scans at this activity that counted nobody and about which nobody has decided, the earliest first."""
    return _undecided(user, "view").filter(activity=activity).order_by("scanned_at", "pk")


def numbers_waiting(activities: Iterable[int], user: User) -> dict[int, int]:
    """{activity: how many scans wait}, of those activities where `user` may decide."""
    found = _undecided(user, "correct").filter(activity__in=set(activities)).order_by()
    return dict(found.values_list("activity").annotate(Count("pk")))


def of_activity(activity: Activity, user: User) -> dict[str, Any]:
    """For the activity's page: how many scans wait for `user` to decide, and whether anything was decided."""
    decided = Resolution.objects.visible_to(user, "correct").filter(scan__activity=activity)
    return {"inbox_waiting": numbers_waiting([activity.pk], user).get(activity.pk, 0), "inbox_decided": decided.exists()}


def _undecided(user: User, verb: str) -> QuerySet[Scan]:
    decided = Resolution.objects.active().filter(scan=OuterRef("pk"))
    return Scan.objects.visible_to(user, verb).filter(~Exists(decided), outcome__in=REFUSED)


@dataclass(frozen=True, slots=True)
class Item:
    """One scan that waits. `suggested`: the sitting it was most likely for. `here`: who would count if it is accepted, a registration
    of this activity. `seen`: whom the pass names as far as the reader may know. `is_there`: they count in `suggested` already."""

    scan: Scan
    why: Why
    suggested: Sitting | None
    here: Registration | None
    seen: Registration | None
    is_there: bool

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes several scans one thing to decide: one person and one sitting, or one text that nobody knows."""
        if someone := self.here or self.scan.registration_id:
            return self.why, getattr(someone, "pk", someone), self.suggested and self.suggested.pk
        is_text = self.scan.read and not self.scan.read.startswith(KIND_READ)
        return self.why, self.scan.read if is_text else self.scan.pk


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to decide: the first scan of its kind, and all of them."""

    first: Item
    items: list[Item]

    @property
    def scans(self) -> list[Scan]:
        return [item.scan for item in self.items]


def describe(activity: Activity, scans: Sequence[Scan], user: User) -> list[Item]:
    """Each scan with what a person has to know, in the order given; at most four statements whatever their number."""
    sittings = {sitting.pk: sitting for sitting in activity.sittings.all()}
    windows = [window_of(sitting) for sitting in sittings.values()]
    likely = {scan.pk: reasons.likely(windows, _moment(scan), sitting=scan.sitting_id) for scan in scans}
    here = _registered_here(activity, scans)
    seen = _visible_elsewhere(activity, scans, user)
    there = _attendances(activity, here)
    items = []
    for scan in scans:
        suggested, its = likely[scan.pk], here.get(scan.registration.person_id) if scan.registration else None
        items.append(
            Item(
                scan=scan,
                why=_why(scan, windows, activity),
                suggested=sittings[suggested.sitting] if suggested else None,
                here=its,
                seen=its or seen.get(scan.registration_id),
                is_there=bool(its and suggested and (suggested.sitting, its.pk) in there),
            )
        )
    return items


def things(items: Sequence[Item]) -> list[Thing]:
    """The same code tried five times is one thing to decide. In the order of their first scans."""
    found: dict[Any, list[Item]] = {}
    for item in items:
        found.setdefault(item.key, []).append(item)
    return [Thing(group[0], group) for group in found.values()]


def open_things(activity: Activity, user: User) -> list[Thing]:
    scans = waiting(activity, user).select_related("registration__person", "device", "user")
    return things(describe(activity, list(scans), user))


def _moment(scan: Scan) -> datetime:
    return reasons.best_moment(scanned_at=scan.scanned_at, received_at=scan.received_at)


def _why(scan: Scan, windows: list[Window], activity: Activity) -> Why:
    return reasons.why(
        scan.outcome,
        windows,
        scanned_at=scan.scanned_at,
        received_at=scan.received_at,
        zone=timezone.get_current_timezone(),
        sitting=scan.sitting_id,
        is_walk_in=is_walk_in(scan),
        revoked_at=scan.device.revoked_at if scan.device else None,
        cancelled_at=activity.cancelled_at,
    )


def is_walk_in(scan: Scan) -> bool:
    """Somebody on no list, written down in the hall, whom nobody could register; `read` has the name."""
    return scan.registration_id is None and scan.read.startswith(WALK_IN_READ)


def _registered_here(activity: Activity, scans: Sequence[Scan]) -> dict[int, Registration]:
    """{person: their registration in this activity}: a pass of another activity may be that of somebody on this list too."""
    people = {scan.registration.person_id for scan in scans if scan.registration}
    if not people:
        return {}
    rows = Registration.objects.filter(activity=activity, person__in=people).select_related("person__unit")
    return {row.person_id: row for row in rows}


def _visible_elsewhere(activity: Activity, scans: Sequence[Scan], user: User) -> dict[int | None, Registration]:
    """A pass of an activity that the reader may not see names nobody."""
    foreign = {scan.registration_id for scan in scans if scan.registration and scan.registration.activity_id != activity.pk}
    rows = Registration.objects.visible_to(user).filter(pk__in=foreign).select_related("person__unit") if foreign else []
    return {row.pk: row for row in rows}


def _attendances(activity: Activity, here: dict[int, Registration]) -> set[tuple[int, int]]:
    if not here:
        return set()
    found = Attendance.objects.active().filter(sitting__activity=activity, registration__in=here.values())
    return set(found.values_list("sitting", "registration"))


# --- what a person decides


def accept(scan: Scan, *, sitting: Sitting, reason: str, by: User, at: datetime) -> Resolution:
    """Counts the scan's own pass in `sitting`. Somebody who had withdrawn stands registered again.

    Raises ValidationError, as `attach` and `dismiss` do: `resolved_already`, `nothing_to_decide`, `required` (reason); of its own
    `nobody_known` for a code that names nobody, `elsewhere` for a pass or a sitting of another activity; as `attach`
    `activity_cancelled`, `too_early` for a sitting that is not open yet."""
    registration = scan.registration
    if registration is None:
        raise ValidationError(_("Không rõ lượt quét này của ai. Hãy gắn với một người trong danh sách."), code="nobody_known")
    if registration.activity_id != scan.activity_id:
        message = _("Thẻ này của hoạt động khác. Hãy gắn với một người trong danh sách của hoạt động này.")
        raise ValidationError(message, code="elsewhere")
    return _count_in(scan, Resolution.Action.ACCEPT, registration, sitting, reason, by, at)


def attach(scan: Scan, *, registration: Registration, sitting: Sitting | None = None, reason: str, by: User, at: datetime) -> Resolution:
    """Counts `registration`, of the same activity, instead of what was read: in `sitting`, else in the one open when it was scanned
    (code `required` on `sitting` when none was)."""
    if registration.activity_id != scan.activity_id:
        message = _("Người này không có trong danh sách của hoạt động.")
        raise ValidationError({"registration": ValidationError(message, code="elsewhere")})
    sitting = sitting or _open_then(scan)
    if sitting is None:
        raise ValidationError({"sitting": ValidationError(_("Lúc quét không có buổi nào mở. Hãy chọn buổi."), code="required")})
    return _count_in(scan, Resolution.Action.ATTACH, registration, sitting, reason, by, at)


def dismiss(scan: Scan, *, reason: str, by: User, at: datetime) -> Resolution:
    """Counts nobody: a mistake, a test, somebody who is there already."""
    with transaction.atomic():
        return _resolve(_locked(scan), action=Resolution.Action.DISMISS, reason=reason, by=by, at=at)


def settle(
    scans: Sequence[Scan],
    *,
    action: str,
    reason: str,
    by: User,
    at: datetime,
    sitting: Sitting | None = None,
    registration: Registration | None = None,
) -> list[Resolution]:
    """One decision about several scans: all of them or, with a ValidationError, none. `sitting` None: each where it belongs."""
    with transaction.atomic():
        in_order = sorted(scans, key=lambda scan: scan.pk.int)  # two people who decide about the same ones never wait for each other
        if action == Resolution.Action.DISMISS:
            return [dismiss(scan, reason=reason, by=by, at=at) for scan in in_order]
        if registration is not None:
            return [attach(scan, registration=registration, sitting=sitting, reason=reason, by=by, at=at) for scan in in_order]
        return [accept(scan, sitting=sitting or _required(likely_sitting(scan)), reason=reason, by=by, at=at) for scan in in_order]


def likely_sitting(scan: Scan) -> Sitting | None:
    sittings = {sitting.pk: sitting for sitting in Sitting.objects.filter(activity=scan.activity_id)}
    found = reasons.likely([window_of(sitting) for sitting in sittings.values()], _moment(scan), sitting=scan.sitting_id)
    return sittings[found.sitting] if found else None


def _open_then(scan: Scan) -> Sitting | None:
    found = likely_sitting(scan)
    return found if found and found.is_open_at(_moment(scan)) else None


def _required(sitting: Sitting | None) -> Sitting:
    if sitting is None:
        raise ValidationError({"sitting": ValidationError(_("Hoạt động chưa có buổi nào. Hãy thêm buổi trước."), code="required")})
    return sitting


def _count_in(scan: Scan, action: str, registration: Registration, sitting: Sitting, reason: str, by: User, at: datetime) -> Resolution:
    with transaction.atomic():
        scan = _locked(scan)
        _require_possible(scan, sitting, at)
        is_reinstated = reinstate(registration, at=at)
        made = _count(scan, registration, sitting, by, at)
        return _resolve(scan, action=action, reason=reason, by=by, at=at, made_scan=made, stood_again=is_reinstated)


def _locked(scan: Scan) -> Scan:
    """The row, held until the decision is written; refused when there is nothing to decide about it (any more)."""
    held = Scan.objects.select_for_update(no_key=True, of=("self",)).select_related("activity").get(pk=scan.pk)
    if held.outcome not in REFUSED or held.activity is None:
        raise ValidationError(_("Lượt quét này không cần ai quyết định."), code="nothing_to_decide")
    if Resolution.objects.active().filter(scan=held).exists():
        raise _decided_already()
    return held


def _decided_already() -> ValidationError:
    return ValidationError(_("Vừa có người khác quyết định về lượt quét này. Hãy tải lại trang để xem."), code="resolved_already")


def _require_possible(scan: Scan, sitting: Sitting, at: datetime) -> None:
    if sitting.activity_id != scan.activity_id:
        raise ValidationError({"sitting": ValidationError(_("Buổi này thuộc hoạt động khác."), code="elsewhere")})
    if scan.activity is not None and scan.activity.is_cancelled:
        message = _("Hoạt động đã hủy nên không nhận điểm danh. Hãy khôi phục hoạt động trước, hoặc bỏ qua lượt quét này.")
        raise ValidationError(message, code="activity_cancelled")
    if at < sitting.opens_at:
        message = _("Buổi %(sitting)s chưa mở điểm danh.") % {"sitting": sitting}
        raise ValidationError({"sitting": ValidationError(message, code="too_early")})


def _count(scan: Scan, registration: Registration, sitting: Sitting, by: User, at: datetime) -> Scan:
    """Another scan, which counts: at the time of the original if that lies within the sitting's hours, else at the sitting's start."""
    id_ = uuid4()
    result = check_in(
        registration,
        sitting=sitting.pk,
        scan_id=id_,
        scanned_at=_counting_from(scan, sitting, at),
        method=scan.method,
        user=by,
        received_at=at,
    )
    if result.outcome not in (OutcomeWord.WELCOME, OutcomeWord.ALREADY):
        message = _("Không nhận được vào buổi %(sitting)s: %(why)s.")
        said = OutcomeWord(result.outcome).label if result.outcome else result.error
        raise ValidationError(message % {"sitting": sitting, "why": said}, code=result.outcome or "invalid")
    return Scan.objects.get(pk=id_)


def _counting_from(scan: Scan, sitting: Sitting, at: datetime) -> datetime:
    moment = _moment(scan)
    return moment if sitting.is_open_at(moment) else min(sitting.starts_at, at)


def _resolve(scan: Scan, *, reason: str, by: User, at: datetime, **decided: Any) -> Resolution:
    reason = clean(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    try:
        with transaction.atomic():
            return Resolution.objects.create(scan=scan, reason=reason, resolved_by=by, resolved_at=at, **decided)
    except IntegrityError as error:  # a_scan_has_one_standing_resolution
        raise _decided_already() from error


# --- what a person takes back


def take_back(resolution: Resolution, *, by: User, at: datetime) -> Resolution:
    """The scan waits again. What it had been made to count is voided, and the attendance goes back to its earliest remaining scan or is
    annulled; a registration that stood again is withdrawn, unless it was changed since. Raises ValidationError (`undone_already`)."""
    with transaction.atomic():
        Scan.objects.select_for_update(no_key=True).get(pk=resolution.scan_id)  # in the order in which decisions take their locks
        resolution = Resolution.objects.select_for_update(of=("self",)).select_related("made_scan").get(pk=resolution.pk)
        if resolution.undone_at:
            raise ValidationError(_("Quyết định này đã được hoàn tác trước đó."), code="undone_already")
        resolution.undone_by, resolution.undone_at = by, at
        resolution.save(update_fields=["undone_by", "undone_at"])
        if resolution.made_scan is not None:
            _withdraw_again(resolution, resolution.made_scan)
            why = _("Hoàn tác quyết định: %(reason)s") % {"reason": resolution.reason}
            _void(resolution.made_scan, reason=why[:LONGEST_REASON], by=by, at=at)
    return resolution


def decided_together(resolution: Resolution, *, everybody: bool = False) -> ResolutionQuerySet:
    """What one person decided in one moment: about the same registration for the same reason, or about `everybody` chosen then."""
    found = Resolution.objects.filter(
        scan__activity=resolution.scan.activity_id, resolved_by=resolution.resolved_by_id, resolved_at=resolution.resolved_at
    )
    if everybody:
        return found
    someone = resolution.made_scan.registration_id if resolution.made_scan else None
    return found.filter(action=resolution.action, reason=resolution.reason, made_scan__registration=someone)


def take_all_back(resolutions: ResolutionQuerySet, *, by: User, at: datetime) -> list[Resolution]:
    """All that still stand, or, with a ValidationError, none."""
    with transaction.atomic():
        standing = list(resolutions.active().order_by("scan_id"))
        if not standing:
            raise ValidationError(_("Quyết định này đã được hoàn tác trước đó."), code="undone_already")
        return [take_back(resolution, by=by, at=at) for resolution in standing]


def _withdraw_again(resolution: Resolution, made: Scan) -> None:
    if not resolution.stood_again or made.registration_id is None:
        return
    registration = Registration.objects.select_for_update(no_key=True).get(pk=made.registration_id)
    if registration.is_withdrawn or registration.changed_at != resolution.resolved_at:
        return
    heir = Resolution.objects.active().filter(made_scan__registration=registration).order_by("resolved_at", "pk").first()
    if heir is None:
        withdraw(registration)
        return
    # Another decision rests on the registration: from now on it stands again by that one.
    Resolution.objects.filter(pk=heir.pk).update(stood_again=True)
    Registration.objects.filter(pk=registration.pk).update(changed_at=heir.resolved_at)


def _void(made: Scan, *, reason: str, by: User, at: datetime) -> None:
    attendance = Attendance.objects.select_for_update(no_key=True).get(pk=made.attendance_id)  # type: ignore[misc]
    made.refresh_from_db(fields=["voided_by"])
    if made.voided_by_id:  # annulled since: stays so
        return
    voided = Annulment.objects.create(
        attendance=attendance, arrived_at=attendance.arrived_at, reason=reason, annulled_at=at, annulled_by=by
    )
    Scan.objects.filter(pk=made.pk).update(voided_by=voided)
    earliest = Scan.objects.filter(attendance=attendance, voided_by=None).order_by("scanned_at", "pk").first()
    if earliest is None:
        attendance.annulled_at, attendance.annulled_by, attendance.annul_reason = at, by, reason
        attendance.save(update_fields=["annulled_at", "annulled_by", "annul_reason"])
        return
    attendance.arrived_at, attendance.method, attendance.arrival_scan = earliest.scanned_at, earliest.method, earliest.pk
    attendance.save(update_fields=["arrived_at", "method", "arrival_scan"])
