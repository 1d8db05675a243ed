"""Attacks with files that cost time: small workbooks with long, many or strangely laid texts. None may hold a process over ten seconds."""

import random
import resource
import time
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from imports import actions
from imports.files.stored_workbooks import load_workbook
from imports.models import RosterImport
from imports.reading.cells.cell_text import LONGEST_TEXT
from imports.reading.time_budget import limit_cpu_time
from tests.depth import by_depth
from tests.imports.conftest import Desk, codes, desk, desk_of, reader_for_many  # noqa: F401 - fixtures
from tests.imports.made_files import handmade_xlsx, rows_xlsx
from training.models import TrainingSession

pytestmark = pytest.mark.django_db

MOST_SECONDS = 10  # of CPU, on a busy machine too: what these files took before was minutes
MOST_BYTES = 5 * 2**20
SIZE = by_depth(500, deep=20_000)  # rows of a file that costs time by its number of rows
HEADS = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Dân tộc", "Xã", "Chức vụ", "Đơn vị", "Số điện thoại", "Ghi chú"]
PERSON = [1, "Đinh Văn Rê", 1985, "Nam", "Hrê", "Ba Vì", "Trưởng thôn", "UBND xã Ba Vì", "0912345678", None]
LONGEST_CELL = 4_000
WORDS = [
    "xã an tại", "NguyÔn V¨n", "Nguyeãn Vaên", "phó chủ tịch", "huyện", "0912 345 678 -", "1.", "(", ",", "a\u0301", "sinh năm 19", "\n", "Đinh Văn Rê -",
    "khoảng ?", "UBND xã", "ngày tháng", "thôn Làng Rêu, xã", "ªªªª", "“”", "Tổng cộng: 12 người",
]  # fmt: skip


def preview_seconds(content: bytes, session: TrainingSession, organiser: User) -> float:
    """Return the longest CPU time for which a file holds a process: this one, or the reader."""
    assert len(content) < MOST_BYTES
    now = timezone.now()
    roster = actions.receive(session, content=content, file_name="danh sach.xlsx", by=organiser, at=now)
    before, readers_before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        actions.make_preview(roster, by=organiser, at=now)
    except ValidationError:
        roster.refresh_from_db()
        assert roster.state == RosterImport.State.REFUSED and roster.refusal
    seconds, readers = time.process_time() - before, resource.getrusage(resource.RUSAGE_CHILDREN)
    return max(seconds, readers.ru_utime + readers.ru_stime - readers_before.ru_utime - readers_before.ru_stime)


def with_texts(text: str, columns: list[int], *, rows: int = 200, is_in_head: bool = False) -> bytes:
    """A roster whose cells in these columns all share one text."""
    head, person = list(HEADS), list(PERSON)
    for column in columns:
        person[column] = text
        if is_in_head:
            head[column] = text
    return rows_xlsx([head, *([number, *person[1:]] if 0 not in columns else person for number in range(rows))])


# --- one long text, shared by many cells


def test_two_hundred_rows_that_share_a_text_of_1300_words_are_previewed_at_once(session, organiser):
    text = " ".join(["xã", "an", "ở"] * 440)[:LONGEST_CELL]
    content = with_texts(text, list(range(1, 9)))
    assert len(content) < 60_000
    assert preview_seconds(content, session, organiser) < MOST_SECONDS


@pytest.mark.deep
def test_no_long_text_in_any_columns_costs_time(session, organiser):
    chance = random.Random(11)
    for number in range(by_depth(4, deep=10)):
        words = " ".join(chance.sample(WORDS, 1 + number % 3))
        text = (f"{words} " * LONGEST_CELL)[:LONGEST_CELL]
        columns = sorted(chance.sample(range(len(HEADS)), chance.randint(1, len(HEADS))))
        is_in_head = chance.random() < 0.2
        content = with_texts(text, columns, rows=by_depth(60, deep=200), is_in_head=is_in_head)
        seconds = preview_seconds(content, session, organiser)
        assert seconds < MOST_SECONDS, (words, columns, is_in_head)


# --- many rows


SIDE = ["STT", "Họ và tên", "Năm sinh"]
LETTERS = "¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹abcdeghiklmn"
TABLES = {
    "heads in every row": [["Họ và tên", "Năm sinh", f"Cột {number}"] for number in range(SIZE)],
    "a section over every person": [HEADS, *([None, f"{number}. Xã Ba Vì"] if number % 2 else PERSON for number in range(SIZE))],
    "a new commune and group in every row": [
        HEADS,
        *([number, "Đinh Văn Rê", 1985, "Nam", f"Hrờ {number}", f"Ba Vị {number}"] for number in range(SIZE)),
    ],
    "one name for everybody": [HEADS, *([number, *PERSON[1:8], f"09{number:08}"] for number in range(SIZE))],
    "two tables side by side again and again": [[None] * (number % 50) + SIDE + SIDE for number in range(SIZE)],
}


@pytest.mark.deep
@pytest.mark.parametrize("table", TABLES)
def test_no_number_of_rows_costs_more_than_ten_seconds(table, session, organiser):
    assert preview_seconds(rows_xlsx(TABLES[table]), session, organiser) < MOST_SECONDS


@pytest.mark.deep
def test_ranges_that_overlap_cost_no_more_than_ten_seconds(session, organiser):
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>Họ và tên</t></is></c>'
                    f'<c r="B{row}" t="inlineStr"><is><t>Năm sinh</t></is></c></row>' for row in range(1, SIZE))  # fmt: skip
    content = handmade_xlsx(cells, after="<mergeCells>" + f'<mergeCell ref="A1:B{SIZE}"/>' * min(SIZE, 10_000) + "</mergeCells>")
    assert preview_seconds(content, session, organiser) < MOST_SECONDS


@pytest.mark.deep
def test_text_in_an_old_encoding_costs_no_more_than_ten_seconds(session, organiser):
    chance = random.Random(3)
    lines = (",".join("".join(chance.choices(LETTERS, k=6)) for _column in range(20)) for _row in range(SIZE))
    words_that_differ_in_every_cell = "Ho va ten,Nam sinh\n" + "\n".join(lines)
    one_line_without_end = "NguyÔn V¨n Nam;" * SIZE * 10
    for text in (words_that_differ_in_every_cell, one_line_without_end):
        assert preview_seconds(text.encode("cp1252"), session, organiser) < MOST_SECONDS, text[:40]


# --- nothing is lost, and a file that is stopped says so


def test_a_text_too_long_to_be_read_is_a_problem_of_its_row_and_stays_in_the_grid(desk: Desk) -> None:  # noqa: F811
    long_text = "thôn Làng Rêu " * 60
    commune, note = list(PERSON), list(PERSON)
    commune[5], note[9] = long_text, long_text
    preview = desk.hand_in(rows_xlsx([HEADS, commune, ["2", "Phạm Thị Hoa", *note[2:8], "0912345679", note[9]]]))
    of_commune, of_note = preview["rows"]
    assert (of_commune["action"], of_note["action"]) == ("error", "create")
    assert "text_too_long" in codes(of_commune) and "text_too_long" in codes(of_note)
    (message,) = [problem["message"] for problem in of_commune["problems"] if problem["code"] == "text_too_long"]
    assert str(LONGEST_TEXT) in message
    (sheet,) = load_workbook(RosterImport.objects.get(pk=preview["id"])).sheets
    assert sheet.rows[1][5] == sheet.rows[2][9] == long_text


def test_a_name_too_long_to_be_read_is_told_once(desk: Desk) -> None:  # noqa: F811
    (row,) = desk.hand_in(rows_xlsx([HEADS, [1, "Đinh Văn Rê " * 60, *PERSON[2:]]]))["rows"]
    assert row["action"] == "error" and codes(row) == {"text_too_long"}


def test_a_plan_that_takes_too_long_is_stopped_and_the_roster_says_where(session: TrainingSession, organiser: Any) -> None:
    now: datetime = timezone.now()
    roster = actions.receive(session, content=with_texts("Ba Vì", [5], rows=3), file_name="a.xlsx", by=organiser, at=now)
    with limit_cpu_time(0), pytest.raises(ValidationError) as refused:
        actions.make_preview(roster, by=organiser, at=now)
    assert refused.value.code == "took_too_long"
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.REFUSED and "“Sheet” dòng 1" in roster.refusal
