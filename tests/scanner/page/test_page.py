"""What a phone installs: the same for everybody, without data, whole, and anew exactly when something of it changed."""

import gzip
import json
import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from scanner.page import files, page
from scanner.page.messages import messages_in
from screens.kept_pages.files import read_script

SCRIPTS = files.STATIC_ROOT / "scanner"
JUDGE = Path(__file__).resolve().parents[3] / "contests/static/judge"
SHARED = Path(__file__).resolve().parents[3] / "screens/static/phone"
MODULES = [*SCRIPTS.rglob("*.js"), *SHARED.rglob("*.js")]


def directives(response):
    return {part.split()[0]: set(part.split()[1:]) for part in response["Content-Security-Policy"].split("; ")}


def name_of(path, imported):
    """Return the name below the static root of what a module imports."""
    folder = path.parent.relative_to(next(parent for parent in path.parents if parent.name == "static"))
    return os.path.normpath(folder / imported)


def addresses_in(script):
    return list(json.loads(re.search(r"const FILES = (\{.*?\});\n", script, re.DOTALL).group(1)))


def test_the_page_may_run_wasm_and_nothing_written_in_it(client):
    policy = directives(client.get("/scan/"))
    assert policy["script-src"] == {"'self'", "'wasm-unsafe-eval'"}
    assert policy["worker-src"] == policy["connect-src"] == {"'self'"}
    assert policy["img-src"] == {"'self'", "data:", "blob:"}
    assert policy["media-src"] == {"'self'", "blob:"}
    assert policy["style-src"] == {"'self'"}


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
    messages = {code: messages_in(code) for code, _name in settings.LANGUAGES}
    assert {code: set(in_language) for code, in_language in messages.items()} == {code: set(messages["vi"]) for code in messages}
    for key, message in messages["vi"].items():
        assert set(re.findall(r"\{(\w+)\}", messages["en"][key])) == set(re.findall(r"\{(\w+)\}", message)), key


def test_the_script_says_only_sentences_that_there_are():
    script = "\n".join(path.read_text() for path in SCRIPTS.rglob("*.js"))
    page = (files.STATIC_ROOT.parent / "templates/scanner/page/scan.html").read_text()
    keys = set(re.findall(r'\bsay(?:InVietnamese)?\("(\w+)"', script)) | set(re.findall(r'data-word="(\w+)"', page))
    assert keys - set(messages_in("vi")) == set()


def test_the_service_worker_keeps_only_files_that_there_are(client):
    answer = client.get("/scan/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8" and answer["Cache-Control"] == "no-cache"
    addresses = addresses_in(answer.content.decode())
    assert len(addresses) == len(set(addresses))
    for path in addresses:
        if path.startswith(settings.STATIC_URL):
            assert finders.find(path.removeprefix(settings.STATIC_URL)), path
        else:
            assert client.get(path).status_code == 200, path


def test_the_service_worker_keeps_every_module_that_is_imported(client):
    addresses = set(addresses_in(client.get("/scan/sw.js").content.decode()))
    for path in MODULES:
        for imported in re.findall(r'from "(\.[\w./-]+)"', path.read_text()):
            assert f"{settings.STATIC_URL}{name_of(path, imported)}" in addresses, (path.name, imported)


def test_scripts_are_kept_without_comments_which_is_safe_as_no_text_in_them_has_several_lines():
    for path in (*MODULES, *JUDGE.rglob("*.js")):
        lines = re.sub(r"/\[[^\n]*?\]/", "", path.read_text()).splitlines()
        assert [line for line in lines if line.count("`") % 2] == [], path.name
    script = read_script("phone/schedule.js").decode()
    assert re.findall(r"^ |^//|/\*\*", script, re.MULTILINE) == []
    assert "\nthis.setPause(result);\n" in script


def test_every_name_that_a_module_imports_is_exported_by_the_other():
    for path in MODULES:
        for names, imported in re.findall(r'^import \{([^}]+)\} from "(\.[\w./-]+)"', path.read_text(), re.MULTILINE):
            text = Path(str(finders.find(name_of(path, imported)))).read_text()
            exported = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", text, re.MULTILINE)
            assert {name.strip() for name in names.split(",")} - {""} <= set(exported), (path.name, imported)


def test_the_version_changes_when_a_file_changes_and_only_then(client, monkeypatch, tmp_path):
    before = client.get("/scan/sw.js").content.decode()
    assert client.get("/scan/sw.js").content.decode() == before
    read = files.read_file
    monkeypatch.setattr(
        files, "read_file", lambda name: (read(name) or b"") + (b" " if name == "scanner/input/keyboard-scanner.js" else b"")
    )
    after = client.get("/scan/sw.js").content.decode()
    assert re.search(r'const VERSION = "scan-(\w+)"', after).group(1) != re.search(r'const VERSION = "scan-(\w+)"', before).group(1)
    assert addresses_in(after) == addresses_in(before)


def test_the_package_holds_every_text_that_the_service_worker_keeps_and_its_policy(client):
    described = json.loads(re.search(r"const FILES = (\{.*?\});\n", client.get("/scan/sw.js").content.decode(), re.DOTALL).group(1))
    package = client.get("/scan/package.json")
    assert package["Content-Type"] == "application/json" and package["Cache-Control"] == "no-cache"
    assert directives(package) == directives(client.get("/scan/"))
    digests = {address: b64encode(sha256(text.encode()).digest()).decode()[:22] for address, text in package.json().items()}
    assert digests == {address: file["sha256"] for address, file in described.items() if file["isPacked"]}
    assert package.json()["/scan/"].encode() == client.get("/scan/").sent
    alone = {address.rpartition("/")[2] for address, file in described.items() if not file["isPacked"]}
    assert alone <= {"reader.js", "zxing_reader.wasm"}


@pytest.mark.parametrize("address", ["/scan/", "/scan/sw.js", "/scan/package.json"])
def test_the_answer_is_brotli_for_who_takes_it_gzip_for_who_takes_that_and_plain_for_others(db, address):
    client = Client()
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers and "Accept-Encoding" in plain.headers["Vary"]
    for accepted, encoding, unpack in (("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)):
        answer = client.get(address, headers={"Accept-Encoding": accepted})
        assert answer.headers["Content-Encoding"] == encoding and "Accept-Encoding" in answer.headers["Vary"]
        assert unpack(answer.content) == plain.content


@pytest.mark.deep
def test_all_that_a_first_visit_fetches_is_under_450_kb_as_production_compresses_it(client):
    """The page, its style and first script, the service worker, all texts in one package, and the reader; 1 kB of headers each."""
    answers = [client.get(address).content for address in ("/scan/", "/scan/sw.js", "/scan/package.json")]
    answers += [files.read_file(name) or b"" for name in ("scanner/scanner.css", "phone/boot.js", files.READER, files.WASM)]
    if not answers[-1]:
        pytest.skip("no QR reader on this machine")
    assert sum(len(brotli.compress(content)) + 1000 for content in answers) < 450_000


def test_without_the_reader_the_page_still_installs_and_says_so(client, monkeypatch):
    read = files.read_file
    monkeypatch.setattr(files, "read_file", lambda name: None if name.startswith("zxing") else read(name))
    assert not any("zxing" in path for path in addresses_in(client.get("/scan/sw.js").content.decode()))
    assert '"reader": null' in client.get("/scan/").content.decode()


@pytest.mark.parametrize("name,sizes,purpose", page.ICONS)
def test_the_manifest_names_icons_of_the_size_that_they_have(client, name, sizes, purpose):
    manifest = json.loads(client.get("/scan/manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/scan/", "/scan/", "standalone")
    [icon] = [icon for icon in manifest["icons"] if icon["src"].endswith(f"/{name}")]
    with Image.open(SCRIPTS / name) as picture:
        assert "{}x{}".format(*picture.size) == sizes == icon["sizes"]
    assert icon["purpose"] == purpose


def test_the_decode_worker_stands_below_the_page_with_its_policy(client):
    answer = client.get("/scan/decode-worker.js")
    assert answer.content == (SCRIPTS / "camera/decode-worker.js").read_bytes()
    assert "'wasm-unsafe-eval'" in directives(answer)["script-src"]
