"""Files for tests of the reader: by openpyxl and xlwt where they can write the trap, by hand where they cannot."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(workbook: Any) -> bytes:
    """Return the file that openpyxl or xlwt makes of a workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def rows_xlsx(
    rows: Iterable[Iterable[Any]],
    *,
    merges: str = "",
    number_formats: Mapping[str, str] = MappingProxyType({}),
    is_1904: bool = False,
) -> bytes:
    """Return a workbook of one sheet, with merged ranges ("A1:B1 C2:C3") and how single cells show their numbers."""
    workbook = openpyxl.Workbook()
    if is_1904:
        workbook.epoch = CALENDAR_MAC_1904
    for row in rows:
        workbook.active.append(list(row))
    for cells in merges.split():
        workbook.active.merge_cells(cells)
    for cell, number_format in number_formats.items():
        workbook.active[cell].number_format = number_format
    return saved(workbook)


def handmade_xlsx(
    data: str,
    *,
    before: str = "",
    after: str = "",
    styles: str = "",
    strings: str = "",
    workbook: str = "",
    space: str = TRANSITIONAL,
    prefix: str = "",
    encoding: str = "utf-8",
) -> bytes:
    """`data` stands inside sheetData, `before` and `after` beside it; parts left empty are as plain as can be."""
    p = f"{prefix}:" if prefix else ""
    xmlns = f'xmlns{":" if prefix else ""}{prefix}="{space}"'
    relationships = _OFFICE if space == TRANSITIONAL else "http://purl.oclc.org/ooxml/officeDocument/relationships"
    sheet = f"<{p}worksheet {xmlns}>{before}<{p}sheetData>{data}</{p}sheetData>{after}</{p}worksheet>"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{relationships}">'
        + (workbook or '<sheets><sheet name="DS" sheetId="1" r:id="rId1"/></sheets>')
        + "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{relationships}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relationships}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{relationships}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}">{styles or _PLAIN_STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{strings}</sst>',
    }
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    return zipped({name: (declared + xml).encode(encoding) for name, xml in (parts | {"xl/worksheets/sheet1.xml": sheet}).items()})


_PLAIN_STYLES = (
    '<fonts count="1"><font><name val="Arial"/></font></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0"/></cellXfs>'
)


def styles(formats: Iterable[str] = (), fonts: Iterable[str] = ("Arial",)) -> str:
    """cellXfs: one per font with no format, then one per format in the first font."""
    fonts, formats = list(fonts), [escape(code, {'"': "&quot;"}) for code in formats]
    return (
        "<numFmts>" + "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)) + "</numFmts>"
        "<fonts>" + "".join(f'<font><name val="{font}"/></font>' for font in fonts) + "</fonts>"
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
        + "".join(f'<xf numFmtId="0" fontId="{n}"/>' for n in range(len(fonts)))
        + "".join(f'<xf numFmtId="{200 + n}" fontId="0" applyNumberFormat="1"/>' for n in range(len(formats)))
        + "</cellXfs>"
    )


def biff_record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff5(text: str, number: float, *, is_encrypted: bool = False) -> bytes:
    """The least that Excel 5 wrote: without a container, in the code page that its CODEPAGE record names."""
    name, letters = b"DS", text.encode("cp1252")
    head = biff_record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)) + biff_record(0x0042, struct.pack("<H", 1252))
    if is_encrypted:
        head += biff_record(0x002F, struct.pack("<HH", 0x1234, 0x5678))
    fonts = b"".join(biff_record(0x0031, struct.pack("<HHHHHBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5) + b"Arial") for _ in range(4))
    styles_ = b"".join(biff_record(0x00E0, struct.pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0)) for _ in range(15))
    styles_ += biff_record(0x00E0, struct.pack("<HHHHHHHH", 0, 0, 1, 0x20, 0, 0, 0, 0))
    ended = biff_record(0x000A, b"")
    bound = biff_record(0x0085, struct.pack("<IHB", 0, 0, len(name)) + name)
    start = len(head + fonts + styles_ + bound + ended)
    bound = biff_record(0x0085, struct.pack("<IHB", start, 0, len(name)) + name)
    sheet = biff_record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    sheet += biff_record(0x0204, struct.pack("<HHHH", 0, 0, 15, len(letters)) + letters) + biff_record(
        0x0203, struct.pack("<HHHd", 0, 1, 15, number)
    )
    return head + fonts + styles_ + bound + ended + sheet + ended


def ods(table: str, *, automatic: str = "", table_attributes: str = "") -> bytes:
    """`table` stands inside one table named DS."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in {
            "office": "office",
            "table": "table",
            "text": "text",
            "style": "style",
            "number": "datastyle",
            "fo": "xsl-fo-compatible",
        }.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:automatic-styles>{automatic}'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="DS" {table_attributes}>{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}
