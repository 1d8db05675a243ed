from django.db import models
from django.utils.translation import gettext_lazy as _


class MaintenanceRun(models.Model):
    """One run of a command that keeps the installation: of what it did there is a line in the audit trail. Append-only."""

    class What(models.TextChoices):
        KEY_ROTATION = "key_rotation", _("Đổi khóa")
        RESTORE = "restore", _("Khôi phục từ bản sao lưu")

    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField()
    details = models.JSONField(_("Chi tiết"), default=dict)  # {what: how many, or which}

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%d/%m/%Y %H:%M}"
