"""Third-party files, installed at set-up from pinned npm tarballs that are checked before anything is written. Nothing is committed.

The QR reader is one; rooms above register what they need (`register_package`).
"""

import base64
import hashlib
import http.client
import io
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

REGISTRY = "https://registry.npmjs.org"
WAITS = (0, 1, 3)  # seconds before each try
SILENCE = 10  # seconds without a byte before a try is given up
LARGEST = 20_000_000  # bytes of a tarball


class AssetsUnavailable(Exception):
    """The assets could not be fetched, or are not the pinned ones; nothing was written."""


@dataclass(frozen=True)
class Asset:
    member: str  # its path inside the tarball
    name: str  # its file name here
    sha256: str  # hex; lets a later check do without the tarball


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str  # as npm writes it: sha512-<base64>
    assets: tuple[Asset, ...]
    notice: str
    purpose: str = ""  # in both languages, for whoever runs the set-up: 'bộ đọc mã QR / the QR reader'

    @property
    def tarball(self) -> str:
        return f"{self.name.rpartition('/')[2]}-{self.version}.tgz"

    @property
    def digests(self) -> dict[str, str]:
        """Return the pinned SHA-256 of each file by its name."""
        return {asset.name: asset.sha256 for asset in self.assets} | {"NOTICE": hashlib.sha256(self.notice.encode()).hexdigest()}

    def verify(self, tarball: bytes) -> None:
        """Raise AssetsUnavailable unless it is the pinned tarball."""
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        if integrity != self.integrity:
            raise AssetsUnavailable(f"{self.tarball} is not the pinned one: {integrity} of {len(tarball)} bytes")


ZXING = Package(
    name="zxing-wasm",
    version="3.1.4",
    integrity="sha512-1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w==",
    assets=(
        Asset("package/dist/iife/reader/index.js", "reader.js", "d33d09ce132a692faffbed0dce656c36cb2573b4b843885a6e036390d1071d95"),
        Asset(
            "package/dist/reader/zxing_reader.wasm", "zxing_reader.wasm", "e8af31edb56d0522f4de74495839385ef019ba8bc90d38e5ecb2f18795d86fb2"
        ),
        Asset("package/LICENSE", "LICENSE", "fb506e4ade12d7a9efa67c9d76a9a28c8e15d347ca49a69e48e29b40b34ad2ab"),
    ),
    notice=(
        "zxing-wasm 3.1.4, https://github.com/Sec-ant/zxing-wasm: MIT License, see LICENSE.\n"
        "zxing_reader.wasm is compiled from zxing-cpp, https://github.com/zxing-cpp/zxing-cpp\n"
        "(commit 0b2d9a8fc81f420f369928c24331091ff0525976) and from ZXingWasm.cpp of zxing-wasm, both under the\n"
        "Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0\n"
        "The files are unchanged; they were brought in by manage.py vendor_assets.\n"
    ),
    purpose="bộ đọc mã QR / the QR reader",
)


_packages = [ZXING]


def register_package(package: Package) -> None:
    """Have a package installed by `manage.py vendor_assets`. Raise ValueError for one that is registered already."""
    if any(package.name == registered.name for registered in _packages):
        raise ValueError(f"{package.name} is registered twice")
    _packages.append(package)


def packages() -> list[Package]:
    """Return every registered package, the QR reader first."""
    return list(_packages)


def find_wrong_files(package: Package, folder: Path) -> list[str]:
    """Return the names that are missing in folder/<package> or are not as they are pinned. Needs no network."""
    wrong = []
    for name, digest in package.digests.items():
        path = folder / package.name / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def install(package: Package, folder: Path, *, source: Path | None = None, registry: str = REGISTRY) -> bool:
    """Make folder/<package> hold the pinned assets; return False if it did already.

    source: a folder that holds the tarball, for a machine without network. Raise AssetsUnavailable.
    """
    if not find_wrong_files(package, folder):
        return False
    tarball = read_tarball(package, source) if source else download_tarball(package, registry.rstrip("/"))
    write_files(folder / package.name, extract(package, tarball))
    return True


def read_tarball(package: Package, source: Path) -> bytes:
    try:
        tarball = (source / package.tarball).read_bytes()
    except OSError as error:
        raise AssetsUnavailable(f"{source / package.tarball}: {error.strerror}") from error
    package.verify(tarball)
    return tarball


def download_tarball(package: Package, registry: str) -> bytes:
    """Try again also after wrong content: a proxy may have cut it short."""
    if not registry.startswith(("https://", "http://")):
        raise AssetsUnavailable(f"not an address: {registry}")
    address = f"{registry}/{package.name}/-/{package.tarball}"
    for wait in WAITS:
        time.sleep(wait)
        try:
            with urllib.request.urlopen(address, timeout=SILENCE) as response:  # noqa: S310 - the scheme is checked above
                tarball = response.read(LARGEST)
            package.verify(tarball)
            return tarball
        except (OSError, http.client.HTTPException, AssetsUnavailable) as error:
            failure = error
            if isinstance(error, urllib.error.HTTPError) and error.code in {401, 403, 404}:
                break
    raise AssetsUnavailable(f"{address}: {failure}") from failure


def extract(package: Package, tarball: bytes) -> dict[str, bytes]:
    """Return what is to be written, by name. Members are asked for by name and read into memory: no path of the tarball is ever used."""
    contents = {"NOTICE": package.notice.encode()}
    try:
        with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
            for asset in package.assets:
                member = archive.getmember(asset.member)
                file = archive.extractfile(member) if member.isreg() else None
                if file is None:
                    raise AssetsUnavailable(f"{package.tarball}: {asset.member} is no file")
                contents[asset.name] = file.read()
    except (tarfile.TarError, KeyError, EOFError, OSError) as error:
        raise AssetsUnavailable(f"{package.tarball}: {error}") from error
    wrong = [name for name, digest in package.digests.items() if hashlib.sha256(contents[name]).hexdigest() != digest]
    if wrong:
        raise AssetsUnavailable(f"{package.tarball}: not the pinned content: {', '.join(wrong)}")
    return contents


def write_files(folder: Path, contents: dict[str, bytes]) -> None:
    """Write each file whole or not at all, also beside another process that does the same."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as part:
                part.write(content)
            path = Path(part.name)
            path.chmod(0o644)
            path.replace(folder / name)
    except OSError as error:
        raise AssetsUnavailable(f"{folder}: {error.strerror}") from error
