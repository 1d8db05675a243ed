"""Find the rows of a sheet that are the head of a table, and what each column below them is. Pure: imports no Django."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from imports.reader.grid import Cell, DateCell, Sheet
from imports.reading.cells.cell_text import filled_cells, folded, text_at
from imports.reading.heads import (
    GROUPS,
    IGNORED,
    LONGEST_HEAD,
    NAMES,
    PARTS_OF_NAMES,
    birth_part_of,
    field_of,
    field_of_column,
    is_card_or_code,
    is_day_and_month,
    is_phone_of_family,
    is_secondary,
)
from vietnamese.names import FAMILY_NAMES, is_like_a_name
from vietnamese.text import fold

MAX_ROWS = 4  # of one head
_GROUP_WIDTH = 4  # columns over which a group without merged cells may stretch
_LONGEST_SUB_HEAD = 60
_LONG_NUMBER = re.compile(r"\d{5}|\d[/.-]\d{4}|^\s*\d{4}\s*$")
_ENOUGH_FIELDS = 4  # with fewer a list is not complete, and what stands behind an empty column belongs to it
_ONE_PER_TABLE = {"number", "full_name", "given_name", "gender"}
_ARRANGING_SAMPLE = 30  # rows below the head by whose content columns are told apart
_LENGTHS_OF_CARDS = (8, 9, 11, 12)  # 8 and 11 where a spreadsheet took the zero away
_NO_GIVEN_NAMES = {"nam", "nu", "x", "p", "k", "kinh", "hre", "co", "cor", "tay", "muong", "cham", "thai"}
_PEOPLE_SAMPLE, _GAP_SAMPLE = 400, 60  # rows below the head


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is what the head says, or what a person chose instead; "" when nobody knows.

    `is_guessed`: no head says it, only what stands in the column.
    """

    index: int
    head: str
    field: str
    is_guessed: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """Return the order among columns of one field: secondary ones last, otherwise as they stand."""
        return is_secondary(self.head), self.index


@dataclass(frozen=True, slots=True)
class Head:
    """`columns` of one table; two tables beside each other are two heads of the same rows. `span`: columns from, to (not included), where
    something else stands beside the table."""

    first: int
    last: int
    columns: list[Column]
    span: tuple[int, int] | None = None

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns} - {"", IGNORED}


def find_heads(sheet: Sheet, row: int) -> list[Head]:
    """Return the heads that begin in this row, from the left: each names people and at least one thing more about them."""
    cells = sheet.rows[row]
    # Most people have a number, a date or a telephone beside the name, and few heads have: columns of days or of sums.
    has_numbers = any(isinstance(cell, (int, float, DateCell)) or (isinstance(cell, str) and _LONG_NUMBER.search(cell)) for cell in cells)
    texts = dict(filled_cells(cells))
    field_by_column = {index: field for index, text in texts.items() if len(text) <= LONGEST_HEAD and (field := field_of(text))}
    first_fields = set(field_by_column.values()) - {IGNORED}
    if len(first_fields) < 2 or first_fields.isdisjoint(NAMES | {"birth", "gender", "male", "family_name"}):
        return []
    if has_numbers and not _has_names_below(sheet, row, texts, field_by_column):
        return []
    # Beside these rows no merged range matters; in a file that no spreadsheet wrote thousands may lie over one row.
    merges = [merge for merge in sheet.merges if merge[0] < row + MAX_ROWS and merge[2] >= row]
    sheet = replace(sheet, merges=merges[: MAX_ROWS * len(cells)])
    best: list[Head] = []
    best_fields = 0
    for last in range(row, min(row + MAX_ROWS, len(sheet.rows))):
        if last > row and not _is_sub_head_row(sheet, row, last):
            break
        all_columns = _read_columns(sheet, row, last)
        columns = _cut_off_neighbour(sheet, last, all_columns)
        sample = sheet.rows[last + 1 : last + _ARRANGING_SAMPLE]
        columns = _arrange_codes(_arrange_births(_arrange_names(columns, sample)), sample)
        heads = _split_side_by_side(columns, row, last, is_cut=len(columns) < len(all_columns))
        heads = [head for head in heads if head.fields & NAMES and len(head.fields) > 1]
        fields = sum(len(head.fields) for head in heads)
        if heads and fields >= best_fields:
            best, best_fields = heads, fields
    return best


def _has_names_below(sheet: Sheet, row: int, texts: dict[int, str], field_by_column: dict[int, str]) -> bool:
    """Return whether the row names nobody itself, and most rows below have a name under the word for one."""
    columns = [index for index, field in field_by_column.items() if field in NAMES | {"family_name"}]
    if not columns or any(is_like_a_name(text) for index, text in texts.items() if index not in field_by_column):
        return False
    below = [text for cells in sheet.rows[row + 1 : row + _ARRANGING_SAMPLE] if (text := text_at(cells, columns[0]))]
    names = sum(fold(text).split()[0].partition("'")[0] in FAMILY_NAMES for text in below if fold(text))
    return names * 2 > len(below)


# --- heads of several rows


def _is_sub_head_row(sheet: Sheet, first: int, row: int) -> bool:
    """Return whether every word of this row stands below a group ('Năm sinh'), or below nothing and says a field itself."""
    if is_index(sheet.rows[row]):
        return False
    merged_columns = {
        index
        for top, column, bottom, last_column in sheet.merges
        if first <= top < row <= bottom
        for index in range(column, last_column + 1)
    }
    texts = {index: text for index, text in filled_cells(sheet.rows[row]) if index not in merged_columns}
    if not texts:
        return any(top == first and bottom >= row for top, _column, bottom, _last_column in sheet.merges)
    if any(len(text) > _LONGEST_SUB_HEAD or re.fullmatch(r"[\d\s./-]+", text) for text in texts.values()):
        return False
    fields_above = []
    for index, text in texts.items():
        words = (_word_over_column(sheet, above, index) for above in range(row - 1, first - 1, -1))
        field = field_of(next(filter(None, words), ""))
        if field not in (IGNORED, "ethnic_group") and (field_of(text) == "" or not (field == "" or field in GROUPS)):
            return False
        fields_above.append(field)
    return any(map(field_of, texts.values())) or all(fields_above)


def _word_over_column(sheet: Sheet, row: int, index: int) -> str:
    """Return what a head row says over a column: its own cell, the merged cell that spans it, or the group before it."""
    cells = sheet.rows[row]
    if text := text_at(cells, index):
        return text
    merges = [merge for merge in sheet.merges if merge[0] <= row <= merge[2]]
    for top, column, _bottom, last_column in merges:
        if column <= index <= last_column:
            return text_at(sheet.rows[top], column)
    for group in range(index - 1, max(-1, index - _GROUP_WIDTH), -1):
        if text := text_at(cells, group):
            ends_before = any(column == group and last_column < index for _top, column, _bottom, last_column in merges)
            return text if field_of(text) in GROUPS and not ends_before else ""
    return ""


# --- columns


def _read_columns(sheet: Sheet, first: int, last: int) -> list[Column]:
    """Return every column under the head, with the words over it from the top, each once; a group counts only over a column that has a
    word of its own below. 'Họ và tên' merged over columns without words of their own is the family name, middle names and the given
    name."""
    width = max(len(cells) for cells in sheet.rows[first : last + 1])
    columns = []
    for index in range(width):
        words: list[str] = []
        for row in range(first, last + 1):
            has_word_below = any(text_at(sheet.rows[lower], index) for lower in range(row + 1, last + 1))
            text = _word_over_column(sheet, row, index) if has_word_below else text_at(sheet.rows[row], index)
            if text and text not in words:
                words.append(text)
        columns.append(Column(index, " · ".join(words), field_of_column(words)))
    for top, index, bottom, last_index in sheet.merges:
        if top <= first <= bottom and index < last_index < width and columns[index].field == "full_name":
            spanned = columns[index : last_index + 1]
            if not any(column.head for column in spanned[1:]):
                parts = ["family_name", *["middle_name"] * (len(spanned) - 2), "given_name"]
                columns[index : last_index + 1] = [
                    Column(column.index, spanned[0].head, part) for column, part in zip(spanned, parts, strict=True)
                ]
    return columns


def _arrange_names(columns: list[Column], rows: list[list[Cell]]) -> list[Column]:
    """Use a column in which names stand, of whole names rather than of parts; find middle and given names where the head is unknown."""
    filled = {index for cells in rows for index, _text in filled_cells(cells)}
    names_filled = {column.field for column in columns if column.field in NAMES and column.index in filled}
    columns = [replace(column, field="") if column.field in names_filled and column.index not in filled else column for column in columns]
    by_field = {column.field: column.index for column in reversed(columns)}
    parts = [by_field[field] for field in ("family_name", "given_name") if field in by_field]
    if "full_name" in by_field and parts:
        texts = [(folded(text_at(cells, by_field["full_name"])), folded(text_at(cells, parts[-1]))) for cells in rows]
        texts = [(full_name, part) for full_name, part in texts if full_name and part]
        repeated = sum(f" {part} " in f" {full_name} " for full_name, part in texts)
        if texts and repeated * 2 > len(texts):
            columns = [replace(column, field=IGNORED) if column.field in PARTS_OF_NAMES else column for column in columns]
    elif "full_name" in by_field:
        name_column, given_names = by_field["full_name"], by_field["full_name"] + 1
        if _is_given_name_apart(columns, rows, name_column):
            fields = {name_column: "family_name", given_names: "given_name"}
            columns = [replace(column, field=fields.get(column.index, column.field)) for column in columns]
            columns[given_names] = replace(columns[given_names], is_guessed=True)
    elif len(parts) == 2 and "middle_name" not in by_field:
        between = [column.index for column in columns if parts[0] < column.index < parts[1] and not column.field]
        texts_between = [text for cells in rows for index in between if (text := text_at(cells, index))]
        if texts_between and all(text.replace(" ", "").replace("'", "").isalpha() for text in texts_between):
            columns = [replace(column, field="middle_name", is_guessed=True) if column.index in between else column for column in columns]
    return columns


def _is_given_name_apart(columns: list[Column], rows: list[list[Cell]], name_column: int) -> bool:
    """Return whether the column behind the names has no head and holds the last word of each: different ones, a word in every row."""
    beside = columns[name_column + 1] if name_column + 1 < len(columns) else None
    pairs = [(text_at(cells, name_column), text_at(cells, name_column + 1)) for cells in rows]
    words = [word for name, word in pairs if name and word]
    if beside is None or beside.head or len(words) < 2 or len(words) * 5 < 4 * sum(bool(name) for name, _word in pairs):
        return False
    are_words = all(word.isalpha() and word[0].isupper() and folded(word) not in _NO_GIVEN_NAMES for word in words)
    return are_words and len(set(words)) * 5 > 3 * len(words)


def _arrange_births(columns: list[Column]) -> list[Column]:
    """Read 'Ngày sinh', 'Tháng sinh', 'Năm sinh' beside each other as the three parts of one day, in whatever order they stand; and 'Ngày,
    tháng' beside 'Năm sinh' as a column of births."""
    if not any(column.field == "birth_month" for column in columns):
        has_births = any(column.field == "birth" for column in columns)
        return [replace(column, field="birth") if has_births and is_day_and_month(column.head) else column for column in columns]
    return [replace(column, field=birth_part_of(column.head) or column.field) for column in columns]


def _arrange_codes(columns: list[Column], rows: list[list[Cell]]) -> list[Column]:
    """Ignore 'Mã định danh' where most numbers have the length of no identity card: schools have codes of that name."""
    arranged = []
    for column in columns:
        numbers = [text for cells in rows if (text := text_at(cells, column.index))] if is_card_or_code(column.head) else []
        cards = sum(sum(map(str.isdigit, number)) in _LENGTHS_OF_CARDS for number in numbers)
        is_code = column.field == "national_id" and cards * 2 < len(numbers)
        arranged.append(replace(column, field=IGNORED, is_guessed=True) if is_code else column)
    return arranged


def _split_side_by_side(columns: list[Column], first: int, last: int, *, is_cut: bool) -> list[Head]:
    """Return one head, or as many as there are tables side by side: lists are printed so to save paper. Another table begins at a
    running number or a name that was there before, with the same column after it."""
    used = [column for column in columns if column.field]
    names = [at for at, column in enumerate(used) if column.field == "full_name"]
    numbers = Counter(column.field for column in used)["number"]
    fields_after = {used[at + 1].field if at + 1 < len(used) else "" for at in names}
    starts = [used[at - 1 if numbers and at and used[at - 1].field == "number" else at].index for at in names]
    width = len(columns)
    if len(names) < 2 or numbers not in (0, len(names)) or len(fields_after) > 1:
        return [Head(first, last, _without_repeated_fields(columns), (0, width) if is_cut else None)]
    spans = list(zip(starts, [*starts[1:], width], strict=True))
    return [Head(first, last, _without_repeated_fields(columns[start:end]), (start, end)) for start, end in spans]


def _without_repeated_fields(columns: list[Column]) -> list[Column]:
    """Keep one column of a field that a person has once; a lone 'Họ' with no 'Tên' beside it is the whole name.

    Of telephones only a person's own are kept, where there is a column for them beside one of the family.
    """
    all_fields = {column.field for column in columns}
    used: set[str] = set()
    corrected = []
    for column in columns:
        field = column.field
        if field == "honorific" and all_fields.isdisjoint(NAMES | {"family_name"}):
            field = "full_name"
        if field == "family_name" and "given_name" not in all_fields:
            field = "full_name"
        if field == "full_name" and {"family_name", "given_name"} <= all_fields:
            field = ""
        if field in used and field in _ONE_PER_TABLE:
            field = ""
        used.add(field)
        corrected.append(replace(column, field=field))
    phones = [column for column in corrected if column.field == "phone"]
    of_families = [column for column in phones if is_phone_of_family(column.head)]
    if len(of_families) == len(phones):
        return corrected
    return [replace(column, field=IGNORED) if column in of_families else column for column in corrected]


def _cut_off_neighbour(sheet: Sheet, last: int, columns: list[Column]) -> list[Column]:
    """Cut off a little table of sums beside the list, behind an empty column: its columns do not fill with the people's."""
    gap = next(
        (
            at
            for at in range(1, len(columns) - 1)
            if not columns[at].head
            and any(column.field for column in columns[at:])
            and not any(text_at(cells, at) for cells in sheet.rows[last : last + _GAP_SAMPLE])
        ),
        None,
    )
    names = [column.index for column in columns if column.field in NAMES]
    fields = {column.field for column in columns[:gap]} - {"", IGNORED}
    if gap is None or not names or names[-1] > gap or len(fields) < _ENOUGH_FIELDS:
        return columns
    people = [cells for cells in sheet.rows[last + 1 : last + _PEOPLE_SAMPLE] if is_like_a_name(text_at(cells, names[0]))]
    filled_beside = sum(any(text_at(cells, column.index) for column in columns[gap:]) for cells in people)
    return columns if filled_beside * 5 >= 3 * len(people) else columns[:gap]


# --- rows that look like heads


_INDEX = re.compile(r"(\d{1,2})(?:\s*=[\d+\-x*/:%().\s]+)?|[a-zđ]")


def is_index(cells: list[Cell]) -> bool:
    """Return whether it is '(1) (2) (3)', 'A B 1 2 3' or '1 1 2 3 5=3+2', as stands under a head."""
    matches = [_INDEX.fullmatch(text.strip("()[]. ").casefold()) for _index, text in filled_cells(cells)]
    if len(matches) < 3 or None in matches:
        return False
    numbers = [int(match[1]) for match in matches if match and match[1]]
    letters = [match[0] for match in matches if match and not match[1]]
    if len(set(letters)) < len(letters) or letters != sorted(letters):
        return False
    return not numbers or (numbers[0] <= 2 and numbers == sorted(numbers) and len(set(numbers)) * 2 > len(numbers))


def words_by_column(columns: list[Column]) -> dict[int, set[str]]:
    """Return column → what its head says, folded."""
    return {column.index: {fold(part) for part in column.head.split(" · ")} for column in columns if column.head}


def is_repeated_head(texts: dict[int, str], words: dict[int, set[str]]) -> bool:
    """Return whether it is the head printed once more at the top of a page: its words, each in its own column."""
    repeated = sum(folded(text) in words.get(index, ()) for index, text in texts.items())
    return repeated >= 2 and repeated * 3 >= 2 * len(texts)


_TOTAL_WORD = re.compile(r"[tTsS][ổoốÔÓỎỐỔr]", re.IGNORECASE)


def is_head_of_a_summary(texts: dict[int, str]) -> bool:
    """Return whether it is the head of a table that counts: 'TT | Đơn vị | Tổng số | Trong đó nữ'; names nobody."""
    if len(texts) < 3 or not any(_TOTAL_WORD.match(text) for text in texts.values()):
        return False
    words = [folded(text) for text in texts.values()]
    counts = sum(bool(re.fullmatch(r"(tong so.*|so luong.*|so nguoi.*|trong do.*)", word)) for word in words)
    return counts > 0 and not any(field_of(text) in NAMES for text in texts.values())
