"""What a reader of any report about a scope has to know: the same sentences in each."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from attendance.models import Registration
from exports.counting.geography import spanning_commune_notes
from exports.counting.groupings import Grouping
from exports.counting.scope import Scope
from exports.counting.uncounted import Uncounted, uncounted_notes


def scope_notes(scope: Scope, groupings: Sequence[Grouping], uncounted: Uncounted, *, has_day_in_head: bool = False) -> list[str]:
    """Return whom a role leaves out, how communes of several districts are counted, until when figures are, and what is not counted."""
    notes = []
    if scope.role:
        sentence = _("Chỉ đếm người có vai trò %(role)s; số lớp, hội thi, số buổi là của mọi hoạt động.")
        if any(grouping.per_person for grouping in groupings):
            sentence = _("Chỉ đếm người có vai trò %(role)s; số lớp, hội thi ở dòng tổng là của mọi hoạt động.")
        notes.append(sentence % {"role": str(Registration.Role(scope.role).label).lower()})
    if any(grouping.is_of_former_places for grouping in groupings):
        notes += spanning_commune_notes(scope)
    if scope.is_running and not has_day_in_head:
        notes.append(_("Số liệu đến ngày %(day)s.") % {"day": f"{scope.counted_until:%d/%m/%Y}"})
    return [*notes, *uncounted_notes(uncounted)]
