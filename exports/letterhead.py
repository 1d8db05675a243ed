"""Whose paper a report is: the agency as it was called on the day, and who signed for it then."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from exports.table import Letterhead, Signatory
from people.models import AgencyPeriod


@dataclass(frozen=True)
class Paper:
    letterhead: Letterhead | None
    signatories: list[Signatory]
    preparer: str

    @property
    def given(self) -> dict[str, Any]:
        """As arguments of a Table."""
        return {"letterhead": self.letterhead, "signatories": self.signatories, "preparer": self.preparer}


def paper_of(day: date, *, kind: str = "") -> Paper:
    """`kind`: the abbreviation of the document's kind before the agency's, 'BC' for báo cáo (NĐ 30/2020, Phụ lục III)."""
    period = AgencyPeriod.on(day)
    if period is None:
        return Paper(None, [], "")
    mark = f"{kind}-{period.abbreviation}" if kind else period.abbreviation
    head = Letterhead(period.name, period.parent_name, _("Số:        /%(mark)s") % {"mark": mark}, period.place, day)
    signatory = Signatory(period.signatory_title, period.signatory_name, period.signatory_authority)
    return Paper(head, [signatory], period.preparer_name)
