"""Workbooks as communes send them, each with a trap or two, and what a correct reading gives. `python -m tests.imports.sample_workbooks FOLDER` writes them."""

from tests.imports.sample_workbooks import alphabets, births, communes, containers, heads, mixed, sections, stranger, values
from tests.imports.sample_workbooks.book import Roster

ALL = [
    roster
    for module in (alphabets, births, communes, containers, heads, mixed, sections, stranger, values)
    for roster in module.ROSTERS
]  # fmt: skip
ROSTERS: dict[str, Roster] = {roster.file_name: roster for roster in ALL}
assert len(ROSTERS) == len(ALL), "two samples of one name"
