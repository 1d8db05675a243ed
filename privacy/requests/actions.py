"""The life of a request about personal data: received, acknowledged, perhaps extended once, done or refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import trail
from accounts.models import User
from people.models import Person
from places.models import Unit
from privacy.models import DataRequest
from vietnamese.text import clean


def receive(
    *,
    kind: str,
    unit: Unit,
    received_on: date,
    by: User,
    today: date,
    person: Person | None = None,
    name: str = "",
    representative: str = "",
    contact: str = "",
    text: str = "",
    way: str = DataRequest.Way.IN_PERSON,
    through_others: bool = False,
) -> DataRequest:
    """Write down a request. `person`: whose data it is, when they were found; else `name` says who asks.

    Raise ValidationError keyed by field.
    """
    errors = {}
    name = clean(name)[:100] or (person.full_name if person else "")
    if not name:
        errors["name"] = ValidationError(_("Hãy ghi họ tên người yêu cầu."), code="required")
    if received_on > today:
        errors["received_on"] = ValidationError(_("Ngày nhận không thể ở tương lai."), code="future")
    if errors:
        raise ValidationError(errors)
    request = DataRequest(
        kind=kind,
        unit=unit,
        person=person,
        name=name,
        representative=clean(representative)[:100],
        contact=clean(contact)[:200],
        text=text.strip()[:2000],
        way=way,
        through_others=through_others,
        received_on=received_on,
        received_by=by,
    )
    with trail.changing("received", request, by=by):
        request.save()
    return request


def attach(request: DataRequest, *, person: Person) -> DataRequest:
    """Note whose data it is, found afterwards."""
    with transaction.atomic():
        request = _lock_open(request)
        with trail.changing("attached", request):
            request.person = person
            request.save(update_fields=["person"])
    return request


def acknowledge(request: DataRequest, *, on: date) -> DataRequest:
    with transaction.atomic():
        request = _lock_open(request)
        if request.acknowledged_on:
            raise ValidationError(_("Đã xác nhận trước đó."), code="acknowledged_already")
        with trail.changing("acknowledged", request):
            request.acknowledged_on = on
            request.save(update_fields=["acknowledged_on"])
    return request


def extend(request: DataRequest, *, reason: str, on: date) -> DataRequest:
    """Extend the term: once (NĐ 356/2025 Điều 5), with a reason, while it still runs."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do gia hạn."), code="required")})
    with transaction.atomic():
        request = _lock_open(request)
        if request.extended_on:
            raise ValidationError(_("Chỉ được gia hạn một lần."), code="extended_already")
        if request.due.answer < on:
            raise ValidationError(_("Đã quá hạn nên không gia hạn được."), code="overdue")
        with trail.changing("extended", request, reason=reason):
            request.extended_on, request.extension_reason = on, reason
            request.save(update_fields=["extended_on", "extension_reason"])
    return request


def answer(request: DataRequest, *, outcome: str, text: str, by: User, on: date) -> DataRequest:
    """Close the request. `outcome`: done or refused; a refusal says why (Luật 91/2025/QH15 Điều 14, 19).

    A request that is answered at once counts as acknowledged.
    """
    text = clean(text)[:1000]
    if outcome == DataRequest.Outcome.REFUSED and not text:
        raise ValidationError({"answer": ValidationError(_("Từ chối thì phải nêu lý do."), code="required")})
    with transaction.atomic():
        request = _lock_open(request)
        with trail.changing("answered", request, by=by):
            request.outcome, request.answer, request.answered_on, request.answered_by = outcome, text, on, by
            request.acknowledged_on = request.acknowledged_on or on
            request.save(update_fields=["outcome", "answer", "answered_on", "answered_by", "acknowledged_on"])
    return request


def _lock_open(request: DataRequest) -> DataRequest:
    """Lock the row. Raise ValidationError `answered_already` for a request that is closed."""
    locked = DataRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    if locked.answered_on:
        raise ValidationError(_("Yêu cầu này đã được trả lời."), code="answered_already")
    return locked


# --- in order of what is due


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request with what is due next, in words."""

    request: DataRequest
    due: date | None  # None once it is answered
    words: str
    is_overdue: bool
    next_step: str


def sort_by_due_day(requests: Iterable[DataRequest], today: date) -> list[WaitingRequest]:
    """Return what has to be done first, first; what was answered, last, the latest first."""
    rows = [waiting_request(request, today) for request in requests]
    open_rows = sorted((row for row in rows if row.due), key=lambda row: (row.due or today, row.request.pk))
    return open_rows + sorted((row for row in rows if row.due is None), key=lambda row: row.request.answered_on or today, reverse=True)


def waiting_request(request: DataRequest, today: date) -> WaitingRequest:
    due = request.next_due
    step = "" if due is None else _("trả lời") if request.acknowledged_on else _("xác nhận đã nhận")
    return WaitingRequest(request, due, in_words(due, today), request.is_overdue(today), step)


def in_words(due: date | None, today: date) -> str:
    """Return how many days are left, or over."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return ngettext("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", -days) % {"days": -days}
    return _("hạn hôm nay") if days == 0 else ngettext("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}


def overdue_count(user: User | AnonymousUser, today: date) -> int:
    """Return how many of the requests that `user` answers are late."""
    return sum(request.is_overdue(today) for request in DataRequest.objects.visible_to(user, "administer").open())
