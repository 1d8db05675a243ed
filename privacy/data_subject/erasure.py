"""Erasing one person's identity so that no figure changes: what names them goes, what is counted stays without a name.

Not to be undone (Luật 91/2025/QH15 Điều 14: secure, not restorable; a flag is no deletion).
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import certificates.actions
import exports.jobs.retention
import imports.files.retention
import registry.merging.unmerging
from accounts.audit import trail
from accounts.models import ChangeRecord, User
from attendance.models import Excuse, Registration, Scan
from attendance.registrations.actions import give_new_codes
from attendance.scans.submission import WALK_IN_READ
from finder.models import SeenPerson
from people.models import Disclosure, Person
from privacy.data_subject import database_traces, personal_data_index
from privacy.data_subject.former_identity import record_ids, traces_of
from privacy.data_subject.name_search import Traces, texts_in
from privacy.data_subject.text_review import BLANKED, NamingText, clean_texts, find_texts
from privacy.models import DataRequest, Erasure
from reporting.models import ReportPdf
from vietnamese.text import clean, fold

NOBODY = "Đã xóa danh tính"  # in every language: it stands in lists where a name stood
LAST_SORT_KEY = "zzzz"  # sorts behind every name
LINES_PER_STATEMENT = 500
REMOVED = {
    "identity": gettext_lazy("hồ sơ: họ tên, ngày và năm sinh, điện thoại, chức vụ, đơn vị, mã đối chiếu số định danh"),
    "passes": gettext_lazy("thẻ đã phát (mã QR cũ không còn dùng được)"),
    "certificates": gettext_lazy("giấy chứng nhận đã cấp: tên và nội dung; số giấy còn, mã QR trên giấy không tra được nữa"),
    "texts": gettext_lazy("câu chữ có tên hoặc lý do vắng"),
    "seen": gettext_lazy("chỗ trong mục “vừa xem” của người dùng"),
    "walk_ins": gettext_lazy("tên ghi tại chỗ trong lượt quét"),
    "rosters": gettext_lazy("tệp danh sách gốc có tên người này"),
    "exports": gettext_lazy("tệp đã xuất có tên người này"),
    "merges": gettext_lazy("nhật ký gộp hồ sơ"),
    "disclosures": gettext_lazy("dòng nhật ký truy cập có tên"),
    "requests": gettext_lazy("họ tên trong yêu cầu về dữ liệu"),
    "history": gettext_lazy("dòng lịch sử thay đổi: ai làm gì, lúc nào thì còn, giá trị thì không"),
}
log = logging.getLogger("privacy.data_subject.erasure")
STAYS = (
    gettext_lazy("Giới tính, dân tộc, vai trò, đối tượng và các buổi đã dự: để số liệu báo cáo không đổi. Nơi cư trú chỉ còn cấp tỉnh."),
    gettext_lazy("Ai đã xóa, lúc nào, vì sao: không có tên của người bị xóa."),
)


def is_to_be_deleted(person: Person) -> bool:
    """Return whether the row itself may go: somebody who was never registered is in no figure."""
    return not Registration.objects.filter(person=person).exists()


def erase(
    person: Person,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    choices: Mapping[str, str] | None = None,
    is_reviewed: bool | None = None,
) -> Erasure:
    """Delete somebody who was never registered, anonymise everybody else. `by` is None for the nightly retention.

    choices: what happens to each text in which the person is named, by `NamingText.key`, as decided in the preview; see
    `text_review.clean_texts` for texts without one. is_reviewed: whether a person looked, by default whether it is somebody who erases;
    an erasure that is repeated after a restore was reviewed the first time.
    Raise ValidationError without a reason, or for somebody who is anonymised already.
    """
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do."), code="required")})
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        pk = person.pk
        if person.anonymised_at:
            raise ValidationError(_("Danh tính của người này đã được xóa."), code="erased_already")
        how = Erasure.How.DELETED if is_to_be_deleted(person) else Erasure.How.ANONYMISED
        traces = traces_of(person)
        erasure = Erasure(how=how, unit=person.unit.province, erased_by=by, erased_at=at)
        erasure.reason = BLANKED if traces.has(reason) else reason
        erasure.removed, _texts = _forget(
            person, traces, choices, at=at, is_reviewed=is_reviewed if is_reviewed is not None else by is not None
        )
        trail.record("erased", person, by=by, reason=erasure.reason, changes={"how": [None, how]})
        if how == Erasure.How.DELETED:
            person.delete()
        else:
            person.full_name, person.folded, person.sort_key = NOBODY, fold(NOBODY), LAST_SORT_KEY
            person.birth_year = person.birth_date = person.phone = person.organisation = person.national_id_digest = None
            person.position = person.ethnicity_note = person.national_id_last4 = ""
            person.unit = person.unit.province  # one of four Brâu of a commune is somebody; of a province, a number
            person.anonymised_at = at
            person.save()
            erasure.person = person
        erasure.save()
        transaction.on_commit(database_traces.remove, robust=True)
        # For whoever restores a backup of before: `manage.py restore --erase`. A number that names nobody any more is no personal data.
        transaction.on_commit(partial(log.warning, "erased person %s", pk))
    return erasure


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """`removed`: what goes, as (words, number). `texts`: free texts in which the person is named, to be decided one by one."""

    removed: list[tuple[str, int]]
    texts: list[NamingText]


def preview_erasure(person: Person) -> ErasurePreview:
    """Return what `erase` would take away: done, and rolled back before anybody sees it."""
    with transaction.atomic():
        removed, texts = _forget(person, traces_of(person), None, at=timezone.now(), is_reviewed=True)
        transaction.set_rollback(True)
    in_words = [(str(words), removed[name]) for name, words in REMOVED.items() if name in removed]
    return ErasurePreview(in_words, [text for text in texts if text.column.is_reviewed])


def require_valid_choices(preview: ErasurePreview, choices: Mapping[str, str]) -> None:
    """Raise ValidationError, keyed `choices.<key>`, for a choice about a text that the preview does not have, or that it does not offer."""
    texts = {text.key: text for text in preview.texts}
    errors: dict[str, ValidationError] = {}
    for key, choice in choices.items():
        if key not in texts:
            message = _("Không có câu chữ này trong bản xem trước. Hãy xem lại bản mới.")
            errors[f"choices.{key}"] = ValidationError(message, code="unknown_text")
        elif choice not in dict(texts[key].choices):
            errors[f"choices.{key}"] = ValidationError(_("Không chọn được như vậy cho câu chữ này."), code="invalid_choice")
    if errors:
        raise ValidationError(errors)


def _forget(
    person: Person, traces: Traces, choices: Mapping[str, str] | None, *, at: datetime, is_reviewed: bool
) -> tuple[dict[str, int], list[NamingText]]:
    """Remove whatever names the person beside their own row; return {what: number} and the texts that named them.

    To be called before that row is changed: rows are found by its name.
    """
    rows, former_ids = personal_data_index.rows_about(person), record_ids(person)
    registrations = list(Registration.objects.filter(person=person).order_by("pk"))
    history = list(_naming_changes(person, traces, registrations, is_reviewed=is_reviewed))
    removed = {
        "merges": registry.merging.unmerging.forget(person),
        "exports": exports.jobs.retention.forget_people(former_ids),
        "rosters": imports.files.retention.forget_person(person, traces.has, is_reviewed=is_reviewed),
        "certificates": certificates.actions.erase_names(person, name=NOBODY, reason=BLANKED, at=at),
        "walk_ins": Scan.objects.filter(pk__in=rows.get(Scan, []), read__startswith=WALK_IN_READ).update(read=WALK_IN_READ + NOBODY),
        "requests": DataRequest.objects.filter(person=person).update(name=NOBODY, representative="", contact="", text=""),
        # Why somebody was absent is often an illness: it goes whatever it says.
        "texts": Excuse.objects.filter(pk__in=rows.get(Excuse, [])).exclude(reason=BLANKED).update(reason=BLANKED),
        "seen": SeenPerson.objects.filter(person=person).delete()[0],
        "passes": len(registrations),
        "identity": 1,
        "history": len(history),
    }
    texts = list(find_texts(person, traces, rows))
    logged = [text for text in texts if text.column.model is Disclosure]
    removed["texts"] += clean_texts([text for text in texts if text.column.model is not Disclosure], choices, is_reviewed=is_reviewed)
    removed["disclosures"] = len({text.pk for text in logged})
    clean_texts(logged, None, is_reviewed=True)  # a log of who looked is no place for a name, whoever bears it
    ReportPdf.objects.delete_with_files()  # of drafts: made again of what stands in them now
    for registration in registrations:
        give_new_codes(registration)
    for start in range(0, len(history), LINES_PER_STATEMENT):
        ChangeRecord.objects.filter(pk__in=history[start : start + LINES_PER_STATEMENT]).erase_values(at=at)
    return {name: number for name, number in removed.items() if number}, texts


def _naming_changes(person: Person, traces: Traces, registrations: list[Registration], *, is_reviewed: bool) -> Iterator[int]:
    """Yield the ids of lines of the audit trail that are about the person, or in whose values or reason they are named."""
    ids = record_ids(person)
    activities = {registration.activity_id for registration in registrations}
    phones_alone = Traces(frozenset(), traces.phones)
    about = Q(person_id__in=ids) | Q(subject="person", subject_id__in=[str(pk) for pk in ids])
    lines = ChangeRecord.objects.filter(erased_at=None).annotate(is_about=models.ExpressionWrapper(about, models.BooleanField()))
    columns = lines.order_by("pk").values_list("pk", "is_about", "activity_id", "changes", "reason", "actor_label")
    for pk, is_about, activity_id, *values in columns.iterator(chunk_size=2000):
        text = "\n".join(texts_in(values))
        is_no_namesake = is_reviewed or activity_id in activities or phones_alone.has(text)
        if is_about or (is_no_namesake and traces.has(text)):
            yield pk
