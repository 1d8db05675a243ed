"""Demo data of the other channels: every channel in 2023, a few in 2026. All of it is invented; notes say so."""

from datetime import date
from typing import Any

from accounts.models import User
from activities.documents.actions import record_document
from activities.models import Document
from outreach.actions import record_item
from outreach.models import Channel, OutreachItem
from places.models import Unit

NOTE = "Mục mẫu: nội dung, đơn vị và đường dẫn không có thật."
# Year → (kind, number, date, issuer, title) of the documents that items rest on.
DOCUMENTS: dict[int, list[tuple[str, str, date, str, str]]] = {
    2023: [
        ("decision", "51/QĐ-BDT", date(2023, 4, 10), "Ban Dân tộc", "Phê duyệt kết quả lựa chọn đơn vị tuyên truyền (văn bản mẫu)"),
        ("contract", "07/HĐ-BDT", date(2023, 4, 17), "Ban Dân tộc", "Xây dựng và phát sóng chuyên mục pháp luật (hợp đồng mẫu)"),
    ],
    2026: [],
}
# Year → (channel, first day, last day, title, quantity, further fields); a document by its number.
ITEMS: dict[int, list[tuple[str, date, date, str, int, dict[str, Any]]]] = {
    2023: [
        ("website", date(2023, 3, 6), date(2023, 11, 10), "Chuyên mục Phổ biến, giáo dục pháp luật", 46, {"link": "https://vi-du.vn/pbgdpl"}),
        ("website", date(2023, 5, 8), date(2023, 5, 8), "Hỏi đáp về chính sách cho người có uy tín", 4, {"link": "https://vi-du.vn/hoi-dap"}),
        ("administrative-procedures", date(2023, 3, 15), date(2023, 3, 15), "Công khai thủ tục hành chính về công tác dân tộc", 3, {}),
        (
            "printed-matter", date(2023, 6, 5), date(2023, 6, 30), "Tờ gấp phòng, chống tảo hôn và hôn nhân cận huyết thống", 2,
            {"copies": 6000, "minority_language_copies": 2500, "languages": "Tiếng Việt, tiếng Hrê", "partner": "Nhà in Mẫu"},
        ),
        ("official-letter", date(2023, 3, 20), date(2023, 3, 20), "Hướng dẫn tuyên truyền, phổ biến pháp luật trong đồng bào DTTS", 2, {}),
        ("conference", date(2023, 7, 12), date(2023, 7, 13), "Hội nghị gặp mặt người có uy tín", 2, {"partner": "UBND các huyện miền núi"}),
        ("meeting", date(2023, 4, 3), date(2023, 10, 27), "Lồng ghép phổ biến pháp luật trong sinh hoạt cơ quan", 9, {}),
        ("contest-participation", date(2023, 8, 1), date(2023, 9, 15), "Thi trắc nghiệm pháp luật trên mạng", 32, {"partner": "Sở Mẫu"}),
        (
            "press", date(2023, 4, 24), date(2023, 10, 30), "Chuyên trang Dân tộc và Phát triển", 8,
            {"partner": "Báo Mẫu", "document": "51/QĐ-BDT", "link": "https://vi-du.vn/bao"},
        ),
        (
            "broadcast", date(2023, 5, 1), date(2023, 10, 31), "Chuyên mục Pháp luật với đồng bào", 24,
            {"partner": "Đài Phát thanh - Truyền hình Mẫu", "document": "07/HĐ-BDT", "languages": "Tiếng Việt, tiếng Hrê, tiếng Co"},
        ),
        ("portal", date(2023, 3, 10), date(2023, 11, 3), "Tin về công tác dân tộc", 15, {"partner": "Cổng Mẫu", "link": "https://vi-du.vn/tin"}),
        ("banner", date(2023, 4, 18), date(2023, 4, 25), "Khẩu hiệu hưởng ứng phòng, chống tảo hôn", 20, {}),
        ("display", date(2023, 6, 1), date(2023, 8, 31), "Thông điệp pháp luật trên màn hình điện tử", 90, {"partner": "Trung tâm Mẫu"}),
        ("mobile", date(2023, 9, 5), date(2023, 9, 22), "Xe loa lưu động tại các xã vùng cao", 10, {"languages": "Tiếng Việt, tiếng Hrê"}),
        ("zalo", date(2023, 3, 1), date(2023, 11, 10), "Bản tin pháp luật trên nhóm Zalo và Zalo OA", 60, {"link": "https://vi-du.vn/zalo"}),
    ],
    2026: [
        ("website", date(2026, 2, 9), date(2026, 10, 30), "Chuyên mục Phổ biến, giáo dục pháp luật", 38, {"link": "https://vi-du.vn/pbgdpl-2026"}),
        ("broadcast", date(2026, 4, 6), date(2026, 9, 28), "Chuyên mục Pháp luật với đồng bào", 12, {"partner": "Đài Mẫu"}),
        ("banner", date(2026, 4, 17), date(2026, 4, 24), "Khẩu hiệu về Luật Đất đai", 16, {}),
        ("zalo", date(2026, 1, 12), date(2026, 10, 30), "Bản tin pháp luật trên Zalo OA", 44, {"link": "https://vi-du.vn/zalo-2026"}),
    ],
}  # fmt: skip


def add_outreach(year: int, *, province: Unit, by: User) -> None:
    """Write a year's documents and items for the whole province."""
    documents = {}
    for kind, number, dated, issuer, title in DOCUMENTS[year]:
        document = Document(kind=kind, number=number, dated=dated, issuer=issuer, title=title, unit=province)
        documents[number] = record_document(document, by=by)
    channels = {channel.key: channel for channel in Channel.objects.all()}
    for key, first, last, title, quantity, more in ITEMS[year]:
        fields = more | {"document": documents.get(more.get("document", "")), "note": NOTE}
        item = OutreachItem(channel=channels[key], title=title, unit=province, starts_on=first, ends_on=last, quantity=quantity, **fields)
        record_item(item, by=by)
