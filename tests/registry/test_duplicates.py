"""Duplicates: found through time, offered with the reason to who may see both, told apart and offered again; merged by hand."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.registrations.actions import register
from people.models import Disclosure, NotTheSame, Person
from registry import duplicates
from registry.access import people_in_full
from registry.models import Merge
from tests.conftest import DAY
from tests.registry.conftest import arrive

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]

TODAY = date(2026, 1, 1)


def list_pairs(organiser):
    people = people_in_full(organiser)
    records = duplicates.load_records(duplicates.find_duplicates(people, numbers_among=people), people)
    return [({pair.first.pk, pair.second.pk}, list(pair.comparison.reasons)) for pair in records]


def test_the_old_commune_and_the_one_that_it_became_are_one_place(organiser, make_person, unit_called):
    old, new = make_person(unit=unit_called("Ba Vì")), make_person(unit=unit_called("Ba Vì", on=TODAY))
    make_person(unit=unit_called("Sơn Hà", on=TODAY))
    assert list_pairs(organiser) == [({old.pk, new.pk}, ["name_birth_year_unit"])]


def test_two_communes_that_became_one_speak_against_it(make_person, unit_called, organiser):
    new = unit_called("Ba Vì", on=TODAY)
    old = [succession.old for succession in new.incoming.select_related("old") if succession.old.level == "commune"][:2]
    for unit in old:
        make_person(unit=unit)
    [pair] = duplicates.find_duplicates(people_in_full(organiser), numbers_among=people_in_full(organiser))
    assert (pair.comparison.reasons, pair.comparison.objections) == (("name_birth_year_unit",), ("former_unit",))


def test_whoever_named_no_commune_is_compared_with_those_of_the_province(organiser, make_person, unit_called, quang_ngai):
    vague, exact = make_person(unit=quang_ngai), make_person(unit=unit_called("Ba Vì"))
    assert list_pairs(organiser) == [({vague.pk, exact.pk}, ["name_birth_year_wider_unit"])]
    people = Person.objects.all()
    assert (
        duplicates.load_records(duplicates.find_duplicates(people, numbers_among=people), people)[0].first == exact
    )  # what says more is proposed to stay


def test_two_names_that_differ_by_a_letter_on_one_list_are_two_people(make_person, session, organiser):
    two = [make_person("Y Thảo"), make_person("Y Thẳm")]
    assert list_pairs(organiser) == [({person.pk for person in two}, ["near_name_birth_year_unit"])]
    for person in two:
        register(session, person=person, role="participant", by=organiser)
    assert list_pairs(organiser) == []


def test_of_one_person_only_their_own_pairs_are_looked_for(make_person, organiser):
    first, second = make_person(), make_person(phone="0912345678")
    far = make_person("Đinh Văn Khác", phone="0912345678")
    people = people_in_full(organiser)
    assert [pair.ids for pair in duplicates.find_duplicates_of(first, people, numbers_among=people)] == [(first.pk, second.pk)]
    assert duplicates.find_duplicates_of(far, people, numbers_among=people) == []


def test_pairs_are_found_in_the_same_number_of_statements(make_person, organiser):
    people, costs = people_in_full(organiser), []
    for _number in range(3):
        make_person()
        with CaptureQueriesContext(connection) as queries:
            duplicates.find_duplicates(people, numbers_among=people)
        costs.append(len(queries))
    assert costs == [3, 3, 3]


# --- the screens


def test_each_pair_is_explained_and_the_stranger_is_offered_none(browser_of, organiser, stranger, usher, twins):
    page = browser_of(organiser).get("/people/duplicates/").content.decode()
    for text in (
        "Phạm Văn Rê",
        "Pham Van Re",
        "Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay).",
        "Họ tên khác nhau ở dấu.",
        "09/02/1980",
        "0912345678",
    ):
        assert text in page
    assert "Không thấy hồ sơ nào trùng" in browser_of(stranger).get("/people/duplicates/").content.decode()
    assert browser_of(usher).get("/people/duplicates/").status_code == 403
    assert [(disclosure.what, disclosure.people) for disclosure in Disclosure.objects.all()] == [("likely-duplicates", 2)]


def test_the_page_of_one_offers_the_other_and_that_is_written_down(browser_of, organiser, stranger, usher, twins):
    first, second = twins
    page = " ".join(browser_of(organiser).get(f"/people/{first.pk}/").content.decode().split())
    assert "Có thể trùng với hồ sơ khác" in page and f'<a href="/people/{second.pk}/">Pham Van Re</a>' in page
    assert "Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay)." in page
    assert f'href="/people/{first.pk}/merge/{second.pk}/"' in page and f'action="/people/{first.pk}/not-the-same/{second.pk}/"' in page
    lines = Disclosure.objects.order_by("pk").values_list("what", "people")
    assert list(lines) == [("person", 1), ("likely-duplicates", 1)]
    assert {browser_of(user).get(f"/people/{first.pk}/").status_code for user in (stranger, usher)} == {404, 403}


def test_told_apart_is_remembered_and_can_be_taken_back(browser_of, organiser, twins):
    client, (first, two) = browser_of(organiser), twins
    client.post(f"/people/{two.pk}/not-the-same/{first.pk}/", {"next": "/people/duplicates/?certainty=sure"})
    decided = NotTheSame.objects.get()
    assert (decided.first, decided.second, decided.decided_by, list_pairs(organiser)) == (first, two, organiser, [])
    assert "Không phải cùng một người với" in client.get(f"/people/{first.pk}/").content.decode()
    client.post(f"/people/{first.pk}/not-the-same/{two.pk}/back/")
    assert len(list_pairs(organiser)) == 1


def test_only_who_may_register_both_decides(browser_of, usher, stranger, twins, make_user, make_person, unit_called):
    first, two = twins
    for user, status in ((usher, 403), (stranger, 404)):
        for address in ("not-the-same", "merge"):
            assert browser_of(user).post(f"/people/{first.pk}/{address}/{two.pk}/").status_code == status
    far = make_person(unit=unit_called("Bình Sơn", "district"))
    local = browser_of(make_user("local", "organiser", unit_called("Ba Tơ", "district")))
    assert local.post(f"/people/{first.pk}/merge/{far.pk}/").status_code == 404
    assert not NotTheSame.objects.exists()


def test_the_preview_shows_both_sides_and_writes_nothing(browser_of, organiser, twins, both_here):
    arrive(organiser, both_here[1], "07:40")
    page = browser_of(organiser).get(f"/people/{twins[0].pk}/merge/{twins[1].pk}/").content.decode()
    for text in ("Hồ sơ giữ lại", "chưa có", "09/02/1980", "Cả hai cùng có tên trong", both_here[0].short_code, "1 buổi có mặt"):
        assert text in page
    assert Person.objects.filter(pk__in=[person.pk for person in twins]).count() == 2


def test_merged_by_hand_with_the_choices_made_and_taken_back(browser_of, organiser, twins, both_here):
    client, (target, source) = browser_of(organiser), twins
    chosen = {"keep-full_name": "other", f"registration-{both_here[0].activity_id}": both_here[1].pk}
    answer = client.post(f"/people/{target.pk}/merge/{source.pk}/", chosen, follow=True)
    assert "Đã gộp" in answer.content.decode() and "từng ghi" not in answer.content.decode()
    target.refresh_from_db()
    assert (target.full_name, [registration.pk for registration in target.registrations.all()]) == ("Pham Van Re", [both_here[1].pk])
    assert client.get(f"/people/{source.pk}/")["Location"] == f"/people/{target.pk}/"
    merged = Merge.objects.get()
    assert "lại là một hồ sơ riêng" in client.get(f"/people/merges/{merged.pk}/undo/").content.decode()
    assert "Đã hoàn tác" in client.post(f"/people/merges/{merged.pk}/undo/", follow=True).content.decode()
    assert Person.objects.get(pk=source.pk).full_name == "Pham Van Re"
    assert "đã hoàn tác" in client.get(f"/people/{target.pk}/").content.decode()


def test_what_is_impossible_is_said_before_anybody_presses(browser_of, organiser, make_person):
    two = [make_person(national_id=number) for number in ("051080000123", "051080000124")]
    client, address = browser_of(organiser), f"/people/{two[0].pk}/merge/{two[1].pk}/"
    page = client.get(address).content.decode()
    assert "Chưa gộp được" in page and "số định danh cá nhân khác nhau" in page and "Gộp thành một hồ sơ" not in page
    client.post(address)
    assert not Merge.objects.exists()


def test_a_merge_is_taken_back_by_who_may_decide_about_both(browser_of, organiser, stranger, usher, make_user, unit_called, make_person):
    target, source = make_person(unit=unit_called("Ba Vì")), make_person(unit=unit_called("Bình Sơn", "district"))
    browser_of(organiser).post(f"/people/{target.pk}/merge/{source.pk}/")
    address = f"/people/merges/{Merge.objects.get().pk}/undo/"
    local = make_user("local", "organiser", unit_called("Ba Vì", on=DAY))
    for user, status in ((stranger, 404), (usher, 403), (local, 403)):
        assert browser_of(user).post(address).status_code == status
    assert not Person.objects.filter(pk=source.pk).exists()
