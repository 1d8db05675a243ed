"""Texts of this room in which a person can be named; no column of it leads to one."""

from activities.models import Activity, Sitting, Target
from people.personal_texts import register_texts


def _folded(activity: Activity) -> dict[str, str]:
    activity.update_folded()
    return {"folded": activity.folded}


register_texts(Activity, "title", "venue", activity="pk", is_label=True, derive=_folded)
register_texts(Activity, "organiser", "target_group", "programme_line", "plan_reference", activity="pk", is_label=True)
register_texts(Activity, "cancel_reason", activity="pk")
register_texts(Sitting, "label", activity="activity", is_label=True)
register_texts(Target, "plan_reference", is_label=True)
