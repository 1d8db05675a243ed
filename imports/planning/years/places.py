"""The unit in which something is held, by what a plan writes of the place and by the day: former districts and communes as they were."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from imports.planning.places.communes import CommuneFinder
from imports.planning.years.wording import YearProblem, problem
from imports.reading.cells.commune_text import COMMUNE_KIND, DISTRICT, without_district_kind
from places.models import Cover, Unit
from vietnamese.text import clean, fold


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """`unit` None: several may be meant, or none is; `names` are those that may be. `note`: a word for a warning."""

    unit: Unit | None
    venue: str = ""
    note: str = ""
    names: str = ""


class PlaceFinder:
    """Places around a unit on any day; the communes of each period between two changes of units are loaded once."""

    def __init__(self, unit: Unit, user: User) -> None:
        self.unit, self.user = unit, user
        covered_units = Unit.objects.filter(pk__in=Cover.objects.filter(ancestor=unit.province).values("unit"))
        spans = covered_units.values_list("valid_from", "valid_to")
        starts = {first for first, _last in spans if first} | {last + timedelta(days=1) for _first, last in spans if last}
        self.boundaries = sorted(starts)
        self._finders: dict[int, CommuneFinder] = {}
        self._cache: dict[tuple[int, str, str], PlaceMatch] = {}
        self._may_record: dict[int, bool] = {}

    def find(self, place: str, district: str, *, day: date) -> PlaceMatch:
        """Return the unit of a place on that day. `district`: what a column for districts or a line above says; it may be empty.

        A place that names no unit is a venue in the district, or in the unit for which the file is.
        """
        period = bisect_right(self.boundaries, day)
        key = period, place, district
        if key not in self._cache:
            if period not in self._finders:
                self._finders[period] = CommuneFinder(self.unit, day)
            self._cache[key] = self._search(self._finders[period], clean(place), clean(district))
        return self._cache[key]

    def remark(self, match: PlaceMatch, written: str) -> YearProblem | None:
        """Return why nothing can be recorded at a place (an error), else how it was read where that is to be looked at (a warning)."""
        if match.unit is None:
            return problem("ambiguous_place" if match.names else "unknown_place", value=written, names=match.names)
        if match.unit.pk not in self._may_record:
            self._may_record[match.unit.pk] = self.user.can("record", match.unit)
        if not self._may_record[match.unit.pk]:
            return problem("not_yours", unit=str(match.unit))
        return problem(match.note, "warning", value=written, unit=match.unit.label) if match.note else None

    def _search(self, finder: CommuneFinder, place: str, district: str) -> PlaceMatch:
        if district and not DISTRICT.match(district) and not COMMUNE_KIND.match(district):
            district_on_record = finder.districts.get(fold(without_district_kind(district)))
            district = district_on_record.kind_and_name if district_on_record else district
        if not place:
            return self._match_unit(finder, district, "") if district else self._default(finder, "")
        bare_district = finder.districts.get(fold(place))
        if bare_district and bare_district.is_valid_on(finder.day) and not district:
            match = self._match_unit(finder, bare_district.kind_and_name, "")
            return PlaceMatch(match.unit, note="read_as_district")
        has_district = bool(DISTRICT.search(place))
        text = place if has_district or not district else f"{place}, {district}"
        match = self._match_unit(finder, text, place)
        if match.unit or match.names:
            return match
        if COMMUNE_KIND.search(place):
            return PlaceMatch(None, names=finder.suggest(place))
        return self._match_unit(finder, district, place) if district and not has_district else self._default(finder, place)

    def _match_unit(self, finder: CommuneFinder, text: str, venue: str) -> PlaceMatch:
        match = finder.find(text)
        if match.code == "ambiguous_commune":
            return PlaceMatch(None, names=match.params["names"])
        unit = match.unit
        if unit is None and (district := finder.find_district(text)):
            unit = finder.find(district.kind_and_name).unit
        if unit is None or not unit.is_valid_on(finder.day):
            return PlaceMatch(None)
        is_name_alone = fold(venue) in (fold(unit.name), fold(unit.kind_and_name), fold(unit.name_in_district))
        note = "renamed" if match.note == "renamed" else ""
        return PlaceMatch(unit, "" if is_name_alone else venue, note)

    def _default(self, finder: CommuneFinder, venue: str) -> PlaceMatch:
        holders = self.unit.holders_on(finder.day)
        same_name = [unit for unit in holders if unit.name == self.unit.name] or holders
        return PlaceMatch(same_name[0] if same_name else None, venue, "unit_of_file" if venue else "")
