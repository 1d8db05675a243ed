"""Whose document a report is: the agency as it was called on the day, and who signed for it then."""

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from exports.table import Letterhead, Signatory
from people.models import AgencyPeriod


class Letterheaded(TypedDict):
    """The arguments of a Table that make it a document of the agency."""

    letterhead: Letterhead | None
    signatories: list[Signatory]
    preparer: str


def letterhead_on(day: date, *, kind: str = "") -> Letterheaded:
    """Return letterhead and signatories of that day, as arguments of a Table; without an agency's settings, none.

    `kind`: the abbreviation of the document's kind before the agency's, 'BC' for báo cáo (NĐ 30/2020, Phụ lục III).
    """
    period = AgencyPeriod.valid_on(day)
    if period is None:
        return {"letterhead": None, "signatories": [], "preparer": ""}
    mark = f"{kind}-{period.abbreviation}" if kind else period.abbreviation
    head = Letterhead(period.name, period.parent_name, _("Số:        /%(mark)s") % {"mark": mark}, period.place, day)
    signatory = Signatory(period.signatory_title, period.signatory_name, period.signatory_authority)
    return {"letterhead": head, "signatories": [signatory], "preparer": period.preparer_name}
