from collections.abc import Callable
from typing import Any

import pytest

from contests.actions import add_member, add_team
from contests.models import Contest, Team
from people.actions import find_or_add_organisation
from people.models import Organisation
from places.models import Unit


@pytest.fixture
def contest(make_contest: Any) -> Contest:
    return make_contest(sittings=[])


@pytest.fixture
def contest_path(contest: Contest) -> str:
    """Where the screens of `contest` are, with a slash at the end."""
    return f"/contests/{contest.pk}/"


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
