"""Reports of a period, their sections, the file of an issued one, and to whom reports of a kind go."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.models import Document, StoredFile
from exports.periods import in_words
from places.models import Unit
from reporting.composing.report_kinds import report_kinds
from reporting.composing.sentences import find_marks

FIGURE_NAME = r"[a-z0-9_.-]{1,80}"  # in an address
FigureData = dict[str, Any]  # {"key", "text", "value"} and "is_sum" where rows add up to it instead of being counted


class YearlyReportQuerySet(ScopedQuerySet):
    def with_heads(self) -> "YearlyReportQuerySet":
        """Join what a list of reports shows."""
        return self.select_related("unit__parent__parent", "created_by", "reviewed_by", "submitted_by", "replaces")


class YearlyReport(models.Model):
    """A report about a period in a unit and below: drafted, reviewed by somebody else, issued; then it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        REVIEWED = "reviewed", _("Đã rà soát")
        ISSUED = "issued", _("Đã ban hành")

    class Relation(models.TextChoices):
        SUPPLEMENT = "supplement", _("Bổ sung")
        CORRECTION = "correction", _("Đính chính, thay thế")

    kind = models.CharField(_("Loại báo cáo"), max_length=40)  # of reporting.composing.kinds
    year = models.PositiveSmallIntegerField(_("Năm"))
    first = models.DateField(_("Từ ngày"))
    last = models.DateField(_("Đến ngày"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="yearly_reports", verbose_name=_("Địa bàn"))
    programme_line = models.CharField(_("Nguồn kinh phí, dự án"), max_length=200, blank=True, default="")
    status = models.CharField(_("Trạng thái"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements", verbose_name=_("Bổ sung, thay thế báo cáo")
    )
    relation = models.CharField(_("Quan hệ với báo cáo trước"), max_length=10, choices=Relation.choices, blank=True, default="")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Văn bản yêu cầu báo cáo")
    )
    figures = models.JSONField(default=dict, editable=False)  # figure → its value when the report was last composed, in the text or not
    composed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    remarks = models.TextField(_("Ý kiến rà soát"), blank=True, default="")  # of whoever sent it back last
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True, default="")
    dated = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = YearlyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-last", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_report_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(condition=Q(status__in=["draft", "reviewed", "issued"]), name="a_report_is_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(status="issued") | (~Q(number="") & Q(dated__isnull=False, reviewed_at__isnull=False)),
                name="an_issued_report_was_reviewed_and_has_number_and_date",
            ),
            models.CheckConstraint(condition=Q(relation__in=["", "supplement", "correction"]), name="a_report_follows_in_a_known_way"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("yearly-report", args=[self.pk])

    @property
    def title(self) -> str:
        """Return its kind and period."""
        kind = report_kinds().get(self.kind)
        return f"{kind.title if kind else _('Báo cáo')}, {in_words(self.first, self.last)}"

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def is_submitted(self) -> bool:
        """It waits for somebody else's review."""
        return self.status == self.Status.DRAFT and self.submitted_at is not None

    def writer_ids(self) -> set[int]:
        """Return who had a hand in its words, and so does not review it."""
        authors = set(self.sections.exclude(changed_by=None).values_list("changed_by", flat=True))
        return authors | {pk for pk in (self.created_by_id, self.submitted_by_id) if pk}

    @property
    def day(self) -> date:
        """Return the day whose names and rules the report bears: its date, before it has one the last day of its period."""
        return self.dated or self.last


class ReportSection(models.Model):
    """One section: what was composed from the records, and the text that stands, which people may have changed."""

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()  # of its heading: 1 for 'I.', 2 for '1.', 3 for 'a)'; 0 has none
    heading = models.CharField(_("Đề mục"), max_length=300, blank=True, default="")
    text = models.TextField(_("Nội dung"), blank=True, default="")  # one paragraph a line
    composed_text = models.TextField(blank=True, default="")
    figures = models.JSONField(default=list)  # [FigureData] of `text`, in its order
    composed_figures = models.JSONField(default=list)  # of `composed_text`
    version = models.PositiveIntegerField(default=1)  # of `text`: two people who write at once are told
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="a_report_has_a_section_once"),
            models.CheckConstraint(condition=Q(level__lte=3), name="a_heading_has_a_level_of_official_texts"),
        ]

    def __str__(self) -> str:
        return self.heading or self.key

    @property
    def has_own_words(self) -> bool:
        return self.text != self.composed_text

    @property
    def standing_figures(self) -> list[FigureData]:
        """Return the figures whose text still stands in the section."""
        places = find_marks(self.text, [figure["text"] for figure in self.figures])
        return [figure for figure, place in zip(self.figures, places, strict=True) if place]

    @property
    def offered_figures(self) -> list[tuple[FigureData, FigureData]]:
        """Return (figure as it stands in own words, as it was composed since) where they differ."""
        composed = {figure["key"]: figure for figure in self.composed_figures}
        standing = self.standing_figures if self.has_own_words else []
        return [(figure, composed[figure["key"]]) for figure in standing if composed.get(figure["key"], figure) != figure]

    def with_offered_figures(self) -> tuple[str, list[FigureData]]:
        """Return text and figures with those in the place of the old that were composed since."""
        composed = {figure["key"]: figure for figure in self.composed_figures}
        places = find_marks(self.text, [figure["text"] for figure in self.figures])
        text = self.text
        figures: list[FigureData] = []
        by_place = sorted(zip(places, self.figures, strict=True), key=lambda pair: pair[0] or (-1, -1), reverse=True)
        for place, figure in by_place:  # from the end, so that earlier places stay where they are
            newer = composed.get(figure["key"], figure)
            if place:
                text = text[: place[0]] + newer["text"] + text[place[1] :]
                figures.insert(0, newer)
        return text, figures


class IssuedFile(models.Model):
    """A file of an issued report, as it was when it was issued, but for names that an erasure took out of it."""

    class Format(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("Nội dung tệp"))
    made_at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True)  # when somebody's name was taken out of it
    issued_digest = models.CharField(max_length=64, blank=True, default="")  # SHA-256 as it was issued, where it was redacted since

    class Meta:
        verbose_name = _("Tệp của báo cáo đã ban hành")
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="an_issued_report_has_one_file_per_format")]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"

    @property
    def sha256(self) -> str:
        return self.file.digest


class ReportPdfQuerySet(models.QuerySet):
    def delete_with_files(self) -> int:
        """Delete orders with the files that were made; return how many orders."""
        file_ids = list(self.exclude(file=None).values_list("file", flat=True))
        count, _by_model = self.delete()
        StoredFile.objects.filter(pk__in=file_ids).delete()
        return count


class ReportPdf(models.Model):
    """A PDF that a user ordered, and what came of it. The PDF of a draft bears what this user may see; an issued report keeps its own."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang tạo")
        DONE = "done", _("Đã tạo")
        FAILED = "failed", _("Không tạo được")

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="pdfs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(_("Trạng thái"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    error = models.CharField(max_length=8, choices=[(code, code) for code in ("too_slow", "failed", "refused")], blank=True, default="")
    ordered_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReportPdfQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="a_user_orders_one_pdf_of_a_report"),
            models.CheckConstraint(condition=Q(status__in=["queued", "running", "done", "failed"]), name="a_pdf_is_in_a_known_state"),
            models.CheckConstraint(condition=~Q(status="done") | Q(file__isnull=False), name="a_pdf_that_is_done_has_its_file"),
        ]

    def __str__(self) -> str:
        return f"{self.report}.pdf"

    @property
    def is_unfinished(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)


class ReportAddress(models.Model):
    """To whom reports of a kind go and on which ground they are made, from a day on until the next row's day."""

    kind = models.CharField(_("Loại báo cáo"), max_length=40)
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    addressees = models.TextField(_("Kính gửi (mỗi dòng một nơi)"), blank=True, default="")
    recipients = models.TextField(_("Nơi nhận (mỗi dòng một nơi)"), blank=True, default="")
    legal_bases = models.TextField(_("Căn cứ pháp lý (mỗi dòng một văn bản)"), blank=True, default="")

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["kind", "valid_from"], name="addresses_of_a_kind_change_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.valid_from:%d/%m/%Y})"

    @classmethod
    def valid_on(cls, kind: str, day: date) -> "ReportAddress":
        """Return what was valid on `day`; before the first known one, the first; (not stored) an empty one where there is none."""
        rows = cls.objects.filter(kind=kind)
        valid = rows.filter(valid_from__lte=day).order_by("-valid_from").first() or rows.order_by("valid_from").first()
        return valid or cls(kind=kind, valid_from=day)

    @property
    def lines(self) -> dict[str, list[str]]:
        """Return each text as its lines."""
        return {name: [line for line in getattr(self, name).splitlines() if line] for name in ("addressees", "recipients", "legal_bases")}


class ReportTemplate(models.Model):
    """A template in Word of reports of a kind that are dated from a day on: until its last day, else until the next template's first."""

    kind = models.CharField(_("Loại báo cáo"), max_length=40)  # of reporting.composing.kinds
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    valid_to = models.DateField(_("Đến hết ngày"), null=True, blank=True, help_text=_("Để trống: đến khi có mẫu mới."))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["kind", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="a_template_ends_no_earlier_than_it_starts"
            ),
            models.UniqueConstraint(
                fields=["kind", "valid_from"], condition=Q(withdrawn_at__isnull=True), name="a_kind_has_one_template_from_a_day_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} ({self.valid_from:%d/%m/%Y})"

    @classmethod
    def valid_on(cls, kind: str, day: date) -> "ReportTemplate | None":
        """Return the template for reports of that kind dated `day`; None where the standard one serves."""
        standing = cls.objects.filter(kind=kind, withdrawn_at=None, valid_from__lte=day).select_related("file")
        latest = standing.order_by("-valid_from").first()
        return latest if latest and (latest.valid_to is None or latest.valid_to >= day) else None
