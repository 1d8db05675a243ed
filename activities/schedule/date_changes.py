"""What new dates of an activity mean for its sittings: one rule, for whoever edits the dates and for whoever postpones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from activities.models import Activity, Sitting
from activities.schedule.halfdays import MAX_DAYS

Days = tuple[date, date]


@dataclass(frozen=True)
class DateChange:
    """`moved`: sittings that move by `shift`. `removed`: those for which the new dates have no day. `fixed`: those that were attended,
    which stay where they are; `outside`: those of them that the new dates leave out, so that the dates cannot be. `added`: unsaved ones
    for the days that the activity is longer."""

    shift: timedelta
    moved: list[Sitting] = field(default_factory=list)
    removed: list[Sitting] = field(default_factory=list)
    fixed: list[Sitting] = field(default_factory=list)
    outside: list[Sitting] = field(default_factory=list)
    added: list[Sitting] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what somebody confirms who confirms this change: it differs for any other one."""
        moved, removed = (",".join(str(sitting.pk) for sitting in sittings) for sittings in (self.moved, self.removed))
        added = ",".join(f"{sitting.starts_at:%Y%m%dT%H%M}" for sitting in self.added)
        return f"sittings:{self.shift.days}:{moved}:{removed}:{added}"


def plan_date_change(activity: Activity, *, attended: Collection[int], has_added: bool = True) -> DateChange | None:
    """Return what becomes of the stored sittings under the dates that `activity` has now, unsaved; None where nothing does.

    attended: ids of sittings at which somebody was checked in. has_added: whether sittings are proposed for days that are added.
    """
    sittings = list(activity.sittings.all())
    before: Days = Activity.objects.values_list("starts_on", "ends_on").get(pk=activity.pk)
    after: Days = activity.starts_on, activity.ends_on
    is_all_within = all(lies_within(activity, days_of(sitting)) for sitting in sittings)
    is_longer = after[1] - after[0] > before[1] - before[0]
    if not sittings or (is_all_within and not (is_longer and has_added)):
        return None
    fixed = [sitting for sitting in sittings if sitting.pk in attended]
    free = [sitting for sitting in sittings if sitting.pk not in attended]
    shift = timedelta(0) if is_all_within else choose_shift(before, after, map(days_of, free))
    taken_starts = {sitting.starts_at for sitting in fixed}
    moved = [
        sitting for sitting in free if lies_within(activity, days_of(sitting), shift) and sitting.starts_at + shift not in taken_starts
    ]
    added: list[Sitting] = []
    if is_longer and has_added:
        remaining = [*fixed, *(Sitting(door=sitting.door, **values_after(sitting, shift)) for sitting in moved)]
        added = plan_added_sittings(activity, remaining, planned=(before[0] + shift, before[1] + shift))
    change = DateChange(
        shift,
        moved=moved if shift else [],
        removed=[sitting for sitting in free if sitting not in moved],
        fixed=[] if is_all_within else fixed,
        outside=[sitting for sitting in fixed if not lies_within(activity, days_of(sitting))],
        added=added,
    )
    return None if is_all_within and not added else change


def plan_added_sittings(activity: Activity, sittings: Collection[Sitting], *, planned: Days) -> list[Sitting]:
    """Return unsaved sittings for the days of `activity` outside `planned` that have none: like those of the nearest day that has some.

    A label bears its day, as those of an activity of several days do.
    """
    by_day: dict[date, list[Sitting]] = {}
    for sitting in sittings:
        by_day.setdefault(days_of(sitting)[0], []).append(sitting)
    days = (activity.starts_on + timedelta(days=number) for number in range((activity.ends_on - activity.starts_on).days + 1))
    new_days = [day for day in days if not planned[0] <= day <= planned[1] and day not in by_day]
    added = []
    for day in new_days[:MAX_DAYS] if by_day else []:
        nearest = min(by_day, key=lambda other_day: abs(other_day - day))
        for sitting in by_day[nearest]:
            values = values_after(sitting, day - nearest)
            if f"{day:%d/%m}" not in values["label"]:
                values["label"] = f"{values['label'][:54]} {day:%d/%m}"
            copy = Sitting(activity=activity, door=sitting.door, **values)
            if lies_within(activity, days_of(copy)):
                added.append(copy)
    return added


def choose_shift(before: Days, after: Days, sittings: Iterable[Days]) -> timedelta:
    """Return by how much sittings move: as the first day does where the activity stays as long as it was.

    Where it becomes longer or shorter, by what leaves most of them within the new dates: not at all, else as the first or the last day.
    """
    first, last = after[0] - before[0], after[1] - before[1]
    if first == last:
        return first
    days = list(sittings)
    return max((timedelta(0), first, last), key=lambda shift: sum(after[0] <= day + shift and end + shift <= after[1] for day, end in days))


def days_of(sitting: Sitting) -> Days:
    return timezone.localdate(sitting.starts_at), timezone.localdate(sitting.ends_at)


def lies_within(activity: Activity, days: Days, shift: timedelta = timedelta(0)) -> bool:
    return activity.starts_on <= days[0] + shift and days[1] + shift <= activity.ends_on


def move(sittings: Iterable[Sitting], shift: timedelta) -> None:
    """Save the sittings `shift` (whole days) later, with their hours, and with the day in a label such as “Sáng 20/05”."""
    # In the order that never puts a sitting on the time of one that is still to be moved: their times are unique.
    for sitting in sorted(sittings, key=lambda sitting: sitting.starts_at, reverse=shift > timedelta(0)):
        for name, value in values_after(sitting, shift).items():
            setattr(sitting, name, value)
        sitting.save()


def values_after(sitting: Sitting, shift: timedelta) -> dict[str, Any]:
    """Return the label and the times of the sitting `shift` later."""
    day = timezone.localdate(sitting.starts_at)
    return {
        "label": sitting.label.replace(f"{day:%d/%m}", f"{day + shift:%d/%m}"),
        "starts_at": sitting.starts_at + shift,
        "ends_at": sitting.ends_at + shift,
        "set_opens_at": sitting.set_opens_at and sitting.set_opens_at + shift,
        "set_closes_at": sitting.set_closes_at and sitting.set_closes_at + shift,
    }
