"""Models of registrations, phones, scans, attendances and headcounts."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.passes import codes, digests
from people.disclosures import people_read
from people.models import Notice, Person

UNDOABLE_FOR = timedelta(minutes=5)  # an action on many rows
BULK_CHANGES_ARE_KEPT = timedelta(days=1)


class RegistrationQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"

    def active(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.REGISTERED)

    def attended(self) -> "RegistrationQuerySet":
        """Narrow to those with at least one attendance that is not annulled, withdrawn since or not."""
        return self.filter(_has_attendance())

    def active_or_attended(self) -> "RegistrationQuerySet":
        """Narrow to the roll: active ones, and those withdrawn after an attendance."""
        return self.filter(Q(status=Registration.Status.REGISTERED) | _has_attendance())

    def with_code(self, code: str) -> "RegistrationQuerySet":
        """Narrow to the registration whose pass has this code, or had it before a merge."""
        former = FormerPass.objects.filter(code=code).values("registration")
        return self.filter(Q(code_digest__in=digests.digests_of_pass(code)) | Q(pk__in=former))

    def with_short_code(self, code: str) -> "RegistrationQuerySet":
        """Narrow to the registrations whose short code is or was this one."""
        return self.filter(Q(short_code=code) | Q(pk__in=FormerPass.objects.filter(short_code=code).values("registration")))

    def in_name_order(self) -> "RegistrationQuerySet":
        return self.order_by("person__sort_key", "person__birth_year", "pk")

    def with_people(self) -> "RegistrationQuerySet":
        return self.select_related("person__unit__parent__parent", "person__ethnic_group", "person__organisation")


class Registration(models.Model):
    """A person registered for an activity."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("Học viên")
        CONTESTANT = "contestant", _("Thí sinh")
        SPEAKER = "speaker", _("Báo cáo viên")
        JUDGE = "judge", _("Giám khảo")
        COACH = "coach", _("Phụ trách đội")
        GUEST = "guest", _("Đại biểu, khách mời")
        AUDIENCE = "audience", _("Khán giả, cổ động viên")

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Đã đăng ký")
        WITHDRAWN = "withdrawn", _("Đã rút")

    class Category(models.TextChoices):
        """The group of participants that a person is counted in by reports."""

        PRESTIGIOUS = "prestigious", _("Người có uy tín")
        ELDER = "elder", _("Già làng")
        VILLAGE_HEAD = "village_head", _("Bí thư chi bộ, trưởng thôn")
        COMMUNE_OFFICIAL = "commune_official", _("Cán bộ, công chức xã")
        PROVINCE_OFFICIAL = "province_official", _("Công chức tỉnh")
        UNION = "union", _("Mặt trận, đoàn thể")
        PROPAGANDIST = "propagandist", _("Tuyên truyền viên, hòa giải viên")
        TEACHER = "teacher", _("Giáo viên")
        PUPIL = "pupil", _("Học sinh")
        HOUSEHOLD = "household", _("Hộ dân, đồng bào DTTS")
        ARMED_FORCES = "armed_forces", _("Lực lượng vũ trang")
        OTHER = "other", _("Khác")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    role = models.CharField(_("Vai trò"), max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    category = models.CharField(_("Đối tượng"), max_length=20, choices=Category.choices, blank=True, default="")
    status = models.CharField(_("Trạng thái"), max_length=10, choices=Status.choices, default=Status.REGISTERED)
    withdrawals = models.JSONField(default=list, editable=False)  # when it was withdrawn: attendance.registrations.withdrawals
    code = models.CharField(max_length=26, editable=False)  # what is printed; looked up by its digest
    code_digest = models.CharField(max_length=80, unique=True, editable=False)
    short_code = models.CharField(_("Mã ngắn"), max_length=6, editable=False)
    is_walk_in = models.BooleanField(_("Đăng ký tại chỗ"), default=False, editable=False)
    walk_in_id = models.UUIDField(null=True, unique=True, editable=False)  # made by the phone: a walk-in sent twice is written once
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    # The privacy notice shown when the data was given; None for registrations made before there was one.
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="registrations", editable=False, db_index=False)
    changed_at = models.DateTimeField(auto_now=True)  # phones fetch what changed since

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="a_person_is_registered_once_per_activity"),
            models.UniqueConstraint(fields=["activity", "short_code"], name="a_short_code_names_one_person_per_activity"),
            models.CheckConstraint(
                condition=Q(role__in=["participant", "contestant", "speaker", "judge", "coach", "guest", "audience"]),
                name="a_registration_has_a_known_role",
            ),
            models.CheckConstraint(
                condition=Q(
                    category__in=[
                        *("", "prestigious", "elder", "village_head", "commune_official", "province_official", "union", "propagandist"),
                        *("teacher", "pupil", "household", "armed_forces", "other"),
                    ]
                ),
                name="a_registration_has_a_known_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.activity}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Return the row as an instance, and report it: a list of the activity is about its person, too."""
        registration = super().from_db(*args, **kwargs)
        people_read.report_registration(registration)
        return registration

    def take_new_codes(self, *, besides: Container[str] = ()) -> None:
        """Draw new codes for the pass, without saving; the short one is none of `besides`."""
        self.code, self.short_code = codes.new_code(), codes.new_short_code()
        while self.short_code in besides:
            self.short_code = codes.new_short_code()
        self.code_digest = digests.digest_pass(self.code)

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN


class FormerPass(models.Model):
    """A registration that was merged into another: whoever scanned its pass, or wrote its walk-in down, meant the one that stands."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="former_passes")  # the one that stands
    former_id = models.PositiveBigIntegerField(unique=True)  # of the registration that was merged away, as phones still send it
    code = models.CharField(max_length=26, db_index=True, blank=True)  # empty once the pass of the one that stands was replaced
    short_code = models.CharField(_("Mã ngắn"), max_length=6, db_index=True, blank=True)
    walk_in_id = models.UUIDField(null=True, unique=True)

    def __str__(self) -> str:
        return f"{self.former_id} → {self.registration_id}"


class DeviceQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"


class Device(models.Model):
    """A phone paired for one activity, until it ends: it may fetch the roster and post scans, nothing else."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(_("Tên máy"), max_length=60)
    pairing_digest = models.CharField(max_length=80, null=True, unique=True, editable=False)  # None once it was used
    pairing_expires_at = models.DateTimeField()
    token_digest = models.CharField(max_length=80, null=True, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    inviter_generation = models.PositiveIntegerField(default=0)  # session_generation of invited_by: signing out everywhere ends the phone
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    last_seen_at = models.DateTimeField(null=True)
    clock_offset = models.FloatField(null=True)  # seconds, server minus phone, as last measured
    waiting = models.PositiveIntegerField(null=True)  # scans not yet sent, as the phone last said
    unknown_scans = models.PositiveIntegerField(default=0)  # scans that named nobody since `unknown_since`, to limit them
    unknown_since = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paired_at__isnull=True, token_digest__isnull=True)
                | Q(paired_at__isnull=False, token_digest__isnull=False, pairing_digest__isnull=True),
                name="a_paired_device_has_a_token_and_no_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paired(self) -> bool:
        return self.paired_at is not None

    def trusted_from(self, activity: Activity) -> datetime | None:
        """Return when the times that the phone of this activity says begin to be taken: not before it was paired.

        None for a phone that was paired after the activity's last day, to enter attendances late: it can only say earlier times.
        """
        if self.paired_at is None or timezone.localdate(self.paired_at) > activity.ends_on:
            return None
        return self.paired_at

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class Method(models.TextChoices):
    PASS = "pass", _("Quét thẻ")
    CARD = "card", _("Căn cước")
    LIST = "list", _("Đánh dấu tay")
    DOOR = "door", _("Mã QR điểm danh")


class OutcomeWord(models.TextChoices):
    """The closed list shared by table, API, screen and scanner; attendance.scans.verdict decides which."""

    WELCOME = "welcome", _("Có mặt")
    ALREADY = "already", _("Đã điểm danh trước đó")
    UNKNOWN = "unknown", _("Không có trong danh sách")
    WITHDRAWN = "withdrawn", _("Đã rút đăng ký")
    CLOSED = "closed", _("Ngoài giờ điểm danh")
    ELSEWHERE = "elsewhere", _("Thẻ của hoạt động khác")


def _has_attendance() -> Exists:
    return Exists(Attendance.objects.active().filter(registration=OuterRef("pk")))


REFUSED = (OutcomeWord.UNKNOWN, OutcomeWord.CLOSED, OutcomeWord.ELSEWHERE, OutcomeWord.WITHDRAWN)  # a person may decide about these


class AttendanceQuerySet(ScopedQuerySet):
    unit_path = "sitting__activity__unit"

    def active(self) -> "AttendanceQuerySet":
        return self.filter(annulled_at__isnull=True)

    def with_scan_counts(self) -> "AttendanceQuerySet":
        return self.annotate(scan_count=Count("scans"))


class Attendance(models.Model):
    """A person's attendance at a sitting. Annulled with user and reason, never deleted."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="attendances")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    arrived_at = models.DateTimeField(_("Giờ đến"))
    method = models.CharField(_("Cách điểm danh"), max_length=5, choices=Method.choices)
    arrival_scan = models.UUIDField()  # the earliest scan that is not voided; of two at the same time, the smaller id
    recorded_by_scan = models.UUIDField()  # the scan that made this row and was answered `welcome`
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    annul_reason = models.CharField(_("Lý do"), max_length=300, blank=True, default="")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "registration"], name="one_attendance_per_registration_and_sitting"),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True, annul_reason="") | (Q(annulled_at__isnull=False) & ~Q(annul_reason="")),
                name="an_annulment_has_a_time_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration.person} · {self.sitting}"

    @property
    def is_annulled(self) -> bool:
        return self.annulled_at is not None

    def set_arrival_from_scans(self) -> bool:
        """Set the arrival to the earliest scan that is not voided, without saving; return False when there is none."""
        earliest = self.scans.filter(voided_by=None).order_by("scanned_at", "pk").first()
        if earliest is None:
            return False
        self.arrived_at, self.method, self.arrival_scan = earliest.scanned_at, earliest.method, earliest.pk
        return True


class Annulment(models.Model):
    """An annulment of an attendance, perhaps undone; kept also when a later scan makes the attendance count again."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="annulments")
    arrived_at = models.DateTimeField()  # of the attendance when it was annulled
    reason = models.CharField(max_length=300)
    annulled_at = models.DateTimeField()
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["annulled_at"]

    def __str__(self) -> str:
        return f"{self.attendance}: {self.reason}"


class ScanQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"

    def undecided(self) -> "ScanQuerySet":
        """Narrow to refused scans about which nobody has decided."""
        is_decided = Exists(Resolution.objects.active().filter(scan=OuterRef("pk")))
        return self.filter(~is_decided, outcome__in=REFUSED)


class Scan(models.Model):
    """A scan or tick as it was reported, with its outcome. Append-only: nothing but `voided_by` is ever changed."""

    id = models.UUIDField(primary_key=True)  # made by the phone
    content = models.CharField(max_length=32)  # digest of what was sent, to tell a repeat from a different scan with the same id
    method = models.CharField(max_length=5, choices=Method.choices)
    # An unknown code as read, so that a person can decide; never a card's number.
    read = models.CharField(max_length=80, blank=True, default="")
    device_at = models.DateTimeField()  # by the phone's clock
    scanned_at = models.DateTimeField()  # the same, corrected by the phone's measured offset: what it is judged by
    received_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)  # what a phone that was not sure of its clock knew to be past
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="scans", db_index=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="scans")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="scans", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="scans", db_index=False)
    # The registration that was named, where it had been merged into `registration`: it takes the scan back when the merge is undone.
    former_registration = models.PositiveBigIntegerField(null=True)
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, related_name="scans")
    outcome = models.CharField(max_length=9, choices=OutcomeWord.choices)
    voided_by = models.ForeignKey(Annulment, on_delete=models.PROTECT, null=True, related_name="voids", db_index=False)

    objects = ScanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OutcomeWord.values), name="a_scan_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(outcome__in=["welcome", "already"], attendance__isnull=False)
                | (~Q(outcome__in=["welcome", "already"]) & Q(attendance__isnull=True)),
                name="a_scan_that_counts_has_its_attendance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.scanned_at:%H:%M:%S}"


class ResolutionQuerySet(ScopedQuerySet):
    unit_path = "scan__activity__unit"

    def active(self) -> "ResolutionQuerySet":
        return self.filter(undone_at__isnull=True)


class Resolution(models.Model):
    """A person's decision about a refused scan; kept also when it is undone."""

    class Action(models.TextChoices):
        ACCEPT = "accept", _("Nhận vào buổi")
        ATTACH = "attach", _("Gắn với một người")
        DISMISS = "dismiss", _("Bỏ qua")

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="resolutions")
    action = models.CharField(_("Quyết định"), max_length=7, choices=Action.choices)
    made_scan = models.ForeignKey(Scan, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)  # counts instead
    stood_again = models.BooleanField(default=False)  # the decision reinstated a withdrawn registration
    reason = models.CharField(_("Lý do"), max_length=300)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    resolved_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["resolved_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scan"], condition=Q(undone_at__isnull=True), name="a_scan_has_one_standing_resolution"),
            models.CheckConstraint(
                condition=Q(action="dismiss", made_scan__isnull=True) | Q(action__in=["accept", "attach"], made_scan__isnull=False),
                name="a_scan_resolved_into_a_sitting_has_one_that_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.scan_id}"

    @property
    def registration(self) -> Registration | None:
        """Return whom the decision counts, else whose pass was scanned."""
        return self.made_scan.registration if self.made_scan else self.scan.registration


class ExcuseQuerySet(ScopedQuerySet):
    unit_path = "sitting__activity__unit"


class Excuse(models.Model):
    """Vắng có phép: an absence from one sitting that was excused, and why."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="excuses")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="excuses")
    reason = models.CharField(_("Lý do"), max_length=300)
    excused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    excused_at = models.DateTimeField()

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "registration"], name="an_absence_is_excused_once_per_sitting"),
        ]

    def __str__(self) -> str:
        return f"{self.registration.person}: {self.reason}"


class DoorTry(models.Model):
    """A wrong phone number or code at a door: counted per device, never per network address, which a whole school may share."""

    device = models.CharField(max_length=32, db_index=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device} {self.at:%H:%M:%S}"


class DoorEntry(models.Model):
    """The grant and the phone that a scan at a door came from, and its place among the people whom the grant checked in.

    `has_cookie`: the phone sent its cookie back, so that `phone` is the same for whatever it does, until somebody clears it.
    """

    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, primary_key=True, related_name="door_entry")
    grant = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    phone = models.CharField(max_length=32, db_index=True)  # a random id, in the phone's cookie where it takes one
    has_cookie = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "place"], name="a_grant_gives_each_place_to_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.phone} {self.place}"


class CardLookup(models.Model):
    """How many card numbers an account or a phone had compared in an activity on one day, and how many of them were nobody's there.

    Written by `attendance.scans.card_lookups`. `traces` tell the numbers that were nobody's apart, two bytes of a keyed digest each.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    compared = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    traces = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "activity", "day"], name="one_count_of_cards_per_user_activity_and_day"),
            models.UniqueConstraint(fields=["device", "activity", "day"], name="one_count_of_cards_per_device_activity_and_day"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, device__isnull=False) | Q(user__isnull=False, device__isnull=True),
                name="cards_are_compared_for_a_user_or_a_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.compared}, {self.missed}"


class HeadcountQuerySet(ScopedQuerySet):
    unit_path = "sitting__activity__unit"


class Headcount(models.Model):
    """People at a sitting counted without names: an audience of 300. Never mixed with attendances."""

    class Basis(models.TextChoices):
        COUNTED = "counted", _("Đếm thực tế")
        ESTIMATED = "estimated", _("Ước tính")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="headcounts")
    category = models.CharField(_("Đối tượng"), max_length=60)
    count = models.PositiveIntegerField(_("Số người"))
    women = models.PositiveIntegerField(_("Trong đó nữ"), null=True)  # None: nobody counted them apart
    minorities = models.PositiveIntegerField(_("Trong đó dân tộc thiểu số"), null=True)
    shares_are_missing = models.BooleanField(default=False)  # an earlier, other count said how many are women or of minorities
    basis = models.CharField(_("Cách đếm"), max_length=10, choices=Basis.choices)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    counted_at = models.DateTimeField()

    objects = HeadcountQuerySet.as_manager()

    class Meta:
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "category"], name="a_category_is_counted_once_per_sitting"),
            models.CheckConstraint(condition=Q(basis__in=["counted", "estimated"]), name="a_headcount_has_a_known_basis"),
            models.CheckConstraint(condition=Q(women=None) | Q(women__lte=F("count")), name="women_counted_are_among_all_counted"),
            models.CheckConstraint(
                condition=Q(minorities=None) | Q(minorities__lte=F("count")), name="minorities_counted_are_among_all_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.count}"


class PaperListQuerySet(ScopedQuerySet):
    unit_path = "sitting__activity__unit"


class PaperList(models.Model):
    """A list as it was printed for signatures, with the order of its numbers: signatures are typed in by number."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="paper_lists")
    registrations = models.JSONField()  # ids in the order printed: number 1 first
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = PaperListQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sitting} #{self.pk}"


class BulkChangeQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"

    def undoable_by(self, user: User, *, at: datetime) -> "BulkChangeQuerySet":
        """Narrow to what `user` did and may still undo at that time, the latest first."""
        return self.filter(done_by=user, undone_at=None, done_at__gt=at - UNDOABLE_FOR).order_by("-done_at", "pk")


class BulkChange(models.Model):
    """What one action changed in many rows, so that whoever did it can undo it for five minutes; deleted in the night after."""

    class Action(models.TextChoices):
        CHANGE_ROLE = "change_role", _("Đổi vai trò, đối tượng")
        COPY = "copy", _("Đăng ký thêm vào hoạt động khác")
        MOVE = "move", _("Chuyển sang hoạt động khác")
        WITHDRAW = "withdraw", _("Rút đăng ký")
        TICK = "tick", _("Ghi có mặt")
        EXCUSE = "excuse", _("Ghi vắng có phép")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, null=True, related_name="+")  # of ticks and excuses
    target = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, related_name="+")  # where people were registered as well
    action = models.CharField(_("Thao tác"), max_length=11, choices=Action.choices)
    changes = models.JSONField(default=list)  # what it takes to undo it: attendance.bulk.actions
    count = models.PositiveIntegerField(_("Số người"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = BulkChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.action} {self.count}"

    @property
    def undoable_until(self) -> datetime:
        return self.done_at + UNDOABLE_FOR
