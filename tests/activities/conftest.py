import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from activities.models import Activity
from contests.actions import record_contest
from contests.models import Contest
from places.models import Unit


@pytest.fixture
def make_contest(organiser: Any, ba_to: Unit) -> Callable[..., Contest]:
    """An open contest in huyện Ba Tơ on 20 May 2024."""

    def make(
        title: str = "Hội thi Tìm hiểu pháp luật", unit: Unit | None = None, starts_on: date = date(2024, 5, 20), **more: Any
    ) -> Contest:
        fields = {"venue": "Trường PTDTNT", "ends_on": starts_on, "status": Activity.Status.OPEN} | more
        return record_contest(Contest(title=title, unit=unit or ba_to, starts_on=starts_on, **fields), by=organiser)

    return make


@pytest.fixture
def titles() -> Callable[[Any], list[str]]:
    """Titles in the order in which the list's page shows them."""

    def read(page: Any) -> list[str]:
        return [re.sub("<.*?>", "", found) for found in re.findall(r'<th scope="row">(.*?)</th>', page.content.decode(), re.S)]

    return read
