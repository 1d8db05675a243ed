"""A csv opened by a double click: nothing is calculated, wherever the spreadsheet divides the line, and telephones keep their zero."""

import csv
import io
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


@pytest.mark.parametrize("number", ["0905123456", "0255382211", "02438256789"])
def test_a_telephone_is_no_number_to_a_spreadsheet(number):
    [cell] = cells(number)
    assert cell.replace(" ", "") == number
    assert not re.fullmatch(r"[0-9.,]+", cell)


@pytest.mark.parametrize(
    ("text", "written"), [("0123", "'0123"), ("00", "'00"), ("051080000123", "'051080000123"), ("0", "0"), ("123", "123")]
)
def test_digits_with_a_zero_in_front_are_text_to_a_spreadsheet(text, written):
    assert cells(text) == [written]


def test_the_last_digits_of_a_card_stand_behind_dots_all_alike(browser_of, organiser, make_person):
    for name, phone, card in (("Hồ Một", "02553822111", "051080000123"), ("Hồ Hai", None, "051080001234"), ("Hồ Ba", None, None)):
        make_person(name, phone=phone, national_id=card)
    body = b"".join(browser_of(organiser).get("/people/list.csv").streaming_content).decode("utf-8-sig")
    rows = [(row["Họ và tên"], row["Điện thoại"], row["4 số cuối số định danh"]) for row in csv.DictReader(io.StringIO(body))]
    assert rows == [("Hồ Ba", "", ""), ("Hồ Hai", "", "•••• 1234"), ("Hồ Một", "0255 382 2111", "•••• 0123")]


@pytest.mark.parametrize("text", ["Lớp 10; môn Sử", "a-b", "1+1", "hai\n\ndòng", "tre@example.vn", "01/7/2025"])
def test_harmless_text_stays_as_it_is(text):
    assert cells(text) == [text]
