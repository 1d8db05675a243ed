"""Spoiled rosters of every format, three hundred in `make test-deep`: each is previewed and committed, or refused in a sentence, and soon."""

import csv
import io
import random
import time
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlwt

from imports.models import RosterImport
from imports.reader.limits import CPU_SECONDS
from tests.attacks.hostile_values import HOSTILE
from tests.attacks.test_files import HEADS, MOST_SECONDS, PERSON
from tests.depth import by_depth
from tests.imports.conftest import Desk, desk, desk_of, reader_for_many  # noqa: F401 - fixtures
from tests.imports.made_files import ods, rows_xlsx, saved
from tests.imports.reader.test_mutated_files import WAYS, WAYS_OF_ZIPS, mutate, mutate_zip

pytestmark = [pytest.mark.both_engines, pytest.mark.deep]

COUNT = by_depth(20, deep=100)
FORMATS = ("xlsx", "xls", "ods", "csv")
CELLS: list[Any] = [
    *(value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in HOSTILE),
    None, True, 0, -1, 10**15, 1.5, 1e300, *HEADS, "x", "Nam", "Nữ", "1/1/1985", "31/02/1985", "1985-02-30", "NguyÔn V¨n", "Tổng cộng: 12 người",
    "I. Xã Ba Vì", "079185000123", "0912 345 678 - 0987654321", "Đinh Văn Rê, Phạm Thị Hoa", "“”", "=1+1", "#REF!",
]  # fmt: skip
NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
AS_XLSX_SPELLS = {code: f"_x{code:04X}_" for code in NO_XML}


def spoiled_rows(chance: random.Random) -> list[list[Any]]:
    """Return a roster of eight people with some cells, rows and columns put wrong."""
    rows = [list(HEADS), *([number, *PERSON[1:8], f"09{number:08}", None] for number in range(1, 9))]
    for _ in range(chance.choice([1, 3, 10, 40])):
        row = chance.choice([row for row in rows if row])
        match chance.choice(["a cell", "a cell", "a cell", "a cell", "order", "twice", "empty", "moved", "wide"]):
            case "a cell":
                row[chance.randrange(len(row))] = chance.choice(CELLS)
            case "order":
                chance.shuffle(row)
            case "twice":
                rows.insert(chance.randrange(len(rows)), list(row))
            case "empty":
                row[:] = [None]
            case "moved":
                row.insert(0, None)
            case "wide":
                row += row[:40]
    return rows


def written(rows: list[list[Any]], file_format: str, chance: random.Random) -> bytes:
    """Return the rows as a file of this format."""
    match file_format:
        case "xlsx":
            return rows_xlsx([[cell.translate(AS_XLSX_SPELLS) if isinstance(cell, str) else cell for cell in row] for row in rows])
        case "ods":
            cells = "office:value-type='string'><text:p>{}</text:p></table:table-cell>"
            texts = [[escape(str("" if cell is None else cell).translate(NO_XML)) for cell in row] for row in rows]
            lines = ("".join("<table:table-cell " + cells.format(text) for text in row) for row in texts)
            return ods("".join(f"<table:table-row>{line}</table:table-row>" for line in lines))
        case "xls":
            book = xlwt.Workbook()
            sheet = book.add_sheet("DS")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row[:250]):
                    sheet.write(number, column, cell)
            return saved(book)
        case _:
            text = io.StringIO()
            csv.writer(text, delimiter=chance.choice(",;\t")).writerows(rows)
            return text.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1258"]), "replace")


def test_no_spoiled_roster_breaks_or_holds_a_process(desk: Desk) -> None:  # noqa: F811
    assert CPU_SECONDS < MOST_SECONDS, "the kernel ends a reader; what is timed here is this process"
    chance, ends = random.Random(300), set()
    for number in range(COUNT):
        file_format = FORMATS[number % len(FORMATS)]
        content = written(spoiled_rows(chance), file_format, chance)
        if number % 3 == 0:
            way = chance.choice(WAYS + WAYS_OF_ZIPS * 2 if content.startswith(b"PK") else WAYS)
            content = mutate_zip(content, way, chance) if way in WAYS_OF_ZIPS else mutate(content, way, chance)
        began = time.process_time()
        answer = desk.send(content, name=f"số {number}.{file_format}")
        if answer.status_code == 201:
            answer = desk.try_commit(answer.json())
        assert answer.status_code in (200, 400), (number, file_format, answer.content[:300])
        if answer.status_code == 400:
            errors = answer.json()["errors"]
            assert errors and all(error["message"] for error in errors)
        assert time.process_time() - began < MOST_SECONDS, (number, file_format)
        ends.add(RosterImport.objects.latest("pk").state)
    assert ends == {"refused", "preview", "committed"}
