"""A workbook of items: read whatever its columns are called, looked at, committed once."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities.documents.actions import record_document
from activities.models import Document
from imports.models import YearImport
from outreach.actions import attach_file, remove_item, revise_item
from outreach.models import OutreachItem
from tests.conftest import DAY
from tests.imports.made_files import rows_xlsx
from tests.pages import hidden_value, table_rows

pytestmark = pytest.mark.django_db
HEAD = ["TT", "Hình thức", "Nội dung", "Thời gian", "Số lượng", "Đơn vị phối hợp", "Địa điểm", "Hợp đồng"]
ROWS = [
    ["BẢNG TỔNG HỢP TUYÊN TRUYỀN NĂM 2023"],
    HEAD,
    ["I", "Báo chí"],
    [1, "Phát thanh", "Chuyên mục pháp luật", "15/3/2023", 12, "Đài mẫu", "", "05/HĐ-BDT"],
    [2, "Báo in", "Bài về tảo hôn", "Tháng 4", "02 bài", "Báo mẫu", "", "99/HĐ"],
    ["II", "Băng rôn"],
    [3, "", "Treo băng rôn", "10-20/5/2023", 20, "", "Huyện Ba Tơ"],
    [4, "", "Treo băng rôn", "10-20/5/2023", 20, "", "Huyện Ba Tơ"],
    [5, "Tem thư", "Bộ tem", "2/6/2023", 1],
    [6, "Zalo", "Bản tin", "", 3],
    [7, "Zalo", "Bản tin phường", "5/6/2023", 1, "", "Phường Trần Hưng Đạo"],
    ["", "", "Tổng cộng", "", 37],
]


@pytest.fixture
def address(desk: Any, organiser: Any, quang_ngai: Any) -> str:
    """The page of the preview of ROWS, handed in by the organiser."""
    record_document(
        Document(kind="contract", number="05/HĐ-BDT", dated=DAY, issuer="Ban Dân tộc", title="Phát sóng", unit=quang_ngai), by=organiser
    )
    file = SimpleUploadedFile("tuyen-truyen.xlsx", rows_xlsx(ROWS))
    return desk.post("/outreach-imports/new/", {"unit": quang_ngai.pk, "file": file})["Location"]


def test_a_workbook_is_shown_row_by_row_before_anything_is_written(desk: Any, address: str) -> None:
    rows = table_rows(desk.get(address))
    assert [row[1] for row in rows[:4]] == ["Phát thanh, truyền hình", "Báo in, báo điện tử", "Băng rôn, khẩu hiệu", "Băng rôn, khẩu hiệu"]
    assert [row[2] for row in rows[:3]] == ["15/03/2023", "01/04/2023 – 30/04/2023", "10/05/2023 – 20/05/2023"]
    outcomes = [row[5] for row in rows]
    assert outcomes[0].startswith("Ghi mục mới") and "99/HĐ" in outcomes[1] and "Trùng dòng 7" in outcomes[3]
    assert "Không có hình thức “Tem thư”" in outcomes[4] and "Không có thời gian" in outcomes[5]
    assert "Chưa rõ “Phường Trần Hưng Đạo” là nơi nào" in outcomes[6]
    assert not OutreachItem.objects.exists()


def test_it_is_committed_once_and_sent_again_it_makes_nothing_new(desk: Any, address: str, unit_called: Any, quang_ngai: Any) -> None:
    page = desk.get(address)
    stale = {"version": hidden_value(page, "version")}
    key = page.context["plan"].rows[0].row.key
    desk.post(f"{address}row/", {"key": key, "decision": "exclude"})
    desk.post(f"{address}commit/", stale)
    assert not OutreachItem.objects.exists(), "something else than was shown would be written"
    desk.post(f"{address}row/", {"key": key, "decision": "none"})
    for _time in range(2):
        desk.post(f"{address}commit/", {"version": hidden_value(page, "version")})
    broadcast, article, banner = OutreachItem.objects.order_by("starts_on")
    assert (broadcast.channel.key, broadcast.quantity, broadcast.partner, broadcast.document.number) == (
        "broadcast",
        12,
        "Đài mẫu",
        "05/HĐ-BDT",
    )
    assert (article.quantity, article.note, banner.unit) == (2, "99/HĐ", unit_called("Ba Tơ", "district", DAY))
    assert "Đã ghi 3 mục" in desk.get(address).content.decode()
    again = desk.post("/outreach-imports/new/", {"unit": quang_ngai.pk, "file": SimpleUploadedFile("2.xlsx", rows_xlsx(ROWS))})["Location"]
    preview = desk.get(again)
    assert "đã được ghi nhận một lần" in preview.content.decode() and preview.context["plan"].count("record") == 0
    desk.post(f"{again}discard/")
    assert YearImport.objects.get(state="discarded").grid is None


def test_pasted_rows_of_one_channel_are_read_as_it(desk: Any, quang_ngai: Any) -> None:
    pasted = "Tiêu đề\tNgày đăng\tĐường dẫn\nBài một\t5/3/2024\thttps://vi-du.vn/1\nBài hai\t6/3/2024\tvi-du\n"
    address = desk.post("/outreach-imports/new/", {"unit": quang_ngai.pk, "rows": pasted})["Location"]
    assert "Chưa rõ hình thức" in desk.get(address).content.decode()
    desk.post(f"{address}reading/", {"channel": "website", "year": ""})
    page = desk.get(address)
    assert [row.action for row in page.context["plan"].rows] == ["record", "error"] and "Đường dẫn phải" in page.content.decode()
    desk.post(f"{address}commit/", {"version": hidden_value(page, "version")})
    assert [(item.channel.key, item.link) for item in OutreachItem.objects.all()] == [("website", "https://vi-du.vn/1")]
    refused = desk.post("/outreach-imports/new/", {"unit": quang_ngai.pk, "rows": "chỉ một dòng chữ"})
    assert refused.status_code == 200 and "chỉ một dòng chữ" in refused.content.decode()


def test_a_stranger_does_not_find_the_workbook_and_a_clerk_may_hand_in_none(
    browser_of: Any, stranger: Any, clerk: Any, address: str
) -> None:
    assert [browser_of(user).get(address).status_code for user in (stranger, clerk)] == [404, 403]
    assert browser_of(clerk).get("/outreach-imports/new/").status_code == 403
    assert browser_of(stranger).get(address.replace("outreach-imports", "year-imports")).status_code == 404


def test_what_a_workbook_wrote_is_taken_back_as_a_whole_while_nobody_changed_it(desk: Any, address: str, organiser: Any) -> None:
    desk.post(f"{address}commit/", {"version": hidden_value(desk.get(address), "version")})
    assert "Hoàn tác tất cả" in desk.get(address).content.decode()
    item = OutreachItem.objects.order_by("starts_on")[0]
    note, item.note = item.note, "Đã phát lại"
    revise_item(item)
    refused = desk.post(f"{address}revert/", follow=True)
    assert "đã có thay đổi sau khi ghi nhận ở Chuyên mục pháp luật." in refused.content.decode() and OutreachItem.objects.count() == 3
    item.note = note
    revise_item(item)  # changed back is changed all the same
    assert "đã có thay đổi" in desk.post(f"{address}revert/", follow=True).content.decode()
    OutreachItem.objects.update(changed_at=YearImport.objects.get().committed_at)
    assert "bị xóa hẳn" in desk.get(f"{address}revert/").content.decode()
    for _time in range(2):
        page = desk.post(f"{address}revert/", follow=True)
    assert not OutreachItem.objects.exists() and YearImport.objects.get().state == "reverted"
    assert "đã được hoàn tác" in page.content.decode() and "Hoàn tác tất cả" not in page.content.decode()


def test_items_of_a_workbook_that_got_a_file_or_were_removed_are_not_taken_back(desk: Any, address: str, organiser: Any) -> None:
    desk.post(f"{address}commit/", {"version": hidden_value(desk.get(address), "version")})
    first, second, third = OutreachItem.objects.order_by("starts_on")
    attach_file(first, SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.7 x"), by=organiser)
    assert "ở Chuyên mục pháp luật." in desk.post(f"{address}revert/", follow=True).content.decode()
    remove_item(first)
    assert "ở một mục đã bị xóa hoặc chuyển đi." in desk.post(f"{address}revert/", follow=True).content.decode()
    assert set(OutreachItem.objects.all()) == {second, third}
