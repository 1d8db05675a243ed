"""Delete what rosters hold of persons: after thirty days, and when somebody asks to be forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from imports.models import RosterImport, RosterRow
from people.models import Person
from vietnamese.text import fold

ORIGINALS_ARE_KEPT = timedelta(days=30)  # for audit, then deleted


def delete_old_originals(now: datetime, *, dry_run: bool = False) -> int:
    """Delete originals, their grids and the particulars in their rows thirty days after they came. Return how many files."""
    rows_with_data = RosterRow.objects.filter(roster=OuterRef("pk")).exclude(data={})  # of others, where a person's erasure took the file
    old = RosterImport.objects.filter(uploaded_at__lt=now - ORIGINALS_ARE_KEPT)
    roster_ids = list(old.filter(Q(original__isnull=False) | Q(grid__isnull=False) | Exists(rows_with_data)).values_list("pk", flat=True))
    for pk in roster_ids if not dry_run else []:
        with transaction.atomic():
            _delete_file(pk)
            RosterRow.objects.filter(roster=pk).update(data={}, problems=[], candidates=[])
            still_open = RosterImport.objects.filter(pk=pk, state__in=[RosterImport.State.RECEIVED, RosterImport.State.PREVIEW])
            still_open.update(state=RosterImport.State.DISCARDED)
    return len(roster_ids)


def forget_person(person: Person) -> int:
    """Delete what rosters hold of one person: their rows' particulars, those of rows that repeat them, and the original files in which
    they stand. Return how many files."""
    with transaction.atomic():
        roster_ids = sorted(set(RosterRow.objects.filter(person=person).values_list("roster", flat=True)))
        rows = RosterRow.objects.filter(roster__in=roster_ids).values_list("pk", "person", "data__full_name")
        row_ids = [pk for pk, person_id, name in rows if person_id == person.pk or fold(name or "")[:200] == person.folded]
        RosterRow.objects.filter(pk__in=row_ids).update(data={}, problems=[], candidates=[], why=[])
        for pk in roster_ids:
            _delete_file(pk)
    return len(roster_ids)


def _delete_file(pk: int) -> None:
    """Delete the file with what stands beside its rows: whoever signed below, examples of letters that were converted."""
    roster = RosterImport.objects.select_for_update(no_key=True).defer("original", "grid").get(pk=pk)
    roster.original, roster.grid, roster.choices = None, None, {}
    if roster.summary:
        roster.summary["left_out"]["lines"] = []
        roster.summary["converted"]["examples"] = []
    roster.save(update_fields=["original", "grid", "choices", "summary"])
