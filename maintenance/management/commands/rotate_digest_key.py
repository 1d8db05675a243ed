"""manage.py rotate_digest_key: after DIGEST_KEY was changed, bring under it what can be, and say what still needs the older key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import digest_keys
from attendance.devices import pairing
from maintenance import key_rotation
from maintenance.key_rotation import OlderKey


class Command(BaseCommand):
    help = (
        "Brings passes, authenticator apps and stored rosters under the newest DIGEST_KEY, and tells what still stands under an older one"
        " and when that can be dropped. Safe to repeat, also after it was killed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell what stands under an older key; change nothing")
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="forget the card numbers and recovery codes that still stand under an older key: a card is known again once it is shown",
        )

    def handle(self, *args: Any, check: bool, forget_old: bool, **options: Any) -> None:
        accepted = digest_keys.accepted_key_ids()
        self.stdout.write(f"newest key {accepted[0]}; still accepted: {', '.join(accepted[1:]) or 'none'}")
        if not check:
            rotation = key_rotation.rotate(at=timezone.now())
            apps, files = f"{rotation.authenticators} authenticator apps", f"{rotation.rosters} rosters, {rotation.files} files"
            self.stdout.write(f"brought under the newest key: {rotation.passes:,} passes, {apps}, {files}")
            for username in rotation.unreadable_authenticators:
                self.stderr.write(f"no accepted key opens the authenticator app of {username}: manage.py reset_second_factor {username}")
            if rotation.unreadable_rosters:
                numbers = ", ".join(map(str, rotation.unreadable_rosters))
                self.stderr.write(f"no accepted key opens the files of rosters {numbers}; they are deleted thirty days after they came")
            if rotation.unreadable_files:
                numbers = ", ".join(map(str, rotation.unreadable_files))
                self.stderr.write(f"no accepted key opens the stored files {numbers}: add the former key to DIGEST_KEY_FALLBACKS")
            if forget_old:
                forgotten = key_rotation.forget_older_digests(at=timezone.now())
                self.stdout.write(f"forgotten: {forgotten['cards']} cards, {forgotten['recovery_codes']} recovery codes")
        older_keys, phones_until = key_rotation.find_older_keys(), self._tell_phones()
        for older_key in older_keys:
            self._tell_older_key(older_key)
        if not older_keys and not phones_until:
            verb = "can be emptied now" if accepted[1:] else "is empty, and nothing needs it"
            self.stdout.write(f"Nothing stands under an older key: DIGEST_KEY_FALLBACKS {verb}.")
        elif not older_keys:
            self.stdout.write(f"DIGEST_KEY_FALLBACKS can be emptied after {phones_until}, or once these phones have sent everything.")

    def _tell_phones(self) -> str:
        """Say for which phones an older key is needed still, and return the last day; "" for none."""
        at = timezone.now()
        phones = key_rotation.find_phones(at=at)
        if not phones:
            return ""
        until = f"{timezone.localtime(max(map(pairing.sends_until, phones))):%Y-%m-%d}"
        self.stdout.write(f"{len(phones)} phones were not heard since, or have scans waiting; they may send until {until}")
        return until

    def _tell_older_key(self, older_key: OlderKey) -> None:
        state = "accepted" if older_key.is_accepted else "NOT ACCEPTED: nothing under it matches"
        self.stdout.write(f"still under {older_key.key_id} ({state}):")
        if older_key.cards or older_key.merged_cards:
            merged = f", {older_key.merged_cards} in merges that can be undone" if older_key.merged_cards else ""
            self.stdout.write(f"  {older_key.cards:,} card numbers{merged}; each is renewed when its number is seen again")
        if older_key.recovery_codes:
            owners = ", ".join(older_key.recovery_code_owners)
            self.stdout.write(f"  {older_key.recovery_codes} recovery codes of {owners}; renewed when these users make new ones")
        self.stdout.write("  To drop the key before that: --forget-old, then take it out of DIGEST_KEY_FALLBACKS.")
