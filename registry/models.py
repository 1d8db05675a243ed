from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import Person


class MergeQuerySet(models.QuerySet):
    def active(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)


class Merge(models.Model):
    """A record (`gone`) merged into another (`kept`).

    The row of `gone` is deleted, so that no list, match or count of any room can see it. `moved` holds it and everything else that was
    changed, line by line (registry.merging.journal): an undo takes each line back, and the row has its id again.
    """

    kept = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="merges")
    gone = models.PositiveBigIntegerField(db_index=True)  # the id that it had and will have again
    moved = models.JSONField()  # see registry.merging; empty once somebody's identity was erased
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="a_record_is_merged_away_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept_id}"
