"""When each value on record was written, and with which list it came: read from the audit trail of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import ChangeRecord, User
from activities.models import Activity
from people.models import Person
from registry.models import Merge

REGISTERED = ("registered", "registered_on_the_spot")
Origins = dict[str, "Origin"]  # name of a field → where its value is from


@dataclass(frozen=True, slots=True)
class Origin:
    """When a value was written. `list_title`: the activity with whose list it came; empty when none, or when the reader may not see it."""

    at: datetime
    list_title: str = ""

    def __str__(self) -> str:
        words = {"day": date_format(timezone.localtime(self.at), "d/m/Y"), "list": self.list_title}
        return _("ghi ngày %(day)s, từ danh sách “%(list)s”") % words if self.list_title else _("ghi ngày %(day)s") % words


def find_origins(persons: list[Person], fields: Mapping[str, frozenset[str]], *, user: User) -> dict[int, Origins]:
    """Return {person: {field: origin}} in three statements. `fields`: {name: its columns in the audit trail}.

    A value that came with a merge is as old as it was on the record that was merged in; one that no line tells of, as the record.
    """
    former_ids = Merge.objects.filter(kept__in=persons).values_list("gone", flat=True)
    ids = {person.pk for person in persons} | set(former_ids)
    lines = list(ChangeRecord.objects.filter(person_id__in=ids, subject__in=("person", "registration")).order_by("pk"))
    lists = {line.request_id: line.activity_id for line in lines if line.verb in REGISTERED and line.request_id}
    titles = dict(Activity.objects.visible_to(user).filter(pk__in=lists.values()).values_list("pk", "title"))
    origins: dict[int, Origins] = {pk: {} for pk in ids}
    before_merges: dict[tuple[int, int], Origins] = {}
    for line in lines:
        if line.subject != "person":
            continue
        person_origins = origins[int(line.subject_id)]
        written = {name for name, columns in fields.items() if columns & line.changes.keys()}
        match line.verb, line.changes.get("merged_record"):
            case "merged", [gone, kept]:
                before_merges[gone, kept] = {name: person_origins[name] for name in written & person_origins.keys()}
                from_source = origins.get(gone, {})
                person_origins |= {name: from_source.get(name, Origin(line.at)) for name in written}
            case "unmerged", [kept, gone]:
                person_origins |= before_merges.get((gone, kept), {})
            case _:
                origin = Origin(line.at, titles.get(lists.get(line.request_id) or 0, ""))
                person_origins |= dict.fromkeys(written, origin)
    return {person.pk: dict.fromkeys(fields, Origin(person.created_at)) | origins[person.pk] for person in persons}
