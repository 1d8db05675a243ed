"""The QR reader is brought in from a registry that is served here for real; what is not the pinned package never reaches the disk."""

import base64
import hashlib
import io
import tarfile
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from scanner.page import vendored_assets
from scanner.page.vendored_assets import ZXING, Asset, AssetsUnavailable, Package, find_wrong_files, install
from tests.local_server import Reply, local_server

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


TARBALL = tarball_of(FILES)
PACKAGE = pinned(TARBALL)
CONTENTS = {
    "reader.js": FILES["package/dist/iife/reader/index.js"],
    "reader.wasm": FILES["package/dist/reader/reader.wasm"],
    "LICENSE": b"MIT\n",
    "NOTICE": b"Apache-2.0\n",
}
WRITTEN = {f"qr-reader/{name}": content for name, content in CONTENTS.items()}


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@dataclass
class Registry:
    """An npm registry with one tarball. `answers`: what it says, one after another; the last for ever."""

    answers: list[Reply]
    paths: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, request):
        self.paths.append(request.path)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def registry(monkeypatch):
    """registry(content or Reply, …): a registry on this machine; the tries follow each other at once."""
    monkeypatch.setattr(vendored_assets, "WAITS", (0, 0, 0))
    with ExitStack() as servers:

        def make(*answers):
            registry = Registry([Reply(200, answer) if isinstance(answer, bytes) else answer for answer in answers])
            registry.address = servers.enter_context(local_server(registry.answer))
            return registry

        yield make


def test_the_pinned_files_and_nothing_else_are_files_in(registry, tmp_path):
    server = registry(TARBALL)
    assert install(PACKAGE, tmp_path, registry=server.address + "/") is True
    assert files_in(tmp_path) == WRITTEN
    assert server.paths == ["/qr-reader/-/qr-reader-1.2.3.tgz"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "qr-reader").iterdir()} == {0o644}


def test_the_second_time_no_network_is_asked(registry, tmp_path):
    server = registry(TARBALL)
    install(PACKAGE, tmp_path, registry=server.address)
    server.answers = [Reply(503)]
    assert install(PACKAGE, tmp_path, registry=server.address) is False
    assert len(server.paths) == 1


@pytest.mark.parametrize("name", list(CONTENTS))
def test_an_altered_file_is_seen_and_brought_again(registry, tmp_path, name):
    server = registry(TARBALL)
    install(PACKAGE, tmp_path, registry=server.address)
    (tmp_path / "qr-reader" / name).write_bytes(b"alert(1)")
    assert find_wrong_files(PACKAGE, tmp_path) == [name]
    assert install(PACKAGE, tmp_path, registry=server.address) is True
    assert files_in(tmp_path) == WRITTEN


def test_a_tarball_that_is_not_the_pinned_one_writes_nothing_and_spoils_nothing(registry, tmp_path):
    server = registry(tarball_of(FILES | {"package/dist/iife/reader/index.js": b"alert(1)"}))
    with pytest.raises(AssetsUnavailable, match="not the pinned one"):
        install(PACKAGE, tmp_path, registry=server.address)
    assert files_in(tmp_path) == {}
    install(PACKAGE, tmp_path, registry=registry(TARBALL).address)
    (tmp_path / "qr-reader" / "LICENSE").unlink()
    with pytest.raises(AssetsUnavailable):
        install(PACKAGE, tmp_path, registry=server.address)
    assert find_wrong_files(PACKAGE, tmp_path) == ["LICENSE"]


def test_a_tarball_cut_short_on_the_way_is_asked_for_again(registry, tmp_path):
    server = registry(Reply(200, TARBALL, arriving=200), TARBALL[:200], TARBALL)
    assert install(PACKAGE, tmp_path, registry=server.address) is True
    assert len(server.paths) == 3


def test_three_tries_are_all(registry, tmp_path):
    server = registry(Reply(503))
    with pytest.raises(AssetsUnavailable, match="503"):
        install(PACKAGE, tmp_path, registry=server.address)
    assert (len(server.paths), files_in(tmp_path)) == (3, {})


def test_a_registry_that_does_not_have_it_is_asked_once(registry, tmp_path):
    server = registry(Reply(404))
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
    server = registry(second_tarball)
    with pytest.raises(AssetsUnavailable, match="not the pinned content: LICENSE"):
        install(replace(PACKAGE, integrity=pinned(second_tarball).integrity), tmp_path, registry=server.address)
    assert files_in(tmp_path) == {}


def test_no_path_inside_the_tarball_leads_anywhere(registry, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"safe")
    hostile = tarball_of(FILES | {"../../outside": b"gone", str(outside): b"gone", "package/../../../outside": b"gone"})
    folder = tmp_path / "a" / "b"
    install(pinned(hostile), folder, registry=registry(hostile).address)
    assert files_in(tmp_path) == {"outside": b"safe"} | {f"a/b/qr-reader/{name}": content for name, content in CONTENTS.items()}


def test_a_link_in_the_place_of_a_file_is_refused(registry, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"MIT\n")
    linked = tarball_of(
        {name: content for name, content in FILES.items() if name != "package/LICENSE"}, links=[("package/LICENSE", str(secret))]
    )
    with pytest.raises(AssetsUnavailable, match="package/LICENSE is no file"):
        install(pinned(linked), tmp_path / "vendor", registry=registry(linked).address)
    assert files_in(tmp_path) == {"secret": b"MIT\n"}


@pytest.mark.parametrize("content", [b"", b"no tarball", TARBALL[:-200]])
def test_what_is_no_whole_tarball_is_said_and_not_files_in(registry, tmp_path, content):
    with pytest.raises(AssetsUnavailable):
        install(pinned(content), tmp_path, registry=registry(content).address)
    assert files_in(tmp_path) == {}


def test_from_a_folder_no_network_is_needed(tmp_path):
    (tmp_path / "qr-reader-1.2.3.tgz").write_bytes(TARBALL)
    assert install(PACKAGE, tmp_path / "vendor", source=tmp_path, registry="http://127.0.0.1:1") is True
    assert files_in(tmp_path / "vendor") == WRITTEN


def test_from_a_folder_the_pin_holds_as_well(tmp_path):
    (tmp_path / "qr-reader-1.2.3.tgz").write_bytes(TARBALL + b" ")
    with pytest.raises(AssetsUnavailable, match="not the pinned one"):
        install(PACKAGE, tmp_path / "vendor", source=tmp_path)
    assert files_in(tmp_path / "vendor") == {}


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
        "Camera của máy quét chưa đọc được mã, hoặc chưa in được giấy chứng nhận, cho đến khi chạy: manage.py vendor_assets / the scanner's"
    )
    assert (tmp_path / "static" / "scanner" / "camera" / "decode-worker.js").is_file()


def test_the_folder_of_the_checkout_is_among_the_static_files_and_not_committed():
    assert settings.STATICFILES_DIRS == [settings.VENDOR_DIR]
    assert ".vendor" in (Path(settings.BASE_DIR) / ".gitignore").read_text().splitlines()
    assert ZXING.integrity == "sha512-1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w=="
