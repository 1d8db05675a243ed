import pytest
from django.core.exceptions import ValidationError

from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from contests.actions import add_member, add_members, add_team, change_part, change_team, give_result, record_contest, record_results
from contests.models import Contest, Result, Team, TeamMember
from people.models import Organisation, Person
from tests.conftest import DAY
from tests.refusals import error_codes

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_theme_and_rounds_are_kept_clean(ba_to, organiser):
    contest = Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, theme="  Tảo   hôn ", rounds=[" Chào  hỏi", "", "  "])
    record_contest(contest, by=organiser)
    contest.refresh_from_db()
    assert (contest.theme, contest.rounds) == ("Tảo hôn", ["Chào hỏi"])


def test_a_team_that_is_refused_says_which_and_no_contest_is_left(ba_to, organiser):
    contest = Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY)
    with pytest.raises(ValidationError) as error:
        record_contest(contest, teams=[{"name": "A"}, {"name": "a"}], by=organiser)
    assert error_codes(error) == {"teams.1.name": ["taken"]}
    assert (Contest.objects.count(), Team.objects.count()) == (0, 0)


def test_an_organisation_that_is_not_written_yet_is_written_once(contest, ba_to):
    first = add_team(contest, name="A", organisation=Organisation(name="Trường THCS Ba Vì", unit=ba_to, kind="school"))
    second = add_team(contest, name="B", organisation=Organisation(name="trường thcs BA VÌ", unit=ba_to, kind="school"))
    assert first.organisation == second.organisation
    assert Organisation.objects.count() == 1


def test_a_refused_team_leaves_no_organisation_behind(team, contest, ba_to):
    with pytest.raises(ValidationError):
        add_team(contest, name=team.name, organisation=Organisation(name="Trường mới", unit=ba_to, kind="school"))
    assert list(Organisation.objects.values_list("name", flat=True)) == [team.organisation.name]


def test_a_team_keeps_its_own_name_when_it_is_changed(team):
    assert change_team(team, name="ĐỘI CÔNG LÝ").name == "ĐỘI CÔNG LÝ"


@pytest.mark.parametrize("role", ["participant", "audience"])
def test_who_came_to_watch_and_joins_a_team_is_a_contestant(team, contest, make_person, organiser, role):
    registration = register(contest, person=make_person(), role=role, by=organiser)
    member = add_member(team, person=registration.person, part="reserve", by=organiser)
    registration.refresh_from_db()
    assert (member.registration, registration.role) == (registration, "contestant")


@pytest.mark.parametrize("role", ["judge", "coach", "speaker", "guest"])
def test_who_has_another_part_in_the_contest_does_not_compete(team, contest, make_person, organiser, role):
    registration = register(contest, person=make_person(), role=role, by=organiser)
    with pytest.raises(ValidationError) as error:
        add_member(team, person=registration.person, part="official", by=organiser)
    registration.refresh_from_db()
    assert (error_codes(error), registration.role, TeamMember.objects.count()) == ({"person": ["in_another_role"]}, role, 0)


def test_nobody_is_in_two_teams_of_a_contest(team, contest, make_person, organiser):
    person = make_person()
    add_member(team, person=person, part="official", by=organiser)
    for chosen_team in (team, add_team(contest, name="Đội khác")):
        with pytest.raises(ValidationError) as error:
            add_member(chosen_team, person=person, part="official", by=organiser)
        assert error_codes(error) == {"person": ["in_a_team"]}


def test_who_withdrew_may_join_another_team(team, contest, make_person, organiser):
    person = make_person()
    first = add_member(team, person=person, part="captain", by=organiser)
    withdraw(first.registration)
    second = add_member(add_team(contest, name="Đội khác"), person=person, part="official", by=organiser)
    assert [member.pk for member in TeamMember.objects.all()] == [second.pk]
    assert second.registration.code == first.registration.code
    assert Registration.objects.get().status == "registered"


def test_the_same_person_competes_in_two_contests(team, make_contest, make_person, organiser):
    person = make_person()
    other_team = add_team(make_contest("Hội thi khác", sittings=[]), name="Đội khác")
    for each_team in (team, other_team):
        add_member(each_team, person=person, part="captain", by=organiser)
    assert Registration.objects.filter(person=person).count() == 2


def test_a_refused_part_registers_nobody(team, make_person, organiser):
    with pytest.raises(ValidationError) as error:
        add_member(team, person=make_person(), part="king", by=organiser)
    assert (error_codes(error), Registration.objects.count()) == ({"part": ["invalid_choice"]}, 0)


def test_a_captain_may_be_confirmed_as_captain(team, make_person, organiser):
    member = add_member(team, person=make_person(), part="captain", by=organiser)
    assert change_part(member, part="captain").part == "captain"


def test_a_whole_team_is_added_or_nobody(team, ba_to, make_person, organiser):
    known_person = make_person()
    entries = [
        (known_person, "captain"),
        ({"full_name": "Đinh Thị Mẫu", "unit": ba_to}, "official"),
        ({"full_name": "A", "unit": ba_to}, "official"),
    ]
    with pytest.raises(ValidationError) as error:
        add_members(team, entries, by=organiser)
    assert error_codes(error) == {"members.2.full_name": ["too_short"]}
    assert (TeamMember.objects.count(), Registration.objects.count(), list(Person.objects.all())) == (0, 0, [known_person])
    assert len(add_members(team, entries[:2], by=organiser)) == 2


def test_a_result_given_again_replaces_the_first_and_keeps_its_id(team):
    first = give_result(team, prize="first", place=1)
    second = give_result(team, prize="third")
    assert (second.pk, second.prize, second.place, Result.objects.count()) == (first.pk, "third", None, 1)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"prize": "first", "place": 0}, {"place": ["implausible"]}),
        ({"prize": "first", "place": 1001}, {"place": ["implausible"]}),
        ({"prize": "king"}, {"prize": ["invalid_choice"]}),
        ({"prize": "special", "title": "  "}, {"title": ["required"]}),
    ],
)
def test_a_result_that_cannot_be_is_refused(team, result, expected):
    with pytest.raises(ValidationError) as error:
        give_result(team, **result)
    assert (error_codes(error), Result.objects.count()) == (expected, 0)


def test_results_are_set_for_all_teams_or_for_none(contest, make_team):
    a, b = make_team("A"), make_team("B")
    with pytest.raises(ValidationError) as error:
        record_results(contest, {a: (1, "first"), b: (0, "second")})
    assert error_codes(error) == {f"results.{b.pk}.place": ["implausible"]}
    assert Result.objects.count() == 0
