"""Digests of passes, renewed when the key of digests is changed. A pass itself stays as it is: its code stands in the row."""

from django.db import transaction

from accounts.digest_keys import under_newest_key
from attendance.models import Registration
from attendance.passes.digests import digest_pass

ROWS_AT_ONCE = 500


def renew_pass_digests() -> int:
    """Bring the digests of all passes under the newest key, in short transactions, and return how many they were.

    Phones are not told: what they hold of a pass does not depend on the key, so `changed_at` stays.
    """
    count = 0
    while renewed := _renew_some():
        count += renewed
    return count


def _renew_some() -> int:
    with transaction.atomic():
        rows = Registration.objects.exclude(under_newest_key("code_digest")).order_by("pk").select_for_update(no_key=True)
        passes = [Registration(pk=pk, code_digest=digest_pass(code)) for pk, code in rows.values_list("pk", "code")[:ROWS_AT_ONCE]]
        Registration.objects.bulk_update(passes, ["code_digest"])
    return len(passes)
