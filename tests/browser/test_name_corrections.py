"""A typing error in a name, mended where it is seen: two clicks from each list, and back at the row with the right name."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.imports.conftest import roster

pytestmark = pytest.mark.browser
WRONG, RIGHT = "Hồ Vân Sai", "Hồ Văn Sai"
PHONE = "0912345671"


@pytest.fixture
def session(site):
    session = site.open_session("Sửa tên ngay nơi thấy")
    person = {"full_name": WRONG, "birth_year": 1961, "phone": PHONE, "unit": session["unit"]}
    answer = site.api("organiser").post(f"activities/{session['id']}/registrations/", json={"person": person, "role": "participant"})
    return session | {"registration": answer.json()}


@pytest.fixture
def preview(site, session):
    """The preview of a workbook that names somebody on record and somebody new; its id."""
    rows = [[1, WRONG, 1961, None, None, None, None, None, PHONE], [2, "Đinh Thị Mấu", 1970]]
    files = {"file": ("danh sach.xlsx", roster(*rows))}
    return site.api("organiser").post(f"activities/{session['id']}/roster-imports/", files=files).json()["id"]


@pytest.mark.parametrize("seen_in", ["registrations", "live list", "register", "roster preview", "inbox"])
def test_a_name_is_mended_by_two_clicks_from_each_list(desk, site, session, preview, seen_in):
    registration, activity = session["registration"]["id"], session["id"]
    person = session["registration"]["person"]["id"]
    before_it_opens = {"id": str(uuid4()), "code": session["registration"]["code"], "sitting": session["sittings"][0]["id"]}
    waiting = before_it_opens | {"method": "pass", "scanned_at": "2024-05-20T05:00:00+07:00"}
    assert site.api("organiser").post("scans/", json={"scans": [waiting]}).status_code == 200
    address, row = {
        "registrations": (f"/activities/{activity}/registrations/", f"#registration-{registration}"),
        "live list": (f"/sittings/{session['sittings'][0]['id']}/", f"#person-{registration}"),
        "register": (f"/reports/attendance-register/?activity={activity}", f"tr:has(#person-{person})"),
        "roster preview": (f"/roster-imports/{preview}/", "tr[data-row]:has-text('Hồ V')"),
        "inbox": (f"/activities/{activity}/inbox/", f"tr:has-text('{WRONG[:4]}')"),
    }[seen_in]

    desk.goto(address)
    desk.locator(row).get_by_role("link", name=re.compile(f"^Sửa hồ sơ {WRONG}$")).click()
    desk.get_by_label("Họ và tên").fill(RIGHT)
    desk.get_by_role("button", name="Lưu", exact=True).click()

    expect(desk.locator(row)).to_contain_text(RIGHT)
    assert desk.url.partition("#")[0].endswith(address)


def test_a_name_of_nobody_on_record_is_mended_in_the_preview_itself(desk, preview):
    desk.goto(f"/roster-imports/{preview}/")
    desk.get_by_role("link", name=re.compile("^Sửa( tại chỗ)? Đinh Thị Mấu$")).click()
    desk.locator("tr.mending").get_by_label("Họ và tên").fill("Đinh Thị Mẫu")
    desk.get_by_role("button", name="Đọc lại dòng này").click()
    expect(desk.locator("tr[data-row]", has_text="Đinh Thị Mẫu")).to_be_visible()
