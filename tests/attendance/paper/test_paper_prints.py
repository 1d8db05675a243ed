"""What comes out of the printer: made by Chromium, read back by others (poppler's text, zxing's codes)."""

import io
import os
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from activities.actions import change_sitting
from attendance.door import codes
from attendance.models import Registration
from attendance.paper.lists import make_list
from attendance.registrations.actions import register
from tests.conftest import DAY
from tests.printing import page_texts, print_page, sheet_sizes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None and not os.environ.get("CI"), reason="poppler reads the printed pages back"),
]
LONG = "Nguyễn Hoàng Thị Phương Thảo Nguyên Công Tằng Tôn Nữ Quỳnh Anh Bảo Châu Ngọc Diệp Hạnh Dung"
WINDOW = {"width": 1280, "height": 900}
ROW_HEIGHTS = """() => [...document.querySelectorAll(".signing tbody tr:not(:has(.closing))")].map((row) => row.getBoundingClientRect().height * 25.4 / 96)"""


@pytest.mark.parametrize(("size", "sheet", "least"), [("", (595, 842), 120), ("a3", (842, 1191), 170)])
def test_a_poster_is_one_sheet_of_its_size_whose_large_code_reads_back(browser_of, usher, make_session, chromium, size, sheet, least):
    morning = make_session("Tập huấn phổ biến pháp luật về phòng, chống tảo hôn " * 3).sittings.first()
    change_sitting(morning, door="poster")
    page = browser_of(usher).get(f"/sittings/{morning.pk}/poster/", {"size": size} if size else {})
    pdf, _measured, _picture = print_page(chromium, page, viewport=WINDOW)
    assert sheet_sizes(pdf) == [sheet]
    [code] = zxingcpp.read_barcodes(
        Image.open(
            io.BytesIO(
                subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True).stdout
            )
        )
    )
    assert code.text == f"HTTP://TESTSERVER/D/{morning.pk}/{codes.token(morning.door_key, codes.POSTER)}"
    assert (code.position.top_right.x - code.position.top_left.x) / 80 * 25.4 >= least  # mm
    [text] = page_texts(pdf)
    assert "Khổ A3" not in text
    for line in (
        "07:30–11:00",
        "1. Mở camera hoặc Zalo, quét mã này",
        "2. Nhập số điện thoại hoặc mã trên thẻ",
        "3. Thấy dấu tích xanh là xong",
    ):
        assert line in re.sub(r" +", " ", text)


def test_two_hundred_people_on_a4_lying_with_head_number_and_room_to_sign_on_every_page(
    browser_of, session, make_person, organiser, usher, clerk, chromium
):
    """For the usher without, for the clerk with the personal columns; long names and positions, and one name without a space."""
    ends = ("Ái", "Bình", "Ênh", "Ước", "Hạnh Nguyên")
    names = [LONG, "Đinh" + "thịmẫu" * 12 + " Ý", *(f"Công Tằng Tôn Nữ Thị Quỳnh {ends[n % 5]}" for n in range(198))]
    for n, name in enumerate(names):
        position = "Bí thư Chi bộ kiêm Trưởng Ban công tác Mặt trận thôn " * (n % 2)
        person = make_person(name, birth_year=1930 + n % 60, gender="MF"[n % 2], position=position, phone=f"09{n:08}")
        register(session, person=person, role="participant", by=organiser)
    Registration.objects.filter(person__full_name=LONG).update(is_walk_in=True)
    for user in (usher, clerk):
        paper = make_list(session.sittings.first(), by=user, at=timezone.now())
        page = browser_of(user).get(f"/paper-lists/{paper.pk}/")
        pdf, heights, _picture = print_page(chromium, page, measure=ROW_HEIGHTS, viewport=WINDOW)
        pages = page_texts(pdf)
        assert set(sheet_sizes(pdf)) == {(842, 595)} and len(pages) == len(sheet_sizes(pdf))
        assert len(heights) == 210 and min(heights) >= 9
        assert ["Họ và tên" in text and f"Danh sách số {paper.pk} in lúc" in text for text in pages] == [True] * len(pages)
        assert [text.strip().splitlines()[0].strip() for text in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]
        numbers = [int(match) for text in pages for match in re.findall(r"^ {0,6}(\d{1,3}) +\S", text, re.MULTILINE)]
        assert [number for number in numbers if number <= 200] == list(range(1, 201))
        assert ["DANH SÁCH ĐIỂM DANH" in text for text in pages] == [True] + [False] * (len(pages) - 1)
        assert "Họ và tên" in pages[-1], "with the last lines, so that nobody signs an empty sheet"
        assert "Cộng: ………… người" in pages[-1] and "NGƯỜI LẬP DANH SÁCH" in pages[-1]
        assert sum("Tại chỗ" in text for text in pages) == 1
        with_long_name = next(text for text in pages if "Tại chỗ" in text)
        assert set(LONG.split()) <= set(with_long_name.split())  # all of its lines on the one page


def test_lists_printed_together_each_count_their_own_pages(browser_of, make_session, make_person, organiser, usher, chromium):
    session = make_session(ends_on=DAY + timedelta(days=1))
    for n in range(30):
        register(session, person=make_person(f"Đinh Thị {'ABCDEFGHIK'[n % 10]}"), role="participant", by=organiser)
    first, second, third = (make_list(sitting, by=usher, at=timezone.now()) for sitting in session.sittings.all()[:3])
    page = browser_of(usher).get(f"/paper-lists/{first.pk}/", {"with": f"{second.pk},{third.pk}"})
    pdf, _measured, _picture = print_page(chromium, page, viewport=WINDOW)
    heads = [text.replace("\u200b", "").strip().splitlines()[0].strip() for text in page_texts(pdf)]
    assert [head if head.isdigit() else "" for head in heads] == ["", "2", "3", "4"] * 3
    assert set(sheet_sizes(pdf)) == {(842, 595)}
