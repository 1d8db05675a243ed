"""Whose document a report is: the agency as it was called on the day, and who signed for it then."""

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from accounts.models import User
from exports.models import DocumentSigner
from exports.table import Letterhead, Signatory
from people.models import AgencyPeriod


class Letterheaded(TypedDict):
    """The arguments of a Table that make it a document of the agency."""

    letterhead: Letterhead | None
    signatories: list[Signatory]
    preparer: str


def letterhead_on(day: date, user: User, *, kind: str = "") -> Letterheaded:
    """Return letterhead and signatories of that day, as arguments of a Table that `user` makes; without an agency's settings, none.

    `kind`: the abbreviation of the document's kind before the agency's, 'BC' for báo cáo (NĐ 30/2020, Phụ lục III).
    """
    period = AgencyPeriod.valid_on(day)
    if period is None:
        return {"letterhead": None, "signatories": [], "preparer": ""}
    mark = f"{kind}-{period.abbreviation}" if kind else period.abbreviation
    head = Letterhead(period.name, period.parent_name, _("Số:        /%(mark)s") % {"mark": mark}, period.place, day)
    signer = signer_of(user, period)
    return {"letterhead": head, "signatories": [Signatory(signer.title, signer.name, signer.authority)], "preparer": signer.preparer}


def signer_of(user: User, period: AgencyPeriod) -> DocumentSigner:
    """Return who signs what `user` makes: as they last said, else (not stored) as the agency's settings say."""
    return DocumentSigner.objects.filter(user=user, period=period).first() or DocumentSigner(
        user=user,
        period=period,
        authority=period.signatory_authority,
        title=period.signatory_title,
        name=period.signatory_name,
        preparer=period.preparer_name,
    )
