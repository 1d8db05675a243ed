"""Broken files, five hundred in `make test-deep`: each gives a grid or a refusal, never another exception, and none hangs."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import xlwt
from openpyxl.styles import Font

from imports.files.reader_process import FileRefused, read_workbooks
from imports.reader.grid import Workbook
from tests.depth import by_depth
from tests.imports.made_files import handmade_xlsx, ods, unzipped, xls, xlsx, zipped

ROSTERS = Path(__file__).parent.parent / "rosters"
COUNT = by_depth(80, deep=500)
CODES = {"damaged", "not_a_workbook", "old_format", "password", "zip_bomb", "unsafe_xml", "too_long", "too_full", "no_sheets", "too_many_sheets",
         "empty_file", "took_too_long", "took_too_much_memory"}  # fmt: skip


def seeds() -> list[bytes]:
    def fill_xlsx(book):
        for n in range(30):
            book.active.append([n, f"Đinh Văn {n}", date(1960 + n, 1, 2), "NguyÔn V¨n Nam", "=A1", None, True])
            book.active.cell(n + 1, 4).font = Font(name=".VnTime")
        book.active.merge_cells("A1:B2")
        book.create_sheet("ẩn").sheet_state = "hidden"

    def fill_xls(book):
        sheet = book.add_sheet("DS")
        for n in range(30):
            sheet.write(n, 0, n)
            sheet.write(n, 1, f"Đinh Văn {n}", xlwt.easyxf("font: name VNI-Times"))
            sheet.write(n, 2, date(1960 + n, 1, 2), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
            sheet.write(n, 3, xlwt.Formula("A1+1"))
        sheet.write_merge(31, 32, 0, 1, "gộp")

    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 2}</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 30))
    table = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>Đinh {n}</text:p></table:table-cell><table:table-cell '
        f'office:value-type="date" office:date-value="1985-03-{n:02}"/><table:table-cell table:number-columns-repeated="9"/></table:table-row>'
        for n in range(1, 29)
    )
    csv = "\n".join(f'{n};"Đinh Văn {n}";0912 345 678' for n in range(40))
    return [
        xlsx(fill_xlsx),
        handmade_xlsx(cells, strings="<si><t>một</t></si><si><r><t>hai</t></r></si>"),
        (ROSTERS / "two-level-birth-year.xlsx").read_bytes(),
        xls(fill_xls),
        (ROSTERS / "legacy-tcvn3.xls").read_bytes(),
        ods(table),
        csv.encode(),
        csv.encode("utf-16"),
    ]


def mutated(count: int) -> Iterator[bytes]:
    chance, originals = random.Random(500), seeds()
    for number in range(count):
        content = originals[number % len(originals)]
        ways = WAYS + WAYS_OF_ZIPS * 2 if content.startswith(b"PK") else WAYS
        yield chance.choice(ways)(content, chance)


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    stream = bytearray(content)
    for _ in range(chance.choice([1, 3, 20, 200])):
        stream[chance.randrange(len(stream))] = chance.randrange(256)
    return bytes(stream)


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def blank_out(content: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(content)), chance.randrange(1, 600)
    return content[:start] + bytes(length) + content[start + length :]


def insert(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.randbytes(chance.randrange(1, 40)) + content[start:]


def delete_part(content: bytes, chance: random.Random) -> bytes:
    parts = unzipped(content)
    parts.pop(chance.choice(list(parts)))
    return zipped(parts)


def swap_parts(content: bytes, chance: random.Random) -> bytes:
    parts = unzipped(content)
    one, other = chance.sample(list(parts), 2)
    return zipped(parts | {one: parts[other], other: parts[one]})


def in_a_part(change: Callable[[bytes, random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """The part changes, the zip stays whole: what a checksum does not find."""

    def changed(content: bytes, chance: random.Random) -> bytes:
        parts = unzipped(content)
        name = chance.choice([name for name, part in parts.items() if part])
        return zipped(parts | {name: change(parts[name], chance)})

    return changed


def change_a_number(content: bytes, chance: random.Random) -> bytes:
    """Digits become other numbers, huge and negative ones too: well-formed, and still wrong."""
    places = [n for n, byte in enumerate(content) if 48 <= byte <= 57]
    place = chance.choice(places or [0])
    return content[:place] + chance.choice([b"-1", b"99999999999", b"1048576", b"", b"x", b"0"]) + content[place + 1 :]


WAYS = [flip_bytes, truncate, blank_out, insert]
WAYS_OF_ZIPS = [delete_part, swap_parts, in_a_part(flip_bytes), in_a_part(truncate), in_a_part(change_a_number), in_a_part(insert)]


@pytest.mark.deep
def test_broken_files_give_a_grid_or_a_refusal():
    answers = list(read_workbooks(mutated(COUNT)))
    assert len(answers) == COUNT
    assert {type(answer) for answer in answers} == {Workbook, FileRefused}
    refusals = Counter(answer.code for answer in answers if isinstance(answer, FileRefused))
    assert refusals.keys() <= CODES
    assert COUNT // 10 < refusals.total() < COUNT * 9 // 10  # broken enough to matter, whole enough to reach the parsers
