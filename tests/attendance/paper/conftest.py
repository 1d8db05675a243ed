from typing import Any

import pytest
from django.utils import timezone

from activities.models import Sitting
from attendance.models import PaperList
from attendance.paper.lists import make_list


@pytest.fixture
def paper(morning: Sitting, enrolled: Any, usher: Any) -> PaperList:
    """A list to sign of the morning: 1 Nguyễn Thị Hoa, 2 Đinh Thị Mẫu, 3 Phạm Văn Rê."""
    return make_list(morning, by=usher, at=timezone.now())
