"""A time comes back from either database as it was written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from accounts.models import User

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


@pytest.mark.parametrize(
    "written",
    [
        datetime(2024, 5, 20, 0, 30, tzinfo=UTC),
        datetime(2024, 5, 20, 7, 30, 1, 2, tzinfo=timezone(timedelta(hours=7))),
        datetime(1899, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 1, 1, tzinfo=UTC),
    ],
)
def test_a_time_is_read_as_it_was_written(nobody, written):
    User.objects.filter(pk=nobody.pk).update(last_login=written)
    read = User.objects.get(pk=nobody.pk).last_login
    assert read == written and read.utcoffset() == timedelta(0)
