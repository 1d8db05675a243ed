"""One person's identity taken away so that no figure changes: what names them goes, what is counted stays with nobody's name.

Not to be undone (Luật 91/2025/QH15 Điều 14: secure, not restorable; a flag is no deletion).
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import imports.retention
import registry.merging.unmerging
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
LAST = "zzzz"  # sorts behind every name
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
    """Who was never registered is in no figure: the row itself may go."""
    return not Registration.objects.filter(person=person).exists()


def erase(person: Person, *, reason: str, by: User | None, at: datetime) -> Erasure:
    """Deletes who was never registered, anonymises everybody else. Raises ValidationError without a reason, or for who is nobody now."""
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.anonymised_at:
            raise ValidationError(_("Danh tính của người này đã được xóa."), code="erased_already")
        how = Erasure.How.DELETED if is_to_be_deleted(person) else Erasure.How.ANONYMISED
        erasure = Erasure(how=how, unit=_province(person.unit), erased_by=by, erased_at=at)
        erasure.reason = _without(person, reason)
        erasure.removed = _forget(person)
        if how == Erasure.How.DELETED:
            person.delete()
        else:
            _make_nobody(person, at)
            erasure.person = person
        erasure.save()
    return erasure


def would_remove(person: Person) -> list[tuple[str, int]]:
    """What `erase` would take away, as (words, how many): done, and undone before anybody sees it."""
    with transaction.atomic():
        removed = _forget(person)
        transaction.set_rollback(True)
    return [(str(said), removed[name]) for name, said in REMOVED.items() if name in removed]


def _forget(person: Person) -> dict[str, int]:
    """Whatever names the person beside their own row; before that is changed, for it is found by the name."""
    held = personal_data_index.rows_about(person)
    registrations = list(Registration.objects.filter(person=person).order_by("pk"))
    removed = {
        "merges": registry.merging.unmerging.forget(person),
        "rosters": imports.retention.forget_person(person),
        "texts": _blank_texts(person, held),
        "walk_ins": _blank_walk_ins(person, held.get(Scan, [])),
        "disclosures": _blank_disclosures(person),
        "requests": _blank_requests(person),
        "passes": len(registrations),
        "identity": 1,
    }
    for registration in registrations:
        give_new_codes(registration)
    return {what: number for what, number in removed.items() if number}


def _make_nobody(person: Person, at: datetime) -> None:
    person.full_name, person.folded, person.sort_key = NOBODY, fold(NOBODY), LAST
    person.birth_year = person.birth_date = person.phone = person.organisation = person.national_id_digest = None
    person.position = person.ethnicity_note = person.national_id_last4 = person.national_id_mark = ""
    person.unit = _province(person.unit)
    person.anonymised_at = at
    person.save()


def _province(unit: Unit) -> Unit:
    """One of four Brâu of a commune is somebody; of a province, a number."""
    while unit.level != Unit.Level.PROVINCE and unit.parent:
        unit = unit.parent
    return unit


# --- texts


def _names(person: Person, text: str) -> bool:
    return person.folded in fold(text)


def _hints_at(person: Person, text: str) -> bool:
    """In what is written about the person alone, the given name is enough: 'bà Hoa báo nhầm'."""
    given = person.folded.split()[-1:] or [person.folded]
    return _names(person, text) or given[0] in re.findall(r"[^\W\d_]+", fold(text))


def _without(person: Person, text: str) -> str:
    return BLANKED if _names(person, text) else text


def _blank_texts(person: Person, held: dict[Any, list[Any]]) -> int:
    """Reasons of absence always; other reasons where they name the person, also those about somebody else at the same activity."""
    blanked = Excuse.objects.filter(pk__in=held.get(Excuse, [])).exclude(reason=BLANKED).update(reason=BLANKED)
    activities = Registration.objects.filter(person=person).values("activity")
    for model, field, of_activity in (
        (Attendance, "annul_reason", "sitting__activity__in"),
        (Annulment, "reason", "attendance__sitting__activity__in"),
        (Resolution, "reason", "scan__activity__in"),
        (Excuse, "reason", "sitting__activity__in"),
    ):
        own = set(held.get(model, []))
        texts = model._base_manager.filter(**{of_activity: activities}).exclude(**{field: ""}).values_list("pk", field)
        found = [pk for pk, text in texts if (_hints_at if pk in own else _names)(person, text)]
        blanked += model._base_manager.filter(pk__in=found).update(**{field: BLANKED})
    return blanked


def _blank_walk_ins(person: Person, scans: Iterable[Any]) -> int:
    written = Scan.objects.filter(pk__in=list(scans)).filter(Q(read__startswith=WALK_IN_READ))
    return written.update(read=WALK_IN_READ + NOBODY)


def _blank_disclosures(person: Person) -> int:
    """A line about one person may bear their name; a search for a name does."""
    lines = Disclosure.objects.filter(Q(person=person) | ~Q(filters=[]) | Q(about__icontains=person.full_name))
    found = [line for line in lines if _names(person, line.about) or any(_names(person, str(value)) for _label, value in line.filters)]
    for line in found:
        line.about = _without(person, line.about)
        line.filters = [[label, _without(person, str(value))] for label, value in line.filters]
        line.save(update_fields=["about", "filters"])
    return len(found)


def _blank_requests(person: Person) -> int:
    nameless = {"name": NOBODY, "representative": "", "contact": "", "text": ""}
    theirs = DataRequest.objects.filter(person=person)
    for one in theirs.exclude(answer=""):
        one.answer = _without(person, one.answer)
        one.save(update_fields=["answer"])
    return theirs.update(**nameless)
