"""Values that nobody types by mistake: each has broken some program that reads a field."""

import unicodedata

MARKUP = "<svg onload=alert(7391)>"
FROM_A_FOREIGN_ROW = ("1", "2")  # ids of units, of the first notice, of whatever row has them
HOSTILE: tuple[str | bytes, ...] = (
    "",
    "Ba\x00Tơ",
    "\x00",
    b"Ba \xed\xa0\x80 T\xc6\xa1",  # a lone surrogate
    b"\xff\xfe\x00B",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "9" * 20,
    "-" + "9" * 20,
    "-1",
    "1e400",
    "NaN",
    "²",
    "２０２４",
    MARKUP,
    "\u202egpj.Ơ\u2066\u200f",
    unicodedata.normalize("NFD", "Nguyễn Thị Đường"),
    "a" * 10_000,
    "\u0301" * 2_000,
    "%s %n {0} {{ 7|add:7 }} ${x}",
    "' OR 1=1 --",
    "a\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
    "//evil.test/",
    " \t\u200b\ufeff\u00a0",
    '{"a": [null]}',
    "[]",
    "null",
    "Ba\x00!1",  # as rows of a roster are named
    "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7aff",
    *FROM_A_FOREIGN_ROW,
)
# Texts that cost a careless pattern or a comparison of each with each much time.
REPEATED: tuple[str, ...] = (
    "1. " * 4_000, " " * 10_000 + "x", "-" * 10_000, "xã " * 3_000, "a\n" * 5_000, "0912 345 678 " * 900, "NguyÔn " * 1_400, "(" * 9_000,
    "1," * 5_000, "Đinh Văn Rê; 1980; nữ\n" * 400,
)  # fmt: skip
