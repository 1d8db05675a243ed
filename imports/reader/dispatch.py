"""Choose the parser for the content of a file, and read it into a grid."""

from dataclasses import replace

from imports.reader.file_formats import detect_format, detect_package_format
from imports.reader.grid import Workbook
from imports.reader.limits import Refused
from imports.reader.sheet_builder import Budget, SheetBuilder, build_sheets, require_number_of_sheets
from imports.reader.zip_package import Package


def read_file(content: bytes, *, is_careful: bool = False) -> Workbook:
    """Read a file, whatever its name says. `is_careful`: without calamine.

    Raise Refused for what cannot be read; every other exception is a file that no parser understands.
    """
    match detect_format(content):
        case "xls":
            from imports.reader.formats.xls import read_xls

            return Workbook("xls", build_sheets(read_xls(content)))
        case "text":
            from imports.reader.formats.delimited import read_delimited

            encoding, builder = read_delimited(content)
            return Workbook("csv", build_sheets([builder]), encoding)
    package = Package(content)
    file_format = detect_package_format(package)
    package.check()
    if file_format == "ods":
        from imports.reader.formats.ods import read_ods

        return Workbook(file_format, build_sheets(read_ods(package)))
    return Workbook(file_format, build_sheets(_read_xlsx(package, content, is_careful)))


def _read_xlsx(package: Package, content: bytes, is_careful: bool) -> list[SheetBuilder]:
    """Read each sheet the fast way where it is plain, else the careful way; so, too, a sheet that calamine fails on."""
    from imports.reader.formats.xlsx import WorkbookParts, read_sheet
    from imports.reader.formats.xlsx_fast import FastReader

    book, budget = WorkbookParts(package), Budget()
    require_number_of_sheets(len(book.sheets))
    fast_reader = None if is_careful else FastReader(book, content)
    builders = []
    for reference in book.sheets:
        builder, budget_before = None, replace(budget)
        try:
            builder = fast_reader and fast_reader.read_sheet(reference, budget)
        except (Refused, MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # panics of calamine are no Exception
            budget.cells, budget.letters = budget_before.cells, budget_before.letters
        builders.append(builder or read_sheet(book, reference, budget))
    return builders
