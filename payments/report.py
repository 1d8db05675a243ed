"""Report payment-list: what everybody who attended an activity is paid, ready to be signed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access import fetch
from accounts.models import User
from activities.models import Activity
from exports.reports.catalogue import Report, register
from exports.reports.registration_notes import cancellation_notes, registration_notes
from exports.signers.letterhead import letterhead_on
from exports.table import SIGNED_ROW_HEIGHT, Column, Kind, Signatory, Table, capitalised
from payments.calculation import CalculatedList, PaidPerson, calculate_list, describe_changes, format_halves
from people.disclosures.lists import LoggedList
from screens.day_filters import DayField
from vietnamese.numbers import spell_amount

COLUMNS: list[tuple[str, Any, Kind, int, Any]] = [  # key, head, kind, width, what it counts
    ("full_name", gettext_lazy("Họ và tên"), "text", 25, ""),
    ("unit", gettext_lazy("Đơn vị"), "text", 24, ""),
    ("days", gettext_lazy("Số ngày"), "number", 7, gettext_lazy("Ngày có mặt ít nhất một buổi")),
    ("rate", gettext_lazy("Mức chi tiền ăn"), "number", 10, gettext_lazy("Một ngày, đồng")),
    ("meals", gettext_lazy("Tiền ăn"), "number", 11, gettext_lazy("Số ngày nhân mức chi")),
    ("lodging", gettext_lazy("Tiền nghỉ"), "number", 11, gettext_lazy("Số đêm nhân mức chi; một đêm giữa hai ngày dự")),
    ("travel", gettext_lazy("Đi lại"), "number", 11, gettext_lazy("Cả đi và về, theo nơi cư trú")),
    ("total", gettext_lazy("Cộng"), "number", 12, gettext_lazy("Tiền ăn, tiền nghỉ và đi lại")),
    ("signature", gettext_lazy("Ký nhận"), "text", 16, ""),
    ("note", gettext_lazy("Ghi chú"), "text", 16, ""),
]
SUMMED = {"meals", "lodging", "travel", "total"}
CHANGED = {"days": gettext_lazy("số ngày"), "nights": gettext_lazy("số đêm"), "travel": gettext_lazy("đi lại")}


class PaymentListFilter(forms.Form):
    activity = forms.IntegerField(label=pgettext_lazy("one", "Hoạt động"), min_value=1)
    date = DayField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)


def payment_list(user: User, form: PaymentListFilter) -> Table:
    """Return the payment list of one activity. It bears today's date, unless asked otherwise."""
    activity = fetch(Activity.objects.with_units(), user, "see_personal", pk=form.cleaned_data["activity"])
    calculated, now = calculate_list(activity, user), timezone.now()
    meals = calculated.payment_list.meals
    days = f"{activity.starts_on:%d/%m/%Y}" + (f"–{activity.ends_on:%d/%m/%Y}" if activity.ends_on != activity.starts_on else "")
    sums = [sum(getattr(person.payment, key) for person in calculated.people) for key in ("meals", "lodging", "travel", "total")]
    has_halves = any(person.payment.days % 1 for person in calculated.people)  # a column of whole numbers would round half a day
    document = letterhead_on(form.cleaned_data["date"] or timezone.localdate(now), user)
    if document["signatories"]:
        document["signatories"].insert(0, Signatory(_("Kế toán"), calculated.payment_list.accountant))
    return Table(
        name="payment-list",
        title=_("Danh sách chi tiền"),
        subtitle=f"{activity.title}\n({days}, {activity.unit.full_name})",
        columns=[
            Column(key, str(title), "decimal" if key == "days" and has_halves else kind, width, str(meaning), total=key in SUMMED)
            for key, title, kind, width, meaning in COLUMNS
        ],
        rows=[_payment_row(person, meals.amount if meals else 0) for person in calculated.people],
        totals=[_("Tổng cộng"), None, None, None, *sums, None, None],
        closing=_("Số tiền bằng chữ: %(words)s.") % {"words": spell_amount(calculated.total)},
        filters=[(pgettext("one", "Hoạt động"), activity.title), (_("Thời gian"), days)],
        people=[person.registration.person_id for person in calculated.people],
        unit_id=activity.unit_id,
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        row_height=SIGNED_ROW_HEIGHT,
        notes=_payment_notes(calculated),
        sheet_title=_("Danh sách chi tiền"),
        file_words=["danh-sach-chi-tien", *activity.file_words],
        **document,
    )


def _payment_row(person: PaidPerson, rate: int) -> list[Any]:
    """Return the line; its note says how somebody was registered, what was written by hand, and what somebody wrote about it."""
    payment, registered = person.payment, person.registration.person
    changes = describe_changes(payment.changed, {name: str(title) for name, title in CHANGED.items()})
    notes = registration_notes(person.registration)
    notes += [_("Không chi")] if "unpaid" in payment.changed else []
    notes += [_("Sửa tay: %(figures)s") % {"figures": changes}] if changes else []
    notes += [person.line.note] if person.line and person.line.note else []
    unit = registered.organisation.name if registered.organisation else capitalised(registered.unit.kind_and_name)
    amounts = [payment.meals, payment.lodging, payment.travel, payment.total]
    days = int(payment.days) if payment.days % 1 == 0 else payment.days
    return [registered.full_name, unit, days, rate, *amounts, None, "; ".join(notes) or None]


def _payment_notes(calculated: CalculatedList) -> list[str]:
    """Return on which rules the amounts rest, how many nights are paid where they differ from the days, and a cancellation."""
    sources = dict.fromkeys(rate.legal_source for rate in calculated.rates)
    notes = [_("Căn cứ: %(sources)s.") % {"sources": "; ".join(sources)}] if sources else []
    nights = [
        f"{person.registration.person.full_name}: {format_halves(person.payment.nights)}"
        for person in calculated.people
        if "nights" in person.payment.changed
    ]
    notes += [_("Số đêm sửa tay: %(people)s.") % {"people": "; ".join(nights)}] if nights else []
    return notes + cancellation_notes(calculated.payment_list.activity)


register(
    Report(
        title=gettext_lazy("Danh sách chi tiền của một lớp, hội thi"),
        purpose=gettext_lazy("Mỗi người có mặt một dòng: số ngày, tiền ăn, nghỉ, đi lại, cột ký nhận và số tiền bằng chữ."),
        form=PaymentListFilter,
        build=payment_list,
        order=25,
        edit_url_name="payment-list",
        logged_list=LoggedList("payment-list", gettext_lazy("Danh sách chi tiền"), names_only_its_activity=True),
    )
)
