"""Lookup of the passes and sittings of a batch, in one statement for one scan of a known pass and two or three for anything else."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from activities.models import Sitting
from attendance.models import Registration, RegistrationQuerySet
from attendance.passes.digests import digests_of_pass
from attendance.registrations.withdrawals import read_periods
from attendance.scans.submission import SubmittedScan
from attendance.scans.verdict import Pass, Window
from people.identity.national_id import digest as card_digest
from people.identity.national_id import renew_digests
from people.models import Person


@dataclass(frozen=True, slots=True)
class ComparedCard:
    """A card whose number decided whose scan it is: the activity in which it was compared, and whether it is that of `KnownPass`."""

    number: str
    activity: int
    is_match: bool


@dataclass(frozen=True, slots=True)
class KnownPass:
    """A pass on record, and the id and name of the person it names. `former`: what was named, if it was merged into this one."""

    facts: Pass
    person: tuple[int, str]
    former: int | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is on record about a batch. `passes`, `cards`: by scan id; `windows`: the sittings of every activity of the scans.

    `cards` has those scans only whose answer depends on the number. A pass whose card is no match was named by the phone: it is not theirs.
    """

    passes: dict[UUID, KnownPass]
    windows: list[Window]
    cards: dict[UUID, ComparedCard]


# How a scan identifies a registration: ("registration", id), ("code", code), ("short_code", code) or ("card", digest).
Key = tuple[str, int | str]
PASS_FIELDS = (
    "pk", "activity_id", "activity__cancelled_at", "status", "withdrawals", "person_id", "person__full_name", "code", "short_code",
    "person__national_id_digest",
)  # fmt: skip
# Of a registration that was merged away: where it says what a key of each kind names.
FORMER_FIELD_BY_KIND = {
    "registration": "former_passes__former_id",
    "code": "former_passes__code",
    "short_code": "former_passes__short_code",
}
WINDOW_FIELDS = ("pk", "activity_id", "starts_at", "ends_at", "set_opens_at", "set_closes_at")


def look_up(scans: list[SubmittedScan], *, among: RegistrationQuerySet, sittings: QuerySet[Sitting]) -> LookUp:
    """Return the passes of scans, within `among`, and the sittings of their activities, within `sittings`."""
    renew_digests(scan.card for scan in scans if scan.card)
    keys: dict[UUID, Key] = {}
    for scan in scans:
        if scan.registration:
            keys[scan.id] = "registration", scan.registration
        elif scan.card:
            keys[scan.id] = "card", card_digest(scan.card)
        elif scan.short_code:
            keys[scan.id] = "short_code", scan.short_code
        elif scan.pass_code:
            keys[scan.id] = "code", scan.pass_code
    registrations = among.filter(_condition(scans, set(keys.values())))
    if len(scans) > 1:
        pass_rows: list[Any] = list(registrations.values_list(*PASS_FIELDS))
        window_rows: list[Any] = []
    else:  # both in one statement
        joined = list(registrations.values_list(*PASS_FIELDS, *(f"activity__sittings__{name}" for name in WINDOW_FIELDS)))
        width = len(PASS_FIELDS)
        pass_rows = list({row[0]: row[:width] for row in joined}.values())
        window_rows = [row[width:] for row in joined if row[width] is not None]
    former_rows = _find_merged(set(keys.values()), pass_rows, among=among)
    sitting_ids = {scan.sitting for scan in scans if scan.sitting} - {row[0] for row in window_rows}
    activity_ids = {scan.activity for scan in scans if scan.activity} | {row[1] for row in [*pass_rows, *former_rows]}
    activity_ids -= {row[1] for row in window_rows}
    if sitting_ids or activity_ids:
        is_of_activity = Q(activity__in=activity_ids)
        if sitting_ids:
            is_of_activity |= Q(activity__in=Sitting.objects.filter(pk__in=sitting_ids).values("activity"))
        window_rows = [*window_rows, *sittings.filter(is_of_activity).values_list(*WINDOW_FIELDS)]
    windows = [window_of(Sitting(**dict(zip(WINDOW_FIELDS, row, strict=True)))) for row in window_rows]
    passes, cards = _match(scans, keys, pass_rows, former_rows, windows)
    return LookUp(passes, windows, cards)


def window_of(sitting: Sitting) -> Window:
    return Window(sitting.pk, sitting.activity_id, sitting.opens_at, sitting.closes_at, sitting.starts_at, sitting.ends_at)


def _condition(scans: list[SubmittedScan], keys: set[Key]) -> Q:
    """Return the condition for the passes of `keys`: codes and ids in any activity, short codes and cards in those that the scans name."""
    values: dict[str, list[int | str]] = {"code": [], "registration": [], "short_code": [], "card": []}
    for kind, value in keys:
        values[kind].append(value)
    values["card"] += {card_digest(scan.card) for scan in scans if scan.card and scan.registration}
    condition = Q(pk__in=values["registration"])
    if values["code"]:
        condition |= Q(code_digest__in=[digest for code in values["code"] for digest in digests_of_pass(str(code))])
    if values["short_code"] or values["card"]:
        is_in_activity = Q(activity__in={scan.activity for scan in scans if scan.activity})
        named_sittings = Sitting.objects.filter(pk__in={scan.sitting for scan in scans if scan.sitting})
        is_in_activity |= Q(activity__in=named_sittings.values("activity"))
        if with_card := {scan.registration for scan in scans if scan.card and scan.registration}:
            is_in_activity |= Q(activity__in=Registration.objects.filter(pk__in=with_card).values("activity"))
        if values["short_code"]:
            condition |= is_in_activity & Q(short_code__in=values["short_code"])
        if values["card"]:
            condition |= is_in_activity & Q(person__in=Person.objects.filter(national_id_digest__in=values["card"]))
    return condition


def _find_merged(keys: set[Key], pass_rows: list[Any], *, among: RegistrationQuerySet) -> list[Any]:
    """Return rows of PASS_FIELDS and of FORMER_FIELD_BY_KIND: of the registrations that stand for those which `keys` name and nobody has.

    Asked only where something is missing: a scan of a pass on record costs what it did.
    """
    on_record: set[Key] = set()
    for row in pass_rows:
        columns = dict(zip(PASS_FIELDS, row, strict=True))
        on_record |= {("registration", columns["pk"]), ("code", columns["code"]), ("short_code", columns["short_code"])}
    is_former = Q()
    for kind, value in keys - on_record:
        if kind != "card":
            is_former |= Q(**{FORMER_FIELD_BY_KIND[kind]: value})
    return list(among.filter(is_former).values_list(*PASS_FIELDS, *FORMER_FIELD_BY_KIND.values())) if is_former else []


def _match(
    scans: list[SubmittedScan], keys: dict[UUID, Key], pass_rows: list[Any], former_rows: list[Any], windows: list[Window]
) -> tuple[dict[UUID, KnownPass], dict[UUID, ComparedCard]]:
    """Return {scan id: its pass} and {scan id: its card}; short codes and cards are matched only in the activity of the scan."""
    by_key: dict[Key, KnownPass] = {}
    by_short_code: dict[tuple[Key, int], KnownPass] = {}
    holders: dict[tuple[str, int], list[KnownPass]] = defaultdict(list)  # of a card in an activity
    card_of: dict[int, str | None] = {}  # registration → digest of its person's card
    width = len(PASS_FIELDS)
    for row in [*former_rows, *pass_rows]:  # what stands comes last: a short code drawn again is its
        id_, activity, cancelled_at, status, withdrawals, person, name, code, short_code, card = row[:width]
        periods = read_periods(withdrawals, is_withdrawn=status == Registration.Status.WITHDRAWN)
        known_pass = KnownPass(Pass(id_, activity, periods, cancelled_at), (person, name))
        former_id, former_code, former_short_code = row[width:] or (id_, code, short_code)
        by_key["registration", id_] = by_key["code", code] = by_short_code[("short_code", short_code), activity] = known_pass
        if former_id != id_:
            merged_pass = replace(known_pass, former=former_id)
            by_key["registration", former_id] = by_key["code", former_code] = merged_pass
            by_short_code[("short_code", former_short_code), activity] = merged_pass
        card_of[id_] = card
        if card and len(row) == width:
            holders[card, activity].append(known_pass)
    activity_of = {window.sitting: window.activity for window in windows}
    passes: dict[UUID, KnownPass] = {}
    cards: dict[UUID, ComparedCard] = {}
    for scan in scans:
        key = keys.get(scan.id)
        activity_id = scan.activity or activity_of.get(scan.sitting or 0, 0)
        if key is None:
            continue
        if key[0] == "card":
            same_card = holders[str(key[1]), activity_id]
            matched_pass = same_card[0] if len(same_card) == 1 else None  # of two with one number nobody is meant
        else:
            matched_pass = by_short_code.get((key, activity_id)) if key[0] == "short_code" else by_key.get(key)
        if matched_pass:
            passes[scan.id] = matched_pass
        if scan.card and not scan.registration and activity_id:
            cards[scan.id] = ComparedCard(scan.card, activity_id, is_match=matched_pass is not None)
        elif scan.card and matched_pass and matched_pass.facts.activity == (activity_id or matched_pass.facts.activity):
            is_match = _is_their_card(card_digest(scan.card), matched_pass, card_of=card_of, holders=holders)
            if is_match is not None:
                cards[scan.id] = ComparedCard(scan.card, matched_pass.facts.activity, is_match=is_match)
    return passes, cards


def _is_their_card(
    card: str, named: KnownPass, *, card_of: dict[int, str | None], holders: dict[tuple[str, int], list[KnownPass]]
) -> bool | None:
    """Return whether a card is that of the person whom the phone named; None when neither they nor anybody registered there says.

    Somebody elsewhere who carries the number says nothing: the answer is the same as for a number that nobody carries.
    """
    if own_card := card_of[named.facts.registration]:
        return own_card == card
    return False if holders[card, named.facts.activity] else None
