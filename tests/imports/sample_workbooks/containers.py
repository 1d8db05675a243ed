"""Workbooks whose trap is the file: several sheets, odd formats, cells where none should be, formulas."""

import re
from datetime import date
from pathlib import Path

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill

from tests.imports.sample_workbooks import formats
from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, SON_HA, Book, Sheet, roster
from tests.imports.sample_workbooks.people import Person, people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại")


def _write(sheet: Sheet, n: int, p: Person) -> None:
    found = p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone")
    sheet.person(found, n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)


def _fill(sheet: Sheet, who: list[Person]) -> None:
    sheet.line(*HEAD)
    for n, p in enumerate(who, 1):
        _write(sheet, n, p)


@roster("letter-on-the-first-sheet.xlsx")
def letter_on_the_first_sheet(book: Book) -> None:
    """The letter and the programme come first; the programme is a table too, and its speakers are no participants."""
    letter = book.sheet("Công văn", counts=False)
    letter.official_head("UBND XÃ BA VÌ", "V/v cử đại biểu")
    letter.line("Kính gửi: Phòng Dân tộc huyện Ba Tơ")
    programme = book.sheet("Chương trình", counts=False)
    programme.line("TT", "Thời gian", "Nội dung", "Người thực hiện", "Điện thoại")
    for n in range(1, 16):
        programme.line(n, f"{7 + n % 4}h30", "Chuyên đề Luật Đất đai", "Trần Văn Giảng", "0905 111 222")
    _fill(book.sheet("Danh sách"), people(9, "Hrê", "Kinh", communes=("Ba Vì",)))


@roster("hidden-sheet-of-last-year.xlsx")
def hidden_sheet_of_last_year(book: Book) -> None:
    """Last year's longer list was hidden, not deleted. What the sender saw is what the sender sent."""
    old = book.sheet("2023", counts=False)
    _fill(old, people(20, communes=("Ba Vì",)))
    old.cells.sheet_state = "hidden"
    _fill(book.sheet("2024"), people(8, "Kinh", "Hrê", communes=("Ba Vì",), start=5))
    book.workbook.active, book.others = 1, ["2023"]


@roster("a-sheet-per-commune.xlsx")
def a_sheet_per_commune(book: Book) -> None:
    """The commune is the sheet's name. The longest roster is read, and the answer must say that there are others."""
    for commune, count, start in (("Ba Vì", 5, 0), ("Ba Tiêu", 9, 5), ("Xã Ba Xa", 6, 14)):
        sheet = book.sheet(commune, counts=commune == "Ba Tiêu")
        sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Số điện thoại")
        for n, p in enumerate(people(count, communes=(commune,), start=start), 1):
            sheet.person(p.but(national_id=None), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone)
    book.sheet_read, book.others = "Ba Tiêu", ["Ba Vì", "Xã Ba Xa"]


@roster("wrong-dimension.xlsx")
def wrong_dimension(book: Book) -> None:
    """The file says that it has one row. It has fifteen."""
    _fill(book.sheet(), people(14, communes=("Ba Vì", "Ba Dinh")))
    book.mend = lambda path: formats.rewrite(
        path, formats.FIRST_SHEET, lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml)
    )


@roster("stray-cell-in-the-corner.xlsx")
def stray_cell_in_the_corner(book: Book) -> None:
    """Somebody coloured the last cell of the sheet: 17 thousand million empty cells lie between."""
    sheet = book.sheet()
    _fill(sheet, people(7, communes=("Ba Vì",)))
    sheet.cells["XFD1048576"].fill = PatternFill("solid", fgColor="FFFF00")


@roster("stray-words-in-the-corner.xlsx")
def stray_words_in_the_corner(book: Book) -> None:
    sheet = book.sheet()
    _fill(sheet, people(7, communes=("Ba Vì",), start=7))
    sheet.cells["XFD1048576"] = "x"


@roster("formulas.xlsx")
def formulas(book: Book) -> None:
    """Numbers, names and years by formula, with the results that Excel kept; one telephone that became #N/A."""
    sheet = book.sheet()
    sheet.line(*HEAD)
    results: dict[str, object] = {}
    for n, p in enumerate(people(6, communes=("Ba Vì",)), 1):
        row = sheet.row + 1
        phone = None if n == 4 else p.phone
        results |= {f"A{row}": n, f"B{row}": p.full_name, f"C{row}": p.birth_year, f"G{row}": phone or "#N/A"}
        found = p.knowing("birth_year", "gender", "ethnic_group", "commune").but(phone=phone)
        sheet.person(
            found, f"=ROW()-{row - n}", f'=PROPER("{p.full_name}")', f"=2024-{2024 - p.birth_year}", p.gender_word, p.ethnic_group, p.commune,
            f"=VLOOKUP(B{row},Sheet9!A:B,2,0)", warned=phone is None,
        )  # fmt: skip
    book.mend = lambda path: formats.keep_results(path, results)


@roster("rich-text.xlsx")
def rich_text(book: Book) -> None:
    """Half of a name is bold; the position stands below the name in the same cell, in brackets."""
    sheet = book.sheet()
    sheet.line(*HEAD)
    bold = InlineFont(b=True)
    for n, p in enumerate(people(6, communes=("Ba Vì",)), 1):
        name: object = CellRichText(p.family + " ", TextBlock(bold, p.given)) if n % 2 else f"{p.full_name}\n(Bí thư chi bộ)"
        found = p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone")
        sheet.person(found, n, name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)


@roster("cells-without-references.xlsx")
def cells_without_references(book: Book) -> None:
    """Some programs write neither row numbers nor cell references, and texts inline: legal, and rarely tried."""
    _fill(book.sheet(), people(6, communes=("Ba Vì",)))

    def strip(path: Path) -> None:
        formats.rewrite(path, formats.FIRST_SHEET, lambda xml: re.sub(r'<(c|row) r="[A-Z]*\d+"', r"<\1", xml))

    book.mend = strip


@roster("really-xlsx.xls")
def really_xlsx(book: Book) -> None:
    """Renamed by hand because 'they want an .xls'."""
    _fill(book.sheet(), people(5, communes=("Ba Vì",)))
    book.mend = book.workbook.save


@roster("with-macros.xlsm")
def with_macros(book: Book) -> None:
    _fill(book.sheet(), people(5, communes=("Ba Vì",)))


@roster("libre-office.ods", SON_HA)
def libre_office(book: Book) -> None:
    """Repeated cells, covered cells, real dates; a million empty rows at the end in one element."""
    sheet = book.sheet("Danh sách")
    sheet.line("DANH SÁCH ĐẠI BIỂU HUYỆN SƠN HÀ")
    sheet.merge("A:H")
    sheet.skip()
    sheet.line("TT", "Họ và tên", "Ngày sinh", None, "Dân tộc", "Xã", "Số điện thoại", "CCCD")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    sheet.cells.merge_cells(f"A{sheet.row - 1}:A{sheet.row}")
    for n, p in enumerate(people(10, communes=("Sơn Hạ", "Sơn Ba")), 1):
        born = date(p.birth_year, n, 2 * n)
        sheet.person(p.but(birth_date=born.isoformat()), n, p.full_name, born if p.gender == "M" else None, born if p.gender == "F" else None, p.ethnic_group, p.commune, p.phone, p.national_id)  # fmt: skip


@roster("excel-2003.xls")
def excel_2003(book: Book) -> None:
    """Unicode in the old format, with real dates, numbers for telephones and a hidden column."""
    sheet = book.sheet()
    sheet.official_head("UBND XÃ BA VINH", "DANH SÁCH")
    sheet.line("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Đơn vị", "Điện thoại", "Số CCCD")
    for n, p in enumerate(people(8, communes=("Ba Vinh",)), 1):
        born = date(p.birth_year, n, 20)
        sheet.person(p.but(birth_date=born.isoformat()), n, p.full_name, born, p.gender_word, p.ethnic_group, "Xã Ba Vinh", float(p.phone), int(p.national_id))  # fmt: skip
    sheet.cells.column_dimensions["H"].hidden = True


@roster("semicolons.csv")
def semicolons(book: Book) -> None:
    """Excel on a Vietnamese Windows separates with ';' and begins with a byte order mark."""
    book.delimiter = ";"
    sheet = book.sheet()
    sheet.line("DANH SÁCH ĐẠI BIỂU, HUYỆN BA TƠ")
    _fill(sheet, people(6, communes=("Ba Vì", "Ba Tô")))


@roster("unicode-text.csv")
def unicode_text(book: Book) -> None:
    """Excel's 'Unicode Text': UTF-16, tabs."""
    book.delimiter, book.text_encoding = "\t", "utf-16"
    _fill(book.sheet(), people(6, communes=("Ba Vì", "Ba Tô")))


@roster("windows-1258.csv")
def windows_1258(book: Book) -> None:
    """Saved as CSV by an Excel whose Windows is Vietnamese: no Unicode, tones after their letters."""
    book.text_encoding = "cp1258"
    _fill(book.sheet(), people(8, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tô")))


@roster("no-mark-no-semicolon.csv", PROVINCE, MARCH_2026)
def no_mark_no_semicolon(book: Book) -> None:
    """UTF-8 without a mark; a comma inside a quoted cell, a line break inside another."""
    book.text_encoding = "utf-8"
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ, đơn vị", "Xã", "Điện thoại")
    for n, p in enumerate(people(6, "Co", communes=("Trà Bồng", "Cà Đam")), 1):
        sheet.person(
            p.but(national_id=None),
            n,
            p.full_name,
            p.birth_year,
            p.gender_word,
            p.ethnic_group,
            "Phó Chủ tịch,\nUBND xã",
            p.commune,
            p.phone,
        )
