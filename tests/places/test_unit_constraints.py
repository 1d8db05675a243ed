from datetime import date

import pytest
from django.db import IntegrityError

from places.models import Cover, Succession, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.always_on_postgres]


def unit(**details) -> Unit:
    return Unit.objects.create(**{"code": "90001", "name": "Mẫu", "kind": "xã", "level": "commune"} | details)


@pytest.mark.parametrize("start", [None, date(2025, 7, 1)])
def test_a_code_begins_once_on_a_day(start):
    unit(valid_from=start)
    with pytest.raises(IntegrityError):
        unit(valid_from=start)


def test_a_code_may_begin_again_later():
    unit(valid_from=None, valid_to=date(2025, 6, 30))
    unit(valid_from=date(2025, 7, 1))
    assert Unit.objects.filter(code="90001").count() == 2


def test_a_unit_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError, match="a_unit_ends_after_it_starts"):
        unit(valid_from=date(2025, 7, 1), valid_to=date(2025, 6, 30))


def test_a_level_is_one_of_three():
    with pytest.raises(IntegrityError, match="a_unit_is_of_a_known_level"):
        unit(level="region")


def test_an_old_unit_has_one_default_successor():
    old, first, second = unit(), unit(code="90002"), unit(code="90003")
    Succession.objects.create(old=old, new=first, share="part", is_default=True)
    with pytest.raises(IntegrityError):
        Succession.objects.create(old=old, new=second, share="part", is_default=True)


def test_a_pair_of_units_is_one_succession():
    old, new = unit(), unit(code="90002")
    Succession.objects.create(old=old, new=new, share="part", is_default=True)
    with pytest.raises(IntegrityError):
        Succession.objects.create(old=old, new=new, share="part", is_default=False)


def test_a_pair_of_units_is_one_cover():
    first = unit()
    Cover.objects.create(ancestor=first, unit=first, kind="now")
    with pytest.raises(IntegrityError):
        Cover.objects.create(ancestor=first, unit=first, kind="past")
