"""What is written down while a contest is scored: rules, draw, jury, performances, ballots, and results as they were approved."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from activities.models import Document
from contests.models.contests import Contest, Team
from people.models import Person

LONGEST_KEY = 40  # of a round, as contests.scoring.rules_data reads it
LONGEST_REASON = 500


class OfContestQuerySet(ScopedQuerySet):
    """What hangs on a contest."""

    unit_path = "contest__unit"


class RuleSetQuerySet(OfContestQuerySet):
    def locked(self) -> "RuleSetQuerySet":
        """Rules by which a contest is scored."""
        return self.filter(locked_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser, verb: str = "view") -> Any:
        """Return the rules of contests where `user` may do `verb`, with the contests that they name."""
        return super().visible_to(user, verb).select_related("contest")


class RuleSet(models.Model):
    """A version of a contest's rules (thể lệ). The latest one counts; once locked it is changed by a new version only."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rule_sets")
    version = models.PositiveSmallIntegerField(_("Phiên bản"))
    data = models.JSONField(_("Nội dung thể lệ"))  # as contests.scoring.rules_data.write_rules writes it
    number = models.CharField(_("Số, ký hiệu thể lệ"), max_length=60, blank=True, default="")
    dated = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="rule_sets", verbose_name=_("Văn bản thể lệ")
    )
    reason = models.CharField(_("Lý do sửa đổi"), max_length=LONGEST_REASON, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    locked_at = models.DateTimeField(_("Khóa lúc"), null=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["contest", "-version"]
        constraints = [models.UniqueConstraint(fields=["contest", "version"], name="a_contest_has_a_version_of_its_rules_once")]

    def __str__(self) -> str:
        return _("%(contest)s: thể lệ, phiên bản %(version)d") % {"contest": self.contest, "version": self.version}

    def get_absolute_url(self) -> str:
        return reverse("contest-rules", args=[self.contest_id])

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class Draw(models.Model):
    """Lots that were drawn and written down: the order of the teams, or which package of questions each has. The latest one counts."""

    class Kind(models.TextChoices):
        ORDER = "order", _("Thứ tự thi")
        PACKAGES = "packages", _("Gói câu hỏi")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="draws")
    kind = models.CharField(_("Nội dung bốc thăm"), max_length=8, choices=Kind.choices, default=Kind.ORDER)
    round = models.CharField(_("Phần thi"), max_length=LONGEST_KEY, blank=True, default="")  # of packages
    result = models.JSONField(_("Kết quả bốc thăm"))  # ids of the teams in their order, or [[team id, package], …]
    is_drawn_by_machine = models.BooleanField(_("Máy bốc thăm"), default=False)
    witnessed_by = models.CharField(_("Người chứng kiến"), max_length=200)
    reason = models.CharField(_("Lý do bốc thăm lại"), max_length=LONGEST_REASON, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfContestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d/%m/%Y}"


class JurySeatQuerySet(OfContestQuerySet):
    def active(self) -> Self:
        return self.filter(ended_at=None)

    def counting(self) -> Self:
        """Leave out judges who only learn: their sheets never count."""
        return self.filter(is_shadow=False)


class JurySeat(models.Model):
    """A judge of a contest, with a private link. Somebody who is replaced keeps the seat that ended; the other has a new one."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="jury_seats")
    name = models.CharField(_("Họ tên giám khảo"), max_length=120)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Hồ sơ"))
    is_head = models.BooleanField(_("Trưởng ban giám khảo"), default=False)
    is_shadow = models.BooleanField(_("Chấm thử, không tính điểm"), default=False)
    token_digest = models.CharField(max_length=80, null=True, unique=True, editable=False)
    pin_digest = models.CharField(max_length=80, editable=False)
    device_digest = models.CharField(max_length=80, null=True, unique=True, editable=False)  # of the browser that opened the link
    opened_at = models.DateTimeField(null=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    replaces = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("Thôi chấm lúc"), null=True)

    objects = JurySeatQuerySet.as_manager()

    class Meta:
        ordering = ["-is_head", "is_shadow", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contest"], condition=Q(is_head=True, ended_at=None), name="a_jury_has_one_head"),
            models.CheckConstraint(condition=~Q(is_head=True, is_shadow=True), name="a_head_judge_counts"),
        ]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """A judge who does not mark a team: it is of the judge's own school, or there is another reason."""

    seat = models.ForeignKey(JurySeat, on_delete=models.CASCADE, related_name="recusals")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="recusals")
    reason = models.CharField(_("Lý do không chấm"), max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "team"], name="a_judge_is_excused_from_a_team_once")]

    def __str__(self) -> str:
        return f"{self.seat} · {self.team}"


class PerformanceQuerySet(ScopedQuerySet):
    unit_path = "team__contest__unit"

    def of_contest(self, contest: Contest) -> Self:
        return self.filter(team__contest=contest)


class Performance(models.Model):
    """A team in a round. A team that withdrew or was disqualified in any round is not ranked."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Chưa thi")
        PERFORMED = "performed", _("Đã thi")
        NO_SHOW = "no-show", _("Không dự phần thi")
        WITHDRAWN = "withdrawn", _("Đã rút")
        DISQUALIFIED = "disqualified", _("Bị loại")

    OUT = (Status.WITHDRAWN, Status.DISQUALIFIED)  # in any round: the team is not ranked, and gets no sheets

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="performances")
    round = models.CharField(_("Phần thi"), max_length=LONGEST_KEY)  # its key in the rules
    order = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    status = models.CharField(_("Trạng thái"), max_length=12, choices=Status.choices, default=Status.WAITING)
    package = models.CharField(_("Gói câu hỏi"), max_length=60, blank=True, default="")
    started_at = models.DateTimeField(null=True)  # while the clock runs
    elapsed_seconds = models.PositiveIntegerField(_("Thời gian (giây)"), null=True, blank=True)
    decided_penalty = models.DecimalField(_("Điểm trừ do Ban Tổ chức quyết định"), max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("Lý do"), max_length=LONGEST_REASON, blank=True, default="")

    objects = PerformanceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "round"], name="a_team_performs_once_in_a_round"),
            models.CheckConstraint(
                condition=Q(decided_penalty=None) | (Q(decided_penalty__gte=0) & ~Q(reason="")), name="a_decided_penalty_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.round}"


class BallotQuerySet(ScopedQuerySet):
    unit_path = "performance__team__contest__unit"

    def of_contest(self, contest: Contest) -> Self:
        return self.filter(performance__team__contest=contest)

    def verified(self) -> Self:
        return self.filter(status=Ballot.Status.VERIFIED)


class Ballot(models.Model):
    """A judge's sheet of one performance, as it was sent or copied from paper. Never changed: a corrected sheet is a new version."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Chờ kiểm tra")
        VERIFIED = "verified", _("Đã kiểm tra")
        RETURNED = "returned", _("Trả lại")
        SUPERSEDED = "superseded", _("Đã thay bằng phiếu khác")

    class Source(models.TextChoices):
        PAPER = "paper", _("Phiếu giấy")
        DEVICE = "device", _("Điện thoại của giám khảo")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    performance = models.ForeignKey(Performance, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(JurySeat, on_delete=models.PROTECT, related_name="ballots")
    version = models.PositiveSmallIntegerField(_("Lần"))
    points = models.JSONField(_("Điểm"))  # {criterion: "8.25"}
    source = models.CharField(_("Nguồn"), max_length=6, choices=Source.choices)
    status = models.CharField(_("Trạng thái"), max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")  # None: the judge
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    return_reason = models.CharField(_("Lý do trả lại"), max_length=LONGEST_REASON, blank=True, default="")

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["performance", "seat", "version"]
        constraints = [
            models.UniqueConstraint(fields=["performance", "seat", "version"], name="a_version_of_a_ballot_is_there_once"),
            models.UniqueConstraint(
                fields=["performance", "seat"], condition=Q(status="verified"), name="one_verified_ballot_per_performance_and_seat"
            ),
            models.CheckConstraint(
                condition=~Q(status="verified") | Q(entered_by=None) | Q(decided_by=None) | ~Q(entered_by=F("decided_by")),
                name="who_entered_a_ballot_does_not_verify_it",
            ),
            models.CheckConstraint(condition=~Q(status="returned") | ~Q(return_reason=""), name="a_returned_ballot_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.performance} · {self.seat} ({self.version})"


class DiscrepancyRuling(models.Model):
    """The head judge's word on sheets that differ much: they stand. Holds for exactly these ballots."""

    performance = models.ForeignKey(Performance, on_delete=models.CASCADE, related_name="rulings")
    ballots = models.JSONField()  # ids, sorted
    note = models.CharField(_("Ý kiến của Trưởng ban giám khảo"), max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")  # None: the head judge
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.performance}: {self.note}"


class TieResolution(models.Model):
    """How people decided between teams that the marks left on one place."""

    class Method(models.TextChoices):
        SUPPLEMENTARY = "supplementary", _("Câu hỏi phụ")
        LOTS = "lots", _("Bốc thăm")
        SHARE = "share", _("Đồng giải")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="tie_resolutions")
    teams = models.JSONField(_("Các đội"))  # ids, the best first
    method = models.CharField(_("Cách phân định"), max_length=13, choices=Method.choices)
    note = models.CharField(_("Ghi chú"), max_length=LONGEST_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfContestQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_method_display()}: {self.note}"


class SnapshotQuerySet(OfContestQuerySet):
    def standing(self) -> Self:
        """Return those that were not reopened: at most one of a contest."""
        return self.exclude(status=Snapshot.Status.REOPENED)


class Snapshot(models.Model):
    """The results of a contest as they were approved: all that they were computed from, and what came out, under one digest."""

    class Status(models.TextChoices):
        FINAL = "final", _("Đã chốt")
        PUBLISHED = "published", _("Đã công bố")
        REOPENED = "reopened", _("Đã mở lại")

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveSmallIntegerField(_("Lần chốt"))
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="snapshots")
    data = models.JSONField()  # as contests.results.export writes it
    sha256 = models.CharField(_("Mã kiểm tra"), max_length=64)
    status = models.CharField(_("Trạng thái"), max_length=9, choices=Status.choices, default=Status.FINAL)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(_("Lý do mở lại"), max_length=LONGEST_REASON, blank=True, default="")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["contest", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "revision"], name="a_contest_has_a_revision_of_its_results_once"),
            models.UniqueConstraint(
                fields=["contest"], condition=Q(status__in=["final", "published"]), name="a_contest_has_one_standing_result"
            ),
            models.CheckConstraint(condition=~Q(status="reopened") | ~Q(reopen_reason=""), name="results_are_reopened_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contest}, {self.get_status_display()} ({self.revision})"
