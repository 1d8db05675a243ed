"""/p/<code>: one's own pass on one's own phone."""

import io

import pytest
import zxingcpp
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from activities.actions import cancel
from attendance.models import Attendance
from attendance.passes import codes, qr
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import annul, tick
from tests.attendance.hall import weight_of
from tests.conftest import at
from tests.pages import words_of
from tests.qr_codes import read_codes


def test_the_pass_shows_whose_it_is_what_for_when_and_where(client, enrolled):
    words = words_of(client.get(f"/p/{enrolled[0].code}"))
    assert words.startswith("Tập huấn Luật Đất đai Phạm Văn Rê Học viên Đưa mã này cho người điểm danh")
    assert f"{enrolled[0].short_code} " in words
    assert "Sáng 20/05/2024, 07:30–11:00 Chiều 20/05/2024, 13:30–16:30" in words
    assert "Hội trường UBND huyện Ba Tơ, tỉnh Quảng Ngãi" in words


def test_both_cases_of_the_address_open_it(client, enrolled):
    code = enrolled[0].code
    for path in (f"/P/{code}", f"/p/{code}", f"/p/{code.lower()}", f"/P/{code.lower()}"):
        assert "Phạm Văn Rê" in words_of(client.get(path)), path


def test_its_code_is_the_upper_case_address_of_this_page(client, enrolled):
    assert read_codes(client.get(f"/p/{enrolled[0].code}")) == [f"HTTP://TESTSERVER/P/{enrolled[0].code}"]


@override_settings(PUBLIC_URL="https://diemdanh.example.vn")
def test_its_code_leads_to_the_public_address_where_one_is_set(client, enrolled):
    assert read_codes(client.get(f"/p/{enrolled[0].code}")) == [f"HTTPS://DIEMDANH.EXAMPLE.VN/P/{enrolled[0].code}"]


def test_nothing_personal_beyond_the_name_is_shown_and_nobody_else(client, enrolled):
    person = enrolled[0].person
    person.phone, person.position = "0912345678", "Trưởng thôn Làng Dút"
    person.save()
    html = client.get(f"/p/{enrolled[0].code}").content.decode()
    for hidden in ("0912345678", "Hrê", "1980", "Làng Dút", "Đinh Thị Mẫu", enrolled[1].short_code):
        assert hidden not in html, hidden


@pytest.mark.parametrize("code", ["A" * 26, "abc", "0" * 26, "ắ", "x" * 2000, "%00"])
def test_a_wrong_code_is_a_page_not_found_that_gives_no_hint(client, enrolled, code):
    page = client.get(f"/p/{code}")
    assert page.status_code == 404
    assert (
        words_of(page)
        == "Không có thẻ này Địa chỉ có thể đã gõ sai hoặc sao chép thiếu. Hãy quét lại mã QR trên thẻ, hoặc hỏi ban tổ chức."
    )


def test_a_short_code_opens_no_page(client, enrolled):
    assert client.get(f"/p/{enrolled[0].short_code}").status_code == 404


def test_it_is_found_by_the_digest_not_by_the_stored_code(client, enrolled):
    other_code = codes.new_code()
    type(enrolled[0]).objects.filter(pk=enrolled[0].pk).update(code=other_code)
    assert client.get(f"/p/{other_code}").status_code == 404
    assert client.get(f"/p/{enrolled[0].code}").status_code == 200


def test_a_withdrawn_pass_says_so_and_has_no_code(client, enrolled):
    withdraw(enrolled[0])
    page = client.get(f"/p/{enrolled[0].code}")
    assert "Đăng ký này đã rút. Thẻ không còn dùng được." in words_of(page)
    assert "<svg" not in page.content.decode() and enrolled[0].short_code not in page.content.decode()


def test_the_pass_of_a_cancelled_activity_says_so_and_has_no_code(client, session, enrolled):
    cancel(session, reason="Bão số 5", at=timezone.now())
    page = client.get(f"/p/{enrolled[0].code}")
    assert "Hoạt động này đã hủy. Thẻ không còn dùng được." in words_of(page)
    assert "<svg" not in page.content.decode() and "Bão" not in page.content.decode()


def test_the_pass_tells_when_one_was_checked_in_and_no_longer_once_annulled(client, session, enrolled, usher):
    tick(enrolled[0], sitting=session.sittings.first(), by=usher, at=at("07:41"))
    tick(enrolled[1], sitting=session.sittings.last(), by=usher, at=at("13:20"))
    assert "07:30–11:00 Đã điểm danh lúc 07:41 Chiều 20/05/2024, 13:30–16:30 Địa điểm" in words_of(client.get(f"/p/{enrolled[0].code}"))
    annul(Attendance.objects.first(), reason="Nhầm người", by=usher, at=at("08:00"))
    assert "Đã điểm danh" not in words_of(client.get(f"/p/{enrolled[0].code}"))


def test_a_name_with_markup_is_words(client, enrolled):
    person = enrolled[0].person
    person.full_name = "<b>Rê</b>"
    person.save()
    assert "&lt;b&gt;Rê&lt;/b&gt;" in client.get(f"/p/{enrolled[0].code}").content.decode()


def test_the_page_weighs_under_15_kB_with_all_it_loads_also_for_a_long_course(client, make_session, make_person, organiser):
    course = make_session(
        title="Tập huấn phổ biến pháp luật " * 8, starts_on=at("07:00").date(), ends_on=at("07:00").date().replace(day=24)
    )
    registration = register(course, person=make_person("Nguyễn Hoàng Thị Phương Thảo Nguyên"), role="participant", by=organiser)
    assert course.sittings.count() == 10
    assert weight_of(client.get(f"/p/{registration.code}")) < 11_000  # the issue allows 15 kB


def test_nobody_keeps_or_indexes_it_and_its_address_is_passed_on_to_nobody(client, enrolled):
    for path in (f"/p/{enrolled[0].code}", "/p/ABC"):
        page = client.get(path)
        assert "no-store" in page["Cache-Control"] and "private" in page["Cache-Control"]
        assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
        assert not page.cookies
    assert Client().post(f"/p/{enrolled[0].code}").status_code == 405


def test_it_takes_three_questions_of_the_database(client, enrolled, django_assert_num_queries):
    with django_assert_num_queries(3):  # the pass, the sittings, the arrivals
        client.get(f"/p/{enrolled[0].code}")


def test_an_outline_draws_the_same_text_as_the_packages_own_image():
    text = "HTTPS://TAPHUAN.EXAMPLE.VN/P/" + codes.new_code()
    png = Image.open(io.BytesIO(qr.png(text)))
    assert [barcode.text for barcode in zxingcpp.read_barcodes(png)] == [text]
    assert qr.outline(text).size == 37 and len(qr.outline(text).path) < 2_600
