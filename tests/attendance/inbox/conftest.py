from uuid import uuid4

import pytest
from django.utils import timezone

from activities.models import Sitting
from attendance.models import Registration, Scan
from attendance.scans.uploads import record_items
from tests.conftest import DAY, at


@pytest.fixture
def send(usher, session):
    """send(clock, registration or code="…"): one scan at the session; answers its row."""

    def send_scan(clock, registration=None, *, day=DAY, received=None, device=None, user=usher, **more):
        code = {"code": registration.code} if registration is not None else {}
        activity = {} if device else {"activity": session.pk}
        item = {"id": str(uuid4()), "method": "pass", "scanned_at": at(clock, day).isoformat()} | activity | code | more
        among, sittings = Registration.objects.all(), Sitting.objects.all()
        user, received_at = None if device else user, received or timezone.now()
        record_items([item], among=among, sittings=sittings, user=user, received_at=received_at, device=device)
        return Scan.objects.select_related("registration").get(pk=item["id"])

    return send_scan
