from typing import Any

import pytest
from rest_framework.test import APIClient

from attendance.models import Device
from tests.attendance.hall import pair_phone


@pytest.fixture
def phone(session: Any, organiser: Any) -> tuple[Device, APIClient]:
    return pair_phone(session, by=organiser)
