"""Copies of an activity for other dates and places: its head and its sittings. Each kind adds what it has beside these."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import trail
from accounts.models import User
from activities.actions import A, record, require_plausible
from activities.models import Activity, Sitting
from activities.schedule.date_changes import label_after
from people.models import AgencyPeriod
from places.models import Unit

MOST_COPIES = 60
# What is decided for each copy, and what only happened to the activity itself.
NOT_COPIED = frozenset(
    {
        "id", "activity_ptr", "folded", "created_by", "created_at", "cancel_reason", "cancelled_at",
        "unit", "venue", "starts_on", "ends_on", "organiser", "status",
    }
)  # fmt: skip


def plan_copy(template: A, *, starts_on: date, unit: Unit, venue: str) -> A:
    """Return an unsaved activity like `template`, as long, on other days in another place; open unless the template is a draft.

    Raise ValidationError keyed by field for a year that must be a slip. Where the agency itself organises, its name is that of the new day.
    """
    require_plausible(starts_on)
    model = type(template)
    values = {field.name: getattr(template, field.name) for field in model._meta.concrete_fields if field.name not in NOT_COPIED}
    return model(
        **values,
        unit=unit,
        venue=venue,
        starts_on=starts_on,
        ends_on=starts_on + (template.ends_on - template.starts_on),
        organiser=organiser_on(template, starts_on),
        status=Activity.Status.DRAFT if template.status == Activity.Status.DRAFT else Activity.Status.OPEN,
    )


def plan_copies(template: A, places: Iterable[dict[str, Any]]) -> list[A]:
    """Return an unsaved copy for each {starts_on, unit, venue}. Raise ValidationError as record_copies does."""
    copies = []
    for number, place in enumerate(places):
        with _naming(number):
            copies.append(plan_copy(template, **place))
    return copies


@contextmanager
def _naming(number: int) -> Iterator[None]:
    """Move field errors under `copies.<number>.<field>`."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({f"copies.{number}.{field}": errors for field, errors in error.error_dict.items()}) from error


def organiser_on(template: Activity, day: date) -> str:
    """Return who organises a copy on `day`: the agency by its name of that day, where the template names the agency or nobody."""
    if is_organised_by_agency(template) and (agency := AgencyPeriod.valid_on(day)):
        return agency.name
    return template.organiser


def is_organised_by_agency(activity: Activity) -> bool:
    """Return whether the organiser is the agency as it was called then, or is not written."""
    agency = AgencyPeriod.valid_on(activity.starts_on)
    return not activity.organiser or (agency is not None and activity.organiser == agency.name)


def record_copies(source: Activity, copies: Iterable[A], *, by: User) -> list[A]:
    """Save planned copies, all or none, each with the sittings of `source` moved by as many days as it begins later.

    Raise ValidationError; the fields of the n-th copy are named `copies.<n>.<field>`.
    """
    sittings = list(source.sittings.all())
    recorded = []
    with transaction.atomic():
        for number, copy in enumerate(copies):
            with _naming(number):
                recorded.append(record(copy, sittings=(), by=by))
            shift = copy.starts_on - source.starts_on
            moved = Sitting.objects.bulk_create(copy_sitting(sitting, activity=copy, shift=shift) for sitting in sittings)
            trail.record_many("added", [(sitting, trail.created(sitting)) for sitting in moved], by=by)
    return recorded


def copy_sitting(sitting: Sitting, *, activity: Activity, shift: timedelta) -> Sitting:
    """Return an unsaved sitting of `activity` that is `shift` (whole days) later, at the same hours, with a door of its own."""
    return Sitting(
        activity=activity,
        label=label_after(sitting, shift),
        starts_at=sitting.starts_at + shift,
        ends_at=sitting.ends_at + shift,
        set_opens_at=sitting.set_opens_at and sitting.set_opens_at + shift,
        set_closes_at=sitting.set_closes_at and sitting.set_closes_at + shift,
        door=sitting.door,
    )
