from collections.abc import Callable
from typing import Any

import pytest

from activities.models import Activity
from contests.actions import add_member, add_team, record_contest
from contests.models import Contest, Team
from people.actions import find_or_add_organisation
from people.models import Organisation
from places.models import Unit
from tests.conftest import DAY


@pytest.fixture
def make_contest(organiser: Any, ba_to: Unit) -> Callable[..., Contest]:
    """An open contest in huyện Ba Tơ on the evening of 20 May 2024."""

    def make(title: str = "Hội thi Tìm hiểu pháp luật", unit: Unit | None = None, **more: Any) -> Contest:
        fields = {"starts_on": DAY, "ends_on": DAY, "status": Activity.Status.OPEN} | more
        return record_contest(Contest(title=title, unit=unit or ba_to, **fields), sittings=[], by=organiser)

    return make


@pytest.fixture
def contest(make_contest: Any) -> Contest:
    return make_contest()


@pytest.fixture
def school(ba_to: Unit) -> Organisation:
    return find_or_add_organisation("Trường PTDTNT THCS Ba Tơ", unit=ba_to, kind=Organisation.Kind.SCHOOL)


@pytest.fixture
def team(contest: Contest, school: Organisation) -> Team:
    return add_team(contest, name="Đội Công lý", organisation=school, represents="Khối 8")


@pytest.fixture
def make_team(contest: Contest, make_person: Any, organiser: Any) -> Callable[..., Team]:
    """make_team("Đội Chân lý", 3): a team of `contest` with so many members, invented, women first, Hrê first."""

    def make(name: str, members: int = 0) -> Team:
        made = add_team(contest, name=name)
        for n in range(members):
            person = make_person(f"Đinh Thị {name.rsplit(maxsplit=1)[-1]} {'ABCDEFGHIK'[n]}", "FM"[n % 2], 2010, ["Hrê", "Kinh"][n % 2])
            add_member(made, person=person, part="official", by=organiser)
        return made

    return make
