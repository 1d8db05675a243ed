"""Several traps at once, as they come."""

from openpyxl.styles import Font

from tests.imports.sample_workbooks.book import MARCH_2026, MAY_2024, PROVINCE, SON_HA, TRA_BONG, Book, roster
from tests.imports.sample_workbooks.letters import tcvn3, vni
from tests.imports.sample_workbooks.people import people


@roster("tcvn3-sections.xls", SON_HA)
def tcvn3_sections(book: Book) -> None:
    """A whole old list: title in capitals by font, two head rows, a section per commune, a total and a signature."""
    book.encoding = "TCVN3"
    sheet = book.sheet("DS")
    sheet.font = ".VnTimeH"
    sheet.line(tcvn3("Uỷ ban nhân dân huyện Sơn Hà"))
    sheet.line(tcvn3("Danh sách đại biểu dự tập huấn"))
    sheet.font = ".VnTime"
    sheet.line(*map(tcvn3, ("TT", "Họ và tên", "Năm sinh", "", "Dân tộc", "Chức vụ", "Điện thoại")))
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", tcvn3("Nữ"))
    n = 0
    for k, (head, commune) in enumerate(
        (("I. Xã Sơn Hạ", "Sơn Hạ"), ("II. Thị trấn Di Lăng", "Di Lăng"), ("III. xã Sơn Thủy", "Sơn Thủy"))
    ):
        row = sheet.line(tcvn3(head))
        sheet.merge("A:G")
        if k == 0:
            sheet.cells.cell(row, 1).font = Font(name=".VnTimeH")
        for p in people(4, "Hrê", "Kinh", communes=(commune,), start=4 * k):
            n += 1
            sheet.person(
                p.but(national_id=None),
                n,
                tcvn3(p.full_name),
                p.man_year,
                p.woman_year,
                tcvn3(p.ethnic_group),
                tcvn3("Trưởng thôn"),
                p.phone,
            )
    sheet.line(tcvn3("Tổng cộng: 12 người"))
    sheet.skip(2)
    sheet.line(*[None] * 4, tcvn3("TRƯỞNG PHÒNG"))
    sheet.line(*[None] * 4, tcvn3("Đinh Văn Ký"))


@roster("vni-two-name-columns.xlsx", TRA_BONG)
def vni_two_name_columns(book: Book) -> None:
    """VNI by font, names in two columns, gender by marks, telephones as numbers."""
    book.encoding = "VNI"
    sheet = book.sheet()
    sheet.font = "VNI-Helve"
    sheet.line(*map(vni, ("STT", "Họ đệm", "Tên", "Nam", "Nữ", "Ngày sinh", "Dân tộc", "Xã", "Số ĐT")))
    for n, p in enumerate(people(9, "Co", "Kinh", communes=("Trà Thủy", "Trà Tân", "Trà Xuân")), 1):
        marks = ("x", None) if p.gender == "M" else (None, "x")
        found = p.but(national_id=None, birth_date=f"{p.birth_year}-{n:02d}-0{n}")
        sheet.person(
            found, n, vni(p.family), vni(p.given), *marks, f"0{n}/{n:02d}/{p.birth_year}", vni(p.ethnic_group), vni(p.commune), int(p.phone)
        )


@roster("check-boxes.xlsx")
def check_boxes(book: Book) -> None:
    """Ticked in an online sheet: TRUE and FALSE in a column 'Nữ'."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Nữ", "Năm sinh", "Dân tộc", "Xã", "Đảng viên")
    for n, p in enumerate(people(8, communes=("Ba Vì", "Ba Xa")), 1):
        sheet.person(
            p.but(national_id=None, phone=None), n, p.full_name, p.gender == "F", p.birth_year, p.ethnic_group, p.commune, n % 2 == 0
        )


@roster("district-column-2026.xlsx", PROVINCE, MARCH_2026)
def district_column_2026(book: Book) -> None:
    """A column for the former district beside the commune's: it tells which Trà Giang and which Đăk Long is meant."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Huyện (cũ)", "Xã", "Điện thoại")
    places = [
        ("Trà Bồng", "Trà Giang", "Đông Trà Bồng"), ("Ba Tơ", "Ba Tiêu", "Ba Vì"), ("Đăk Hà", "Đăk Long", "Đăk Pxi"), ("Sơn Hà", "Sơn Hạ", "Sơn Hạ"),
        ("Đắk Glei", "Đăk Long", "Đăk Long"), ("TP Quảng Ngãi", "Nguyễn Nghiêm", "Cẩm Thành"), ("TX Đức Phổ", "Nguyễn Nghiêm", "Đức Phổ"),
    ]  # fmt: skip
    for n, (p, (district, written, commune)) in enumerate(zip(people(len(places), "Hrê", "Co"), places, strict=True), 1):
        sheet.person(
            p.but(commune=commune, national_id=None),
            n,
            p.full_name,
            p.birth_year,
            p.gender_word,
            p.ethnic_group,
            district,
            written,
            p.phone,
        )


@roster("district-sections-2024.xlsx", PROVINCE, MAY_2024)
def district_sections_2024(book: Book) -> None:
    """A list of the whole province: districts in Roman numbers, communes in Arabic ones below. A district's officials live in no commune that is told."""
    sheet = book.sheet()
    sheet.line("DANH SÁCH ĐẠI BIỂU TOÀN TỈNH")
    sheet.line("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Điện thoại")
    start = 0
    for district, communes in (
        ("I. HUYỆN BA TƠ", ("Ba Vì", "Ba Tô")),
        ("II. HUYỆN SƠN HÀ", ("Sơn Hạ", "Di Lăng")),
        ("III. HUYỆN TRÀ BỒNG", ()),
    ):
        sheet.line(district)
        for k, commune in enumerate(communes or (None,), 1):
            if commune:
                sheet.line(f"{k}. {'Thị trấn' if commune == 'Di Lăng' else 'Xã'} {commune}")
            for p in people(2, "Hrê", "Kinh", communes=(commune,), start=start):
                start += 1
                # In "III." no commune is told, and the one of "II. 2." must not be believed: where they live is a district.
                found = p.but(national_id=None, commune=commune or "Trà Bồng")
                sheet.person(found, start, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, "Chuyên viên", p.phone)


@roster("hints-and-an-example.xlsx")
def hints_and_an_example(book: Book) -> None:
    """A form sent out for filling: hints below the head, and an example whom nobody deleted. Nguyễn Văn A is not coming."""
    sheet = book.sheet("Mẫu đăng ký")
    sheet.line("PHIẾU ĐĂNG KÝ (không thay đổi thứ tự cột)")
    sheet.line("STT", "Họ và tên (*)", "Ngày sinh (*)", "Giới tính (*)", "Dân tộc", "Xã (*)", "Số điện thoại")
    sheet.line(None, "(chữ in thường, có dấu)", "(dd/mm/yyyy)", "(Nam/Nữ)", "(ghi rõ)", "(nơi cư trú)", "(10 số)")
    sheet.line("VD", "Nguyễn Văn A", "01/01/1990", "Nam", "Kinh", "Ba Vì", "0912345678")
    for n, p in enumerate(people(7, communes=("Ba Vì", "Ba Dinh")), 1):
        found = p.but(national_id=None, birth_date=f"{p.birth_year}-0{n}-1{n}")
        sheet.person(found, n, p.full_name, f"1{n}/0{n}/{p.birth_year}", p.gender_word, p.ethnic_group, p.commune, p.phone)


@roster("sections-that-count.xlsx")
def sections_that_count(book: Book) -> None:
    """Section lines carry their counts under Nam and Nữ, as statistical tables do; so does the total, which comes first."""
    sheet = book.sheet()
    sheet.line("TT", "Họ và tên", "Năm sinh", None, "Dân tộc", "Điện thoại")
    sheet.merge("C:D")
    sheet.line(None, None, "Nam", "Nữ")
    sheet.line(None, "TỔNG CỘNG", 5, 5, 10)
    for k, commune in enumerate(("Ba Vì", "Ba Tiêu")):
        sheet.line("I" * (k + 1), f"XÃ {commune.upper()}", 3 - k, 2 + k, 5)
        for n, p in enumerate(people(5, communes=(commune,), start=5 * k), 1):
            sheet.person(p.but(national_id=None), n, p.full_name, p.man_year, p.woman_year, p.ethnic_group, p.phone)


@roster("contest-by-class.xlsx")
def contest_by_class(book: Book) -> None:
    """A school's team: classes as sections, parts of the contest as notes, three generations of date of birth."""
    sheet = book.sheet("Đội thi")
    sheet.line("TRƯỜNG PTDTNT THCS BA TƠ")
    sheet.line("DANH SÁCH ĐỘI THI TÌM HIỂU PHÁP LUẬT")
    sheet.line("TT", "HỌ VÀ TÊN", "NGÀY, THÁNG, NĂM SINH", "GT", "DÂN TỘC", "XÃ", "PHẦN THI")
    n = 0
    for name, start in (("Lớp 8A", 0), ("Lớp 9B", 4), ("Giáo viên phụ trách", 8)):
        sheet.line(name)
        for p in people(4 if start < 8 else 1, communes=("Ba Xa", "Ba Lế"), start=start):
            n += 1
            year = 2009 + n % 3 if start < 8 else p.birth_year
            found = p.but(birth_year=year, birth_date=f"{year}-10-{10 + n}", national_id=None, phone=None)
            sheet.person(
                found, n, p.full_name, f"{10 + n}/10/{year}", p.gender_word, p.ethnic_group, p.commune, "Chào hỏi" if n % 2 else "Hùng biện"
            )
    sheet.line("Đội trưởng: Phạm Văn Rê")
    sheet.line(None, None, None, None, "HIỆU TRƯỞNG")
    sheet.line(None, None, None, None, "Trần Quốc Hiệu")
