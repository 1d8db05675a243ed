"""Actions on recipients and legal bases: saved and removed."""

from accounts.audit import trail
from accounts.models import User
from reporting.models import ReportAddress
from vietnamese.text import clean_lines


def save_address(address: ReportAddress, *, by: User) -> ReportAddress:
    """Add or change to whom reports of a kind go from a day on."""
    for name in ("addressees", "recipients", "legal_bases"):
        setattr(address, name, clean_lines(getattr(address, name)))
    with trail.changing("changed" if address.pk else "added", address, by=by):
        address.save()
    return address


def remove_address(address: ReportAddress, *, by: User) -> None:
    with trail.changing("removed", address, by=by):
        address.delete()
