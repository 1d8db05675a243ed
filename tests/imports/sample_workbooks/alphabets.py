"""Text of before Unicode, and Unicode that only looks right."""

import unicodedata

from openpyxl.styles import Font

from tests.imports.sample_workbooks.book import SON_HA, TRA_BONG, Book, roster
from tests.imports.sample_workbooks.letters import tcvn3, vni
from tests.imports.sample_workbooks.people import people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
KNOWN = ("birth_year", "gender", "ethnic_group", "commune", "phone")


@roster("tcvn3-by-font.xlsx", SON_HA)
def tcvn3_by_font(book: Book) -> None:
    """.VnTime for the people, .VnTimeH for the title and for names: a font that draws capitals over small letters."""
    book.encoding = "TCVN3"
    sheet = book.sheet()
    sheet.font = ".VnTimeH"
    sheet.line(tcvn3("Danh sách đại biểu dự tập huấn"))
    sheet.line(*map(tcvn3, HEAD))
    sheet.font = ".VnTime"
    for n, p in enumerate(people(10, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Hạ")), 1):
        row = sheet.person(p.knowing(*KNOWN), n, tcvn3(p.full_name), p.birth_year, tcvn3(p.gender_word), tcvn3(p.ethnic_group), tcvn3(p.commune), p.phone)  # fmt: skip
        if n % 3 == 0:
            sheet.cells.cell(row, 2, tcvn3(p.full_name.lower())).font = Font(name=".VnTimeH")


@roster("tcvn3-without-font.xlsx", SON_HA)
def tcvn3_without_font(book: Book) -> None:
    """Pasted as values into a new workbook: the letters are TCVN3, the font says Calibri."""
    book.encoding = "TCVN3"
    sheet = book.sheet()
    sheet.line(*map(tcvn3, HEAD))
    for n, p in enumerate(people(12, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Kỳ")), 1):
        sheet.person(
            p.knowing(*KNOWN), n, tcvn3(p.full_name), p.birth_year, tcvn3(p.gender_word), tcvn3(p.ethnic_group), tcvn3(p.commune), p.phone
        )


@roster("tcvn3-names-only.xlsx")
def tcvn3_names_only(book: Book) -> None:
    """One column was copied from an old list; all else is Unicode and must not be 'converted'."""
    book.encoding = "TCVN3"
    sheet = book.sheet()
    sheet.line(*HEAD)
    for n, p in enumerate(people(8, "Hrê", "Kinh", communes=("Ba Tô", "Ba Lế")), 1):
        row = sheet.person(p.knowing(*KNOWN), n, tcvn3(p.full_name), p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)
        sheet.cells.cell(row, 2).font = Font(name=".VnArial")


@roster("tcvn3-font-unicode-text.xlsx")
def tcvn3_font_unicode_text(book: Book) -> None:
    """Typed in Unicode while the cells kept the old font: nothing to convert, or the names break."""
    sheet = book.sheet()
    sheet.line(*HEAD)
    sheet.font = ".VnTime"
    for n, p in enumerate(people(8, "Hrê", "Kinh", communes=("Ba Tô", "Ba Lế")), 1):
        sheet.person(p.knowing(*KNOWN), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)


@roster("tcvn3.csv", SON_HA)
def tcvn3_csv(book: Book) -> None:
    book.encoding = book.text_encoding = "tcvn3"
    book.encoding = "TCVN3"
    sheet = book.sheet()
    sheet.line(*HEAD)
    for n, p in enumerate(people(8, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Cao")), 1):
        sheet.person(p.knowing(*KNOWN), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)


@roster("vni-by-font.xlsx", TRA_BONG)
def vni_by_font(book: Book) -> None:
    book.encoding = "VNI"
    sheet = book.sheet()
    sheet.font = "VNI-Times"
    sheet.line(*map(vni, HEAD))
    for n, p in enumerate(people(10, "Co", "Xơ Đăng", "Kinh", communes=("Trà Thủy", "Trà Hiệp")), 1):
        sheet.person(p.knowing(*KNOWN), n, vni(p.full_name), p.birth_year, vni(p.gender_word), vni(p.ethnic_group), vni(p.commune), p.phone)


@roster("vni-without-font.xls", TRA_BONG)
def vni_without_font(book: Book) -> None:
    book.encoding = "VNI"
    sheet = book.sheet()
    sheet.line(*map(vni, HEAD))
    for n, p in enumerate(people(10, "Co", "Kinh", communes=("Trà Thủy", "Trà Phú")), 1):
        sheet.person(p.knowing(*KNOWN), n, vni(p.full_name), p.birth_year, vni(p.gender_word), vni(p.ethnic_group), vni(p.commune), p.phone)


@roster("decomposed.xlsx")
def decomposed(book: Book) -> None:
    """From an iPhone: letters and marks apart; and no-break, zero-width and double spaces, in the heads too."""
    sheet = book.sheet()
    sheet.line(*(unicodedata.normalize("NFD", head).replace(" ", "\xa0") for head in HEAD))
    spaces = ["\xa0", "  ", "\u200b ", " \u200e", "\u2009", "\t", "\ufeff ", "\u3000"]
    for n, (p, space) in enumerate(zip(people(8, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu")), spaces, strict=True), 1):
        name = unicodedata.normalize("NFD", p.full_name).replace(" ", space)
        sheet.person(p.knowing(*KNOWN), n, f"{space}{name}{space}", p.birth_year, unicodedata.normalize("NFD", p.gender_word), unicodedata.normalize("NFD", p.ethnic_group), unicodedata.normalize("NFD", f"Xã{space}{p.commune}"), f"{p.phone}{space}")  # fmt: skip


@roster("old-tone-marks.xlsx", TRA_BONG)
def old_tone_marks(book: Book) -> None:
    """'Trà Thuỷ' is Trà Thủy; 'hoà' is hòa. Nobody's name is rewritten."""
    sheet = book.sheet()
    sheet.line("TT", "Hộ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    names = [
        ("Hồ Thị Thuỷ", "F"),
        ("Hồ Văn Hoà", "M"),
        ("Hồ Thị Thủy", "F"),
        ("Hồ Thị Quí", "F"),
        ("Hồ Văn Tuỳ", "M"),
        ("Hồ Văn Khoẻ", "M"),
    ]
    for n, (p, (name, gender)) in enumerate(zip(people(6, "Co", communes=("Trà Thủy",)), names, strict=True), 1):
        found = p.knowing("birth_year", "ethnic_group", "commune").but(full_name=name, gender=gender)
        sheet.person(found, n, name, p.birth_year, found.gender_word, "Co", "Trà Thuỷ")
