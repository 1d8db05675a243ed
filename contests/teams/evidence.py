"""What this room records of a contest that was held: the results of its teams, and results that were approved, also if opened again."""

from django.db.models import Exists, OuterRef

from activities.schedule.evidence import register_evidence
from contests.models import Result, Snapshot

register_evidence("results", Exists(Result.objects.filter(team__contest=OuterRef("pk"))))
register_evidence("approved_results", Exists(Snapshot.objects.filter(contest=OuterRef("pk"))))
