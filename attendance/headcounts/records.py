"""People counted without names: what was counted, read and taken back. attendance.headcounts.actions writes it."""

from dataclasses import dataclass

from activities.models import Activity, Sitting
from attendance.models import Headcount
from vietnamese.text import clean, fold

SUGGESTED = ("Khán giả", "Học sinh", "Đại biểu", "Phụ huynh")  # data, not chrome: kept in Vietnamese in every language


@dataclass(frozen=True, slots=True)
class Heads:
    """The counts of an activity or a sitting, added up; never added to attendances."""

    counts: list[Headcount]

    @property
    def total(self) -> int:
        return sum(one.count for one in self.counts)

    @property
    def basis(self) -> str:
        """counted, estimated, or empty where some are the one and some the other."""
        found = {one.basis for one in self.counts}
        return found.pop() if len(found) == 1 else ""


def of_activity(activity: Activity) -> Heads | None:
    """None where nothing was counted: that is not a count of nobody."""
    found = list(Headcount.objects.filter(sitting__activity=activity))
    return Heads(found) if found else None


def of_sitting(sitting: Sitting) -> Heads:
    return Heads(list(Headcount.objects.filter(sitting=sitting).select_related("counted_by", "device")))


def as_counted_before(sitting: Sitting, category: str) -> str:
    """The spelling that this sitting has, or that we suggest: "khan gia" counted anew is not counted beside "Khán giả"."""
    category = clean(category)
    known = [*sitting.headcounts.values_list("category", flat=True), *SUGGESTED]
    return next((one for one in known if one == category), next((one for one in known if fold(one) == fold(category)), category))
