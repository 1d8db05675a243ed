"""What each user opened lately, and the filters that they saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from people.models import Person

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


class SavedFilter(models.Model):
    """The filters of a list under a name that its user gave. What is typed into a list's text fields is never among them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    list_name = models.CharField(max_length=120)  # finder.saved_filters.list_name of the address
    name = models.CharField(_("Tên bộ lọc"), max_length=60)
    query = models.CharField(max_length=LONGEST_QUERY)  # of an address: kind=contest&unit=12
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "list_name", "name"], name="a_user_names_a_filter_of_a_list_once")]

    def __str__(self) -> str:
        return self.name
