"""The placeholders that a template may hold, by the names that the office writes in Word. Pure: imports no Django.

A list of one element is gone through by `{%p for … in … %}`; each of its items has that element's shape. What each stands for is in
`reporting.word_templates.wording`.
"""

from typing import Any, Literal

TEXT: Literal["text"] = "text"
FLAG: Literal["flag"] = "flag"  # is asked by `{%p if … %}` and never printed
Shape = Any  # TEXT, FLAG, {name: Shape} or [Shape]

SHAPE: dict[str, Shape] = {
    "co_quan_chu_quan": TEXT,
    "co_quan": TEXT,
    "so_ky_hieu": TEXT,
    "dia_danh": TEXT,
    "ngay_thang": TEXT,
    "nam": TEXT,
    "ten_loai": TEXT,
    "trich_yeu": TEXT,
    "kinh_gui": TEXT,
    "kinh_gui_nhieu": [TEXT],
    "can_cu": [TEXT],
    "muc": [{"tieu_de": TEXT, "la_phan": FLAG, "la_muc": FLAG, "la_diem": FLAG, "doan": [TEXT]}],
    "ket_thuc": TEXT,
    "noi_nhan": [TEXT],
    "quyen_han_ky": [TEXT],
    "chuc_vu_ky": TEXT,
    "nguoi_ky": TEXT,
}
# Without the first a report would lack its number or its text; without the others it is only less complete.
ESSENTIAL = ("so_ky_hieu", "muc", "muc.doan")
EXPECTED = ("co_quan", "dia_danh", "ngay_thang", "trich_yeu", "kinh_gui", "muc.tieu_de", "ket_thuc", "noi_nhan", "chuc_vu_ky", "nguoi_ky")
FILTERS = ("upper", "lower", "capitalize", "trim")  # none takes an argument


def all_names(shape: Shape = SHAPE, prefix: str = "") -> list[str]:
    """Return every placeholder, those of a list's items behind its name: 'muc.doan'."""
    names = []
    for name, field in shape.items():
        names.append(prefix + name)
        item = field[0] if isinstance(field, list) else None
        names += all_names(item, f"{prefix}{name}.") if isinstance(item, dict) else []
    return names
