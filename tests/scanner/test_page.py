"""What a phone installs: the same for everybody, without data, whole, and anew exactly when something of it changed."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from scanner.page import views as page_views
from scanner.page.messages import words

OWN = page_views.OWN_FILES / "scanner"


def directives(response):
    return {part.split()[0]: set(part.split()[1:]) for part in response["Content-Security-Policy"].split("; ")}


def files_in(script):
    return json.loads(re.search(r"const FILES = (\[.*?\]);", script, re.DOTALL).group(1))


def version_in(script):
    return re.search(r'const VERSION = "scan-(\w+)"', script).group(1)


def test_the_page_may_run_wasm_and_nothing_written_in_it(client):
    found = directives(client.get("/scan/"))
    assert found["script-src"] == {"'self'", "'wasm-unsafe-eval'"}
    assert found["worker-src"] == found["connect-src"] == {"'self'"}
    assert found["img-src"] == {"'self'", "data:", "blob:"}
    assert found["media-src"] == {"'self'", "blob:"}
    assert found["style-src"] == {"'self'"}


def test_other_pages_may_not_run_wasm(client):
    assert directives(client.get("/sign-in/"))["script-src"] == {"'self'"}


def test_the_page_is_the_same_for_everybody_in_either_language(client, browser_of, organiser, session, enrolled):
    page = client.get("/scan/").content
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get("/scan/").content == page
    signed_in = browser_of(organiser).get("/scan/")
    assert signed_in.content == page
    assert signed_in["Cache-Control"] == "no-cache"
    assert session.title not in page.decode() and "Phạm Văn Rê" not in page.decode()


def test_the_page_speaks_every_language_with_the_same_sentences():
    said = {code: words(code) for code, _name in settings.LANGUAGES}
    assert {code: set(one) for code, one in said.items()} == {code: set(said["vi"]) for code in said}
    for key, sentence in said["vi"].items():
        assert set(re.findall(r"\{(\w+)\}", said["en"][key])) == set(re.findall(r"\{(\w+)\}", sentence)), key


def test_the_script_says_only_sentences_that_there_are():
    said = set(words("vi"))
    script = "\n".join(path.read_text() for path in OWN.rglob("*.js"))
    page = (page_views.OWN_FILES.parent / "templates/scanner/page/scan.html").read_text()
    asked = set(re.findall(r'\bsay(?:InVietnamese)?\("(\w+)"', script)) | set(re.findall(r'data-word="(\w+)"', page))
    assert asked - said == set()


def test_the_service_worker_keeps_only_files_that_there_are(client):
    answer = client.get("/scan/sw.js")
    assert answer["Content-Type"] == "text/javascript" and answer["Cache-Control"] == "no-cache"
    files = files_in(answer.content.decode())
    assert len(files) == len(set(files))
    for path in files:
        if path.startswith(settings.STATIC_URL):
            assert finders.find(path.removeprefix(settings.STATIC_URL)), path
        else:
            assert client.get(path).status_code == 200, path


def test_the_service_worker_keeps_every_module_that_is_imported(client):
    files = set(files_in(client.get("/scan/sw.js").content.decode()))
    for path in OWN.rglob("*.js"):
        for imported in re.findall(r'from "(\.[\w./-]+)"', path.read_text()):
            file = (path.parent / imported).resolve().relative_to(OWN)
            assert f"{settings.STATIC_URL}scanner/{file}" in files, (path.name, imported)


def test_the_version_changes_when_a_file_changes_and_only_then(client, monkeypatch, tmp_path):
    before = client.get("/scan/sw.js").content.decode()
    assert client.get("/scan/sw.js").content.decode() == before
    read = page_views._content
    monkeypatch.setattr(
        page_views, "_content", lambda name: (read(name) or b"") + (b" " if name == "scanner/input/keyboard-scanner.js" else b"")
    )
    after = client.get("/scan/sw.js").content.decode()
    assert version_in(after) != version_in(before)
    assert files_in(after) == files_in(before)


def test_without_the_reader_the_page_still_installs_and_says_so(client, monkeypatch):
    read = page_views._content
    monkeypatch.setattr(page_views, "_content", lambda name: None if name.startswith("zxing") else read(name))
    assert not any("zxing" in path for path in files_in(client.get("/scan/sw.js").content.decode()))
    assert '"reader": null' in client.get("/scan/").content.decode()


@pytest.mark.parametrize("name,sizes,purpose", page_views.ICONS)
def test_the_manifest_names_icons_of_the_size_that_they_have(client, name, sizes, purpose):
    told = json.loads(client.get("/scan/manifest.webmanifest").content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/scan/", "/scan/", "standalone")
    [icon] = [one for one in told["icons"] if one["src"].endswith(f"/{name}")]
    with Image.open(OWN / name) as picture:
        assert "{}x{}".format(*picture.size) == sizes == icon["sizes"]
    assert icon["purpose"] == purpose


def test_the_decode_worker_stands_below_the_page_with_its_policy(client):
    answer = client.get("/scan/decode-worker.js")
    assert answer.content == (OWN / "camera/decode-worker.js").read_bytes()
    assert "'wasm-unsafe-eval'" in directives(answer)["script-src"]
