"""Workbooks whose trap is the file: several sheets, odd formats, cells where none should be, formulas."""

from dataclasses import replace
from datetime import date

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, SON_HA, USUAL, Letterhead, Reads, Roster, Sheet, rows_of
from tests.imports.sample_workbooks.people import people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại")
BA_VI = ("Ba Vì",)
WITH_FORMULAS = people(6, communes=BA_VI)
NO_PHONE = 4  # of them: a look-up that found nothing
BOLD = InlineFont(b=True)

ROSTERS = [
    Roster(
        "letter-on-the-first-sheet.xlsx",
        "The letter and the programme come first; the programme is a table too, and its speakers are no participants.",
        [
            Sheet(
                [("Kính gửi: Phòng Dân tộc huyện Ba Tơ",)],
                "Công văn",
                counts=False,
                letterhead=Letterhead("UBND XÃ BA VÌ", "V/v cử đại biểu"),
            ),
            Sheet(
                [
                    ("TT", "Thời gian", "Nội dung", "Người thực hiện", "Điện thoại"),
                    *[(n, f"{7 + n % 4}h30", "Chuyên đề Luật Đất đai", "Trần Văn Giảng", "0905 111 222") for n in range(1, 16)],
                ],
                "Chương trình",
                counts=False,
            ),
            Sheet([HEAD, *rows_of(people(9, "Hrê", "Kinh", communes=BA_VI), *USUAL)], "Danh sách"),
        ],
    ),
    Roster(
        "hidden-sheet-of-last-year.xlsx",
        "Last year's longer list was hidden, not deleted. What the sender saw is what the sender sent.",
        [
            Sheet([HEAD, *rows_of(people(20, communes=BA_VI), *USUAL)], "2023", counts=False, is_hidden=True),
            Sheet([HEAD, *rows_of(people(8, "Kinh", "Hrê", communes=BA_VI, start=5), *USUAL)], "2024"),
        ],
        opened_at=1,
        others=["2023"],
    ),
    Roster(
        "a-sheet-per-commune.xlsx",
        "The commune is the sheet's name. The longest roster is read, and the answer must say that there are others: their heads differ.",
        [
            Sheet(
                [
                    ("TT", "Họ và tên", "Năm sinh" if commune == "Ba Tiêu" else "Sinh năm", "Giới tính", "Dân tộc", "Số điện thoại"),
                    *rows_of(
                        people(count, communes=(commune,), start=start), "full_name", "birth_year", "gender_word", "ethnic_group", "phone"
                    ),
                ],
                commune,
                counts=commune == "Ba Tiêu",
            )
            for commune, count, start in (("Ba Vì", 5, 0), ("Ba Tiêu", 9, 5), ("Xã Ba Xa", 6, 14))
        ],
        others=["Ba Vì", "Xã Ba Xa"],
    ),
    Roster(
        "wrong-dimension.xlsx",
        "The file says that it has one row. It has fifteen.",
        [Sheet([HEAD, *rows_of(people(14, communes=("Ba Vì", "Ba Dinh")), *USUAL)])],
        replaced={r'<dimension ref="[^"]*"': '<dimension ref="A1"'},
    ),
    Roster(
        "stray-cell-in-the-corner.xlsx",
        "Somebody coloured the last cell of the sheet: 17 thousand million empty cells lie between.",
        [Sheet([HEAD, *rows_of(people(7, communes=BA_VI), *USUAL)], coloured="XFD1048576")],
    ),
    Roster(
        "stray-words-in-the-corner.xlsx",
        "Somebody left a letter in the last cell of the sheet.",
        [Sheet([HEAD, *rows_of(people(7, communes=BA_VI, start=7), *USUAL)], extra_cells={"XFD1048576": "x"})],
    ),
    Roster(
        "formulas.xlsx",
        "Numbers, names and years by formula, with the results that Excel kept; one telephone that became #N/A.",
        [Sheet([
            HEAD,
            *[
                Reads(
                    p.knowing("birth_year", "gender", "ethnic_group", "commune", *(["phone"] if n != NO_PHONE else [])),
                    (
                        "=ROW()-1", f'=PROPER("{p.full_name}")', f"=2024-{2024 - p.birth_year}", p.gender_word, p.ethnic_group, p.commune,
                        f"=VLOOKUP(B{n + 1},Sheet9!A:B,2,0)",
                    ),
                    warned=n == NO_PHONE,
                )
                for n, p in enumerate(WITH_FORMULAS, 1)
            ],
        ])],
        formula_results={
            f"{column}{n + 1}": result
            for n, p in enumerate(WITH_FORMULAS, 1)
            for column, result in (("A", n), ("B", p.full_name), ("C", p.birth_year), ("G", p.phone if n != NO_PHONE else "#N/A"))
        },
    ),
    Roster(
        "rich-text.xlsx",
        "Half of a name is bold; the position stands below the name in the same cell, in brackets.",
        [Sheet([
            HEAD,
            *[
                Reads(row.person, (
                    n,
                    CellRichText(f"{row.person.family} ", TextBlock(BOLD, row.person.given))
                    if n % 2
                    else f"{row.person.full_name}\n(Bí thư chi bộ)",
                    *row.cells[2:],
                ))
                for n, row in enumerate(rows_of(people(6, communes=BA_VI), *USUAL), 1)
            ],
        ])],
    ),
    Roster(
        "cells-without-references.xlsx",
        "Some programs write neither row numbers nor cell references, and texts inline: legal, and rarely tried.",
        [Sheet([HEAD, *rows_of(people(6, communes=BA_VI), *USUAL)])],
        replaced={r'<(c|row) r="[A-Z]*\d+"': r"<\1"},
    ),
    Roster(
        "really-xlsx.xls",
        "Renamed by hand because 'they want an .xls'.",
        [Sheet([HEAD, *rows_of(people(5, communes=BA_VI), *USUAL)])],
        written_as=".xlsx",
    ),
    Roster("with-macros.xlsm", "A name of a workbook with macros.", [Sheet([HEAD, *rows_of(people(5, communes=BA_VI), *USUAL)])]),
    Roster(
        "libre-office.ods",
        "Repeated cells, covered cells, real dates; a million empty rows at the end in one element.",
        [Sheet(
            [
                ("DANH SÁCH ĐẠI BIỂU HUYỆN SƠN HÀ",),
                (),
                ("TT", "Họ và tên", "Ngày sinh", None, "Dân tộc", "Xã", "Số điện thoại", "CCCD"),
                (None, None, "Nam", "Nữ"),
                *[
                    Reads(replace(p, birth_date=born.isoformat()), (
                        n, p.full_name, born if p.gender == "M" else None, born if p.gender == "F" else None, p.ethnic_group, p.commune,
                        p.phone, p.national_id,
                    ))
                    for n, p in enumerate(people(10, communes=("Sơn Hạ", "Sơn Ba")), 1)
                    for born in [date(p.birth_year, n, 2 * n)]
                ],
            ],
            "Danh sách",
            merges="A1:H1 C3:D3 A3:A4",
        )],
        SON_HA,
    ),
    Roster(
        "excel-2003.xls",
        "Unicode in the old format, with real dates, numbers for telephones and a hidden column.",
        [Sheet(
            [
                ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Đơn vị", "Điện thoại", "Số CCCD"),
                *[
                    Reads(replace(p, birth_date=born.isoformat()), (
                        n, p.full_name, born, p.gender_word, p.ethnic_group, "Xã Ba Vinh", float(p.phone), int(p.national_id),
                    ))
                    for n, p in enumerate(people(8, communes=("Ba Vinh",)), 1)
                    for born in [date(p.birth_year, n, 20)]
                ],
            ],
            letterhead=Letterhead("UBND XÃ BA VINH", "DANH SÁCH"),
            hidden_column="H",
        )],
    ),
    Roster(
        "semicolons.csv",
        "Excel on a Vietnamese Windows separates with ';' and begins with a byte order mark.",
        [Sheet([("DANH SÁCH ĐẠI BIỂU, HUYỆN BA TƠ",), HEAD, *rows_of(people(6, communes=("Ba Vì", "Ba Tô")), *USUAL)])],
        delimiter=";",
    ),
    Roster(
        "unicode-text.csv",
        "Excel's 'Unicode Text': UTF-16, tabs.",
        [Sheet([HEAD, *rows_of(people(6, communes=("Ba Vì", "Ba Tô")), *USUAL)])],
        text_encoding="utf-16",
        delimiter="\t",
    ),
    Roster(
        "windows-1258.csv",
        "Saved as CSV by an Excel whose Windows is Vietnamese: no Unicode, tones after their letters.",
        [Sheet([HEAD, *rows_of(people(8, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tô")), *USUAL)])],
        text_encoding="cp1258",
    ),
    Roster(
        "no-mark-no-semicolon.csv",
        "UTF-8 without a mark; a comma inside a quoted cell, a line break inside another.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ, đơn vị", "Xã", "Điện thoại"),
            *rows_of(
                people(6, "Co", communes=("Trà Bồng", "Cà Đam")),
                "full_name", "birth_year", "gender_word", "ethnic_group", "Phó Chủ tịch,\nUBND xã", "commune", "phone",
            ),
        ])],
        PROVINCE,
        MARCH_2026,
        text_encoding="utf-8",
    ),
]  # fmt: skip
