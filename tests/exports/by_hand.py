"""A small invented world held twice: as rows in the database, and as plain lists that are counted in Python, one by one."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from activities.models import Activity, Sitting, Target
from attendance.models import Attendance, Headcount, Registration
from contests.models import Contest, Team
from exports.reports import catalogue
from exports.table import Table
from people.actions import describe_person
from people.models import EthnicGroup, Organisation, Person
from places.models import Area, Cover, Unit

COUNTS = (
    "training_sessions", "contests", "sittings", "registered", "walk_ins", "people", "participations", "sitting_attendances",
    "female", "ethnic_minority", "pupils", "headcount", "headcount_female", "headcount_ethnic_minority", "teams", "schools", "contestants", "audience",
    "planned_activities", "planned_participants", "percent_of_plan", "percent_participants",
)  # fmt: skip
UNKNOWN_TO_MINORITY = {"01", "55", "99", None}


@dataclass
class World:
    """Rows as made; what refers to what is an object, never an id."""

    activities: list[Activity] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    headcounts: list[Headcount] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)

    def activity(
        self, unit: Unit, day: date, kind: str = "training-session", *, sittings: int = 1, status: str = "closed", line: str = ""
    ) -> Activity:
        cancelled_at = timezone.now() if status == "cancelled" else None
        made = (Contest if kind == "contest" else Activity)(
            kind=kind,
            title=f"Lớp {len(self.activities)}",
            unit=unit,
            starts_on=day,
            ends_on=day,
            status=status,
            programme_line=line,
            cancelled_at=cancelled_at,
        )
        made.save()
        self.activities.append(made)
        for hour in range(7, 7 + sittings):
            start = timezone.make_aware(datetime.combine(day, time(hour)))
            self.sittings.append(
                Sitting.objects.create(activity=made, label="Sáng", starts_at=start, ends_at=start + timedelta(minutes=50))
            )
        return made

    def person(self, unit: Unit, gender: str | None = "F", group: str | None = "19", name: str = "") -> Person:
        ethnic_group = EthnicGroup.objects.get(code=group) if group else None
        made = describe_person(
            Person(unit=unit),
            full_name=f"Phạm Thị {'ABCDĐEGHIK'[len(self.people) % 10]}",
            gender=gender,
            birth_year=1980,
            ethnic_group=ethnic_group,
        )
        if name:  # also one that no door would take today
            made.rename(name)
        made.save()
        self.people.append(made)
        return made

    def registered(
        self,
        activity: Activity,
        person: Person,
        *,
        role: str = "participant",
        category: str = "",
        status: str = "registered",
        walk_in: bool = False,
    ) -> Registration:
        made = Registration(activity=activity, person=person, role=role, category=category, status=status, is_walk_in=walk_in)
        made.take_new_codes()
        made.save()
        self.registrations.append(made)
        return made

    def came(self, registration: Registration, number: int = 0, *, annulled: bool = False) -> Attendance:
        sitting = [candidate for candidate in self.sittings if candidate.activity == registration.activity][number]
        why = {"annulled_at": timezone.now(), "annul_reason": "Nhầm người"} if annulled else {}
        scan = UUID(int=next(_scans))
        made = Attendance.objects.create(
            registration=registration,
            sitting=sitting,
            arrived_at=sitting.starts_at,
            method="list",
            arrival_scan=scan,
            recorded_by_scan=scan,
            **why,
        )
        self.attendances.append(made)
        return made

    def heads(self, activity: Activity, number: int) -> None:
        sitting = next(candidate for candidate in self.sittings if candidate.activity == activity)
        made = Headcount.objects.create(sitting=sitting, category="Khán giả", count=number, basis="counted", counted_at=timezone.now())
        self.headcounts.append(made)

    def team(self, contest: Activity, school: str = "") -> None:
        organisation = Organisation.objects.get_or_create(name=school, folded=school, unit=contest.unit)[0] if school else None
        self.teams.append(Team.objects.create(contest=contest, name=f"Đội {len(self.teams)}", organisation=organisation))

    def target(
        self, unit: Unit, year: int, kind: str, activities: int, participants: int | None = None, *, quarter: int | None = None
    ) -> None:
        made = Target.objects.create(
            year=year, quarter=quarter, kind=kind, unit=unit, planned_activities=activities, planned_participants=participants
        )
        self.targets.append(made)

    def area(self, name: str, units: list[Unit], first: date | None = None, last: date | None = None) -> Area:
        made = Area.objects.create(
            name=name, unit=Unit.objects.get(code="51", level="province", valid_to=None), valid_from=first, valid_to=last
        )
        made.units.set(units)
        self.areas.append(made)
        return made

    def areas_of(self, unit: Unit, day: date) -> list[int]:
        """Return the ids of the areas valid on that day in one of whose units `unit` lies; [0] where there is none."""
        wider = set(Cover.objects.filter(unit=unit).values_list("ancestor", flat=True))
        valid = [a for a in self.areas if (a.valid_from or date.min) <= day <= (a.valid_to or date.max)]
        return [a.pk for a in valid if wider & {u.pk for u in a.units.all()}] or [0]


_scans = count(1)


OF_ACTIVITY = {
    "commune": lambda a: (a.unit.current_commune or a.unit).pk,
    "former-district": lambda a: (a.unit.former_district or a.unit).pk,
    "former-province": lambda a: (a.unit.former_province or a.unit).pk,
    "recorded-unit": lambda a: a.unit_id,
    "month": lambda a: f"{a.starts_on:%Y-%m}",
    "quarter": lambda a: f"{a.starts_on.year}-{(a.starts_on.month - 1) // 3 + 1}",
    "kind": lambda a: a.kind,
    "programme-line": lambda a: a.programme_line,
}


OF_REGISTRATION = {
    "residence": lambda r: (r.person.unit.current_commune or r.person.unit).pk,
    "residence-former-district": lambda r: (r.person.unit.former_district or r.person.unit).pk,
    "ethnic-group": lambda r: r.person.ethnic_group and r.person.ethnic_group.pk,
    "gender": lambda r: r.person.gender,
    "role": lambda r: r.role,
    "category": lambda r: r.category,
    "ethnic-minority": lambda r: {None: "", "99": "", "01": "0", "55": "0"}.get(r.person.ethnic_group and r.person.ethnic_group.code, "1"),
}
OF_TARGET = {
    "quarter": lambda t: f"{t.year}-{t.quarter}" if t.quarter else None,
    "commune": lambda t: (t.unit.current_commune or t.unit).pk if t.unit.level != "province" else None,
    "former-district": lambda t: (t.unit.former_district or t.unit).pk if t.unit.level != "province" else None,
    "former-province": lambda t: (t.unit.former_province or t.unit).pk,
    "recorded-unit": lambda t: t.unit_id if t.unit.level != "province" else None,
    "kind": lambda t: t.kind,
}


@dataclass
class Filters:
    """A report's filters, as plain values."""

    user: Any
    first: date | None = None
    last: date | None = None
    unit: Unit | None = None
    kind: str = ""
    role: str = ""
    line: str = ""
    area: Area | None = None

    @property
    def query(self) -> dict[str, Any]:
        values = {
            "from": self.first,
            "to": self.last,
            "unit": self.unit and self.unit.pk,
            "kind": self.kind,
            "role": self.role,
            "programme_line": self.line,
            "area": self.area and self.area.pk,
        }
        return {name: value for name, value in values.items() if value}

    def reach(self) -> set[int]:
        units = set(Unit.objects.filter(pk__in=self.user.reach("report")).values_list("pk", flat=True))
        return units & set(Cover.objects.filter(ancestor=self.unit).values_list("unit", flat=True)) if self.unit else units


def build_table(report: str, user: Any, **query: Any) -> Table:
    """Return the report as the product builds it; `from_` stands for the filter `from`."""
    return catalogue.get(report).build_table(user, {name.rstrip("_"): str(value) for name, value in query.items()})


def figures(table: Table, *keys: str) -> list[list[Any]]:
    """Return the heads of the rows and the columns with these keys, the totals last."""
    at = [[column.key for column in table.columns].index(key) for key in keys]
    return [[row[0], *(row[index] for index in at)] for row in [*table.rows, table.totals]]


def column(table: Table, key: str) -> dict[str, Any]:
    """Return {head of a row: its figure in this column}, the total under `=`."""
    *rows, (_head, total) = figures(table, key)
    return dict(rows) | {"=": total}


def count_groups(world: World, filters: Filters, by: str) -> dict[Any, dict[str, Any]]:
    """{key: {column: figure}}, a key for whatever has anything in it."""
    activities, registrations, promised = _select(world, filters)
    if by in OF_REGISTRATION:
        key = OF_REGISTRATION[by]
        groups = {key(r): [s for s in registrations if key(s) == key(r)] for r in registrations}
        counted = {group: _figures_of_people(world, members) for group, members in groups.items()}
        return {group: figures for group, figures in counted.items() if figures["registered"] or figures["people"]}
    key, target_key = OF_ACTIVITY.get(by), OF_TARGET.get(by)
    if by == "area":
        key = lambda a: world.areas_of(a.unit, a.starts_on)[0]  # noqa: E731
        target_key = lambda t: world.areas_of(t.unit, date(t.year, 12, 31))[0] if t.unit.level != "province" else None  # noqa: E731
    promised = [t for t in promised if target_key and target_key(t) is not None]
    targets = {target_key(t): [u for u in promised if target_key(u) == target_key(t)] for t in promised}
    keys = {key(a) for a in activities} | set(targets)
    return {
        group: _figures(
            world,
            [a for a in activities if key(a) == group],
            [r for r in registrations if key(r.activity) == group],
        )
        | _figures_of_plan(world, activities, registrations, targets.get(group, []))
        for group in keys
    }


def count_all(world: World, filters: Filters) -> dict[str, Any]:
    activities, registrations, promised = _select(world, filters)
    return _figures(world, activities, registrations) | _figures_of_plan(world, activities, registrations, promised)


def overlaps(world: World, filters: Filters) -> bool:
    """Return whether an activity or a target lies in two areas."""
    activities, _registrations, promised = _select(world, filters)
    places = [(a.unit, a.starts_on) for a in activities] + [(t.unit, date(t.year, 12, 31)) for t in promised]
    return any(len(world.areas_of(*place)) > 1 for place in places)


def _select(world: World, filters: Filters) -> tuple[list[Activity], list[Registration], list[Target]]:
    """Return the activities held, the registrations and the targets that the filters leave to this user."""
    units = filters.reach()
    first, last = filters.first or date.min, filters.last or date.max
    activities = [
        a
        for a in world.activities
        if first <= a.starts_on <= min(last, timezone.localdate()) and is_held(world, a)
        if a.unit_id in units and filters.kind in ("", a.kind) and filters.line in ("", a.programme_line)
    ]
    registrations = [r for r in world.registrations if r.activity in activities and filters.role in ("", r.role)]
    promised = [t for t in world.targets if first.year <= t.year <= last.year and t.unit_id in units and filters.kind in ("", t.kind)]
    if filters.area:
        activities = [a for a in activities if filters.area.pk in world.areas_of(a.unit, a.starts_on)]
        registrations = [r for r in registrations if r.activity in activities]
        promised = [t for t in promised if filters.area.pk in world.areas_of(t.unit, date(t.year, 12, 31))]
    begins, ends = (first.day, first.month) if filters.first else None, (last.day, last.month) if filters.last else None
    if filters.role or filters.line or begins not in [(1, m) for m in (1, 4, 7, 10)] or ends not in [(31, 3), (30, 6), (30, 9), (31, 12)]:
        promised = []
    elif (begins, ends) != ((1, 1), (31, 12)):
        promised = [t for t in promised if t.quarter and first <= date(t.year, 3 * t.quarter, 28) <= last]
    return activities, registrations, promised


def is_held(world: World, activity: Activity) -> bool:
    """Return whether somebody closed it, or it is open and somebody came or was counted."""
    came = any(row.registration.activity == activity and row.annulled_at is None for row in world.attendances)
    counted = any(row.sitting.activity == activity and row.count for row in world.headcounts)
    return activity.status == "closed" or (activity.status == "open" and (came or counted))


def _figures_of_people(world: World, registrations: list[Registration]) -> dict[str, Any]:
    attendances = [a for a in world.attendances if a.annulled_at is None and a.registration in registrations]
    people = {a.registration.person for a in attendances}
    roll = [r for r in registrations if r.status == "registered" or r in {a.registration for a in attendances}]
    activities = {a.registration.activity for a in attendances}
    return {
        "training_sessions": len([a for a in activities if a.kind == "training-session"]),
        "contests": len([a for a in activities if a.kind == "contest"]),
        "sittings": None,
        "registered": len(roll),
        "walk_ins": len([r for r in roll if r.is_walk_in]),
        "people": len(people),
        "participations": len({a.registration.pk for a in attendances}),
        "sitting_attendances": len(attendances),
        "female": len([p for p in people if p.gender == "F"]),
        "ethnic_minority": len([p for p in people if (p.ethnic_group.code if p.ethnic_group else None) not in UNKNOWN_TO_MINORITY]),
        "pupils": len({a.registration.person for a in attendances if a.registration.category == "pupil"}),
        "headcount": None,
        "headcount_female": None,
        "headcount_ethnic_minority": None,
        "teams": None,
        "schools": None,
        "contestants": len([r for r in roll if r.role == "contestant"]),
        "audience": len([r for r in roll if r.role == "audience"]),
        "planned_activities": None,
        "planned_participants": None,
        "percent_of_plan": None,
        "percent_participants": None,
    }


def _is_included(narrow: Target, wide: Target) -> bool:
    """Return whether a target is part of another: of the year beside its quarter, of the district beside its commune."""
    if (wide.year, wide.kind) != (narrow.year, narrow.kind) or wide is narrow:
        return False
    if wide.unit == narrow.unit:
        return wide.quarter is None
    overlaps = None in (wide.quarter, narrow.quarter) or wide.quarter == narrow.quarter
    return overlaps and Cover.objects.filter(ancestor=wide.unit, unit=narrow.unit, kind__in=("now", "past")).exists()


def _figures_of_plan(
    world: World, held_activities: list[Activity], registrations: list[Registration], targets: list[Target]
) -> dict[str, Any]:
    promised = [narrow for narrow in targets if not any(_is_included(narrow, wide) for wide in targets)]
    activities = sum(t.planned_activities for t in promised)
    for_people = [t for t in promised if t.planned_participants is not None]
    participants = sum(t.planned_participants for t in for_people)
    covered = [a for a in held_activities if any(_covers(target, a) for target in promised)]
    covered_for_people = [a for a in covered if any(_covers(target, a) for target in for_people)]
    attended = {a.registration for a in world.attendances if a.annulled_at is None and a.registration in registrations}
    participations = [r for r in attended if r.activity in covered_for_people]
    return {
        "planned_activities": activities if promised else None,
        "planned_participants": participants if for_people else None,
        "percent_of_plan": round(100 * len(covered) / activities, 1) if activities else None,
        "percent_participants": round(100 * len(participations) / participants, 1) if participants else None,
    }


def _covers(target: Target, activity: Activity) -> bool:
    day = activity.starts_on
    is_in_time = target.year == day.year and target.quarter in (None, (day.month + 2) // 3)
    return is_in_time and target.kind == activity.kind and Cover.objects.filter(ancestor=target.unit, unit=activity.unit).exists()


def _figures(world: World, held_activities: list[Activity], registrations: list[Registration]) -> dict[str, Any]:
    return _figures_of_people(world, registrations) | {
        "training_sessions": len([a for a in held_activities if a.kind == "training-session"]),
        "contests": len([a for a in held_activities if a.kind == "contest"]),
        "sittings": len([s for s in world.sittings if s.activity in held_activities]),
        "headcount_female": None,
        "headcount_ethnic_minority": None,
        "headcount": sum(h.count for h in world.headcounts if h.sitting.activity in held_activities),
        "teams": len([t for t in world.teams if t.contest in held_activities]),
        "schools": len({t.organisation for t in world.teams if t.contest in held_activities and t.organisation}),
    }
