"""Delete what rosters and workbooks of years hold of persons: after thirty days, and when somebody asks to be forgotten."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.audit import trail
from imports.files.stored_workbooks import decrypt_grid, load_workbook
from imports.models import RosterImport, RosterRow, YearImport
from imports.reader.grid import Workbook
from imports.reading.cells.cell_text import convert_to_unicode, text_of
from people.models import Person

ORIGINALS_ARE_KEPT = timedelta(days=30)  # for audit, then deleted


def delete_old_originals(now: datetime, *, dry_run: bool = False) -> int:
    """Delete originals, their grids and the particulars in their rows thirty days after they came. Return how many files.

    What was not committed is discarded.
    """
    rows_with_data = RosterRow.objects.filter(roster=OuterRef("pk")).exclude(data={})  # of others, where a person's erasure took the file
    old = RosterImport.objects.filter(uploaded_at__lt=now - ORIGINALS_ARE_KEPT)
    roster_ids = list(old.filter(Q(original__isnull=False) | Q(grid__isnull=False) | Exists(rows_with_data)).values_list("pk", flat=True))
    for pk in roster_ids if not dry_run else []:
        with transaction.atomic():
            _delete_file(pk)
            RosterRow.objects.filter(roster=pk).update(data={}, problems=[], candidates=[])
            still_open = RosterImport.objects.filter(pk=pk, state__in=[RosterImport.State.RECEIVED, RosterImport.State.PREVIEW])
            for roster in still_open:
                before = trail.values_of(roster)
                roster.state = RosterImport.State.DISCARDED
                roster.save(update_fields=["state"])
                trail.record("discarded", roster, changes=trail.changes_between(before, roster))
    old_years = YearImport.objects.filter(uploaded_at__lt=now - ORIGINALS_ARE_KEPT).exclude(grid=None)
    year_ids = list(old_years.values_list("pk", flat=True))
    for pk in year_ids if not dry_run else []:
        with transaction.atomic():
            delete_grid(YearImport.objects.select_for_update(no_key=True).defer("grid").get(pk=pk))
    return len(roster_ids) + len(year_ids)


def delete_grid(year_import: YearImport) -> None:
    """Delete what was read of a workbook of years, with what was typed into its preview, which is discarded."""
    before = trail.values_of(year_import)
    year_import.grid, year_import.choices = None, {}
    if year_import.state == YearImport.State.PREVIEW:
        year_import.state = YearImport.State.DISCARDED
    year_import.save(update_fields=["grid", "choices", "state"])
    if changes := trail.changes_between(before, year_import):
        trail.record("discarded", year_import, changes=changes)


def forget_person(person: Person, names_person: Callable[[str], bool], *, is_reviewed: bool) -> int:
    """Delete what rosters hold of one person: their rows' particulars, those of rows that name them, and the original files in which
    they stand. Return how many files.

    names_person: whether a text names the person. is_reviewed: also files that name them and in which no row is linked to them; without
    anybody who looked it could be a namesake.
    """
    with transaction.atomic():
        roster_ids = set(RosterRow.objects.filter(person=person).values_list("roster", flat=True))
        stored = RosterImport.objects.exclude(original=None, grid=None) if is_reviewed else RosterImport.objects.none()
        for roster in stored.order_by("pk").iterator(chunk_size=1):
            texts_of_preview = json.dumps([roster.choices, roster.summary], ensure_ascii=False)
            if names_person(_file_text(roster)) or names_person(texts_of_preview):
                roster_ids.add(roster.pk)
        for pk in sorted(roster_ids):
            rows = RosterRow.objects.filter(roster=pk).values_list("pk", "person", "data", "problems", "why")
            naming = [
                row_id
                for row_id, person_id, *texts in rows
                if person_id == person.pk or names_person(json.dumps(texts, ensure_ascii=False))
            ]
            RosterRow.objects.filter(pk__in=naming).update(data={}, problems=[], candidates=[], why=[])
            _delete_file(pk)
        year_ids = _years_naming(names_person) if is_reviewed else []
        for year_import in YearImport.objects.select_for_update(no_key=True).defer("grid").filter(pk__in=year_ids):
            delete_grid(year_import)
    return len(roster_ids) + len(year_ids)


def _years_naming(names_person: Callable[[str], bool]) -> list[int]:
    """Return the ids of the workbooks of years in which somebody is named: who signed below, who teaches."""
    year_ids = []
    for year_import in YearImport.objects.exclude(grid=None).order_by("pk").iterator(chunk_size=1):
        try:
            text = _cells_of(decrypt_grid(year_import.grid))
        except ValidationError:  # no accepted key opens it
            continue
        if names_person(text) or names_person(json.dumps(year_import.choices, ensure_ascii=False)):
            year_ids.append(year_import.pk)
    return year_ids


def _file_text(roster: RosterImport) -> str:
    """Return all cells of the file; of a file that cannot be read any more its name alone."""
    try:
        return _cells_of(load_workbook(roster))
    except ValidationError:
        return roster.file_name


def _cells_of(book: Workbook) -> str:
    cells = [text_of(cell) for sheet in book.sheets for row in convert_to_unicode(sheet)[0].rows for cell in row]
    return "\n".join(filter(None, cells))


def _delete_file(pk: int) -> None:
    """Delete the file with what stands beside its rows: whoever signed below, examples of letters that were converted."""
    roster = RosterImport.objects.select_for_update(no_key=True).defer("original", "grid").get(pk=pk)
    roster.original, roster.grid, roster.choices = None, None, {}
    if roster.summary:
        roster.summary["left_out"]["lines"] = []
        roster.summary["converted"]["examples"] = []
    roster.save(update_fields=["original", "grid", "choices", "summary"])
