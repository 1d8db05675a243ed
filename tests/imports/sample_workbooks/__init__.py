"""Workbooks as communes send them, each with a trap or two, and what a correct reading gives. `python -m tests.imports.sample_workbooks FOLDER` writes them."""

from tests.imports.sample_workbooks import alphabets, births, communes, containers, heads, mixed, sections, stranger, values
from tests.imports.sample_workbooks.book import ROSTERS, Roster

__all__ = ["ROSTERS", "Roster", "alphabets", "births", "communes", "containers", "heads", "mixed", "sections", "stranger", "values"]
