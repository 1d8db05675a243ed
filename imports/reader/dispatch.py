"""From the bytes of a file to its grid."""

from dataclasses import replace
from typing import TYPE_CHECKING

from imports.reader.file_formats import kind_of, kind_of_package
from imports.reader.grid import Workbook
from imports.reader.limits import Refused
from imports.reader.sheet_builder import Budget, Filling, require_number_of_sheets, sheets_of
from imports.reader.zip_package import Package

if TYPE_CHECKING:
    from imports.reader.formats.xlsx import Listed
    from imports.reader.formats.xlsx_fast import QuickReader


def read(content: bytes, *, is_careful: bool = False) -> Workbook:
    """`is_careful`: without calamine. Refused for what cannot be read; every other exception is a file that no parser understands."""
    match kind_of(content):
        case "zip":
            return _read_package(content, is_careful)
        case "xls":
            from imports.reader.formats.xls import read_xls

            return Workbook("xls", sheets_of(read_xls(content)))
    from imports.reader.formats.delimited import read_delimited

    encoding, filling = read_delimited(content)
    return Workbook("csv", sheets_of([filling]), encoding)


def _read_package(content: bytes, is_careful: bool) -> Workbook:
    package = Package(content)
    kind = kind_of_package(package)
    package.check()
    if kind == "ods":
        from imports.reader.formats.ods import read_ods

        return Workbook(kind, sheets_of(read_ods(package)))
    return Workbook(kind, sheets_of(_read_xlsx(package, content, is_careful)))


def _read_xlsx(package: Package, content: bytes, is_careful: bool) -> list[Filling]:
    from imports.reader.formats.xlsx import Book, read_sheet
    from imports.reader.formats.xlsx_fast import QuickReader

    book, budget = Book(package), Budget()
    require_number_of_sheets(len(book.sheets))
    quick = None if is_careful else QuickReader(book, content)
    return [(quick and _quickly(quick, listed, budget)) or read_sheet(book, listed, budget) for listed in book.sheets]


def _quickly(quick: "QuickReader", listed: "Listed", budget: Budget) -> Filling | None:
    """None for a sheet that has to be read the careful way, or that calamine fails on (its panics are no Exception)."""
    before = replace(budget)
    try:
        return quick.read_sheet(listed, budget)
    except (Refused, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        budget.cells, budget.letters = before.cells, before.letters
        return None
