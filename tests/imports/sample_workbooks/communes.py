"""Where people live: names of communes as written, in the activity's district and on its day."""

from dataclasses import replace

from tests.imports.sample_workbooks.book import DAK_GLEI, MARCH_2026, PROVINCE, Letterhead, Reads, Roster, Row, Sheet, Wrong, rows_of
from tests.imports.sample_workbooks.people import people, told_apart

HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Nơi cư trú", "Điện thoại")
Written = list[tuple[str, str | None, bool]]  # as written, the commune meant (None: an error), is something to be said about it

AS_WRITTEN: Written = [
    ("Ba Vì", "Ba Vì", False),
    ("Xã Ba Vì, huyện Ba Tơ", "Ba Vì", False),
    ("thôn Làng Rêu, xã Ba Vì", "Ba Vì", False),
    ("Thôn Gò Vành - Ba Vì - Ba Tơ - Quảng Ngãi", "Ba Vì", False),
    ("Ba Vì, Ba Tơ, Quảng Ngãi", "Ba Vì", False),
    ("X. Ba Vì", "Ba Vì", False),
    ("UBND xã Ba Vì", "Ba Vì", False),
    ("BA VÌ", "Ba Vì", False),
    ("ba vi", "Ba Vì", False),
    ("XÃ  BA  TIÊU", "Ba Tiêu", False),
    ("TT Ba Tơ", "Ba Tơ", False),
    ("TT. Ba Tơ", "Ba Tơ", False),
    ("Thị trấn Ba Tơ", "Ba Tơ", False),
    ("TDP Nam Hoàn Đồn, thị trấn Ba Tơ", "Ba Tơ", False),
    ("Ba Tơ", "Ba Tơ", False),
    ("Ba Tô", "Ba Tô", False),
    ("Xã Ba Tô, Ba Tơ", "Ba Tô", False),
    ("Tổ 3, Ba Động", "Ba Động", False),
    ("Xã Sơn Hạ, huyện Sơn Hà", "Sơn Hạ", True),  # a guest from the next district: welcome, and worth a word
    ("Ba To", None, False),  # Ba Tơ or Ba Tô? only the sender knows
    ("Ba Vỉ Hạ", None, False),
    ("Phường Ba Vì Không Có", None, False),
]

CHANGED: Written = [
    ("Ba Tiêu", "Ba Vì", True),
    ("xã Sơn Bao", "Sơn Hà", True),
    ("TT. Trà Xuân", "Trà Bồng", True),
    ("Xã Ba Cung, huyện Ba Tơ", "Ba Tơ", True),
    ("Thị trấn Ba Tơ, huyện Ba Tơ", "Ba Tơ", True),
    ("Xã Sơn Thượng, Sơn Hà", "Sơn Hà", True),
    ("xã Trà Giang, huyện Trà Bồng", "Đông Trà Bồng", True),  # another Trà Giang exists today, in what was Tư Nghĩa
    ("Trà Bùi", "Cà Đam", True),  # the only commune that was split: the larger part
    ("phường Trần Phú", "Nghĩa Lộ", True),
    ("Trà Sơn, Trà Bồng", "Trà Bồng", True),
    ("xã Sơn Lập", "Sơn Tây Hạ", True),
    ("Ba Xa", "Ba Xa", False),  # never changed
    ("Xã Ba Vì", "Ba Vì", False),
]

ALIKE: Written = [
    ("Sơn Hà", "Sơn Hà", False),
    ("Sơn Hạ", "Sơn Hạ", False),
    ("xã Ba Tơ", "Ba Tơ", False),
    ("xã Ba Tô", "Ba Tô", False),
    ("Sơn Tịnh", "Sơn Tịnh", False),
    ("Sơn Tây", "Sơn Tây", False),
    ("xã Sơn Tây Hạ", "Sơn Tây Hạ", False),
    ("Minh Long", "Minh Long", False),
    ("Đặng Thùy Trâm", "Đặng Thùy Trâm", False),
    ("Xã Đặng Thuỳ Trâm", "Đặng Thùy Trâm", False),
    ("Phường Nguyễn Nghiêm, TX Đức Phổ", "Đức Phổ", True),  # today's xã of that name is another place
    ("phường Nguyễn Nghiêm", None, False),  # there were two, and neither is today's xã
    ("Sơn Tinh", "Sơn Tây Hạ", True),  # the old name with its accents, not Sơn Tịnh without
    ("huyện Lý Sơn", "Lý Sơn", True),  # a district without communes
    ("Son Ha", None, False),
    ("ba to", None, False),
]

DAK_GLEI_2024: Written = [
    ("Đăk Pék", "Đăk Pék", False),
    ("Đắk Pék", "Đăk Pék", False),
    ("Dak Pek", "Đăk Pék", False),
    ("xã Đắc Pét", None, False),  # too far from any name
    ("Đak Plô", "Đăk Plô", False),
    ("Đăk Blô", "Đăk Plô", False),
    ("Ngọk Linh", "Ngọc Linh", False),
    ("Ngok Linh", "Ngọc Linh", False),
    ("Ngọc Linh", "Ngọc Linh", False),
    ("TT Đắk Glei", "Đăk Glei", False),
    ("Xã Xốp", "Xốp", False),
    ("Mường Hoong", "Mường Hoong", False),
    ("Đăk Long", "Đăk Long", False),  # of this district, not that of Đăk Hà
    ("Đắk K'roong", "Đăk Kroong", False),
]

KON_TUM_2026: Written = [
    ("P. Kon Tum", "Kon Tum", False),
    ("Phường Đắk Bla", "Đăk Bla", False),
    ("Đắk Cấm", "Đăk Cấm", False),
    ("xã Pờ Y", "Bờ Y", True),
    ("Bờ Y", "Bờ Y", False),
    ("Đăk Tơ Kan", "Đăk Tờ Kan", False),
    ("Rơ Kơi", "Rờ Kơi", False),
    ("Ngọc Tụ", "Ngọk Tụ", False),
    ("Thị trấn Plei Kần", "Bờ Y", True),
    ("Xã Đăk Long, huyện Đăk Hà", "Đăk Pxi", True),
    ("Đăk Long", "Đăk Long", False),
    ("Tu Mơ Rông", "Tu Mơ Rông", False),
    ("Ya Xiêr", "Ya Ly", True),
]

OFFICES = [
    ("UBND xã Ba Vì", "Ba Vì"),
    ("Hội LHPN xã Ba Tiêu", "Ba Tiêu"),
    ("Mặt trận xã Ba Xa", "Ba Xa"),
    ("Trường PTDTNT THCS Ba Tơ", None),
    ("Phòng Tư pháp huyện", None),
    ("Thị trấn Ba Tơ", "Ba Tơ"),
    ("Công an xã Ba Lế", "Ba Lế"),
]
VILLAGES = ["Gò Vành", "Nước Y", "Mang Đen"]


def living_in(written: Written, *groups: str) -> list[Row]:
    """Return a row for each place that is written."""
    rows: list[Row] = []
    for n, (p, (text, commune, warned)) in enumerate(zip(people(len(written), *groups), written, strict=True), 1):
        name = told_apart(p.full_name, n)
        cells = (n, name, p.birth_year, p.gender_word, p.ethnic_group, text, p.phone)
        person = replace(p, full_name=name, commune=commune, national_id=None)
        rows.append(Reads(person, cells, warned=warned) if commune else Wrong(cells))
    return rows


ROSTERS = [
    Roster(
        "communes-as-written.xlsx",
        "A commune as people write it, with a village before it or the district behind it.",
        [Sheet([HEAD, *living_in(AS_WRITTEN, "Hrê", "Kinh")])],
    ),
    Roster(
        "communes-that-changed.xlsx",
        "In 2026 people still write where they lived before July 2025; today's commune is meant, and the change is told.",
        [Sheet([HEAD, *living_in(CHANGED, "Hrê", "Co")])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "communes-alike.xlsx",
        "Names that differ by an accent, or that were a district's before.",
        [Sheet([HEAD, *living_in(ALIKE, "Hrê", "Kinh")])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "dak-glei-2024.xlsx",
        "Đắk, Đăk, Dak; Ngọk, Ngọc, Ngok; Plô, Blô: one place each.",
        [Sheet(
            [HEAD, *living_in(DAK_GLEI_2024, "Gié Triêng", "Xơ Đăng")],
            letterhead=Letterhead("PHÒNG DÂN TỘC", "DANH SÁCH", "UBND HUYỆN ĐĂK GLEI"),
        )],
        DAK_GLEI,
    ),
    Roster(
        "kon-tum-2026.xlsx",
        "What was Kon Tum is Quảng Ngãi now.",
        [Sheet([HEAD, *living_in(KON_TUM_2026, "Gié Triêng", "Xơ Đăng")])],
        PROVINCE,
        MARCH_2026,
    ),
    Roster(
        "commune-in-the-letterhead.xlsx",
        "No column says it: the commune that sent the list stands at the top left, below the district that asked for it.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Điện thoại"),
                *rows_of(
                    people(7, communes=("Ba Dinh",)), "full_name", "birth_year", "gender_word", "ethnic_group", "Trưởng thôn", "phone"
                ),
            ],
            letterhead=Letterhead("UBND XÃ BA DINH", "DANH SÁCH CỬ ĐI TẬP HUẤN TẠI THỊ TRẤN BA TƠ"),
        )],
    ),
    Roster(
        "commune-of-the-activity.xlsx",
        "The training is held in one commune for its own people: only the village is written, in a column called 'Thôn'.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Thôn", "Điện thoại"),
            *[
                Reads(
                    replace(p, national_id=None),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, VILLAGES[n % 3], p.phone),
                )
                for n, p in enumerate(people(8, communes=("Ba Vì",)), 1)
            ],
        ])],
        ("Ba Vì", "commune"),
        MARCH_2026,
    ),
    Roster(
        "village-and-commune.xlsx",
        "Two columns of places, and the home village in a third; 'Thôn/xã' elsewhere holds either.",
        [Sheet(
            [
                ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Nơi sinh", "Địa chỉ thường trú", None, "Điện thoại"),
                (None, None, None, None, None, None, "Thôn", "Xã"),
                *rows_of(
                    people(9, communes=("Ba Vì", "Ba Tiêu", "Ba Lế")),
                    "full_name", "birth_year", "gender_word", "ethnic_group", "Mộ Đức, Quảng Ngãi", "Làng Măng", "commune", "phone",
                ),
            ],
            merges="G1:H1",
        )],
    ),
    Roster(
        "office-and-commune-in-one.xlsx",
        "'Chức vụ, đơn vị' names the commune at its end; where it does not, none is known.",
        [Sheet([
            ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Đơn vị", "Điện thoại"),
            *[
                Reads(
                    replace(p, commune=commune, national_id=None),
                    (n, p.full_name, p.birth_year, p.gender_word, p.ethnic_group, office, p.phone),
                )
                for n, (p, (office, commune)) in enumerate(zip(people(len(OFFICES)), OFFICES, strict=True), 1)
            ],
        ])],
    ),
]  # fmt: skip
