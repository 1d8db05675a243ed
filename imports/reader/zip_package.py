"""A zip of XML parts (xlsx, ods), opened so that neither a zip bomb nor a document type reaches a parser."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from imports.reader.limits import MAX_ENTRIES, MAX_UNZIPPED, Refused

_XML = (".xml", ".rels", ".vml")
_DECLARATIONS = [word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")]
_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([^"']+)""")
_READ_AS_ASCII = re.compile(rb"utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True, "remove_pis": True}


class Package:
    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Refused("damaged") from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
            raise Refused("zip_bomb")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("password")
        self._entries = {_normal_name(entry.filename): entry for entry in entries if not entry.is_dir()}
        self._parts: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def check(self) -> None:
        """Unpack every XML part, also those that are not read. Raise Refused for a zip bomb by its real size and for document types."""
        bytes_allowed = MAX_UNZIPPED
        for name in self._entries:
            if name.endswith(_XML):
                bytes_allowed -= len(self.part(name))
                if bytes_allowed < 0:
                    raise Refused("zip_bomb")
                _require_safe(self.part(name))

    def has(self, name: str) -> bool:
        return _normal_name(name) in self._entries

    def part(self, name: str) -> bytes:
        """Return the bytes of one part. Raise Refused when the package lacks it."""
        name = _normal_name(name)
        if name not in self._parts:
            if name not in self._entries:
                raise Refused("damaged")
            with self._zip.open(self._entries[name]) as file:
                self._parts[name] = file.read(MAX_UNZIPPED + 1)
        return self._parts[name]

    def tree(self, name: str) -> Any:
        """Return the root of a small part."""
        return etree.fromstring(self.part(name), etree.XMLParser(**_SAFE))

    def elements(self, name: str, *tags: str, events: tuple[str, ...] = ("end",)) -> Iterator[Any]:
        """Yield each element of these local names as it is read, with its event where more than the end is asked for; then drop it."""
        for event, element in etree.iterparse(io.BytesIO(self.part(name)), events=events, tag=[f"{{*}}{tag}" for tag in tags], **_SAFE):
            yield (event, element) if len(events) > 1 else element
            if event == "end":
                element.clear()
                if (before := element.getprevious()) is not None:
                    element.getparent().remove(before)


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its local name, whatever the namespace: files of the strict kind have their own."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _normal_name(name: str) -> str:
    return name.replace("\\", "/").strip("/").lower()


def _require_safe(xml: bytes) -> None:
    """Raise Refused for a document type, and for encodings in which it could hide."""
    if any(word in xml for word in _DECLARATIONS):
        raise Refused("unsafe_xml")
    if xml.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        if b"\x00\x00\x00" in xml[:8]:
            raise Refused("unsafe_xml")  # UTF-32, where the words above are spelt otherwise
        return
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf").lstrip()[:200])
    if encoding and not _READ_AS_ASCII.fullmatch(encoding[1]):
        raise Refused("unsafe_xml")
