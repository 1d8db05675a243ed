from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.models import Activity
from attendance.models import Registration
from imports.reading.row_keys import RowKey
from people.models import Person
from places.models import Unit


class RosterImportQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"

    def newest_first(self) -> "RosterImportQuerySet":
        return self.order_by("-uploaded_at", "-pk")


class ReceivedFile(models.Model):
    """A workbook that was handed in: what was read of it, what was decided about it, and what was written from it."""

    file_name = models.CharField(_("Tên tệp"), max_length=200)
    file_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("Cỡ"))
    grid = models.BinaryField(null=True)  # what the reader process read, encrypted; deleted after thirty days
    choices = models.JSONField(default=dict)  # what was decided in the preview
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("Lúc"))
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)  # the result of the commit, returned again when it is asked for again

    class Meta:
        abstract = True


class RosterImport(ReceivedFile):
    """A file that was handed in for one activity: the file itself, what will be written from it, and what was."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Đã nhận tệp")
        PREVIEW = "preview", _("Chờ ghi nhận")
        REFUSED = "refused", _("Không đọc được")
        COMMITTED = "committed", _("Đã ghi nhận")
        DISCARDED = "discarded", _("Đã bỏ")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="roster_imports")
    original = models.BinaryField(null=True)  # encrypted (imports.files.encryption); None once it was deleted, after thirty days
    state = models.CharField(_("Trạng thái"), max_length=9, choices=State.choices, default=State.RECEIVED)
    refusal = models.CharField(max_length=300, blank=True, default="")
    summary = models.JSONField(default=dict)  # sheet, columns, encoding, counts, other sheets: all of the preview but its rows
    progress = models.PositiveSmallIntegerField(default=0)  # percent, while the preview is made
    working_since = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False, result__isnull=False)
                | (~Q(state="committed") & Q(committed_at__isnull=True)),
                name="a_committed_roster_has_its_time_and_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "preview", "refused", "committed", "discarded"]), name="a_roster_is_in_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.activity}"

    @property
    def is_open(self) -> bool:
        """Return whether it can still be changed and committed."""
        return self.state == self.State.PREVIEW

    @property
    def has_original(self) -> bool:
        return self.original is not None


class YearImportQuerySet(ScopedQuerySet):
    def of_kind(self, kind: str) -> "YearImportQuerySet":
        return self.filter(kind=kind)

    def newest_first(self) -> "YearImportQuerySet":
        return self.order_by("-uploaded_at", "-pk")


class YearImport(ReceivedFile):
    """A workbook of a year: its rows become targets and activities of `unit` and below, or what a room above makes of them (`kind`).

    `result` of activities: {activities: [id], targets: [{id, before}], …}, see imports.years.commit.
    """

    class Kind(models.TextChoices):
        ACTIVITIES = "activities", _("Kế hoạch, số liệu năm")
        OUTREACH = "outreach", _("Tuyên truyền khác")

    class State(models.TextChoices):
        PREVIEW = "preview", _("Chờ ghi nhận")
        COMMITTED = "committed", _("Đã ghi nhận")
        DISCARDED = "discarded", _("Đã bỏ")
        REVERTED = "reverted", _("Đã hoàn tác")

    state = models.CharField(_("Trạng thái"), max_length=9, choices=State.choices, default=State.PREVIEW)
    kind = models.CharField(_("Loại"), max_length=10, choices=Kind.choices, default=Kind.ACTIVITIES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="year_imports", verbose_name=_("Địa bàn"))
    reverted_at = models.DateTimeField(null=True)

    objects = YearImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["committed", "reverted"], committed_at__isnull=False, result__isnull=False)
                | (~Q(state__in=["committed", "reverted"]) & Q(committed_at__isnull=True)),
                name="a_committed_year_has_its_time_and_result",
            ),
            models.CheckConstraint(
                condition=Q(state="reverted", reverted_at__isnull=False) | (~Q(state="reverted") & Q(reverted_at__isnull=True)),
                name="a_year_is_taken_back_at_a_known_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["preview", "committed", "discarded", "reverted"]), name="a_year_is_in_a_known_state"
            ),
            models.CheckConstraint(condition=Q(kind__in=["activities", "outreach"]), name="a_year_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.unit}"


class RosterRow(models.Model):
    """One row of the preview, and after the commit what became of it. Holds no card number, only its last four digits."""

    class Action(models.TextChoices):
        CREATE = "create", _("Người mới")
        MATCH = "match", _("Đã có hồ sơ")
        DUPLICATE = "duplicate", _("Trùng dòng khác")
        ERROR = "error", _("Có lỗi")

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()  # in the order of the file
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField()  # as the file counts
    part = models.PositiveSmallIntegerField(default=1)  # which person of that row, where several stand in it
    action = models.CharField(max_length=9, choices=Action.choices)
    is_excluded = models.BooleanField(default=False)
    data = models.JSONField()
    problems = models.JSONField(default=list)  # [{code, field, column, severity, params}]
    why = models.JSONField(default=list)
    candidates = models.JSONField(default=list)  # [[person, [reasons]]]
    duplicate_of = models.PositiveIntegerField(null=True)
    is_registered = models.BooleanField(default=False)  # the person matched is on the list already
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="roster_rows")
    registration = models.ForeignKey(Registration, on_delete=models.SET_NULL, null=True, related_name="roster_rows")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "position"], name="a_roster_has_one_row_in_each_place"),
            models.CheckConstraint(
                condition=Q(action__in=["create", "match", "duplicate", "error"]), name="a_roster_row_does_a_known_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.action}"

    @property
    def key(self) -> str:
        return str(RowKey(self.sheet, self.number, self.part))
