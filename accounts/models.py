import hashlib

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import VERBS, Role, roles_with
from places.models import Cover, Unit
from vietnamese.text import fold

# A grant reaches what is now below its unit and what went into that; never the later life of a unit that has ceased.
GRANT_REACH = (Cover.Kind.NOW, Cover.Kind.PAST)


class UserQuerySet(models.QuerySet):
    def administered_by(self, user: "User") -> "UserQuerySet":
        """Users who work only where `user` administers; those without a grant belong to administrators of the province served."""
        grants = Grant.objects.filter(user=models.OuterRef("pk"))
        found = self.exclude(models.Exists(grants.exclude(unit__in=user.reach("administer"))))
        if not user.is_superuser:
            found = found.filter(is_superuser=False)
        return found if user.administers_province_served else found.filter(models.Exists(grants))

    def named_like(self, q: str) -> "UserQuerySet":
        """By name or user name, without accents; compared here, since an agency's users are too few to keep a folded column for."""
        wanted, names = fold(q), self.values_list("pk", "full_name", "username")
        return self.filter(pk__in=[pk for pk, *of in names if any(wanted in fold(name) for name in of)]) if wanted else self


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=150)
    # Part of every session's hash: one more, and all sessions signed in so far are out.
    session_generation = models.PositiveIntegerField(default=0)

    REQUIRED_FIELDS = ["full_name", "email"]

    objects = AccountManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1]

    def get_session_auth_hash(self) -> str:
        return hashlib.sha256(f"{super().get_session_auth_hash()}{self.session_generation}".encode()).hexdigest()

    def get_session_auth_fallback_hash(self):
        for older in super().get_session_auth_fallback_hash():
            yield hashlib.sha256(f"{older}{self.session_generation}".encode()).hexdigest()

    def reach(self, verb: str) -> models.QuerySet:
        """Ids of the units in which this user may do `verb`, through time."""
        if not self.is_active:
            return Unit.objects.none().values("pk")
        if self.is_superuser:
            return Unit.objects.values("pk")
        granted = Grant.objects.filter(user=self, role__in=roles_with(verb)).values("unit")
        return Cover.objects.filter(ancestor__in=granted, kind__in=GRANT_REACH).values("unit")

    def can(self, verb: str, unit: "Unit | int") -> bool:
        return self.reach(verb).filter(**{self._reach_key: getattr(unit, "pk", unit)}).exists()

    @property
    def administers_province_served(self) -> bool:
        """Whoever keeps what belongs to the agency as a whole."""
        today = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE, valid_to=None)
        return today.filter(pk__in=self.reach("administer")).exists()

    @property
    def _reach_key(self) -> str:
        return "pk" if self.is_superuser else "unit"

    @property
    def verbs_anywhere(self) -> frozenset[str]:
        """What this user may do in at least one unit; for menus and first gates, never for a decision about one thing."""
        if not hasattr(self, "_verbs_anywhere"):
            if self.is_superuser:
                self._verbs_anywhere = VERBS[Role.ADMINISTRATOR]
            else:
                self._verbs_anywhere = frozenset().union(*(VERBS[g.role] for g in self.grants.all()))
        return self._verbs_anywhere

    def can_anywhere(self, verb: str) -> bool:
        return self.is_active and verb in self.verbs_anywhere


class Grant(models.Model):
    """A role in a unit, there and below, through time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", verbose_name=_("Địa bàn"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="a_role_is_granted_once_per_user_and_unit"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="a_grant_is_of_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"
