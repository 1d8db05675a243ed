"""Which passwords are refused, and that nothing else about a password matters."""

import gzip
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import require_good_password, set_password
from accounts.sign_in.credentials import check_credentials

pytestmark = pytest.mark.django_db


def weaknesses(password, user):
    try:
        require_good_password(password, user)
    except ValidationError as error:
        return [weakness.code for weakness in error.error_dict["password"]]
    return []


@pytest.mark.parametrize(
    "password", ["qwertyuiop", "1q2w3e4r5t", "Password123", "1QAZ2WSX3EDC", "manchester", "1234567890a", "iloveyou123", "football123"]
)
def test_a_password_from_a_breach_is_refused_in_any_case(nobody, password):
    assert "password_too_common" in weaknesses(password, nobody)


def test_the_breached_passwords_are_the_most_frequent_that_the_rule_of_length_lets_through():
    [path] = [
        rule["OPTIONS"]["password_list_path"]
        for rule in settings.AUTH_PASSWORD_VALIDATORS
        if "password_list_path" in rule.get("OPTIONS", {})
    ]
    passwords = gzip.decompress(path.read_bytes()).decode().split()
    assert len(set(passwords)) > 19_000
    assert min(len(password) for password in passwords) == 10


@pytest.mark.parametrize(
    "password", ["Quảng Ngãi 2026", "quangngai@123", "TapHuan-HoiThi", "Matkhau12345", "Qu@ntr1vien!!", "admin-admin-1", "SoDanTocTonGiao"]
)
def test_names_of_the_agency_the_product_and_its_roles_make_no_password(nobody, password):
    assert weaknesses(password, nobody) == ["password_of_context_words"]


@pytest.mark.parametrize("password", ["0905123456", "+84 905 123 456", "051181000123"])
def test_a_telephone_or_card_number_makes_no_password(nobody, password):
    assert "password_is_a_number" in weaknesses(password, nobody)


@pytest.mark.parametrize(
    "password", ["73920164826", "hạt mít rơi xuống ao", "taphuan voi ba con heo", "ẩm ướt như đất", "~!^&*()_+{}|", "WXKQPTRMNBV", "x" * 65]
)
def test_no_kind_of_sign_is_demanded_or_forbidden(nobody, password):
    assert weaknesses(password, nobody) == []


@pytest.mark.parametrize("password", ["  Hạt mít rơi xuống ao  ", "mười ngàn con vịt " * 20, "\u2003khoảng trắng lạ\t"])
def test_a_password_is_taken_exactly_as_it_was_typed(rf, nobody, password):
    set_password(nobody, password=password)
    assert authenticate(rf.post("/"), username="nobody", password=password) == nobody
    for changed in (password.strip(), password.lower(), password[:-1], password[:72]):
        assert changed == password or authenticate(rf.post("/"), username="nobody", password=changed) is None


def test_a_password_that_somebody_else_set_is_good_for_a_week_and_ones_own_for_ever(rf, nobody):
    later = timezone.now() + timedelta(days=7, minutes=1)
    sent = {"request": rf.post("/"), "username": "nobody", "password": "hạt mít rơi xuống ao"}
    set_password(nobody, password=sent["password"], by_somebody_else=True)
    assert check_credentials(**sent, at=later - timedelta(minutes=2)) == nobody
    with pytest.raises(ValidationError) as refused:
        check_credentials(**sent, at=later)
    assert refused.value.code == "expired"
    set_password(nobody, password=sent["password"])
    assert check_credentials(**sent, at=later + timedelta(days=3650)) == nobody
