"""Names, telephones, cards, groups as people write them; and who is the same person twice."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, TRA_BONG, USUAL, Again, Reads, Roster, Sheet, Wrong, rows_of
from tests.imports.sample_workbooks.people import people, told_apart

TOLD = ("birth_year", "gender", "ethnic_group", "commune")
TITLES = {"M": "Ông", "F": "Bà"}

NAMES = [
    # as written, the name read, the gender that it is of
    ("ĐINH VĂN RÊ", "Đinh Văn Rê", "M"), ("Ông Phạm Văn Bông", "Phạm Văn Bông", "M"), ("Bà Đinh Thị Mẫu", "Đinh Thị Mẫu", "F"),
    ("Đ/c Phạm Văn Trung", "Phạm Văn Trung", "M"), ("đ/c: Đinh Văn Lới", "Đinh Văn Lới", "M"), ("Đồng chí Phạm Thị Xô", "Phạm Thị Xô", "F"),
    ("Đinh Văn Ghia (Bă Đông)", "Đinh Văn Ghia", "M"), ("1. Phạm Văn Đố", "Phạm Văn Đố", "M"), ("phạm thị rin", "Phạm Thị Rin", "F"),
    ("Đinh Thị Ây.", "Đinh Thị Ây", "F"), ("Ông: ĐINH VĂN NGHÍA", "Đinh Văn Nghía", "M"), ("Phạm Văn Đức (trưởng đoàn)", "Phạm Văn Đức", "M"),
    ("- Đinh Xuân Kiều", "Đinh Xuân Kiều", "M"), ("Đinh Văn Ba *", "Đinh Văn Ba", "M"),
    ("Đinh Văn Lía - Bí thư chi bộ", "Đinh Văn Lía", "M"), ("Đinh Thị Brế, Trưởng thôn", "Đinh Thị Brế", "F"), ("Già làng Đinh Văn Tuôn", "Đinh Văn Tuôn", "M"),
]  # fmt: skip

PHONES: list[tuple[object, str | None, bool]] = [
    # written, read, is something to be said about it
    (912345678, "0912345678", False),
    (368403885.0, "0368403885", False),
    ("+84 912 345 679", "0912345679", False),
    ("84912345671", "0912345671", False),
    ("0912.345.672", "0912345672", False),
    ("0912-345-673", "0912345673", False),
    ("(0912) 345 674", "0912345674", False),
    ("0912 345 675 - 0368 403 886", "0912345675", True),
    ("0912345676/0368403887", "0912345676", True),
    ("0912345677; 0368403888", "0912345677", True),
    ("0912345680\n0368403889", "0912345680", True),
    ("0912345686 0368403890", "0912345686", True),
    ("912345687.0", "0912345687", False),  # a number that some program wrote into text
    ("0255 3864 123", "02553864123", False),
    ("02553.864.124", "02553864124", False),
    ("01683456789", "0383456789", False),
    ("0912345681 (Zalo)", "0912345681", False),
    ("ĐT: 0912345682", "0912345682", False),
    ("'0912345683", "0912345683", False),
    ("không có", None, False),
    ("Không", None, False),
    ("-", None, False),
    (0, None, False),
    ("0912345684 (con)", "0912345684", False),
    ("0912\xa0345\xa0685", "0912345685", False),
]

NINE = people(9, communes=("Ba Vì",))
CARDS = [
    int(NINE[0].national_id), float(NINE[1].national_id), NINE[2].national_id,
    f"{NINE[3].national_id[:3]} {NINE[3].national_id[3:6]} {NINE[3].national_id[6:]}", NINE[4].national_id[1:], f"{NINE[5].national_id}.",
    "212345678", 212345679, "không có",
]  # fmt: skip

GROUPS: list[tuple[str, str | None, bool]] = [
    # written, counted under, is something to be said about it
    ("Cor", "Co", False), ("Kor", "Co", False), ("Cùa", "Co", False), ("CO", "Co", False), ("Ca Dong", "Xơ Đăng", False), ("Cadong", "Xơ Đăng", False),
    ("Ka Dong", "Xơ Đăng", False), ("Ca-dong", "Xơ Đăng", False), ("Xê Đăng", "Xơ Đăng", False), ("Sedang", "Xơ Đăng", False), ("Xơ-đăng", "Xơ Đăng", False),
    ("Xơ Đăng (Ca Dong)", "Xơ Đăng", False), ("H're", "Hrê", False), ("H’rê", "Hrê", False), ("Hre", "Hrê", False), ("HRÊ", "Hrê", False), ("DT Hrê", "Hrê", False),
    ("dân tộc Hrê", "Hrê", False), ("Người Hrê", "Hrê", False), ("Giẻ", "Gié Triêng", False), ("Giẻ - Triêng", "Gié Triêng", False), ("Gia-rai", "Gia Rai", False),
    ("Jrai", "Gia Rai", False), ("Bana", "Ba Na", False), ("Bahnar", "Ba Na", False), ("Rơ Ngao", "Ba Na", False), ("kinh", "Kinh", False), ("Kinh.", "Kinh", False),
    ("Hoa", "Hoa", False), ("Mường", "Mường", False), ("Rờ Măm", "Rơ Măm", False), ("", None, False),
    ("DTTS", None, True),  # a minority, but which? unknown is shown as unknown, and the person comes
]  # fmt: skip

RE, MAU, TRUNG, ANH = people(4, communes=("Ba Vì",))
MAU_WITHOUT_CARD = replace(MAU, national_id=None)
SON_OF_TRUNG = replace(TRUNG, birth_year=TRUNG.birth_year + 20, national_id=None, phone=None)  # named after his father
ANOTHER_TRUNG = replace(TRUNG, national_id=TRUNG.national_id[:6] + "987654", phone=None)
MAU_ELSEWHERE = replace(MAU, commune="Ba Xa", national_id=None, phone=None)
WIFE = replace(ANH, full_name="Phạm Thị Vợ", gender="F", birth_year=1980, national_id=None)  # one telephone for a family

ROSTERS = [
    Roster(
        "names-with-titles.xlsx",
        "Forms of address are no part of a name; capitals are a manner of writing; a nickname stays out of the name but is kept somewhere.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã"),
            *[
                Reads(
                    replace(p.knowing(*TOLD), full_name=name, gender=gender),
                    (n, written, p.birth_year, {"M": "Nam", "F": "Nữ"}[gender], "Hrê", "Ba Vì"),
                )
                for n, (p, (written, name, gender)) in enumerate(zip(people(len(NAMES), communes=("Ba Vì",)), NAMES, strict=True), 1)
            ],
        ])],
    ),
    Roster(
        "gender-from-address.xlsx",
        "No column for it, but Ông and Bà say it. 'Thị' in a name does not: nobody's gender is guessed.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã"),
            *[
                Reads(p.knowing(*TOLD), (n, f"{TITLES[p.gender]} {p.full_name}", p.birth_year, p.ethnic_group, p.commune))
                if n % 3
                else Reads(replace(p.knowing(*TOLD), gender=None), (n, p.full_name, p.birth_year, p.ethnic_group, p.commune))
                for n, p in enumerate(people(8, communes=("Ba Vì",)), 1)
            ],
        ])],
    ),
    Roster(
        "phones.xlsx",
        "Telephones as people write them, two in one cell too; and three of which digits are missing: only the sender knows them.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "SĐT"),
            *[
                Reads(
                    replace(p.knowing(*TOLD), phone=phone),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, written),
                    warned=warned,
                )
                for n, (p, (written, phone, warned)) in enumerate(zip(people(len(PHONES), communes=("Ba Vì",)), PHONES, strict=True), 1)
            ],
            Wrong((26, "Đinh Văn Thiếu A", 1980, "Nam", "Hrê", "Ba Vì", "0912.345.67")),
            Wrong((27, "Đinh Văn Thiếu B", 1980, "Nam", "Hrê", "Ba Vì", "9,12E+08")),
            Wrong((28, "Đinh Văn Thiếu C", 1980, "Nam", "Hrê", "Ba Vì", "xem ghi chú")),
        ])],
    ),
    Roster(
        "cards.xlsx",
        "A number lost its zero; an old CMND of nine digits is no error and no CCCD; eleven digits that begin with 0 are one too few.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số CMND/CCCD/Định danh"),
            *[
                Reads(
                    p.knowing(*TOLD, "national_id") if n <= 6 else p.knowing(*TOLD),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, number),
                    warned=n in (7, 8),
                )
                for n, (p, number) in enumerate(zip(NINE, CARDS, strict=True), 1)
            ],
            Wrong((10, "Đinh Văn Thiếu", 1980, "Nam", "Hrê", "Ba Vì", "05108010002")),
            Wrong((11, "Phạm Văn Thừa", 1981, "Nam", "Hrê", "Ba Vì", "0510801000211")),
            Wrong((12, "Phạm Văn Mất", 1982, "Nam", "Hrê", "Ba Vì", "5,1082E+10")),
        ])],
    ),
    Roster(
        "ethnic-groups.xlsx",
        "Names of ethnic groups as people write them. 19 is Hrê in one official list and Ra Glai in the other.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã"),
            *[
                Reads(
                    replace(p.knowing(*TOLD), full_name=told_apart(p.full_name, n), ethnic_group=group),
                    (n, told_apart(p.full_name, n), p.birth_year, p.gender_word, written, p.commune),
                    warned=warned,
                )
                for n, (p, (written, group, warned)) in enumerate(
                    zip(people(len(GROUPS), "Co", "Kinh", communes=("Trà Lâm",)), GROUPS, strict=True), 1
                )
            ],
            *[Wrong((n, "Hồ Văn Sai", 1980, "Nam", written, "Trà Lâm")) for n, written in enumerate(("Hrre", "Xyz", 19), len(GROUPS) + 1)],
        ])],
        TRA_BONG,
    ),
    Roster(
        "the-same-twice.xlsx",
        "The same card, or the same name, year, commune and telephone. Not the same: another year, another card, another commune.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại", "CCCD"),
            *rows_of([RE, MAU_WITHOUT_CARD, TRUNG], *USUAL, "national_id"),
            # the same card, as a number that lost its zero
            Again((4, RE.full_name, RE.birth_year, RE.gender_word, RE.ethnic_group, RE.commune, None, int(RE.national_id))),
            Again((5, MAU.full_name.upper(), MAU.birth_year, MAU.gender_word, MAU.ethnic_group, MAU.commune, int(MAU.phone))),
            *rows_of([SON_OF_TRUNG, ANOTHER_TRUNG, MAU_ELSEWHERE, ANH, WIFE], *USUAL, "national_id", start=6),
        ])],
        PROVINCE,
        MARCH_2026,
    ),
]  # fmt: skip
