"""A workbook dropped in, looked at row by row and committed with one button: the rosters that arrived, through the screens."""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.served_activity import ServedActivity
from tests.serving import Served

pytestmark = pytest.mark.browser
ROSTERS = Path(__file__).resolve().parent.parent / "imports/rosters"
ANSWER = 30_000  # ms: a workbook read and compared, while other tests run
# All texts of the table in one go: row, tag, cells by their labels.
READ = """rows => {
  const text = element => element.textContent.replace(/\\s+/g, " ").trim();
  return rows.map(row => ({
    row: Number(row.dataset.row), tag: text(row.querySelector(".outcome .tag")), name: text(row.querySelector(".row-name")),
    cells: Object.fromEntries([...row.querySelectorAll("td[data-label]")].map(cell => [cell.dataset.label, text(cell)])),
  }));
}"""
COMPARED = {
    "full_name": lambda row: row["name"],
    "gender": lambda row: {"Nam": "M", "Nữ": "F"}.get(row["cells"]["Giới tính"]),
    "birth_year": lambda row: int(row["cells"]["Sinh"][-4:]) if row["cells"]["Sinh"] else None,
    "ethnic_group": lambda row: row["cells"]["Dân tộc"].partition(" (")[0],
    "phone": lambda row: row["cells"]["Điện thoại"] or None,
    "commune": lambda row: row["cells"]["Nơi cư trú"],
}


def hand_in(page: Page, site: Served, name: str) -> dict[str, Any]:
    """Upload a roster that arrived to an activity of its own; return what a correct reading gives."""
    expected = json.loads((ROSTERS / name).with_suffix(".expected.json").read_text())
    starts, ends = (datetime.fromisoformat(f"{expected['on']}T{clock}:00+07:00") for clock in ("07:30", "11:00"))
    activity = ServedActivity(site, f"Nhập {name}", place=expected["place"], sittings=[("Sáng", starts, ends)])
    page.goto(f"/activities/{activity.id}/registrations/")
    page.get_by_role("link", name="Nhập từ Excel").first.click()
    page.set_input_files("[name=file]", ROSTERS / name)
    page.get_by_role("button", name="Xem trước", exact=True).click()
    expect(page.locator("h1")).to_have_text("Xem trước danh sách", timeout=ANSWER)
    return expected


def assert_preview(page: Page, expected: dict) -> None:
    rows = page.locator("tr[data-row]").evaluate_all(READ)
    good = [row for row in rows if row["tag"] in ("Người mới", "Đã có hồ sơ")]
    assert len(good) == expected["count"]
    for row, right in zip(good, expected["rows"], strict=True):
        read_values = {key: value(row) for key, value in COMPARED.items() if key in right}
        both = [json.dumps(values, ensure_ascii=False) for values in (read_values, {key: right[key] for key in read_values})]
        shown_text, right_text = (unicodedata.normalize("NFC", text).casefold() for text in both)
        assert shown_text == right_text, row["row"]
    assert [row["row"] for row in rows if row["tag"] == "Có lỗi"] == expected["errors"]
    assert [row["row"] for row in rows if row["tag"].startswith("Trùng")] == expected.get("duplicates", [])
    expect(page.get_by_role("button", name=f"Ghi nhận {expected['count']} người")).to_be_in_viewport()


def commit(page: Page, people: int) -> None:
    page.get_by_role("button", name=f"Ghi nhận {people} người").click()
    expect(page.locator("h1")).to_have_text(f"Đã ghi nhận {people} người", timeout=ANSWER)


def test_forty_two_people_are_looked_at_committed_and_found_in_the_list(desk, site):
    expected = hand_in(desk, site, "two-level-birth-year.xlsx")
    assert_preview(desk, expected)
    commit(desk, 42)
    desk.locator("a.button", has_text="Danh sách đăng ký").click()
    expect(desk.locator(".toolbar")).to_contain_text("42 người đăng ký")
    for row in expected["rows"][:2]:
        expect(desk.get_by_text(row["full_name"]).first).to_be_visible()


@pytest.mark.only_deep
def test_errors_are_named_by_their_columns_mended_in_place_and_given_back(desk, site, tmp_path):
    expected = hand_in(desk, site, "bad-rows.xlsx")
    assert_preview(desk, expected)
    sentences = desk.locator("tr[data-row='8'] .said-of-row")
    expect(sentences).to_contain_text("Cột G · SĐT: Số điện thoại “12345” không đúng")
    columns = desk.locator(".said-of-row strong").all_inner_texts()
    assert {column[4] for column in columns} == set("BCDEFG")
    desk.locator("tr[data-row='8']").get_by_role("link", name="Sửa tại chỗ").click()
    phone = desk.locator("tr.mending").get_by_label("Điện thoại")
    expect(phone).to_be_focused()
    phone.fill("0912 345 678")
    phone.press("Enter")
    expect(desk.locator("#roster-said")).to_have_text("Dòng 8, Phạm Văn Hiền: người mới.", timeout=ANSWER)
    expect(desk.locator("#roster-figures")).to_contain_text(re.compile(r"Có lỗi\s*6"))
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Tải các dòng lỗi").click()
    download.value.save_as(tmp_path / "faulty.xlsx")
    head, *rows = openpyxl.load_workbook(tmp_path / "faulty.xlsx").worksheets[0].values
    assert head[-1] == "Lỗi cần sửa" and [row[0] for row in rows] == [3, 4, 5, 6, 7, 9] and all(row[-1] for row in rows)
    commit(desk, 2)
    expect(desk.get_by_text("Còn 6 dòng lỗi chưa được nhập")).to_be_visible()


@pytest.mark.only_deep
def test_letters_of_before_unicode_are_looked_at_before_they_are_written(desk, site):
    assert_preview(desk, hand_in(desk, site, "legacy-tcvn3.xls"))
    converted = desk.locator("#converted")
    expect(converted).to_contain_text("Ph¹m ThÞ H»ng")
    expect(converted).to_contain_text("Phạm Thị Hằng")
    desk.get_by_role("button", name="Ghi nhận 25 người").click()
    expect(desk.locator(".error-summary")).to_contain_text("Hãy xem các ví dụ chữ đã chuyển", timeout=ANSWER)
    desk.get_by_label("Tôi đã xem, chữ đã chuyển đúng").check()
    commit(desk, 25)


@pytest.mark.only_deep
def test_a_row_that_repeats_another_is_set_aside_and_a_column_is_corrected(desk, site):
    assert_preview(desk, hand_in(desk, site, "online-form.xlsx"))
    desk.get_by_role("link", name="Trùng 1").last.click()
    expect(desk.locator("tr[data-row]")).to_have_count(1)
    expect(desk.locator("tr[data-row='32']")).to_contain_text("lặp lại dòng")
    desk.get_by_text("Các cột đã nhận ra").click()
    desk.get_by_label("G · Số điện thoại").select_option("")
    desk.get_by_role("button", name="Đọc lại theo các cột này").click()
    expect(desk.locator(".messages")).to_contain_text("Đã đọc lại tệp", timeout=ANSWER)
    assert {row["cells"]["Điện thoại"] for row in desk.locator("tr[data-row]").evaluate_all(READ)} == {""}


def test_on_a_phone_the_rows_are_cards_and_a_row_is_left_out_with_one_touch(open_context, site):
    page = open_context(360, 740).new_page()
    sign_in(page, "clerk", site.password)
    assert_preview(page, hand_in(page, site, "two-level-birth-year.xlsx"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first = page.locator("tr[data-row='10']")
    first.get_by_role("button", name="Loại").tap()
    expect(page.get_by_role("button", name="Ghi nhận 41 người")).to_be_in_viewport(timeout=ANSWER)
    expect(first).to_contain_text("Bị loại")
    first.get_by_role("button", name="Lấy lại").tap()
    expect(page.get_by_role("button", name="Ghi nhận 42 người")).to_be_in_viewport(timeout=ANSWER)


def test_without_a_script_it_all_works_with_plain_forms(open_context, site):
    page = open_context(1280, 900, javascript=False).new_page()
    sign_in(page, "clerk", site.password)
    hand_in(page, site, "bad-rows.xlsx")
    page.locator("tr[data-row='5']").get_by_role("button", name="Loại").click()
    expect(page.locator(".messages")).to_contain_text("Dòng 5, Đinh Thị Ánh: bị loại.", timeout=ANSWER)
    page.locator("tr[data-row='8']").get_by_role("link", name="Sửa tại chỗ").click()
    page.get_by_label("Điện thoại").fill("")
    page.get_by_label("Họ và tên").fill("Phạm Văn Hậu")  # the application is shared: no other test knows him
    page.get_by_role("button", name="Đọc lại dòng này").click()
    expect(page.locator("tr[data-row='8']")).to_contain_text("Người mới đã sửa tại chỗ", timeout=ANSWER)
    commit(page, 2)
