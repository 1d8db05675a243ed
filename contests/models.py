from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from activities.models import Activity, ActivityQuerySet
from attendance.models import Registration
from people.models import Organisation


class Contest(Activity):
    """Hội thi: a stage contest of teams. Recorded here; scored by its rounds and juries later."""

    school = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_contests", verbose_name=_("Trường đăng cai")
    )
    theme = models.CharField(_("Chủ đề"), max_length=300, blank=True, default="")
    # Names of the parts (phần thi) in order, e.g. Chào hỏi, Kiến thức, Tiểu phẩm.
    rounds = models.JSONField(_("Các phần thi"), default=list, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Activity.Kind.CONTEST


class TeamQuerySet(ScopedQuerySet):
    unit_path = "contest__unit"


class OfTeamQuerySet(ScopedQuerySet):
    """What hangs on a team: its members and its results."""

    unit_path = "team__contest__unit"


class Team(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("Tên đội"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("Trường, đơn vị dự thi")
    )
    represents = models.CharField(_("Đại diện cho (khối, lớp, cụm)"), max_length=120, blank=True, default="")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="a_team_is_named_once_per_contest")]

    def __str__(self) -> str:
        return self.name


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
    """A place or a prize of a team, entered by hand. A team may hold one ranked prize and several special ones."""

    class Prize(models.TextChoices):
        FIRST = "first", _("Giải Nhất")
        SECOND = "second", _("Giải Nhì")
        THIRD = "third", _("Giải Ba")
        CONSOLATION = "consolation", _("Giải Khuyến khích")
        SPECIAL = "special", _("Giải phụ")
        NONE = "none", _("Không có giải")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="results")
    place = models.PositiveSmallIntegerField(_("Xếp hạng"), null=True, blank=True)
    prize = models.CharField(_("Giải"), max_length=12, choices=Prize.choices)
    title = models.CharField(_("Tên giải phụ"), max_length=120, blank=True, default="")  # "Tiểu phẩm hay nhất"

    objects = OfTeamQuerySet.as_manager()

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
