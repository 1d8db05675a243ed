"""Which of the chosen people an action cannot be done to, and why: the same on the page that asks, when it is done and in the API."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.models import Sitting
from attendance.models import Attendance, BulkChange, Excuse, OutcomeWord, Registration

Action = BulkChange.Action
REASONS: dict[str, Any] = {  # the closed list of codes; each goes on a sentence that begins with the person's name
    "not_found": _("không có trong danh sách của hoạt động này"),
    "withdrawn": _("đã rút đăng ký"),
    "unchanged": _("vai trò, đối tượng đã đúng như vậy"),
    "registered_there": _("đã có trong danh sách của hoạt động kia"),
    "present": _("đã có mặt"),
    "excused": _("đã ghi vắng có phép"),
    "closed": _("ngoài giờ điểm danh"),
    "changed_since": _("đã có người sửa sau đó"),
    "attended_since": _("đã có lượt điểm danh khác sau đó"),
}
CODE_OF_OUTCOME = {OutcomeWord.ALREADY: "present", OutcomeWord.WITHDRAWN: "withdrawn", OutcomeWord.CLOSED: "closed"}


def find_refused(
    action: str, registrations: Iterable[Registration], *, sitting: Sitting | None, values: Mapping[str, Any]
) -> dict[int, str]:
    """Return {registration id: code} of those to whom the action cannot be done.

    `values`: what was chosen so far: `target` (an Activity), `role` and `category` (None: as it is).
    """
    registrations = list(registrations)
    refused = {}
    if action in (Action.TICK, Action.EXCUSE):
        present = Attendance.objects.active().filter(sitting=sitting, registration__in=registrations)
        refused = dict.fromkeys(present.values_list("registration", flat=True), "present")
        if action == Action.EXCUSE:
            excused = Excuse.objects.filter(sitting=sitting, registration__in=registrations).values_list("registration", flat=True)
            refused = dict.fromkeys(excused, "excused") | refused
    if action in (Action.COPY, Action.MOVE) and (target := values.get("target")):
        people = [registration.person_id for registration in registrations]
        registered_people = set(Registration.objects.active().filter(activity=target, person__in=people).values_list("person", flat=True))
        refused = {row.pk: "registered_there" for row in registrations if row.person_id in registered_people}
    if action == Action.CHANGE_ROLE and (values.get("role") is not None or values.get("category") is not None):
        for registration in registrations:
            role, category = values.get("role"), values.get("category")
            if role in (None, registration.role) and category in (None, registration.category):
                refused[registration.pk] = "unchanged"
    withdrawn = {registration.pk: "withdrawn" for registration in registrations if registration.is_withdrawn}
    return refused | {pk: code for pk, code in withdrawn.items() if refused.get(pk) != "present"}
