"""The sheet of passes, and the poster: what is printed for the hall."""

import io
import re

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from activities.actions import change_sitting
from attendance.door import codes
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from tests.pages import words_of
from tests.printing import print_page, sheet_sizes


def test_passes_of_all_who_stand_by_given_name(browser_of, usher, session, enrolled):
    withdraw(enrolled[2])
    page = browser_of(usher).get(f"/activities/{session.pk}/passes/")
    assert re.findall(r"<h2 class=\"(?:short|medium|long)\">([^<]+)</h2>", page.content.decode()) == ["Đinh Thị Mẫu", "Phạm Văn Rê"]
    words = words_of(page)
    assert "2 thẻ, 1 tờ A4." in words
    for registration in enrolled[:2]:
        assert registration.short_code in words
    assert enrolled[2].short_code not in words
    assert "huyện Ba Tơ, tỉnh Quảng Ngãi Tập huấn Luật Đất đai 20/05/2024" in words


def test_eight_passes_to_a_sheet(browser_of, usher, session, make_person, organiser):
    for number in range(17):
        register(session, person=make_person(birth_year=1950 + number), role="participant", by=organiser)
    html = browser_of(usher).get(f"/activities/{session.pk}/passes/").content.decode()
    assert [sheet.count('class="pass-card"') for sheet in html.split('class="sheet"')[1:]] == [8, 8, 1]


def test_only_those_asked_for_and_never_another_activitys(browser_of, usher, session, enrolled, make_session, make_person, organiser):
    foreign_registration = register(make_session("Lớp khác"), person=make_person("Hồ Thị Xa"), role="participant", by=organiser)
    ids = f"{enrolled[0].pk}, {enrolled[2].pk},{foreign_registration.pk},x,,-1,{'9' * 30}"
    assert re.findall(
        r"<h2 class=\"(?:short|medium|long)\">([^<]+)</h2>",
        browser_of(usher).get(f"/activities/{session.pk}/passes/", {"only": ids}).content.decode(),
    ) == ["Nguyễn Thị Hoa", "Phạm Văn Rê"]
    assert "Không có thẻ nào trong số đã chọn" in words_of(browser_of(usher).get(f"/activities/{session.pk}/passes/", {"only": "x"}))


def test_without_registrations_the_sheet_says_what_to_do(browser_of, usher, session):
    assert "Hãy đăng ký người tham gia trước" in words_of(browser_of(usher).get(f"/activities/{session.pk}/passes/"))


@pytest.mark.parametrize(
    ("name", "size"), [("Đỗ Ỷ", "short"), ("Phạm Thị Thu Thảo Vy", "medium"), ("Nguyễn Hoàng Thị Phương Thảo Nguyên", "long")]
)
def test_a_longer_name_is_set_smaller(browser_of, usher, session, make_person, organiser, name, size):
    register(session, person=make_person(name), role="participant", by=organiser)
    assert f'<h2 class="{size}">{name}</h2>' in browser_of(usher).get(f"/activities/{session.pk}/passes/").content.decode()


def test_a_role_other_than_participant_stands_on_the_pass(browser_of, usher, session, make_person, organiser, enrolled):
    register(session, person=make_person("Đỗ Văn Giảng"), role=Registration.Role.SPEAKER, by=organiser)
    words = words_of(browser_of(usher).get(f"/activities/{session.pk}/passes/"))
    assert words.count("Báo cáo viên") == 1 and "Học viên" not in words


def test_a_stranger_is_told_there_is_no_such_page_and_the_signed_out_are_asked_to_sign_in(browser_of, stranger, nobody, session, enrolled):
    for path in (f"/activities/{session.pk}/passes/", f"/sittings/{session.sittings.first().pk}/poster/"):
        for user in (stranger, nobody):
            assert browser_of(user).get(path).status_code == 404
        assert browser_of(None).get(path).status_code == 302


def test_a_sheet_asks_the_database_as_much_for_twenty_as_for_one(
    browser_of, usher, session, make_person, organiser, django_assert_num_queries
):
    browser = browser_of(usher)

    counts = []
    for people in (1, 20):
        for number in range(session.registrations.count(), people):
            register(session, person=make_person(birth_year=1950 + number), role="participant", by=organiser)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/activities/{session.pk}/passes/")
        counts.append((len(queries), sum("attendance_registration" in query["sql"] for query in queries)))
    assert counts[0] == counts[1] and counts[0][1] == 1


def test_a_poster_is_printed_only_for_a_door_whose_code_stays(browser_of, usher, session):
    sitting = session.sittings.first()
    page = browser_of(usher).get(f"/sittings/{sitting.pk}/poster/")
    assert "Buổi này không dùng mã in cố định" in words_of(page) and "<svg" not in page.content.decode()
    change_sitting(sitting, door="poster")
    words = words_of(browser_of(usher).get(f"/sittings/{sitting.pk}/poster/"))
    assert "Tập huấn Luật Đất đai Sáng · 07:30–11:00 · 20/05/2024 Quét mã để điểm danh" in words
    assert "Chỉ dùng cho buổi này, từ 06:30 đến 11:30 ngày 20/05/2024." in words


# --- on paper

WINDOW = {"viewport": {"width": 794, "height": 1123}, "device_scale_factor": 2}


@pytest.mark.browser
def test_seventeen_passes_fill_three_a4_sheets_and_every_code_reads_back(browser_of, usher, session, make_person, organiser, chromium):
    names = [
        "Nguyễn Hoàng Thị Phương Thảo Nguyên",
        "Đỗ Ỷ",
        "H'Hen Niê",
        *(f"Phạm Văn {name}" for name in ("Ái", "Bình", "Ênh", "Ước") * 4),
    ][:17]
    for number, name in enumerate(names):
        register(session, person=make_person(name, birth_year=1950 + number), role="participant", by=organiser)
    page = browser_of(usher).get(f"/activities/{session.pk}/passes/")
    pdf, _measured, screenshot = print_page(chromium, page, **WINDOW)
    picture = Image.open(io.BytesIO(screenshot))
    assert sheet_sizes(pdf) == [(595, 842)] * 3
    barcodes = zxingcpp.read_barcodes(picture)
    assert sorted(code.text for code in barcodes) == sorted(f"HTTP://TESTSERVER/P/{code.code}" for code in Registration.objects.all())
    millimetre = picture.width / 210
    assert min(code.position.top_right.x - code.position.top_left.x for code in barcodes) / millimetre >= 28
    assert max(code.position.bottom_right.x for code in barcodes) / millimetre <= 200


@pytest.mark.browser
def test_a_poster_is_one_a4_sheet_whose_code_reads_back(browser_of, usher, make_session, chromium):
    sitting = make_session("Tập huấn phổ biến pháp luật về phòng, chống tảo hôn " * 3).sittings.first()
    change_sitting(sitting, door="poster")
    page = browser_of(usher).get(f"/sittings/{sitting.pk}/poster/")
    pdf, _measured, screenshot = print_page(chromium, page, **WINDOW)
    picture = Image.open(io.BytesIO(screenshot))
    assert sheet_sizes(pdf) == [(595, 842)]
    token = codes.token(sitting.door_key, codes.POSTER)
    assert [barcode.text for barcode in zxingcpp.read_barcodes(picture)] == [f"HTTP://TESTSERVER/D/{sitting.pk}/{token}"]
