"""What a restore undoes, as far as the database that it replaces still knows: changes since the backup, and erasures among them."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import ChainLink, ChangeRecord
from registry.models import Merge


@dataclass(frozen=True, slots=True)
class UndoneChanges:
    """`is_known`: the replaced database went on from the backup; only then can it say what happened since.

    `erased`: ids of people whose identity was erased since, and of records that had been merged into them.
    """

    is_known: bool
    counts: Counter[str] = field(default_factory=Counter)  # "subject verb" → lines of the audit trail
    erased: frozenset[int] = frozenset()


def find_undone_changes(newest_in_backup: str) -> UndoneChanges:
    """Return what happened in the database since the backup whose newest change is NUMBER:HASH."""
    number, _colon, hash_ = newest_in_backup.partition(":")
    if not number.isdecimal() or not ChainLink.objects.filter(number=int(number), hash=hash_).exists():
        return UndoneChanges(is_known=False)
    since = ChangeRecord.objects.filter(Q(link__number__gt=int(number)) | Q(link=None))
    counts = Counter(f"{subject} {verb}" for subject, verb in since.values_list("subject", "verb"))
    erased = {int(subject_id) for subject_id in since.filter(subject="person", verb="erased").values_list("subject_id", flat=True)}
    merged_into_erased = erased
    while merged_into_erased:
        merged_into_erased = set(Merge.objects.active().filter(kept__in=merged_into_erased).values_list("gone", flat=True)) - erased
        erased |= merged_into_erased
    return UndoneChanges(is_known=True, counts=counts, erased=frozenset(erased))
