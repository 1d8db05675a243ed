"""The registry over JSON: what see_personal covers is null for the others, and no filter tells it either."""

import pytest

from people.models import Disclosure, Person
from registry.models import Merge
from tests.registry.conftest import arrive

pytestmark = pytest.mark.both_engines


@pytest.fixture
def known_person(make_person):
    return make_person("Phạm Văn Rê", phone="0912345678", national_id="051080000123")


def names(answer):
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"count", "next", "previous", "results"}
    return [row["full_name"] for row in answer.json()["results"]]


def test_the_list_is_filtered_sorted_and_narrowed(api, organiser, stranger, known_person, make_person):
    make_person("Đinh Thị Mẫu", gender="F")
    assert names(api(organiser).get("/api/v1/persons/")) == ["Đinh Thị Mẫu", "Phạm Văn Rê"]
    assert names(api(organiser).get("/api/v1/persons/?q=re+pham&gender=M")) == ["Phạm Văn Rê"]
    assert names(api(stranger).get("/api/v1/persons/")) == []
    refused = api(organiser).get("/api/v1/persons/?born_from=x")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "born_from")


def test_what_is_personal_is_null_for_the_usher_and_no_filter_tells_it(api, organiser, usher, known_person):
    keys = ("birth_date", "ethnic_group", "phone", "national_id_last4")
    assert [api(organiser).get(f"/api/v1/persons/{known_person.pk}/").json()[key] for key in keys[1:]] == ["Hrê", "0912345678", "0123"]
    assert [api(usher).get(f"/api/v1/persons/{known_person.pk}/").json()[key] for key in keys] == [None] * 4
    assert names(api(usher).get("/api/v1/persons/?q=re")) == ["Phạm Văn Rê"]
    for query in (f"ethnic_group={known_person.ethnic_group_id}", "on_record=phone"):
        assert names(api(usher).get(f"/api/v1/persons/?{query}")) == []
        assert names(api(organiser).get(f"/api/v1/persons/?{query}")) == ["Phạm Văn Rê"]


def test_a_correction_changes_what_was_sent_and_nothing_else(api, organiser, usher, stranger, known_person):
    address = f"/api/v1/persons/{known_person.pk}/"
    for user, status in ((usher, 403), (stranger, 404)):
        assert api(user).patch(address, {"phone": None}).status_code == status
    changed = api(organiser).patch(address, {"birth_date": "1980-02-09", "ethnic_group": "Cor"}).json()
    assert (changed["birth_year"], changed["ethnic_group"], changed["phone"], changed["national_id_last4"]) == (
        1980,
        "Co",
        "0912345678",
        "0123",
    )
    assert api(organiser).patch(address, {"birth_year": 1981}).json()["birth_date"] is None
    refused = api(organiser).patch(address, {"phone": "12", "full_name": "A"})
    assert sorted(error["field"] for error in refused.json()["errors"]) == ["full_name", "phone"]


def test_what_somebody_attended_names_activity_role_and_sittings(api, organiser, stranger, enrolled):
    arrive(organiser, enrolled[0], "07:40")
    [row] = api(organiser).get(f"/api/v1/persons/{enrolled[0].person_id}/activities/").json()["results"]
    assert (row["title"], row["role"], row["sittings_attended"], row["sittings"], row["team"]) == (
        "Tập huấn Luật Đất đai",
        "participant",
        1,
        2,
        None,
    )
    assert api(stranger).get(f"/api/v1/persons/{enrolled[0].person_id}/activities/").status_code == 404


def test_likely_duplicates_come_with_reasons_to_who_may_see_them(api, organiser, usher, stranger, twins):
    [pair] = api(organiser).get("/api/v1/persons/likely-duplicates/").json()["results"]
    assert (pair["reasons"], pair["against"], {pair["first"]["id"], pair["second"]["id"]}) == (
        ["name_birth_year_unit"], ["accents"], {person.pk for person in twins},
    )  # fmt: skip
    assert pair["why"] == ["Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay)."]
    assert api(usher).get("/api/v1/persons/likely-duplicates/").status_code == 403
    assert api(stranger).get("/api/v1/persons/likely-duplicates/").json()["results"] == []


def test_merged_and_undone_over_the_api(api, organiser, twins, both_here):
    target, source = twins
    body = {"other": source.pk, "keep": {"full_name": "other"}, "registrations": [both_here[1].pk]}
    merged = api(organiser).post(f"/api/v1/persons/{target.pk}/merge/", body).json()
    assert (merged["kept"], merged["gone"], merged["undone_at"]) == (target.pk, source.pk, None)
    assert api(organiser).get(f"/api/v1/persons/{source.pk}/").status_code == 404
    assert [registration.pk for registration in Person.objects.get(pk=target.pk).registrations.all()] == [both_here[1].pk]
    assert api(organiser).post(f"/api/v1/merges/{merged['id']}/undo/").json()["undone_at"]
    again = api(organiser).post(f"/api/v1/merges/{merged['id']}/undo/")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "undone_already")


def test_only_who_may_register_both_merges(api, usher, stranger, organiser, twins):
    target, source = twins
    for user, status in ((usher, 403), (stranger, 404)):
        assert api(user).post(f"/api/v1/persons/{target.pk}/merge/", {"other": source.pk}).status_code == status
    assert api(organiser).post(f"/api/v1/persons/{target.pk}/merge/", {"other": 10**15}).status_code == 404
    assert not Merge.objects.exists()


def test_reading_is_written_down(api, organiser, known_person):
    api(organiser).get("/api/v1/persons/")
    api(organiser).get(f"/api/v1/persons/{known_person.pk}/")
    assert [(disclosure.what, disclosure.way, disclosure.people) for disclosure in Disclosure.objects.order_by("pk")] == [
        ("person-list", "json", 1),
        ("person", "json", 1),
    ]
