"""Stored files and typed card numbers, encrypted anew when the key of digests is changed."""

from cryptography.fernet import InvalidToken
from django.db import transaction

from accounts.seals import Resealed
from imports.choices import encrypt_choices_again
from imports.files.encryption import encrypt_again
from imports.models import RosterImport, YearImport


def encrypt_rosters_again() -> Resealed:
    """Encrypt what stands under an older key under the newest, one file in each transaction; unreadable are ids of rosters."""
    count, unreadable = 0, []
    for pk in list(RosterImport.objects.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                roster = RosterImport.objects.select_for_update(no_key=True).only("original", "grid", "choices").get(pk=pk)
                changed = {
                    "original": encrypt_again(roster.original) if roster.original is not None else None,
                    "grid": encrypt_again(roster.grid) if roster.grid is not None else None,
                    "choices": encrypt_choices_again(roster.choices),
                }
                values = {column: value for column, value in changed.items() if value is not None}
                if values:
                    RosterImport.objects.filter(pk=pk).update(**values)
                    count += 1
        except InvalidToken:
            unreadable.append(pk)
    for pk, grid in YearImport.objects.exclude(grid=None).order_by("pk").values_list("pk", "grid"):
        try:
            if grid is not None and (encrypted := encrypt_again(grid)):
                YearImport.objects.filter(pk=pk, grid=grid).update(grid=encrypted)
                count += 1
        except InvalidToken:  # its preview says so
            continue
    return Resealed(count, unreadable)
