"""Activities of every kind, their sittings, the targets and tasks of the plan, and the documents that they refer to."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.documents import wording
from activities.schedule.evidence import has_evidence
from activities.schedule.halfdays import strip_day
from people.disclosures import people_read
from places.models import Cover, Unit
from vietnamese.text import fold, split_query

OPENS_BEFORE = timedelta(minutes=60)  # check-in opens so long before a sitting starts and closes so long after it ends
CLOSES_AFTER = timedelta(minutes=30)
MAX_TITLE_IN_FILE_NAME = 60  # characters
ROMAN_QUARTERS = ("I", "II", "III", "IV")


class StoredFile(models.Model):
    """A file as it came in, sealed (accounts.seals), so that a stolen database shows nothing of it."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (.docx)"
        DOC = "doc", "Word (.doc)"
        XLSX = "xlsx", "Excel (.xlsx)"
        JPG = "jpg", "JPEG"
        PNG = "png", "PNG"

    name = models.CharField(_("Tên tệp"), max_length=200)
    format = models.CharField(_("Kiểu tệp"), max_length=4, choices=Format.choices)
    size = models.PositiveIntegerField(_("Cỡ"))  # bytes before sealing
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    content = models.BinaryField()  # sealed
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(format__in=["pdf", "docx", "doc", "xlsx", "jpg", "png"]), name="a_file_has_a_known_format"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentQuerySet(ScopedQuerySet):
    def in_unit(self, unit: "Unit | int") -> "DocumentQuerySet":
        """Documents kept by `unit` and those below, through time."""
        return self.filter(unit__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def of_year(self, year: int) -> "DocumentQuerySet":
        """Documents that are about `year`; one that names no year is about that of its date."""
        return self.filter(Q(year=year) | Q(year=None, dated__year=year))

    def matching(self, q: str) -> "DocumentQuerySet":
        """Documents whose number, title and issuer hold every word of `q`, accents ignored; of very many words, the first."""
        queryset = self
        for word in split_query(fold(wording.normalise_number(q))):
            queryset = queryset.filter(folded__contains=word)
        return queryset


class Document(models.Model):
    """A plan, decision, contract …: what activities, targets, outreach items and reports name as their ground."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Kế hoạch")
        DECISION = "decision", _("Quyết định")
        RULES = "rules", _("Thể lệ")
        CONTRACT = "contract", _("Hợp đồng")
        REPORT = "report", _("Báo cáo")
        LETTER = "letter", _("Công văn")

    kind = models.CharField(_("Loại văn bản"), max_length=8, choices=Kind.choices)
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True, default="")
    dated = models.DateField(_("Ngày ban hành"))
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200)
    title = models.CharField(_("Trích yếu"), max_length=500)
    year = models.PositiveSmallIntegerField(_("Năm áp dụng"), null=True, blank=True)  # None: the year of `dated`
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents", verbose_name=_("Địa bàn"))
    file = models.OneToOneField(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("Tệp văn bản"))
    folded = models.CharField(max_length=1600, editable=False)  # number, title and issuer, for searching
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number", "issuer", "dated"], condition=~Q(number=""), name="a_unit_keeps_a_numbered_document_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["plan", "decision", "rules", "contract", "report", "letter"]), name="a_document_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return wording.name_document(kind=self.kind, number=self.number, dated=self.dated, issuer=self.issuer)

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    def citation(self) -> str:
        """Return the document as the ground of an official text names it, in Vietnamese whatever the console speaks."""
        return wording.cite(kind=self.kind, number=self.number, dated=self.dated, issuer=self.issuer, title=self.title)

    def update_folded(self) -> None:
        """Compute the text that search reads; call it after changing number, title or issuer."""
        self.folded = fold(f"{self.number} {self.title} {self.issuer}")[:1600]


class ActivityQuerySet(ScopedQuerySet):
    def in_unit(self, unit: "Unit | int") -> "ActivityQuerySet":
        """Activities in `unit` and below, through time: in the units that became it and in those that it became."""
        return self.filter(unit__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def between(self, first: date | None, last: date | None) -> "ActivityQuerySet":
        """Activities that begin on a day from `first` to `last` (None: open), so that each counts in one period only."""
        queryset = self
        if first:
            queryset = queryset.filter(starts_on__gte=first)
        if last:
            queryset = queryset.filter(starts_on__lte=last)
        return queryset

    def matching(self, q: str) -> "ActivityQuerySet":
        """Activities whose title or venue contains `q`, accents ignored."""
        return self.filter(folded__contains=fold(q)) if q.strip() else self

    def twins_of(self, activity: "Activity") -> "ActivityQuerySet":
        """Other activities of this title in this place, on a day of `activity`; a venue that is not written may be any."""
        named_alike = self.filter(folded__in=[activity.folded, fold(activity.title)], kind=activity.kind, unit=activity.unit_id)
        overlapping = named_alike.filter(starts_on__lte=activity.ends_on, ends_on__gte=activity.starts_on)
        return overlapping.exclude(pk=activity.pk).exclude(status=Activity.Status.CANCELLED).with_units()

    def begun(self, today: date) -> "ActivityQuerySet":
        """Activities that have begun by `today` and are neither draft nor cancelled, whether anybody confirmed it or not."""
        return self.filter(status__in=[Activity.Status.OPEN, Activity.Status.CLOSED], starts_on__lte=today)

    def held(self, today: date) -> "ActivityQuerySet":
        """Activities that have begun by `today` and were held: reports count these, and no others."""
        return self.begun(today).filter(has_evidence())

    def unconfirmed(self, today: date) -> "ActivityQuerySet":
        """Activities that have begun by `today` while nothing says that they were held."""
        return self.begun(today).exclude(has_evidence())

    def with_units(self) -> "ActivityQuerySet":
        """Join what `Unit.label` reads."""
        return self.select_related("unit__parent__parent")


class Activity(models.Model):
    class Kind(models.TextChoices):
        TRAINING_SESSION = "training-session", _("Lớp tập huấn")
        CONTEST = "contest", _("Hội thi")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Nháp")
        OPEN = "open", _("Đang mở")
        CLOSED = "closed", _("Đã kết thúc")
        CANCELLED = "cancelled", _("Đã hủy")

    class WalkIns(models.TextChoices):
        """Who may register a participant who is on no list, on the spot."""

        NONE = "none", _("Không nhận")
        STAFF = "staff", _("Nhận tại bàn và máy quét")
        ANYONE = "anyone", _("Nhận cả ở trang mã QR điểm danh, người đến tự ghi tên")

    kind = models.CharField(_("Loại"), max_length=20, choices=Kind.choices, editable=False)
    title = models.CharField(_("Tên hoạt động"), max_length=300)
    folded = models.CharField(max_length=600, editable=False)  # title and venue, for searching
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="activities", verbose_name=_("Địa bàn"))
    venue = models.CharField(_("Địa điểm"), max_length=200, blank=True, default="")
    organiser = models.CharField(_("Đơn vị tổ chức"), max_length=200, blank=True, default="")
    starts_on = models.DateField(_("Từ ngày"), db_index=True)
    ends_on = models.DateField(_("Đến ngày"))
    status = models.CharField(_("Trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    walk_ins = models.CharField(_("Đăng ký tại chỗ"), max_length=6, choices=WalkIns.choices, default=WalkIns.STAFF)
    target_group = models.CharField(_("Đối tượng"), max_length=200, blank=True, default="")
    planned_participants = models.PositiveIntegerField(_("Số người dự kiến"), null=True, blank=True)
    programme_line = models.CharField(_("Nguồn kinh phí, dự án"), max_length=200, blank=True, default="")
    plan_reference = models.CharField(_("Căn cứ kế hoạch"), max_length=200, blank=True, default="")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("Văn bản căn cứ")
    )
    cancel_reason = models.CharField(_("Lý do hủy"), max_length=300, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["unit", "starts_on"], name="activity_by_unit_and_first_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="an_activity_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False) | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="an_activity_is_cancelled_at_a_known_time",
            ),
            models.CheckConstraint(condition=Q(walk_ins__in=["none", "staff", "anyone"]), name="walk_ins_are_taken_in_a_known_way"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the activity's kind, whose url name is the kind."""
        return reverse(self.kind, args=[self.pk])

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Return the row as an instance, and report it: a page that shows people is about it."""
        activity = super().from_db(*args, **kwargs)
        people_read.report_activity(activity)
        return activity

    def update_folded(self) -> None:
        """Compute the text that search reads; call it after changing title or venue."""
        self.folded = fold(f"{self.title} {self.venue}")[:600]

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def takes_walk_ins(self) -> bool:
        return self.walk_ins != self.WalkIns.NONE

    @property
    def file_words(self) -> list[str]:
        """Return what the name of a file about this activity says: its title, cut, and its first day."""
        return [self.title[:MAX_TITLE_IN_FILE_NAME], f"{self.starts_on:%Y-%m-%d}"]

    @property
    def takes_registrations(self) -> bool:
        return self.status in (self.Status.DRAFT, self.Status.OPEN)


class SittingQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"


def new_door_key() -> str:
    return secrets.token_hex(16)


class Sitting(models.Model):
    """Buổi: one half-day of a training session, or one evening of a contest."""

    class Door(models.TextChoices):
        ROTATING = "rotating", _("Mã đổi liên tục")
        POSTER = "poster", _("Mã in cố định")
        OFF = "off", _("Tắt")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sittings")
    label = models.CharField(_("Tên buổi"), max_length=60)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    set_opens_at = models.DateTimeField(_("Mở điểm danh lúc"), null=True, blank=True)
    set_closes_at = models.DateTimeField(_("Đóng điểm danh lúc"), null=True, blank=True)
    door = models.CharField(_("Mã QR điểm danh"), max_length=10, choices=Door.choices, default=Door.ROTATING)
    door_key = models.CharField(max_length=32, default=new_door_key, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_sitting_ends_after_it_starts"),
            models.UniqueConstraint(fields=["activity", "starts_at"], name="an_activity_has_one_sitting_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.label_without_day} {timezone.localtime(self.starts_at):%d/%m/%Y}"

    @property
    def label_without_day(self) -> str:
        return strip_day(self.label, timezone.localdate(self.starts_at))

    @property
    def opens_at(self) -> datetime:
        return self.set_opens_at or self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        return self.set_closes_at or self.ends_at + CLOSES_AFTER

    def is_open_at(self, moment: datetime) -> bool:
        return self.opens_at <= moment <= self.closes_at


class TargetQuerySet(ScopedQuerySet):
    def in_unit(self, unit: "Unit | int") -> "TargetQuerySet":
        """Targets of `unit` and below, through time."""
        return self.filter(unit__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def beside(self, *, year: int, quarter: int | None, kind: str, unit: "Unit | int") -> "TargetQuerySet":
        """Return the target of the whole year beside one of a quarter, and those of quarters beside one of the year: reports of the year
        go by the target of the year where there are both."""
        return self.filter(year=year, kind=kind, unit=unit, quarter__isnull=quarter is not None)


class Target(models.Model):
    """What the plan promises for a year or a quarter of it, a kind and a unit."""

    class Quarter(models.IntegerChoices):
        FIRST = 1, _("Quý I")
        SECOND = 2, _("Quý II")
        THIRD = 3, _("Quý III")
        FOURTH = 4, _("Quý IV")

    year = models.PositiveSmallIntegerField(_("Năm"))
    quarter = models.PositiveSmallIntegerField(_("Quý"), null=True, blank=True, choices=Quarter.choices)  # None: of the whole year
    kind = models.CharField(_("Loại"), max_length=20, choices=Activity.Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets", verbose_name=_("Địa bàn"))
    planned_activities = models.PositiveIntegerField(_("Số cuộc theo kế hoạch"))
    planned_participants = models.PositiveIntegerField(_("Số lượt người theo kế hoạch"), null=True, blank=True)
    plan_reference = models.CharField(_("Căn cứ kế hoạch"), max_length=200, blank=True, default="")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("Văn bản căn cứ")
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "kind", "unit__path", F("quarter").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "unit"], condition=Q(quarter=None), name="a_target_is_set_once_per_year_kind_and_unit"
            ),
            models.UniqueConstraint(
                fields=["year", "quarter", "kind", "unit"],
                condition=Q(quarter__isnull=False),
                name="a_target_is_set_once_per_quarter_kind_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__gte=1, quarter__lte=4), name="a_targets_quarter_is_one_of_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {period_in_words(self.year, self.quarter)}, {self.unit.label}"

    def get_absolute_url(self) -> str:
        """Return the page of the year's targets."""
        return reverse("target-list", query={"year": self.year})

    @property
    def part_of_year(self) -> str:
        """Return what the target is for in its year: 'Cả năm', 'Quý II'."""
        return str(_("Cả năm") if self.quarter is None else Target.Quarter(self.quarter).label)


def period_in_words(year: int, quarter: int | None = None) -> str:
    """Return the year or quarter that a target is for, as it stands within a sentence: 'năm 2026', 'quý II năm 2026'."""
    if quarter is None:
        return gettext("năm %(year)d") % {"year": year}
    return gettext("quý %(quarter)s năm %(year)d") % {"quarter": ROMAN_QUARTERS[quarter - 1], "year": year}


class PlanTaskQuerySet(ScopedQuerySet):
    def in_unit(self, unit: "Unit | int") -> "PlanTaskQuerySet":
        """Tasks of `unit` and below, through time."""
        return self.filter(unit__in=Cover.objects.filter(ancestor=unit).values("unit"))

    def unfinished(self) -> "PlanTaskQuerySet":
        """Tasks that are not done yet."""
        return self.filter(is_done=False)


class PlanTask(models.Model):
    """One task of a year's plan, in order, with what came of it."""

    year = models.PositiveSmallIntegerField(_("Năm"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plan_tasks", verbose_name=_("Địa bàn"))
    order = models.PositiveSmallIntegerField(_("Thứ tự"))
    text = models.CharField(_("Nhiệm vụ"), max_length=500)
    outcome = models.CharField(_("Kết quả"), max_length=1000, blank=True, default="")
    is_done = models.BooleanField(_("Đã xong"), default=False)
    carried_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to", verbose_name=_("Chuyển từ năm trước")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__path", "order", "pk"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("plan-task-list", query={"year": self.year, "unit": self.unit_id})


class CalendarFeed(models.Model):
    """A private address at which a calendar program reads what the user sees, in a unit or everywhere.

    The address is known by its digest only: it is shown once, when it is made. `session_generation` is the user's when it was made:
    signing out everywhere ends it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Địa bàn"))
    token_digest = models.CharField(max_length=80, unique=True, editable=False)
    session_generation = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], name="a_user_has_one_calendar_feed_per_unit"),
            models.UniqueConstraint(fields=["user"], condition=Q(unit=None), name="a_user_has_one_calendar_feed_of_everywhere"),
        ]

    def __str__(self) -> str:
        return str(self.unit) if self.unit else str(_("Mọi địa bàn"))
