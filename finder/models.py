"""What each user opened lately, and the filters that they saved."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity
from people.models import Person
from places.models import Unit

LONGEST_QUERY = 1000  # characters of an address


class SeenActivity(models.Model):
    """An activity whose page a user opened, and when last."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "activity"], name="a_user_last_saw_an_activity_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.activity_id} {self.seen_at:%d/%m/%Y %H:%M}"


class SeenPerson(models.Model):
    """A person on record whose page a user opened, and when last. Not the log of who saw whom, which stays when this goes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "person"], name="a_user_last_saw_a_person_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.person_id} {self.seen_at:%d/%m/%Y %H:%M}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def offered_to(self, user: User, lists: Mapping[str, str]) -> "SavedFilterQuerySet":
        """Narrow to filters of these lists that are the user's own, or shared in a unit where the user may do what its list asks for.

        `lists`: by name, what a reader must be allowed to do; nothing for a list whose filters are never shared. Each has `is_managed`.
        """
        offered = Q(user=user, list_name__in=list(lists))
        for verb in {*lists.values()} - {""}:
            offered |= Q(shared_in__in=user.reach(verb), list_name__in=[name for name, needed in lists.items() if needed == verb])
        is_managed = Case(When(_is_managed_by(user), then=True), default=False, output_field=models.BooleanField())
        return self.filter(offered).annotate(is_managed=is_managed).select_related("user")

    def managed_by(self, user: User) -> "SavedFilterQuerySet":
        """Narrow to the user's own, and those shared in a unit that the user administers."""
        return self.filter(_is_managed_by(user))


def _is_managed_by(user: User) -> Q:
    return Q(user=user) | Q(shared_in__in=user.reach("administer"))


class SavedFilter(models.Model):
    """The filters of a list under a name that its user gave; those of a report may be shared with who reads it in a unit.

    What is searched for in words is never among them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    list_name = models.CharField(max_length=120)  # finder.saved_filters.list_name of the address
    name = models.CharField(_("Tên bộ lọc"), max_length=60)
    filters = models.JSONField(_("Điều kiện lọc"))  # as an address has them: {"kind": ["contest"], "unit": ["12"]}
    shared_in = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Chia sẻ ở"))
    saved_at = models.DateTimeField()

    is_managed: bool  # of rows that `offered_to` returns: whether that user may change it, or end its sharing

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "list_name", "name"], name="a_user_names_a_filter_of_a_list_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """Return the filters as an address has them: kind=contest&unit=12."""
        return query_of(self.filters)


def query_of(filters: dict[str, Any]) -> str:
    return urlencode(filters, doseq=True)
