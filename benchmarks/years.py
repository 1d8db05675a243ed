"""Attendances by the hundred thousand, written by the database itself: activities of many years in all units of the province."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

SITTINGS, COMERS = 2, 500  # of each activity: a thousand attendances
FIRST_DAY, DAYS = date(2021, 1, 4), 1800
WORDS = {
    "sqlite": {"uuid": "{0}", "later": "strftime('%Y-%m-%d %H:%M:%S', {0}, '+' || {1} || ' seconds')"},
    "postgresql": {"uuid": "CAST({0} AS uuid)", "later": "{0} + {1} * interval '1 second'"},
}
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s)"
PEOPLE = f"""
INSERT INTO people_person (id, full_name, folded, sort_key, gender, birth_year, ethnic_group_id, ethnicity_note, unit_id,
  position, national_id_last4, created_at, changed_at)
{NUMBERS},
  u AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at, COUNT(*) OVER () AS size FROM places_unit WHERE id IN ({{units}})),
  g AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at, COUNT(*) OVER () AS size FROM people_ethnicgroup)
SELECT n.i + 1, 'Phạm Văn Rê ' || n.i, 'pham van re ' || n.i, 'pham van re ' || n.i, CASE WHEN n.i %% 2 = 0 THEN 'M' ELSE 'F' END,
  1950 + n.i %% 60, g.id, '', u.id, '', '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM n JOIN u ON u.at = n.i %% u.size JOIN g ON g.at = (n.i / 7) %% g.size
"""
REGISTRATIONS = f"""
INSERT INTO attendance_registration (id, activity_id, person_id, role, category, status, withdrawals, code, code_digest, short_code,
  is_walk_in, registered_at, changed_at)
{NUMBERS}, a AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_activity)
SELECT a.at * {COMERS} + n.i + 1, a.id, (a.at * 377 + n.i * 7) %% %s + 1, 'participant', CASE WHEN n.i %% 5 = 0 THEN 'pupil' ELSE '' END,
  'registered', '[]', 'CODE', CAST(a.at * {COMERS} + n.i AS text), CAST(100000 + n.i AS text), FALSE, CURRENT_TIMESTAMP,
  CURRENT_TIMESTAMP
FROM a CROSS JOIN n
"""
ATTENDANCES = f"""
INSERT INTO attendance_attendance (id, registration_id, sitting_id, arrived_at, method, arrival_scan, recorded_by_scan, annul_reason)
{NUMBERS},
  s AS (SELECT id, activity_id, starts_at, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_sitting),
  a AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS at FROM activities_activity)
SELECT s.at * {COMERS} + n.i + 1, a.at * {COMERS} + n.i + 1, s.id, {{later}}, 'pass', {{uuid}}, {{uuid}}, ''
FROM s JOIN a ON a.id = s.activity_id CROSS JOIN n
"""


def fill(attendances: int) -> dict[str, int]:
    """Writes as many attendances, a tenth as many people, and a clerk of the province. Answers {activities, people, attendances}."""
    from django.conf import settings
    from django.utils import timezone

    from accounts.actions import add_user, grant_role
    from accounts.roles import Role
    from places.models import Cover, Unit

    province = Unit.objects.get(code=settings.SERVED_PROVINCE, level="province", valid_to=None)
    clerk = add_user(username="clerk", full_name="Chuyên viên", password="Mật khẩu để đo 1")
    grant_role(clerk, role=Role.CLERK, unit=province, by=None, at=timezone.now())
    units = list(Cover.objects.filter(ancestor=province, kind__in=["now", "past"], unit__level="commune").values_list("unit", flat=True))
    activities, people = attendances // (SITTINGS * COMERS), attendances // 10
    _hold(activities, units)
    _write(people, units)
    return {"activities": activities, "people": people, "attendances": attendances}


def _hold(count: int, units: list[int]) -> None:
    from django.utils import timezone

    from activities.models import Activity, Sitting

    chance, zone = random.Random(3), timezone.get_current_timezone()
    for number in range(count):
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        kind = chance.choice(Activity.Kind.values)
        activity = Activity(
            kind=kind, title=f"Hoạt động {number}", unit_id=chance.choice(units), starts_on=day, ends_on=day, status=Activity.Status.CLOSED
        )
        activity.update_folded()
        activity.save()
        for label, hour in (("Sáng", 7), ("Chiều", 13)):
            starts_at = datetime.combine(day, time(hour, 30), zone)
            Sitting.objects.create(activity=activity, label=label, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))


def _write(people: int, units: list[int]) -> None:
    """Foreign keys are right by construction and not checked a million times."""
    from django.db import connection

    words = WORDS[connection.vendor]
    later = words["later"].format("s.starts_at", "n.i")
    uuid = words["uuid"].format(f"'00000000000040008' || CAST(100000000000000 + s.at * {COMERS} + n.i AS text)")
    statements: list[tuple[str, list[Any]]] = [
        (PEOPLE.format(units=", ".join(map(str, units))), [people]),
        (REGISTRATIONS, [COMERS, people]),
        (ATTENDANCES.format(later=later, uuid=uuid), [COMERS]),
    ]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF" if connection.vendor == "sqlite" else "SET session_replication_role = replica")
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
        if connection.vendor == "postgresql":  # what autovacuum does after such a load
            cursor.execute("VACUUM ANALYZE")
