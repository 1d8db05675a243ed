"""Head rows: where they stand, how many there are, what words they use."""

from tests.imports.sample_workbooks.book import MARCH_2026, PROVINCE, SON_HA, TRA_BONG, Book, roster
from tests.imports.sample_workbooks.people import people

BA_VI, BA_TIEU = "Ba Vì", "Ba Tiêu"


@roster("name-in-two-columns.xlsx")
def name_in_two_columns(book: Book) -> None:
    sheet = book.sheet()
    sheet.official_head("UBND XÃ BA VÌ", "DANH SÁCH CỬ ĐẠI BIỂU DỰ TẬP HUẤN")
    sheet.line("STT", "Họ và tên đệm", "Tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Số điện thoại")
    who = [*people(8, "Hrê", "Xơ Đăng", communes=(BA_VI, BA_TIEU)), people(1)[0].but(full_name="Brol", commune=BA_VI)]
    who.insert(4, people(1, start=30)[0].but(full_name="Hồ Nam", commune=BA_VI))  # 'Hồ', 'Nam': two words of heads, were they not a man
    for n, p in enumerate(who, 1):  # the last has one name only: it stands in "Tên"
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.family or None, p.given, p.birth_year, p.gender_word, p.ethnic_group, p.commune, p.phone)  # fmt: skip


@roster("name-under-a-merged-head.xlsx")
def name_under_a_merged_head(book: Book) -> None:
    """'Họ và tên' merged over two columns; the second has no head of its own."""
    sheet = book.sheet()
    sheet.line("DANH SÁCH HỌC VIÊN")
    sheet.merge("A:G")
    sheet.line("TT", "Họ và tên", None, "Năm sinh", None, "Dân tộc", "Xã", "SĐT")
    sheet.merge("B:C", 2, 3)
    sheet.merge("D:E")
    sheet.line(None, None, None, "Nữ", "Nam")  # women first
    for n, p in enumerate(people(10, "Hrê", "Kinh", communes=(BA_VI, "Ba Xa")), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.family, p.given, p.woman_year, p.man_year, p.ethnic_group, p.commune, p.phone)  # fmt: skip


@roster("name-cells-merged.xlsx")
def name_cells_merged(book: Book) -> None:
    """As before, but each line merges the two cells too and writes the whole name."""
    sheet = book.sheet()
    sheet.line("TT", "HỌ VÀ TÊN", None, "NĂM SINH", "NAM/NỮ", "DÂN TỘC", "XÃ")
    sheet.merge("B:C")
    for n, p in enumerate(people(8, communes=(BA_VI,)), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune"), n, p.full_name, None, p.birth_year, p.gender_word, p.ethnic_group, p.commune)  # fmt: skip
        sheet.merge("B:C")


@roster("three-head-rows.xlsx", SON_HA)
def three_head_rows(book: Book) -> None:
    """Three rows of heads and a row that numbers the columns."""
    sheet = book.sheet("Mẫu 02")
    sheet.official_head("PHÒNG DÂN TỘC", "DANH SÁCH NGƯỜI CÓ UY TÍN DỰ TẬP HUẤN", "UBND HUYỆN SƠN HÀ")
    sheet.line("Số TT", "Họ và tên", "Thông tin cá nhân", None, None, None, "Nơi cư trú", "Liên hệ", "Ghi chú")
    sheet.merge("C:F")
    top = sheet.row
    sheet.line(None, None, "Năm sinh", None, "Dân tộc", "Số CMND/CCCD", None, "Điện thoại")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    for column in "ABGI":
        sheet.merge(f"{column}:{column}", top, top + 2)
    for column in "EFH":
        sheet.merge(f"{column}:{column}", top + 1, top + 2)
    sheet.line("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)")
    for n, p in enumerate(people(12, communes=("Sơn Bao", "Sơn Thượng", "Sơn Kỳ")), 1):
        sheet.person(p, n, p.full_name, p.man_year, p.woman_year, p.ethnic_group, p.national_id, f"Xã {p.commune}", p.phone)


@roster("numbered-columns.xlsx")
def numbered_columns(book: Book) -> None:
    """Numbers 1…8 under the head: no birth year and no person. Letters elsewhere do the same."""
    sheet = book.sheet()
    sheet.line("STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Đơn vị (xã)", "Điện thoại")
    sheet.line(1, 2, 3, 4, 5, 6, 7, 8)
    for n, p in enumerate(people(7, communes=("Ba Dinh",)), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Trưởng thôn", "Xã Ba Dinh", p.phone)  # fmt: skip


@roster("lettered-columns.xls")
def lettered_columns(book: Book) -> None:
    sheet = book.sheet("Sheet1")
    sheet.line("DANH SÁCH")
    sheet.line("STT", "Họ tên", "NS", "GT", "DT", "ĐT", "Xã")  # DT is the group, ĐT the telephone: alike without accents
    sheet.line("A", "B", "C", "D", "E", "F", "G")
    for n, p in enumerate(people(9, "Hrê", "Kinh", communes=("Ba Tô", "Ba Nam")), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone, p.commune)  # fmt: skip


@roster("heads-in-strange-order.xlsx", TRA_BONG)
def heads_in_strange_order(book: Book) -> None:
    """Capitals, line breaks, colons, remarks in brackets; columns in no usual order, empty ones between."""
    sheet = book.sheet()
    sheet.skip(2)
    sheet.line(None, "SỐ ĐIỆN THOẠI\nLIÊN HỆ:", None, "THÀNH PHẦN\nDÂN TỘC (ghi rõ)", "HỌ VÀ TÊN\n(viết chữ in hoa):", "CHỨC DANH", None, "PHÁI", "XÃ/THỊ TRẤN :", "NĂM\nSINH", "SỐ\nTT")  # fmt: skip
    for n, p in enumerate(people(10, "Co", "Xơ Đăng", "Kinh", communes=("Trà Thủy", "Trà Giang", "Trà Xuân")), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), None, p.phone, None, p.ethnic_group, p.full_name.upper(), "Già làng", None, p.gender_word, p.commune, p.birth_year, n)  # fmt: skip


@roster("heads-of-a-school.xlsx")
def heads_of_a_school(book: Book) -> None:
    """Pupils: the father's name, the parents' telephone, the day of the card and the home village stand beside what is wanted."""
    sheet = book.sheet("DS thí sinh")
    sheet.line("SỞ GIÁO DỤC VÀ ĐÀO TẠO QUẢNG NGÃI")
    sheet.line("TRƯỜNG PTDTNT THCS HUYỆN BA TƠ")
    sheet.line("DANH SÁCH HỌC SINH THAM GIA HỘI THI")
    sheet.line(
        "TT", "Họ tên học sinh", "Họ tên cha (mẹ)", "Ngày vào Đoàn", "Ngày sinh", "Nữ", "Dân tộc", "Lớp",
        "Quê quán", "Nơi cư trú (xã)", "ĐTDĐ phụ huynh", "ĐTDĐ học sinh", "Số định danh cá nhân", "Ngày cấp",
    )  # fmt: skip
    for n, p in enumerate(people(12, communes=("Ba Điền", "Ba Trang", "Ba Lế")), 1):
        year = 2008 + n % 4
        card = f"051{3 if p.gender == 'F' else 2}{year % 100:02d}{p.national_id[6:]}"
        pupil = p.but(birth_year=year, birth_date=f"{year}-0{1 + n % 9}-1{n % 10}", national_id=card)
        mark = "x" if p.gender == "F" else None  # one column "Nữ": no mark means a boy, the form's own convention
        sheet.person(
            pupil, n, p.full_name, f"Phạm Văn Cha {'ABCDEFGHIJKLM'[n]}", "26/03/2023", f"1{n % 10}/0{1 + n % 9}/{year}", mark, p.ethnic_group,
            f"{6 + n % 4}A", "Xã Ba Vì", p.commune, f"09150000{n:02d}", p.phone, card, "15/04/2021",
        )  # fmt: skip


@roster("heads-with-english.xlsx")
def heads_with_english(book: Book) -> None:
    """English in brackets, and one head misspelled."""
    sheet = book.sheet("Form")
    sheet.line("No.", "Họ và tên (Full name)", "Năm sinh (Year of birth)", "Giới tính (Gender)", "Dân tôc (Ethnic group)", "Xã (Commune)", "Điện thọai (Phone)", "Ghi chú (Notes)")  # fmt: skip
    for n, p in enumerate(people(6, "Hrê", "Kinh", communes=("Ba Động",)), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.full_name, p.birth_year, {"M": "Male", "F": "Female"}[p.gender], p.ethnic_group, p.commune, p.phone, "thay đ/c Phạm Văn Bông" if n == 3 else None)  # fmt: skip


@roster("heads-without-accents.csv")
def heads_without_accents(book: Book) -> None:
    """Typed on a machine without Vietnamese: 'Nam sinh' is a year of birth, no man; the values have no accents either."""
    sheet = book.sheet()
    sheet.line("STT", "Ho va ten", "Nam sinh", "Gioi tinh", "Dan toc", "Xa", "Dien thoai")
    plain = [("Pham Van Re", "nam", "M", 1980), ("Dinh Thi Mau", "nu", "F", 1985), ("Pham Thi Anh", "Nu", "F", 1991), ("Dinh Van Nam", "Nam", "M", 1969), ("Pham Van Brol", "NAM", "M", 1974), ("Dinh Thi Nhi", "NU", "F", 2000)]  # fmt: skip
    for n, (p, (name, word, gender, year)) in enumerate(zip(people(6), plain, strict=True), 1):
        found = p.but(full_name=name, gender=gender, birth_year=year, commune="Ba Vì").knowing(
            "gender", "birth_year", "ethnic_group", "phone", "commune"
        )
        sheet.person(found, n, name, year, word, "Hre", "Ba Vi", p.phone)


@roster("head-far-down.xlsx")
def head_far_down(book: Book) -> None:
    """A whole letter stands above, whose sentences hold the words of the head."""
    sheet = book.sheet("CV")
    sheet.official_head("UBND XÃ BA XA", "V/v cử đại biểu tham dự lớp tập huấn")
    sheet.lines(
        ("Kính gửi: Phòng Dân tộc huyện Ba Tơ",),
        ("Căn cứ Công văn số 112/PDT ngày 06 tháng 5 năm 2024 của Phòng Dân tộc huyện;",),
        ("UBND xã Ba Xa lập danh sách (họ và tên, năm sinh, dân tộc, chức vụ, số điện thoại) như sau:",),
        ("Họ và tên người phụ trách: Phạm Văn Bí",),
        ("Số điện thoại: 0914 111 222",),
        ("Thời gian:", "ngày 20 tháng 5 năm 2024"),
        ("Địa điểm:", "Hội trường UBND huyện Ba Tơ"),
        ("Trưởng đoàn", "Đinh Văn Chủ", 1970, "Hrê", "0914 333 444"),
    )
    sheet.skip(10)
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Xã", "Số điện thoại")
    for n, p in enumerate(people(9, communes=("Ba Xa",)), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Trưởng thôn", "Ba Xa", p.phone)  # fmt: skip


@roster("hidden-columns-and-rows.xlsx")
def hidden_columns_and_rows(book: Book) -> None:
    """Hidden by a filter or to print narrower: the people are people all the same."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Số điện thoại", "Xã")
    for n, p in enumerate(people(12, communes=(BA_VI, "Ba Khâm")), 1):
        sheet.person(p.knowing("birth_year", "gender", "ethnic_group", "commune", "phone"), n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, p.phone, p.commune)  # fmt: skip
    sheet.cells.column_dimensions["F"].hidden = True
    for row in (3, 4, 9):
        sheet.cells.row_dimensions[row].hidden = True
    sheet.cells.auto_filter.ref = "A1:G13"
    sheet.cells.freeze_panes = "C2"


@roster("form-questions.csv", PROVINCE, MARCH_2026)
def form_questions(book: Book) -> None:
    """An online form's answers: heads are questions, the first column is a time, a mail address stands among them."""
    sheet = book.sheet()
    sheet.line("Dấu thời gian", "Địa chỉ email", "1. Họ và tên của anh/chị", "2. Ngày tháng năm sinh", "3. Anh/chị là nam hay nữ?", "4. Anh/chị là người dân tộc nào?", "5. Anh/chị đang cư trú ở xã, phường nào?", "6. Số điện thoại (Zalo) để liên hệ")  # fmt: skip
    for n, p in enumerate(people(8, "Hrê", "Co", "Kinh", communes=("Ba Vì", "Trà Bồng", "Kon Tum")), 1):
        day = f"{p.birth_year}-{1 + n % 9:02d}-{10 + n}"
        sheet.person(p.but(birth_date=day, national_id=None), f"1{n % 10}/02/2026 08:0{n}:11", f"nguoi{n}@example.vn", p.full_name, f"{10 + n}/{1 + n % 9}/{p.birth_year}", p.gender_word, p.ethnic_group, p.commune, p.phone)  # fmt: skip


@roster("age-instead-of-year.xlsx")
def age_instead_of_year(book: Book) -> None:
    """'Tuổi' 45 is not born in 1945; nor is the year of recognition a birth year. An age gives no certain year, so none is stored."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Tuổi", "Nam/Nữ", "Dân tộc", "Năm công nhận NCUT", "Xã")
    for n, p in enumerate(people(6, communes=("Ba Vinh",)), 1):
        sheet.person(p.knowing("gender", "ethnic_group", "commune"), n, p.full_name, 2024 - p.birth_year, p.gender_word, p.ethnic_group, 2018 + n % 5, p.commune)  # fmt: skip


@roster("heads-of-the-law.xlsx", PROVINCE, MARCH_2026)
def heads_of_the_law(book: Book) -> None:
    """The words of the identity card and of the household register."""
    sheet = book.sheet()
    sheet.line(
        "S.T.T",
        "Họ, chữ đệm và tên",
        "Ngày, tháng, năm sinh",
        "Giới",
        "Là người dân tộc",
        "Nơi sinh",
        "Số CC/CCCD",
        "Thôn/TDP",
        "HKTT (xã)",
        "Liên lạc",
        "GC",
    )
    for n, p in enumerate(people(7, "Hrê", "Kinh", communes=("Ba Vì", "Ba Xa")), 1):
        found = p.but(birth_date=f"{p.birth_year}-{n:02d}-1{n}")
        sheet.person(
            found,
            n,
            p.full_name,
            f"1{n}/{n}/{p.birth_year}",
            p.gender_word,
            p.ethnic_group,
            "Đức Phổ",
            p.national_id,
            "Gò Lăng",
            p.commune,
            p.phone,
        )
