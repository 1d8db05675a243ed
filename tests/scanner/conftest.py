from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from attendance.devices import pairing
from attendance.models import Device
from tests.conftest import at


@pytest.fixture
def make_phone(session: Any, organiser: Any) -> Callable[..., tuple[Device, APIClient]]:
    """make_phone(name, activity=session, paired_at=now): a paired phone, and the client that speaks with its token."""

    def make(name: str = "Máy 1", activity: Any = None, paired_at: datetime | None = None) -> tuple[Device, APIClient]:
        paired_at = paired_at or timezone.now()
        _device, code = pairing.invite(activity or session, name=name, by=organiser, at=paired_at)
        device, token = pairing.pair(code, at=paired_at)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return device, client

    return make


@pytest.fixture
def phone(make_phone: Any) -> tuple[Device, APIClient]:
    return make_phone()


@pytest.fixture
def early_phone(make_phone: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Device, APIClient]:
    """A phone that was paired before the session of 20 May 2024 began, and is still heard."""
    monkeypatch.setattr(pairing, "UPLOADS_TAKEN", timedelta(days=36500))
    return make_phone(paired_at=at("06:00"))
