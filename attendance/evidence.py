"""What this room records of an activity that was held: somebody attended, or people were counted."""

from django.db.models import Exists, OuterRef

from activities.schedule.evidence import register_evidence
from attendance.models import Attendance, Headcount

register_evidence("attendances", Exists(Attendance.objects.active().filter(sitting__activity=OuterRef("pk"))))
register_evidence("headcounts", Exists(Headcount.objects.filter(sitting__activity=OuterRef("pk"), count__gt=0)))
