"""Invented people with names as they are borne in the mountain districts; every number is made up."""

from dataclasses import dataclass, field, replace
from itertools import cycle

HRE = [
    "Phạm Văn Rê", "Đinh Thị Mẫu", "Đinh Văn Trung", "Phạm Thị Ánh", "Phạm Văn Brol", "Đinh Thị Nhị", "Đinh Văn Đức", "Phạm Thị Thắm",
    "Phạm Văn Ước", "Đinh Thị Hằng", "Đinh Ka Lới", "Phạm Thị Diễm", "Phạm Văn Đố", "Đinh Thị Ây", "Đinh Văn Nghía", "Phạm Thị Rin",
    "Phạm Văn Thạch", "Đinh Thị Trói", "Đinh Xuân Kiều", "Phạm Thị Vỹ", "Phạm Văn Thuận", "Đinh Thị Ngọc", "Đinh Văn Ghia", "Phạm Thị Xô",
]  # fmt: skip
CO = ["Hồ Văn Trỉa", "Hồ Thị Thủy", "Hồ Ngọc Ẩn", "Hồ Thị Xuân", "Hồ Văn Đề", "Hồ Thị Bưởi", "Hồ Quang Nghiệp", "Hồ Thị Lý"]
CA_DONG = ["Đinh Văn Lía", "Đinh Thị Brế", "A Ước", "Y Điệp", "Đinh Mút", "Y Xuân", "A Brol", "Y Hoa"]
GIE_TRIENG = ["A Nghĩa", "Y Bloi", "A Thun", "Y Ngọc", "A Kênh", "Y Thỏa", "A Xinh", "Y Nhiên"]
KINH = ["Nguyễn Văn Quý", "Trần Thị Huệ", "Lê Quốc Khánh", "Võ Thị Duyên", "Huỳnh Minh Hiền", "Lê Thị Thu Hoa", "Trần Trung", "Võ Thị Yến"]
OF_GROUP = {"Hrê": HRE, "Co": CO, "Xơ Đăng": CA_DONG, "Gié Triêng": GIE_TRIENG, "Kinh": KINH}


@dataclass
class Person:
    """One whom a correct reading finds. `commune` None: the file tells none; then nobody may guess one."""

    full_name: str
    gender: str | None
    birth_year: int | None
    ethnic_group: str | None
    phone: str | None
    national_id: str | None
    commune: str | None
    birth_date: str | None = None
    organisation: str | None = None
    # Parts of the above, as a column of their own has them.
    family: str = field(init=False)
    given: str = field(init=False)
    gender_word: str = field(init=False)
    man_year: int | None = field(init=False)
    woman_year: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.family, _space, self.given = self.full_name.rpartition(" ")
        self.gender_word = {"M": "Nam", "F": "Nữ", None: ""}[self.gender]
        self.man_year = self.birth_year if self.gender == "M" else None
        self.woman_year = self.birth_year if self.gender == "F" else None

    def knowing(self, *names: str) -> "Person":
        """Only what the file has a column for: knowing("birth_year", "phone")."""
        details = {"gender", "birth_year", "ethnic_group", "phone", "national_id", "commune", "birth_date"}
        return replace(self, **dict.fromkeys(details - set(names)))


def people(count: int, *groups: str, communes: tuple[str | None, ...] = (None,), start: int = 0) -> list[Person]:
    """`count` different people, the groups and the communes by turns, men and women by turns. Other `start`s give others."""
    people: list[Person] = []
    for n, group, commune in zip(range(start, start + count), cycle(groups or ("Hrê",)), cycle(communes), strict=False):
        names = OF_GROUP[group]
        name = names[n % len(names)]
        is_woman = " Thị " in name or name.startswith("Y ")
        year = 1958 + (n * 7) % 44
        digit = (year >= 2000) * 2 + is_woman
        people.append(Person(
            full_name=name,
            gender="F" if is_woman else "M",
            birth_year=year,
            ethnic_group=group,
            phone=f"0{'39785'[n % 5]}{(6170345 + n * 3719461) % 10_000_000 + 10_000_000:08d}",
            national_id=f"051{digit}{year % 100:02d}{(100_417 + n * 7919) % 1_000_000:06d}",
            commune=commune,
        ))  # fmt: skip
    return people


def told_apart(full_name: str, n: int) -> str:
    """For long lists: the same name with a letter behind it."""
    return f"{full_name} {'ABCDEGHIKLMNOPQRSTUVXY'[n % 22]}"
