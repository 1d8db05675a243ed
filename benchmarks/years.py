"""Attendances by the hundred thousand or million, written by the database itself: activities of many years in a province or everywhere."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

SITTINGS = 2  # of each activity
COMERS = 500  # to each activity of a province: a thousand attendances
COMERS_IN_THE_COUNTRY = 50
FIRST_DAY, DAYS = date(2021, 1, 4), 1800
WORDS = {
    "sqlite": {"uuid": "{0}", "later": "strftime('%Y-%m-%d %H:%M:%S', {0}, '+' || {1} || ' seconds')"},
    "postgresql": {"uuid": "CAST({0} AS uuid)", "later": "{0} + {1} * interval '1 second'"},
}
# Registrations and attendances are written one activity after the other, as they come about, and so lie beside each other.
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s)"
PEOPLE = f"""
INSERT INTO people_person (id, full_name, folded, sort_key, gender, birth_year, ethnic_group_id, ethnicity_note, unit_id,
  position, national_id_last4, created_at, changed_at)
{NUMBERS},
  u AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM places_unit WHERE id IN ({{units}})),
  g AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM people_ethnicgroup)
SELECT n.i + 1, 'Phạm Văn Rê ' || n.i, 'pham van re ' || n.i, 'pham van re ' || n.i, CASE WHEN n.i %% 2 = 0 THEN 'M' ELSE 'F' END,
  1950 + n.i %% 60, g.id, '', u.id, '', '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM n JOIN u ON u.at = n.i %% (SELECT COUNT(*) FROM u) JOIN g ON g.at = (n.i / 7) %% (SELECT COUNT(*) FROM g)
"""
REGISTRATIONS = f"""
INSERT INTO attendance_registration (id, activity_id, person_id, role, category, status, withdrawals, code, code_digest, short_code,
  is_walk_in, registered_at, changed_at)
{NUMBERS}, a AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_activity)
SELECT a.at * {{comers}} + n.i + 1, a.id, (a.at * 377 + n.i * 7) %% %s + 1, 'participant',
  CASE WHEN n.i %% 5 = 0 THEN 'pupil' ELSE '' END, 'registered', '[]', 'CODE', CAST(a.at * {{comers}} + n.i AS text),
  CAST(100000 + n.i AS text), FALSE, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM a CROSS JOIN n ORDER BY 1
"""
ATTENDANCES = f"""
INSERT INTO attendance_attendance (id, registration_id, sitting_id, arrived_at, method, arrival_scan, recorded_by_scan, annul_reason)
{NUMBERS},
  s AS (SELECT id, activity_id, starts_at, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_sitting),
  a AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_activity)
SELECT s.at * {{comers}} + n.i + 1, a.at * {{comers}} + n.i + 1, s.id, {{later}}, 'pass', {{uuid}}, {{uuid}}, ''
FROM s JOIN a ON a.id = s.activity_id CROSS JOIN n ORDER BY 1
"""
HEADCOUNTS = """
INSERT INTO attendance_headcount (sitting_id, category, count, women, shares_are_missing, basis, counted_at)
SELECT id, 'Khán giả', 100 + id % 200, id % 90, FALSE, 'counted', starts_at FROM activities_sitting WHERE id % 10 = 0
"""
TABLES = "('people_person'::regclass, 'attendance_registration'::regclass, 'attendance_attendance'::regclass)"
CONSTRAINTS = f"""
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
  format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'u' AND conrelid IN {TABLES}
"""
INDEXES = f"""
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid IN {TABLES} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def fill(attendances: int) -> dict[str, int]:
    """Write as many attendances in the province served, a tenth as many people, and a clerk of the province, `clerk`.

    Return {activities, people, attendances}.
    """
    from django.conf import settings

    from places.models import Cover, Unit

    province = Unit.objects.get(code=settings.SERVED_PROVINCE, level="province", valid_to=None)
    _add_clerk("clerk", [province])
    units = list(Cover.objects.filter(ancestor=province, kind__in=["now", "past"], unit__level="commune").values_list("unit", flat=True))
    return _fill(attendances, people=attendances // 10, comers=COMERS, units=units)


def fill_country(attendances: int) -> dict[str, int]:
    """Write as many attendances in all provinces, a third as many people, a clerk of the country and one of the province served.

    They are `ministry` and `clerk`. Return {activities, people, attendances}.
    """
    from django.conf import settings

    from places.models import Unit

    provinces = Unit.objects.filter(level="province", valid_to=None)
    _add_clerk("ministry", list(provinces))
    _add_clerk("clerk", [provinces.get(code=settings.SERVED_PROVINCE)])
    units = list(Unit.objects.filter(level="commune", valid_to=None).order_by("pk").values_list("pk", flat=True))
    return _fill(attendances, people=attendances * 3 // 10, comers=COMERS_IN_THE_COUNTRY, units=units)


def _add_clerk(username: str, units: list[Any]) -> None:
    from django.utils import timezone

    from accounts.actions import add_user, grant_role
    from accounts.roles import Role

    clerk = add_user(username=username, full_name="Chuyên viên", password="Mật khẩu để đo 1")
    for unit in units:
        grant_role(clerk, role=Role.CLERK, unit=unit, by=None, at=timezone.now())


def _fill(attendances: int, *, people: int, comers: int, units: list[int]) -> dict[str, int]:
    activities = attendances // (SITTINGS * comers)
    _hold(activities, units)
    _write(people, comers, units)
    return {"activities": activities, "people": people, "attendances": attendances}


def _hold(count: int, units: list[int]) -> None:
    """Nine in ten are closed; of the others it is known by who came that they were held."""
    from django.utils import timezone

    from activities.models import Activity, Sitting

    chance, zone = random.Random(3), timezone.get_current_timezone()
    activities = []
    for number in range(count):
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        activity = Activity(
            kind=chance.choice(Activity.Kind.values),
            title=f"Hoạt động {number}",
            unit_id=chance.choice(units),
            starts_on=day,
            ends_on=day,
            status=Activity.Status.CLOSED if number % 10 else Activity.Status.OPEN,
        )
        activity.update_folded()
        activities.append(activity)
    sittings = []
    for activity in Activity.objects.bulk_create(activities, batch_size=2000):
        for label, hour in (("Sáng", 7), ("Chiều", 13)):
            starts_at = datetime.combine(activity.starts_on, time(hour, 30), zone)
            sittings.append(Sitting(activity=activity, label=label, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)))
    Sitting.objects.bulk_create(sittings, batch_size=2000)


def _write(people: int, comers: int, units: list[int]) -> None:
    """Foreign keys are right by construction and not checked a million times."""
    from django.db import connection

    words = WORDS[connection.vendor]
    later = words["later"].format("s.starts_at", "n.i")
    uuid = words["uuid"].format(f"'00000000000040008' || CAST(100000000000000 + s.at * {comers} + n.i AS text)")
    statements: list[tuple[str, list[Any]]] = [
        (PEOPLE.format(units=", ".join(map(str, units))), [people]),
        (REGISTRATIONS.format(comers=comers), [comers, people]),
        (ATTENDANCES.format(comers=comers, later=later, uuid=uuid), [comers]),
        (HEADCOUNTS, []),
    ]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF" if connection.vendor == "sqlite" else "SET session_replication_role = replica")
        made_again = _drop_indexes(cursor) if connection.vendor == "postgresql" else []
        for sql, parameters in statements:
            cursor.execute(sql, parameters or None)
        for sql in made_again:
            cursor.execute(sql)
        if connection.vendor == "postgresql":  # what autovacuum does after such a load
            cursor.execute("VACUUM ANALYZE")


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop what would be kept ten million times; return the statements that make it again."""
    cursor.execute(CONSTRAINTS + " UNION ALL " + INDEXES)
    dropped_and_made = cursor.fetchall()
    for drop, _make in dropped_and_made:
        cursor.execute(drop)
    return ["SET maintenance_work_mem = '512MB'", *(make for _drop, make in dropped_and_made)]
