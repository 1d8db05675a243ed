"""The 12-digit national number: kept as a keyed digest and its last four digits, nothing else."""

import re
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction

from accounts import digest_keys
from people.models import Person

NUMBERS_PER_STATEMENT = 1000

Renewal = Callable[[Mapping[int, tuple[str, str]]], None]
_renewals: list[Renewal] = []


def digest(number: str) -> str:
    """Return what is stored of a 12-digit number. Raises ValueError for anything else."""
    return digest_keys.digest(_message(number))


def register_renewal(renewal: Renewal) -> None:
    """Let a room renew its own copies of digests whenever those of people are: it gets {person: (digest before, digest after)}."""
    _renewals.append(renewal)


def renew_digests(numbers: Iterable[str | None]) -> int:
    """Bring the stored digests of these numbers under the newest key, and return of how many people.

    To be called wherever a number is at hand, before it is compared or written: whoever carries it stands under one digest then, however
    many keys are accepted. What is no number is ignored. Nothing is asked of the database as long as there is one key.
    """
    if not digest_keys.has_older_keys():
        return 0
    digits = {"".join(number.split()) for number in numbers if number}
    messages = [_message(number) for number in sorted(digits) if re.fullmatch(r"[0-9]{12}", number)]
    newest_of = {older: digest_keys.digest(message) for message in messages for older in digest_keys.older_digests(message)}
    older_digests = list(newest_of)
    count = 0
    for start in range(0, len(older_digests), NUMBERS_PER_STATEMENT):
        part = older_digests[start : start + NUMBERS_PER_STATEMENT]
        if not Person.objects.filter(national_id_digest__in=part).exists():
            continue
        with transaction.atomic():
            people = Person.objects.filter(national_id_digest__in=part).order_by("pk").select_for_update(no_key=True)
            renewed = {pk: (older, newest_of[older]) for pk, older in people.values_list("pk", "national_id_digest") if older}
            # Without changed_at: nothing about the person is different, and phones fetch what changed.
            with_newest = [Person(pk=pk, national_id_digest=newest) for pk, (_older, newest) in renewed.items()]
            Person.objects.bulk_update(with_newest, ["national_id_digest"])
            for renewal in _renewals:
                renewal(renewed)
        count += len(renewed)
    return count


def _message(number: str) -> bytes:
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError("a national number has 12 digits")
    return b"national-id:" + number.encode()
