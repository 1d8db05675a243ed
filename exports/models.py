"""What this room keeps: who signs the documents that a user makes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import AgencyPeriod


class DocumentSigner(models.Model):
    """Who signs the documents of one user, for as long as the agency is called as it is; without a row, who signs for the agency."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    period = models.ForeignKey(AgencyPeriod, models.CASCADE, verbose_name=_("Thời kỳ của cơ quan"), related_name="+")
    authority = models.CharField(_("Thẩm quyền ký"), max_length=100, blank=True, default="")
    title = models.CharField(_("Chức vụ người ký"), max_length=100)
    name = models.CharField(_("Họ tên người ký"), max_length=100, blank=True, default="")
    preparer = models.CharField(_("Người lập biểu"), max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "period"], name="one_signer_per_user_and_agency_period")]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.title, self.name]))
