"""Vietnamese telephone numbers as people write them."""

import re

from vietnamese.text import clean

_SEPARATORS = re.compile(r"[ .\-()]")
_NUMBER = re.compile(r"0[35789][0-9]{8}|02[0-9]{9}")  # mobile, landline
_COUNTRY_CODE = re.compile(r"(?:0084|\+84)0?")
# The change of mobile numbers from 11 digits to 10 in 2018.
_PREFIXES_BEFORE_2018 = (
    {f"016{n}": f"03{n}" for n in range(2, 10)}
    | {"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"}
    | {"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"}
    | {"0186": "056", "0188": "058", "0199": "059"}
)


def normalise_phone(text: str) -> str | None:
    """Return '0912345678' for '+84 (0) 912.345.678', None for an empty text. Raise ValueError for any other text.

    A leading zero that a spreadsheet dropped is restored, and an 11-digit mobile number of before 2018 becomes its number of today.
    """
    digits = _SEPARATORS.sub("", clean(text))
    if not digits:
        return None
    if country := _COUNTRY_CODE.match(digits):
        number = "0" + digits[country.end() :]
    elif digits.startswith("84") and len(digits) > 10:  # with fewer, 84 is the mobile prefix 084 without its zero
        number = "0" + digits.removeprefix("84").removeprefix("0")
    else:
        number = digits if digits.startswith("0") else "0" + digits
    if len(number) == 11 and number[:4] in _PREFIXES_BEFORE_2018:
        number = _PREFIXES_BEFORE_2018[number[:4]] + number[4:]
    if not _NUMBER.fullmatch(number):
        raise ValueError("not a Vietnamese phone number")
    return number
