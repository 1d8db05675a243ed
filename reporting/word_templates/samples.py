"""A report that there is not, to see what a template makes of one: every kind of heading, long and short texts, tables. Invented."""

from datetime import date
from typing import Any

from exports.table import Letterhead, Signatory
from reporting.document.contents import AnnexTable, HeadCell, ReportContents, SectionText

SENTENCE = (
    "Trong năm, cơ quan đã tổ chức 06 lớp tập huấn phổ biến, giáo dục pháp luật cho người có uy tín, già làng, trưởng thôn ở các xã miền "
    "núi với 420 lượt người tham dự, trong đó có 198 phụ nữ và 377 người dân tộc thiểu số."
)


def sample_contents(document: Any, *, day: date) -> ReportContents:
    """Return an invented report on the agency's letterhead. `document`: what `letterhead_on` of the signers returned for `day`."""
    letterhead: Letterhead = document["letterhead"] or Letterhead("Cơ quan mẫu", "UBND tỉnh mẫu", "Số:        /BC-MẪU", "Quảng Ngãi", day)
    districts = ("Ba Tơ", "Sơn Hà", "Sơn Tây", "Trà Bồng", "Minh Long")
    return ReportContents(
        letterhead=letterhead,
        number="00/BC-MẪU",
        dated=day,
        year=day.year,
        subject=f"Kết quả công tác tuyên truyền cải cách hành chính năm {day.year} (báo cáo mẫu, số liệu không có thật)",
        addressees=["Sở Nội vụ", "Sở Tư pháp"],
        sections=[
            SectionText("", 0, ["Thực hiện Kế hoạch số 00/KH-UBND của UBND tỉnh, cơ quan báo cáo kết quả như sau:"]),
            SectionText("I. Tình hình triển khai", 1, [SENTENCE]),
            SectionText("II. Kết quả thực hiện", 1, []),
            SectionText("1. Tập huấn, hội thi", 2, [SENTENCE, "- Hội thi: đã tổ chức 10 hội thi tại các trường nội trú."]),
            SectionText("a) Nội dung", 3, ["Luật Đất đai, Luật Hôn nhân và gia đình."]),
            SectionText("b) Đối tượng", 3, [SENTENCE]),
            SectionText("III. Nhiệm vụ trọng tâm", 1, ["- Tiếp tục tuyên truyền ở các xã đặc biệt khó khăn."]),
        ],
        closing="Trên đây là báo cáo mẫu để xem cách trình bày.",
        signatory=next(iter(document["signatories"]), Signatory("Giám đốc", "Người Ký Mẫu")),
        recipients=["Như trên", "Lưu: VT, phòng chuyên môn"],
        annexes=[
            AnnexTable(
                title="Tập huấn, hội thi theo huyện trước sắp xếp",
                heads=[
                    [HeadCell("Địa bàn", 1, 2), HeadCell("Hoạt động", 2), HeadCell("Lượt người", 1, 2)],
                    [HeadCell("Lớp"), HeadCell("Hội thi")],
                ],
                rows=[[f"huyện {name}", "1", "2", "1.234"] for name in districts],
                widths=[30, 12, 12, 14],
                is_figure=[False, True, True, True],
                totals=["Tổng cộng", "5", "10", "6.170"],
            )
        ],
    )
