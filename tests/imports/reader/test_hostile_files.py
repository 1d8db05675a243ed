"""What must not be read is refused, by its name and with a way out; what it may cost is bounded."""

import io
import re
import signal
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlwt

from imports.files import reader_process
from imports.files.reader_process import FileRefused, read_workbook, read_workbooks
from tests.imports.made_files import biff5, handmade_xlsx, ods, rows_xlsx, saved, styles, unzipped, zipped

ROOT = Path(reader_process.__file__).parent.parent.parent
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
PLAIN = rows_xlsx([["TT", "Họ tên"], [1, "Đinh Văn Rê"]])


def with_part(name: str, content: bytes | str, *, of: bytes = PLAIN) -> bytes:
    return zipped(unzipped(of) | {name: content.encode() if isinstance(content, str) else content})


def inflating(name: str, size: int) -> bytes:
    """The plain workbook with a part of so many spaces."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for part, content in unzipped(PLAIN).items():
            if part != name:
                file.writestr(part, content)
        with file.open(name, "w", force_zip64=True) as part:
            for _ in range(size // 2**20):
                part.write(b" " * 2**20)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
ROW = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
DOCX = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table><tr><td>a</td></tr></table>"
HTML = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>Họ tên</td></tr></table></body></html>'
SPREADSHEETML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
SEALED_ODS = with_part("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>", of=ods(""))


@cache
def hostile_files() -> dict[str, tuple[bytes, str, str]]:
    """Return content, code and words of the refusal by name. Made when a test asks: the bombs take a second each."""
    sealed_zip = bytearray(PLAIN)
    sealed_zip[PLAIN.index(b"PK\x01\x02") + 8] |= 1  # the flag of the first entry of the directory
    bomb = inflating(SHEET, 300 * 2**20)
    lying_bomb = bytearray(bomb)
    entry = bomb.rindex(SHEET.encode()) - 46  # in the directory, which stands at the end
    assert bomb[entry : entry + 4] == b"PK\x01\x02"
    lying_bomb[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    many_sheets, short_xls = openpyxl.Workbook(), xlwt.Workbook()
    for number in range(200):
        many_sheets.create_sheet(str(number))
    short_xls.add_sheet("DS").write(0, 0, "x")
    return {
        "empty": (b"", "empty_file", "Tệp rỗng"),
        "over 10 MB": (b"PK\x03\x04" + bytes(10 * 2**20), "too_large", "10 MB"),
        "xlsx with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password", "bỏ mật khẩu"),
        "xls with a password": (biff5("x", 1, is_encrypted=True), "password", "bỏ mật khẩu"),
        "ods with a password": (SEALED_ODS, "password", "bỏ mật khẩu"),
        "zip with a password": (bytes(sealed_zip), "password", "bỏ mật khẩu"),
        "xlsb": (with_part("xl/workbook.bin", b""), "old_format", ".xlsb"),
        "html": (HTML.encode(), "old_format", "trang web"),
        "html in utf-16": (HTML.encode("utf-16"), "old_format", "trang web"),
        "html with a byte order mark": (b"\xef\xbb\xbf\r\n" + HTML.encode(), "old_format", "trang web"),
        "archived web page": (MHT, "old_format", "trang web"),
        "SpreadsheetML": (SPREADSHEETML.encode(), "old_format", "XML Spreadsheet 2003"),
        "docx": (DOCX, "old_format", "Word"),
        "doc": (OLE + "WordDocument".encode("utf-16-le"), "old_format", "Word"),
        "rtf": (b"{\\rtf1 a,b}", "old_format", "Word"),
        "pdf": (b"%PDF-1.7\n", "old_format", "PDF"),
        "Apple Numbers": (zipped({"Index/Document.iwa": b""}), "old_format", "Apple Numbers"),
        "picture": (b"\x89PNG\r\n\x1a\n", "not_a_workbook", "ảnh"),
        "zip of a folder": (zipped({"a/b.txt": b""}), "not_a_workbook", "tệp nén"),
        "prose": ("Kính gửi phòng Dân tộc".encode(), "not_a_workbook", "văn bản"),
        "noise": (bytes(range(256)) * 9, "not_a_workbook", "không phải bảng tính"),
        "other xml": (b'<?xml version="1.0"?><a>1,2</a>', "not_a_workbook", "không phải bảng tính"),
        "201 sheets": (saved(many_sheets), "too_many_sheets", "201 trang tính"),
        "no sheet": (handmade_xlsx("", workbook="<sheets/>"), "no_sheets", "không có trang tính"),
        "more cells than memory is for": (
            ods('<table:table-row table:number-rows-repeated="24000"><table:table-cell table:number-columns-repeated="190" table:value="1" '
                'office:value-type="float" office:value="1"/></table:table-row>'), "too_full", "1.000.000",
        ),
        "repeated down to the last row": (
            ods('<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'),
            "too_long", "25.001",
        ),
        "3,000 parts": (zipped({f"xl/{n}.xml": b"" for n in range(3000)}), "zip_bomb", "200 MB"),
        "bomb": (bomb, "zip_bomb", "200 MB"),
        "bomb in a part that we do not read": (inflating("xl/theme/theme1.xml", 300 * 2**20), "zip_bomb", "200 MB"),
        "bomb whose directory lies": (bytes(lying_bomb), "damaged", "bị hỏng"),
        "billion laughs": (with_part(SHEET, LAUGHS + ROW % "&c;"), "unsafe_xml", "không an toàn"),
        "outside entity": (with_part(SHEET, OUTSIDE + ROW % "&x;"), "unsafe_xml", "không an toàn"),
        "laughs in utf-16": (with_part(SHEET, (LAUGHS + ROW % "&c;").encode("utf-16")), "unsafe_xml", "không an toàn"),
        "laughs in utf-7": (
            with_part(SHEET, '<?xml version="1.0" encoding="utf-7"?>' + (LAUGHS + ROW % "&c;")[21:].replace("<", "+ADw-").replace("!", "+ACE-")),
            "unsafe_xml", "không an toàn",
        ),
        "laughs in a part that we do not read": (with_part("docProps/core.xml", LAUGHS + "<l>&c;</l>"), "unsafe_xml", "không an toàn"),
        "laughs in ods": (with_part("content.xml", LAUGHS + "<l>&c;</l>", of=ods("")), "unsafe_xml", "không an toàn"),
        "truncated xlsx": (PLAIN[: len(PLAIN) // 2], "damaged", "bị hỏng"),
        "truncated xls": (saved(short_xls)[:1000], "damaged", "bị hỏng"),
        "deeply nested": (with_part(SHEET, ROW % ("<!-- -->" + "<a>" * 5000 + "</a>" * 5000)), "damaged", "bị hỏng"),
        "a string that is not there": (handmade_xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "damaged", "bị hỏng"),
        "a sheet that is not there": (zipped({name: part for name, part in unzipped(PLAIN).items() if name != SHEET}), "damaged", "bị hỏng"),
        "container without a workbook": (OLE, "damaged", "bị hỏng"),
    }  # fmt: skip


def test_each_is_refused_by_its_name_and_with_a_way_out():
    files = hostile_files()
    refusals = dict(zip(files, read_workbooks(content for content, _, _ in files.values()), strict=True))
    assert {name: getattr(refusal, "code", refusal) for name, refusal in refusals.items()} == {
        name: code for name, (_, code, _) in files.items()
    }
    for name, (_, _, words) in files.items():
        (sentence,) = refusals[name].messages
        assert words in sentence, name
        assert "%(" not in sentence and re.search("Hãy|Cần", sentence), name


def test_the_bomb_is_a_small_file():
    assert len(hostile_files()["bomb"][0]) < 400_000


@pytest.mark.parametrize("name", ["bomb", "billion laughs", "xls with a password", "html"])
def test_a_process_of_its_own_refuses_alike(name):
    content, code, _ = hostile_files()[name]
    with pytest.raises(FileRefused) as refused:
        read_workbook(content)
    assert refused.value.code == code


def test_a_row_that_needs_more_memory_than_there_is_ends_the_reader_process_only():
    cells = "<c/>" * 12_000_000
    with pytest.raises(FileRefused) as refused:
        read_workbook(with_part(SHEET, ROW.replace('<c r="A1" t="inlineStr"><is><t>%s</t></is></c>', cells)))
    assert refused.value.code in ("took_too_much_memory", "took_too_long")
    assert read_workbook(PLAIN).sheets[0].rows == [["TT", "Họ tên"], [1, "Đinh Văn Rê"]]


def test_a_file_that_takes_calamine_down_is_read_the_careful_way():
    """The row says 1, its cell says 1,048,576: the look finds nothing, calamine takes what the cell says."""
    content = handmade_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="GR1048576"><v>2</v></c></row>')
    (row,) = read_workbook(content).sheets[0].rows
    assert (row[0], row[199], len(row)) == (1, 2, 200)


@pytest.mark.parametrize("ended_by", [signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL])
def test_the_signals_of_the_limits_of_time_say_that_it_took_too_long(ended_by):
    with pytest.raises(FileRefused) as refused:
        reader_process.parse_response(reader_process.Response(-ended_by, b""))
    assert refused.value.code == "took_too_long"


def test_the_limits_hold_in_the_reader_process():
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import resource, signal; from imports.reader import process\n"
        "process.limit_memory(); process.limit_time()\n"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0] for name in ('AS', 'CPU', 'CORE', 'FSIZE', 'NOFILE')], signal.alarm(0))"
    )
    finished = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "[1073741824, 9, 0, 0, 64] 30\n"


def test_the_reader_process_knows_neither_django_nor_the_server_s_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import imports.reader.process; from imports.reader import dispatch; from imports.reader.formats import delimited, ods, xls, xlsx, xlsx_fast\n"
        "print('django' in sys.modules)"
    )
    finished = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "False\n"
    assert "SECRET_KEY" not in reader_process.reader_environment()


def test_a_style_that_openpyxl_cannot_read_is_no_reason_to_refuse():
    broken = styles(["dd/mm/yyyy"]).replace("<fill><patternFill/></fill>", "<fill><nonsense/></fill>")
    content = handmade_xlsx('<row r="1"><c r="A1" s="1"><v>31131</v></c></row>', styles=broken)
    assert read_workbook(content).sheets[0].rows[0][0].iso == "1985-03-25"
