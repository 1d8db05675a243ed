"""Broken files, five hundred in `make test-deep`: each gives a grid or a refusal, never another exception, and none hangs."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from imports.files.reader_process import FileRefused, read_workbooks
from imports.reader.grid import Workbook
from tests.depth import by_depth
from tests.imports.made_files import handmade_xlsx, ods, saved, unzipped, zipped

ROSTERS = Path(__file__).parent.parent / "rosters"
COUNT = by_depth(80, deep=500)
CODES = {"damaged", "not_a_workbook", "old_format", "password", "zip_bomb", "unsafe_xml", "too_long", "too_full", "no_sheets", "too_many_sheets",
         "empty_file", "took_too_long", "took_too_much_memory"}  # fmt: skip


def seeds() -> list[bytes]:
    by_openpyxl = openpyxl.Workbook()
    for n in range(30):
        by_openpyxl.active.append([n, f"Đinh Văn {n}", date(1960 + n, 1, 2), "NguyÔn V¨n Nam", "=A1", None, True])
        by_openpyxl.active.cell(n + 1, 4).font = Font(name=".VnTime")
    by_openpyxl.active.merge_cells("A1:B2")
    by_openpyxl.create_sheet("ẩn").sheet_state = "hidden"

    by_xlwt = xlwt.Workbook()
    sheet = by_xlwt.add_sheet("DS")
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
        saved(by_openpyxl),
        handmade_xlsx(cells, strings="<si><t>một</t></si><si><r><t>hai</t></r></si>"),
        (ROSTERS / "two-level-birth-year.xlsx").read_bytes(),
        saved(by_xlwt),
        (ROSTERS / "legacy-tcvn3.xls").read_bytes(),
        ods(table),
        csv.encode(),
        csv.encode("utf-16"),
    ]


WAYS = ["flip bytes", "truncate", "blank out", "insert"]
WAYS_OF_ZIPS = [
    "delete a part", "swap parts", "flip bytes in a part", "truncate in a part", "change a number in a part", "insert in a part",
]  # fmt: skip


def mutate(content: bytes, way: str, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    match way:
        case "flip bytes":
            stream = bytearray(content)
            for _ in range(chance.choice([1, 3, 20, 200])):
                stream[chance.randrange(len(stream))] = chance.randrange(256)
            return bytes(stream)
        case "truncate":
            return content[: start or 1]
        case "blank out":
            length = chance.randrange(1, 600)
            return content[:start] + bytes(length) + content[start + length :]
        case "insert":
            return content[:start] + chance.randbytes(chance.randrange(1, 40)) + content[start:]
        case "change a number":
            # digits become other numbers, huge and negative ones too: well-formed, and still wrong
            place = chance.choice([n for n, byte in enumerate(content) if 48 <= byte <= 57] or [0])
            return content[:place] + chance.choice([b"-1", b"99999999999", b"1048576", b"", b"x", b"0"]) + content[place + 1 :]
    raise ValueError(way)


def mutate_zip(content: bytes, way: str, chance: random.Random) -> bytes:
    """The parts change, the zip stays whole: what a checksum does not find."""
    parts = unzipped(content)
    match way:
        case "delete a part":
            parts.pop(chance.choice(list(parts)))
        case "swap parts":
            first, second = chance.sample(list(parts), 2)
            parts |= {first: parts[second], second: parts[first]}
        case _:
            name = chance.choice([name for name, part in parts.items() if part])
            parts[name] = mutate(parts[name], way.removesuffix(" in a part"), chance)
    return zipped(parts)


@pytest.mark.deep
def test_broken_files_give_a_grid_or_a_refusal():
    chance, originals, broken = random.Random(500), seeds(), []
    for number in range(COUNT):
        content = originals[number % len(originals)]
        way = chance.choice(WAYS + WAYS_OF_ZIPS * 2 if content.startswith(b"PK") else WAYS)
        broken.append(mutate_zip(content, way, chance) if way in WAYS_OF_ZIPS else mutate(content, way, chance))
    answers = list(read_workbooks(iter(broken)))
    assert len(answers) == COUNT
    assert {type(answer) for answer in answers} == {Workbook, FileRefused}
    refusals = Counter(answer.code for answer in answers if isinstance(answer, FileRefused))
    assert refusals.keys() <= CODES
    assert COUNT // 10 < refusals.total() < COUNT * 9 // 10  # broken enough to matter, whole enough to reach the parsers
