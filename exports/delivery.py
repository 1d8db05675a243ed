"""Delivery of a table as a workbook, csv or JSON, logged with how many rows were handed over."""

import tempfile
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language, override

from accounts.models import User
from exports.formats.csv_writer import csv_chunks
from exports.formats.json_writer import json_chunks
from exports.formats.workbook import write_xlsx
from exports.table import PeopleRows, Table
from people.disclosures.lists import logged_list
from people.disclosures.log import add_people, note_disclosure, note_visit, only_unit_of, record_row_count, sensitive_among
from people.models import Disclosure
from screens.id_lists import IdSet
from vietnamese.text import join_file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CountedRows:
    """Rows, counted while they are read."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.count += 1
            yield row


@dataclass(frozen=True)
class Delivery:
    """A table that is handed over. Who is in it is logged before the first row leaves, or in long lists before their own row does.

    Its rows are those of `table` here, not of the one that it began with.
    """

    table: Table
    disclosure: Disclosure
    people: IdSet  # those logged

    @classmethod
    def begin(cls, table: Table, file_format: str, user: User) -> "Delivery":
        disclosure = note_disclosure(
            table.name,
            file_format,
            by=user,
            people=None,
            unit=table.unit_id or only_unit_of(user),
            filters=table.filters,
            sensitive=sensitive_among(column.key for column in table.columns),
        )
        delivery = cls(table, disclosure, IdSet())
        if isinstance(table.rows, PeopleRows):
            return replace(delivery, table=replace(table, rows=table.rows.read_and_note(delivery._log), read_people=None))
        delivery._log(people_in(table))
        return delivery

    def end(self, rows: int) -> None:
        """Log how many rows left, and who came among them while they were read."""
        if self.table.read_people:
            self._log(self.table.read_people())
        record_row_count(self.disclosure, rows)

    def _log(self, people: AbstractSet[int]) -> None:
        newcomers = IdSet(people) - self.people
        add_people(self.disclosure.pk, newcomers, is_new=True)
        self.people.update(newcomers)


def language_of(file_format: str) -> AbstractContextManager[Any]:
    """Return the language to build and write a table in: what is signed and filed is Vietnamese, JSON speaks the reader's language.

    It may be entered again, later and in another request's time.
    """
    return override(get_language() if file_format == "json" else "vi")


def render(table: Table, file_format: str, user: User) -> HttpResponseBase:
    """Return the table as a response in `file_format`: xlsx, csv or json."""
    if file_format == "xlsx":
        delivery = Delivery.begin(table, "xlsx", user)
        begun = [Delivery.begin(sheet, "xlsx", user) for sheet in table.data_sheets]
        sheets = [(sheet, CountedRows(sheet.table.rows)) for sheet in begun]
        table = replace(delivery.table, data_sheets=[replace(sheet.table, rows=rows) for sheet, rows in sheets])
        file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
        rows = write_xlsx(table, file)
        file.seek(0)
        delivery.end(rows)
        for sheet, sheet_rows in sheets:
            sheet.end(sheet_rows.count)
        return FileResponse(file, as_attachment=True, filename=file_name(table, "xlsx"), content_type=XLSX)
    if file_format == "csv":
        response = StreamingHttpResponse(
            _stream(table, "csv", user, csv_chunks, language_of("csv")), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{file_name(table, "csv")}"'
        return response
    return StreamingHttpResponse(_stream(table, "json", user, json_chunks, language_of("json")), content_type="application/json")


def _stream(
    table: Table, file_format: str, user: User, write: Callable[[Table], Iterator[Any]], language: AbstractContextManager[Any]
) -> Iterator[Any]:
    """Yield what `write` makes of the table, some rows at a time, and log how many rows left when the last one has.

    The language is set for each piece alone: it belongs to the thread, which may serve others before the next piece is asked for, and
    whoever closes the connection early would leave the language of the file to one of them.
    """
    delivery = Delivery.begin(table, file_format, user)
    rows = CountedRows(delivery.table.rows)
    pieces = write(replace(delivery.table, rows=rows))
    while True:
        with language:
            piece = next(pieces, None)
        if piece is None:
            break
        yield piece
    delivery.end(rows.count)


def people_in(table: Table) -> AbstractSet[int]:
    """Return the ids of the people who stand in the table now."""
    return table.read_people() if table.read_people else set(table.people)


def note_view(table: Table, user: User, *, rows: int) -> None:
    """Log a table whose first `rows` are looked at on a screen, where its rows are people; figures without names are nobody's."""
    if logged_list(table.name).rows_are_people:
        disclosure = note_visit(
            table.name,
            by=user,
            people=rows,
            unit=table.unit_id or only_unit_of(user),
            about=" · ".join(value for _label, value in table.filters),
            sensitive=sensitive_among(column.key for column in table.columns),
        )
        if disclosure is not None:
            add_people(disclosure.pk, table.rows.people_of_first(rows) if isinstance(table.rows, PeopleRows) else table.people[:rows])


def file_name(table: Table, extension: str) -> str:
    """Return the name of the file, which says what is in it."""
    return join_file_name(table.file_words or [table.name], extension)
