from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from activities.models import Sitting
from attendance.models import Registration
from attendance.registrations.actions import register
from attendance.scans.uploads import record_items
from tests.conftest import at


def arrive(organiser: Any, registration: Registration, clock: str, **more: Any) -> Any:
    """Scan the pass at that time; return the result."""
    item = {"id": str(uuid4()), "registration": registration.pk, "scanned_at": at(clock).isoformat(), "method": "pass"} | more
    everything = {"among": Registration.objects.all(), "sittings": Sitting.objects.all()}
    return record_items([item], **everything, user=organiser, received_at=timezone.now())[0]


@pytest.fixture
def twins(make_person: Any) -> list[Any]:
    """Two records of one person: the first with a phone, the second with a date of birth."""
    return [
        make_person("Phạm Văn Rê", birth_year=1980, phone="0912345678"),
        make_person("Pham Van Re", birth_year=1980, birth_date=date(1980, 2, 9), group="Hrê"),
    ]


@pytest.fixture
def both_here(twins: Any, session: Any, organiser: Any) -> list[Registration]:
    """Both records registered in `session`."""
    return [register(session, person=person, role="participant", by=organiser) for person in twins]
