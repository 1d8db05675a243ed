"""Lines that are no people: sections, totals, signatures, second heads; and people whom such lines must not swallow."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import USUAL, Letterhead, Reads, Roster, Sheet, Wrong, rows_of
from tests.imports.sample_workbooks.people import people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Số điện thoại", "Ghi chú")
HEAD_WITH_COMMUNE = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
HEAD_OF_COMMUNES = ("TT", "Xã", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Điện thoại")
VILLAGE_HEAD = ("full_name", "birth_year", "gender_word", "ethnic_group", "Trưởng thôn", "phone")
BY_GENDER = ("full_name", "man_year", "woman_year", "ethnic_group", "commune", "phone")
DELEGATES = Letterhead("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU")

SECTIONS = [
    (("Xã Ba Tiêu: 03 người",), "Ba Tiêu"),
    (("1. Thị trấn Ba Tơ",), "Ba Tơ"),
    ((None, "UBND xã Ba Xa"), "Ba Xa"),
    (("IV", "XÃ BA VÌ", None, None, None, None, None, "3 người"), "Ba Vì"),
    (("V- BA LẾ (03 đồng chí)",), "Ba Lế"),
    (("* Đơn vị: xã Ba Nam",), "Ba Nam"),
]
SCHOOLS = [("1. Trường PTDTNT THCS Ba Tơ", 5), ("2. Trường TH&THCS Ba Xa", 8), ("3. Hạt Kiểm lâm huyện Ba Tơ", 11)]
COMMUNES_BESIDE_PEOPLE = [
    # as written, the commune, how many people, how many before them
    ("Ba Vì", "Ba Vì", 6, 0),
    ("Ba Tiêu", "Ba Tiêu", 4, 6),
    ("Xã Ba Trang", "Ba Trang", 3, 10),
]
NINE = people(9, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu", "Ba Xa"))
DITTO_MARKS = [None, '"', "nt", "-nt-", "″", "”", "như trên", "- nt -", "-//-", "n.t"]
BROKEN_NUMBERS = [1, None, 2, "3.", "04", None, 1, 2, 3, None, "*"]
BLANKS_BEFORE = {2: 1, 4: 3, 9: 25}
NAMES_THAT_ARE_WORDS = [
    ("Đinh Văn Nam", "M"), ("Phạm Thị Nữ", "F"), ("Phạm Văn Cộng", "M"), ("Đinh Thị Tổng", "F"), ("Phạm Văn Lập", "M"), ("Đinh Xã", "M"),
    ("Phạm Văn Trưởng", "M"), ("Đinh Thị Lớp", "F"), ("Phạm Văn Danh", "M"), ("Đinh Văn Ghi", "M"), ("Brol", "M"), ("H'Hen Niê", "F"),
    ("Phạm Văn Ba", "M"), ("Phạm Thị Xa", "F"), ("Trưởng Văn Thôn", "M"), ("K’Tiếu", "M"), ("Hồ Y Nơi", "F"), ("Đinh Ba Vì", "M"),
]  # fmt: skip

ROSTERS = [
    Roster(
        "sections-of-many-kinds.xlsx",
        "Sections with counts, in the first cell, in the second only, across all, split into number and name; a village line changes nothing.",
        [Sheet(
            [
                HEAD,
                *[
                    row
                    for first, (section, commune) in zip(range(1, 19, 3), SECTIONS, strict=True)
                    for above, middle, below in [
                        rows_of(people(3, "Hrê", "Kinh", communes=(commune,), start=first - 1), *VILLAGE_HEAD, start=first)
                    ]
                    for row in (section, above, (None, "Thôn Nước Rêu"), middle, below, (None, "Cộng: 3"))
                ],
            ],
            letterhead=DELEGATES,
            merges="A8:H8",
        )],
    ),
    Roster(
        "sections-of-schools.xlsx",
        "A school is no commune, whatever name it bears; and the commune of the section above must not reach below it.",
        [Sheet([
            ("DANH SÁCH THAM GIA HỘI THI",),
            HEAD,
            ("A. KHỐI XÃ",),
            ("I. Xã Ba Vì",),
            *rows_of(people(3, communes=("Ba Vì",)), *VILLAGE_HEAD),
            ("II. Xã Ba Tiêu",),
            *rows_of(people(2, communes=("Ba Tiêu",), start=3), *VILLAGE_HEAD, start=4),
            ("B. KHỐI TRƯỜNG HỌC",),
            *[
                row
                for name, start in SCHOOLS
                for row in (
                    (name,),
                    *rows_of([replace(p, organisation=name[3:]) for p in people(3, "Hrê", "Kinh", start=start)], *VILLAGE_HEAD),
                )
            ],
        ])],
    ),
    Roster(
        "totals-and-signatures.xlsx",
        "Under the people stand totals, remarks, a summary by commune, and names of those who sign; a late arrival stands there too.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", None, "Dân tộc", "Xã", "Số điện thoại", "Ký tên"),
                (None, None, "Nam", "Nữ"),
                *rows_of(NINE[:4], *BY_GENDER),
                (None, "Cộng trang", 2, 2),
                *rows_of(NINE[4:7], *BY_GENDER, start=5),
                ("Tổng cộng", None, 4, 3, None, None, "07 người"),
                ("Bổ sung (theo Công văn ngày 17/5/2024):",),  # nobody who comes late is lost
                *rows_of(NINE[7:], *BY_GENDER, start=8),
                ("(Danh sách này có 09 người, trong đó có 4 nữ)./.",),
                (),
                ("Ghi chú: cột Ký tên để đại biểu ký khi nhận tài liệu",),
                ("TT", "Đơn vị", "Tổng số", "Trong đó nữ", "Dân tộc thiểu số"),
                (1, "Xã Ba Vì", 3, 1, 3),
                (2, "Xã Ba Tiêu", 3, 2, 2),
                (3, "Xã Ba Xa", 3, 1, 2),
                (None, "Cộng", 9, 4, 7),
                (),
                (None, None, None, None, None, "Ba Tơ, ngày 15 tháng 5 năm 2024"),
                (None, "NGƯỜI LẬP BIỂU", None, None, None, "TRƯỞNG PHÒNG"),
                (None, "(Ký, ghi rõ họ tên)", None, None, None, "(Ký tên, đóng dấu)"),
                (),
                (),
                (),
                (None, "Đinh Thị Xuân Lập", None, None, None, "Phạm Viết Ký"),
                ("Nơi nhận:",),
                ("- Như trên;",),
                ("- Lưu: VT.",),
            ],
            letterhead=DELEGATES,
            merges="C7:D7 A17:B17",
        )],
    ),
    Roster(
        "signed-right-below.xlsx",
        "No total line at all: the signatures follow at once, each name in a column of the table.",
        [Sheet([
            (*HEAD[:5], "Xã", "Số điện thoại"),
            *rows_of(people(6, communes=("Ba Ngạc",)), *USUAL),
            (None, "Người lập", None, None, "TM. ỦY BAN NHÂN DÂN"),
            (None, None, None, None, "KT. CHỦ TỊCH"),
            (None, None, None, None, "PHÓ CHỦ TỊCH"),
            (None, "Phạm Văn Lập", None, None, "Đinh Văn Ký"),
        ])],
    ),
    Roster(
        "head-on-every-page.xlsx",
        "The title, the head and the numbers of the columns again on each page, and the page's number below.",
        [Sheet(
            [
                row
                for page in range(3)
                for row in (
                    *([("DANH SÁCH ĐẠI BIỂU (tiếp theo)",)] if page else []),
                    (*HEAD[:5], "Xã", "Số điện thoại"),
                    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
                    *rows_of(
                        people(15, "Hrê", "Kinh", communes=("Ba Thành",))[5 * page : 5 * page + 5], *USUAL, start=5 * page + 1
                    ),
                    (None, None, None, None, None, None, f"Trang {page + 1}/3"),
                )
            ],
            letterhead=DELEGATES,
        )],
    ),
    Roster(
        "two-tables-below-each-other.xlsx",
        "The second list has its own head, with its columns in another order and two more.",
        [Sheet([
            ("I. ĐẠI BIỂU CHÍNH THỨC",),
            HEAD_WITH_COMMUNE,
            *rows_of(people(7, communes=("Ba Vì", "Ba Dinh")), *USUAL),
            (),
            (),
            ("II. ĐẠI BIỂU DỰ KHUYẾT",),
            ("TT", "Xã", "Họ và tên", "Dân tộc", "Giới tính", "CCCD", "Điện thoại", "Năm sinh"),
            *rows_of(
                people(5, communes=("Ba Cung", "Ba Bích"), start=7),
                "commune", "full_name", "ethnic_group", "gender_word", "national_id", "phone", "birth_year",
            ),
        ])],
    ),
    Roster(
        "commune-merged-downwards.xlsx",
        "One commune cell beside six people. The last group is printed with room to spare: numbers and the commune, no names.",
        [Sheet(
            [
                HEAD_OF_COMMUNES,
                *[
                    Reads(
                        replace(p, national_id=None),
                        (n, written if k == 0 else None, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone),
                    )
                    for written, commune, count, start in COMMUNES_BESIDE_PEOPLE
                    for k, (n, p) in enumerate(enumerate(people(count, communes=(commune,), start=start), start + 1))
                ],
                (14,),
                (15,),
                (16,),
                (17,),
                (18,),
            ],
            merges="B2:B7 B8:B11 B12:B19",
        )],
    ),
    Roster(
        "commune-once-for-many.xlsx",
        "Not merged: written beside the first of each group and left empty below, as people write by hand. Carried down, and said so.",
        [Sheet([
            HEAD_OF_COMMUNES,
            *[
                Reads(
                    replace(p, national_id=None),
                    (start + k + 1, None if k else commune, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone),
                    warned=k > 0,
                )
                for commune, start in (("Ba Vì", 0), ("Ba Tiêu", 4), ("Ba Xa", 8))
                for k, p in enumerate(people(4, communes=(commune,), start=start))
            ],
        ])],
    ),
    Roster(
        "ditto-marks.xlsx",
        "'nt' means as above; a lone dash means nothing.",
        [Sheet([
            HEAD_WITH_COMMUNE,
            *[
                Reads(
                    replace(p, national_id=None, phone=p.phone if n % 4 else None),
                    (
                        n, p.full_name, p.birth_year, p.gender_word, mark or p.ethnic_group, mark or "Xã Ba Vì",
                        p.phone if n % 4 else "-",
                    ),
                )
                for n, (p, mark) in enumerate(zip(people(10, communes=("Ba Vì",)), DITTO_MARKS, strict=True), 1)
            ],
            ("-",) * 7,
            ("…",) * 7,
        ])],
    ),
    Roster(
        "numbers-printed-beforehand.xlsx",
        "1 to 50 stand there; 23 were filled in. The rest is nobody and no error. Some gave their name only, which is enough to come.",
        [Sheet(
            [
                (*HEAD_WITH_COMMUNE, "Ký nhận"),
                *[
                    # the commune of the letter's head, and of everybody above
                    Reads(row.person.knowing("commune"), row.cells[:2]) if n % 6 == 0 else row
                    for n, row in enumerate(rows_of(people(23, "Hrê", "Kinh", communes=("Ba Giang",)), *USUAL), 1)
                ],
                *[(n,) for n in range(24, 51)],
            ],
            letterhead=Letterhead("UBND XÃ BA GIANG", "DANH SÁCH ĐĂNG KÝ"),
        )],
    ),
    Roster(
        "blank-rows-and-gaps.xlsx",
        "Blank rows between, numbers missing or starting again, many blanks before the last two.",
        [Sheet([
            (),
            (),
            (),
            HEAD_WITH_COMMUNE,
            *[
                row
                for k, (number, person) in enumerate(
                    zip(BROKEN_NUMBERS, rows_of(people(11, communes=("Ba Khâm", "Ba Liên")), *USUAL), strict=True)
                )
                for row in (*[()] * BLANKS_BEFORE.get(k, 0), Reads(person.person, (number, *person.cells[1:])))
            ],
        ])],
    ),
    Roster(
        "names-that-are-words.xlsx",
        "Nobody is lost because his name is a word of the form.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Nam/Nữ", "Dân tộc", "Xã"),
            *rows_of(
                [
                    replace(p, full_name=name, gender=gender)
                    for p, (name, gender) in zip(people(18, communes=("Ba Vì",)), NAMES_THAT_ARE_WORDS, strict=True)
                ],
                *USUAL[:5],
            ),
            Wrong((19, "Ơ", people(1, start=18)[0].birth_year, None, "Hrê", "Ba Vì")),  # one letter is no name anywhere in the product
            ("Tổng số: 19 người",),
        ])],
    ),
]  # fmt: skip
