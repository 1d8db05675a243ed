"""Two records of one person made one, in one transaction, and written down so that it can be taken back (registry.merging.unmerging).

The row that goes is deleted, not marked: a row that is not there can be seen by no list, match or count of any room, today's or
tomorrow's, and by no query that forgets a condition. What it held is in the journal, with its id, which nobody else is ever given.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity
from attendance.models import Annulment, Attendance, Excuse, PaperList, Registration, Scan
from contests.models import TeamMember
from people.models import Person
from registry.merging.journal import Journal, snapshot
from registry.merging.merge_plan import Double, Plan, plan
from registry.models import Merge, NotTheSame

TRIES = 3
CAPTAIN = TeamMember.Part.CAPTAIN
# What hangs on a person or a registration and has its own rule here; every other foreign key, of rooms above too, is simply moved.
BY_RULE = (Registration, NotTheSame, Attendance, Scan, Excuse, TeamMember)


def merge(
    kept: Person,
    gone: Person,
    *,
    keep: Mapping[str, str] | None = None,
    registrations: Mapping[int, int] | None = None,
    by: User,
    at: datetime,
) -> Merge:
    """Makes `gone` part of `kept`; `keep` and `registrations` as `merge_plan.plan` takes them.

    Raises ValidationError when it is impossible (see `merge_plan`), `gone_already` when somebody merged one of the two meanwhile,
    `changed_meanwhile` when others kept writing. Nothing is written then.
    """
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return _merge(kept.pk, gone.pk, keep, registrations, by, at)
        except _AnotherActivity:
            continue
        except (IntegrityError, OperationalError):  # a scan or a registration came in between: look again
            if connection.in_atomic_block:
                raise
            continue
    raise ValidationError(_("Dữ liệu của hai hồ sơ đang được người khác ghi. Hãy thử lại sau giây lát."), code="changed_meanwhile")


class _AnotherActivity(Exception):
    """Between looking and locking, both were registered in one more activity."""


def _merge(kept_id: int, gone_id: int, keep: Any, registrations: Any, by: User, at: datetime) -> Merge:
    held = _hold_activities(kept_id, gone_id)
    kept, gone = _hold_people(kept_id, gone_id)
    list(Registration.objects.select_for_update(no_key=True).filter(person__in=(kept, gone)).order_by("pk").values_list("pk"))
    asked = plan(kept, gone, user=by, keep=keep, registrations=registrations)
    if asked.problems:
        raise ValidationError(asked.problems)
    if not {double.activity.pk for double in asked.doubles} <= held:
        raise _AnotherActivity
    return _write(asked, by, at)


def _hold_activities(*people: int) -> set[int]:
    """Lock the activities in which both are registered and return their ids. Activities are always locked before people."""
    of_one, of_other = (set(Registration.objects.filter(person=person).values_list("activity", flat=True)) for person in people)
    both = Activity.objects.filter(pk__in=of_one & of_other).order_by("pk")
    return set(both.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def _hold_people(kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Both rows in the order of their ids: whoever merges one of them with a third waits, and two never wait for each other."""
    rows = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("unit__parent__parent")
    found = {person.pk: person for person in rows.filter(pk__in=(kept_id, gone_id)).order_by("pk")}
    if not {kept_id, gone_id} <= set(found):
        message = _("Một trong hai hồ sơ không còn: có thể vừa có người gộp. Hãy tải lại trang để xem.")
        raise ValidationError(message, code="gone_already")
    return found[kept_id], found[gone_id]


def _write(asked: Plan, by: User, at: datetime) -> Merge:
    kept, gone, journal = asked.kept, asked.gone, Journal()
    moved = Moved()
    for double in asked.doubles:
        unite(double, kept, journal, moved)
    journal.move(Registration.objects.filter(person=gone), person_id=kept.pk)
    _unite_decisions(kept, gone, journal)
    _move_the_rest(gone, kept, journal)
    for values in asked.values:
        journal.change(kept, **values)
    journal.remove(gone)
    # Phones and printed lists go by the time of change: all that is registered has another name now, perhaps.
    Person.objects.filter(pk=kept.pk).update(changed_at=at)
    return Merge.objects.create(kept=kept, gone=gone.pk, moved=moved.as_json(journal), merged_by=by, merged_at=at)


class Moved:
    """What taking back has to know besides the lines: what stood in each sitting of two registrations, and printed lists."""

    def __init__(self) -> None:
        self.cells: list[dict[str, Any]] = []
        self.papers: list[dict[str, Any]] = []

    def as_json(self, journal: Journal) -> dict[str, Any]:
        return {"lines": journal.lines, "cells": self.cells, "papers": self.papers}


# --- one activity, two registrations


def unite(double: Double, kept: Person, journal: Journal, moved: Moved) -> None:
    """All that hangs on the registration that dies goes to the one that stays."""
    stays, dies = double.stays, double.dies
    mine = {one.sitting_id: one for one in Attendance.objects.select_for_update(no_key=True).filter(registration=stays)}
    for theirs in Attendance.objects.select_for_update(no_key=True).filter(registration=dies).order_by("sitting"):
        _unite_attendances(mine.get(theirs.sitting_id), theirs, stays, journal, moved)
    journal.move(Scan.objects.filter(registration=dies), registration_id=stays.pk)
    _unite_excuses(stays, dies, journal)
    _unite_memberships(stays, dies, journal)
    _move_the_rest(dies, stays, journal)
    _renumber(dies, stays, moved)
    journal.remove(dies)
    _complete(stays, dies, kept, journal)


def _unite_attendances(mine: Attendance | None, theirs: Attendance, stays: Registration, journal: Journal, moved: Moved) -> None:
    """The earliest arrival of the two counts; one that was annulled counts for nothing against one that stands."""
    current = mine or theirs
    known = Scan.objects.filter(attendance__in=[one.pk for one in (mine, theirs) if one])
    cell = {
        "stays": stays.pk,
        "sitting": theirs.sitting_id,
        "attendance": current.pk,
        "before": snapshot(mine) if mine else None,
        "theirs": snapshot(theirs),
        "scans": [str(pk) for pk in known.values_list("pk", flat=True)],
    }
    if mine is None:
        journal.change(theirs, registration_id=stays.pk)
    else:
        journal.move(Scan.objects.filter(attendance=theirs), attendance_id=mine.pk)
        _move_the_rest(theirs, mine, journal)
        journal.remove(theirs)
        journal.change(mine, **_arrival(mine, theirs))
    moved.cells.append(cell | {"annulments": annulments_of(current.pk)})


def annulments_of(attendance: int) -> list[list[Any]]:
    """What people took back and gave back: when it has changed, a merge cannot be told apart from it any more."""
    rows = Annulment.objects.filter(attendance=attendance).order_by("pk").values_list("pk", "undone_at")
    return [[pk, undone_at.isoformat() if undone_at else None] for pk, undone_at in rows]


ARRIVAL = ("arrived_at", "method", "arrival_scan")
STANDING = (*ARRIVAL, "recorded_by_scan", "annulled_at", "annulled_by_id", "annul_reason")


def _arrival(mine: Attendance, theirs: Attendance) -> dict[str, Any]:
    if theirs.is_annulled:
        return {}
    if mine.is_annulled:
        return {name: getattr(theirs, name) for name in STANDING}
    first = min(mine, theirs, key=lambda one: (one.arrived_at, one.arrival_scan.hex))
    return {name: getattr(first, name) for name in ARRIVAL}


def _unite_excuses(stays: Registration, dies: Registration, journal: Journal) -> None:
    excused = set(Excuse.objects.filter(registration=stays).values_list("sitting", flat=True))
    for excuse in Excuse.objects.filter(registration=dies, sitting__in=excused).order_by("pk"):
        journal.remove(excuse)
    journal.move(Excuse.objects.filter(registration=dies), registration_id=stays.pk)


def _unite_memberships(stays: Registration, dies: Registration, journal: Journal) -> None:
    """In two teams of one contest nobody is merged (merge_plan); in one team, who is captain in either stays captain."""
    members = {one.registration_id: one for one in TeamMember.objects.filter(registration__in=(stays, dies))}
    mine, theirs = members.get(stays.pk), members.get(dies.pk)
    if theirs is None:
        return
    if mine is None:
        journal.change(theirs, registration_id=stays.pk)
        return
    journal.remove(theirs)
    if theirs.part == CAPTAIN:
        journal.change(mine, part=CAPTAIN)


def _renumber(dies: Registration, stays: Registration, moved: Moved) -> None:
    """A number on a list that was printed is that of the registration that stays; somebody may then bear two."""
    for paper in PaperList.objects.filter(sitting__activity=dies.activity_id).order_by("pk"):
        places = [place for place, pk in enumerate(paper.registrations) if pk == dies.pk]
        if places:
            paper.registrations = [stays.pk if pk == dies.pk else pk for pk in paper.registrations]
            paper.save(update_fields=["registrations"])
            moved.papers.append({"paper": paper.pk, "places": places, "was": dies.pk, "is": stays.pk})


def _complete(stays: Registration, dies: Registration, kept: Person, journal: Journal) -> None:
    """The one that stays stands if either stood, and says what only the other said."""
    journal.change(stays, person_id=kept.pk)
    if stays.is_withdrawn and not dies.is_withdrawn:
        journal.change(stays, status=dies.status, role=dies.role)
    if not stays.category and dies.category:
        journal.change(stays, category=dies.category)
    if stays.walk_in_id is None and dies.walk_in_id is not None:
        journal.change(stays, walk_in_id=dies.walk_in_id)  # the phone that wrote them down knows them again


# --- what else names the record that goes


def _unite_decisions(kept: Person, gone: Person, journal: Journal) -> None:
    """Told apart from a third, the record that stays is told apart from them, too; from each other, that is over."""
    about = NotTheSame.objects.filter(Q(first=gone) | Q(second=gone)).order_by("pk")
    for decision in about:
        third = decision.second_id if decision.first_id == gone.pk else decision.first_id
        first, second = sorted((third, kept.pk))
        if third == kept.pk or NotTheSame.objects.filter(first=first, second=second).exists():
            journal.remove(decision)
        else:
            journal.change(decision, first_id=first, second_id=second)


def _move_the_rest(gone: Any, kept: Any, journal: Journal) -> None:
    """Every foreign key to the row that goes, whichever room it is of: the log of who saw it, requests, earlier merges."""
    for relation in gone._meta.get_fields(include_hidden=True):
        if not relation.concrete and (relation.one_to_many or relation.one_to_one) and relation.related_model not in BY_RULE:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: gone})
            journal.move(rows, **{relation.field.attname: kept.pk})
