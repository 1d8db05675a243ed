"""Files attached to an item: judged by content, without what a camera writes into pictures, sealed, for those alone who see the item."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.files.actions import open_file
from activities.models import StoredFile
from outreach.models import Attachment

pytestmark = pytest.mark.django_db
PLACE = b"15.1203 N 108.8044 E"


@pytest.fixture
def photo() -> bytes:
    """A picture lying on its side, with a place and a comment beside its pixels, and something behind its end."""
    picture, exif, target = Image.new("RGB", (3000, 1500), "white"), Image.Exif(), BytesIO()
    exif[0x010E], exif[0x0112] = PLACE.decode(), 6
    picture.save(target, "JPEG", exif=exif.tobytes(), comment=PLACE)
    return target.getvalue() + PLACE


def test_a_picture_keeps_its_pixels_alone_and_is_stored_sealed(api: Any, organiser: Any, make_item: Any, photo: bytes) -> None:
    item = make_item("banner")
    address = f"/api/v1/outreach-items/{item.pk}/attachments/"
    assert PLACE in photo
    answer = api(organiser).post(address, {"file": SimpleUploadedFile("Băng rôn <x>.exe", photo)}, format="multipart")
    assert answer.status_code == 201 and (answer.json()["name"], answer.json()["format"]) == ("Băng rôn <x>.jpg", "jpg")
    stored = Attachment.objects.get().file
    content = open_file(stored)
    assert PLACE not in content and PLACE not in bytes(stored.content) and content not in bytes(stored.content)
    with Image.open(BytesIO(content)) as picture:
        assert picture.size == (1200, 2400) and not picture.getexif(), "upright, and small enough"
    file = api(organiser).get(f"{address}{answer.json()['id']}/")
    assert (file.content, file["Content-Type"], file["X-Content-Type-Options"]) == (content, "image/jpeg", "nosniff")
    assert "no-store" in file["Cache-Control"] and "script" not in file["Content-Security-Policy"].replace("script-src 'none'", "")
    assert api(organiser).get(address).json() == [answer.json()]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unknown_format"),
        ("a.pdf", b"MZ program", "unknown_format"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "damaged"),
        ("a.gif", b"GIF89a" + b"\x00" * 20, "unknown_format"),
        ("a.pdf", b"%PDF-" + b"0" * (10 * 2**20), "too_large"),
    ],
)
def test_any_other_file_is_refused_with_its_reason_and_leaves_nothing(
    name: str, content: bytes, code: str, api: Any, organiser: Any, make_item: Any
) -> None:
    address = f"/api/v1/outreach-items/{make_item().pk}/attachments/"
    answer = api(organiser).post(address, {"file": SimpleUploadedFile(name, content)}, format="multipart")
    assert answer.status_code == 400 and [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("file", code)]
    assert not StoredFile.objects.exists()


def test_a_damaged_picture_and_one_of_too_many_pixels_are_refused(api: Any, organiser: Any, make_item: Any, photo: bytes) -> None:
    address = f"/api/v1/outreach-items/{make_item().pk}/attachments/"
    huge = BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    for content, code in ((photo[:5000], "damaged"), (huge.getvalue(), "too_many_pixels")):
        answer = api(organiser).post(address, {"file": SimpleUploadedFile("a.jpg", content)}, format="multipart")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_files_are_shown_on_the_page_of_the_item_and_only_to_who_sees_it(
    desk: Any, browser_of: Any, clerk: Any, stranger: Any, make_item: Any, photo: bytes
) -> None:
    item = make_item("banner")
    files = [
        SimpleUploadedFile("Ảnh 1.jpg", photo),
        SimpleUploadedFile("Tờ.docx", b"PK\x03\x04"),
        SimpleUploadedFile("Hợp đồng.pdf", b"%PDF-1.7"),
    ]
    page = desk.post(f"/outreach-items/{item.pk}/attachments/", {"file": files}).content.decode()
    assert "Tờ.docx: Chỉ nhận ảnh" in page and "Ảnh 1.jpg" in page and "Hợp đồng.pdf" in page
    [picture, contract] = Attachment.objects.all()
    address = f"/outreach-items/{item.pk}/attachments/{picture.pk}/"
    assert f'<img src="{address}"' in page
    assert [browser_of(user).get(address).status_code for user in (clerk, stranger)] == [200, 404]
    assert desk.get(f"/outreach-items/{make_item().pk}/attachments/{picture.pk}/").status_code == 404, "an item shows its own files"
    assert browser_of(clerk).post(f"{address}remove/").status_code == 403
    desk.post(f"{address}remove/")
    assert list(Attachment.objects.all()) == [contract] and StoredFile.objects.count() == 1
    desk.post(f"/outreach-items/{item.pk}/remove/")
    assert not StoredFile.objects.exists()
