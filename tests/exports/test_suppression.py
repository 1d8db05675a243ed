"""What is not shown cannot be worked out from what is: tried against every table that agrees with the shown figures."""

from datetime import date
from itertools import product
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exports.publication.suppression import LIMIT, find_bridges, suppress
from exports.publication.tables import COUNTS_OF_PEOPLE, publish_tally
from exports.table import Column, Table
from tests.depth import examples
from tests.exports.by_hand import build_table

COUNTS = st.sampled_from([0, 0, 1, 2, 3, 5, 6])
MOST = 12  # tried for each figure that is not shown


def with_totals(rows: list[list[int]], *, has_row_totals: bool) -> list[list[int]]:
    matrix = [[*row, sum(row)] if has_row_totals else list(row) for row in rows]
    return [*matrix, [sum(column) for column in zip(*matrix, strict=True)]]


def possible_values(matrix: list[list[int]], suppressed: set, *, has_row_totals: bool) -> dict:
    """Each suppressed cell with the values that it has in some table of counts with the same shown figures; one at least where not shown."""
    inner = [(r, c) for r in range(len(matrix) - 1) for c in range(len(matrix[0]) - has_row_totals)]
    unknown = [cell for cell in inner if cell in suppressed]
    values: dict = {cell: set() for cell in suppressed}
    for guess in product(range(1, MOST), repeat=len(unknown)):
        guessed = dict(zip(unknown, guess, strict=True))
        rows = [[guessed.get((r, c), matrix[r][c]) for c in range(len(matrix[0]) - has_row_totals)] for r in range(len(matrix) - 1)]
        table = with_totals(rows, has_row_totals=has_row_totals)
        agrees = all(table[r][c] == matrix[r][c] for r in range(len(matrix)) for c in range(len(matrix[0])) if (r, c) not in suppressed)
        if agrees:
            for r, c in suppressed:
                values[r, c].add(table[r][c])
    return values


@examples(60, deep=300)
@given(rows=st.lists(st.lists(COUNTS, min_size=1, max_size=1), min_size=1, max_size=4))
def test_one_column_with_its_total_gives_no_small_count_away(rows):
    matrix = with_totals(rows, has_row_totals=False)
    suppressed = suppress(matrix, has_row_totals=False)

    assert {(r, c) for r, row in enumerate(matrix) for c, value in enumerate(row) if 0 < value < LIMIT} <= suppressed
    assert all(len(values) > 1 for values in possible_values(matrix, suppressed, has_row_totals=False).values())


@examples(40, deep=200)
@given(rows=st.lists(st.lists(COUNTS, min_size=2, max_size=2), min_size=2, max_size=2))
def test_totals_both_ways_give_no_small_count_away(rows):
    matrix = with_totals(rows, has_row_totals=True)
    suppressed = suppress(matrix, has_row_totals=True)

    assert all(len(values) > 1 for values in possible_values(matrix, suppressed, has_row_totals=True).values())


def is_connected_without(cells: set, cell: tuple[int, int]) -> bool:
    """Whether row and column of the cell hang together by the other cells: found by colouring, round by round."""
    rows, columns = {cell[0]}, set()
    while True:
        further_columns = {c for r, c in cells - {cell} if r in rows} | columns
        further_rows = {r for r, c in cells - {cell} if c in further_columns} | rows
        if (further_rows, further_columns) == (rows, columns):
            return cell[1] in columns
        rows, columns = further_rows, further_columns


@examples(200, deep=1500)
@given(cells=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=18))
def test_bridges_are_the_cells_that_alone_connect_their_row_and_column(cells):
    assert find_bridges(cells) == {cell for cell in cells if not is_connected_without(cells, cell)}


def test_a_large_table_is_done():
    draw = Random(7)
    matrix = with_totals([[draw.choice([0, 0, 0, 1, 2, 7, 30, 400]) for _column in range(60)] for _row in range(100)], has_row_totals=True)
    suppressed = suppress(matrix, has_row_totals=True)

    assert len(suppressed) >= sum(0 < value < LIMIT for row in matrix for value in row) > 1000
    assert find_bridges(suppressed) == set()


def test_a_small_count_takes_the_smallest_other_with_it():
    assert suppress([[3], [9], [20], [32]], has_row_totals=False) == {(0, 0), (1, 0)}


def test_a_small_count_alone_in_its_column_takes_the_total_with_it():
    assert suppress([[3], [0], [3]], has_row_totals=False) == {(0, 0), (2, 0)}


def test_nothing_small_hides_nothing():
    assert suppress([[5, 7, 12], [0, 6, 6], [5, 13, 18]], has_row_totals=True) == set()


def test_two_ones_that_add_up_to_two_are_not_given_away():
    assert suppress([[1], [1], [30], [32]], has_row_totals=False) == {(0, 0), (1, 0), (2, 0)}


# --- in the reports


def test_a_tally_for_publication_shows_no_small_count_of_people(year_2023, clerk):
    table = build_table("participation-tally", clerk, from_="2023-01-01", to="2023-12-31", by="former-district", publication="1")
    shown = [dict(zip([column.key for column in table.columns], line, strict=True)) for line in [*table.rows, table.totals]]

    assert [[line[key] for key in COUNTS_OF_PEOPLE] for line in shown] == [
        ["…", "…", 0, 0, *["…"] * 6], [*["…"] * 3, 0, *["…"] * 6], [8, "…", "…", 0, 5, 6, 7, "…", "…", "…"],
    ]  # fmt: skip
    assert [(line["training_sessions"], line["contests"], line["percent_of_plan"]) for line in shown] == [
        (2, 0, 100.0),
        (0, 2, 66.7),
        (2, 2, 57.1),
    ]
    assert "cong-bo" in table.file_words
    assert any("không ghi trong bảng để công bố" in note for note in table.notes)


def test_many_people_are_published(world, ba_to, clerk):
    lesson = world.activity(ba_to, date(2023, 3, 6))
    for _number in range(12):
        world.came(world.registered(lesson, world.person(ba_to, "F")))
    table = build_table("cross-tabulation", clerk, from_="2023-01-01", to="2023-12-31", by="kind", across="gender", publication="1")

    assert (table.rows, table.totals) == ([["Lớp tập huấn", 12, 12]], ["Tổng cộng", 12, 12])


def test_lists_of_people_do_not_go_with_a_table_for_publication(year_2023, clerk, api):
    answer = api(clerk).get("/api/v1/reports/participation-tally.xlsx", {"data": "1", "publication": "1"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "names_in_publication")


# The numbers of a line, but for those that a test names.
MANY = {"people": 90, "participations": 90, "registered": 90, "sitting_attendances": 90} | dict.fromkeys(("female", "pupils"), 40)
MANY |= dict.fromkeys(("ethnic_minority", "walk_ins", "contestants", "audience"), 40) | {
    "planned_participants": None,
    "percent_participants": None,
}


def published(*lines: dict) -> list[dict]:
    """The lines of a tally, of which the last holds the totals, as they are published."""
    rows = [[f"Dòng {number}", *(MANY | line).values()] for number, line in enumerate(lines)]
    columns = [Column("group", "Nơi"), *(Column(key, key, "number") for key in MANY)]
    whole = Table("participation-tally", "Tổng hợp", columns, rows[:-1], "", timezone.now(), totals=rows[-1])
    table = publish_tally(whole)
    return [dict(zip(MANY, line[1:], strict=True)) for line in [*table.rows, table.totals]]


def hidden_in(lines: list[dict], key: str) -> list[int]:
    return [number for number, line in enumerate(lines) if line[key] == "…"]


def test_whoever_was_registered_before_is_not_worked_out_of_those_who_were_not():
    lines = published({"registered": 90, "walk_ins": 87}, {}, {}, {"registered": 270, "walk_ins": 167})

    assert [line["registered"] for line in lines] == [90, 90, 90, 270]
    assert hidden_in(lines, "walk_ins") == [0, 1]


@pytest.mark.parametrize(
    ("planned", "percent", "participations", "hidden"),
    [
        (4, 50.0, 90, [0, 1]),  # two people of a plan for four, among many others
        (250, 0.8, 90, [0, 1]),
        (90, 97.8, 90, [0, 1]),  # but for two of the participations, all are in the plan
        (4000, 0.1, 90, [0, 1]),  # between two and six
        (250, 0.0, 90, []),
        (5000, 0.0, 0, []),
        (100, 30.0, 90, []),
    ],
)
def test_a_percentage_is_judged_by_the_people_whom_it_counts(planned, percent, participations, hidden):
    line = {"planned_participants": planned, "percent_participants": percent, "participations": participations}
    other = {"planned_participants": 60, "percent_participants": 50.0}
    total = {"planned_participants": planned + 120, "percent_participants": 60.0, "participations": participations + 180}

    assert hidden_in(published(line, other, other, total), "percent_participants") == hidden


def test_the_percentage_of_the_total_gives_no_hidden_row_away():
    small, unplanned = {"participations": 3, "people": 3, "planned_participants": 6, "percent_participants": 50.0}, {"participations": 20}
    lines = published(small, unplanned, {"participations": 23, "people": 23, "planned_participants": 6, "percent_participants": 50.0})

    assert hidden_in(lines, "participations") == [0, 1]
    assert hidden_in(lines, "percent_participants") == [0, 2]


@pytest.mark.parametrize("address", ["/api/v1/reports/{name}/rows/", "/reports/{name}/rows/", "/reports/{name}/rows.xlsx"])
@pytest.mark.parametrize("name", ["participation-tally", "cross-tabulation"])
def test_a_table_for_publication_opens_no_rows(year_2023, clerk, api, browser_of, name, address):
    query = {"from": "2023-01-01", "to": "2023-12-31", "row": "total", "column": "total" if name == "cross-tabulation" else "people"}
    client, path = (api if "api" in address else browser_of)(clerk), address.format(name=name)
    assert client.get(path, query).status_code == 200 or "xlsx" in address

    refused = client.get(path, query | {"publication": "1"})
    if "api" in address:
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "names_in_publication")
    else:
        page = client.get(refused["Location"])
        assert refused.status_code == 302 and "không kèm danh sách người" in page.content.decode()


def test_a_screen_for_publication_has_no_links_to_rows(year_2023, browser_of, clerk):
    query = {"from": "2023-01-01", "to": "2023-12-31", "by": "commune"}
    pages = [browser_of(clerk).get("/reports/participation-tally/", query | more).content.decode() for more in ({}, {"publication": "1"})]

    assert ["/rows/?" in page for page in pages] == [True, False]
    assert ["data=1" in page for page in pages] == [True, False]
