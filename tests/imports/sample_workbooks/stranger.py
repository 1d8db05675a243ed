"""Layouts that nobody prescribed and somebody uses."""

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, Book, roster
from tests.imports.sample_workbooks.people import Person, people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại")


def _known(p: Person, *without: str) -> Person:
    return p.knowing(*{"birth_year", "gender", "ethnic_group", "commune", "phone"} - set(without))


def _cells(p: Person) -> tuple[object, ...]:
    return p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone


@roster("side-by-side.xlsx")
def side_by_side(book: Book) -> None:
    """Two halves of one list beside each other, to save paper. The right half is people too; left is read before right, as numbered."""
    sheet = book.sheet()
    sheet.line("DANH SÁCH HỌC VIÊN")
    half = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    sheet.line(*half, None, *half)
    left, right = people(8, communes=("Ba Vì",)), people(7, "Hrê", "Kinh", communes=("Ba Xa",), start=8)
    for n, p in enumerate(left):
        q = right[n] if n < len(right) else None
        sheet.line(n + 1, *_cells(p)[:5], None, *((n + 9, *_cells(q)[:5]) if q else ()))
    book.people += [_known(p, "phone") for p in left + right]


@roster("no-head-at-all.xlsx")
def no_head_at_all(book: Book) -> None:
    """A title and people, no words above the columns: what stands in them says what they are."""
    sheet = book.sheet()
    sheet.line("UBND XÃ BA VÌ")
    sheet.line("DANH SÁCH THAM GIA TẬP HUẤN")
    sheet.skip()
    for n, p in enumerate(people(9, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu")), 1):
        sheet.person(_known(p), n, *_cells(p))


@roster("table-far-to-the-right.xlsx")
def table_far_to_the_right(book: Book) -> None:
    """The table begins in column H, below a picture's room; a total stands directly under the head."""
    sheet = book.sheet()
    sheet.skip(12)
    margin = [None] * 7
    sheet.line(*margin, *HEAD)
    sheet.line(*margin, None, "TỔNG CỘNG: 8 người", None, None, None, None, None)
    for n, p in enumerate(people(8, communes=("Ba Vì", "Ba Lế")), 1):
        sheet.person(_known(p), *margin, n, *_cells(p))


@roster("groups-by-marks.xlsx")
def groups_by_marks(book: Book) -> None:
    """'Dân tộc' over Kinh | Hrê | Co with an x, as gender is often done."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", None, "Dân tộc", None, None, "Xã")
    sheet.merge("D:E")
    sheet.merge("F:H")
    sheet.line(None, None, None, "Nam", "Nữ", "Kinh", "Hrê", "Co")
    marks = {"Kinh": ("x", None, None), "Hrê": (None, "x", None), "Co": (None, None, "x")}
    for n, p in enumerate(people(9, "Hrê", "Kinh", "Co", communes=("Ba Vì",)), 1):
        gender = ("x", None) if p.gender == "M" else (None, "x")
        sheet.person(_known(p, "phone"), n, p.full_name, p.birth_year, *gender, *marks[p.ethnic_group], p.commune)


@roster("bare-communes-as-sections.xlsx")
def bare_communes_as_sections(book: Book) -> None:
    """'Ba Tiêu' alone in the column of names is a commune, not a man named Ba; 'Đinh Văn Rê' alone is a man. Roles are sections too."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Số điện thoại")
    n = 0
    for commune, start in (("Ba Tiêu", 0), ("Ba Vì", 4), ("Ba Xa", 8)):
        sheet.line(None if start else "I", commune)
        for p in people(4, communes=(commune,), start=start):
            n += 1
            if n % 4 == 0:
                sheet.person(p.knowing("commune"), None, p.full_name)
            else:
                sheet.person(_known(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Bí thư chi bộ", p.phone)
    sheet.line("KHÁCH MỜI")
    for p in people(2, "Kinh", start=2):  # guests of the district, after all communes
        n += 1
        sheet.person(_known(p, "commune"), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Phòng Tư pháp", p.phone)


@roster("name-in-three-columns.xlsx")
def name_in_three_columns(book: Book) -> None:
    """Họ | Tên đệm | Tên under a common head."""
    sheet = book.sheet()
    sheet.line("STT", "Họ, chữ đệm và tên", None, None, "Năm sinh", "Giới tính", "Dân tộc", "Xã")
    sheet.merge("B:D")
    sheet.line(None, "Họ", "Tên đệm", "Tên")
    for n, p in enumerate(people(8, communes=("Ba Vì",)), 1):
        family, *middle, given = p.full_name.split()
        sheet.person(_known(p, "phone"), n, family, " ".join(middle) or None, given, p.birth_year, p.gender_word, p.ethnic_group, p.commune)


@roster("two-telephones-two-births.xlsx", PROVINCE, MARCH_2026)
def two_telephones_two_births(book: Book) -> None:
    """A mobile and an office telephone, of which some have one; a whole date in one column, the year again in another."""
    sheet = book.sheet()
    sheet.line("TT", "Họ tên", "Ngày sinh", "Năm sinh", "Giới tính", "Dân tộc", "Xã/phường", "ĐT cơ quan", "ĐT di động")
    for n, p in enumerate(people(8, communes=("Ba Vì", "Ba Xa")), 1):
        has_mobile, has_day = n % 3 > 0, n % 2 > 0
        office = f"0255386{n:04d}"
        found = _known(p).but(
            phone=p.phone if has_mobile else "0" + office[1:], birth_date=f"{p.birth_year}-03-{10 + n}" if has_day else None
        )
        sheet.person(
            found, n, p.full_name, f"{10 + n}/03/{p.birth_year}" if has_day else None, p.birth_year, p.gender_word, p.ethnic_group, p.commune,
            office, p.phone if has_mobile else None,
        )  # fmt: skip


@roster("two-people-in-one-cell.xlsx")
def two_people_in_one_cell(book: Book) -> None:
    """A name broken over two lines is one person. Two names in one cell are two, and only the sender can part their years."""
    sheet = book.sheet()
    sheet.line(*HEAD)
    who = people(5, communes=("Ba Vì",))
    for n, p in enumerate(who[:4], 1):
        sheet.person(_known(p), n, p.full_name if n > 2 else f"{p.family}\n{p.given}", *_cells(p)[1:])
    sheet.wrong(5, "Đinh Văn Rê\nPhạm Thị Mẫu", 1980, "Nam", "Hrê", "Ba Vì", who[4].phone)
    sheet.wrong(6, "Đinh Văn Lía, Phạm Thị Brế", 1980, "Nam", "Hrê", "Ba Vì", None)


@roster("year-beside-the-name.xlsx")
def year_beside_the_name(book: Book) -> None:
    """No column of years: 'Đinh Văn Rê (1985)', 'Phạm Thị Ánh, SN 1990'. The name is the name; the year may be read from it."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên, năm sinh", "Giới tính", "Dân tộc", "Xã")
    for n, p in enumerate(people(6, communes=("Ba Vì",)), 1):
        written = [f"{p.full_name} ({p.birth_year})", f"{p.full_name}, SN {p.birth_year}", f"{p.full_name} - {p.birth_year}"][n % 3]
        sheet.person(_known(p, "phone"), n, written, p.gender_word, p.ethnic_group, p.commune)


@roster("summary-beside-the-list.xlsx")
def summary_beside_the_list(book: Book) -> None:
    """A small table stands to the right, in the same rows: its communes are nobody's."""
    sheet = book.sheet()
    beside = {1: ("Xã", "Số lượng"), 2: ("Ba Vì", 4), 3: ("Ba Xa", 5), 4: ("Tổng cộng", 9)}
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Số điện thoại", None, None, *beside[1])
    n = 0
    for commune, count, start in (("Ba Vì", 4, 0), ("Ba Xa", 5, 4)):
        sheet.line(f"XÃ {commune.upper()}", *[None] * 7, *beside.get(sheet.row + 1, ()))
        for p in people(count, communes=(commune,), start=start):
            n += 1
            right = beside.get(sheet.row + 1, ())
            sheet.person(_known(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone, None, None, *right)


@roster("villages-as-addresses.xlsx")
def villages_as_addresses(book: Book) -> None:
    """A commune's own list: under 'Địa chỉ' stand villages only, with and without 'Thôn'. The commune is the sender."""
    sheet = book.sheet()
    sheet.official_head("UBND XÃ BA VÌ", "DANH SÁCH CỬ ĐI TẬP HUẤN")
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Địa chỉ", "Điện thoại")
    villages = ["Thôn Gò Năng", "Gò Năng", "thôn Nước Y", "Nước Xuyên", "Thôn Mang Đen", "Gò Vành", "Tổ 3"]
    for n, (p, village) in enumerate(zip(people(7, communes=("Ba Vì",)), villages, strict=True), 1):
        sheet.person(_known(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, village, p.phone)


@roster("venue-in-the-title.xlsx")
def venue_in_the_title(book: Book) -> None:
    """Held at the office of xã Ba Động for people from everywhere: the venue is nobody's home."""
    sheet = book.sheet()
    sheet.official_head("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU DỰ TẬP HUẤN TẠI XÃ BA ĐỘNG")
    sheet.line("Địa điểm: Hội trường UBND xã Ba Động")
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Điện thoại")
    for n, p in enumerate(people(6, "Hrê", "Kinh"), 1):
        sheet.person(_known(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Trưởng thôn", p.phone)


@roster("guests-of-a-commune.xlsx", ("Ba Vì", "commune"), MARCH_2026)
def guests_of_a_commune(book: Book) -> None:
    """A commune's activity in 2026: old names of its own parts, guests from others; 'Đơn vị' holds bare names."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Đơn vị", "Điện thoại")
    places = [
        ("Ba Vì", "Ba Vì", False),
        ("Ba Tiêu", "Ba Vì", True),
        ("Ba Ngạc", "Ba Vì", True),
        ("Ba Xa", "Ba Xa", True),
        ("UBND\nxã Ba Vì", "Ba Vì", False),
    ]
    for n, (p, (written, commune, warned)) in enumerate(zip(people(5), places, strict=True), 1):
        found = _known(p).but(commune=commune)
        sheet.person(found, n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, written, p.phone, warned=warned)
