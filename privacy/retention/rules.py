"""What is not kept: each kind of data with its term, swept once a night (privacy.retention.runs) or by hand (manage.py retention)."""

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

import imports.retention
from attendance.devices.pairing import UPLOADS_TAKEN
from attendance.models import Device, DoorTry, Registration, Resolution, Scan
from attendance.scans.submission import WALK_IN_READ
from people.models import Disclosure, Person
from privacy.data_subject.erasure import BLANKED, erase
from privacy.models import DataRequest

A_DAY, THIRTY_DAYS, HALF_A_YEAR = timedelta(days=1), timedelta(days=30), timedelta(days=182)
FIVE_YEARS = 5  # accounting vouchers: Luật Kế toán, domain.md section 6 [G]
SPENT = "spent-"  # where the digest of a key stood
MOST_PEOPLE = 500  # anonymised in one night; the next night goes on


log = logging.getLogger("privacy.retention.rules")


@dataclass(frozen=True, slots=True)
class Rule:
    """`sweep(at, dry_run)` answers how many went, or would."""

    name: str
    said: Any
    sweep: Callable[[datetime, bool], int]


@dataclass(frozen=True, slots=True)
class Swept:
    name: str
    said: Any
    count: int | Exception


def sweep(at: datetime, *, dry_run: bool = False) -> Iterator[Swept]:
    """Rule by rule: what goes wrong with one keeps none of the others from being followed; its `count` is then the error."""
    for rule in RULES:
        try:
            count: int | Exception = rule.sweep(at, dry_run)
        except Exception as error:
            log.exception("retention: %s", rule.name)
            count = error
        yield Swept(rule.name, rule.said, count)


def years_before(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # 29 February
        return at.replace(year=at.year - years, day=28)


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    """In one statement: nothing hangs on any of these rows, and the database would refuse if something did."""
    return rows.count() if dry_run else rows._raw_delete(rows.db)  # type: ignore[attr-defined]


def _tokens(at: datetime, dry_run: bool) -> int:
    return _delete(AuthToken.objects.filter(expiry__lt=at), dry_run)


def _sessions(at: datetime, dry_run: bool) -> int:
    return _delete(Session.objects.filter(expire_date__lt=at), dry_run)


def _sign_in_slips(at: datetime, dry_run: bool) -> int:
    """Names and addresses of wrong passwords; a lockout lasts fifteen minutes."""
    return _delete(AccessAttempt.objects.filter(attempt_time__lt=at - A_DAY), dry_run)


def _door_tries(at: datetime, dry_run: bool) -> int:
    """A sitting at whose door they count is over by then."""
    return _delete(DoorTry.objects.filter(at__lt=at - 2 * A_DAY), dry_run)


def _rosters(at: datetime, dry_run: bool) -> int:
    return imports.retention.delete_old_originals(at, dry_run=dry_run)


def _readings(at: datetime, dry_run: bool) -> int:
    """What was read of a code that nobody knew, and names written down that nobody could register: thirty days after somebody decided
    about it; half a year when nobody did, for a name in the inbox may still be somebody's attendance."""
    decided = Exists(Resolution.objects.active().filter(scan=OuterRef("pk"), resolved_at__lt=at - THIRTY_DAYS))
    held = Scan.objects.filter(registration=None).exclude(read="").exclude(read=WALK_IN_READ + BLANKED)
    old = held.filter(decided | Q(received_at__lt=at - HALF_A_YEAR))
    if dry_run:
        return old.count()
    names = old.filter(read__startswith=WALK_IN_READ).update(read=Concat(Value(WALK_IN_READ), Value(BLANKED)))
    return names + old.exclude(read__startswith=WALK_IN_READ).update(read="")


def _phones(at: datetime, dry_run: bool) -> int:
    """Keys of phones that may hand over nothing any more."""
    last = Coalesce("revoked_at", "paired_at")
    over = Device.objects.annotate(last=last).filter(
        activity__ends_on__lt=timezone.localdate(at) - 2 * UPLOADS_TAKEN, last__lt=at - 2 * UPLOADS_TAKEN
    )
    spent = over.exclude(token_digest=None).exclude(token_digest__startswith=SPENT)
    unused = Device.objects.filter(pairing_expires_at__lt=at - A_DAY).exclude(pairing_digest=None)
    if dry_run:
        return spent.count() + unused.count()
    count = unused.update(pairing_digest=None)
    for device in spent.only("pk"):
        count += Device.objects.filter(pk=device.pk).update(token_digest=f"{SPENT}{device.pk}")
    return count


def _people(at: datetime, dry_run: bool) -> int:
    """Only counted unless ANONYMISE_OLD_PEOPLE=1: whether five years are right is the agency's to decide."""
    old = inactive_people(at)
    if dry_run or not settings.ANONYMISE_OLD_PEOPLE:
        return old.count() if dry_run else 0
    people = list(old.order_by("pk")[:MOST_PEOPLE])
    for person in people:
        erase(person, reason=str(_("Hết thời hạn lưu")), by=None, at=at)
    return len(people)


def inactive_people(at: datetime) -> QuerySet[Person]:
    """Whose last activity, or else whose record, is older than the term; nobody with a request that is still open."""
    before = years_before(at, settings.PEOPLE_ARE_KEPT_YEARS)
    came = Exists(Registration.objects.filter(person=OuterRef("pk"), activity__ends_on__gte=timezone.localdate(before)))
    asked = Exists(DataRequest.objects.open().filter(person=OuterRef("pk")))
    return Person.objects.identified().filter(~came, ~asked, created_at__lt=before)


def _disclosures(at: datetime, dry_run: bool) -> int:
    return _delete(Disclosure.objects.filter(at__lt=years_before(at, FIVE_YEARS)), dry_run)


def _requests(at: datetime, dry_run: bool) -> int:
    return _delete(DataRequest.objects.filter(answered_on__lt=timezone.localdate(years_before(at, FIVE_YEARS))), dry_run)


RULES = (
    Rule("tokens", _("Mã truy cập API đã hết hạn"), _tokens),
    Rule("sessions", _("Phiên đăng nhập đã hết hạn"), _sessions),
    Rule("sign_in_slips", _("Lần nhập sai mật khẩu, sau 1 ngày"), _sign_in_slips),
    Rule("door_tries", _("Lần nhập sai ở cửa, sau 2 ngày"), _door_tries),
    Rule("rosters", _("Tệp danh sách gốc và nội dung các dòng, sau 30 ngày"), _rosters),
    Rule("readings", _("Mã lạ, tên ghi tạm: 30 ngày sau khi quyết định, nửa năm nếu không ai quyết định"), _readings),
    Rule("phones", _("Khóa của máy quét đã hết hạn gửi"), _phones),
    Rule("people", _("Hồ sơ không còn dự hoạt động nào trong thời hạn lưu"), _people),
    Rule("disclosures", _("Nhật ký truy cập, sau 5 năm"), _disclosures),
    Rule("requests", _("Yêu cầu về dữ liệu đã trả lời, sau 5 năm"), _requests),
)
