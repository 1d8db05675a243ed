"""The units that were in a place on the day of an activity, each looked up once: many lines of a roster name the same old commune."""

from datetime import date

from places.models import Unit


class UnitHolders:
    def __init__(self, day: date) -> None:
        self.day = day
        self._by_unit: dict[int, list[Unit]] = {}

    def find(self, unit: Unit) -> list[Unit]:
        """Return what `Unit.holders_on` the day returns."""
        if unit.pk not in self._by_unit:
            self._by_unit[unit.pk] = unit.holders_on(self.day)
        return self._by_unit[unit.pk]
