"""One activity with one sitting yesterday (a scan from the future is refused), a crowd registered for it, and an usher's token."""

import random
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

SURNAMES, MIDDLES, NAMES = ["Phạm", "Đinh", "Hồ", "Nguyễn"], ["Văn", "Thị", "Minh"], ["Rê", "Mẫu", "Hoa", "Brol", "Thạch", "Ánh"]
AT_ONCE = 1000


def fill(registrations: int) -> dict[str, Any]:
    """Writes all through the models. Answers the ids, the usher's token, and a file with a line `registration code` for each pass."""
    from django.conf import settings
    from django.utils import timezone
    from knox.models import AuthToken

    from accounts.actions import add_user, grant_role
    from accounts.roles import Role
    from places.models import Unit

    now = timezone.now()
    province = Unit.objects.get(code=settings.SERVED_PROVINCE, level="province", valid_to=None)
    usher = add_user(username="usher", full_name="Người điểm danh", password="Mật khẩu để đo 1")
    grant_role(usher, role=Role.USHER, unit=province, by=None, at=now)
    sitting = _sitting(usher, Unit.objects.filter(parent=province, level="commune").first())
    passes = Path(settings.VAR_DIR) / "passes.txt"
    with passes.open("w") as file:
        for registration in _register(sitting.activity, registrations, usher):
            file.write(f"{registration.pk} {registration.code}\n")
    return {
        "token": AuthToken.objects.create(usher)[1],
        "user": usher.pk,
        "activity": sitting.activity_id,
        "sitting": sitting.pk,
        "starts_at": sitting.starts_at.isoformat(),
        "passes": str(passes),
    }


def _sitting(by: Any, unit: Any) -> Any:
    from django.utils import timezone

    from activities.models import Activity
    from training.actions import record_session
    from training.models import TrainingSession

    day, zone = timezone.localdate() - timedelta(days=1), timezone.get_current_timezone()
    session = TrainingSession(title="Buổi đo tốc độ", unit=unit, starts_on=day, ends_on=day, status=Activity.Status.OPEN)
    hours = {"starts_at": datetime.combine(day, time(7, 30), zone), "ends_at": datetime.combine(day, time(11, 0), zone)}
    record_session(session, sittings=[{"label": "Sáng", **hours}], by=by)
    return session.sittings.get()


def _register(activity: Any, count: int, by: Any) -> Any:
    from attendance.models import Registration
    from people.models import EthnicGroup, Person
    from places.models import Unit

    chance, groups = random.Random(1), list(EthnicGroup.objects.all())
    communes = list(Unit.objects.filter(parent=activity.unit.parent, level="commune"))
    short_codes: set[str] = set()
    for first in range(0, count, AT_ONCE):
        people = []
        for _number in range(min(AT_ONCE, count - first)):
            person = Person(
                gender=chance.choice("MF"),
                birth_year=chance.randint(1950, 2008),
                ethnic_group=chance.choice(groups),
                unit=chance.choice(communes),
            )
            person.rename(" ".join(chance.choice(words) for words in (SURNAMES, MIDDLES, NAMES)))
            people.append(person)
        registrations = [Registration(activity=activity, person=person, registered_by=by) for person in Person.objects.bulk_create(people)]
        for registration in registrations:
            registration.take_new_codes()
            while registration.short_code in short_codes:
                registration.take_new_codes()
            short_codes.add(registration.short_code)
        yield from Registration.objects.bulk_create(registrations)
