"""What happens to rates and payment lists, each with its line in the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from activities.models import Activity
from payments.models import CommuneTravel, PaymentLine, PaymentList, Rate


def save_rate(rate: Rate) -> Rate:
    """Add or change a rate. Raise ValidationError keyed by field for an amount that lists have been calculated with."""
    with transaction.atomic():
        before = Rate.objects.select_for_update().filter(pk=rate.pk).first()
        if before and (before.amount, before.kind) != (rate.amount, rate.kind) and is_used(before):
            message = _("Mức này đã dùng trong danh sách chi tiền. Hãy ghi ngày hết hạn cho mức cũ và thêm mức mới.")
            raise ValidationError({"amount": ValidationError(message, code="rate_in_use")})
        with trail.changing("changed" if before else "added", rate):
            rate.save()
    return rate


def delete_rate(rate: Rate) -> None:
    """Raise ValidationError for a rate that lists have been calculated with."""
    with transaction.atomic():
        if is_used(rate):
            raise ValidationError(_("Mức này đã dùng trong danh sách chi tiền, không xóa được. Hãy ghi ngày hết hạn."), code="rate_in_use")
        with trail.changing("removed", rate):
            rate.delete()


def is_used(rate: Rate) -> bool:
    lists = PaymentList.objects.filter(meals=rate) | PaymentList.objects.filter(lodging=rate)
    return lists.exists() or CommuneTravel.objects.filter(rate=rate).exists()


def save_list(
    activity: Activity,
    *,
    meals: Rate | None,
    lodging: Rate | None,
    accountant: str,
    travel: Mapping[int, Rate],
    lines: Mapping[int, Mapping[str, Any]],
) -> PaymentList:
    """Save what was decided for the list: rates, {unit id: travel rate} and {registration id: what was written by hand}.

    A line in which nothing is written is removed. Lines of registrations that are not in `lines` stay as they are.
    """
    with transaction.atomic():
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        payment_list = PaymentList.objects.filter(activity=activity).first() or PaymentList(activity=activity)
        is_new = payment_list.pk is None
        payment_list.meals, payment_list.lodging, payment_list.accountant = meals, lodging, accountant
        with trail.changing("made" if is_new else "changed", payment_list):
            payment_list.save()
        _save_travel(payment_list, travel)
        _save_lines(payment_list, lines)
    return payment_list


def _save_travel(payment_list: PaymentList, travel: Mapping[int, Rate]) -> None:
    before = {choice.unit_id: choice.rate_id for choice in payment_list.travel.all()}
    after = {unit_id: rate.pk for unit_id, rate in travel.items()}
    if before == after:
        return
    payment_list.travel.all().delete()
    CommuneTravel.objects.bulk_create(CommuneTravel(payment_list=payment_list, unit_id=unit, rate_id=rate) for unit, rate in after.items())
    trail.record("travel_chosen", payment_list, changes={"travel": [_readable(before), _readable(after)]})


def _readable(rates: Mapping[int, int]) -> list[list[int]]:
    return [[unit, rate] for unit, rate in sorted(rates.items())]


def _save_lines(payment_list: PaymentList, lines: Mapping[int, Mapping[str, Any]]) -> None:
    existing = {line.registration_id: line for line in payment_list.lines.select_for_update()}
    for registration_id, values in lines.items():
        line = existing.get(registration_id) or PaymentLine(payment_list=payment_list, registration_id=registration_id)
        is_written = any(value not in (None, "", False) for value in values.values())
        if not is_written and line.pk is None:
            continue
        for name, value in values.items():
            setattr(line, name, value)
        with trail.changing("written" if is_written else "cleared", line):
            line.save() if is_written else line.delete()
