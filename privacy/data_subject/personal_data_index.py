"""All that is held about one person: found by walking every foreign key that leads to them, so that a new table cannot be forgotten."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from attendance.models import Registration, Resolution, Scan
from attendance.scans.submission import WALK_IN_READ
from people.disclosures import logged_lists
from people.models import Disclosure, Person
from vietnamese.text import fold

Model = type[models.Model]


@cache
def links() -> tuple[tuple[Model, models.ForeignKey, Model], ...]:
    """(table, its foreign key, the table that it leads to) for every way by which a row is about a person, nearest first."""
    found, seen, queue = [], {Person}, deque([Person])
    while queue:
        held: Any = queue.popleft()
        for relation in held._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            found.append((relation.related_model, relation.field, held))
            if relation.related_model not in seen:
                seen.add(relation.related_model)
                queue.append(relation.related_model)
    return tuple(found)


def tables() -> list[Model]:
    """Every table with a person in it, the person's own first."""
    return list(dict.fromkeys([Person, *(model for model, _key, _to in links())]))


def rows_about(person: Person) -> dict[Model, list[Any]]:
    """{table: ids} of all that is about `person`, in the order of `tables`."""
    found: dict[Model, set[Any]] = {model: set() for model in tables()}
    found[Person] = {person.pk}
    grew = True
    while grew:
        before = sum(map(len, found.values()))
        for model, key, to in links():
            if found[to]:
                found[model].update(model._base_manager.filter(**{f"{key.name}__in": found[to]}).values_list("pk", flat=True))
        found[Scan].update(_decided_for(found[Registration]))
        found[Scan].update(_written_down(person, found[Registration]))
        grew = sum(map(len, found.values())) > before
    return {model: sorted(ids) for model, ids in found.items() if ids}


def _decided_for(registrations: set[Any]) -> Iterator[Any]:
    """Scans of nobody that somebody attached to them: the decision leads to the scan, not the other way."""
    yield from Resolution.objects.filter(made_scan__registration__in=registrations).values_list("scan", flat=True)


def _written_down(person: Person, registrations: set[Any]) -> Iterator[Any]:
    """Walk-ins of their name, at an activity of theirs, whom nobody could register: the name stands in the text alone."""
    activities = Registration.objects.filter(pk__in=registrations).values("activity")
    written = Scan.objects.filter(activity__in=activities, registration=None, read__startswith=WALK_IN_READ)
    for pk, read in written.values_list("pk", "read"):
        if fold(read.removeprefix(WALK_IN_READ)).partition(" (")[0] == person.folded:
            yield pk


def lists_seen(person: Person) -> list[Disclosure]:
    """Who saw or took a list of an activity at which they were registered by then: such a line names the activity, not its people."""
    theirs = Registration.objects.filter(person=person).select_related("activity")
    lists = [logged_list.name for logged_list in logged_lists() if logged_list.names_only_its_activity]
    found: dict[int, Disclosure] = {}
    for one in theirs:
        named = Q(about__contains=one.activity.title[:200]) & Q(unit=one.activity.unit_id)
        lines = Disclosure.objects.filter(named, person=None, what__in=lists, at__gte=one.registered_at).select_related("user", "unit")
        found |= {line.pk: line for line in lines}
    return sorted(found.values(), key=_moment)


def _moment(line: Disclosure) -> datetime:
    return line.at
