"""Layouts that nobody prescribed and somebody uses."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, USUAL, Letterhead, Reads, Roster, Sheet, Wrong, rows_of
from tests.imports.sample_workbooks.people import people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại")
HEAD_WITH_POSITION = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Số điện thoại")
HALF_HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
TOLD = ("birth_year", "gender", "ethnic_group", "commune")
WITHOUT_COMMUNE = ("full_name", "birth_year", "gender_word", "ethnic_group")

LEFT = rows_of(people(8, communes=("Ba Vì",)), *USUAL[:5])
RIGHT = rows_of(people(7, "Hrê", "Kinh", communes=("Ba Xa",), start=8), *USUAL[:5], start=9)
MARGIN = [None] * 7
GROUP_MARKS = {"Kinh": ("x", None, None), "Hrê": (None, "x", None), "Co": (None, None, "x")}
FIVE = people(5, communes=("Ba Vì",))
SUMMARY = [("Xã", "Số lượng"), ("Ba Vì", 4), ("Ba Xa", 5), ("Tổng cộng", 9)]
VILLAGES = ["Thôn Gò Năng", "Gò Năng", "thôn Nước Y", "Nước Xuyên", "Thôn Mang Đen", "Gò Vành", "Tổ 3"]
BARE_UNITS = [
    # as written, the commune meant, is something to be said about it
    ("Ba Vì", "Ba Vì", False),
    ("Ba Tiêu", "Ba Vì", True),
    ("Ba Ngạc", "Ba Vì", True),
    ("Ba Xa", "Ba Xa", True),
    ("UBND\nxã Ba Vì", "Ba Vì", False),
]

ROSTERS = [
    Roster(
        "side-by-side.xlsx",
        "Two halves of one list beside each other, to save paper. The right half is people too; left is read before right, as numbered.",
        [Sheet([
            ("DANH SÁCH HỌC VIÊN",),
            (*HALF_HEAD, None, *HALF_HEAD),
            *[(*left.cells, None, *right.cells) for left, right in zip(LEFT, RIGHT, strict=False)],
            LEFT[-1].cells,
        ])],
        people=[row.person for row in LEFT + RIGHT],
    ),
    Roster(
        "no-head-at-all.xlsx",
        "A title and people, no words above the columns: what stands in them says what they are.",
        [Sheet([
            ("UBND XÃ BA VÌ",),
            ("DANH SÁCH THAM GIA TẬP HUẤN",),
            (),
            *rows_of(people(9, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu")), *USUAL),
        ])],
    ),
    Roster(
        "table-far-to-the-right.xlsx",
        "The table begins in column H, below a picture's room; a total stands directly under the head.",
        [Sheet([
            *[()] * 12,
            (*MARGIN, *HEAD),
            (*MARGIN, None, "TỔNG CỘNG: 8 người"),
            *[Reads(row.person, (*MARGIN, *row.cells)) for row in rows_of(people(8, communes=("Ba Vì", "Ba Lế")), *USUAL)],
        ])],
    ),
    Roster(
        "groups-by-marks.xlsx",
        "'Dân tộc' over Kinh | Hrê | Co with an x, as gender is often done.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", None, "Dân tộc", None, None, "Xã"),
                (None, None, None, "Nam", "Nữ", "Kinh", "Hrê", "Co"),
                *[
                    Reads(p.knowing(*TOLD), (
                        n, p.full_name, p.birth_year, *(("x", None) if p.gender == "M" else (None, "x")), *GROUP_MARKS[p.ethnic_group],
                        p.commune,
                    ))
                    for n, p in enumerate(people(9, "Hrê", "Kinh", "Co", communes=("Ba Vì",)), 1)
                ],
            ],
            merges="D1:E1 F1:H1",
        )],
    ),
    Roster(
        "bare-communes-as-sections.xlsx",
        "'Ba Tiêu' alone in the column of names is a commune, not a man named Ba; 'Đinh Văn Rê' alone is a man. Roles are sections too.",
        [Sheet([
            HEAD_WITH_POSITION,
            *[
                row
                for commune, start in (("Ba Tiêu", 0), ("Ba Vì", 4), ("Ba Xa", 8))
                for *three, name_only in [
                    rows_of(people(4, communes=(commune,), start=start), *WITHOUT_COMMUNE, "Bí thư chi bộ", "phone", start=start + 1)
                ]
                for row in (
                    (None if start else "I", commune),
                    *three,
                    Reads(name_only.person.knowing("commune"), (None, name_only.person.full_name)),
                )
            ],
            ("KHÁCH MỜI",),  # guests of the district, after all communes
            *rows_of(people(2, "Kinh", start=2), *WITHOUT_COMMUNE, "Phòng Tư pháp", "phone", start=13),
        ])],
    ),
    Roster(
        "name-in-three-columns.xlsx",
        "Họ | Tên đệm | Tên under a common head.",
        [Sheet(
            [
                ("STT", "Họ, chữ đệm và tên", None, None, "Năm sinh", "Giới tính", "Dân tộc", "Xã"),
                (None, "Họ", "Tên đệm", "Tên"),
                *[
                    Reads(
                        p.knowing(*TOLD),
                        (n, family, " ".join(middle) or None, given, p.birth_year, p.gender_word, p.ethnic_group, p.commune),
                    )
                    for n, p in enumerate(people(8, communes=("Ba Vì",)), 1)
                    for family, *middle, given in [p.full_name.split()]
                ],
            ],
            merges="B1:D1",
        )],
    ),
    Roster(
        "two-telephones-two-births.xlsx",
        "A mobile and an office telephone, of which some have one; a whole date in one column, the year again in another.",
        [Sheet([
            ("TT", "Họ tên", "Ngày sinh", "Năm sinh", "Giới tính", "Dân tộc", "Xã/phường", "ĐT cơ quan", "ĐT di động"),
            *[
                Reads(
                    replace(p.knowing(*TOLD),
                        phone=p.phone if has_mobile else f"0255386{n:04d}", birth_date=f"{p.birth_year}-03-{10 + n}" if has_day else None
                    ),
                    (
                        n, p.full_name, f"{10 + n}/03/{p.birth_year}" if has_day else None, p.birth_year, p.gender_word, p.ethnic_group,
                        p.commune, f"0255386{n:04d}", p.phone if has_mobile else None,
                    ),
                )
                for n, p in enumerate(people(8, communes=("Ba Vì", "Ba Xa")), 1)
                for has_mobile, has_day in [(n % 3 > 0, n % 2 > 0)]
            ],
        ])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "two-people-in-one-cell.xlsx",
        "A name broken over two lines is one person. Two names in one cell are two, and only the sender can part their years.",
        [Sheet([
            HEAD,
            *[
                Reads(row.person, (n, f"{row.person.family}\n{row.person.given}", *row.cells[2:]))
                for n, row in enumerate(rows_of(FIVE[:2], *USUAL), 1)
            ],
            *rows_of(FIVE[2:4], *USUAL, start=3),
            Wrong((5, "Đinh Văn Rê\nPhạm Thị Mẫu", 1980, "Nam", "Hrê", "Ba Vì", FIVE[4].phone)),
            Wrong((6, "Đinh Văn Lía, Phạm Thị Brế", 1980, "Nam", "Hrê", "Ba Vì")),
        ])],
    ),
    Roster(
        "year-beside-the-name.xlsx",
        "No column of years: 'Đinh Văn Rê (1985)', 'Phạm Thị Ánh, SN 1990'. The name is the name; the year may be read from it.",
        [Sheet([
            ("TT", "Họ và tên, năm sinh", "Giới tính", "Dân tộc", "Xã"),
            *[
                Reads(p.knowing(*TOLD), (
                    n,
                    [f"{p.full_name} ({p.birth_year})", f"{p.full_name}, SN {p.birth_year}", f"{p.full_name} - {p.birth_year}"][n % 3],
                    p.gender_word,
                    p.ethnic_group,
                    p.commune,
                ))
                for n, p in enumerate(people(6, communes=("Ba Vì",)), 1)
            ],
        ])],
    ),
    Roster(
        "summary-beside-the-list.xlsx",
        "A small table stands to the right, in the same rows: its communes are nobody's.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Số điện thoại"),
                ("XÃ BA VÌ",),
                *rows_of(people(4, communes=("Ba Vì",)), *WITHOUT_COMMUNE, "phone"),
                ("XÃ BA XA",),
                *rows_of(people(5, communes=("Ba Xa",), start=4), *WITHOUT_COMMUNE, "phone", start=5),
            ],
            extra_cells={f"{column}{n}": value for n, line in enumerate(SUMMARY, 1) for column, value in zip("IJ", line, strict=True)},
        )],
    ),
    Roster(
        "villages-as-addresses.xlsx",
        "A commune's own list: under 'Địa chỉ' stand villages only, with and without 'Thôn'. The commune is the sender.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Địa chỉ", "Điện thoại"),
                *[
                    Reads(p.knowing(*TOLD, "phone"), (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, village, p.phone))
                    for n, (p, village) in enumerate(zip(people(7, communes=("Ba Vì",)), VILLAGES, strict=True), 1)
                ],
            ],
            letterhead=Letterhead("UBND XÃ BA VÌ", "DANH SÁCH CỬ ĐI TẬP HUẤN"),
        )],
    ),
    Roster(
        "venue-in-the-title.xlsx",
        "Held at the office of xã Ba Động for people from everywhere: the venue is nobody's home.",
        [Sheet(
            [
                ("Địa điểm: Hội trường UBND xã Ba Động",),
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Điện thoại"),
                *rows_of(people(6, "Hrê", "Kinh"), *WITHOUT_COMMUNE, "Trưởng thôn", "phone"),
            ],
            letterhead=Letterhead("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU DỰ TẬP HUẤN TẠI XÃ BA ĐỘNG"),
        )],
    ),
    Roster(
        "guests-of-a-commune.xlsx",
        "A commune's activity in 2026: old names of its own parts, guests from others; 'Đơn vị' holds bare names.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Đơn vị", "Điện thoại"),
            *[
                Reads(
                    replace(p, commune=commune, national_id=None),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, written, p.phone),
                    warned=warned,
                )
                for n, (p, (written, commune, warned)) in enumerate(zip(people(5), BARE_UNITS, strict=True), 1)
            ],
        ])],
        ("Ba Vì", "commune"),
        MARCH_2026,
    ),
]  # fmt: skip
