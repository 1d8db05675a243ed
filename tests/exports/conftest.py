from datetime import date

import pytest

from tests.exports.by_hand import World


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def year_2023(world, unit_called):
    """Ten registrations of six people in four held activities of 2023, and everything that must not count beside them."""
    ba_to, ba_vi = unit_called("Ba Tơ", "district", date(2023, 3, 6)), unit_called("Ba Vì", "commune", date(2023, 3, 6))
    son_ha = unit_called("Sơn Hà", "district", date(2023, 3, 6))
    march = world.activity(ba_to, date(2023, 3, 6), sittings=2, status="closed", line="Dự án 10")
    april = world.activity(ba_vi, date(2023, 4, 3), sittings=1)
    contest = world.activity(son_ha, date(2023, 9, 25), "contest", sittings=1, line="Dự án 10")
    empty = world.activity(son_ha, date(2023, 12, 31), "contest", sittings=0)
    draft = world.activity(ba_to, date(2023, 5, 8), status="draft")
    cancelled = world.activity(ba_to, date(2023, 6, 5), status="cancelled")
    other_year = world.activity(ba_to, date(2024, 1, 1))
    a, b = world.person(ba_vi, "F", "19"), world.person(ba_vi, "M", "01")
    c, d = world.person(ba_vi, "F", None), world.person(ba_vi, None, "55")
    e, f = world.person(son_ha, "F", "30"), world.person(son_ha, "M", "99")
    both = world.registered(march, a), world.registered(april, a, category="pupil")
    for number, registration in ((0, both[0]), (1, both[0]), (0, both[1])):
        world.came(registration, number)
    world.came(world.registered(march, b, walk_in=True), 1)
    world.came(world.registered(march, c, role="speaker", status="withdrawn"), 0)  # withdrew after having come
    world.came(world.registered(march, d), 0, annulled=True)
    world.registered(april, b)  # never came
    world.registered(april, c, status="withdrawn", walk_in=True)
    world.came(world.registered(contest, e, role="contestant", category="pupil"))
    world.came(world.registered(contest, f, role="judge", walk_in=True))
    for not_held in (draft, cancelled, other_year):
        world.came(world.registered(not_held, a))
        world.heads(not_held, 1000)
    world.heads(contest, 300)
    for contest_of_team, school in ((contest, "Trường Sơn Hà"), (contest, "Trường Sơn Hà"), (contest, ""), (empty, "Trường Sơn Hà")):
        world.team(contest_of_team, school)
    province = unit_called("Quảng Ngãi", "province", date(2023, 3, 6))
    world.target(province, 2023, "contest", 5, 400)
    world.target(son_ha, 2023, "contest", 3, 250)
    world.target(ba_to, 2023, "training-session", 2)
    world.target(ba_vi, 2023, "training-session", 1, 60)
    world.target(province, 2024, "contest", 90)
    assert empty.sittings.count() == 0
    return world
