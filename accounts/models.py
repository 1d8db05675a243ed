"""Users and grants: a role in a unit, there and below, through time."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.roles import VERBS, Role, roles_with
from places.models import Cover, Unit
from vietnamese.name_search import matches_name
from vietnamese.text import fold

# A grant reaches what is now below its unit and what was merged into that, never what a unit that has ceased became.
GRANT_REACH = (Cover.Kind.NOW, Cover.Kind.PAST)


class UserQuerySet(models.QuerySet):
    def administered_by(self, user: "User") -> "UserQuerySet":
        """Users whose grants all lie where `user` administers; those without a grant for administrators of the province served."""
        grants = Grant.objects.filter(user=models.OuterRef("pk"))
        users = self.exclude(models.Exists(grants.exclude(unit__in=user.reach("administer"))))
        if not user.is_superuser:
            users = users.filter(is_superuser=False)
        return users if user.administers_province_served else users.filter(models.Exists(grants))

    def named_like(self, q: str) -> "UserQuerySet":
        """Users whom `q` names, or whose user name contains it; compared in Python, since users are few."""
        folded_query = fold(q)
        if not folded_query:
            return self
        names = self.values_list("pk", "full_name", "username")
        matching_ids = [pk for pk, full_name, username in names if matches_name(q, full_name) or folded_query in fold(username)]
        return self.filter(pk__in=matching_ids)


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=150)
    # Part of every session's hash: raising it ends all sessions.
    session_generation = models.PositiveIntegerField(default=0)
    # Set with a password that somebody else knows; nothing else can be done until it is changed.
    must_change_password = models.BooleanField(default=False)
    news_seen_on = models.DateField(null=True, blank=True, editable=False)  # up to which day of console.help.news

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
        for fallback_hash in super().get_session_auth_fallback_hash():
            yield hashlib.sha256(f"{fallback_hash}{self.session_generation}".encode()).hexdigest()

    def reach(self, verb: str) -> Any:
        """Return the ids of the units in which this user may do `verb`, through time, as the right side of `unit__in`.

        A page narrows by it twenty times: the statement is composed once for each user and verb, and read anew wherever it stands.
        """
        if not self.is_active:
            return []
        return RawSQL(*_reach_statement(self.pk, verb, is_superuser=self.is_superuser))  # noqa: S611 - composed by Django

    def can(self, verb: str, unit: "Unit | int") -> bool:
        """Return whether this user may do `verb` in `unit`, a unit or its id."""
        return Unit.objects.filter(pk=getattr(unit, "pk", unit)).filter(pk__in=self.reach(verb)).exists()

    @property
    def administers_province_served(self) -> bool:
        """Whether this user administers the whole province and so may change what belongs to the agency."""
        province = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE, valid_to=None)
        return province.filter(pk__in=self.reach("administer")).exists()

    @property
    def verbs_anywhere(self) -> frozenset[str]:
        """Verbs that this user may do in at least one unit: for menus and first gates, not for a decision about one row."""
        if not hasattr(self, "_verbs_anywhere"):
            if self.is_superuser:
                self._verbs_anywhere = VERBS[Role.ADMINISTRATOR]
            else:
                self._verbs_anywhere = frozenset().union(*(VERBS[grant.role] for grant in self.grants.all()))
        return self._verbs_anywhere

    def can_anywhere(self, verb: str) -> bool:
        return self.is_active and verb in self.verbs_anywhere


@lru_cache(maxsize=2048)
def _reach_statement(user_id: int, verb: str, *, is_superuser: bool) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of the units where a user may do `verb`, and its parameters: what it finds may change, it may not."""
    units: models.QuerySet[Any, Any] = Unit.objects.order_by().values("pk")
    if not is_superuser:
        granted = Grant.objects.order_by().filter(user=user_id, role__in=roles_with(verb)).values("unit")
        units = Cover.objects.filter(ancestor__in=granted, kind__in=GRANT_REACH).values("unit")
    return units.query.sql_with_params()


class Grant(models.Model):
    """A role in a unit, there and below, through time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants", verbose_name=_("Người dùng"))
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


class ChangeRecordQuerySet(models.QuerySet):
    def about(self, subject: str, subject_id: object) -> "ChangeRecordQuerySet":
        return self.filter(subject=subject, subject_id=str(subject_id))

    def update(self, **values: object) -> int:
        raise TypeError("a change record is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("a change record is never deleted")

    def erase_values(self, *, at: datetime) -> int:
        """Take the values and reasons out of these lines, where the law demands it; the chain holds without them."""
        return super().update(changes={}, reason="", salt="", actor_label="", erased_at=at)


class ChangeRecord(models.Model):
    """One line of the audit trail. Append-only; written by `accounts.audit.trail`, linked by `accounts.audit.chain`.

    A line outlives what it tells of and names it by kind and id, not by a foreign key.
    """

    class ActorKind(models.TextChoices):
        USER = "user", _("Người dùng")
        DEVICE = "device", _("Máy quét")
        DOOR = "door", _("Cửa điểm danh")
        JUDGE = "judge", _("Giám khảo")
        VISITOR = "visitor", _("Khách chưa đăng nhập")
        SYSTEM = "system", _("Hệ thống")

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=7, choices=ActorKind.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=100, blank=True, default="")  # of a phone, a door or a judge
    request_id = models.CharField(max_length=64, blank=True, default="")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=30)  # accounts.audit.subjects has its model
    subject_id = models.CharField(max_length=36)
    activity_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")  # whose administrators read this line
    changes = models.JSONField(default=dict)  # column → [before, after]; emptied by an erasure
    reason = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32, blank=True)
    details_digest = models.CharField(max_length=64)  # of salt, changes, reason and label; stands for them in the chain
    erased_at = models.DateTimeField(null=True)

    objects = ChangeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="changes_of_a_subject"),
            models.Index(fields=["activity_id", "-at"], name="changes_in_an_activity"),
            models.Index(fields=["person_id", "-at"], name="changes_about_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=["user", "device", "door", "judge", "visitor", "system"]),
                name="an_actor_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.verb}"


class ChainLink(models.Model):
    """The place of a change record in the chain; `hash` covers the record and the link before."""

    number = models.BigIntegerField(primary_key=True)
    record = models.OneToOneField(ChangeRecord, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Authenticator(models.Model):
    """An app that shows six-digit codes (TOTP, RFC 6238); one per user."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    sealed_secret = models.TextField()  # by accounts.second_factor.sealing
    last_step = models.BigIntegerField(default=0)  # of the last code taken: neither it nor an older one is taken again
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}"


class RecoveryCode(models.Model):
    """A code on paper that signs in once; stored as a digest, deleted when it is used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="a_recovery_code_is_kept_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user}"


class Passkey(models.Model):
    """A passkey (WebAuthn) on a phone, a computer or a security key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("Tên"), max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)  # base64url
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class FailedAttempt(models.Model):
    """A wrong password or code that counts against a limit, for a day at most (accounts.sign_in.attempts)."""

    class Kind(models.TextChoices):
        OWN_PASSWORD = "own_password"  # noqa: S105
        CODE = "code"
        RECOVERY_CODE = "recovery_code"
        ADDRESS = "address"
        PASSWORD = "password"  # noqa: S105

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=64)  # a user's id, or the digest of an address or of a password
    name = models.CharField(max_length=64, blank=True)  # the digest of the user name that was tried
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
