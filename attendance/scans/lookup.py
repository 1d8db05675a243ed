"""What a batch of scans needs to know, in one statement for one scan of a known pass and two for anything else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from activities.models import Sitting
from attendance.models import Registration, RegistrationQuerySet
from attendance.passes import codes
from attendance.scans.parsing import SentScan
from attendance.scans.verdict import Pass, Window
from people.models import Person
from people.national_id import digest as card_digest


@dataclass(frozen=True, slots=True)
class FoundPass:
    """A pass, with whom it names."""

    seen: Pass
    person: tuple[int, str]


PASS_FIELDS = (
    "pk", "activity_id", "activity__cancelled_at", "status", "person_id", "person__full_name", "code_digest", "short_code",
    "person__national_id_digest",
)  # fmt: skip
WINDOW_FIELDS = ("pk", "activity_id", "starts_at", "ends_at", "set_opens_at", "set_closes_at")


def look_up(new: list[SentScan], *, among: RegistrationQuerySet, sittings: QuerySet[Sitting]) -> tuple[dict[UUID, FoundPass], list[Window]]:
    """Answers {scan id: its pass} and the sittings of every activity that the scans touch, both within what was given."""
    rows, window_rows = _passes(new, among.filter(_wanted(new)))
    known = {row[1] for row in window_rows}
    asked_sittings = {sent.sitting for sent in new if sent.sitting} - {row[0] for row in window_rows}
    asked_activities = ({sent.activity for sent in new if sent.activity} | {row[1] for row in rows}) - known
    if asked_sittings or asked_activities:
        of_sittings = Sitting.objects.filter(pk__in=asked_sittings).values("activity")
        near = Q(activity__in=asked_activities) | Q(activity__in=of_sittings) if asked_sittings else Q(activity__in=asked_activities)
        window_rows = [*window_rows, *sittings.filter(near).values_list(*WINDOW_FIELDS)]
    windows = [_window(row) for row in window_rows]
    return _by_scan(new, rows, windows), windows


def _passes(new: list[SentScan], wanted: QuerySet[Registration]) -> tuple[list[Any], list[Any]]:
    """Rows of PASS_FIELDS and of WINDOW_FIELDS. For one scan the two come joined: a round trip less at the door."""
    if len(new) > 1:
        return list(wanted.values_list(*PASS_FIELDS)), []
    both = list(wanted.values_list(*PASS_FIELDS, *(f"activity__sittings__{name}" for name in WINDOW_FIELDS)))
    ends = len(PASS_FIELDS)
    return list({row[0]: row[:ends] for row in both}.values()), [row[ends:] for row in both if row[ends] is not None]


def _wanted(new: list[SentScan]) -> Q:
    """Full codes anywhere; short codes and cards only in the activity that the scan names."""
    full = [codes.digest(sent.code, settings.DIGEST_KEY) for sent in new if sent.code and len(sent.code) == codes.LENGTH]
    ids = [sent.registration for sent in new if sent.registration]
    wanted = Q(pk__in=[])
    if full:
        wanted |= Q(code_digest__in=full)
    if ids:
        wanted |= Q(pk__in=ids)
    short = [sent.code for sent in new if sent.code and len(sent.code) == codes.SHORT_LENGTH]
    cards = [card_digest(sent.card) for sent in new if sent.card]
    if short or cards:
        here = Q(activity__in={sent.activity for sent in new if sent.activity})
        here |= Q(activity__in=Sitting.objects.filter(pk__in={sent.sitting for sent in new if sent.sitting}).values("activity"))
        if short:
            wanted |= here & Q(short_code__in=short)
        if cards:
            wanted |= here & Q(person__in=Person.objects.filter(national_id_digest__in=cards))
    return wanted


def _by_scan(new: list[SentScan], rows: list[Any], windows: list[Window]) -> dict[UUID, FoundPass]:
    by_id, by_code, by_short, by_card = {}, {}, {}, {}
    for id_, activity, cancelled_at, status, person, name, code_digest, short_code, card in rows:
        found = FoundPass(Pass(id_, activity, status == Registration.Status.WITHDRAWN, cancelled_at), (person, name))
        by_id[id_] = by_code[code_digest] = by_short[activity, short_code] = found
        if card:
            by_card[activity, card] = found
    activity_of = {w.sitting: w.activity for w in windows}
    answers = {}
    for sent in new:
        here = sent.activity or activity_of.get(sent.sitting or 0, 0)
        its: FoundPass | None
        if sent.registration:
            its = by_id.get(sent.registration)
        elif sent.card:
            its = by_card.get((here, card_digest(sent.card)))
        elif sent.code and len(sent.code) == codes.SHORT_LENGTH:
            its = by_short.get((here, sent.code))
        else:
            its = by_code.get(codes.digest(sent.code or "", settings.DIGEST_KEY))
        if its:
            answers[sent.id] = its
    return answers


def _window(row: Any) -> Window:
    sitting = Sitting(**dict(zip(("pk", "activity_id", "starts_at", "ends_at", "set_opens_at", "set_closes_at"), row, strict=True)))
    return Window(sitting.pk, sitting.activity_id, sitting.opens_at, sitting.closes_at, sitting.starts_at, sitting.ends_at)
