"""Areas: kept by whoever records in the province, read by whoever reports there, archived and never deleted."""

from datetime import date

import pytest

from accounts.models import ChangeRecord
from activities.areas.actions import archive_area, restore_area
from finder.models import SavedFilter
from places.models import Area, Unit
from tests.conftest import at
from tests.exports.test_reports_api import as_json
from tests.pages import hidden_value, plain_text, table_rows

pytestmark = pytest.mark.django_db
NOW = date(2026, 3, 9)


@pytest.fixture
def communes(unit_called):
    return [unit_called("Sơn Hà", "commune", NOW), unit_called("Trà Bồng", "commune", NOW)]


@pytest.fixture
def area(api, organiser, communes):
    answer = api(organiser).post("/api/v1/areas/", {"name": "Cụm thử", "units": [unit.pk for unit in communes]})
    assert answer.status_code == 201
    return answer.json()


def test_an_area_is_made_read_changed_and_archived(api, organiser, clerk, area, communes, quang_ngai, ba_to):
    assert area == {
        "id": area["id"], "name": "Cụm thử", "unit": quang_ngai.pk, "units": [unit.pk for unit in communes],
        "valid_from": None, "valid_to": None, "is_archived": False, "revision": area["revision"],
    }  # fmt: skip
    assert [row["name"] for row in api(clerk).get("/api/v1/areas/").json()["results"]] == ["Cụm thử"]

    client, address = api(organiser), f"/api/v1/areas/{area['id']}/"
    changed = client.patch(address, {"units": [ba_to.pk], "valid_from": "2025-07-01"}).json()
    assert (changed["name"], changed["units"], changed["valid_from"]) == ("Cụm thử", [ba_to.pk], "2025-07-01")
    for step, is_archived in (("archive", True), ("archive", True), ("restore", False)):
        assert client.post(f"{address}{step}/").status_code == 200
        assert client.get(address).json()["is_archived"] == is_archived
    assert client.delete(address).status_code == 405
    lines = ChangeRecord.objects.about("area", area["id"]).order_by("pk")
    assert [line.verb for line in lines] == ["recorded", "revised", "archived", "restored"]
    assert lines[1].changes["area_units"] == ["xã Sơn Hà, tỉnh Quảng Ngãi; xã Trà Bồng, tỉnh Quảng Ngãi", ba_to.label]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": ""}, "name", "blank"),
        ({"name": "x" * 101}, "name", "max_length"),
        ({"name": "cụm thử "}, None, None),
        ({"name": "Cụm thử"}, "name", "taken"),
        ({"units": []}, "units", "empty"),
        ({"units": [0]}, "units", "does_not_exist"),
        ({"units": ["x"]}, "units", "incorrect_type"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-31"}, "valid_to", "dates_reversed"),
        ({"valid_from": "2026-13-01"}, "valid_from", "invalid"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_written(api, organiser, area, communes, values, field, code):
    answer = api(organiser).post("/api/v1/areas/", {"name": "Mới", "units": [communes[0].pk]} | values)
    if field is None:
        assert (answer.status_code, answer.json()["name"]) == (201, "cụm thử")
    else:
        assert (answer.status_code, [(e["field"].split(".")[0], e["code"]) for e in answer.json()["errors"]]) == (400, [(field, code)])
        assert Area.objects.count() == 1


def test_a_unit_of_another_province_is_refused_and_a_former_one_is_not(api, organiser, communes, unit_called):
    client = api(organiser)
    hue = Unit.objects.get(code="46", level="province", valid_to=None)
    answer = client.post("/api/v1/areas/", {"name": "Mới", "units": [communes[0].pk, hue.pk]})
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("units", "outside_province")]
    assert "thành phố Huế" in answer.json()["errors"][0]["message"]
    kon_tum = unit_called("Kon Tum", "district")
    assert client.post("/api/v1/areas/", {"name": "Mới", "units": [kon_tum.pk]}).status_code == 201
    elsewhere = client.post("/api/v1/areas/", {"name": "Khác", "units": [hue.pk], "unit": hue.pk})
    assert elsewhere.status_code == 403


def test_a_clerk_reads_an_usher_does_not_and_a_stranger_finds_nothing(api, clerk, usher, stranger, leader, area, communes, browser_of):
    address, body = f"/api/v1/areas/{area['id']}/", {"name": "x", "units": [communes[0].pk]}
    answers = {user.username: [c.get(address).status_code, c.patch(address, {"name": "x"}).status_code, c.post("/api/v1/areas/", body).status_code]
               for user in (clerk, leader, usher, stranger) for c in [api(user)]}  # fmt: skip
    assert answers == {"clerk": [200, 403, 403], "leader": [200, 403, 403], "usher": [403, 403, 403], "stranger": [404, 404, 403]}
    assert api(stranger).get("/api/v1/areas/").json()["results"] == []
    assert browser_of(usher).get("/areas/").status_code == 403
    assert "Thêm khu vực" not in plain_text(browser_of(clerk).get("/areas/").content.decode())
    assert browser_of(stranger).get(f"/areas/{area['id']}/edit/").status_code == 404


def test_the_form_adds_units_by_the_picker_and_by_a_pasted_list_and_keeps_what_was_typed(desk, communes, ba_to):
    typed = {
        "name": "Cụm",
        "valid_from": "01/07/2025",
        "valid_to": "",
        "units": [communes[0].pk],
        "added": ba_to.pk,
        "names": "1. Trà Bồng\nxã Ba Vì",
    }
    page = desk.post("/areas/new/", typed | {"add": "1"}).content.decode()
    assert Area.objects.count() == 0 and page.count('name="units"') == 4 and 'value="Cụm"' in page
    wrong = desk.post("/areas/new/", typed | {"names": "Trà Bồng\nKhông Có Đâu"}).content.decode()
    assert "Không tìm thấy địa bàn “Không Có Đâu”" in plain_text(wrong) and "Không Có Đâu</textarea>" in wrong and Area.objects.count() == 0
    assert "Hãy chọn ít nhất một đơn vị" in plain_text(desk.post("/areas/new/", {"name": "Cụm"}).content.decode())

    page = desk.post("/areas/new/", typed, follow=True)
    assert "Đã lưu khu vực “Cụm”" in plain_text(page.content.decode())
    [row] = table_rows(page)
    assert row[0] == "Cụm" and row[2] == "từ 01/07/2025"
    area = Area.objects.get()
    assert {unit.name for unit in area.units.all()} == {"Sơn Hà", "Ba Tơ", "Trà Bồng", "Ba Vì"}

    kept = [unit.pk for unit in area.units.all() if unit != ba_to]
    desk.post(f"/areas/{area.pk}/edit/", {"name": "Cụm", "units": kept})
    assert set(area.units.values_list("pk", flat=True)) == set(kept)
    desk.post(f"/areas/{area.pk}/archive/")
    assert "Dùng lại" in plain_text(desk.get("/areas/").content.decode())
    desk.post(f"/areas/{area.pk}/archive/", {"restore": "1"})
    assert not Area.objects.get().archived_at


def test_the_report_offers_areas_says_why_it_refuses_and_keeps_the_filters(desk, area, api, organiser, communes, make_session):
    page = plain_text(desk.get("/reports/participation-tally/").content.decode())
    assert "Cụm thử" in page
    make_session(unit=communes[0], starts_on=NOW, status="closed")
    api(organiser).post("/api/v1/areas/", {"name": "Khu vực III", "units": [communes[0].pk]})
    query = {"from": "2026-01-01", "to": "2026-12-31", "by": "area"}
    refused = desk.get("/reports/participation-tally/", query)
    assert refused.status_code == 200 and "thuộc hai khu vực: “Cụm thử” và “Khu vực III”" in plain_text(refused.content.decode())
    answer = api(organiser).get("/api/v1/reports/participation-tally/", query)
    assert (answer.status_code, [(e["field"], e["code"]) for e in answer.json()["errors"]]) == (400, [("by", "two_areas")])
    assert desk.get("/reports/participation-tally.xlsx", query).status_code == 302


def test_the_list_takes_the_same_statements_for_one_area_and_for_three(desk, area, api, organiser, communes, django_assert_num_queries):
    with django_assert_num_queries(10):
        desk.get("/areas/")
    for name in ("Hai", "Ba"):
        api(organiser).post("/api/v1/areas/", {"name": name, "units": [communes[0].pk]})
    with django_assert_num_queries(10):
        desk.get("/areas/")


def test_a_number_that_no_database_takes_is_no_unit(desk, communes):
    answer = desk.post("/areas/new/", {"name": "Khu vực", "units": ["-" + "9" * 20]})

    assert answer.status_code == 200
    assert Area.objects.count() == 0


def test_the_list_of_activities_is_narrowed_to_an_area(browser_of, api, clerk, organiser, area, communes, make_session, stranger):
    inside = make_session(title="Lớp trong khu vực", unit=communes[0], starts_on=NOW, status="open")
    make_session(title="Lớp ngoài khu vực", starts_on=date(2024, 5, 20), status="open")
    query = {"area": area["id"]}
    over_http = api(clerk).get("/api/v1/activities/", query).json()["results"]
    listed = browser_of(clerk).get("/activities/", query).content.decode()
    exported = as_json(api(clerk), "activity-list", **query)

    assert [row["title"] for row in over_http] == [row[0] for row in exported["rows"]] == [inside.title]
    assert "Lớp trong khu vực" in listed and "Lớp ngoài khu vực" not in listed and 'name="area"' in listed
    assert "Cụm thử" in exported["subtitle"]
    report = browser_of(clerk).get("/reports/participation-tally/", query | {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert f"area={area['id']}" in report.partition("/activities/?status=unconfirmed")[2].partition('"')[0]
    refused = api(stranger).get("/api/v1/reports/activity-list/", query)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "area")
    assert api(stranger).get("/api/v1/activities/", query).status_code == 400


def test_a_filter_by_area_is_saved_with_the_list(browser_of, clerk, area):
    browser = browser_of(clerk)
    seal = hidden_value(browser.get("/activities/", {"area": area["id"]}), "list")
    page = browser.post("/saved-filters/", {"list": seal, "name": "Trong cụm"}, follow=True).content.decode()

    assert (
        SavedFilter.objects.get().filters == {"area": [str(area["id"])]}
        and ">Trong cụm</a>" in browser.get("/activities/").content.decode()
    )
    assert "Trong cụm" in page


def test_a_name_pasted_twice_is_one_unit_and_a_number_too_long_is_nobodys(desk, communes):
    typed = {"name": "Cụm dán", "names": "xã Sơn Hà, tỉnh Quảng Ngãi\nxã Sơn Hà, tỉnh Quảng Ngãi\nSơn Ha\nSơn Ha"}
    page = plain_text(desk.post("/areas/new/", typed).content.decode())
    assert page.count("“Sơn Ha”") == 2  # in the summary and at the field, once each

    area_id = 10**18 - 1
    assert desk.get("/activities/", {"area": f"{area_id}9"}).status_code == 200
    assert desk.get("/reports/participation-tally/", {"area": "9" * 19, "from": "2026-01-01", "to": "2026-12-31"}).status_code == 200


def test_of_two_with_the_form_of_an_area_open_the_second_is_asked(desk, api, organiser, area, communes, unit_called):
    address = f"/areas/{area['id']}/edit/"
    page = desk.get(address)
    typed = {"name": "Cụm của tôi", "units": [unit.pk for unit in communes], "revision": hidden_value(page, "revision")}
    api(organiser).patch(f"/api/v1/areas/{area['id']}/", {"name": "Cụm của người khác", "revision": area["revision"]})
    added = desk.post(address, typed | {"add": "1", "names": "Minh Long"})
    asked = desk.post(address, typed | {"revision": hidden_value(added, "revision")})

    assert "Tên khu vực, đang lưu: “Cụm của người khác”" in plain_text(asked.content.decode())
    assert Area.objects.get().name == "Cụm của người khác"
    late = api(organiser).patch(f"/api/v1/areas/{area['id']}/", {"units": [communes[0].pk], "revision": "x"})
    assert (late.status_code, late.json()["code"], [row["field"] for row in late.json()["conflicts"]]) == (409, "changed_since", ["units"])
    same = {"units": [unit.pk for unit in reversed(communes)], "revision": "x"}
    assert api(organiser).patch(f"/api/v1/areas/{area['id']}/", same).status_code == 200  # the same units in another order
    assert desk.post(address, typed | {"confirmed": asked.context["form"].confirmation}).status_code == 302


def test_archiving_twice_keeps_since_when(area, organiser):
    row = Area.objects.get(pk=area["id"])
    for hour in (8, 9):
        archive_area(row, at=at(f"0{hour}:00"), by=organiser)
    assert row.archived_at == at("08:00")
    for _time in range(2):
        restore_area(row, by=organiser)

    assert list(ChangeRecord.objects.about("area", row.pk).order_by("pk").values_list("verb", flat=True)) == [
        "recorded",
        "archived",
        "restored",
    ]
