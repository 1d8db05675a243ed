from collections.abc import Callable
from typing import Any

import pytest

from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.actions import register


@pytest.fixture
def come(today: Activity, make_person: Any, organiser: Any) -> Callable[..., Registration]:
    """come("Phạm Văn Rê", phone=…): registered for today's session."""

    def enrol(name: str = "Phạm Văn Rê", activity: Activity = today, **more: Any) -> Registration:
        return register(activity, person=make_person(name, **more), role=Registration.Role.PARTICIPANT, by=organiser)

    return enrol
