"""The printed certificate: what stands on it, that it fits, its QR code; and the agency's texts."""

import io
import re
import subprocess
from base64 import b64decode

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from attendance.sittings.actions import tick
from certificates.actions import issue
from certificates.contents import texts_for
from certificates.document.pdf import write_pdf
from certificates.models import CertificateTexts
from certificates.wording import find_mistakes
from people.models import Disclosure
from tests.conftest import at
from tests.pages import error_sentences, page_text
from tests.printing import page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("font")]
LONG_NAME = "Nguyễn Phúc Công Tằng Tôn Nữ Hoàng Hạnh Thị Phương Thảo Nguyên"
LONG_TITLE = ("Tập huấn nâng cao năng lực tuyên truyền, phổ biến, giáo dục pháp luật về hôn nhân cận huyết thống " * 3)[:200].strip()


def test_all_of_an_activity_come_in_one_file_that_is_logged_and_each_code_leads_to_its_check(
    browser_of, client, session_path, session, attended, agency, organiser, settings
):
    settings.PUBLIC_URL = "https://taphuan.example.gov.vn"
    session.title = LONG_TITLE
    session.save()
    attended[0].person.rename(LONG_NAME)
    attended[0].person.save()
    made = issue(session, share="1/2", by=organiser, at=timezone.now())
    answer = browser_of(organiser).get(f"{session_path}certificates/pdf/")
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith(
        'attachment; filename="giay-chung-nhan-'
    )
    pages = [" ".join(page.split()) for page in page_texts(answer.content)]
    assert len(pages) == 2
    for page, certificate in zip(pages, made, strict=True):
        for text in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "SỞ DÂN TỘC VÀ TÔN GIÁO",
            certificate.full_name,
            f"Số: {certificate.serial}",
            "Đinh Văn Mẫu",
        ):
            assert text in page
        assert LONG_TITLE[:40] in page
    picture = subprocess.run(
        ["pdftoppm", "-r", "110", "-f", "2", "-l", "2", "-png", "-"], input=answer.content, capture_output=True, check=True
    )
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.stdout)))
    assert code.text == f"HTTPS://TAPHUAN.EXAMPLE.GOV.VN/V/{made[1].code}"
    assert made[1].full_name in page_text(client.get(code.text.removeprefix("HTTPS://TAPHUAN.EXAMPLE.GOV.VN")))
    line = Disclosure.objects.get(what="certificates")
    assert (line.people, line.activity_id, line.way) == (2, session.pk, "other")


@pytest.mark.parametrize(
    "name",
    ["#panic() $x$ *đậm* _nghiêng_ <a> @b \\ \" ' // /* ]", "Đỗ Thị Huye\u0302\u0300n", "A" * 100],
)
def test_a_name_is_data_whatever_it_holds_and_stays_on_one_page(session, attended, agency, organiser, name):
    attended[0].person.full_name = name
    attended[0].person.save()
    [certificate] = issue(session, share="1/1", by=organiser, at=timezone.now())
    [page] = page_texts(write_pdf([certificate], base_url="http://localhost:8000"))
    assert "Số: 001/" in page
    assert name.startswith("A") or "".join(name.split())[:12] in "".join(page.split()) or "Huyền" in page


@pytest.mark.parametrize(
    ("text", "unknown", "unpaired"),
    [
        ("Đã dự [tên lớp] {số buổi} [ Họ  Tên ]", [], []),
        ("Đã dự [tên khóa] {x}", ["[tên khóa]", "{x}"], []),
        ("Đã dự [ngày", [], ["Đã dự [ngày"]),
        ('#import "x" ngày}', [], ['"x" ngày}']),
    ],
)
def test_a_placeholder_that_is_none_is_found(text, unknown, unpaired):
    found, loose = find_mistakes(text)
    assert (found, len(loose)) == (unknown, len(unpaired))


def test_the_office_edits_the_texts_sees_a_sample_and_what_is_wrong_with_them(browser_of, session, attended, agency, organiser, admin):
    office, page = browser_of(admin), "/admin/certificate-texts/training-session/"
    assert browser_of(organiser).get(page).status_code == 403 and office.get("/admin/certificate-texts/party/").status_code == 404
    typed = {"title": "GIẤY XÁC NHẬN", "heading": "Xác nhận [họ tên]", "details": "Đơn vị: [đơn vị]", "body": "Đã dự {tên lớp}, [ngay]"}
    refused = office.post(page, typed)
    assert "Không có chỗ điền [ngay]." in error_sentences(refused)[0] and "GIẤY XÁC NHẬN" in refused.content.decode()
    typed |= {"body": "Đã dự {tên lớp}, [ngày] #set text(red)", "signer_name": "Hồ Thị Ký"}
    assert "Hãy ghi chức vụ người ký." in error_sentences(office.post(page, typed))
    typed |= {"signer_title": "Phó Giám đốc", "signer_authority": "KT. Giám đốc", "place": "Kon Tum"}
    pictures = [re.search(r'"data:image/png;base64,([^"]+)"', office.get(page).content.decode())[1]]
    preview = office.post(page, typed | {"preview": "1"}).content.decode()
    pictures.append(re.search(r'"data:image/png;base64,([^"]+)"', preview)[1])
    assert "GIẤY XÁC NHẬN" in preview and not CertificateTexts.objects.exists()
    assert pictures[0] != pictures[1] and {Image.open(io.BytesIO(b64decode(picture))).format for picture in pictures} == {"PNG"}
    assert office.post(page, typed).status_code == 302 and texts_for("training-session").title == "GIẤY XÁC NHẬN"
    tick(attended[2], sitting=session.sittings.first(), by=organiser, at=at("07:50"))
    certificates = issue(session, share="1/2", by=organiser, at=timezone.now())
    page = " ".join(page_texts(write_pdf(certificates, base_url="http://localhost:8000"))[0].split())
    for text in (
        "GIẤY XÁC NHẬN",
        f"Xác nhận {certificates[0].full_name}",
        "#set text(red)",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Hồ Thị Ký",
        "Kon Tum, ngày",
    ):
        assert text in page


def test_without_its_font_the_page_says_what_is_lacking(browser_of, session_path, session, attended, agency, organiser, settings, tmp_path):
    issue(session, share="1/1", by=organiser, at=timezone.now())
    settings.VENDOR_DIR = tmp_path
    answer = browser_of(organiser).get(f"{session_path}certificates/pdf/", follow=True)
    assert answer.status_code == 200 and "thiếu phông chữ" in page_text(answer)
