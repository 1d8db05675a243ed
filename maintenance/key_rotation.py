"""Rotation of DIGEST_KEY: what can be brought under the newest key is, and what cannot is counted or forgotten.

Each piece says itself under which key it stands, and is changed in a short transaction of its own: a run that was killed is gone on with
by the next, and a run with nothing to do changes nothing.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Substr

import exports.jobs.making.storage
import imports.files.resealing
from accounts import digest_keys
from accounts.audit import trail
from accounts.digest_keys import under_newest_key
from accounts.models import RecoveryCode
from accounts.second_factor.actions import reseal_authenticators
from activities.files.actions import seal_files_again
from attendance.devices import pairing
from attendance.models import Device, Registration
from attendance.passes.renewal import renew_pass_digests
from maintenance.models import MaintenanceRun
from maintenance.runs import record_run
from people.models import Person
from registry.merging import renewal

KEY_ROTATION = MaintenanceRun.What.KEY_ROTATION
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rotation:
    """How much one run brought under the newest key, and what no accepted key opens."""

    passes: int
    authenticators: int
    rosters: int
    files: int  # of documents
    exports: int  # pieces of files
    unreadable_authenticators: list[str]  # user names
    unreadable_rosters: list[int]
    unreadable_files: list[int]


@dataclass(frozen=True, slots=True)
class OlderKey:
    """What still stands under a key that is not the newest."""

    key_id: str
    is_accepted: bool
    cards: int
    merged_cards: int  # journals of merges
    recovery_codes: int
    recovery_code_owners: list[str]  # user names


def rotate(*, at: datetime) -> Rotation:
    """Bring under the newest key whatever does not need a card, a recovery code or a phone at hand."""
    authenticators, rosters = reseal_authenticators(), imports.files.resealing.encrypt_rosters_again()
    files, exported = seal_files_again(), exports.jobs.making.storage.seal_exports_again()
    rotation = Rotation(
        passes=renew_pass_digests() + renewal.renew_passes(),
        authenticators=authenticators.count,
        rosters=rosters.count,
        files=files.count,
        exports=exported.count,
        unreadable_authenticators=authenticators.unreadable,
        unreadable_rosters=rosters.unreadable,
        unreadable_files=files.unreadable,
    )
    counts = {name: number for name, number in asdict(rotation).items() if isinstance(number, int) and number}
    if counts:
        record_run(KEY_ROTATION, "key_rotated", {"key": digest_keys.newest_key_id(), **counts}, at=at)
    return rotation


def find_older_keys() -> list[OlderKey]:
    """Return every key but the newest under which cards or recovery codes stand."""
    cards = _count_by_key(Person.objects.exclude(national_id_digest=None), "national_id_digest")
    codes = _count_by_key(RecoveryCode.objects.all(), "digest")
    owners: dict[str, set[str]] = defaultdict(set)
    for digest, username in RecoveryCode.objects.values_list("digest", "user__username"):
        owners[digest.partition(":")[0]].add(username)
    merged_cards = renewal.count_older_cards()
    accepted = digest_keys.accepted_key_ids()
    return [
        OlderKey(
            key_id=key,
            is_accepted=key in accepted,
            cards=cards.get(key, 0),
            merged_cards=merged_cards.get(key, 0),
            recovery_codes=codes.get(key, 0),
            recovery_code_owners=sorted(owners[key]),
        )
        for key in sorted(cards.keys() | codes.keys() | merged_cards.keys())
    ]


def find_phones(*, at: datetime) -> list[Device]:
    """Return the phones for which an older key is needed still; none where no older key is accepted."""
    return pairing.find_phones_with_older_seals(at=at) if digest_keys.has_older_keys() else []


def find_unknown_keys() -> list[str]:
    """Return the ids of keys under which passes or cards stand and which are not accepted."""
    unknown: set[str] = set()
    for rows, column in (
        (Registration.objects.all(), "code_digest"),
        (Person.objects.exclude(national_id_digest=None), "national_id_digest"),
    ):
        is_accepted = Q()
        for key in digest_keys.accepted_key_ids():
            is_accepted |= Q(**{f"{column}__startswith": f"{key}:"})
        unknown |= set(rows.exclude(is_accepted).annotate(key=Substr(column, 1, 8)).order_by().values_list("key", flat=True).distinct())
    return sorted(unknown)


def forget_older_digests(*, at: datetime) -> dict[str, int]:
    """Forget cards and recovery codes that stand under any key but the newest, and return how many of each.

    Whoever carries such a card is on record without one until it is shown again; whoever had such codes has to make new ones.
    """
    counts = {"cards": 0, "recovery_codes": 0}
    while forgotten := _forget_some_cards():
        counts["cards"] += forgotten
    renewal.forget_older_cards()
    counts["recovery_codes"], _by_model = RecoveryCode.objects.exclude(under_newest_key("digest")).delete()
    if any(counts.values()):
        record_run(KEY_ROTATION, "older_digests_forgotten", counts, at=at)
    return counts


def _forget_some_cards() -> int:
    with transaction.atomic():
        people = Person.objects.exclude(national_id_digest=None).exclude(under_newest_key("national_id_digest"))
        locked = list(people.order_by("pk").select_for_update(no_key=True)[:PEOPLE_AT_ONCE])
        Person.objects.filter(pk__in=[person.pk for person in locked]).update(national_id_digest=None, national_id_last4="")
        trail.record_many("card_forgotten", [(person, {"national_id_digest": [True, False]}) for person in locked])
    return len(locked)


def _count_by_key(rows: models.QuerySet[Any], column: str) -> dict[str, int]:
    older = rows.exclude(under_newest_key(column)).order_by().annotate(key=Substr(column, 1, 8))
    return dict(older.values("key").annotate(count=Count("pk")).values_list("key", "count"))
