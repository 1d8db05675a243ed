"""What happens to invitations, each with its line in the audit trail."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import trail
from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from invitations.messages.recipients import occasion_of
from invitations.messages.texts import State, state_of
from invitations.models import Invitation, Notification


def save_invitation(activity: Activity, **values: Any) -> Invitation:
    """Save some columns of the activity's invitation; the others stay as they are."""
    with transaction.atomic():
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        invitation = Invitation.objects.filter(activity=activity).first() or Invitation(activity=activity)
        with trail.changing("changed" if invitation.pk else "written", invitation):
            for name, value in values.items():
                setattr(invitation, name, value)
            invitation.save()
    return invitation


def mark_told(activity: Activity, registrations: Collection[Registration], *, way: str, by: User, at: datetime) -> int:
    """Record that these people were told of the activity as it stands now, and return how many had not been.

    Who was told exactly this already stays as they are, so that a page sent twice counts once.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(no_key=True, of=("self",)).with_units().get(pk=activity.pk)
        now = occasion_of(activity)
        last_told = {row.registration_id: row.occasion for row in Notification.objects.filter(registration__in=registrations)}
        to_tell = [row for row in registrations if state_of(last_told.get(row.pk), now) not in (State.TOLD, State.UNNEEDED)]
        notifications = Notification.objects.bulk_create(
            Notification(
                registration=registration,
                starts_on=now.starts_on,
                ends_on=now.ends_on,
                starts_at=now.starts_at,
                place=now.place,
                is_cancelled=now.is_cancelled,
                way=way,
                told_by=by,
                told_at=at,
            )
            for registration in to_tell
        )
        trail.record_many("told", [(row, trail.created(row)) for row in notifications], by=by)
    return len(notifications)


def take_back(registration: Registration) -> None:
    """Remove the last mark that somebody was told; without one, nothing happens."""
    with transaction.atomic():
        last = Notification.objects.select_for_update(no_key=True).filter(registration=registration).last()
        if last is not None:
            with trail.changing("taken_back", last):
                last.delete()
