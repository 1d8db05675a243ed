"""A csv opened by a double click: nothing is calculated, wherever the spreadsheet divides the line, and telephones keep their zero."""

import csv
import re

import pytest

from exports.formats.csv_writer import csv_chunks
from exports.table import Column, Table
from tests.exports.formats.test_csv_and_json import MADE_AT

FORMULAS = [start + "HYPERLINK(1)" for start in "=+-@＝＋－＠"]


def cells(*texts: str, delimiter: str = ",") -> list[str]:
    """The cells of a file with one row of these texts, as a spreadsheet that divides at `delimiter` and at line ends reads them."""
    table = Table("list", "Danh sách", [Column(str(n), f"Cột {n}") for n, _ in enumerate(texts)], [texts], "Nguyễn Thị Hòa", MADE_AT)
    file = b"".join(csv_chunks(table)).decode("utf-8-sig")
    if delimiter == ",":
        return list(csv.reader(file.splitlines(keepends=True)))[1]
    return [cell.strip('"') for line in re.split(r"[\r\n]", file) for cell in line.split(delimiter)]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", ["", "a;", ";", "a; ", "a\t", "\t", "a\n", "\r", 'a";', "a;\u3000"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_as_a_formula(formula, before, delimiter):
    for cell in cells("Ba Tơ", before + formula, delimiter=delimiter):
        assert not cell.strip(" \u3000").startswith(tuple("=+-@＝＋－＠")), cell
        assert delimiter != "," or not cell.startswith(("\t", "\r", "\n")), cell


def test_every_cell_stands_in_quotes():
    table = Table("list", "Danh sách", [Column("a", "Cột"), Column("b", "Số", "number")], [["x", 1], [None, None]], "Hòa", MADE_AT)
    assert b"".join(csv_chunks(table)).decode("utf-8-sig") == '"Cột","Số"\r\n"x","1"\r\n"",""\r\n'


@pytest.mark.parametrize("number", ["0905123456", "0255382211"])
def test_a_telephone_is_no_number_to_a_spreadsheet(number):
    [cell] = cells(number)
    assert cell.replace(" ", "") == number
    assert not re.fullmatch(r"[0-9.,]+", cell)


@pytest.mark.parametrize("text", ["Lớp 10; môn Sử", "a-b", "1+1", "hai\n\ndòng", "tre@example.vn", "01/7/2025"])
def test_harmless_text_stays_as_it_is(text):
    assert cells(text) == [text]
