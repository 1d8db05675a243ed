"""Log entries for readers of the people behind a figure of a report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exports.figure_rows.opened import OpenedFigure
from people.disclosures.lists import LoggedList, register_lists
from people.disclosures.log import note_visit, only_unit_of, sensitive_among

PEOPLE = "figure-rows"
RECORDS = "figure-records"
register_lists(
    LoggedList(PEOPLE, _("Người được đếm trong một số liệu")),
    LoggedList(RECORDS, _("Hồ sơ được đếm trong một số liệu"), rows_are_people=False),
)


def note_rows(report_title: Any, opened: OpenedFigure, *, rows: int, by: User, way: str) -> None:
    """Note that `by` saw a page of so many rows that a figure counts; nothing where no row names anybody."""
    if opened.row_list.shows_people:
        note_visit(
            PEOPLE,
            by=by,
            people=rows,
            unit=only_unit_of(by),
            about=f"{report_title} · {opened.title}",
            way=way,
            sensitive=sensitive_among(column.key for column in opened.row_list.columns),
        )
