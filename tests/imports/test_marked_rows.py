"""Rows that a file strikes out or hides: read with a warning each, all left out and taken back at once."""

from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from imports.models import RosterImport
from tests.imports.conftest import Desk, codes
from tests.imports.made_files import saved

pytestmark = pytest.mark.django_db
STRUCK, RUN = Font(strike=True), InlineFont(strike=True)


@pytest.fixture
def marked() -> bytes:
    """Row 3 is struck out whole, row 4 its name alone, row 5 its name by its letters; row 6 has a corrected name; row 7 is hidden, row 8
    hidden and struck out."""
    names = ["Phạm Thị Hoa", "Đinh Văn Bút", "Hồ Thị Liễu", "Phạm Văn Lía", "Hồ Thị Hà", "Đinh Thị Mai", "Hồ Văn Sơn"]
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã"])
    for number, name in enumerate(names, 1):
        sheet.append([number, name, 1980 + number, "Hrê", "Ba Vì"])
    for cell in (*sheet[3], sheet["B4"], *sheet[8]):
        cell.font = STRUCK
    sheet["B5"] = CellRichText(TextBlock(RUN, "Phạm Văn Lía"))
    sheet["B6"] = CellRichText(TextBlock(RUN, "Hồ Thị Hà"), " Hồ Thị Hoà")
    sheet["C6"].font = STRUCK
    for number in (7, 8):
        sheet.row_dimensions[number].hidden = True
    return saved(workbook)


def test_each_marked_row_is_read_with_a_warning(desk: Desk, marked: bytes) -> None:
    preview = desk.hand_in(marked)
    marks = {row["row"]: codes(row) & {"struck_out", "hidden_row"} for row in preview["rows"]}
    assert marks == {
        2: set(),
        3: {"struck_out"},
        4: {"struck_out"},
        5: {"struck_out"},
        6: set(),
        7: {"hidden_row"},
        8: {"struck_out", "hidden_row"},
    }
    assert (preview["struck_rows"], preview["hidden_rows"], preview["leave_out"]) == (4, 2, [])
    assert preview["rows"][4]["data"]["full_name"] == "Hồ Thị Hoà" and not any(row["excluded"] for row in preview["rows"])


def test_all_of_a_mark_are_left_out_at_once_but_for_a_row_of_which_something_else_is_decided(desk: Desk, marked: bytes) -> None:
    preview = desk.hand_in(marked)
    struck = desk.choose(preview, leave_out=["struck_out"])
    assert [row["row"] for row in struck["rows"] if row["excluded"]] == [3, 4, 5, 8] and struck["leave_out"] == ["struck_out"]
    with_one_back = desk.choose(preview, rows={"Sheet!4": {"exclude": False}}, leave_out=["struck_out", "hidden_row"])
    assert [row["row"] for row in with_one_back["rows"] if row["excluded"]] == [3, 5, 7, 8]
    none = desk.choose(preview, leave_out=[])
    assert not any(row["excluded"] for row in none["rows"])
    desk.choose(preview, leave_out=["struck_out"])
    assert desk.commit(preview)["registered"] == 4
    assert desk.client.patch(f"/api/v1/roster-imports/{preview['id']}/", {"leave_out": ["sums"]}, format="json").status_code == 400


def test_on_the_screen_one_button_leaves_them_out_and_one_takes_them_back(
    desk: Desk, marked: bytes, browser_of: Any, organiser: Any, stranger: Any
) -> None:
    preview, browser = desk.hand_in(marked), browser_of(organiser)
    page, marks = f"/roster-imports/{preview['id']}/", f"/roster-imports/{preview['id']}/marked-rows/"
    assert "Loại tất cả các dòng bị gạch ngang" in browser.get(page).content.decode()
    left_out = browser.post(marks, {"leave_out": "struck_out"}, follow=True).content.decode()
    assert "4 dòng bị gạch ngang trong tệp đã được loại." in left_out and "Lấy lại các dòng bị gạch ngang" in left_out
    browser.post(f"/roster-imports/{preview['id']}/row/", {"include": "Sheet!4"})
    assert [row["row"] for row in desk.look(preview)["rows"] if row["excluded"]] == [3, 5, 8]
    browser.post(marks, {"take_back": "struck_out"})
    assert RosterImport.objects.get(pk=preview["id"]).summary["excluded"] == 0
    assert browser.post(marks, {"leave_out": "sums"}).status_code == 404
    assert browser_of(stranger).post(marks, {"leave_out": "struck_out"}).status_code == 404
