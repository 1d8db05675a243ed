"""The QR reader is brought in from a registry that is served here for real; what is not the pinned package never reaches the disk."""

import base64
import hashlib
import io
import tarfile
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from scanner.page import vendored_assets
from scanner.page.vendored_assets import ZXING, Asset, AssetsUnavailable, Package, find_wrong_files, install

FILES = {
    "package/dist/iife/reader/index.js": b"var Reader = 1;\n",
    "package/dist/reader/reader.wasm": bytes(range(256)) * 40,
    "package/LICENSE": b"MIT\n",
}


def tarball_of(files, *, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, target in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return out.getvalue()


def pinned(tarball, files=FILES):
    """The package as it would be pinned in vendored_assets.py."""
    names = {
        "package/dist/iife/reader/index.js": "reader.js",
        "package/dist/reader/reader.wasm": "reader.wasm",
        "package/LICENSE": "LICENSE",
    }
    assets = tuple(Asset(member, name, hashlib.sha256(files[member]).hexdigest()) for member, name in names.items())
    return Package("qr-reader", "1.2.3", "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode(), assets, "Apache-2.0\n")


STOPS_WITHIN = 0.02  # s; half a second by itself, after every test
TARBALL = tarball_of(FILES)
PACKAGE = pinned(TARBALL)
WANTED = {
    "reader.js": FILES["package/dist/iife/reader/index.js"],
    "reader.wasm": FILES["package/dist/reader/reader.wasm"],
    "LICENSE": b"MIT\n",
    "NOTICE": b"Apache-2.0\n",
}


def written(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def in_its_folder(contents):
    return {f"qr-reader/{name}": content for name, content in contents.items()}


class Registry:
    """An npm registry with one tarball. `answers`: what it says, one after another; the last for ever."""

    def __init__(self, *answers):
        self.paths, self.answers = [], list(answers)
        registry = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                registry.paths.append(self.path)
                status, content, length = registry.answers.pop(0) if len(registry.answers) > 1 else registry.answers[0]
                self.send_response(status)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(STOPS_WITHIN,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def whole(content):
    return 200, content, len(content)


@pytest.fixture
def registry(monkeypatch):
    """registry(answer, …): a registry on this machine; the tries follow each other at once."""
    monkeypatch.setattr(vendored_assets, "WAITS", (0, 0, 0))
    servers = []

    def make(*answers):
        servers.append(Registry(*answers))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def test_the_pinned_files_and_nothing_else_are_written(registry, tmp_path):
    server = registry(whole(TARBALL))
    assert install(PACKAGE, tmp_path, registry=server.address + "/") is True
    assert written(tmp_path) == in_its_folder(WANTED)
    assert server.paths == ["/qr-reader/-/qr-reader-1.2.3.tgz"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "qr-reader").iterdir()} == {0o644}


def test_the_second_time_no_network_is_asked(registry, tmp_path):
    server = registry(whole(TARBALL))
    install(PACKAGE, tmp_path, registry=server.address)
    server.stop()
    assert install(PACKAGE, tmp_path, registry=server.address) is False
    assert len(server.paths) == 1


@pytest.mark.parametrize("name", list(WANTED))
def test_an_altered_file_is_seen_and_brought_again(registry, tmp_path, name):
    server = registry(whole(TARBALL))
    install(PACKAGE, tmp_path, registry=server.address)
    (tmp_path / "qr-reader" / name).write_bytes(b"alert(1)")
    assert find_wrong_files(PACKAGE, tmp_path) == [name]
    assert install(PACKAGE, tmp_path, registry=server.address) is True
    assert written(tmp_path) == in_its_folder(WANTED)


def test_a_tarball_that_is_not_the_pinned_one_writes_nothing_and_spoils_nothing(registry, tmp_path):
    server = registry(whole(tarball_of(FILES | {"package/dist/iife/reader/index.js": b"alert(1)"})))
    with pytest.raises(AssetsUnavailable, match="not the pinned one"):
        install(PACKAGE, tmp_path, registry=server.address)
    assert written(tmp_path) == {}
    install(PACKAGE, tmp_path, registry=registry(whole(TARBALL)).address)
    (tmp_path / "qr-reader" / "LICENSE").unlink()
    with pytest.raises(AssetsUnavailable):
        install(PACKAGE, tmp_path, registry=server.address)
    assert find_wrong_files(PACKAGE, tmp_path) == ["LICENSE"]


def test_a_tarball_cut_short_on_the_way_is_asked_for_again(registry, tmp_path):
    server = registry((200, TARBALL[:200], len(TARBALL)), (200, TARBALL[:200], 200), whole(TARBALL))
    assert install(PACKAGE, tmp_path, registry=server.address) is True
    assert len(server.paths) == 3


def test_three_tries_are_all(registry, tmp_path):
    server = registry((503, b"", 0))
    with pytest.raises(AssetsUnavailable, match="503"):
        install(PACKAGE, tmp_path, registry=server.address)
    assert (len(server.paths), written(tmp_path)) == (3, {})


def test_a_registry_that_does_not_have_it_is_asked_once(registry, tmp_path):
    server = registry((404, b"", 0))
    with pytest.raises(AssetsUnavailable, match="404"):
        install(PACKAGE, tmp_path, registry=server.address)
    assert len(server.paths) == 1


@pytest.mark.parametrize("address", ["file:///etc", "ftp://example.test", ""])
def test_only_an_http_address_is_a_registry(tmp_path, address):
    with pytest.raises(AssetsUnavailable, match="not an address"):
        install(PACKAGE, tmp_path, registry=address)


def test_a_pinned_tarball_with_other_content_inside_writes_nothing(registry, tmp_path):
    """The pin of the tarball and those of the files were made at different times: neither is believed alone."""
    second_tarball = tarball_of(FILES | {"package/LICENSE": b"none\n"})
    server = registry(whole(second_tarball))
    with pytest.raises(AssetsUnavailable, match="not the pinned content: LICENSE"):
        install(replace(PACKAGE, integrity=pinned(second_tarball).integrity), tmp_path, registry=server.address)
    assert written(tmp_path) == {}


def test_no_path_inside_the_tarball_leads_anywhere(registry, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"safe")
    hostile = tarball_of(FILES | {"../../outside": b"gone", str(outside): b"gone", "package/../../../outside": b"gone"})
    folder = tmp_path / "a" / "b"
    install(pinned(hostile), folder, registry=registry(whole(hostile)).address)
    assert written(tmp_path) == {"outside": b"safe"} | {f"a/b/qr-reader/{name}": content for name, content in WANTED.items()}


def test_a_link_in_the_place_of_a_file_is_refused(registry, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"MIT\n")
    linked = tarball_of(
        {name: content for name, content in FILES.items() if name != "package/LICENSE"}, links=[("package/LICENSE", str(secret))]
    )
    with pytest.raises(AssetsUnavailable, match="package/LICENSE is no file"):
        install(pinned(linked), tmp_path / "vendor", registry=registry(whole(linked)).address)
    assert written(tmp_path) == {"secret": b"MIT\n"}


@pytest.mark.parametrize("content", [b"", b"no tarball", TARBALL[:-200]])
def test_what_is_no_whole_tarball_is_said_and_not_written(registry, tmp_path, content):
    with pytest.raises(AssetsUnavailable):
        install(pinned(content), tmp_path, registry=registry(whole(content)).address)
    assert written(tmp_path) == {}


def test_from_a_folder_no_network_is_needed(tmp_path):
    (tmp_path / "qr-reader-1.2.3.tgz").write_bytes(TARBALL)
    assert install(PACKAGE, tmp_path / "vendor", source=tmp_path, registry="http://127.0.0.1:1") is True
    assert written(tmp_path / "vendor") == in_its_folder(WANTED)


def test_from_a_folder_the_pin_holds_as_well(tmp_path):
    (tmp_path / "qr-reader-1.2.3.tgz").write_bytes(TARBALL + b" ")
    with pytest.raises(AssetsUnavailable, match="not the pinned one"):
        install(PACKAGE, tmp_path / "vendor", source=tmp_path)
    assert written(tmp_path / "vendor") == {}


def test_check_fails_until_all_is_there(settings, tmp_path, monkeypatch):
    settings.VENDOR_DIR = tmp_path / "vendor"
    with pytest.raises(CommandError, match=r"reader.js, zxing_reader.wasm, LICENSE, NOTICE"):
        call_command("vendor_assets", check=True)
    assert not settings.VENDOR_DIR.exists()


def test_without_the_registry_the_command_says_so(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(vendored_assets, "WAITS", (0,))
    settings.VENDOR_DIR = tmp_path
    monkeypatch.setenv("NPM_REGISTRY", "http://127.0.0.1:1")
    with pytest.raises(CommandError, match=r"^Chưa lấy được bộ đọc mã QR .* http://127.0.0.1:1/zxing-wasm/-/zxing-wasm-3.1.4.tgz"):
        call_command("vendor_assets")
    with pytest.raises(CommandError, match=r"zxing-wasm-3.1.4.tgz: No such file"):
        call_command("vendor_assets", source=tmp_path)


def test_prepare_goes_on_without_the_registry_and_says_what_will_not_work(settings, tmp_path, monkeypatch, capsys, admin):
    monkeypatch.setattr(vendored_assets, "WAITS", (0,))
    settings.VENDOR_DIR, settings.STATIC_ROOT = tmp_path / "vendor", tmp_path / "static"
    settings.STATICFILES_DIRS = []
    monkeypatch.setenv("NPM_REGISTRY", "http://127.0.0.1:1")
    call_command("prepare")
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "Camera của máy quét chưa đọc được mã cho đến khi chạy: manage.py vendor_assets / the scanner's camera will not decode"
    )
    assert (tmp_path / "static" / "scanner" / "camera" / "decode-worker.js").is_file()


def test_the_folder_of_the_checkout_is_among_the_static_files_and_not_committed():
    assert settings.STATICFILES_DIRS == [settings.VENDOR_DIR]
    assert ".vendor/" in (Path(settings.BASE_DIR) / ".gitignore").read_text().splitlines()
    assert ZXING.integrity == "sha512-1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w=="
