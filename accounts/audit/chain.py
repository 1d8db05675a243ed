"""The chain of the audit trail: each link holds the hash of a change record and of the link before it.

Links are written right after the change is committed, in a short transaction of their own: written within it, the chain would let one
change at a time happen in the whole system, and a long one (a roster of thousands) would hold up every other. What a crash leaves
without a link gets one at night.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.audit import storage
from accounts.models import ChainLink, ChangeRecord

SEALED_WITHIN = timedelta(hours=1)  # no transaction of this product lasts longer
MAX_ID = 2**63 - 1
BEFORE_THE_FIRST = "0" * 64
# `json.dumps` makes an encoder for each call: a quarter of what a line costs.
encode = json.JSONEncoder(ensure_ascii=False).encode
encode_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

log = logging.getLogger("accounts.audit")


def new_salt() -> str:
    """Return what keeps the digest of an erased line from being guessed at."""
    return secrets.token_hex(16)


def encode_changes(changes: Mapping[str, list[Any]]) -> str:
    """Return the changes of a line as the text that is stored and digested."""
    return encode_sorted(changes)


def encode_reason_and_actor(reason: str, actor_label: str) -> str:
    """Return the reason and the actor's label of a line as the text that is digested."""
    return f"{encode(reason)}, {encode(actor_label)}"


def digest_of_details(salt: str, encoded_changes: str, encoded_reason_and_actor: str) -> str:
    """Return the digest that stands in the chain for what a line tells in words, so that erasing the words does not break the chain."""
    return hashlib.sha256(f'["{salt}", {encoded_changes}, {encoded_reason_and_actor}]'.encode()).hexdigest()


class HashedColumns(NamedTuple):
    """The columns of a change record that its link covers, in the order in which they are hashed."""

    pk: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    request_id: str
    verb: str
    subject: str
    subject_id: str
    activity_id: int | None
    person_id: int | None
    unit_id: int | None
    details_digest: str


def link_hash(number: int, columns: HashedColumns, previous_hash: str) -> str:
    pk, at, *further_columns = columns
    content = [number, pk, at.astimezone(UTC).isoformat(timespec="microseconds"), *further_columns, previous_hash]
    return hashlib.sha256(encode(content).encode()).hexdigest()


def seal_after_commit(ids: Sequence[int]) -> None:
    """Link these records of this transaction once it is committed; an error then is logged, and made up for at night."""
    transaction.on_commit(partial(seal, min(ids), max(ids)), robust=True)


def seal(first_id: int = 0, last_id: int = MAX_ID) -> int:
    """Link the records without a link in this range of ids, in their order; return how many they were."""
    for _try in range(10):
        try:
            with transaction.atomic():
                last = ChainLink.objects.select_for_update().order_by("-number").first()
                number, last_hash = (last.number, last.hash) if last else (0, BEFORE_THE_FIRST)
                links = []
                rows = unsealed().filter(pk__range=(first_id, last_id)).order_by("pk").values_list(*HashedColumns._fields)
                for columns in map(HashedColumns._make, rows.iterator(chunk_size=2000)):
                    number += 1
                    last_hash = link_hash(number, columns, last_hash)
                    links.append((number, columns.pk, last_hash))
                storage.insert_links(links)
            return len(links)
        except IntegrityError:  # another process linked meanwhile: look again
            continue
    log.warning("changes %s to %s have no place in the chain yet: other processes kept linking; the night does it", first_id, last_id)
    return 0


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
        columns = HashedColumns(*(getattr(record, name) for name in HashedColumns._fields))
        if link.hash != link_hash(number, columns, previous_hash):
            yield Breach(number, f"changed: record {record.pk} is not what was linked")
        details = encode_changes(record.changes), encode_reason_and_actor(record.reason, record.actor_label)
        if record.salt and record.details_digest != digest_of_details(record.salt, *details):
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
