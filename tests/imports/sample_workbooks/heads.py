"""Head rows: where they stand, how many there are, what words they use."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import (
    MARCH_2026,
    PROVINCE,
    SON_HA,
    TRA_BONG,
    Letterhead,
    Reads,
    Roster,
    Sheet,
    rows_of,
)  # fmt: skip
from tests.imports.sample_workbooks.people import people

BA_VI, BA_TIEU = "Ba Vì", "Ba Tiêu"
WITHOUT_COMMUNE = ("full_name", "birth_year", "gender_word", "ethnic_group")
EIGHT_PEOPLE = people(8, "Hrê", "Xơ Đăng", communes=(BA_VI, BA_TIEU))
HO_NAM = replace(people(1, start=30)[0], full_name="Hồ Nam", commune=BA_VI)  # 'Hồ', 'Nam': two words of heads, were they not a man
BROL = replace(people(1)[0], full_name="Brol", commune=BA_VI)  # one name only: it stands in "Tên"
NAMES_WITHOUT_ACCENTS = [
    ("Pham Van Re", "nam", "M", 1980), ("Dinh Thi Mau", "nu", "F", 1985), ("Pham Thi Anh", "Nu", "F", 1991),
    ("Dinh Van Nam", "Nam", "M", 1969), ("Pham Van Brol", "NAM", "M", 1974), ("Dinh Thi Nhi", "NU", "F", 2000),
]  # fmt: skip
PUPILS = [
    replace(
        p,
        birth_year=2008 + n % 4,
        birth_date=f"{2008 + n % 4}-0{1 + n % 9}-1{n % 10}",
        national_id=f"051{3 if p.gender == 'F' else 2}{(2008 + n % 4) % 100:02d}{p.national_id[6:]}",
    )
    for n, p in enumerate(people(12, communes=("Ba Điền", "Ba Trang", "Ba Lế")), 1)
]

ROSTERS = [
    Roster(
        "name-in-two-columns.xlsx",
        "The family's name and what stands between in one column, one's own in the next.",
        [Sheet(
            [
                ("STT", "Họ và tên đệm", "Tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại"),
                *[
                    Reads(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), (
                        n, p.family or None, p.given, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone,
                    ))
                    for n, p in enumerate([*EIGHT_PEOPLE[:4], HO_NAM, *EIGHT_PEOPLE[4:], BROL], 1)
                ],
            ],
            letterhead=Letterhead("UBND XÃ BA VÌ", "DANH SÁCH CỬ ĐẠI BIỂU DỰ TẬP HUẤN"),
        )],
    ),
    Roster(
        "name-under-a-merged-head.xlsx",
        "'Họ và tên' merged over two columns; the second has no head of its own.",
        [Sheet(
            [
                ("DANH SÁCH HỌC VIÊN",),
                ("TT", "Họ và tên", None, "Năm sinh", None, "Dân tộc", "Xã", "SĐT"),
                (None, None, None, "Nữ", "Nam"),  # women first
                *rows_of(
                    people(10, "Hrê", "Kinh", communes=(BA_VI, "Ba Xa")),
                    "family", "given", "woman_year", "man_year", "ethnic_group", "commune", "phone",
                ),
            ],
            merges="A1:G1 B2:C3 D2:E2",
        )],
    ),
    Roster(
        "name-cells-merged.xlsx",
        "As before, but each line merges the two cells too and writes the whole name.",
        [Sheet(
            [
                ("TT", "HỌ VÀ TÊN", None, "NĂM SINH", "NAM/NỮ", "DÂN TỘC", "XÃ"),
                *rows_of(people(8, communes=(BA_VI,)), "full_name", None, "birth_year", "gender_word", "ethnic_group", "commune"),
            ],
            merges="B1:C1 B2:C2 B3:C3 B4:C4 B5:C5 B6:C6 B7:C7 B8:C8 B9:C9",
        )],
    ),
    Roster(
        "three-head-rows.xlsx",
        "Three rows of heads and a row that numbers the columns.",
        [Sheet(
            [
                ("Số TT", "Họ và tên", "Thông tin cá nhân", None, None, None, "Nơi cư trú", "Liên hệ", "Ghi chú"),
                (None, None, "Năm sinh", None, "Dân tộc", "Số CMND/CCCD", None, "Điện thoại"),
                (None, None, "Nam", "Nữ"),
                ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
                *[
                    Reads(p, (n, p.full_name, p.man_year, p.woman_year, p.ethnic_group, p.national_id, f"Xã {p.commune}", p.phone))
                    for n, p in enumerate(people(12, communes=("Sơn Bao", "Sơn Thượng", "Sơn Kỳ")), 1)
                ],
            ],
            "Mẫu 02",
            letterhead=Letterhead("PHÒNG DÂN TỘC", "DANH SÁCH NGƯỜI CÓ UY TÍN DỰ TẬP HUẤN", "UBND HUYỆN SƠN HÀ"),
            merges="C7:F7 C8:D8 A7:A9 B7:B9 G7:G9 I7:I9 E8:E9 F8:F9 H8:H9",
        )],
        SON_HA,
    ),
    Roster(
        "numbered-columns.xlsx",
        "Numbers 1…8 under the head: no birth year and no person. Letters elsewhere do the same.",
        [Sheet([
            ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Đơn vị (xã)", "Điện thoại"),
            (1, 2, 3, 4, 5, 6, 7, 8),
            *rows_of(people(7, communes=("Ba Dinh",)), *WITHOUT_COMMUNE, "Trưởng thôn", "Xã Ba Dinh", "phone"),
        ])],
    ),
    Roster(
        "lettered-columns.xls",
        "DT is the group, ĐT the telephone: alike without accents.",
        [Sheet(
            [
                ("DANH SÁCH",),
                ("STT", "Họ tên", "NS", "GT", "DT", "ĐT", "Xã"),
                ("A", "B", "C", "D", "E", "F", "G"),
                *rows_of(people(9, "Hrê", "Kinh", communes=("Ba Tô", "Ba Nam")), *WITHOUT_COMMUNE, "phone", "commune"),
            ],
            "Sheet1",
        )],
    ),
    Roster(
        "heads-in-strange-order.xlsx",
        "Capitals, line breaks, colons, remarks in brackets; columns in no usual order, empty ones between.",
        [Sheet([
            (),
            (),
            (
                None, "SỐ ĐIỆN THOẠI\nLIÊN HỆ:", None, "THÀNH PHẦN\nDÂN TỘC (ghi rõ)", "HỌ VÀ TÊN\n(viết chữ in hoa):", "CHỨC DANH", None,
                "PHÁI", "XÃ/THỊ TRẤN :", "NĂM\nSINH", "SỐ\nTT",
            ),
            *[
                Reads(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), (
                    None, p.phone, None, p.ethnic_group, p.full_name.upper(), "Già làng", None, p.gender_word, p.commune, p.birth_year, n,
                ))
                for n, p in enumerate(people(10, "Co", "Xơ Đăng", "Kinh", communes=("Trà Thủy", "Trà Giang", "Trà Xuân")), 1)
            ],
        ])],
        TRA_BONG,
    ),
    Roster(
        "heads-of-a-school.xlsx",
        "Pupils: the father's name, the parents' telephone, the day of the card and the home village stand beside what is wanted.",
        [Sheet(
            [
                ("SỞ GIÁO DỤC VÀ ĐÀO TẠO QUẢNG NGÃI",),
                ("TRƯỜNG PTDTNT THCS HUYỆN BA TƠ",),
                ("DANH SÁCH HỌC SINH THAM GIA HỘI THI",),
                (
                    "TT", "Họ tên học sinh", "Họ tên cha (mẹ)", "Ngày vào Đoàn", "Ngày sinh", "Nữ", "Dân tộc", "Lớp",
                    "Quê quán", "Nơi cư trú (xã)", "ĐTDĐ phụ huynh", "ĐTDĐ học sinh", "Số định danh cá nhân", "Ngày cấp",
                ),
                *[
                    Reads(pupil, (
                        n,
                        pupil.full_name,
                        f"Phạm Văn Cha {'ABCDEFGHIJKLM'[n]}",
                        "26/03/2023",
                        f"1{n % 10}/0{1 + n % 9}/{pupil.birth_year}",
                        "x" if pupil.gender == "F" else None,  # no mark means a boy, the form's own convention
                        pupil.ethnic_group,
                        f"{6 + n % 4}A",
                        "Xã Ba Vì",
                        pupil.commune,
                        f"09150000{n:02d}",
                        pupil.phone,
                        pupil.national_id,
                        "15/04/2021",
                    ))
                    for n, pupil in enumerate(PUPILS, 1)
                ],
            ],
            "DS thí sinh",
        )],
    ),
    Roster(
        "heads-with-english.xlsx",
        "English in brackets, and one head misspelled.",
        [Sheet(
            [
                (
                    "No.", "Họ và tên (Full name)", "Năm sinh (Year of birth)", "Giới tính (Gender)", "Dân tôc (Ethnic group)",
                    "Xã (Commune)", "Điện thọai (Phone)", "Ghi chú (Notes)",
                ),
                *[
                    Reads(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), (
                        n, p.full_name, p.birth_year, {"M": "Male", "F": "Female"}[p.gender], p.ethnic_group, p.commune, p.phone,
                        "thay đ/c Phạm Văn Bông" if n == 3 else None,
                    ))
                    for n, p in enumerate(people(6, "Hrê", "Kinh", communes=("Ba Động",)), 1)
                ],
            ],
            "Form",
        )],
    ),
    Roster(
        "heads-without-accents.csv",
        "Typed on a machine without Vietnamese: 'Nam sinh' is a year of birth, no man; the values have no accents either.",
        [Sheet([
            ("STT", "Ho va ten", "Nam sinh", "Gioi tinh", "Dan toc", "Xa", "Dien thoai"),
            *[
                Reads(
                    replace(p, full_name=name, gender=gender, birth_year=year, commune="Ba Vì", national_id=None),
                    (n, name, year, word, "Hre", "Ba Vi", p.phone),
                )
                for n, (p, (name, word, gender, year)) in enumerate(zip(people(6), NAMES_WITHOUT_ACCENTS, strict=True), 1)
            ],
        ])],
    ),
    Roster(
        "head-far-down.xlsx",
        "A whole letter stands above, whose sentences hold the words of the head.",
        [Sheet(
            [
                ("Kính gửi: Phòng Dân tộc huyện Ba Tơ",),
                ("Căn cứ Công văn số 112/PDT ngày 06 tháng 5 năm 2024 của Phòng Dân tộc huyện;",),
                ("UBND xã Ba Xa lập danh sách (họ và tên, năm sinh, dân tộc, chức vụ, số điện thoại) như sau:",),
                ("Họ và tên người phụ trách: Phạm Văn Bí",),
                ("Số điện thoại: 0914 111 222",),
                ("Thời gian:", "ngày 20 tháng 5 năm 2024"),
                ("Địa điểm:", "Hội trường UBND huyện Ba Tơ"),
                ("Trưởng đoàn", "Đinh Văn Chủ", 1970, "Hrê", "0914 333 444"),
                *[()] * 10,
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Xã", "Số điện thoại"),
                *rows_of(people(9, communes=("Ba Xa",)), *WITHOUT_COMMUNE, "Trưởng thôn", "Ba Xa", "phone"),
            ],
            "CV",
            letterhead=Letterhead("UBND XÃ BA XA", "V/v cử đại biểu tham dự lớp tập huấn"),
        )],
    ),
    Roster(
        "hidden-columns-and-rows.xlsx",
        "Hidden by a filter or to print narrower: the people are people all the same.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Số điện thoại", "Xã"),
                *rows_of(people(12, communes=(BA_VI, "Ba Khâm")), *WITHOUT_COMMUNE, "phone", "commune"),
            ],
            hidden_column="F",
            hidden_rows=(3, 4, 9),
            auto_filter="A1:G13",
            frozen_at="C2",
        )],
    ),
    Roster(
        "form-questions.csv",
        "An online form's answers: heads are questions, the first column is a time, a mail address stands among them.",
        [Sheet([
            (
                "Dấu thời gian", "Địa chỉ email", "1. Họ và tên của anh/chị", "2. Ngày tháng năm sinh", "3. Anh/chị là nam hay nữ?",
                "4. Anh/chị là người dân tộc nào?", "5. Anh/chị đang cư trú ở xã, phường nào?", "6. Số điện thoại (Zalo) để liên hệ",
            ),
            *[
                Reads(replace(p, birth_date=f"{p.birth_year}-{1 + n % 9:02d}-{10 + n}", national_id=None), (
                    f"1{n % 10}/02/2026 08:0{n}:11", f"nguoi{n}@example.vn", p.full_name, f"{10 + n}/{1 + n % 9}/{p.birth_year}",
                    p.gender_word, p.ethnic_group, p.commune, p.phone,
                ))
                for n, p in enumerate(people(8, "Hrê", "Co", "Kinh", communes=("Ba Vì", "Trà Bồng", "Kon Tum")), 1)
            ],
        ])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "age-instead-of-year.xlsx",
        "'Tuổi' 45 is not born in 1945; nor is the year of recognition a birth year. An age gives no certain year, so none is stored.",
        [Sheet([
            ("TT", "Họ và tên", "Tuổi", "Nam/Nữ", "Dân tộc", "Năm công nhận NCUT", "Xã"),
            *[
                Reads(
                    p.knowing("gender", "ethnic_group", "commune"),
                    (n, p.full_name, 2024 - p.birth_year, p.gender_word, p.ethnic_group, 2018 + n % 5, p.commune),
                )
                for n, p in enumerate(people(6, communes=("Ba Vinh",)), 1)
            ],
        ])],
    ),
    Roster(
        "heads-of-the-law.xlsx",
        "The words of the identity card and of the household register.",
        [Sheet([
            (
                "S.T.T", "Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới", "Là người dân tộc", "Nơi sinh", "Số CC/CCCD", "Thôn/TDP",
                "HKTT (xã)", "Liên lạc", "GC",
            ),
            *[
                Reads(replace(p, birth_date=f"{p.birth_year}-{n:02d}-1{n}"), (
                    n, p.full_name, f"1{n}/{n}/{p.birth_year}", p.gender_word, p.ethnic_group, "Đức Phổ", p.national_id, "Gò Lăng",
                    p.commune, p.phone,
                ))
                for n, p in enumerate(people(7, "Hrê", "Kinh", communes=("Ba Vì", "Ba Xa")), 1)
            ],
        ])],
        PROVINCE,
        MARCH_2026,
    ),
]  # fmt: skip
