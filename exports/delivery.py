"""A table on its way out: as a workbook, csv or JSON, written down in the log with how many rows left."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import override

from exports.formats.csv_writer import csv_chunks, json_chunks
from exports.formats.workbook import write_xlsx
from exports.table import Table
from people import disclosures
from people.models import Disclosure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Counted:
    """Rows, counted while they pass."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            yield row


def language_of(form: str) -> AbstractContextManager[Any]:
    """What is signed and filed is Vietnamese, whatever language its maker reads the screens in."""
    return nullcontext() if form == "json" else override("vi")


def hand_out(table: Table, form: str, user: Any) -> HttpResponseBase:
    """`form`: xlsx, csv or json."""
    return FORMS[form](table, user)


def _xlsx(table: Table, user: Any) -> HttpResponseBase:
    noted = _note(table, "xlsx", user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    rows = write_xlsx(table, file)
    file.seek(0)
    disclosures.record_row_count(noted, rows)
    return FileResponse(file, as_attachment=True, filename=file_name(table, "xlsx"), content_type=XLSX)


def _csv(table: Table, user: Any) -> HttpResponseBase:
    response = StreamingHttpResponse(_logged(table, "csv", user, csv_chunks), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(table, "csv")}"'
    return response


def _json(table: Table, user: Any) -> HttpResponseBase:
    return StreamingHttpResponse(_logged(table, "json", user, json_chunks), content_type="application/json")


def _logged(table: Table, form: str, user: Any, write: Callable[[Table], Iterator[Any]]) -> Iterator[Any]:
    noted, counted = _note(table, form, user), _Counted(table.rows)
    with language_of(form):
        yield from write(replace(table, rows=counted))
    disclosures.record_row_count(noted, counted.count)


def _note(table: Table, way: str, user: Any) -> Disclosure:
    """Written before the first row leaves; how many left is added when the last one has."""
    return disclosures.note(
        table.name,
        way,
        by=user,
        people=None,
        filters=table.filters,
        sensitive=disclosures.sensitive_among(column.key for column in table.columns),
    )


def note_view(table: Table, user: Any, *, rows: int) -> None:
    """The same for what is looked at on a screen, where it names people; figures without names are nobody's."""
    if not disclosures.logged_list(table.name).rows_are_people:
        return
    about, sensitive = (
        " · ".join(value for _label, value in table.filters),
        disclosures.sensitive_among(column.key for column in table.columns),
    )
    disclosures.note_visit(table.name, by=user, people=rows, unit=None, about=about, sensitive=sensitive)


def file_name(table: Table, ending: str) -> str:
    return f"{table.name}-{localtime(table.made_at):%Y%m%d-%H%M}.{ending}"


FORMS: dict[str, Callable[[Table, Any], HttpResponseBase]] = {"xlsx": _xlsx, "csv": _csv, "json": _json}
