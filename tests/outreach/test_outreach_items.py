"""Items of the other channels: recorded by API and form with what the channel asks for, changed, found, shown in the calendar."""

from datetime import date, timedelta
from typing import Any

import pytest

from activities.documents.actions import record_document
from activities.models import Document
from outreach.models import Channel, OutreachItem
from tests.conftest import DAY
from tests.pages import hidden_value

pytestmark = pytest.mark.django_db
ITEMS = "/api/v1/outreach-items/"


@pytest.fixture
def described(ba_to: Any) -> dict[str, Any]:
    """An item as a program describes it."""
    return {"channel": "printed-matter", "title": "Tờ rơi phòng, chống tảo hôn", "unit": ba_to.pk, "starts_on": "2024-05-10", "quantity": 2}


def test_a_program_records_reads_and_changes_an_item(api: Any, organiser: Any, described: Any, ba_to: Any) -> None:
    client = api(organiser)
    contract = record_document(Document(kind="contract", dated=DAY, issuer="Ban Dân tộc", title="In tờ rơi", unit=ba_to), by=organiser)
    answer = client.post(ITEMS, described | {"copies": 300, "minority_language_copies": 120, "document": contract.pk})
    assert answer.status_code == 201
    item = answer.json()
    assert (item["measure"], item["ends_on"], item["document"]) == ("loại", "2024-05-10", contract.pk)
    changed = client.patch(f"{ITEMS}{item['id']}/", {"link": "https://vi-du.vn/to-roi?so=1", "quantity": 3}).json()
    assert (changed["quantity"], changed["copies"]) == (3, 300)
    assert client.get(f"{ITEMS}{item['id']}/").json() == changed
    found = [client.get(ITEMS, query).json()["count"] for query in ({"q": "tao hon"}, {"document": contract.pk}, {"channel": "press"})]
    assert found == [1, 1, 0]
    assert client.delete(f"{ITEMS}{item['id']}/").status_code == 204 and not OutreachItem.objects.exists()
    channels = client.get(f"{ITEMS}channels/").json()
    assert len(channels) == 14 and channels[0] | {"fields": []} == {
        "key": "website", "name": "Trang thông tin điện tử của cơ quan", "measure": "bài", "section": "website", "fields": [], "is_active": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"title": "", "quantity": -1, "channel": "radio"}, {"title", "quantity", "channel"}),
        ({"title": "AB", "ends_on": "2024-05-09", "link": "javascript:alert(1)"}, {"title", "ends_on", "link"}),
        ({"link": "https://ai@vi-du.vn"}, {"link"}),
        ({"link": "vi-du.vn/bai"}, {"link"}),
        ({"copies": 10, "minority_language_copies": 11}, {"minority_language_copies"}),
        ({"minority_language_copies": 11}, {"copies"}),
        ({"quantity": 0}, {"quantity"}),
        ({"starts_on": "0204-05-10"}, {"starts_on"}),
        ({"document": 999}, {"document"}),
        ({"unit": None}, {"unit"}),
        ({"starts_on": "2025-08-01", "ends_on": "2025-08-01"}, {"unit"}),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_written(
    wrong: Any, fields: Any, api: Any, organiser: Any, described: Any
) -> None:
    answer = api(organiser).post(ITEMS, described | wrong)
    assert answer.status_code == 400 and {error["field"] for error in answer.json()["errors"]} == fields
    assert not OutreachItem.objects.exists()


def test_a_stranger_finds_nothing_and_a_clerk_only_reads(
    api: Any, browser_of: Any, stranger: Any, clerk: Any, make_item: Any, described: Any
) -> None:
    item = make_item()
    assert api(stranger).get(ITEMS).json()["count"] == 0 and api(clerk).get(ITEMS).json()["count"] == 1
    address = f"{ITEMS}{item.pk}/"
    assert [api(stranger).get(address).status_code, api(stranger).patch(address, {"title": "Khác"}).status_code] == [404, 404]
    assert [api(clerk).patch(address, {"title": "Khác"}).status_code, api(clerk).post(ITEMS, described).status_code] == [403, 403]
    assert api(stranger).post(ITEMS, described).status_code == 403, "their right ends at their unit"
    page = f"/outreach-items/{item.pk}/"
    assert [browser_of(stranger).get(page).status_code, browser_of(clerk).get(page).status_code] == [404, 200]
    assert "/edit/" not in browser_of(clerk).get(page).content.decode()


def test_the_form_asks_for_what_the_channel_needs_and_repeats_the_last_item(desk: Any, ba_to: Any) -> None:
    choice = desk.get("/outreach-items/new/").content.decode()
    assert "/outreach-items/new/broadcast/" in choice and "Ghi thêm mục như trên" not in choice
    form = desk.get("/outreach-items/new/broadcast/").content.decode()
    assert 'name="partner"' in form and 'name="copies"' not in form and "Số lượng (lượt)" in form
    typed = {"title": "Chuyên mục pháp luật", "starts_on": "10-5-2024", "ends_on": "200524", "unit": ba_to.pk, "quantity": "4"}
    saved = desk.post("/outreach-items/new/broadcast/", typed | {"partner": "Đài mẫu", "again": "yes"})
    item = OutreachItem.objects.get()
    assert saved["Location"] == f"/outreach-items/new/broadcast/?like={item.pk}"
    assert (item.starts_on, item.ends_on, item.quantity) == (date(2024, 5, 10), date(2024, 5, 20), 4)
    again = desk.get(saved["Location"]).content.decode()
    assert 'value="Chuyên mục pháp luật"' in again and 'value="10/05/2024"' in again and 'value="Đài mẫu"' in again
    assert f"?like={item.pk}" in desk.get("/outreach-items/new/").content.decode()
    twin = desk.post("/outreach-items/new/broadcast/", typed)
    assert twin.status_code == 200 and "Vẫn ghi thêm một mục nữa?" in twin.content.decode() and OutreachItem.objects.count() == 1
    confirmed = twin.context["form"].confirmation
    assert desk.post("/outreach-items/new/broadcast/", typed | {"confirmed": confirmed}).status_code == 302
    wrong = desk.post("/outreach-items/new/website/", typed | {"title": "", "link": "ftp://x", "quantity": "hai"}).content.decode()
    assert "Hãy nhập nội dung." in wrong and "không có chữ" in wrong and 'value="ftp://x"' in wrong


def test_todays_province_is_read_as_it_was_on_the_day(desk: Any, quang_ngai: Any, unit_called: Any) -> None:
    desk.post("/outreach-items/new/zalo/", {"title": "Bản tin", "starts_on": "1/3/2023", "unit": quang_ngai.pk, "quantity": "12"})
    assert OutreachItem.objects.get().unit == unit_called("Quảng Ngãi", "province", date(2023, 3, 1))


def test_what_somebody_saved_meanwhile_is_shown_before_it_is_replaced(desk: Any, make_item: Any, api: Any, organiser: Any) -> None:
    item = make_item(title="Bài cũ")
    address = f"/outreach-items/{item.pk}/edit/"
    page = desk.get(address)
    typed = {"channel": item.channel_id, "starts_on": "20/5/2024", "ends_on": "20/5/2024", "unit": item.unit_id, "quantity": "1"}
    typed |= {"title": "Bài của tôi", "revision": hidden_value(page, "revision")}
    api(organiser).patch(f"{ITEMS}{item.pk}/", {"title": "Bài của người khác"})
    asked = desk.post(address, typed)
    assert "Bài của người khác" in asked.content.decode() and 'value="Bài của tôi"' in asked.content.decode()
    item.refresh_from_db()
    assert item.title == "Bài của người khác"
    desk.post(address, typed | {"confirmed": asked.context["form"].confirmation})
    item.refresh_from_db()
    assert item.title == "Bài của tôi"


def test_the_calendar_shows_what_begins_on_a_day(desk: Any, browser_of: Any, stranger: Any, make_item: Any) -> None:
    make_item("banner", title="Treo băng rôn", ends_on=DAY + timedelta(days=20))
    page = desk.get("/calendar/", {"month": "2024-05"}).content.decode()
    assert page.count("Treo băng rôn") == 1 and "đến 9/6" in page
    assert "Treo băng rôn" not in desk.get("/calendar/", {"month": "2024-05", "kind": "contest"}).content.decode()
    assert "Treo băng rôn" not in browser_of(stranger).get("/calendar/", {"month": "2024-05"}).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_is_read_in_a_fixed_number_of_statements(number: int, desk: Any, make_item: Any, django_assert_num_queries: Any) -> None:
    for position in range(number):
        make_item(title=f"Bài {position}")
    desk.get("/outreach-items/")
    with django_assert_num_queries(13):
        assert "Bài 0" in desk.get("/outreach-items/").content.decode()


def test_an_administrator_adds_renames_and_switches_off_channels(admin: Any, desk: Any, browser_of: Any, make_item: Any) -> None:
    keeper = browser_of(admin)
    assert desk.get("/admin/outreach-channels/").status_code == 403
    library = {"name": "Tủ sách pháp luật", "measure": "cuốn", "section": "publications", "fields_asked": ["partner"]}
    assert keeper.post("/admin/outreach-channels/new/", library).status_code == 302
    added = Channel.objects.get(key="tu-sach-phap-luat")
    assert "Số lượng (cuốn)" in desk.get("/outreach-items/new/tu-sach-phap-luat/").content.decode()
    assert "Đã có hình thức" in keeper.post("/admin/outreach-channels/new/", library).content.decode()
    keeper.post(f"/admin/outreach-channels/{added.pk}/", library | {"name": "Tủ sách", "order": "5"})
    make_item("tu-sach-phap-luat")
    refused = keeper.post(f"/admin/outreach-channels/{added.pk}/", library | {"measure": "bộ", "order": "5"}).content.decode()
    assert "nên không đổi được" in refused
    keeper.post(f"/admin/outreach-channels/{added.pk}/remove/")
    website = Channel.objects.get(key="website")
    keeper.post(f"/admin/outreach-channels/{website.pk}/remove/")
    assert Channel.objects.count() == 15
    keeper.post(f"/admin/outreach-channels/{added.pk}/active/", {"active": "no"})
    added.refresh_from_db()
    assert (added.name, added.order, added.is_active) == ("Tủ sách", 5, False)
    assert desk.get("/outreach-items/new/tu-sach-phap-luat/").status_code == 404
    OutreachItem.objects.all().delete()
    keeper.post(f"/admin/outreach-channels/{added.pk}/remove/")
    assert Channel.objects.count() == 14


def test_a_program_that_sends_the_revision_it_read_is_told_of_what_was_saved_since(api, organiser, described):
    client = api(organiser)
    read = client.post(ITEMS, described).json()
    address = f"{ITEMS}{read['id']}/"
    saved = client.patch(address, {"title": "Bài của người khác", "revision": read["revision"]}).json()
    assert saved["revision"] != read["revision"]
    late = client.patch(address, {"title": "Bài gửi sau", "note": saved["note"], "revision": read["revision"]})
    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "changed_since", saved["revision"])
    assert late.json()["conflicts"] == [{"field": "title", "sent": "Bài gửi sau", "current": "Bài của người khác"}]
    assert client.get(address).json()["title"] == "Bài của người khác"
    assert client.patch(address, {"title": "Bài của người khác", "revision": read["revision"]}).status_code == 200  # the same again
    assert client.patch(address, {"title": "Bài gửi sau"}).json()["title"] == "Bài gửi sau"  # without it, as ever
