"""Workbooks as communes send them, each with a trap or two, and what a correct reading gives. `python -m tests.imports.workbooks FOLDER` writes them."""

from tests.imports.workbooks import alphabets, births, communes, containers, heads, mixed, sections, stranger, values
from tests.imports.workbooks.book import ROSTERS, Roster

__all__ = ["ROSTERS", "Roster", "alphabets", "births", "communes", "containers", "heads", "mixed", "sections", "stranger", "values"]
