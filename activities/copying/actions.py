"""Copies of an activity for other dates and places: its head and its sittings. Each kind adds what it has beside these."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import trail
from accounts.models import User
from activities.actions import A, record, require_plausible
from activities.models import Activity, Sitting
from activities.schedule.date_changes import days_of, lies_within, plan_added_sittings, values_after
from people.models import AgencyPeriod
from places.models import Unit
from screens.nested_errors import errors_under

MOST_COPIES = 60
# What is decided for each copy, and what only happened to the activity itself.
NOT_COPIED = frozenset(
    {
        "id", "activity_ptr", "folded", "created_by", "created_at", "cancel_reason", "cancelled_at",
        "unit", "venue", "starts_on", "ends_on", "organiser", "status",
    }
)  # fmt: skip


def plan_copy(template: A, *, starts_on: date, ends_on: date | None = None, unit: Unit, venue: str) -> A:
    """Return an unsaved activity like `template` on other days in another place; open unless the template is a draft.

    Without `ends_on` it is as long as the template. Raise ValidationError keyed by field for a year that must be a slip.
    Where the agency itself organises, its name is that of the new day.
    """
    require_plausible(starts_on)
    model = type(template)
    values = {field.name: getattr(template, field.name) for field in model._meta.concrete_fields if field.name not in NOT_COPIED}
    return model(
        **values,
        unit=unit,
        venue=venue,
        starts_on=starts_on,
        ends_on=ends_on or starts_on + (template.ends_on - template.starts_on),
        organiser=organiser_on(template, starts_on),
        status=Activity.Status.DRAFT if template.status == Activity.Status.DRAFT else Activity.Status.OPEN,
    )


def plan_copies(template: A, places: Iterable[dict[str, Any]]) -> list[A]:
    """Return an unsaved copy for each {starts_on, ends_on, unit, venue}. Raise ValidationError as record_copies does."""
    copies = []
    for number, place in enumerate(places):
        with errors_under("copies", number):
            copies.append(plan_copy(template, **place))
    return copies


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
    """Save planned copies, all or none, each with the sittings of `source` moved by as many days as it begins later,
    with door keys of their own. A shorter copy has those for which it has days; a longer one has more, like those of the last day.

    Raise ValidationError; the fields of the n-th copy are named `copies.<n>.<field>`.
    """
    sittings = list(source.sittings.all())
    recorded = []
    with transaction.atomic():
        for number, copy in enumerate(copies):
            with errors_under("copies", number):
                recorded.append(record(copy, sittings=(), by=by))
            shift = copy.starts_on - source.starts_on
            moved = [Sitting(activity=copy, door=sitting.door, **values_after(sitting, shift)) for sitting in sittings]
            copied = [sitting for sitting in moved if lies_within(copy, days_of(sitting))]
            more = plan_added_sittings(copy, copied, planned=(source.starts_on + shift, source.ends_on + shift))
            added = Sitting.objects.bulk_create([*copied, *more])
            trail.record_many("added", [(sitting, trail.created(sitting)) for sitting in added], by=by)
    return recorded
