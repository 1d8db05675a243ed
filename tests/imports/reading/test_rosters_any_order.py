"""Whatever the order of columns, whichever of them there are, whatever stands between the rows: the same people are read."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from imports.reader.grid import Cell, Sheet
from imports.reading.entries import read_entries
from imports.reading.layout import find_layout
from tests.depth import examples

TODAY = date(2026, 11, 27)


@dataclass(frozen=True)
class Somebody:
    family: str
    given: str
    gender: str
    birth_year: int
    ethnic_text: str
    phone: str
    commune_text: str
    position: str

    @property
    def full_name(self) -> str:
        return f"{self.family} {self.given}"


@dataclass(frozen=True)
class Column:
    """One or two neighbouring columns: their head, what may stand below it in a second row, and their cells for a person."""

    tells: tuple[str, ...]  # attributes of Somebody that can be read from it
    heads: tuple[str, ...]  # ways to write it
    below: tuple[str, ...] = ("",)

    def cells(self, number: int, person: Somebody) -> list[Cell]:
        match self.heads[0]:
            case "TT":
                return [number]
            case "Họ và tên đệm":
                return [person.family]
            case "Tên":
                return [person.given]
            case "Giới tính":
                return [{"M": "Nam", "F": "Nữ"}[person.gender]]
            case "Năm sinh" if len(self.below) == 2:
                return [person.birth_year, None] if person.gender == "M" else [None, person.birth_year]
            case "Giới tính ":
                return ["x", None] if person.gender == "M" else [None, "x"]
            case "Ghi chú" | "Ký nhận":
                return [None] * len(self.below)
            case "":
                return [None]
        return [getattr(person, self.tells[0])]


NUMBER = Column((), ("TT", "STT", "Số TT", "SỐ\nTT"))
NAME = Column(("full_name",), ("Họ và tên", "Họ tên", "HỌ VÀ TÊN", "Họ tên học viên", "Họ và tên (ghi rõ):"))
FAMILY, GIVEN = Column(("full_name",), ("Họ và tên đệm", "Họ và chữ lót", "Họ và tên đệm")), Column((), ("Tên",))
BIRTH = Column(("birth_year",), ("Năm sinh", "NS", "NĂM SINH", "Ngày, tháng, năm sinh", "Ngày sinh"))
BIRTH_BY_SEX = Column(("birth_year", "gender"), ("Năm sinh",), ("Nam", "Nữ"))
GENDER, GENDER_MARKS = Column(("gender",), ("Giới tính", "Nam/Nữ", "Phái", "GT")), Column(("gender",), ("Giới tính ",), ("Nam", "Nữ"))
OPTIONAL = [
    Column(("ethnic_text",), ("Dân tộc", "DT", "Thành phần dân tộc")),
    Column(("phone",), ("Điện thoại", "SĐT", "ĐTDĐ", "Số ĐT", "Số điện thoại liên hệ")),
    Column(("commune_text",), ("Xã", "Nơi cư trú", "Xã, thị trấn", "Địa chỉ thường trú")),
    Column(("position",), ("Chức vụ", "Chức danh")),
    Column((), ("Ghi chú",)),
    Column((), ("Ký nhận",), ("Sáng", "Chiều")),
    Column((), ("",)),
]
NOISE: list[list[Cell]] = [
    [],
    [None, None, None],
    ["DANH SÁCH ĐẠI BIỂU THAM DỰ LỚP TẬP HUẤN"],
    ["(Kèm theo Công văn số 12/UBND ngày 06 tháng 5 năm 2024)"],
    ["Ghi chú: đề nghị đại biểu mang theo căn cước công dân"],
    [None, "Ghi chú: có mặt trước 7 giờ 30 phút"],
    ["Cộng trang:", None],
    ["..."],
]

somebody = st.builds(
    Somebody,
    family=st.builds(lambda a, b: f"{a}{b}", st.sampled_from(["Đinh", "Phạm", "Hồ", "A", "Nguyễn", "Y"]), st.sampled_from([" Văn", " Thị", "", " Ngọc"])),
    given=st.sampled_from(["Rê", "Mẫu", "Ánh", "Brol", "Nam", "Nữ", "Cộng", "Lập", "Trưởng", "Danh", "Ước", "Thủy", "Hội"]),
    gender=st.sampled_from("MF"),
    birth_year=st.integers(1940, 2012),
    ethnic_text=st.sampled_from(["Hrê", "Kinh", "Ca Dong", "Cor"]),
    phone=st.integers(0, 99_999_999).map(lambda n: f"09{n:08d}"),
    commune_text=st.sampled_from(["Ba Vì", "Xã Ba Tiêu", "TT Ba Tơ"]),
    position=st.sampled_from(["Trưởng thôn", "Bí thư chi bộ", "Người có uy tín"]),
)  # fmt: skip


@st.composite
def columns(draw: st.DrawFn) -> list[Column]:
    """A name in one column or two, a number or something that only people have, and any of the rest, in any order."""
    births = draw(st.sampled_from([[BIRTH, GENDER], [BIRTH_BY_SEX], [GENDER_MARKS, BIRTH], [BIRTH], [GENDER], []]))
    optional = draw(st.lists(st.sampled_from(OPTIONAL), unique=True))
    numbered = [NUMBER] if not births or draw(st.booleans()) else []
    names = draw(st.sampled_from([[NAME], [FAMILY, GIVEN]]))
    units: list[list[Column]] = draw(st.permutations([names, *([single] for single in [*numbered, *births, *optional])]))
    return [column for unit in units for column in unit]


@st.composite
def written(draw: st.DrawFn, chosen_columns: list[Column], people: list[Somebody]) -> Sheet:
    """The sheet: a title or none, one head row or two, the people with noise between."""
    rows: list[list[Cell]] = draw(st.lists(st.sampled_from(NOISE), max_size=3))
    sheet = Sheet("DS", [list(row) for row in rows])
    _write_head(sheet, chosen_columns, [draw(st.sampled_from(column.heads)) for column in chosen_columns], is_merged=draw(st.booleans()))
    for number, person in enumerate(people, 1):
        sheet.rows.append([cell for column in chosen_columns for cell in column.cells(number, person)])
        sheet.rows += [list(row) for row in draw(st.lists(st.sampled_from(NOISE), max_size=2))]
    return sheet


def _write_head(sheet: Sheet, chosen_columns: list[Column], heads: list[str], *, is_merged: bool) -> None:
    """Merged as a person would, or left unmerged as a csv must."""
    top, is_double = len(sheet.rows), any(len(column.below) > 1 for column in chosen_columns)
    upper: list[Cell] = []
    lower: list[Cell] = []
    for column, head in zip(chosen_columns, heads, strict=True):
        first_column, right = len(upper), len(upper) + len(column.below) - 1
        upper += [head or None, *[None] * (right - first_column)]
        lower += [word or None for word in column.below]
        if not is_merged:
            continue
        if right > first_column:
            sheet.merges.append((top, first_column, top, right))
        elif is_double and head:
            sheet.merges.append((top, first_column, top + 1, first_column))
    sheet.rows += [upper, lower] if is_double else [upper]


@examples(25, deep=150)
@given(data=st.data(), chosen_columns=columns(), people=st.lists(somebody, min_size=1, max_size=6))
def test_any_order_any_columns_and_any_noise_give_the_same_people(
    data: st.DataObject, chosen_columns: list[Column], people: list[Somebody]
) -> None:
    sheet = data.draw(written(chosen_columns, people))
    entries = [entry for block in find_layout(sheet).blocks for entry in read_entries(block, TODAY)]
    keys = {key for column in chosen_columns for key in column.tells}
    assert [{key: getattr(entry, key) for key in keys} for entry in entries] == [
        {key: getattr(person, key) for key in keys} for person in people
    ]


@examples(15, deep=60)
@given(data=st.data(), chosen_columns=columns(), people=st.lists(somebody, min_size=1, max_size=6))
def test_a_row_is_told_by_the_number_that_the_file_gives_it(
    data: st.DataObject, chosen_columns: list[Column], people: list[Somebody]
) -> None:
    sheet = data.draw(written(chosen_columns, people))
    numbers = [entry.number for block in find_layout(sheet).blocks for entry in read_entries(block, TODAY)]
    rows_of_people = [[cell for column in chosen_columns for cell in column.cells(n, person)] for n, person in enumerate(people, 1)]
    assert all(sheet.rows[number - 1] in rows_of_people for number in numbers)
    assert len(numbers) == len(people) <= len({tuple(row) for row in sheet.rows})
