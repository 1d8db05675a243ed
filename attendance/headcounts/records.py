"""Headcounts of a sitting or an activity, added up."""

from dataclasses import dataclass

from activities.models import Activity, Sitting
from attendance.models import Headcount
from vietnamese.text import clean, fold

SUGGESTED = ("Khán giả", "Học sinh", "Đại biểu", "Phụ huynh")  # stored as data: Vietnamese in every language of the interface


@dataclass(frozen=True, slots=True)
class Headcounts:
    """The counts of an activity or a sitting, added up; never added to attendances."""

    counts: list[Headcount]

    @property
    def total(self) -> int:
        return sum(headcount.count for headcount in self.counts)

    @property
    def basis(self) -> str:
        """Return the basis that all counts share; empty where some were counted and some estimated."""
        bases = {headcount.basis for headcount in self.counts}
        return bases.pop() if len(bases) == 1 else ""


def headcounts_of_activity(activity: Activity) -> Headcounts | None:
    """Return the headcounts of an activity; None where nothing was counted, which is not a count of nobody."""
    counts = list(Headcount.objects.filter(sitting__activity=activity))
    return Headcounts(counts) if counts else None


def headcounts_of_sitting(sitting: Sitting) -> Headcounts:
    return Headcounts(list(Headcount.objects.filter(sitting=sitting).select_related("counted_by", "device")))


def spell_as_before(sitting: Sitting, category: str) -> str:
    """Return the spelling of a category that the sitting has, or else the suggested one: "khan gia" is the category "Khán giả"."""
    category = clean(category)
    spellings = [*sitting.headcounts.values_list("category", flat=True), *SUGGESTED]
    if category in spellings:
        return category
    return next((spelling for spelling in spellings if fold(spelling) == fold(category)), category)
