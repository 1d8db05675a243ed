from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.models import Activity, ActivityQuerySet
from attendance.models import Registration
from people.models import Organisation, Person

UNKNOWN_GROUP = "99"  # QĐ 121-TCTK/PPCĐ


class Contest(Activity):
    """Hội thi: a stage contest of teams. Recorded here; scored by its rounds and juries later."""

    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_contests", verbose_name=_("Trường đăng cai")
    )
    theme = models.CharField(_("Chủ đề"), max_length=300, blank=True, default="")
    # Names of the parts (phần thi) in order, e.g. Chào hỏi, Kiến thức, Tiểu phẩm.
    rounds = models.JSONField(_("Các phần thi"), default=list, blank=True)
    roster_locked_at = models.DateTimeField(_("Khóa danh sách đội từ"), null=True, blank=True)  # members change after it for a reason only

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __init__(self, *args, **kwargs) -> None:
        if not args:  # a new one, not a row
            kwargs.setdefault("kind", Activity.Kind.CONTEST)
        super().__init__(*args, **kwargs)


class TeamQuerySet(ScopedQuerySet):
    unit_path = "contest__unit"

    def with_everything(self) -> "TeamQuerySet":
        """Organisation, members with their persons, and results, in three queries whatever there is."""
        members = TeamMember.objects.select_related("registration__person__ethnic_group", "registration__person__unit")
        results = Result.objects.select_related("snapshot").defer("snapshot__data")
        return self.select_related("organisation").prefetch_related(Prefetch("members", members), Prefetch("results", results))


class OfTeamQuerySet(ScopedQuerySet):
    """What hangs on a team: its members and its results."""

    unit_path = "team__contest__unit"


class ResultQuerySet(OfTeamQuerySet):
    def ranked(self) -> "ResultQuerySet":
        return self.exclude(prize=Result.Prize.SPECIAL)

    def special(self) -> "ResultQuerySet":
        return self.filter(prize=Result.Prize.SPECIAL)


@dataclass(frozen=True, slots=True)
class Composition:
    """Who a team is made of; what nobody wrote down is counted as unknown, never guessed."""

    people: int
    female: int
    gender_unknown: int
    minority: int
    group_unknown: int


class Team(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("Tên đội"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("Trường, đơn vị dự thi")
    )
    represents = models.CharField(_("Đại diện cho (khối, lớp, cụm)"), max_length=120, blank=True, default="")
    composition_reason = models.CharField(_("Lý do chấp nhận thành phần đội"), max_length=500, blank=True, default="")

    objects = TeamQuerySet.as_manager()
    departures: list[str]  # from the rules; of teams that a page shows, see contests.teams.composition

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="a_team_is_named_once_per_contest")]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_sentence(self) -> str:
        """The name inside a sentence: “đội Công lý”, also when the name begins with that word itself."""
        bare = self.name.partition(" ")[2] if self.name.casefold().startswith("đội ") else self.name
        return _("đội %(name)s") % {"name": bare}

    @property
    def active_members(self) -> "list[TeamMember]":
        """Without those who withdrew. Load teams with_everything()."""
        return [member for member in self.members.all() if not member.registration.is_withdrawn]

    @property
    def composition(self) -> Composition:
        people = [member.registration.person for member in self.active_members]
        groups = [person.ethnic_group for person in people]
        return Composition(
            people=len(people),
            female=sum(person.gender == Person.Gender.FEMALE for person in people),
            gender_unknown=sum(person.gender is None for person in people),
            minority=sum(group is not None and group.is_minority for group in groups),
            group_unknown=sum(group is None or group.code == UNKNOWN_GROUP for group in groups),
        )

    @property
    def unit_name(self) -> str:
        """The school or office that the team is of, else whom it stands for. Load teams with their organisation."""
        return self.organisation.name if self.organisation else self.represents

    @property
    def ranked_result(self) -> "Result | None":
        return next((result for result in self.results.all() if result.prize != Result.Prize.SPECIAL), None)

    @property
    def special_prizes(self) -> "list[Result]":
        return [result for result in self.results.all() if result.prize == Result.Prize.SPECIAL]


class TeamMember(models.Model):
    class Part(models.TextChoices):
        CAPTAIN = "captain", _("Đội trưởng")
        OFFICIAL = "official", _("Chính thức")
        RESERVE = "reserve", _("Dự bị")
        SUPPORT = "support", _("Phụ diễn")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="team_member")
    part = models.CharField(_("Vai trong đội"), max_length=10, choices=Part.choices, default=Part.OFFICIAL)

    objects = OfTeamQuerySet.as_manager()

    class Meta:
        ordering = ["part", "registration__person__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(part="captain"), name="a_team_has_one_captain"),
        ]

    def __str__(self) -> str:
        return f"{self.registration.person} · {self.team}"


class Result(models.Model):
    """A place or a prize of a team, typed by hand or of published results. A team may hold one ranked prize and several special ones."""

    class Prize(models.TextChoices):
        FIRST = "first", _("Giải Nhất")
        SECOND = "second", _("Giải Nhì")
        THIRD = "third", _("Giải Ba")
        CONSOLATION = "consolation", _("Giải Khuyến khích")
        SPECIAL = "special", _("Giải phụ")
        NONE = "none", _("Không có giải")

    class Origin(models.TextChoices):
        """How a result came about."""

        SCORED = "scored", _("Chấm theo thể lệ")
        TYPED = "typed", _("Kết quả nhập tay")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="results")
    place = models.PositiveSmallIntegerField(_("Xếp hạng"), null=True, blank=True)
    prize = models.CharField(_("Giải"), max_length=12, choices=Prize.choices)
    title = models.CharField(_("Tên giải phụ"), max_length=120, blank=True, default="")  # "Tiểu phẩm hay nhất"
    total = models.DecimalField(_("Tổng điểm"), max_digits=10, decimal_places=4, null=True, blank=True, editable=False)  # of scored ones
    # The published results that it is of; None: typed by hand.
    snapshot = models.ForeignKey(
        "contests.Snapshot", on_delete=models.PROTECT, null=True, blank=True, related_name="results", verbose_name=_("Kết quả công bố")
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=~Q(prize="special"), name="a_team_has_one_ranked_result"),
            models.UniqueConstraint(fields=["team", "title"], condition=Q(prize="special"), name="a_team_has_a_special_prize_once"),
            models.CheckConstraint(condition=~Q(prize="special") | ~Q(title=""), name="a_special_prize_has_a_name"),
            models.CheckConstraint(condition=Q(place__isnull=True) | Q(place__gte=1), name="a_place_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.title or self.get_prize_display()}"

    @property
    def is_scored(self) -> bool:
        """Whether it was computed by the rules; else somebody typed it."""
        return self.snapshot_id is not None

    @property
    def origin(self) -> "Result.Origin":
        return self.Origin.SCORED if self.is_scored else self.Origin.TYPED
