"""Dates and years of birth in every form; a day is never invented. And gender by marks."""

from datetime import date, datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.imports.sample_workbooks.book import Book, Sheet, roster
from tests.imports.sample_workbooks.people import Person, people, told_apart

COMMUNES = ("Ba Vì", "Ba Tiêu")


def _seen(p: Person, *more: str) -> Person:
    return p.knowing("gender", "ethnic_group", "commune", *more)


@roster("day-month-year-in-columns.xlsx")
def day_month_year_in_columns(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Ngày, tháng, năm sinh", None, None, "Giới tính", None, "Dân tộc", "Xã")
    sheet.merge("C:E")
    sheet.merge("F:G")
    sheet.line(None, None, "Ngày", "Tháng", "Năm", "Nam", "Nữ")
    mark = {"M": ("x", None), "F": (None, "x")}
    for n, p in enumerate(people(9, communes=COMMUNES), 1):
        found = _seen(p, "birth_year").but(birth_date=f"{p.birth_year}-{n:02d}-{20 + n}")
        sheet.person(found, n, p.full_name, 20 + n, n if n % 2 else f"0{n}", p.birth_year, *mark[p.gender], p.ethnic_group, p.commune)
    year_only, month_only, impossible = people(3, communes=COMMUNES, start=9)
    sheet.person(_seen(year_only, "birth_year"), 10, year_only.full_name, None, None, year_only.birth_year, *mark[year_only.gender], "Hrê", year_only.commune)  # fmt: skip
    sheet.person(_seen(month_only, "birth_year"), 11, month_only.full_name, None, 5, month_only.birth_year, *mark[month_only.gender], "Hrê", month_only.commune)  # fmt: skip
    # 31 February: the year is believed, the day is not; the person must not wait for it.
    sheet.person(_seen(impossible, "birth_year"), 12, impossible.full_name, 31, 2, impossible.birth_year, *mark[impossible.gender], "Hrê", impossible.commune, warned=True)  # fmt: skip


@roster("dates-under-nam-and-nu.xlsx")
def dates_under_nam_and_nu(book: Book) -> None:
    """Whole dates, real ones and text, in the two columns for men and women."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Ngày tháng năm sinh", None, "Dân tộc", "Xã")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    for n, p in enumerate(people(10, communes=COMMUNES), 1):
        born = date(p.birth_year, n, 3 + n)
        written = [born, born.strftime("%d/%m/%Y"), f"{born.day}/{born.month}/{born.year}"][n % 3]
        row = sheet.person(_seen(p, "birth_year").but(birth_date=born.isoformat()), n, p.full_name, written if p.gender == "M" else None, written if p.gender == "F" else None, p.ethnic_group, p.commune)  # fmt: skip
        sheet.cells.cell(row, 3).number_format = sheet.cells.cell(row, 4).number_format = "dd/mm/yyyy"


@roster("gender-by-marks.xlsx")
def gender_by_marks(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Giới tính", None, "Năm sinh", "Dân tộc", "Xã")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    marks = ["x", "X", "✓", 1, "x ", "+", "v", "√", "Nam", "*"]
    for n, (p, mark) in enumerate(zip(people(10, communes=COMMUNES), marks, strict=True), 1):
        mark = "Nữ" if mark == "Nam" and p.gender == "F" else mark
        sheet.person(_seen(p, "birth_year"), n, p.full_name, mark if p.gender == "M" else None, mark if p.gender == "F" else None, p.birth_year, p.ethnic_group, p.commune)  # fmt: skip
    unmarked, both = people(2, communes=COMMUNES, start=10)
    sheet.person(_seen(unmarked, "birth_year").but(gender=None), 11, unmarked.full_name, None, None, unmarked.birth_year, "Hrê", unmarked.commune)  # fmt: skip
    sheet.wrong(12, both.full_name, "x", "x", both.birth_year, "Hrê", both.commune)  # says both: as wrong as "Khác biệt"


@roster("women-marked-only.xlsx")
def women_marked_only(book: Book) -> None:
    """One column 'Nữ' with x: who has none is a man, as everybody who prints this form means it."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Nữ", "Năm sinh", "Dân tộc", "Xã", "Điện thoại")
    for n, p in enumerate(people(10, communes=COMMUNES), 1):
        sheet.person(_seen(p, "birth_year", "phone"), n, p.full_name, "x" if p.gender == "F" else None, p.birth_year, p.ethnic_group, p.commune, p.phone)  # fmt: skip


@roster("gender-in-words.xlsx")
def gender_in_words(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Nam, nữ", "Năm sinh", "Dân tộc", "Xã")
    words = {"M": ["nam", "NAM", "Nam.", "trai", "M", " Nam "], "F": ["Nữ", "nu", "NỮ", "gái", "F", "nữ\n"]}
    for n, p in enumerate(people(12, communes=COMMUNES), 1):
        sheet.person(_seen(p, "birth_year"), n, p.full_name, words[p.gender][(n - 1) // 2], p.birth_year, p.ethnic_group, p.commune)
    sheet.wrong(13, "Phạm Văn Lạ", 1, 1980, "Hrê", "Ba Vì")  # a code without a key: 1 is a man here, a woman there


WRITTEN_DATES: list[tuple[object, int | None, str | None, bool]] = [
    # written, year, date, is something to be said about it
    ("21/08/1985", 1985, "1985-08-21", False),
    ("5/3/1985", 1985, "1985-03-05", False),
    ("05-03-1985", 1985, "1985-03-05", False),
    ("5.3.1985", 1985, "1985-03-05", False),
    ("5/3/78", 1978, "1978-03-05", True),  # which century is a guess
    (" 21 / 08 / 1985 ", 1985, "1985-08-21", False),
    ("1985-03-21", 1985, "1985-03-21", False),
    ("21/08/1985 00:00:00", 1985, "1985-08-21", False),
    ("ngày 21 tháng 8 năm 1985", 1985, "1985-08-21", False),
    ("01/01/1985", 1985, "1985-01-01", False),  # as written, were it a habit of clerks or not
    ("…/…/1985", 1985, None, False),
    (".../.../1985", 1985, None, False),
    ("//1985", 1985, None, False),
    ("  /  /1985", 1985, None, False),
    ("00/00/1985", 1985, None, False),
    ("__/__/1985", 1985, None, False),
    ("05/1985", 1985, None, False),
    ("tháng 5/1985", 1985, None, False),
    ("năm 1985", 1985, None, False),
    ("Sinh năm 1985", 1985, None, False),
    ("1985?", 1985, None, True),
    ("1985 (40 tuổi)", 1985, None, True),
    ("21.08.1985.", 1985, "1985-08-21", False),
    ("21\\8\\1985", 1985, "1985-08-21", False),
    ("T8/1985", 1985, None, False),
    ("1985-08", 1985, None, False),
    ("21/VIII/1985", 1985, None, True),  # one year and nothing else that is sure: the year
    ("1985", 1985, None, False),
    (1985, 1985, None, False),
    (1985.0, 1985, None, False),
    ("1985.0", 1985, None, False),
    ("'1985", 1985, None, False),
    ("31/02/1990", 1990, None, True),  # no such day: the year stays, the name stays
    ("12/25/1985", 1985, None, True),  # the month before the day? perhaps; a day is not guessed
    ("không rõ", None, None, False),
    ("", None, None, False),
]


@roster("dates-of-every-form.xlsx")
def dates_of_every_form(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã")
    for n, (p, (written, year, day, warned)) in enumerate(zip(people(len(WRITTEN_DATES), "Hrê", "Kinh"), WRITTEN_DATES, strict=True), 1):
        name = told_apart(p.full_name, n)
        found = p.but(full_name=name, birth_year=year, birth_date=day, commune="Ba Vì", phone=None, national_id=None)
        sheet.person(found, n, name, written, p.gender_word, p.ethnic_group, "Ba Vì", warned=warned)
    for n, written in enumerate(("32/13/85x", "1895", 2035, "20/05/2024"), len(WRITTEN_DATES) + 1):  # nobody is 129, unborn, or born today
        sheet.wrong(n, "Đinh Văn Sai", written, "Nam", "Hrê", "Ba Vì")


def _shown(sheet: Sheet, p: Person, n: int, value: object, number_format: str) -> None:
    sheet.person(p, n, p.full_name, value, p.gender_word, p.ethnic_group, p.commune)
    sheet.show(3, number_format)


@roster("years-shown-as-dates.xlsx")
def years_shown_as_dates(book: Book) -> None:
    """1985 typed into a cell that shows dates is 07/06/1905 on the screen; nobody born then is coming. A cell that shows 'yyyy' knows no day."""
    sheet = book.sheet()
    sheet.line("STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    formats = ["dd/mm/yyyy", "dd/mm/yyyy", "mm-dd-yy", "dd/mm/yyyy"]
    who = people(12, communes=COMMUNES)
    for n, p in enumerate(who[:4], 1):
        _shown(sheet, _seen(p, "birth_year"), n, p.birth_year, formats[n - 1])
    for n, p in enumerate(who[4:7], 5):
        _shown(sheet, _seen(p, "birth_year"), n, datetime(p.birth_year, 1, 1), "yyyy")
    for n, p in enumerate(who[7:9], 8):
        _shown(sheet, _seen(p, "birth_year"), n, datetime(p.birth_year, 5, 1), "mm/yyyy")
    for n, p in enumerate(who[9:], 10):
        _shown(
            sheet,
            _seen(p, "birth_year").but(birth_date=f"{p.birth_year}-08-2{n % 10}"),
            n,
            datetime(p.birth_year, 8, 20 + n % 10),
            "[$-42A]dd/mm/yyyy;@",
        )


@roster("date-system-of-1904.xlsx")
def date_system_of_1904(book: Book) -> None:
    """A workbook that began on a Macintosh counts days from 1904: read wrongly, everybody is four years and a day too young."""
    book.workbook.epoch = CALENDAR_MAC_1904
    sheet = book.sheet()
    sheet.line("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã")
    for n, p in enumerate(people(6, communes=COMMUNES), 1):
        _shown(
            sheet, _seen(p, "birth_year").but(birth_date=f"{p.birth_year}-0{n}-1{n}"), n, datetime(p.birth_year, n, 10 + n), "dd/mm/yyyy"
        )


@roster("years-of-two-digits.xlsx")
def years_of_two_digits(book: Book) -> None:
    """'Năm sinh' 78 is 1978, with a word about it; 05 was born in 2005, not in 1905."""
    sheet = book.sheet()
    sheet.line("STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    for n, (p, (written, year)) in enumerate(zip(people(6, communes=COMMUNES), [(78, 1978), ("85", 1985), ("05", 2005), (5, 2005), ("'91", 1991), (62, 1962)], strict=True), 1):  # fmt: skip
        sheet.person(_seen(p).but(birth_year=year), n, p.full_name, written, p.gender_word, p.ethnic_group, p.commune, warned=True)
