"""Text of before Unicode, and Unicode that only looks right."""

from dataclasses import replace
from unicodedata import normalize

from tests.imports.sample_workbooks.book import SON_HA, TRA_BONG, Reads, Roster, Sheet, rows_of
from tests.imports.sample_workbooks.letters import tcvn3, vni
from tests.imports.sample_workbooks.people import people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
COLUMNS = ("full_name", "birth_year", "gender_word", "ethnic_group", "commune", "phone")
SPACES = ["\xa0", "  ", "\u200b ", " \u200e", "\u2009", "\t", "\ufeff ", "\u3000"]
NAMES_WITH_OLD_TONES = [
    ("Hồ Thị Thuỷ", "F"), ("Hồ Văn Hoà", "M"), ("Hồ Thị Thủy", "F"), ("Hồ Thị Quí", "F"), ("Hồ Văn Tuỳ", "M"), ("Hồ Văn Khoẻ", "M"),
]  # fmt: skip

ROSTERS = [
    Roster(
        "tcvn3-by-font.xlsx",
        ".VnTime for the people, .VnTimeH for the title and for names: a font that draws capitals over small letters.",
        [Sheet(
            [
                ("Danh sách đại biểu dự tập huấn",),
                HEAD,
                *[
                    Reads(row.person, (n, row.person.full_name.lower(), *row.cells[2:])) if n % 3 == 0 else row
                    for n, row in enumerate(rows_of(people(10, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Hạ")), *COLUMNS), 1)
                ],
            ],
            letters=tcvn3,
            font=".VnTime",
            fonts={"A1:G2": ".VnTimeH", "B5": ".VnTimeH", "B8": ".VnTimeH", "B11": ".VnTimeH"},
        )],
        SON_HA,
        encoding="TCVN3",
    ),
    Roster(
        "tcvn3-without-font.xlsx",
        "Pasted as values into a new workbook: the letters are TCVN3, the font says Calibri.",
        [Sheet([HEAD, *rows_of(people(12, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Kỳ")), *COLUMNS)], letters=tcvn3)],
        SON_HA,
        encoding="TCVN3",
    ),
    Roster(
        "tcvn3-names-only.xlsx",
        "One column was copied from an old list; all else is Unicode and must not be 'converted'.",
        [Sheet(
            [
                HEAD,
                *[
                    Reads(row.person, (n, tcvn3(row.person.full_name), *row.cells[2:]))
                    for n, row in enumerate(rows_of(people(8, "Hrê", "Kinh", communes=("Ba Tô", "Ba Lế")), *COLUMNS), 1)
                ],
            ],
            fonts={"B2:B9": ".VnArial"},
        )],
        encoding="TCVN3",
    ),
    Roster(
        "tcvn3-font-unicode-text.xlsx",
        "Typed in Unicode while the cells kept the old font: nothing to convert, or the names break.",
        [Sheet([HEAD, *rows_of(people(8, "Hrê", "Kinh", communes=("Ba Tô", "Ba Lế")), *COLUMNS)], fonts={"A2:G9": ".VnTime"})],
    ),
    Roster(
        "tcvn3.csv",
        "Bytes of TCVN3 and no font that says so.",
        [Sheet([HEAD, *rows_of(people(8, "Hrê", "Kinh", communes=("Sơn Thượng", "Sơn Cao")), *COLUMNS)])],
        SON_HA,
        encoding="TCVN3",
        text_encoding="tcvn3",
    ),
    Roster(
        "vni-by-font.xlsx",
        "VNI, and a font that says so.",
        [Sheet(
            [HEAD, *rows_of(people(10, "Co", "Xơ Đăng", "Kinh", communes=("Trà Thủy", "Trà Hiệp")), *COLUMNS)],
            letters=vni,
            font="VNI-Times",
        )],
        TRA_BONG,
        encoding="VNI",
    ),
    Roster(
        "vni-without-font.xls",
        "VNI, and no font that says so.",
        [Sheet([HEAD, *rows_of(people(10, "Co", "Kinh", communes=("Trà Thủy", "Trà Phú")), *COLUMNS)], letters=vni)],
        TRA_BONG,
        encoding="VNI",
    ),
    Roster(
        "decomposed.xlsx",
        "From an iPhone: letters and marks apart; and no-break, zero-width and double spaces, in the heads too.",
        [Sheet([
            tuple(normalize("NFD", head).replace(" ", "\xa0") for head in HEAD),
            *[
                Reads(p.knowing(*COLUMNS, "gender"), (
                    n,
                    space + normalize("NFD", p.full_name).replace(" ", space) + space,
                    p.birth_year,
                    normalize("NFD", p.gender_word),
                    normalize("NFD", p.ethnic_group),
                    normalize("NFD", f"Xã{space}{p.commune}"),
                    f"{p.phone}{space}",
                ))
                for n, (p, space) in enumerate(zip(people(8, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu")), SPACES, strict=True), 1)
            ],
        ])],
    ),
    Roster(
        "old-tone-marks.xlsx",
        "'Trà Thuỷ' is Trà Thủy; 'hoà' is hòa. Nobody's name is rewritten.",
        [Sheet([
            ("TT", "Hộ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã"),
            *[
                Reads(
                    replace(p.knowing("birth_year", "ethnic_group", "commune"), full_name=name, gender=gender),
                    (n, name, p.birth_year, {"F": "Nữ", "M": "Nam"}[gender], "Co", "Trà Thuỷ"),
                )
                for n, (p, (name, gender)) in enumerate(
                    zip(people(6, "Co", communes=("Trà Thủy",)), NAMES_WITH_OLD_TONES, strict=True), 1
                )
            ],
        ])],
        TRA_BONG,
    ),
]  # fmt: skip
