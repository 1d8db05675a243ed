"""Whoever shares a name with somebody on a list where people are ticked or chosen can be told apart from them."""

from attendance.registrations.actions import register
from people.actions import find_or_add_organisation
from people.identity.namesakes import in_one_line, tell_apart
from tests.pages import page_text


def test_year_and_commune_tell_apart_then_what_differs_then_the_number(make_person, ba_to, ba_vi):
    school = find_or_add_organisation("Trường Ba Vì", unit=ba_vi)
    alone, older = make_person("Hồ Văn Dế", unit=ba_vi), make_person("Phạm Văn Rê", birth_year=1975, unit=ba_vi)
    teacher, woman = make_person(unit=ba_vi, organisation=school), make_person("Phạm văn Rê", gender="F", unit=ba_vi)
    twins = [make_person("Đinh Thị Mẫu", unit=ba_to), make_person("Đinh Thị Mẫu", unit=ba_to)]
    people = [alone, older, teacher, woman, *twins]
    differences = tell_apart(people)
    assert [in_one_line(person, differences) for person in people] == [
        "1980 · xã Ba Vì",
        "1975 · xã Ba Vì",
        "1980 · xã Ba Vì · Trường Ba Vì · Nam",
        "1980 · xã Ba Vì · Nữ",
        *(f"1980 · huyện Ba Tơ · hồ sơ số {twin.pk}" for twin in twins),
    ]


def test_lists_on_which_somebody_is_ticked_or_chosen_tell_namesakes_apart(
    desk, session, morning, make_person, organiser, browser_of, admin, ba_vi
):
    teacher = make_person(unit=ba_vi, position="Trưởng thôn Gò Lá")
    twins = [teacher, make_person(unit=ba_vi, position="Bí thư chi đoàn")]
    for person in twins:
        register(session, person=person, role="participant", by=organiser)
    paper_url = desk.post(f"/sittings/{morning.pk}/paper-lists/")["Location"]
    numbers = {"numbers": "1,2", "arrived": "07:40", "step": "preview"}
    pages = {
        "live list": desk.get(f"/sittings/{morning.pk}/"),
        "paper entry": desk.get(f"{paper_url}entry/"),
        "paper preview": desk.post(f"{paper_url}entry/", numbers),
        "participants": desk.get(f"/activities/{session.pk}/registrations/"),
        "people to register": desk.get(f"/activities/{session.pk}/registrations/known-people/", {"q": "phạm văn"}),
    }
    for name, page in pages.items():
        text = page_text(page)
        assert [position in text for position in ("Trưởng thôn Gò Lá", "Bí thư chi đoàn")] == [True, True], name
