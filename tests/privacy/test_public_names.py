"""A child's name stands on no page that opens without sign-in; who is sixteen today has a name again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from attendance.door import codes
from attendance.door.grants import Grant, Phone
from attendance.models import Registration
from attendance.passes.public_names import is_minor, public_name
from attendance.registrations.actions import register, withdraw
from tests.attendance.hall import MINUTE, address_of, come_in
from tests.pages import words_of

NAME, PHONE = "Đinh Văn Rê", "0912345678"
TODAY = date(2026, 11, 27)


def sixteen_years_ago(days: int) -> date:
    today = timezone.localdate()
    return date(today.year - 16, today.month, today.day) + timedelta(days=days)


def register_born(today, make_person, organiser, born, role="participant", category=""):
    """comes(born, role=…, category=…): Đinh Văn Rê, born on that day, in that year, or nobody knows when; with a phone number."""
    day = born if isinstance(born, date) else None
    year = born if isinstance(born, int) else None
    person = make_person(NAME, birth_year=year, birth_date=day, phone=PHONE)
    return register(today, person=person, role=role, category=category, by=organiser)


CHILDREN = [
    (lambda: sixteen_years_ago(1), "participant", ""),  # sixteen tomorrow
    (lambda: timezone.localdate().year - 16, "participant", ""),  # perhaps not yet sixteen
    (lambda: timezone.localdate().year - 12, "participant", ""),
    (lambda: None, "participant", "pupil"),
    (lambda: None, "contestant", ""),
]
GROWN_UP = [
    (lambda: sixteen_years_ago(0), "participant", "pupil"),  # sixteen today
    (lambda: timezone.localdate().year - 17, "contestant", "pupil"),
    (lambda: None, "participant", ""),
    (lambda: None, "speaker", "teacher"),
]


def public_pages(client, registration, sitting):
    """Every page without sign-in on which somebody is called by a name: the pass, the form of the door, the receipts."""
    phone = Phone.new().belonging_to(registration.person_id)
    client.cookies["door"] = phone.sign()
    yield client.get(f"/p/{registration.code}")
    yield client.get(f"/P/{registration.code}")
    yield client.get(address_of(sitting))
    yield come_in(client, sitting, who=PHONE)
    yield come_in(client, sitting, who=registration.short_code)
    version = codes.door_version(sitting.door, sitting.door_key)
    grant = Grant.opened(sitting.pk, version, phone=phone.device, at=timezone.now(), offered=registration.pk)
    yield client.post(f"/d/{sitting.pk}/", {"grant": grant.sign(), "me": "1"}, follow=True)


@pytest.mark.parametrize(("born", "role", "category"), CHILDREN)
def test_no_page_without_sign_in_names_a_child(client, today, make_person, organiser, sitting, born, role, category):
    registration = register_born(today, make_person, organiser, born(), role, category)
    for page in public_pages(client, registration, sitting):
        html = page.content.decode()
        for part in (NAME, "Đinh", "Văn Rê", "dinh van re", "Đ. V. R"):
            assert part not in html, (page.request["PATH_INFO"], part)


@pytest.mark.parametrize(("born", "role", "category"), GROWN_UP)
def test_who_is_no_child_is_called_by_name(client, today, make_person, organiser, sitting, born, role, category):
    registration = register_born(today, make_person, organiser, born(), role, category)
    names = [NAME in page.content.decode() or "Đ. V. Rê" in page.content.decode() for page in public_pages(client, registration, sitting)]
    assert all(names)


def test_a_child_knows_their_own_pass_by_its_code_and_one_letter(client, today, make_person, organiser):
    registration = register_born(today, make_person, organiser, timezone.localdate().year - 12)
    page = client.get(f"/p/{registration.code}")
    assert f"<title>Thẻ {registration.short_code}</title>" in page.content.decode()
    assert "R••• (không hiện tên trẻ em) Học viên" in words_of(page)
    assert registration.short_code in words_of(page)


def test_no_phone_remembers_a_child_that_typed_a_code(client, today, make_person, organiser, sitting):
    registration = register_born(today, make_person, organiser, timezone.localdate().year - 12)
    come_in(client, sitting, who=registration.short_code)
    assert Phone.read(client.cookies["door"].value).person is None
    assert "Bạn là" not in words_of(client.get(address_of(sitting)))


def test_who_types_a_childs_name_and_number_as_new_learns_nothing(client, make_person, organiser, sitting, today):
    """A child who withdrew stands again; the receipt is that of anybody new."""
    registration = register_born(today, make_person, organiser, timezone.localdate().year - 12)
    withdraw(registration)
    today.walk_ins = "anyone"
    today.save()
    grant = Grant.opened(
        sitting.pk, codes.door_version(sitting.door, sitting.door_key), phone="f" * 32, at=timezone.now().replace(microsecond=0) - MINUTE
    )
    typed = {"full_name": NAME, "birth_year": timezone.localdate().year - 12, "gender": "M", "phone": PHONE, "unit": ""}
    page = client.post(f"/d/{sitting.pk}/new/", {"grant": grant.sign(), **typed}, follow=True)
    assert NAME not in page.content.decode() and "Đã điểm danh" in words_of(page)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(2010, 11, 28), TODAY, True),
        (date(2010, 11, 27), TODAY, False),
        (date(2012, 2, 29), date(2028, 2, 28), True),
        (date(2012, 2, 29), date(2028, 2, 29), False),
        (2010, TODAY, True),
        (2010, date(2027, 1, 1), False),
        (None, TODAY, False),
    ],
)
def test_a_child_is_who_is_not_sixteen_on_the_day(make_person, session, born, on, expected):
    day, year = (born if isinstance(born, date) else None), (born if isinstance(born, int) else None)
    registration = Registration(activity=session, person=make_person(NAME, birth_year=year, birth_date=day))
    assert is_minor(registration, on=on) is expected


def test_a_name_of_one_word_and_a_highland_name_give_one_letter(make_person, session):
    for name, letter in (("H'Hen Niê", "N"), ("Y Ê", "Ê"), ("đinh thị đào", "Đ")):
        registration = Registration(activity=session, person=make_person(name, birth_year=2015))
        assert public_name(registration, on=TODAY).startswith(f"{letter}•••")
