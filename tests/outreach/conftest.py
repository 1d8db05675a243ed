from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from outreach.actions import record_item
from outreach.models import Channel, OutreachItem
from places.models import Unit
from tests.conftest import DAY


@pytest.fixture
def make_item(organiser: User, ba_to: Unit) -> Callable[..., OutreachItem]:
    """An item in huyện Ba Tơ on 20 May 2024; of the website unless another key is given."""

    def make(key: str = "website", title: str = "Bài về Luật Đất đai", **more: Any) -> OutreachItem:
        fields = {"unit": ba_to, "starts_on": DAY, "ends_on": more.get("starts_on", DAY)} | more
        return record_item(OutreachItem(channel=Channel.objects.get(key=key), title=title, **fields), by=organiser)

    return make
