"""Limit and count look-ups by card: whoever tries numbers one after the other is soon told no more of any.

Only numbers that were nobody's count against the limit, each once a day: a hall where everybody shows a card on record never meets it.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import CardLookup, Device

# Numbers that were nobody's, on one day. Two phones of a hall of a thousand without any card on record stay below.
MOST_PER_SENDER = 600  # by one account or phone in one activity
MOST_PER_ACCOUNT = 1_200  # by one account in all activities
MOST_PER_ACTIVITY = 3_000  # by everybody together
TRACES_ARE_KEPT = timedelta(days=2)  # the limit is of a day
TRACE_KEY = hashlib.sha256(b"card-lookup:" + settings.DIGEST_KEY.encode()).digest()

log = logging.getLogger("attendance.scans.card_lookups")


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A number that was compared, and whether it was somebody's. `number`: twelve digits."""

    number: str
    is_match: bool


def admit(questions: Sequence[CardQuestion], *, activity: int, user: User | None, device: Device | None, at: datetime) -> list[bool]:
    """Count the questions, and return of each whether its answer may be told; once the limit is reached, of none that follow.

    To be asked after the look-up and before the answer. One sender's requests wait for each other here, so that many at once get no
    further than one after the other. Without a user or device nothing may be told.
    """
    if not questions or (user is None and device is None):
        return [False] * len(questions)
    with transaction.atomic():
        day = localdate(at)
        lookup, _is_new = CardLookup.objects.get_or_create(user=user, device=device, activity_id=activity, day=day)
        lookup = CardLookup.objects.select_for_update(no_key=True).get(pk=lookup.pk)
        traces, room = set(lookup.traces), _room_left(lookup)
        admitted = []
        for question in questions:
            # Two bytes by which the numbers of one count are told apart; of a million numbers fifteen share each.
            trace = hashlib.blake2b(f"{lookup.pk}:{question.number}".encode(), digest_size=2, key=TRACE_KEY).hexdigest()
            admitted.append(room > 0)
            if room > 0 and not question.is_match and trace not in traces:
                traces.add(trace)
                room -= 1
        CardLookup.objects.filter(pk=lookup.pk).update(compared=F("compared") + len(questions), missed=len(traces), traces=sorted(traces))
    if not all(admitted):
        log.warning("too many cards that nobody has: user %s, device %s, activity %s", user and user.pk, device and device.pk, activity)
    return admitted


def require_admitted(number: str, *, is_match: bool, activity: int, user: User, at: datetime) -> None:
    """Count a number that was typed; raise ValidationError (`too_many_cards`, keyed `national_id`) when its answer may not be told."""
    if not admit([CardQuestion(number, is_match)], activity=activity, user=user, device=None, at=at)[0]:
        message = _("Hôm nay đã tra quá nhiều số định danh không có trong hồ sơ. Hãy để trống số này và bổ sung sau.")
        raise ValidationError({"national_id": ValidationError(message, code="too_many_cards")})


def _room_left(lookup: CardLookup) -> int:
    """Return how many more numbers that are nobody's may be told of."""
    of_account = Q(user=lookup.user_id) if lookup.user_id else Q(device=lookup.device_id)
    others = CardLookup.objects.filter(of_account | Q(activity=lookup.activity_id), day=lookup.day).exclude(pk=lookup.pk)
    missed = others.aggregate(account=Sum("missed", filter=of_account), activity=Sum("missed", filter=Q(activity=lookup.activity_id)))
    return min(
        MOST_PER_SENDER - lookup.missed,
        MOST_PER_ACCOUNT - lookup.missed - (missed["account"] or 0),
        MOST_PER_ACTIVITY - lookup.missed - (missed["activity"] or 0),
    )
