"""Limits of what is read of a file and of what reading it may cost. A file past a limit is refused, never cut short silently."""

MAX_BYTES = 10 * 2**20  # as uploaded
MAX_UNZIPPED = 200 * 2**20
MAX_ENTRIES = 2_000  # in a zip
MAX_SHEETS = 200
MAX_ROWS = 25_000  # a sheet, its empty tail aside
MAX_COLUMNS = 200  # cells beyond are left out
MAX_TEXT = 4_000  # characters a cell; longer ones are cut
MAX_CELLS = 1_000_000  # filled, of all sheets
MAX_LETTERS = 20_000_000  # of all cells
MAX_MERGES = 10_000  # a sheet

MEMORY = 2**30
CPU_SECONDS = 9
WALL_SECONDS = 30
OPEN_FILES = 64


class Refused(Exception):
    """A file that is not read: `code` says why, `params` are the figures of the message for people."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params
