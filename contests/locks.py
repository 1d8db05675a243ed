"""Locking a contest while its teams, members, rules, sheets or results change."""

from activities.models import Activity


def lock_contest(contest_id: int) -> None:
    """Lock the contest: whoever changes what belongs to it waits, so that what is decided still holds when it is written."""
    Activity.objects.select_for_update().get(pk=contest_id)
