"""Retention rules: each kind of data with its term, swept once a night (privacy.retention.runs) or by hand (manage.py retention)."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

import exports.jobs.retention
import finder.recent
import imports.files.retention
import reporting.document.pdf_orders
from accounts.models import FailedAttempt
from attendance.devices.pairing import UPLOADS_TAKEN
from attendance.door.entry import TRIES_ARE_KEPT
from attendance.models import BULK_CHANGES_ARE_KEPT, BulkChange, CardLookup, Device, DoorTry, Registration, Resolution, Scan
from attendance.scans.card_lookups import TRACES_ARE_KEPT
from attendance.scans.submission import READINGS_ARE_KEPT, WALK_IN_READ
from people.models import Disclosure, Person
from people.personal_columns import Words
from privacy.data_subject.erasure import erase
from privacy.data_subject.text_review import BLANKED
from privacy.models import DataRequest

ONE_DAY, HALF_A_YEAR = timedelta(days=1), timedelta(days=182)
FIVE_YEARS = 5  # as accounting documents: Luật Kế toán 88/2015/QH13 Điều 41
SPENT = "spent-"  # where the digest of a key stood
MAX_PEOPLE = 500  # anonymised in one night; the next night goes on

log = logging.getLogger("privacy.retention.rules")


@dataclass(frozen=True, slots=True)
class Rule:
    """`sweep(at, dry_run)` deletes what has outlived its term and returns how much that is, or with `dry_run` would be."""

    name: str
    title: Words
    sweep: Callable[[datetime, bool], int]


@dataclass(frozen=True, slots=True)
class SweepResult:
    """The number of rows that one rule removed, or the error that kept it from being followed."""

    rule: Rule
    count: int
    error: Exception | None = None


def sweep(at: datetime, *, dry_run: bool = False) -> Iterator[SweepResult]:
    """Follow each rule in turn: an error in one keeps none of the others from being followed."""
    for rule in RULES:
        try:
            result = SweepResult(rule, rule.sweep(at, dry_run))
        except Exception as error:
            log.exception("retention: %s", rule.name)
            result = SweepResult(rule, 0, error)
        yield result


def _years_before(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # 29 February
        return at.replace(year=at.year - years, day=28)


def _delete_rows(rows: QuerySet[Any], dry_run: bool) -> int:
    """Delete in one statement: nothing hangs on any of these rows, and the database would refuse if something did."""
    return rows.count() if dry_run else rows._raw_delete(rows.db)


def sweep_tokens(at: datetime, dry_run: bool) -> int:
    return _delete_rows(AuthToken.objects.filter(expiry__lt=at), dry_run)


def sweep_sessions(at: datetime, dry_run: bool) -> int:
    return _delete_rows(Session.objects.filter(expire_date__lt=at), dry_run)


def sweep_failed_sign_ins(at: datetime, dry_run: bool) -> int:
    """Delete names and addresses of wrong passwords; a lockout lasts fifteen minutes."""
    attempts = _delete_rows(AccessAttempt.objects.filter(attempt_time__lt=at - ONE_DAY), dry_run)
    return attempts + _delete_rows(FailedAttempt.objects.filter(at__lt=at - ONE_DAY), dry_run)


def sweep_door_tries(at: datetime, dry_run: bool) -> int:
    """Delete wrong numbers at a door: a sitting at whose door they count is over by then."""
    return _delete_rows(DoorTry.objects.filter(at__lt=at - TRIES_ARE_KEPT), dry_run)


def sweep_bulk_changes(at: datetime, dry_run: bool) -> int:
    """Delete what could be undone for five minutes."""
    return _delete_rows(BulkChange.objects.filter(done_at__lt=at - BULK_CHANGES_ARE_KEPT), dry_run)


def sweep_recently_seen(at: datetime, dry_run: bool) -> int:
    """Forget what users opened long ago, and what they may not see any more."""
    return finder.recent.forget_old(at, dry_run=dry_run)


def sweep_card_lookups(at: datetime, dry_run: bool) -> int:
    """Forget which card numbers were nobody's, and after five years who looked up how many."""
    day = timezone.localdate(at)
    lookups = CardLookup.objects.filter(day__lte=day - TRACES_ARE_KEPT).exclude(traces=[])
    deleted = _delete_rows(CardLookup.objects.filter(day__lt=timezone.localdate(_years_before(at, FIVE_YEARS))), dry_run)
    return deleted + (lookups.count() if dry_run else lookups.update(traces=[]))


def sweep_rosters(at: datetime, dry_run: bool) -> int:
    return imports.files.retention.delete_old_originals(at, dry_run=dry_run)


def sweep_exports(at: datetime, dry_run: bool) -> int:
    return exports.jobs.retention.remove_expired(at, dry_run=dry_run)


def sweep_report_pdfs(at: datetime, dry_run: bool) -> int:
    return reporting.document.pdf_orders.remove_old(at, dry_run=dry_run)


def sweep_unread_codes(at: datetime, dry_run: bool) -> int:
    """Blank what was read of a code that nobody knew, and names written down that nobody could register.

    Thirty days after somebody decided about it; half a year when nobody did, for a name in the inbox may still be somebody's attendance.
    """
    decided = Exists(Resolution.objects.active().filter(scan=OuterRef("pk"), resolved_at__lt=at - READINGS_ARE_KEPT))
    scans = Scan.objects.filter(registration=None).exclude(read="").exclude(read=WALK_IN_READ + BLANKED)
    old = scans.filter(decided | Q(received_at__lt=at - HALF_A_YEAR))
    if dry_run:
        return old.count()
    names = old.filter(read__startswith=WALK_IN_READ).update(read=Concat(Value(WALK_IN_READ), Value(BLANKED)))
    return names + old.exclude(read__startswith=WALK_IN_READ).update(read="")


def sweep_phone_keys(at: datetime, dry_run: bool) -> int:
    """Remove the keys of phones that may upload nothing any more, and pairing codes that nobody used."""
    devices = Device.objects.annotate(last=Coalesce("revoked_at", "paired_at"))
    finished = devices.filter(activity__ends_on__lt=timezone.localdate(at) - 2 * UPLOADS_TAKEN, last__lt=at - 2 * UPLOADS_TAKEN)
    spent = finished.exclude(token_digest=None).exclude(token_digest__startswith=SPENT)
    unused = Device.objects.filter(pairing_expires_at__lt=at - ONE_DAY).exclude(pairing_digest=None)
    if dry_run:
        return spent.count() + unused.count()
    count = unused.update(pairing_digest=None)
    for device in spent.only("pk"):
        count += Device.objects.filter(pk=device.pk).update(token_digest=f"{SPENT}{device.pk}")
    return count


def sweep_people(at: datetime, dry_run: bool) -> int:
    """Anonymise people whose last activity, or else whose record, is older than the term; nobody with a request that is still open.

    Nobody at all unless ANONYMISE_OLD_PEOPLE=1: whether five years are right is the agency's to decide.
    """
    before = _years_before(at, settings.PEOPLE_ARE_KEPT_YEARS)
    recent = Exists(Registration.objects.filter(person=OuterRef("pk"), activity__ends_on__gte=timezone.localdate(before)))
    open_requests = Exists(DataRequest.objects.open().filter(person=OuterRef("pk")))
    inactive = Person.objects.identified().filter(~recent, ~open_requests, created_at__lt=before)
    if dry_run or not settings.ANONYMISE_OLD_PEOPLE:
        return inactive.count() if dry_run else 0
    people = list(inactive.order_by("pk")[:MAX_PEOPLE])
    for person in people:
        erase(person, reason=str(_("Hết thời hạn lưu")), by=None, at=at)
    return len(people)


def sweep_disclosures(at: datetime, dry_run: bool) -> int:
    return _delete_rows(Disclosure.objects.filter(at__lt=_years_before(at, FIVE_YEARS)), dry_run)


def sweep_requests(at: datetime, dry_run: bool) -> int:
    return _delete_rows(DataRequest.objects.filter(answered_on__lt=timezone.localdate(_years_before(at, FIVE_YEARS))), dry_run)


RULES = (
    Rule("tokens", _("Mã truy cập của chương trình đã hết hạn"), sweep_tokens),
    Rule("sessions", _("Phiên đăng nhập đã hết hạn"), sweep_sessions),
    Rule("sign_in_slips", _("Lần nhập sai mật khẩu, sau 1 ngày"), sweep_failed_sign_ins),
    Rule("door_tries", _("Lần nhập sai ở cửa, sau 2 ngày"), sweep_door_tries),
    Rule("bulk_changes", _("Những gì thao tác với nhiều người đã đổi (để hoàn tác), sau 1 ngày"), sweep_bulk_changes),
    Rule("recently_seen", _("Mục “vừa xem”: sau 30 ngày, hoặc khi không còn quyền xem"), sweep_recently_seen),
    Rule("card_lookups", _("Mã đối chiếu của số định danh không khớp ai, sau 2 ngày; số lượt tra, sau 5 năm"), sweep_card_lookups),
    Rule("rosters", _("Tệp danh sách gốc và nội dung các dòng, sau 30 ngày"), sweep_rosters),
    Rule("exports", _("Tệp xuất không phải chờ: có tên người sau 3 ngày, số liệu sau 30 ngày"), sweep_exports),
    Rule("report_pdfs", _("Tệp PDF của dự thảo báo cáo, sau 1 ngày"), sweep_report_pdfs),
    Rule("readings", _("Mã lạ, tên ghi tạm: 30 ngày sau khi quyết định, nửa năm nếu không ai quyết định"), sweep_unread_codes),
    Rule("phones", _("Khóa của máy quét đã hết hạn gửi"), sweep_phone_keys),
    Rule("people", _("Hồ sơ không còn dự hoạt động nào trong thời hạn lưu"), sweep_people),
    Rule("disclosures", _("Nhật ký truy cập, sau 5 năm"), sweep_disclosures),
    Rule("requests", _("Yêu cầu về dữ liệu đã trả lời, sau 5 năm"), sweep_requests),
)
