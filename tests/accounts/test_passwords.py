import re

from django.contrib.auth.password_validation import validate_password

from accounts.sign_in.passwords import generate_password


def test_a_generated_password_is_readable_and_never_the_same_twice():
    made = {generate_password() for _ in range(1000)}
    assert len(made) == 1000
    assert {bool(re.fullmatch(r"([abcdefghkmnpqrstuvwxyz2-9]{4}-){2}[abcdefghkmnpqrstuvwxyz2-9]{4}", password)) for password in made} == {
        True
    }


def test_a_generated_password_passes_the_rules_for_passwords():
    validate_password(generate_password())
