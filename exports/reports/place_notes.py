"""What a reader has to know of the place that a report is narrowed to: of what its figures were before it was there, or since it ceased."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from places.models import Cover, Unit
from vietnamese.dates import short_date

MOST_NAMED = 6


def place_notes(unit: Unit, *, first: date | None, last: date | None) -> list[str]:
    """Return what a report about `unit` says for a period that was not all its own, None being open: whose figures it counts."""
    notes = []
    if unit.valid_from and (first is None or first < unit.valid_from):
        others = _whose_place(unit, Cover.Kind.PAST, on=unit.valid_from - timedelta(days=1))
        notes += [_note(_("%(unit)s có từ %(day)s; số liệu trước ngày đó là của: %(others)s."), unit, unit.valid_from, others)]
    if unit.ended_on and (last is None or unit.ended_on <= last):
        others = _whose_place(unit, Cover.Kind.FUTURE, on=unit.ended_on)
        notes += [_note(_("%(unit)s không còn từ %(day)s; số liệu từ ngày đó là của: %(others)s."), unit, unit.ended_on, others)]
    return [note for note in notes if note]


def _whose_place(unit: Unit, kind: str, *, on: date) -> list[Unit]:
    """Return the units of that day that the unit covers, without those that lie in another one of them."""
    covered = Unit.objects.filter(pk__in=Cover.objects.filter(ancestor=unit, kind=kind).values("unit")).valid_on(on)
    return list(covered.exclude(parent__in=covered.values("pk")).with_names().order_by("level", "sort_key", "pk"))


def _note(sentence: str, unit: Unit, day: date, others: list[Unit]) -> str:
    """Return the sentence; nothing where the same name went on, in the same place and with nothing added."""
    names = [another_unit.full_name for another_unit in others]
    if not names or names == [unit.full_name]:
        return ""
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], _("%(more)d nơi khác") % {"more": len(names) - MOST_NAMED}]
    label = unit.full_name[:1].upper() + unit.full_name[1:]
    return sentence % {"unit": label, "day": short_date(day), "others": "; ".join(names)}
