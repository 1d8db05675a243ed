"""The lists of an activity that somebody looks at or prints, written down for the log (people.disclosures)."""

from accounts.models import User
from activities.models import Activity, Sitting
from people import disclosures
from people.models import Disclosure


def note_list(what: str, activity: Activity, *, to: User, people: int, way: str = Disclosure.Way.VIEW, sees_personal: bool = False) -> None:
    """`people`: how many the whole list has, whichever page of it was drawn. `sees_personal`: ethnic groups stood on it."""
    sensitive = ["ethnic_group"] if sees_personal else []
    disclosures.note_visit(what, by=to, people=people, unit=activity.unit_id, about=activity.title, way=way, sensitive=sensitive)


def note_sitting(
    what: str, sitting: Sitting, *, to: User, people: int, way: str = Disclosure.Way.VIEW, sees_personal: bool = False
) -> None:
    activity = sitting.activity
    about = f"{activity.title} · {sitting}"
    sensitive = ["ethnic_group"] if sees_personal else []
    disclosures.note_visit(what, by=to, people=people, unit=activity.unit_id, about=about, way=way, sensitive=sensitive)
