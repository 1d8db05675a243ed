"""Rates, the screen of a payment list, and the report that is signed."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ChangeRecord
from activities.actions import cancel
from attendance.models import Registration
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from payments.models import PaymentLine, PaymentList, Rate
from people.models import AgencyPeriod, Disclosure
from places.models import Unit
from registry.merging.actions import merge
from tests.conftest import at
from tests.exports.test_reports_api import as_json
from tests.pages import error_summary, page_text, whole_body

SOURCE = "Nghị quyết số 00/NQ-HĐND (mẫu), Điều 2"


@pytest.fixture
def rates(db):
    """Meals 150.000 and lodging 300.000 a day, travel 80.000; a meals rate that ended before the session."""
    kinds = (("meals", "Tiền ăn", 150_000), ("lodging", "Tiền nghỉ", 300_000), ("travel", "Từ 15 km", 80_000))
    Rate.objects.create(
        kind="meals", name="Tiền ăn cũ", amount=100_000, valid_from=date(2018, 1, 1), valid_to=date(2022, 12, 31), legal_source=SOURCE
    )
    return {
        kind: Rate.objects.create(kind=kind, name=name, amount=amount, valid_from=date(2023, 1, 1), legal_source=SOURCE)
        for kind, name, amount in kinds
    }


@pytest.fixture
def decisions(rates, attended):
    """What the form posts: meals for all, travel from huyện Ba Tơ, and half a day for Đinh Thị Mẫu."""
    unit = attended[0].person.unit_id
    return {
        "meals": rates["meals"].pk,
        f"travel-{unit}": rates["travel"].pk,
        f"line-{attended[1].pk}-days": "0,5",
        "accountant": "Lê Thị Mẫu",
    }


def test_the_list_holds_who_attended_and_proposes_the_rate_of_the_day(clerk_browser, session_path, rates, attended):
    page = clerk_browser.get(f"{session_path}payments/")
    assert "Phạm Văn Rê" in page_text(page) and "Nguyễn Thị Hoa" not in page_text(page)
    assert "Tiền ăn cũ" not in page_text(page), "it ended before the session began"
    assert "Ba trăm nghìn đồng" in page_text(page), "one day each, two sittings of which are one day"
    assert PaymentList.objects.count() == 0, "looking decides nothing"


def test_what_is_decided_is_kept_marked_and_in_the_trail(clerk_browser, session_path, decisions, attended):
    answer = clerk_browser.post(f"{session_path}payments/", decisions, follow=True)
    # 150.000 + 80.000 for one, 75.000 + 80.000 for half a day
    assert "Ba trăm tám mươi lăm nghìn đồng" in page_text(answer)
    assert "Đinh Thị Mẫu (sửa tay)" in page_text(answer) and "Phạm Văn Rê (sửa tay)" not in page_text(answer)
    assert list(PaymentLine.objects.values_list("registration", "days")) == [(attended[1].pk, Decimal("0.5"))]
    verbs = set(ChangeRecord.objects.filter(subject__startswith="payment").values_list("verb", flat=True))
    assert verbs == {"made", "travel_chosen", "written"}
    clerk_browser.post(f"{session_path}payments/", decisions | {f"line-{attended[1].pk}-days": ""})
    assert PaymentLine.objects.count() == 0
    assert ChangeRecord.objects.filter(subject="payment_line", verb="cleared").count() == 1


def test_a_rate_that_is_over_when_the_day_is_moved_stays_chosen_and_is_pointed_out(clerk_browser, session_path, decisions, rates, session):
    clerk_browser.post(f"{session_path}payments/", decisions)
    Rate.objects.filter(pk=rates["meals"].pk).update(valid_to=date(2023, 12, 31))  # the session is in 2024
    page = clerk_browser.get(f"{session_path}payments/")
    assert f'<option value="{rates["meals"].pk}" selected>' in page.content.decode()
    assert "mức không áp dụng cho ngày 20/05/2024: Tiền ăn: 150.000 đồng." in page_text(page)
    assert "Ba trăm tám mươi lăm nghìn đồng" in page_text(clerk_browser.post(f"{session_path}payments/", decisions, follow=True))


def test_a_wrong_figure_is_refused_and_nothing_typed_is_lost(clerk_browser, session_path, decisions, attended):
    typed = {f"line-{attended[0].pk}-travel": "một trăm", f"line-{attended[1].pk}-days": "99", f"line-{attended[0].pk}-note": "Đi xe máy"}
    answer = clerk_browser.post(f"{session_path}payments/", decisions | typed)
    assert answer.status_code == 200
    assert all(f'value="{value}"' in answer.content.decode() for value in ("một trăm", "99", "Đi xe máy"))
    assert PaymentList.objects.count() == 0


def test_the_workbook_is_ready_to_be_signed(clerk_browser, session_path, decisions, agency, session):
    AgencyPeriod.objects.update(signatory_name="Đinh Văn Mẫu")
    clerk_browser.post(f"{session_path}payments/", decisions)
    answer = clerk_browser.get("/reports/payment-list.xlsx", {"activity": session.pk})
    assert 'filename="danh-sach-chi-tien-Tap-huan-Luat-Dat-dai-2024-05-20.xlsx"' in answer["Content-Disposition"]
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(whole_body(answer)), rich_text=False).worksheets[0].iter_rows()
    ]
    [mau] = [row for row in rows if row[1] == "Đinh Thị Mẫu"]
    assert mau[3:9] == [0.5, 150_000, 75_000, 0, 80_000, 155_000]
    assert mau[10] == "Sửa tay: số ngày"
    texts = [str(cell) for row in rows for cell in row if cell]
    assert "Số tiền bằng chữ: Ba trăm tám mươi lăm nghìn đồng." in texts
    signatures = " ".join(text for text in texts if "Ký, ghi rõ họ tên" in text)
    assert [title for title in ("NGƯỜI LẬP BIỂU", "KẾ TOÁN", "GIÁM ĐỐC") if title in signatures] == [
        "NGƯỜI LẬP BIỂU",
        "KẾ TOÁN",
        "GIÁM ĐỐC",
    ]
    assert f"Ghi chú: Căn cứ: {SOURCE}." in texts
    assert Disclosure.objects.get(what="payment-list", way="xlsx").people == 2


def test_json_and_screen_say_the_same_sum(api, clerk, clerk_browser, session_path, decisions, session):
    clerk_browser.post(f"{session_path}payments/", decisions)
    body = as_json(api(clerk), "payment-list", activity=session.pk)
    assert dict(zip([column["key"] for column in body["columns"]], body["totals"], strict=True))["total"] == 385_000
    assert "385.000" in page_text(clerk_browser.get("/reports/payment-list/", {"activity": session.pk}))
    assert f'href="{session_path}payments/"' in clerk_browser.get("/reports/payment-list/", {"activity": session.pk}).content.decode()


def test_who_may_open_the_list_is_led_there_also_from_a_cancelled_activity(
    browser_of, clerk, leader, session_path, attended, session, organiser
):
    cancel(session, reason="Mưa lũ", at=timezone.now())
    page = browser_of(clerk).get(session.get_absolute_url()).content.decode()
    assert f'href="{session_path}payments/"' in page and "Khôi phục" not in page
    assert f"{session_path}payments/" not in browser_of(leader).get(session.get_absolute_url()).content.decode()
    assert "Hoạt động đã hủy: Mưa lũ" in page_text(browser_of(clerk).get("/reports/payment-list/", {"activity": session.pk}))


def test_strangers_see_nothing_and_ushers_and_leaders_decide_nothing(browser_of, stranger, usher, leader, session_path, decisions, session):
    assert browser_of(stranger).get(f"{session_path}payments/").status_code == 404
    assert browser_of(stranger).get("/reports/payment-list/", {"activity": session.pk}).status_code == 404
    assert [browser_of(user).get(f"{session_path}payments/").status_code for user in (usher, leader)] == [403, 403]
    assert [browser_of(user).post(f"{session_path}payments/", decisions).status_code for user in (usher, leader)] == [403, 403]
    assert PaymentList.objects.count() == 0


def test_rates_are_kept_by_the_administrator_of_the_province(browser_of, admin, organiser, rates, session_path, decisions):
    office = browser_of(admin)
    new = {"kind": "travel", "name": "Từ 50 km", "amount": "120000", "valid_from": "1/1/2023", "legal_source": SOURCE}
    assert office.post("/admin/payment-rates/new/", new).status_code == 302
    refused = office.post("/admin/payment-rates/new/", new | {"valid_to": "31/12/2022", "legal_source": ""})
    assert len(error_summary(refused)) == 2
    assert browser_of(organiser).get("/admin/payment-rates/").status_code == 403
    assert "Từ 50 km" in page_text(office.get("/admin/payment-rates/"))
    browser_of(organiser).post(f"{session_path}payments/", decisions)
    used = rates["meals"]
    change = {"kind": "meals", "name": used.name, "amount": "200000", "valid_from": "1/1/2023", "legal_source": SOURCE}
    assert "đã dùng" in page_text(office.post(f"/admin/payment-rates/{used.pk}/", change))
    assert office.post(f"/admin/payment-rates/{used.pk}/", change | {"amount": "150000", "valid_to": "31/12/2026"}).status_code == 302
    office.post(f"/admin/payment-rates/{used.pk}/delete/")
    office.post(f"/admin/payment-rates/{Rate.objects.get(name='Từ 50 km').pk}/delete/")
    assert set(Rate.objects.values_list("name", flat=True)) == {"Tiền ăn cũ", "Tiền ăn", "Tiền nghỉ", "Từ 15 km"}


def test_of_two_records_that_become_one_the_line_of_who_stays_counts(
    clerk_browser, session_path, decisions, attended, session, admin, make_person, organiser
):
    twin = make_person("Đinh Thị Mẫu", "F", 1981, "Hrê")
    second = register(session, person=twin, role="participant", by=organiser)
    tick(second, sitting=session.sittings.first(), by=organiser, at=at("07:50"))
    clerk_browser.post(f"{session_path}payments/", decisions | {f"line-{second.pk}-travel": "90.000"})
    merge(attended[1].person, twin, by=admin, at=timezone.now())
    [line] = PaymentLine.objects.all()
    assert line.registration == Registration.objects.get(activity=session, person=attended[1].person)


@pytest.mark.parametrize("people", [1, 3])
def test_the_screen_asks_the_database_as_often_for_three_of_three_places_as_for_one(
    clerk_browser, session_path, rates, session, make_person, organiser, django_assert_num_queries, people
):
    homes = Unit.objects.filter(level="commune", valid_to=None).order_by("pk")
    for year in range(people):
        person = make_person(birth_year=1950 + year, unit=homes[year])
        registration = register(session, person=person, role="participant", by=organiser)
        tick(registration, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    with django_assert_num_queries(22):
        clerk_browser.get(f"{session_path}payments/")
