"""Heads of the columns of a plan or of past years: words to a field. Pure: imports no Django."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from imports.reader.grid import Sheet
from imports.reading.cells.cell_text import filled_cells, text_at
from imports.reading.head_rows import Column
from vietnamese.text import fold

IGNORED = "ignored"
FIELDS = (
    "number", "title", "kind", "when", "month", "quarter", "year", "starts", "ends", "place", "commune", "district", "classes",
    "participants", "women", "minorities", "target_group", "organiser", "note",
)  # fmt: skip
COUNTS = ("classes", "participants", "women", "minorities")
_TIMES = {"when", "month", "quarter", "starts", "ends"}
_PLACES = {"place", "commune", "district"}
MAX_HEAD_ROWS = 4
_LONGEST_HEAD = 120
_WHO = r"(nguoi|hoc vien|dai bieu|thi sinh|hoc sinh|luot|luot nguoi|nguoi dan|dai bieu hoc vien|hv)"
_PATTERNS = [(field, re.compile(pattern)) for field, pattern in (
    (IGNORED, r"(du toan|kinh phi|tong kinh phi|nguon|so tien|tien|thanh tien|don gia|muc chi|muc ho tro|don vi tinh|dvt|ket qua|danh gia|tien do|nguoi phu trach|giang vien|bao cao vien|so ngay|so buoi|so tiet)( .*)?"),
    ("number", r"(so )?(stt|tt|thu tu|so thu tu)|#|s t t"),
    ("minorities", r"(trong do )?(so )?(nguoi |luot nguoi )?(la )?(nguoi )?(dong bao )?(dan toc thieu so|dtts|dan toc|nguoi dtts|dbdtts|dan toc it nguoi)( so)?"),
    ("women", r"(trong do )?(so )?(nguoi |hoc vien )?(la )?(nu|nu gioi|phu nu)"),
    (IGNORED, r"(trong do )?(so )?(nam|nam gioi|kinh|nguoi kinh|dang vien|can bo|khac)"),
    ("classes", r"(tong )?so (luong )?(lop|cuoc|hoi thi|hoi nghi|dot|lan)( tap huan| thi| to chuc| du kien| hoi thi)*|so luong (lop|cuoc).*"),
    ("participants", rf"(tong )?(so )?(luong |luot )?{_WHO}( tham gia| tham du| du| du kien| tham gia du kien|/lop)*( nguoi)?|(tong |du kien )?so luong( .*)?|tong so( .*)?|so luot|si so|quy mo|tong( cong)?"),
    ("target_group", r"(doi tuong|thanh phan)( .*)?"),
    ("kind", r"(loai|loai hinh|hinh thuc)( .*)?"),
    ("starts", r"(thoi gian )?(tu ngay|ngay bat dau|bat dau|tu|ngay khai mac|khai mac)"),
    ("ends", r"(thoi gian )?(den ngay|ngay ket thuc|ket thuc|den|ngay be mac|be mac)"),
    ("quarter", r"quy( .*)?"),
    ("month", r"(du kien )?thang( to chuc| thuc hien| du kien)?"),
    ("year", r"(thoi gian )?nam( to chuc| thuc hien)?"),
    ("when", r"(du kien )?(thoi gian|thoi diem|ngay|ngay thang)( .*)?"),
    ("organiser", r"(don vi|co quan|bo phan)( duoc)? ?(to chuc|chu tri|thuc hien|phoi hop|dang cai|chu tri thuc hien).*"),
    ("district", r"(ten )?(huyen|huyen cu|huyen thi xa|huyen thi xa thanh pho|huyen tp|huyen thanh pho|quan huyen)"),
    ("commune", r"(ten )?(xa|xa phuong|xa phuong thi tran|xa phuong dac khu|xa thi tran|phuong xa)"),
    ("title", r"(ten |noi dung |ten goi |ten cac |cac )*(lop|lop tap huan|hoi thi|cuoc thi|hoat dong|cuoc|su kien|noi dung|cong viec|nhiem vu|chuyen de|chuong trinh|hoi nghi|ten)( (cong viec|hoat dong|tap huan|boi duong|to chuc|thuc hien|hoi thi|cuoc thi|tuyen truyen|va|hoac|lop|chuyen de|nhiem vu|lop tap huan))*"),
    ("place", r"(dia diem|noi|dia ban|dia phuong|noi to chuc|don vi|hoi truong)( .*)?"),
    ("note", r"(ghi chu|gc)( .*)?"),
)]  # fmt: skip
_MONEY = re.compile(r"(?:du toan|kinh phi|tong kinh phi|nguon|so tien|tien|thanh tien)\b")  # over columns of money


def field_of_head(words: list[str]) -> str:
    """Return the field of a column by its heads from the top: ['Số người', 'Nữ'] → women; "" for what nobody knows.

    Men and years are told apart by their accents: 'Nam' is ignored and 'Năm' is a year.
    """
    texts = [" ".join(re.sub(r"\([^)]*\)|[^\w\s#/]", " ", word.casefold()).split()) for word in words]
    if any(_MONEY.match(fold(text)) for text in texts[:-1]):
        return IGNORED
    for text in (texts[-1], " ".join(texts)) if texts else ():
        if text == "năm":
            return "year"
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(fold(text).replace("/", " ").replace("  ", " ")):
                return "year" if field == IGNORED and "năm" in text else field
    return ""


def _is_complete(fields: set[str]) -> bool:
    """Return whether a table of these columns says what is held, and when, for how many or how often."""
    has_figures = bool(fields & (_TIMES | {"participants", "classes"}))
    return has_figures and ("title" in fields or bool(fields & _PLACES)) and len(fields) > 1


@dataclass(frozen=True, slots=True)
class HeadWords:
    """What the heads of one sort of table mean: the field of a column by its words from the top, and whether fields make a table."""

    field_of_head: Callable[[list[str]], str]
    is_complete: Callable[[set[str]], bool]


YEARS = HeadWords(field_of_head, _is_complete)


def find_head(sheet: Sheet, row: int, meanings: HeadWords = YEARS) -> tuple[int, list[Column]] | None:
    """Return the last row and the columns of the head that begins in this row; None where none begins."""
    first_words = [text for _index, text in filled_cells(sheet.rows[row])]
    if sum(bool(meanings.field_of_head([text])) for text in first_words if len(text) <= _LONGEST_HEAD) < 2:
        return None
    best: tuple[int, list[Column]] | None = None
    best_fields = 0
    for last in range(row, min(row + MAX_HEAD_ROWS, len(sheet.rows))):
        if last > row and not _is_sub_head(sheet, row, last, meanings):
            break
        columns = _read_columns(sheet, row, last, meanings)
        fields = {column.field for column in columns} - {"", IGNORED, "number", "note"}
        if len(fields) >= best_fields and meanings.is_complete(fields):
            best, best_fields = (last, columns), len(fields)
    return best


def _is_sub_head(sheet: Sheet, first: int, row: int, meanings: HeadWords) -> bool:
    """Return whether every text of this row stands below a head of several columns ('Số người'), or is part of a merged head."""
    merged = {
        index
        for first_row, first_column, last_row, last_column in sheet.merges
        if first <= first_row < row <= last_row
        for index in range(first_column, last_column + 1)
    }
    below = {index: text for index, text in filled_cells(sheet.rows[row]) if index not in merged}
    if not below:
        return bool(merged)
    if any(character.isdigit() for text in below.values() for character in text):
        return False
    if any(meanings.field_of_head([text]) == "number" and index in below for index, text in filled_cells(sheet.rows[first])):
        return False  # 'I', 'Lớp tập huấn' is a line of the table
    return all(_is_below_group(sheet, first, row, index) for index in below) and any(
        meanings.field_of_head([text]) for text in below.values()
    )


def _is_below_group(sheet: Sheet, first: int, row: int, index: int) -> bool:
    """Return whether the nearest word over a column spans several: merged across, or with nothing over the next column, where this row has
    a word; or whether the column has no word of its own at all."""
    for above in range(row - 1, first - 1, -1):
        if any(
            first_row <= above <= last_row and first_column <= index <= last_column and first_column < last_column
            for first_row, first_column, last_row, last_column in sheet.merges
        ):
            return True
        if text_at(sheet.rows[above], index):
            has_neighbour = bool(text_at(sheet.rows[row], index + 1)) and not text_at(sheet.rows[above], index + 1)
            return above == row - 1 and has_neighbour
    return True


def _read_columns(sheet: Sheet, first: int, last: int, meanings: HeadWords) -> list[Column]:
    """Return every column with the words over it; of several columns of one field that a row has once, the first."""
    width = max(len(cells) for cells in sheet.rows[first : last + 1])
    columns: list[Column] = []
    used: set[str] = set()
    for index in range(width):
        words = _words_over(sheet, first, last, index)
        field = meanings.field_of_head(words)
        if field == "participants" and "participants" in used and "classes" not in used:
            earlier = next(column for column in columns if column.field == "participants")
            if fold(earlier.head) == "so luong":  # beside 'Số người' it counts classes
                columns[earlier.index] = Column(earlier.index, earlier.head, "classes")
                used = used - {"participants"} | {"classes"}
        field = "" if field in used and field not in (IGNORED, "note") else field
        used.add(field)
        columns.append(Column(index, " · ".join(words), field))
    return columns


def _words_over(sheet: Sheet, first: int, last: int, index: int) -> list[str]:
    """Return the words over a column from the top, each once; a merged range speaks for all its columns."""
    words: list[str] = []
    for row in range(first, last + 1):
        text = text_at(sheet.rows[row], index)
        if not text:
            merges = (merge for merge in sheet.merges if merge[0] <= row <= merge[2] and merge[1] <= index <= merge[3])
            text = next((text_at(sheet.rows[merge[0]], merge[1]) for merge in merges), "")
        if text and text not in words:
            words.append(text)
    return words
