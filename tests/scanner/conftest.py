from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from attendance.devices import pairing
from attendance.models import Device


@pytest.fixture
def make_phone(session: Any, organiser: Any) -> Callable[..., tuple[Device, APIClient]]:
    """make_phone(name, activity=session): a paired phone, and the client that speaks with its token."""

    def make(name: str = "Máy 1", activity: Any = None) -> tuple[Device, APIClient]:
        now = timezone.now()
        _device, code = pairing.invite(activity or session, name=name, by=organiser, at=now)
        device, token = pairing.pair(code, at=now)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return device, client

    return make


@pytest.fixture
def phone(make_phone: Any) -> tuple[Device, APIClient]:
    return make_phone()
