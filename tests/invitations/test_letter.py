"""The letter to organisations, as the document that leaves."""

import io
import re
from datetime import date

import pytest
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from activities.actions import cancel, postpone
from invitations.actions import mark_told
from invitations.models import Invitation
from people.actions import find_or_add_organisation
from tests.pages import error_summary, page_text, whole_body


@pytest.fixture
def employed(enrolled, agency, ba_to):
    """The three of `enrolled`; two of them come from one school."""
    school = find_or_add_organisation("Trường THCS Ba Vì", unit=ba_to)
    for registration in enrolled[:2]:
        registration.person.organisation = school
        registration.person.save()
    return enrolled


def open_letter(answer):
    """Return the document and all its lines in order, those of its tables too."""
    document = Document(io.BytesIO(whole_body(answer)))
    blocks = [block for part in document.iter_inner_content() for block in ([part] if hasattr(part, "text") else part.rows[0].cells)]
    return document, [line for block in blocks for line in block.text.splitlines() if line]


def test_the_letter_is_laid_out_as_the_decree_says(clerk_browser, session_path, employed, session):
    answer = clerk_browser.get(f"{session_path}invitations/letter.docx")
    assert 'filename="giay-moi-Tap-huan-Luat-Dat-dai-2024-05-20.docx"' in answer["Content-Disposition"]
    document, lines = open_letter(answer)
    section, normal = document.sections[0], document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height / Mm(1))) == (210, 297)
    assert section.different_first_page_header_footer and "PAGE" in section.header._element.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER and "PAGE" not in section.first_page_header._element.xml
    assert lines[:5] == [
        "UBND TỈNH QUẢNG NGÃI",
        "SỞ DÂN TỘC VÀ TÔN GIÁO",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:        /GM-SDTTG",
    ]
    assert lines[6:9] == ["GIẤY MỜI", "Dự Tập huấn Luật Đất đai", "Kính gửi: Trường THCS Ba Vì."]
    assert "1. Thời gian: 07 giờ 30, ngày 20/5/2024 (thứ Hai)." in lines
    assert lines[-6].endswith("nêu trên./.") and lines[-5:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "GIÁM ĐỐC", "Đinh Văn Mẫu"]


def test_what_is_written_for_the_letter_stands_in_it(clerk_browser, session_path, employed):
    typed = {
        "letter_recipients": "- UBND xã Ba Vì\nTrường THCS Ba Vì",
        "letter_content": "phổ biến Luật Đất đai.",
        "letter_request": "Rất mong quý vị đến dự.",
    }
    answer = clerk_browser.post(f"{session_path}invitations/letter/", typed | {"download": "1"}, follow=True)
    _document, lines = open_letter(answer)
    assert lines[8:11] == ["Kính gửi:", "- UBND xã Ba Vì;", "- Trường THCS Ba Vì."]
    assert "1. Nội dung: phổ biến Luật Đất đai." in lines and "Rất mong quý vị đến dự./." in lines
    assert "phổ biến Luật Đất đai.</textarea>" in clerk_browser.get(f"{session_path}invitations/letter/").content.decode()
    refused = clerk_browser.post(f"{session_path}invitations/letter/", typed | {"letter_recipients": "x" * 300})
    assert len(error_summary(refused)) == 1 and Invitation.objects.get().letter_recipients == ["UBND xã Ba Vì", "Trường THCS Ba Vì"]
    assert "Đơn vị của những người đã đăng ký: Trường THCS Ba Vì" in page_text(refused)


def test_strangers_get_no_letter_and_ushers_write_none(browser_of, stranger, usher, session_path, employed):
    pages = [f"{session_path}invitations/letter/", f"{session_path}invitations/letter.docx"]
    assert [browser_of(stranger).get(page).status_code for page in pages] == [404, 404]
    assert [browser_of(usher).get(page).status_code for page in pages] == [403, 403]
    assert [browser_of(user).post(f"{session_path}invitations/letter/", {}).status_code for user in (stranger, usher)] == [404, 403]
    assert Invitation.objects.count() == 0


def test_new_dates_and_a_cancellation_have_a_notice_of_their_own(clerk_browser, session_path, employed, session, clerk):
    """Of what people were told before, else of the dates before the last change; a notice that fits nothing is not to be had."""
    document_address = f"{session_path}invitations/letter.docx"
    assert "Thông báo" not in page_text(clerk_browser.get(f"{session_path}invitations/letter/"))
    postpone(session, starts_on=date(2024, 5, 27))
    assert re.search(
        r'value="invitation"[^>]*checked', clerk_browser.get(f"{session_path}invitations/letter/").content.decode()
    )  # nobody was told of the old day
    chosen = clerk_browser.post(
        f"{session_path}invitations/letter/", {"kind": "change", "letter_request": "Câu riêng", "download": "1"}, follow=True
    )
    lines = open_letter(chosen)[1]
    assert 'filename="thong-bao-thay-doi-Tap-huan' in chosen["Content-Disposition"]
    assert lines[4] == "Số:        /TB-SDTTG" and lines[6:8] == ["THÔNG BÁO", "Về việc dời ngày tổ chức Tập huấn Luật Đất đai"]
    moved = "Tập huấn Luật Đất đai đã dời từ ngày 20/5/2024 (thứ Hai) sang ngày 27/5/2024 (thứ Hai), cụ thể như sau:"
    assert lines[9].endswith(f"thông báo: {moved}") and "1. Thời gian: 07 giờ 30, ngày 27/5/2024 (thứ Hai)." in lines
    assert not any("Câu riêng" in line or "kính mời" in line for line in lines)

    mark_told(session, employed, way="paper", by=clerk, at=timezone.now())
    postpone(session, starts_on=date(2024, 6, 3))
    assert "đã dời từ ngày 27/5/2024" in "".join(open_letter(clerk_browser.get(document_address))[1])
    cancel(session, reason="Mưa lũ", at=timezone.now())
    page = page_text(clerk_browser.get(f"{session_path}invitations/letter/"))
    assert "Thông báo hủy" in page and "Câu thường dùng" not in page
    answer = clerk_browser.get(f"{document_address}?kind=invitation")
    lines = open_letter(answer)[1]
    assert 'filename="thong-bao-huy-' in answer["Content-Disposition"] and lines[7] == "Về việc không tổ chức Tập huấn Luật Đất đai"
    assert "1. Thời gian đã mời: 07 giờ 30, ngày 27/5/2024 (thứ Hai)." in lines and "3. Lý do: Mưa lũ." in lines
    clerk_browser.post(f"{session_path}invitations/letter/", {"letter_recipients": "UBND xã Ba Vì"})
    assert (Invitation.objects.get().letter_recipients, Invitation.objects.get().letter_request) == (["UBND xã Ba Vì"], "Câu riêng")
