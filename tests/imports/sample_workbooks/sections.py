"""Lines that are no people: sections, totals, signatures, second heads; and people whom such lines must not swallow."""

from tests.imports.sample_workbooks.book import Book, Sheet, roster
from tests.imports.sample_workbooks.people import Person, people

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Số điện thoại", "Ghi chú")


def _seen(p: Person) -> Person:
    return p.but(national_id=None)


def _write(sheet: Sheet, n: int | None, p: Person, note: str | None = None) -> None:
    sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Trưởng thôn", p.phone, note)


@roster("sections-of-many-kinds.xlsx")
def sections_of_many_kinds(book: Book) -> None:
    """Sections with counts, in the first cell, in the second only, across all, split into number and name; a village line changes nothing."""
    sheet = book.sheet()
    sheet.official_head("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU")
    sheet.line(*HEAD)
    heads: list[tuple[tuple[str | None, ...], str]] = [
        (("Xã Ba Tiêu: 03 người",), "Ba Tiêu"),
        (("1. Thị trấn Ba Tơ",), "Ba Tơ"),
        ((None, "UBND xã Ba Xa"), "Ba Xa"),
        (("IV", "XÃ BA VÌ", None, None, None, None, None, "3 người"), "Ba Vì"),
        (("V- BA LẾ (03 đồng chí)",), "Ba Lế"),
        (("* Đơn vị: xã Ba Nam",), "Ba Nam"),
    ]
    n = 0
    for k, (head, commune) in enumerate(heads):
        sheet.line(*head)
        if k == 0:
            sheet.merge("A:H")
        for p in people(3, "Hrê", "Kinh", communes=(commune,), start=3 * k):
            n += 1
            if n % 3 == 2:
                sheet.line(None, "Thôn Nước Rêu")
            _write(sheet, n, p)
        sheet.line(None, "Cộng: 3", None, None, None, None, None, None)


@roster("sections-of-schools.xlsx")
def sections_of_schools(book: Book) -> None:
    """A school is no commune, whatever name it bears; and the commune of the section above must not reach below it."""
    sheet = book.sheet()
    sheet.line("DANH SÁCH THAM GIA HỘI THI")
    sheet.line(*HEAD)
    sheet.line("A. KHỐI XÃ")
    sheet.line("I. Xã Ba Vì")
    for n, p in enumerate(people(3, communes=("Ba Vì",)), 1):
        _write(sheet, n, p)
    sheet.line("II. Xã Ba Tiêu")
    for n, p in enumerate(people(2, communes=("Ba Tiêu",), start=3), 4):
        _write(sheet, n, p)
    sheet.line("B. KHỐI TRƯỜNG HỌC")
    for name, start in (("1. Trường PTDTNT THCS Ba Tơ", 5), ("2. Trường TH&THCS Ba Xa", 8), ("3. Hạt Kiểm lâm huyện Ba Tơ", 11)):
        sheet.line(name)
        for n, p in enumerate(people(3, "Hrê", "Kinh", start=start), 1):
            _write(sheet, n, p.but(organisation=name[3:]))


@roster("totals-and-signatures.xlsx")
def totals_and_signatures(book: Book) -> None:
    """Under the people stand totals, remarks, a summary by commune, and names of those who sign; a late arrival stands there too."""
    sheet = book.sheet()
    sheet.official_head("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU")
    sheet.line("TT", "Họ và tên", "Năm sinh", None, "Dân tộc", "Xã", "Số điện thoại", "Ký tên")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    who = people(9, "Hrê", "Kinh", communes=("Ba Vì", "Ba Tiêu", "Ba Xa"))

    def write(n: int, p: Person) -> None:
        sheet.person(_seen(p), n, p.full_name, p.man_year, p.woman_year, p.ethnic_group, p.commune, p.phone)

    for n, p in enumerate(who[:4], 1):
        write(n, p)
    sheet.line(None, "Cộng trang", 2, 2)
    for n, p in enumerate(who[4:7], 5):
        write(n, p)
    sheet.line("Tổng cộng", None, 4, 3, None, None, "07 người")
    sheet.merge("A:B")
    sheet.line("Bổ sung (theo Công văn ngày 17/5/2024):")  # nobody who comes late is lost
    for n, p in enumerate(who[7:], 8):
        write(n, p)
    sheet.line("(Danh sách này có 09 người, trong đó có 4 nữ)./.")
    sheet.skip()
    sheet.lines(
        ("Ghi chú: cột Ký tên để đại biểu ký khi nhận tài liệu",),
        ("TT", "Đơn vị", "Tổng số", "Trong đó nữ", "Dân tộc thiểu số"),
        (1, "Xã Ba Vì", 3, 1, 3),
        (2, "Xã Ba Tiêu", 3, 2, 2),
        (3, "Xã Ba Xa", 3, 1, 2),
        (None, "Cộng", 9, 4, 7),
    )
    sheet.skip()
    sheet.lines(
        (None, None, None, None, None, "Ba Tơ, ngày 15 tháng 5 năm 2024"),
        (None, "NGƯỜI LẬP BIỂU", None, None, None, "TRƯỞNG PHÒNG"),
        (None, "(Ký, ghi rõ họ tên)", None, None, None, "(Ký tên, đóng dấu)"),
    )
    sheet.skip(3)
    sheet.line(None, "Đinh Thị Xuân Lập", None, None, None, "Phạm Viết Ký")
    sheet.lines(("Nơi nhận:",), ("- Như trên;",), ("- Lưu: VT.",))


@roster("signed-right-below.xlsx")
def signed_right_below(book: Book) -> None:
    """No total line at all: the signatures follow at once, each name in a column of the table."""
    sheet = book.sheet()
    sheet.line(*HEAD[:5], "Xã", "Số điện thoại")
    for n, p in enumerate(people(6, communes=("Ba Ngạc",)), 1):
        sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)
    sheet.lines(
        (None, "Người lập", None, None, "TM. ỦY BAN NHÂN DÂN"),
        (None, None, None, None, "KT. CHỦ TỊCH"),
        (None, None, None, None, "PHÓ CHỦ TỊCH"),
        (None, "Phạm Văn Lập", None, None, "Đinh Văn Ký"),
    )


@roster("head-on-every-page.xlsx")
def head_on_every_page(book: Book) -> None:
    sheet = book.sheet()
    sheet.official_head("PHÒNG DÂN TỘC", "DANH SÁCH ĐẠI BIỂU")
    who = people(15, "Hrê", "Kinh", communes=("Ba Thành",))
    head = (*HEAD[:5], "Xã", "Số điện thoại")
    for page in range(3):
        if page:
            sheet.line("DANH SÁCH ĐẠI BIỂU (tiếp theo)")
        sheet.line(*head)
        sheet.line("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)")
        for n, p in enumerate(who[5 * page : 5 * page + 5], 5 * page + 1):
            sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)
        sheet.line(None, None, None, None, None, None, f"Trang {page + 1}/3")


@roster("two-tables-below-each-other.xlsx")
def two_tables_below_each_other(book: Book) -> None:
    """The second list has its own head, with its columns in another order and two more."""
    sheet = book.sheet()
    sheet.line("I. ĐẠI BIỂU CHÍNH THỨC")
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
    for n, p in enumerate(people(7, communes=("Ba Vì", "Ba Dinh")), 1):
        sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)
    sheet.skip(2)
    sheet.line("II. ĐẠI BIỂU DỰ KHUYẾT")
    sheet.line("TT", "Xã", "Họ và tên", "Dân tộc", "Giới tính", "CCCD", "Điện thoại", "Năm sinh")
    for n, p in enumerate(people(5, communes=("Ba Cung", "Ba Bích"), start=7), 1):
        sheet.person(p, n, p.commune, p.full_name, p.ethnic_group, p.gender_word, p.national_id, p.phone, p.birth_year)


@roster("commune-merged-downwards.xlsx")
def commune_merged_downwards(book: Book) -> None:
    """One commune cell beside six people. The last group is printed with room to spare: numbers and the commune, no names."""
    sheet = book.sheet()
    sheet.line("TT", "Xã", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Điện thoại")
    n = 0
    for commune, count in (("Ba Vì", 6), ("Ba Tiêu", 4), ("Xã Ba Trang", 3)):
        first = sheet.row + 1
        for k, p in enumerate(people(count, communes=(commune.removeprefix("Xã "),), start=n)):
            n += 1
            sheet.person(_seen(p), n, commune if not k else None, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone)
        if n == 13:
            for spare in range(n + 1, n + 6):
                sheet.line(spare)
        sheet.merge("B:B", first, sheet.row)


@roster("commune-once-for-many.xlsx")
def commune_once_for_many(book: Book) -> None:
    """Not merged: written beside the first of each group and left empty below, as people write by hand. Carried down, and said so."""
    sheet = book.sheet()
    sheet.line("TT", "Xã", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Điện thoại")
    n = 0
    for commune in ("Ba Vì", "Ba Tiêu", "Ba Xa"):
        for k, p in enumerate(people(4, communes=(commune,), start=n)):
            n += 1
            sheet.person(
                _seen(p), n, None if k else commune, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone, warned=k > 0
            )


@roster("ditto-marks.xlsx")
def ditto_marks(book: Book) -> None:
    """'nt' means as above; a lone dash means nothing."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
    marks = [None, '"', "nt", "-nt-", "″", "”", "như trên", "- nt -", "-//-", "n.t"]
    for n, (p, mark) in enumerate(zip(people(10, communes=("Ba Vì",)), marks, strict=True), 1):
        has_phone = n % 4
        sheet.person(_seen(p).but(phone=p.phone if has_phone else None), n, p.full_name, p.birth_year, p.gender_word, mark or p.ethnic_group, mark or "Xã Ba Vì", p.phone if has_phone else "-")  # fmt: skip
    sheet.line("-", "-", "-", "-", "-", "-", "-")
    sheet.line("…", "…", "…", "…", "…", "…", "…")


@roster("numbers-printed-beforehand.xlsx")
def numbers_printed_beforehand(book: Book) -> None:
    """1 to 50 stand there; 23 were filled in. The rest is nobody and no error. Some gave their name only, which is enough to come."""
    sheet = book.sheet()
    sheet.official_head("UBND XÃ BA GIANG", "DANH SÁCH ĐĂNG KÝ")
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại", "Ký nhận")
    for n, p in enumerate(people(23, "Hrê", "Kinh", communes=("Ba Giang",)), 1):
        if n % 6 == 0:
            sheet.person(p.knowing("commune"), n, p.full_name)  # the commune of the letter's head, and of everybody above
        else:
            sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)
    for n in range(24, 51):
        sheet.line(n)


@roster("blank-rows-and-gaps.xlsx")
def blank_rows_and_gaps(book: Book) -> None:
    """Blank rows between, numbers missing or starting again, many blanks before the last two."""
    sheet = book.sheet()
    sheet.skip(3)
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Điện thoại")
    who = people(11, communes=("Ba Khâm", "Ba Liên"))
    numbers = [1, None, 2, "3.", "04", None, 1, 2, 3, None, "*"]
    for k, (n, p) in enumerate(zip(numbers, who, strict=True)):
        sheet.skip({2: 1, 4: 3, 9: 25}.get(k, 0))
        sheet.person(_seen(p), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)


@roster("names-that-are-words.xlsx")
def names_that_are_words(book: Book) -> None:
    """Nobody is lost because his name is a word of the form."""
    names = [
        ("Đinh Văn Nam", "M"), ("Phạm Thị Nữ", "F"), ("Phạm Văn Cộng", "M"), ("Đinh Thị Tổng", "F"), ("Phạm Văn Lập", "M"), ("Đinh Xã", "M"),
        ("Phạm Văn Trưởng", "M"), ("Đinh Thị Lớp", "F"), ("Phạm Văn Danh", "M"), ("Đinh Văn Ghi", "M"), ("Brol", "M"), ("H'Hen Niê", "F"),
        ("Phạm Văn Ba", "M"), ("Phạm Thị Xa", "F"), ("Trưởng Văn Thôn", "M"), ("K’Tiếu", "M"), ("Hồ Y Nơi", "F"), ("Đinh Ba Vì", "M"), ("Ơ", None),
    ]  # fmt: skip
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Nam/Nữ", "Dân tộc", "Xã")
    for n, (p, (name, gender)) in enumerate(zip(people(len(names), communes=("Ba Vì",)), names, strict=True), 1):
        if gender:
            found = _seen(p).but(full_name=name, gender=gender, phone=None)
            sheet.person(found, n, name, p.birth_year, found.gender_word, p.ethnic_group, p.commune)
        else:
            sheet.wrong(n, name, p.birth_year, None, p.ethnic_group, p.commune)  # one letter is no name anywhere in the product
    sheet.line("Tổng số: 19 người")
