from django.conf import settings
from django.db import models


class ExportRecord(models.Model):
    """Who took which figures out, when, by which filters and how many rows: personal data is on loan."""

    report = models.CharField(max_length=40)
    form = models.CharField(max_length=5)  # xlsx, csv or json
    filters = models.JSONField(default=list)  # [[label, value], …] as the notes sheet says them
    rows = models.PositiveIntegerField(null=True)  # None: the taking broke off
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return f"{self.report}.{self.form} {self.taken_at:%d/%m/%Y %H:%M}"
