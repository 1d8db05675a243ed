"""Erasing one person's identity so that no figure changes: what names them goes, what is counted stays without a name.

Not to be undone (Luật 91/2025/QH15 Điều 14: secure, not restorable; a flag is no deletion).
"""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import imports.retention
import registry.merging.unmerging
from accounts.audit import trail
from accounts.models import User
from attendance.models import Annulment, Attendance, Excuse, Registration, Resolution, Scan
from attendance.registrations.actions import give_new_codes
from attendance.scans.submission import WALK_IN_READ
from people.models import Disclosure, Person
from places.models import Unit
from privacy.data_subject import personal_data_index
from privacy.models import DataRequest, Erasure
from vietnamese.text import clean, fold

NOBODY = "Đã xóa danh tính"  # in every language: it stands in lists where a name stood
LAST_SORT_KEY = "zzzz"  # sorts behind every name
BLANKED = "(đã xóa)"
REMOVED = {
    "identity": gettext_lazy("hồ sơ: họ tên, ngày và năm sinh, điện thoại, chức vụ, đơn vị, dấu của thẻ căn cước"),
    "passes": gettext_lazy("thẻ đã phát (mã QR cũ không còn dùng được)"),
    "texts": gettext_lazy("câu chữ có tên hoặc lý do vắng"),
    "walk_ins": gettext_lazy("tên ghi tại chỗ trong lượt quét"),
    "rosters": gettext_lazy("tệp danh sách gốc có tên người này"),
    "merges": gettext_lazy("nhật ký gộp hồ sơ"),
    "disclosures": gettext_lazy("dòng nhật ký truy cập có tên"),
    "requests": gettext_lazy("họ tên trong yêu cầu về dữ liệu"),
}
STAYS = (
    gettext_lazy("Giới tính, dân tộc, vai trò, đối tượng và các buổi đã dự: để số liệu báo cáo không đổi. Nơi cư trú chỉ còn cấp tỉnh."),
    gettext_lazy("Ai đã xóa, lúc nào, vì sao: không có tên của người bị xóa."),
)


def is_to_be_deleted(person: Person) -> bool:
    """Return whether the row itself may go: somebody who was never registered is in no figure."""
    return not Registration.objects.filter(person=person).exists()


def erase(person: Person, *, reason: str, by: User | None, at: datetime) -> Erasure:
    """Delete somebody who was never registered, anonymise everybody else. `by` is None for the nightly retention.

    Raise ValidationError without a reason, or for somebody who is anonymised already.
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.anonymised_at:
            raise ValidationError(_("Danh tính của người này đã được xóa."), code="erased_already")
        how = Erasure.How.DELETED if is_to_be_deleted(person) else Erasure.How.ANONYMISED
        erasure = Erasure(how=how, unit=_province_of(person.unit), erased_by=by, erased_at=at)
        erasure.reason = _without_name(person, reason)
        erasure.removed = _forget(person)
        trail.record("erased", person, by=by, reason=erasure.reason, changes={"how": [None, how]})
        if how == Erasure.How.DELETED:
            person.delete()
        else:
            person.full_name, person.folded, person.sort_key = NOBODY, fold(NOBODY), LAST_SORT_KEY
            person.birth_year = person.birth_date = person.phone = person.organisation = person.national_id_digest = None
            person.position = person.ethnicity_note = person.national_id_last4 = ""
            person.unit = _province_of(person.unit)
            person.anonymised_at = at
            person.save()
            erasure.person = person
        erasure.save()
    return erasure


def preview_erasure(person: Person) -> list[tuple[str, int]]:
    """Return what `erase` would take away, as (words, number): done, and rolled back before anybody sees it."""
    with transaction.atomic():
        removed = _forget(person)
        transaction.set_rollback(True)
    return [(str(words), removed[name]) for name, words in REMOVED.items() if name in removed]


def _forget(person: Person) -> dict[str, int]:
    """Remove whatever names the person beside their own row, and return {what: number}.

    To be called before that row is changed: rows are found by its name.
    """
    rows = personal_data_index.rows_about(person)
    registrations = list(Registration.objects.filter(person=person).order_by("pk"))
    walk_ins = Scan.objects.filter(pk__in=rows.get(Scan, []), read__startswith=WALK_IN_READ)
    requests = DataRequest.objects.filter(person=person)
    for request in requests.exclude(answer=""):
        request.answer = _without_name(person, request.answer)
        request.save(update_fields=["answer"])
    removed = {
        "merges": registry.merging.unmerging.forget(person),
        "rosters": imports.retention.forget_person(person),
        "texts": _blank_reasons(person, rows),
        "walk_ins": walk_ins.update(read=WALK_IN_READ + NOBODY),
        "disclosures": _blank_disclosures(person),
        "requests": requests.update(name=NOBODY, representative="", contact="", text=""),
        "passes": len(registrations),
        "identity": 1,
    }
    for registration in registrations:
        give_new_codes(registration)
    return {name: number for name, number in removed.items() if number}


def _province_of(unit: Unit) -> Unit:
    """Return the province: one of four Brâu of a commune is somebody; of a province, a number."""
    while unit.level != Unit.Level.PROVINCE and unit.parent:
        unit = unit.parent
    return unit


# --- texts


def _has_name(person: Person, text: str) -> bool:
    return person.folded in fold(text)


def _without_name(person: Person, text: str) -> str:
    return BLANKED if _has_name(person, text) else text


def _blank_reasons(person: Person, rows: dict[Any, list[Any]]) -> int:
    """Blank reasons of absence always; other reasons where they name the person, also those about somebody else at the same activity."""
    blanked = Excuse.objects.filter(pk__in=rows.get(Excuse, [])).exclude(reason=BLANKED).update(reason=BLANKED)
    activities = Registration.objects.filter(person=person).values("activity")
    given_name = (person.folded.split() or [person.folded])[-1]
    for model, field, activity_lookup in (
        (Attendance, "annul_reason", "sitting__activity__in"),
        (Annulment, "reason", "attendance__sitting__activity__in"),
        (Resolution, "reason", "scan__activity__in"),
        (Excuse, "reason", "sitting__activity__in"),
    ):
        about_person = set(rows.get(model, []))
        texts = model._base_manager.filter(**{activity_lookup: activities}).exclude(**{field: ""}).values_list("pk", field)
        naming = []
        for pk, text in texts:
            # In a text about the person alone the given name is enough: 'bà Hoa báo nhầm'.
            is_by_given_name = pk in about_person and given_name in re.findall(r"[^\W\d_]+", fold(text))
            if is_by_given_name or _has_name(person, text):
                naming.append(pk)
        blanked += model._base_manager.filter(pk__in=naming).update(**{field: BLANKED})
    return blanked


def _blank_disclosures(person: Person) -> int:
    """Blank the name in the log: a line about one person may bear it, and a search for a name does."""
    lines = Disclosure.objects.filter(Q(person=person) | ~Q(filters=[]) | Q(about__icontains=person.full_name))
    naming = [
        line for line in lines if _has_name(person, line.about) or any(_has_name(person, str(value)) for _label, value in line.filters)
    ]
    for line in naming:
        line.about = _without_name(person, line.about)
        line.filters = [[label, _without_name(person, str(value))] for label, value in line.filters]
        line.save(update_fields=["about", "filters"])
    return len(naming)
