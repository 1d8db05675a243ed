import pytest

from places.models import Unit


@pytest.fixture
def today(db):
    """The current unit with this code."""
    return lambda code: Unit.objects.get(code=code, valid_to=None)


@pytest.fixture
def before(db):
    """The unit that bore this code before 1/7/2025."""
    return lambda code: Unit.objects.get(code=code, valid_from=None)
