"""Files of documents: what they are is read from their content, they are stored sealed, and whoever may see gets them as attachments."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.seals import Resealed
from activities.files import actions
from activities.files.recognition import recognise
from activities.models import StoredFile
from tests.pages import field_errors

pytestmark = pytest.mark.django_db
WORD_97 = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + "WordDocument".encode("utf-16-le")


def office_file(*parts):
    """Return a package with these parts, as Office packs its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for part in ("[Content_Types].xml", *parts):
            package.writestr(part, "<xml/>")
    return packed.getvalue()


def test_a_file_is_what_its_content_says_and_not_what_its_name_says():
    contents = {
        "pdf": b"%PDF-1.7\n", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff\xe0", "doc": WORD_97,
        "docx": office_file("word/document.xml"), "xlsx": office_file("xl/workbook.xml"),
    }  # fmt: skip
    assert {name: recognise(content) for name, content in contents.items()} == {name: name for name in contents}


def test_programs_archives_macros_and_protected_files_are_nothing_that_is_kept():
    with_macros = "_VBA_PROJECT".encode("utf-16-le")
    refused = [
        b"MZ\x90", b"<html>", b"PK\x03\x04broken", office_file("a.exe"), office_file("word/document.xml", "word/vbaProject.bin"),
        WORD_97 + with_macros, bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), b"GIF89a", b"",
    ]  # fmt: skip
    assert [recognise(content) for content in refused] == [None] * len(refused)


def test_a_file_is_stored_sealed_and_sent_as_an_attachment_to_who_may_see_only(make_document, browser_of, organiser, usher, stranger):
    content = b"%PDF-1.7\nHop dong so 12"
    document = make_document(file=SimpleUploadedFile("Kế hoạch 40.exe", content))
    assert b"Hop dong" not in bytes(StoredFile.objects.get().content)
    address = f"/documents/{document.pk}/file/"
    answer = browser_of(usher).get(address)
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert ".pdf" in answer.headers["Content-Disposition"] and ".exe" not in answer.headers["Content-Disposition"]
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "private, no-store")
    assert browser_of(stranger).get(address).status_code == 404


def test_a_new_file_takes_the_place_of_the_earlier_one_and_a_removed_one_is_gone(make_document, api, organiser):
    document, client = make_document(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")), api(organiser)
    address = f"/api/v1/documents/{document.pk}/file/"
    photo, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Máy ảnh của tôi"
    Image.new("RGB", (4, 4)).save(photo, "JPEG", exif=exif)
    replaced = client.put(address, {"file": SimpleUploadedFile("anh.jpg", photo.getvalue())}, format="multipart")
    assert (replaced.status_code, replaced.json()["file"]["name"]) == (200, "anh.jpg")
    assert StoredFile.objects.count() == 1
    kept = client.get(address)
    assert (kept.headers["Content-Type"], b"Exif" in photo.getvalue(), b"Exif" in kept.content) == ("image/jpeg", True, False)
    assert kept.headers["Content-Disposition"].startswith("attachment;")
    assert client.delete(address).status_code == 204
    assert (StoredFile.objects.count(), client.get(address).status_code) == (0, 404)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Tệp rỗng"), (b"MZ\x90", "Chỉ nhận tệp PDF"), (b"%PDF-" + bytes(2000), "Tệp lớn quá")],
)
def test_a_file_that_is_not_kept_is_refused_with_a_sentence_and_nothing_is_written(
    make_document, desk, api, organiser, monkeypatch, content, sentence
):
    monkeypatch.setattr(actions, "MAX_BYTES", 1000)
    document = make_document()
    values = {"kind": "plan", "number": "41/KH-UBND", "dated": "2/3/2023", "issuer": "UBND tỉnh", "title": "Mới", "unit": document.unit_id}
    page = desk.post("/documents/new/", values | {"file": SimpleUploadedFile("a.pdf", content)})
    assert sentence in field_errors(page)["file"][0]
    answer = api(organiser).put(
        f"/api/v1/documents/{document.pk}/file/", {"file": SimpleUploadedFile("a.pdf", content)}, format="multipart"
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")
    assert StoredFile.objects.count() == 0


def test_files_are_sealed_anew_when_the_key_changes(make_document, settings):
    make_document(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"))
    settings.DIGEST_KEY_FALLBACKS, settings.DIGEST_KEY = [settings.DIGEST_KEY], "khóa mới " * 6
    assert actions.seal_files_again() == Resealed(1, [])
    settings.DIGEST_KEY_FALLBACKS = []
    assert actions.open_file(StoredFile.objects.get()) == b"%PDF-1.7 a"
    assert actions.seal_files_again() == Resealed(0, [])
