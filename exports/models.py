"""What this room keeps: who signs the documents that a user makes, exports made in the background with their files, schedules,
statistical forms of the office."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.models import AgencyPeriod
from places.models import Unit

MAX_ATTEMPTS = 3
MAX_DAY = 28  # every month has it


class DocumentSigner(models.Model):
    """Who signs the documents of one user, for as long as the agency is called as it is; without a row, who signs for the agency."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    period = models.ForeignKey(AgencyPeriod, models.CASCADE, verbose_name=_("Thời kỳ của cơ quan"), related_name="+")
    authority = models.CharField(_("Thẩm quyền ký"), max_length=100, blank=True, default="")
    title = models.CharField(_("Chức vụ người ký"), max_length=100)
    name = models.CharField(_("Họ tên người ký"), max_length=100, blank=True, default="")
    preparer = models.CharField(_("Người lập biểu"), max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="one_signer_per_user_and_agency_period")]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.title, self.name]))


class OwnQuerySet(models.QuerySet):
    """Rows of one user, which nobody else sees."""

    def visible_to(self, user: User | AnonymousUser, verb: str = "view") -> Any:
        return self.none() if isinstance(user, AnonymousUser) else self.filter(owner=user)


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("CSV (.csv)")


class ExportSchedule(models.Model):
    """A report made again and again, each time about the period that just ended."""

    class Every(models.TextChoices):
        MONTH = "month", _("Hằng tháng")
        QUARTER = "quarter", _("Hằng quý")
        YEAR = "year", _("Hằng năm")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="export_schedules", editable=False)
    report = models.CharField(_("Báo cáo"), max_length=50)
    format = models.CharField(_("Kiểu tệp"), max_length=4, choices=ExportFormat.choices, default=ExportFormat.XLSX)
    filters = models.JSONField(_("Điều kiện lọc"), default=dict)
    described = models.JSONField(_("Điều kiện lọc"), default=list, editable=False)  # the filters as (label, value)
    every = models.CharField(_("Chu kỳ"), max_length=7, choices=Every.choices, default=Every.QUARTER)
    day = models.PositiveSmallIntegerField(_("Ngày trong tháng"), default=1)
    next_on = models.DateField(_("Lần tới"), editable=False, db_index=True)
    created_at = models.DateTimeField(editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(every__in=["month", "quarter", "year"]), name="a_schedule_has_a_known_rhythm"),
            models.CheckConstraint(condition=Q(day__range=(1, MAX_DAY)), name="a_schedule_falls_on_a_day_of_every_month"),
            models.CheckConstraint(condition=Q(format__in=["xlsx", "csv"]), name="a_schedule_makes_a_known_format"),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.get_every_display()}"


class ExportJobQuerySet(OwnQuerySet):
    def unfinished(self) -> "ExportJobQuerySet":
        return self.filter(status__in=[ExportJob.Status.QUEUED, ExportJob.Status.RUNNING])


class ExportJob(models.Model):
    """A report made in the background, for one user. Its file lies in ExportChunk, sealed, until `expires_at`.

    `people`: ids of the people in the file, for the log of who took whose data and for an erasure. `rights_in`: the units by whose grants
    the owner was allowed to make it; empty for a superuser. `described`: the filters as (label, value).
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang xuất")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không xuất được")
        CANCELLED = "cancelled", _("Đã dừng")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports", editable=False)
    report = models.CharField(_("Báo cáo"), max_length=50)
    format = models.CharField(_("Kiểu tệp"), max_length=4, choices=ExportFormat.choices)
    filters = models.JSONField(_("Điều kiện lọc"), default=dict)
    schedule = models.ForeignKey(ExportSchedule, models.SET_NULL, null=True, verbose_name=_("Lịch xuất"), related_name="jobs")
    due_on = models.DateField(_("Ngày theo lịch"), null=True)
    status = models.CharField(_("Trạng thái"), max_length=9, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField()
    task_id = models.UUIDField(null=True)  # of the row in the queue
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField()
    is_cancel_wanted = models.BooleanField(_("Được yêu cầu dừng"), default=False)
    progress = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    name = models.CharField(_("Tên tệp"), max_length=200, blank=True, default="")
    size = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    people = models.JSONField(default=list)
    sensitive = models.JSONField(default=list)
    described = models.JSONField(_("Điều kiện lọc"), default=list)
    rights_in = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "heartbeat"])]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due_on"], name="a_schedule_runs_once_per_due_date"),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "done", "failed", "cancelled"]), name="an_export_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(format__in=["xlsx", "csv"]), name="an_export_has_a_known_format"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="an_export_is_done_to_at_most_100_percent"),
            models.CheckConstraint(condition=Q(attempt__lte=MAX_ATTEMPTS), name="an_export_is_tried_three_times_at_most"),
            models.CheckConstraint(condition=Q(status="done") | Q(expires_at=None), name="only_a_finished_export_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"

    @property
    def is_unfinished(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def is_fetchable(self) -> bool:
        """Whether there is a file that has not expired."""
        return self.status == self.Status.DONE and not self.is_expired

    @property
    def tone(self) -> str:
        """Return the word by which the state is coloured (console_ui.TONES)."""
        return {"done": "expired" if self.is_expired else "active", "failed": "absent", "queued": "planned"}.get(self.status, "")

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


class ExportChunk(models.Model):
    """A piece of an export's file, sealed. Each attempt writes pieces of its own: two that run at once never mix."""

    job = models.ForeignKey(ExportJob, models.CASCADE, related_name="chunks")
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "attempt", "number"], name="one_piece_per_export_attempt_and_number")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.attempt}/{self.number}"


class OfficeFormQuerySet(models.QuerySet):
    def in_use(self) -> "OfficeFormQuerySet":
        return self.filter(withdrawn_at=None)


class OfficeForm(models.Model):
    """A statistical form of the office, as its file was taken in: a report for as long as it is not withdrawn."""

    key = models.SlugField(_("Mã biểu"), max_length=30)
    title = models.CharField(_("Tên biểu"), max_length=200)
    file_name = models.CharField(_("Tệp"), max_length=200)
    content = models.TextField(_("Nội dung tệp"))  # TOML, which exports.statistical_forms.reading reads
    uploaded_at = models.DateTimeField(editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = OfficeFormQuerySet.as_manager()

    class Meta:
        ordering = ["title", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(withdrawn_at=None), name="one_form_in_use_per_key"),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityFigures(models.Model):
    """What adds up of one activity, as it was last summarised (`exports.summaries`). None where there is nothing to count.

    Derived from other tables, as the next one is, and never referred to: `manage.py recompute_figures` makes both again.
    """

    activity_id = models.BigIntegerField(primary_key=True)  # no foreign key: nothing that happens to an activity waits for this
    sittings = models.PositiveIntegerField(default=0)
    participations = models.PositiveIntegerField(default=0)
    headcount = models.PositiveIntegerField(null=True)
    headcount_female = models.PositiveIntegerField(null=True)
    headcount_ethnic_minority = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.participations}"


class ActivityRoll(models.Model):
    """The registrations on the roll of one activity, as they were last summarised, with what a tally groups and counts of each.

    `records`: packed, as `exports.summaries.packed_rolls` has them; people by their ids.
    """

    activity_id = models.BigIntegerField(primary_key=True)
    records = models.BinaryField(_("Vai trò, đối tượng, giới tính, dân tộc, nơi cư trú và số buổi dự của từng người, đóng gói"))

    def __str__(self) -> str:
        return f"{self.activity_id}: {len(self.records)} bytes"


class SummaryChange(models.Model):
    """What changed since activities were summarised: an activity, or all activities of a sitting or a person; without any, everything.

    Written by triggers of the database (`exports.summaries.triggers`) in the transaction that changes something, and never updated:
    phones that record attendances at the same activity do not wait for each other.
    """

    activity_id = models.BigIntegerField(null=True)
    sitting_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.activity_id} {self.sitting_id} {self.person_id}"
