"""What a user opened lately: the last few activities and people, as long as they may see them.

Rows say which and when, nothing else; each reading asks again what the user may see, and the night removes the rest.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from attendance.access import people_known_to
from finder.models import SeenActivity, SeenPerson
from people.disclosures.log import GUARDED
from people.models import Person

MOST_SHOWN = 10
ARE_KEPT = timedelta(days=30)


def note_activity(activity: Activity, *, by: User) -> None:
    """Write down that the page of an activity was opened, in one statement."""
    row = SeenActivity(user=by, activity_id=activity.pk, seen_at=timezone.now())
    SeenActivity.objects.bulk_create([row], update_conflicts=True, unique_fields=["user", "activity"], update_fields=["seen_at"])


def note_person(person: Person, *, by: User) -> None:
    """Write down that the page of a person was opened, in one statement."""
    row = SeenPerson(user=by, person_id=person.pk, seen_at=timezone.now())
    SeenPerson.objects.bulk_create([row], update_conflicts=True, unique_fields=["user", "person"], update_fields=["seen_at"])


def recent_activities(user: User) -> list[Activity]:
    """Return the activities opened last that the user may still see, the latest first."""
    rows = SeenActivity.objects.filter(user=user, activity__in=Activity.objects.visible_to(user))
    return [row.activity for row in rows.select_related("activity__unit__parent__parent")[:MOST_SHOWN]]


def recent_people(user: User) -> list[Person]:
    """Return the people opened last whose pages the user may still open, the latest first, without what few may see."""
    if not user.can_anywhere("see_personal"):
        return []
    rows = SeenPerson.objects.filter(user=user, person__in=people_known_to(user, "see_personal"))
    rows = rows.select_related("person__unit__parent__parent", "person__organisation")
    return [row.person for row in rows.defer(*(f"person__{name}" for name in GUARDED))[:MOST_SHOWN]]


def forget_old(at: datetime, *, dry_run: bool = False) -> int:
    """Delete what was opened long ago, and what its user may not see any more; return how many rows that is."""
    activities, people = SeenActivity.objects.filter(seen_at__lt=at - ARE_KEPT), SeenPerson.objects.filter(seen_at__lt=at - ARE_KEPT)
    readers = {*SeenActivity.objects.values_list("user", flat=True), *SeenPerson.objects.values_list("user", flat=True)}
    for user in User.objects.filter(pk__in=readers):
        activities |= SeenActivity.objects.filter(user=user).exclude(activity__in=Activity.objects.visible_to(user))
        people |= SeenPerson.objects.filter(user=user).exclude(person__in=people_known_to(user, "see_personal"))
    ids = list(activities.values_list("pk", flat=True)), list(people.values_list("pk", flat=True))
    if not dry_run:
        SeenActivity.objects.filter(pk__in=ids[0]).delete()
        SeenPerson.objects.filter(pk__in=ids[1]).delete()
    return sum(map(len, ids))
