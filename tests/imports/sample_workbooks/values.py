"""Names, telephones, cards, groups as people write them; and who is the same person twice."""

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, TRA_BONG, Book, roster
from tests.imports.sample_workbooks.people import people, told_apart

KNOWN = ("birth_year", "gender", "ethnic_group", "commune")


@roster("names-with-titles.xlsx")
def names_with_titles(book: Book) -> None:
    """Forms of address are no part of a name; capitals are a manner of writing; a nickname stays out of the name but is kept somewhere."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    written = [
        ("ĐINH VĂN RÊ", "Đinh Văn Rê", "M"), ("Ông Phạm Văn Bông", "Phạm Văn Bông", "M"), ("Bà Đinh Thị Mẫu", "Đinh Thị Mẫu", "F"),
        ("Đ/c Phạm Văn Trung", "Phạm Văn Trung", "M"), ("đ/c: Đinh Văn Lới", "Đinh Văn Lới", "M"), ("Đồng chí Phạm Thị Xô", "Phạm Thị Xô", "F"),
        ("Đinh Văn Ghia (Bă Đông)", "Đinh Văn Ghia", "M"), ("1. Phạm Văn Đố", "Phạm Văn Đố", "M"), ("phạm thị rin", "Phạm Thị Rin", "F"),
        ("Đinh Thị Ây.", "Đinh Thị Ây", "F"), ("Ông: ĐINH VĂN NGHÍA", "Đinh Văn Nghía", "M"), ("Phạm Văn Đức (trưởng đoàn)", "Phạm Văn Đức", "M"),
        ("- Đinh Xuân Kiều", "Đinh Xuân Kiều", "M"), ("Đinh Văn Ba *", "Đinh Văn Ba", "M"),
        ("Đinh Văn Lía - Bí thư chi bộ", "Đinh Văn Lía", "M"), ("Đinh Thị Brế, Trưởng thôn", "Đinh Thị Brế", "F"), ("Già làng Đinh Văn Tuôn", "Đinh Văn Tuôn", "M"),
    ]  # fmt: skip
    for n, (p, (name, found, gender)) in enumerate(zip(people(len(written), communes=("Ba Vì",)), written, strict=True), 1):
        person = p.knowing(*KNOWN).but(full_name=found, gender=gender)
        sheet.person(person, n, name, p.birth_year, person.gender_word, "Hrê", "Ba Vì")


@roster("gender-from-address.xlsx")
def gender_from_address(book: Book) -> None:
    """No column for it, but Ông and Bà say it. 'Thị' in a name does not: nobody's gender is guessed."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Dân tộc", "Xã")
    for n, p in enumerate(people(8, communes=("Ba Vì",)), 1):
        title = {"M": "Ông", "F": "Bà"}[p.gender] if n % 3 else ""
        found = p.knowing(*KNOWN) if title else p.knowing("birth_year", "ethnic_group", "commune")
        sheet.person(found, n, f"{title} {p.full_name}".strip(), p.birth_year, p.ethnic_group, p.commune)


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


@roster("phones.xlsx")
def phones(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "SĐT")
    who = people(len(PHONES), communes=("Ba Vì",))
    for n, (p, (written, phone, warned)) in enumerate(zip(who, PHONES, strict=True), 1):
        sheet.person(
            p.knowing(*KNOWN).but(phone=phone),
            n,
            p.full_name,
            p.birth_year,
            p.gender_word,
            p.ethnic_group,
            p.commune,
            written,
            warned=warned,
        )
    for n, written in enumerate(
        ("0912.345.67", "9,12E+08", "xem ghi chú"), len(PHONES) + 1
    ):  # digits are missing: only the sender knows them
        sheet.wrong(n, f"Đinh Văn Thiếu {'ABC'[n - len(PHONES) - 1]}", 1980, "Nam", "Hrê", "Ba Vì", written)


@roster("cards.xlsx")
def cards(book: Book) -> None:
    """A number lost its zero; an old CMND of nine digits is no error and no CCCD; eleven digits that begin with 0 are one too few."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số CMND/CCCD/Định danh")
    who = people(9, communes=("Ba Vì",))
    written = [
        int(who[0].national_id), float(who[1].national_id), who[2].national_id, f"{who[3].national_id[:3]} {who[3].national_id[3:6]} {who[3].national_id[6:]}",
        who[4].national_id[1:], f"{who[5].national_id}.", "212345678", 212345679, "không có",
    ]  # fmt: skip
    for n, (p, number) in enumerate(zip(who, written, strict=True), 1):
        found = p.but(phone=None, national_id=p.national_id if n <= 6 else None)
        sheet.person(found, n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, number, warned=n in (7, 8))
    sheet.wrong(10, "Đinh Văn Thiếu", 1980, "Nam", "Hrê", "Ba Vì", "05108010002")
    sheet.wrong(11, "Phạm Văn Thừa", 1981, "Nam", "Hrê", "Ba Vì", "0510801000211")
    sheet.wrong(12, "Phạm Văn Mất", 1982, "Nam", "Hrê", "Ba Vì", "5,1082E+10")


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


@roster("ethnic-groups.xlsx", TRA_BONG)
def ethnic_groups(book: Book) -> None:
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    for n, (p, (written, group, warned)) in enumerate(
        zip(people(len(GROUPS), "Co", "Kinh", communes=("Trà Lâm",)), GROUPS, strict=True), 1
    ):
        name = told_apart(p.full_name, n)
        sheet.person(p.knowing("birth_year", "gender", "commune").but(full_name=name, ethnic_group=group), n, name, p.birth_year, p.gender_word, written, p.commune, warned=warned)  # fmt: skip
    for n, written in enumerate(("Hrre", "Xyz", 19), len(GROUPS) + 1):  # 19 is Hrê in one official list and Ra Glai in the other
        sheet.wrong(n, "Hồ Văn Sai", 1980, "Nam", written, "Trà Lâm")


@roster("the-same-twice.xlsx", PROVINCE, MARCH_2026)
def the_same_twice(book: Book) -> None:
    """The same card, or the same name, year, commune and telephone. Not the same: another year, another card, another commune."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại", "CCCD")
    one, two, three, four = people(4, communes=("Ba Vì",))

    def cells(p, **changed):
        p = p.but(**changed)
        return p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone, p.national_id

    sheet.person(one, 1, *cells(one))
    sheet.person(two.but(national_id=None), 2, *cells(two, national_id=None))
    sheet.person(three, 3, *cells(three))
    sheet.again(4, *cells(one, national_id=int(one.national_id), phone=None))  # the same card, as a number that lost its zero
    sheet.again(5, *cells(two, national_id=None, full_name=two.full_name.upper(), phone=int(two.phone)))
    other_year = three.but(birth_year=three.birth_year + 20, national_id=None, phone=None)
    sheet.person(other_year, 6, *cells(other_year))  # a son named after his father
    other_card = three.but(national_id=three.national_id[:6] + "987654", phone=None)
    sheet.person(other_card, 7, *cells(other_card))
    elsewhere = two.but(commune="Ba Xa", national_id=None, phone=None)
    sheet.person(elsewhere, 8, *cells(elsewhere))
    sheet.person(four, 9, *cells(four))
    family = four.but(full_name="Phạm Thị Vợ", gender="F", birth_year=1980, national_id=None)  # one telephone for a family
    sheet.person(family, 10, *cells(family))
