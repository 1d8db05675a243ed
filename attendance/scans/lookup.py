"""Lookup of the passes and sittings of a batch, in one statement for one scan of a known pass and two for anything else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from activities.models import Sitting
from attendance.models import Registration, RegistrationQuerySet
from attendance.passes import codes
from attendance.scans.submission import SubmittedScan
from attendance.scans.verdict import Pass, Window
from people.models import Person
from people.national_id import digest as card_digest


@dataclass(frozen=True, slots=True)
class KnownPass:
    """A pass on record, and the id and name of the person it names."""

    facts: Pass
    person: tuple[int, str]


# How a scan identifies a registration: ("registration", id), ("code", digest), ("short_code", code) or ("card", digest).
Key = tuple[str, int | str]
PASS_FIELDS = (
    "pk", "activity_id", "activity__cancelled_at", "status", "person_id", "person__full_name", "code_digest", "short_code",
    "person__national_id_digest",
)  # fmt: skip
WINDOW_FIELDS = ("pk", "activity_id", "starts_at", "ends_at", "set_opens_at", "set_closes_at")


def look_up(
    scans: list[SubmittedScan], *, among: RegistrationQuerySet, sittings: QuerySet[Sitting]
) -> tuple[dict[UUID, KnownPass], list[Window]]:
    """Return {scan id: its pass}, within `among`, and the sittings of every activity of the scans, within `sittings`."""
    keys: dict[UUID, Key] = {}
    for scan in scans:
        if scan.registration:
            keys[scan.id] = "registration", scan.registration
        elif scan.card:
            keys[scan.id] = "card", card_digest(scan.card)
        elif scan.short_code:
            keys[scan.id] = "short_code", scan.short_code
        elif scan.pass_code:
            keys[scan.id] = "code", codes.digest(scan.pass_code, settings.DIGEST_KEY)
    registrations = among.filter(_condition(scans, set(keys.values())))
    if len(scans) > 1:
        pass_rows: list[Any] = list(registrations.values_list(*PASS_FIELDS))
        window_rows: list[Any] = []
    else:  # both in one statement
        joined = list(registrations.values_list(*PASS_FIELDS, *(f"activity__sittings__{name}" for name in WINDOW_FIELDS)))
        width = len(PASS_FIELDS)
        pass_rows = list({row[0]: row[:width] for row in joined}.values())
        window_rows = [row[width:] for row in joined if row[width] is not None]
    sitting_ids = {scan.sitting for scan in scans if scan.sitting} - {row[0] for row in window_rows}
    activity_ids = {scan.activity for scan in scans if scan.activity} | {row[1] for row in pass_rows}
    activity_ids -= {row[1] for row in window_rows}
    if sitting_ids or activity_ids:
        is_of_activity = Q(activity__in=activity_ids)
        if sitting_ids:
            is_of_activity |= Q(activity__in=Sitting.objects.filter(pk__in=sitting_ids).values("activity"))
        window_rows = [*window_rows, *sittings.filter(is_of_activity).values_list(*WINDOW_FIELDS)]
    windows = [window_of(Sitting(**dict(zip(WINDOW_FIELDS, row, strict=True)))) for row in window_rows]
    return _match(scans, keys, pass_rows, windows), windows


def window_of(sitting: Sitting) -> Window:
    return Window(sitting.pk, sitting.activity_id, sitting.opens_at, sitting.closes_at, sitting.starts_at, sitting.ends_at)


def _condition(scans: list[SubmittedScan], keys: set[Key]) -> Q:
    """Return the condition for the passes of `keys`: codes and ids in any activity, short codes and cards in those that the scans name."""
    values: dict[str, list[int | str]] = {"code": [], "registration": [], "short_code": [], "card": []}
    for kind, value in keys:
        values[kind].append(value)
    condition = Q(pk__in=values["registration"])
    if values["code"]:
        condition |= Q(code_digest__in=values["code"])
    if values["short_code"] or values["card"]:
        is_in_activity = Q(activity__in={scan.activity for scan in scans if scan.activity})
        named_sittings = Sitting.objects.filter(pk__in={scan.sitting for scan in scans if scan.sitting})
        is_in_activity |= Q(activity__in=named_sittings.values("activity"))
        if values["short_code"]:
            condition |= is_in_activity & Q(short_code__in=values["short_code"])
        if values["card"]:
            condition |= is_in_activity & Q(person__in=Person.objects.filter(national_id_digest__in=values["card"]))
    return condition


def _match(scans: list[SubmittedScan], keys: dict[UUID, Key], pass_rows: list[Any], windows: list[Window]) -> dict[UUID, KnownPass]:
    """Return {scan id: its pass}; short codes and cards are matched only in the activity of the scan."""
    by_key: dict[Key, KnownPass] = {}
    by_key_in_activity: dict[tuple[Key, int], KnownPass] = {}
    for id_, activity, cancelled_at, status, person, name, code_digest, short_code, card in pass_rows:
        known_pass = KnownPass(Pass(id_, activity, status == Registration.Status.WITHDRAWN, cancelled_at), (person, name))
        by_key["registration", id_] = by_key["code", code_digest] = known_pass
        by_key_in_activity[("short_code", short_code), activity] = known_pass
        if card:
            by_key_in_activity[("card", card), activity] = known_pass
    activity_of = {window.sitting: window.activity for window in windows}
    matches = {}
    for scan in scans:
        key = keys.get(scan.id)
        if key and key[0] in ("registration", "code"):
            matched_pass = by_key.get(key)
        elif key:
            matched_pass = by_key_in_activity.get((key, scan.activity or activity_of.get(scan.sitting or 0, 0)))
        else:
            matched_pass = None
        if matched_pass:
            matches[scan.id] = matched_pass
    return matches
