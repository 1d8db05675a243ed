"""Texts of this room in which a person can be named; no column of it leads to one."""

from activities.models import Activity, Document, PlanTask, Sitting, StoredFile, Target
from people.personal_texts import register_texts


def _folded(row: Activity | Document) -> dict[str, str]:
    row.update_folded()
    return {"folded": row.folded}


register_texts(Activity, "title", "venue", activity="pk", is_label=True, derive=_folded)
register_texts(Activity, "organiser", "target_group", "programme_line", "plan_reference", activity="pk", is_label=True)
register_texts(Activity, "cancel_reason", activity="pk")
register_texts(Sitting, "label", activity="activity", is_label=True)
register_texts(Target, "plan_reference", is_label=True)
register_texts(Document, "number", "issuer", "title", is_label=True, derive=_folded)
register_texts(StoredFile, "name", is_label=True)
register_texts(PlanTask, "text", is_label=True)
register_texts(PlanTask, "outcome")
