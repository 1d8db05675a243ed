"""Rules for passwords beside Django's own: words that are near at hand in this office, and numbers that stand on somebody's card."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from places.models import Unit
from vietnamese.text import fold

# Written without accents and spaces. The name of the province served is added to them; docs/security.md explains the list.
CONTEXT_WORDS = (
    "taphuan", "hoithi", "tuyentruyen", "phapluat", "diemdanh", "dangky", "dangnhap", "matkhau",
    "dantoc", "tongiao", "tuphap", "ubnd", "uyban", "vietnam",
    "quantrivien", "quantri", "administrator", "admin", "organiser", "canbo", "clerk", "chuyenvien", "usher", "leader", "lanhdao",
)  # fmt: skip
FEWEST_LETTERS_BESIDE = 5  # "quangngai-bato" is refused, "taphuan voi ba con heo" is not
LOOK_ALIKES = str.maketrans("@4013$5", "aaoiess")
NUMBER_OF_A_PERSON = re.compile(r"0\d{9}|84\d{9}|\d{12}")  # a telephone, with or without the country's code; a citizen card


class ContextWordsValidator:
    """Refuse a password that is little more than names of the agency, the product, its roles or the province."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = re.sub(r"[^a-z]", "", fold(password).translate(LOOK_ALIKES))
        province = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE).values_list("name", flat=True)
        words = {*CONTEXT_WORDS, *(re.sub(r"[^a-z]", "", fold(name)) for name in province)}
        remainder = re.sub("|".join(sorted(words, key=len, reverse=True)), "", letters)
        if remainder != letters and len(remainder) < FEWEST_LETTERS_BESIDE:
            message = _("Mật khẩu chủ yếu gồm tên cơ quan, tên phần mềm, vai trò hoặc tên tỉnh, dễ bị đoán ra.")
            raise ValidationError(message, code="password_of_context_words")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được chủ yếu gồm tên cơ quan, tên phần mềm, vai trò hoặc tên tỉnh.")


class NumberOfAPersonValidator:
    """Refuse a telephone number and the number of a citizen card; other passwords of digits alone are as good as their length."""

    def validate(self, password: str, user: Any = None) -> None:
        if NUMBER_OF_A_PERSON.fullmatch(re.sub(r"[\s.+-]", "", password)):
            raise ValidationError(
                _("Mật khẩu không được là số điện thoại hay số định danh: người khác có thể biết."), code="password_is_a_number"
            )

    def get_help_text(self) -> str:
        return _("Mật khẩu không được là số điện thoại hay số định danh.")
