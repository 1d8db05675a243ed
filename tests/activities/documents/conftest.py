from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from activities.documents.actions import record_document
from activities.models import Document


@pytest.fixture
def make_document(organiser: Any, quang_ngai: Any) -> Callable[..., Document]:
    """A plan of the province, 40/KH-UBND of 1 March 2023, with whatever is told otherwise."""

    def make(**values: Any) -> Document:
        usual = {"kind": "plan", "number": "40/KH-UBND", "dated": date(2023, 3, 1), "issuer": "UBND tỉnh Quảng Ngãi", "unit": quang_ngai}
        file = values.pop("file", None)
        return record_document(Document(**usual | {"title": "Phổ biến, giáo dục pháp luật"} | values), file=file, by=organiser)

    return make
