"""Log entries for readers of the lists of an activity or a sitting (people.disclosures)."""

from activities.models import Activity, Sitting
from people.disclosures.log import Reader, note_visit
from people.models import Disclosure


def note_list(
    list_name: str, activity: Activity, *, to: Reader, people: int, way: str = Disclosure.Way.VIEW, sees_personal: bool = False
) -> None:
    """Note that `to` saw a list of an activity.

    `people`: how many the whole list has, whichever page was shown. `sees_personal`: ethnic groups were on it.
    """
    sensitive = ["ethnic_group"] if sees_personal else []
    note_visit(
        list_name,
        by=to,
        people=people,
        unit=activity.unit_id,
        about=activity.title,
        way=way,
        activity_id=activity.pk,
        sensitive=sensitive,
    )


def note_sitting(
    list_name: str, sitting: Sitting, *, to: Reader, people: int, way: str = Disclosure.Way.VIEW, sees_personal: bool = False
) -> None:
    """Note that `to` saw a list of a sitting, as `note_list` does."""
    activity = sitting.activity
    about = f"{activity.title} · {sitting}"
    sensitive = ["ethnic_group"] if sees_personal else []
    note_visit(
        list_name,
        by=to,
        people=people,
        unit=activity.unit_id,
        about=about,
        way=way,
        activity_id=activity.pk,
        sensitive=sensitive,
    )
