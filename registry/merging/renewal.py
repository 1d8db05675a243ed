"""Digests in the journals of merges, renewed when the key of digests is changed: an undo writes them into records again."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from accounts.digest_keys import DIGEST_PATTERN, is_newest
from attendance.models import Registration
from attendance.passes.digests import digest_pass
from people.models import Person
from registry.models import Merge

PERSON, REGISTRATION = Person._meta.label, Registration._meta.label


def renew_cards(renewed: Mapping[int, tuple[str, str]]) -> None:
    """Renew the digest of a card in the journals of the person whose own was renewed: {person: (digest before, digest after)}."""
    for merge in Merge.objects.active().filter(kept__in=list(renewed)).order_by("pk").select_for_update(no_key=True, of=("self",)):
        older, newest = renewed[merge.kept_id or 0]
        text = json.dumps(merge.moved)
        if older in text:
            Merge.objects.filter(pk=merge.pk).update(moved=json.loads(text.replace(older, newest)))


def renew_passes() -> int:
    """Bring the digests of passes that a merge removed under the newest key, and return how many they were."""
    count = 0
    for merge_id in list(Merge.objects.active().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            merge = Merge.objects.select_for_update(no_key=True, of=("self",)).get(pk=merge_id)
            rows = [row for row in _columns(merge, REGISTRATION) if "code_digest" in row]
            older = [row for row in rows if not is_newest(row["code_digest"])]
            for row in older:
                row["code_digest"] = digest_pass(row["code"])
            if older:
                merge.save(update_fields=["moved"])
            count += len(older)
    return count


def count_older_cards() -> dict[str, int]:
    """Return {key id: how many journals hold a card's digest under that key}, without the newest key."""
    counts: dict[str, int] = {}
    for merge in Merge.objects.active().order_by("pk").iterator(chunk_size=200):
        columns = (row.get("national_id_digest") or "" for row in _columns(merge, PERSON))
        digests = (column for column in columns if re.fullmatch(DIGEST_PATTERN, column))
        for key in {digest.partition(":")[0] for digest in digests if not is_newest(digest)}:
            counts[key] = counts.get(key, 0) + 1
    return counts


def forget_older_cards() -> None:
    """Take out of the journals the cards that stand under an older key; an undo restores the records without them."""
    for merge_id in list(Merge.objects.active().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            merge = Merge.objects.select_for_update(no_key=True, of=("self",)).get(pk=merge_id)
            older = [row for row in _columns(merge, PERSON) if row.get("national_id_digest") and not is_newest(row["national_id_digest"])]
            for row in older:
                row["national_id_digest"], row["national_id_last4"] = None, ""
            if older:
                merge.save(update_fields=["moved"])


def _columns(merge: Merge, label: str) -> Iterator[dict[str, Any]]:
    """Yield the columns of a model's rows as the journal holds them: of removed rows, and before and after a change."""
    for line in merge.moved.get("lines", []):
        if line["model"] == label:
            yield from [line[part] for part in ("row", "before", "after") if part in line]
