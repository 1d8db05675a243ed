import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.both_engines

URL = "/api/v1/units/"
FIELDS = ["id", "code", "name", "full_name", "kind", "level", "parent", "valid_from", "valid_to", "former_districts"]


@pytest.fixture
def reader(nobody):
    """Anyone who has signed in; no grant is needed."""
    client = APIClient()
    client.force_authenticate(nobody)
    return client


def test_the_old_district_is_found_as_the_contract_asks(reader):
    results = reader.get(URL, {"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"]
    assert [(unit["name"], unit["full_name"]) for unit in results] == [("Ba Tơ", "huyện Ba Tơ, tỉnh Quảng Ngãi")]


def test_a_unit_has_the_fields_of_the_contract(reader, today, before):
    commune = today("21109")
    assert reader.get(f"{URL}{commune.pk}/").json() == {
        "id": commune.pk,
        "code": "21109",
        "name": "Đông Sơn",
        "full_name": "xã Đông Sơn, tỉnh Quảng Ngãi",
        "kind": "xã",
        "level": "commune",
        "parent": today("51").pk,
        "valid_from": "2025-07-01",
        "valid_to": None,
        "former_districts": [
            {"id": before("524").pk, "name": "Bình Sơn", "full_name": "huyện Bình Sơn, tỉnh Quảng Ngãi"},
            {"id": before("522").pk, "name": "Quảng Ngãi", "full_name": "thành phố Quảng Ngãi, tỉnh Quảng Ngãi"},
        ],
    }
    assert list(reader.get(URL).json()["results"][0]) == FIELDS


def test_without_a_day_units_of_all_times_are_listed(reader):
    assert reader.get(URL).json()["count"] == 14_149
    assert reader.get(URL, {"on": "2025-07-01"}).json()["count"] == 3_355


def test_children_are_listed_by_parent(reader, before, today):
    assert reader.get(URL, {"parent": before("535").pk}).json()["count"] == 19
    assert reader.get(URL, {"parent": today("51").pk, "level": "commune"}).json()["count"] == 96
    assert reader.get(URL, {"parent": 0}).json()["count"] == 0


@pytest.mark.parametrize("bad", [{"on": "2024-13-01"}, {"on": "20/05/2024"}, {"level": "region"}, {"parent": "x"}, {"q": "\x00"}])
def test_a_bad_filter_is_refused(reader, bad):
    assert reader.get(URL, bad).status_code == 400


def test_units_are_read_only(reader, today):
    assert reader.post(URL, {}).status_code == 405
    assert reader.delete(f"{URL}{today('21109').pk}/").status_code == 405


def test_nobody_reads_units_without_signing_in(db):
    assert APIClient().get(URL).status_code in (401, 403)


@pytest.mark.parametrize(("q", "count"), [("Đông Sơn, không có", 0), ("Đặng Thùy Trâm", 1), ("Ia H'Drai", 1), ("Sơn Kỳ", 3)])
def test_a_list_takes_three_queries_however_long_it_is(reader, django_assert_num_queries, q, count):
    with django_assert_num_queries(3 if count else 1):  # how many, the units, the districts of those that span several
        assert len([unit["full_name"] for unit in reader.get(URL, {"q": q}).json()["results"]]) == count
