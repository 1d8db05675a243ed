"""Days and times as people type them; the browser reads the same vectors in tests/browser/test_forms.py."""

import json
from datetime import date
from pathlib import Path

import pytest

from vietnamese.dates import read_day, read_moment, read_time

VECTORS = json.loads(Path(__file__).with_name("typed_dates_vectors.json").read_text())
NEAR = date.fromisoformat(VECTORS["near"])


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("days", lambda text: read_day(text, near=NEAR)),
        ("times", read_time),
        ("moments", lambda text: read_moment(text, near=NEAR)),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant_or_not_at_all(kind, read):
    values = {text: (value := read(text)) and value.isoformat() for text in VECTORS[kind]}
    assert values == VECTORS[kind]
