"""Dates and years of birth in every form; a day is never invented. And gender by marks."""

from dataclasses import replace
from datetime import date, datetime

from tests.imports.sample_workbooks.book import Reads, Roster, Sheet, Wrong
from tests.imports.sample_workbooks.people import people, told_apart

COMMUNES = ("Ba Vì", "Ba Tiêu")
HEAD = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
TOLD = ("birth_year", "gender", "ethnic_group", "commune")
UNDER_MALE_OR_FEMALE = {"M": ("x", None), "F": (None, "x")}
YEAR_ONLY, MONTH_ONLY, IMPOSSIBLE_DAY = people(3, communes=COMMUNES, start=9)
MARKS = ["x", "X", "✓", 1, "x ", "+", "v", "√", "Nam", "*"]
UNMARKED, MARKED_TWICE = people(2, communes=COMMUNES, start=10)
GENDER_WORDS = {"M": ["nam", "NAM", "Nam.", "trai", "M", " Nam "], "F": ["Nữ", "nu", "NỮ", "gái", "F", "nữ\n"]}
YEARS_OF_TWO_DIGITS = [(78, 1978), ("85", 1985), ("05", 2005), (5, 2005), ("'91", 1991), (62, 1962)]

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
    ("không rõ", None, None, False),
    ("", None, None, False),
]

# what is written, birth date read, how the cell shows it
YEARS_AND_DATES = [
    *[(p, p.birth_year, None) for p in people(4, communes=COMMUNES)],
    *[(p, datetime(p.birth_year, 1, 1), None) for p in people(3, communes=COMMUNES, start=4)],
    *[(p, datetime(p.birth_year, 5, 1), None) for p in people(2, communes=COMMUNES[::-1], start=7)],
    *[
        (p, datetime(p.birth_year, 8, 20 + n % 10), f"{p.birth_year}-08-2{n % 10}")
        for n, p in enumerate(people(3, communes=COMMUNES[::-1], start=9), 10)
    ],
]

ROSTERS = [
    Roster(
        "day-month-year-in-columns.xlsx",
        "Day, month and year in columns of their own; one of the days does not exist.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Ngày, tháng, năm sinh", None, None, "Giới tính", None, "Dân tộc", "Xã"),
                (None, None, "Ngày", "Tháng", "Năm", "Nam", "Nữ"),
                *[
                    Reads(replace(p.knowing(*TOLD), birth_date=f"{p.birth_year}-{n:02d}-{20 + n}"), (
                        n, p.full_name, 20 + n, n if n % 2 else f"0{n}", p.birth_year, *UNDER_MALE_OR_FEMALE[p.gender],
                        p.ethnic_group, p.commune,
                    ))
                    for n, p in enumerate(people(9, communes=COMMUNES), 1)
                ],
                *[
                    # 31 February: the year is believed, the day is not; the person must not wait for it.
                    Reads(
                        p.knowing(*TOLD),
                        (n, p.full_name, day, month, p.birth_year, *UNDER_MALE_OR_FEMALE[p.gender], "Hrê", p.commune),
                        warned=p is IMPOSSIBLE_DAY,
                    )
                    for n, p, day, month in ((10, YEAR_ONLY, None, None), (11, MONTH_ONLY, None, 5), (12, IMPOSSIBLE_DAY, 31, 2))
                ],
            ],
            merges="C1:E1 F1:G1",
        )],
    ),
    Roster(
        "dates-under-nam-and-nu.xlsx",
        "Whole dates, real ones and text, in the two columns for men and women.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Ngày tháng năm sinh", None, "Dân tộc", "Xã"),
                (None, None, "Nam", "Nữ"),
                *[
                    Reads(replace(p.knowing(*TOLD), birth_date=born.isoformat()), (
                        n, p.full_name, written if p.gender == "M" else None, written if p.gender == "F" else None,
                        p.ethnic_group, p.commune,
                    ))
                    for n, p in enumerate(people(10, communes=COMMUNES), 1)
                    for born in [date(p.birth_year, n, 3 + n)]
                    for written in [[born, born.strftime("%d/%m/%Y"), f"{born.day}/{born.month}/{born.year}"][n % 3]]
                ],
            ],
            merges="C1:D1",
            number_formats={"C3:D12": "dd/mm/yyyy"},
        )],
    ),
    Roster(
        "gender-by-marks.xlsx",
        "Every mark that means yes; nobody's gender is guessed where none or both are marked.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Giới tính", None, "Năm sinh", "Dân tộc", "Xã"),
                (None, None, "Nam", "Nữ"),
                *[
                    Reads(p.knowing(*TOLD), (
                        n,
                        p.full_name,
                        mark if p.gender == "M" else None,
                        ("Nữ" if mark == "Nam" else mark) if p.gender == "F" else None,
                        p.birth_year,
                        p.ethnic_group,
                        p.commune,
                    ))
                    for n, (p, mark) in enumerate(zip(people(10, communes=COMMUNES), MARKS, strict=True), 1)
                ],
                Reads(
                    replace(UNMARKED.knowing(*TOLD), gender=None),
                    (11, UNMARKED.full_name, None, None, UNMARKED.birth_year, "Hrê", UNMARKED.commune),
                ),
                # says both: as wrong as "Khác biệt"
                Wrong((12, MARKED_TWICE.full_name, "x", "x", MARKED_TWICE.birth_year, "Hrê", MARKED_TWICE.commune)),
            ],
            merges="C1:D1",
        )],
    ),
    Roster(
        "women-marked-only.xlsx",
        "One column 'Nữ' with x: who has none is a man, as everybody who prints this form means it.",
        [Sheet([
            ("TT", "Họ và tên", "Nữ", "Năm sinh", "Dân tộc", "Xã", "Điện thoại"),
            *[
                Reads(
                    p.knowing(*TOLD, "phone"),
                    (n, p.full_name, "x" if p.gender == "F" else None, p.birth_year, p.ethnic_group, p.commune, p.phone),
                )
                for n, p in enumerate(people(10, communes=COMMUNES), 1)
            ],
        ])],
    ),
    Roster(
        "gender-in-words.xlsx",
        "Every word for man and woman; and a code without a key.",
        [Sheet([
            ("TT", "Họ và tên", "Nam, nữ", "Năm sinh", "Dân tộc", "Xã"),
            *[
                Reads(
                    p.knowing(*TOLD),
                    (n, p.full_name, GENDER_WORDS[p.gender][(n - 1) // 2], p.birth_year, p.ethnic_group, p.commune),
                )
                for n, p in enumerate(people(12, communes=COMMUNES), 1)
            ],
            Wrong((13, "Phạm Văn Lạ", 1, 1980, "Hrê", "Ba Vì")),  # 1 is a man here, a woman there
        ])],
    ),
    Roster(
        "dates-of-every-form.xlsx",
        "Dates of birth as people write them; and years in which nobody who comes was born.",
        [Sheet([
            ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã"),
            *[
                Reads(
                    replace(p.knowing("gender", "ethnic_group"),
                        full_name=told_apart(p.full_name, n), birth_year=year, birth_date=day, commune="Ba Vì"
                    ),
                    (n, told_apart(p.full_name, n), written, p.gender_word, p.ethnic_group, "Ba Vì"),
                    warned=warned,
                )
                for n, (p, (written, year, day, warned)) in enumerate(
                    zip(people(len(WRITTEN_DATES), "Hrê", "Kinh"), WRITTEN_DATES, strict=True), 1
                )
            ],
            *[
                Wrong((n, "Đinh Văn Sai", written, "Nam", "Hrê", "Ba Vì"))  # nobody is 129, unborn, or born today
                for n, written in enumerate(("32/13/85x", "1895", 2035, "20/05/2024"), len(WRITTEN_DATES) + 1)
            ],
        ])],
    ),
    Roster(
        "years-shown-as-dates.xlsx",
        "1985 typed into a cell that shows dates is 07/06/1905 on the screen; nobody born then is coming."
        " A cell that shows 'yyyy' knows no day.",
        [Sheet(
            [
                HEAD,
                *[
                    Reads(replace(p.knowing(*TOLD), birth_date=day), (n, p.full_name, written, p.gender_word, p.ethnic_group, p.commune))
                    for n, (p, written, day) in enumerate(YEARS_AND_DATES, 1)
                ],
            ],
            number_formats={
                "C2:C3": "dd/mm/yyyy", "C4": "mm-dd-yy", "C5": "dd/mm/yyyy", "C6:C8": "yyyy", "C9:C10": "mm/yyyy",
                "C11:C13": "[$-42A]dd/mm/yyyy;@",
            },
        )],
    ),
    Roster(
        "date-system-of-1904.xlsx",
        "A workbook that began on a Macintosh counts days from 1904: read wrongly, everybody is four years and a day too young.",
        [Sheet(
            [
                ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã"),
                *[
                    Reads(
                        replace(p.knowing(*TOLD), birth_date=f"{p.birth_year}-0{n}-1{n}"),
                        (n, p.full_name, datetime(p.birth_year, n, 10 + n), p.gender_word, p.ethnic_group, p.commune),
                    )
                    for n, p in enumerate(people(6, communes=COMMUNES), 1)
                ],
            ],
            number_formats={"C2:C7": "dd/mm/yyyy"},
        )],
        counts_from_1904=True,
    ),
    Roster(
        "years-of-two-digits.xlsx",
        "'Năm sinh' 78 is 1978, with a word about it; 05 was born in 2005, not in 1905.",
        [Sheet([
            HEAD,
            *[
                Reads(
                    replace(p.knowing(*TOLD), birth_year=year),
                    (n, p.full_name, written, p.gender_word, p.ethnic_group, p.commune),
                    warned=True,
                )
                for n, (p, (written, year)) in enumerate(zip(people(6, communes=COMMUNES), YEARS_OF_TWO_DIGITS, strict=True), 1)
            ],
        ])],
    ),
]  # fmt: skip
