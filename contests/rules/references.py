"""Rules of contests among what names a document."""

from django.utils.translation import gettext_lazy as _

from activities.documents.references import register_references
from contests.models import RuleSet

register_references(RuleSet, _("Thể lệ hội thi"))
