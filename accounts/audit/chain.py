"""The chain of the audit trail: each link holds the hash of a change record and of the link before it.

Links are written right after the change is committed, in a short transaction of their own: written within it, the chain would let one
change at a time happen in the whole system, and a long one (a roster of thousands) would hold up every other. What a crash leaves
without a link gets one at night.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import ChainLink, ChangeRecord

SEALED_WITHIN = timedelta(hours=1)  # no transaction of this product lasts longer
LINKS_PER_INSERT = 500
MAX_ID = 2**63 - 1
BEFORE_THE_FIRST = "0" * 64

log = logging.getLogger("accounts.audit")


def new_salt() -> str:
    """Return what keeps the digest of an erased line from being guessed at."""
    return secrets.token_hex(16)


def details_digest(record: ChangeRecord) -> str:
    """Return the digest that stands in the chain for what a line tells in words, so that erasing the words does not break the chain."""
    details = [record.salt, record.changes, record.reason, record.actor_label]
    return hashlib.sha256(json.dumps(details, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def link_hash(number: int, record: ChangeRecord, previous_hash: str) -> str:
    content = [
        number,
        record.pk,
        record.at.astimezone(UTC).isoformat(timespec="microseconds"),
        record.actor_kind,
        record.actor_id,
        record.request_id,
        record.verb,
        record.subject,
        record.subject_id,
        record.activity_id,
        record.person_id,
        record.unit_id,
        record.details_digest,
        previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def seal_after_commit(first_id: int, last_id: int) -> None:
    """Link the records of this transaction once it is committed; an error then is logged, and made up for at night."""
    transaction.on_commit(partial(seal, first_id, last_id), robust=True)


def seal(first_id: int = 0, last_id: int = MAX_ID) -> int:
    """Link the records without a link in this range of ids, in their order; return how many they were."""
    for _try in range(10):
        try:
            with transaction.atomic():
                return _link(unsealed().filter(pk__range=(first_id, last_id)))
        except IntegrityError:  # another process linked meanwhile: look again
            continue
    log.warning("changes %s to %s have no place in the chain yet: other processes kept linking; the night does it", first_id, last_id)
    return 0


def _link(records: QuerySet[ChangeRecord]) -> int:
    last = ChainLink.objects.select_for_update().order_by("-number").first()
    number, last_hash = (last.number, last.hash) if last else (0, BEFORE_THE_FIRST)
    links = []
    for record in records.order_by("pk").iterator(chunk_size=2000):
        number += 1
        last_hash = link_hash(number, record, last_hash)
        links.append(ChainLink(number=number, record=record, hash=last_hash))
    ChainLink.objects.bulk_create(links, batch_size=LINKS_PER_INSERT)
    return len(links)


def unsealed() -> QuerySet[ChangeRecord]:
    return ChangeRecord.objects.filter(~Exists(ChainLink.objects.filter(record=OuterRef("pk"))))


def newest() -> str:
    """Return "number:hash" of the newest link, to be kept where whoever changes the database cannot reach; "" for an empty trail."""
    link = ChainLink.objects.order_by("-number").first()
    return str(link) if link else ""


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that an honest trail cannot hold: where, and what in English words for a technician."""

    number: int
    problem: str


def breaches(*, expected_newest: str = "") -> Iterator[Breach]:
    """Yield all that is wrong with the trail, oldest first: changed lines, gaps, lines that nobody linked, a tail that was cut off.

    expected_newest: what `newest` returned earlier, from a nightly line of the log or a backup.
    """
    expected_number, _colon, expected_hash = expected_newest.partition(":")
    number, previous_hash, hash_at_expected = 0, BEFORE_THE_FIRST, ""
    for link in ChainLink.objects.select_related("record").order_by("number").iterator(chunk_size=2000):
        if link.number != number + 1:
            yield Breach(number + 1, f"gap: links {number + 1} to {link.number - 1} are missing")
        number, record = link.number, link.record
        if link.hash != link_hash(number, record, previous_hash):
            yield Breach(number, f"changed: record {record.pk} is not what was linked")
        if record.salt and record.details_digest != details_digest(record):
            yield Breach(number, f"changed: the values of record {record.pk} are not what was written")
        if not record.salt and not record.erased_at:
            yield Breach(number, f"changed: the values of record {record.pk} are gone without an erasure")
        previous_hash = link.hash
        if str(number) == expected_number:
            hash_at_expected = link.hash
    if expected_newest and hash_at_expected != expected_hash:
        problem = "cut: the trail ends before" if not hash_at_expected else "changed: another hash stands at"
        yield Breach(int(expected_number), f"{problem} link {expected_number}")
    for record in unsealed().filter(at__lt=timezone.now() - SEALED_WITHIN).order_by("pk").iterator(chunk_size=2000):
        yield Breach(number, f"unlinked: record {record.pk} of {record.at.isoformat()} has no link")
