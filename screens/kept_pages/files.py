"""The files that a phone keeps of a page: each with its type and the digest by which a phone knows the right one."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

SUFFIXES = (".js", ".css", ".svg")  # icons of the home screen are taken when the page is installed, and never again
PHONE = "phone"  # the folder of modules that pages on phones share
TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "wasm": "application/wasm",
}
# Comments, and indentation. No script has a text of several lines, as a test sees to it: what follows // to the end of the line without
# any quote is in no text.
COMMENTS = (r"(?ms)^ */\*\*.*?\*/\n", r"(?m)^ *//.*\n", r"(?m) +// [^\"'`\n]*$", r"(?m)^ +")


@dataclass(frozen=True)
class KeptFile:
    """`is_packed`: it comes in one answer with the others, since fifty requests cost a bad line more than their bytes do."""

    address: str
    content_type: str
    content: bytes
    is_packed: bool = True

    @cached_property
    def digest(self) -> str:
        """Return the beginning of the SHA-256 in base64: 132 bits, since every visit carries one for each file."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()[:22]


def list_names(folder: str) -> list[str]:
    """Return the names below the static root of what a phone keeps of a folder."""
    root = Path(str(finders.find(folder)))
    return [f"{folder}/{path.relative_to(root).as_posix()}" for path in sorted(root.rglob("*")) if path.suffix in SUFFIXES]


def read_file(name: str) -> bytes | None:
    """Return the file's bytes: of the collected files or, before they were collected, of the source."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    path = finders.find(name)
    return Path(str(path)).read_bytes() if path else None


def read_script(name: str) -> bytes:
    """Return the file's bytes, a script as `shorten` leaves it; nothing for a file that is not there."""
    content = read_file(name) or b""
    return shorten(content.decode()).encode() if name.endswith((".js", ".css")) else content


def shorten(script: str) -> str:
    """Return a script without its comments and its indentation: a quarter less over a bad line."""
    for pattern in COMMENTS:
        script = re.sub(pattern, "", script)
    return script


def address_of(name: str) -> str:
    """Return the address without the hash that other pages use: scripts import each other by plain names, and one version covers all."""
    return settings.STATIC_URL + name


def type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]
