"""The index of personal data: all rows about one person, found by every foreign key that leads to them, so that no table is forgotten."""

from collections import deque
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from attendance.models import Registration, Resolution, Scan
from attendance.scans.submission import WALK_IN_READ
from people.models import DisclosedPerson, Disclosure, Person
from vietnamese.text import fold

Model = type[models.Model]


@cache
def links() -> tuple[tuple[Model, models.ForeignKey, Model], ...]:
    """Return (table, its foreign key, the table that it leads to) for every way by which a row is about a person, nearest first."""
    links, visited, queue = [], {Person}, deque([Person])
    while queue:
        target: Any = queue.popleft()
        for relation in target._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            links.append((relation.related_model, relation.field, target))
            if relation.related_model not in visited:
                visited.add(relation.related_model)
                queue.append(relation.related_model)
    return tuple(links)


def tables() -> list[Model]:
    """Return every table with a person in it, the person's own first."""
    return list(dict.fromkeys([Person, *(model for model, _key, _target in links())]))


def rows_about(person: Person) -> dict[Model, list[Any]]:
    """Return {table: ids} of all that is about `person`, in the order of `tables`."""
    ids: dict[Model, set[Any]] = {model: set() for model in tables()}
    ids[Person] = {person.pk}
    is_growing = True
    while is_growing:
        count = sum(map(len, ids.values()))
        for model, key, target in links():
            if ids[target]:
                ids[model].update(model._base_manager.filter(**{f"{key.name}__in": ids[target]}).values_list("pk", flat=True))
        registrations = ids[Registration]
        # Scans of nobody that somebody attached to the person: the decision leads to the scan, not the other way.
        ids[Scan].update(Resolution.objects.filter(made_scan__registration__in=registrations).values_list("scan", flat=True))
        # Walk-ins of that name whom nobody could register, at an activity of the person: their name stands in the text alone.
        activities = Registration.objects.filter(pk__in=registrations).values("activity")
        walk_ins = Scan.objects.filter(activity__in=activities, registration=None, read__startswith=WALK_IN_READ)
        for pk, read in walk_ins.values_list("pk", "read"):
            if fold(read.removeprefix(WALK_IN_READ)).partition(" (")[0] == person.folded:
                ids[Scan].add(pk)
        is_growing = sum(map(len, ids.values())) > count
    return {model: sorted(pks) for model, pks in ids.items() if pks}


def is_on_list(person: Person | int) -> Q:
    """Return the condition for lines of the log about a list or a file on which the person stood.

    A line of the log names its people, or the activity all of whose people it is about: then whoever was registered by that time.
    """
    is_on_list = Q(pk__in=DisclosedPerson.objects.filter(person=person).values("disclosure"))
    for activity_id, registered_at in Registration.objects.filter(person=person).values_list("activity", "registered_at"):
        is_on_list |= Q(activity_id=activity_id, at__gte=registered_at)
    return is_on_list


def lists_with(person: Person) -> list[Disclosure]:
    """Return who saw or took a list or a file on which the person stood, in order of time."""
    return list(Disclosure.objects.filter(is_on_list(person)).select_related("user", "unit").order_by("at", "pk"))
