"""Several traps at once, as they come."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, SON_HA, TRA_BONG, Reads, Roster, Sheet, rows_of
from tests.imports.sample_workbooks.letters import tcvn3, vni
from tests.imports.sample_workbooks.people import people

OFFICIAL = ("full_name", "birth_year", "gender_word", "ethnic_group", "Chuyên viên", "phone")
FORMER_DISTRICTS = [
    # the former district, the commune as written, the commune of today
    ("Trà Bồng", "Trà Giang", "Đông Trà Bồng"), ("Ba Tơ", "Ba Tiêu", "Ba Vì"), ("Đăk Hà", "Đăk Long", "Đăk Pxi"), ("Sơn Hà", "Sơn Hạ", "Sơn Hạ"),
    ("Đắk Glei", "Đăk Long", "Đăk Long"), ("TP Quảng Ngãi", "Nguyễn Nghiêm", "Cẩm Thành"), ("TX Đức Phổ", "Nguyễn Nghiêm", "Đức Phổ"),
]  # fmt: skip
SECTIONS = [("I. Xã Sơn Hạ", "Sơn Hạ", 0), ("II. Thị trấn Di Lăng", "Di Lăng", 4), ("III. xã Sơn Thủy", "Sơn Thủy", 8)]
CLASSES = [
    ("Lớp 8A", people(4, communes=("Ba Xa", "Ba Lế")), 1),
    ("Lớp 9B", people(4, communes=("Ba Xa", "Ba Lế"), start=4), 5),
    ("Giáo viên phụ trách", people(1, communes=("Ba Xa",), start=8), 9),
]

ROSTERS = [
    Roster(
        "tcvn3-sections.xls",
        "A whole old list: title in capitals by font, two head rows, a section per commune, a total and a signature.",
        [Sheet(
            [
                ("Uỷ ban nhân dân huyện Sơn Hà",),
                ("Danh sách đại biểu dự tập huấn",),
                ("TT", "Họ và tên", "Năm sinh", "", "Dân tộc", "Chức vụ", "Điện thoại"),
                (None, None, "Nam", "Nữ"),
                *[
                    row
                    for section, commune, start in SECTIONS
                    for row in (
                        (section,),
                        *rows_of(
                            people(4, "Hrê", "Kinh", communes=(commune,), start=start),
                            "full_name", "man_year", "woman_year", "ethnic_group", "Trưởng thôn", "phone",
                            start=start + 1,
                        ),
                    )
                ],
                ("Tổng cộng: 12 người",),
                (),
                (),
                (*[None] * 4, "TRƯỞNG PHÒNG"),
                (*[None] * 4, "Đinh Văn Ký"),
            ],
            letters=tcvn3,
            font=".VnTime",
            fonts={"A1:A2": ".VnTimeH", "A5": ".VnTimeH"},
            merges="C3:D3 A5:G5 A10:G10 A15:G15",
        )],
        SON_HA,
        encoding="TCVN3",
    ),
    Roster(
        "vni-two-name-columns.xlsx",
        "VNI by font, names in two columns, gender by marks, telephones as numbers.",
        [Sheet(
            [
                ("STT", "Họ đệm", "Tên", "Nam", "Nữ", "Ngày sinh", "Dân tộc", "Xã", "Số ĐT"),
                *[
                    Reads(replace(p, national_id=None, birth_date=f"{p.birth_year}-{n:02d}-0{n}"), (
                        n, p.family, p.given, *(("x", None) if p.gender == "M" else (None, "x")), f"0{n}/{n:02d}/{p.birth_year}",
                        p.ethnic_group, p.commune, int(p.phone),
                    ))
                    for n, p in enumerate(people(9, "Co", "Kinh", communes=("Trà Thủy", "Trà Tân", "Trà Xuân")), 1)
                ],
            ],
            letters=vni,
            font="VNI-Helve",
        )],
        TRA_BONG,
        encoding="VNI",
    ),
    Roster(
        "check-boxes.xlsx",
        "Ticked in an online sheet: TRUE and FALSE in a column 'Nữ'.",
        [Sheet([
            ("TT", "Họ và tên", "Nữ", "Năm sinh", "Dân tộc", "Xã", "Đảng viên"),
            *[
                Reads(
                    replace(p, national_id=None, phone=None),
                    (n, p.full_name, p.gender == "F", p.birth_year, p.ethnic_group, p.commune, n % 2 == 0),
                )
                for n, p in enumerate(people(8, communes=("Ba Vì", "Ba Xa")), 1)
            ],
        ])],
    ),
    Roster(
        "district-column-2026.xlsx",
        "A column for the former district beside the commune's: it tells which Trà Giang and which Đăk Long is meant.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Huyện (cũ)", "Xã", "Điện thoại"),
            *[
                Reads(
                    replace(p, commune=commune, national_id=None),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, district, written, p.phone),
                )
                for n, (p, (district, written, commune)) in enumerate(
                    zip(people(len(FORMER_DISTRICTS), "Hrê", "Co"), FORMER_DISTRICTS, strict=True), 1
                )
            ],
        ])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "district-sections-2024.xlsx",
        "A list of the whole province: districts in Roman numbers, communes in Arabic ones below."
        " A district's officials live in no commune that is told.",
        [Sheet([
            ("DANH SÁCH ĐẠI BIỂU TOÀN TỈNH",),
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Điện thoại"),
            ("I. HUYỆN BA TƠ",),
            ("1. Xã Ba Vì",),
            *rows_of(people(2, "Hrê", "Kinh", communes=("Ba Vì",)), *OFFICIAL),
            ("2. Xã Ba Tô",),
            *rows_of(people(2, "Hrê", "Kinh", communes=("Ba Tô",), start=2), *OFFICIAL, start=3),
            ("II. HUYỆN SƠN HÀ",),
            ("1. Xã Sơn Hạ",),
            *rows_of(people(2, "Hrê", "Kinh", communes=("Sơn Hạ",), start=4), *OFFICIAL, start=5),
            ("2. Thị trấn Di Lăng",),
            *rows_of(people(2, "Hrê", "Kinh", communes=("Di Lăng",), start=6), *OFFICIAL, start=7),
            ("III. HUYỆN TRÀ BỒNG",),  # no commune is told, and the one of "II. 2." must not be believed: where they live is a district
            *rows_of(people(2, "Hrê", "Kinh", communes=("Trà Bồng",), start=8), *OFFICIAL, start=9),
        ])],
        PROVINCE,
    ),
    Roster(
        "hints-and-an-example.xlsx",
        "A form sent out for filling: hints below the head, and an example whom nobody deleted. Nguyễn Văn A is not coming.",
        [Sheet(
            [
                ("PHIẾU ĐĂNG KÝ (không thay đổi thứ tự cột)",),
                ("STT", "Họ và tên (*)", "Ngày sinh (*)", "Giới tính (*)", "Dân tộc", "Xã (*)", "Số điện thoại"),
                (None, "(chữ in thường, có dấu)", "(dd/mm/yyyy)", "(Nam/Nữ)", "(ghi rõ)", "(nơi cư trú)", "(10 số)"),
                ("VD", "Nguyễn Văn A", "01/01/1990", "Nam", "Kinh", "Ba Vì", "0912345678"),
                *[
                    Reads(
                        replace(p, national_id=None, birth_date=f"{p.birth_year}-0{n}-1{n}"),
                        (n, p.full_name, f"1{n}/0{n}/{p.birth_year}", p.gender_word, p.ethnic_group, p.commune, p.phone),
                    )
                    for n, p in enumerate(people(7, communes=("Ba Vì", "Ba Dinh")), 1)
                ],
            ],
            "Mẫu đăng ký",
        )],
    ),
    Roster(
        "sections-that-count.xlsx",
        "Section lines carry their counts under Nam and Nữ, as statistical tables do; so does the total, which comes first.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", None, "Dân tộc", "Điện thoại"),
                (None, None, "Nam", "Nữ"),
                (None, "TỔNG CỘNG", 5, 5, 10),
                ("I", "XÃ BA VÌ", 3, 2, 5),
                *rows_of(people(5, communes=("Ba Vì",)), "full_name", "man_year", "woman_year", "ethnic_group", "phone"),
                ("II", "XÃ BA TIÊU", 2, 3, 5),
                *rows_of(people(5, communes=("Ba Tiêu",), start=5), "full_name", "man_year", "woman_year", "ethnic_group", "phone"),
            ],
            merges="C1:D1",
        )],
    ),
    Roster(
        "contest-by-class.xlsx",
        "A school's team: classes as sections, parts of the contest as notes, three generations of date of birth.",
        [Sheet(
            [
                ("TRƯỜNG PTDTNT THCS BA TƠ",),
                ("DANH SÁCH ĐỘI THI TÌM HIỂU PHÁP LUẬT",),
                ("TT", "HỌ VÀ TÊN", "NGÀY, THÁNG, NĂM SINH", "GT", "DÂN TỘC", "XÃ", "PHẦN THI"),
                *[
                    row
                    for name, members, first in CLASSES
                    for row in (
                        (name,),
                        *[
                            Reads(
                                replace(p, birth_year=year, birth_date=f"{year}-10-{10 + n}", national_id=None, phone=None),
                                (
                                    n, p.full_name, f"{10 + n}/10/{year}", p.gender_word, p.ethnic_group, p.commune,
                                    "Chào hỏi" if n % 2 else "Hùng biện",
                                ),
                            )
                            for n, p in enumerate(members, first)
                            for year in [2009 + n % 3 if name.startswith("Lớp") else p.birth_year]
                        ],
                    )
                ],
                ("Đội trưởng: Phạm Văn Rê",),
                (*[None] * 4, "HIỆU TRƯỞNG"),
                (*[None] * 4, "Trần Quốc Hiệu"),
            ],
            "Đội thi",
        )],
    ),
]  # fmt: skip
