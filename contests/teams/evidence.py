"""What this room records of a contest that was held: its results."""

from django.db.models import Exists, OuterRef

from activities.schedule.evidence import register_evidence
from contests.models import Result

register_evidence("results", Exists(Result.objects.filter(team__contest=OuterRef("pk"))))
