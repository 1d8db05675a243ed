"""Activities as iCalendar (RFC 5545): a sitting is an event, and so is an activity without sittings. It names no participant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import ChangeRecord
from activities.models import Activity, ActivityQuerySet, Sitting

MOST_EVENTS = 2000
REFRESH = timedelta(hours=1)
STATUS = {Activity.Status.CANCELLED: "CANCELLED", Activity.Status.DRAFT: "TENTATIVE"}


@dataclass(frozen=True, slots=True)
class Changes:
    """How often something was changed since it was recorded, and when last."""

    number: int = 0
    at: datetime | None = None


def write_calendar(activities: ActivityQuerySet, *, name: str, request: HttpRequest) -> bytes:
    """Return these activities as an iCalendar file, in four statements. A program that has it knows an event again by its UID.

    An event's SEQUENCE counts the lines of the audit trail that changed it, so that it only ever grows.
    """
    with_sittings = activities.with_units().prefetch_related(Prefetch("sittings", Sitting.objects.order_by("starts_at", "pk")))
    rows = list(with_sittings.order_by("starts_on", "pk")[:MOST_EVENTS])
    of_activities = _count_changes("activity", ["revised", "postponed", "status_set", "cancelled", "restored"], [row.pk for row in rows])
    of_sittings = _count_changes("sitting", ["changed"], [sitting.pk for row in rows for sitting in row.sittings.all()])
    calendar = Calendar()
    calendar.add("prodid", "-//Tap huan va Hoi thi//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", timezone.get_current_timezone_name())
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for activity in rows:
        for event in _events_of(activity, of_activities.get(str(activity.pk), Changes()), of_sittings, request):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _count_changes(subject: str, verbs: list[str], ids: Iterable[int]) -> dict[str, Changes]:
    """Return what the audit trail says of these rows, by their ids as text."""
    lines = ChangeRecord.objects.filter(subject=subject, subject_id__in=[str(pk) for pk in ids], verb__in=verbs)
    counts = lines.order_by().values_list("subject_id").annotate(Count("pk"), Max("at"))
    return {subject_id: Changes(number, at) for subject_id, number, at in counts}


def _events_of(activity: Activity, changes: Changes, changes_of_sittings: dict[str, Changes], request: HttpRequest) -> Iterator[Event]:
    """Yield an event for each sitting, or for an activity without any, one of whole days; its end is the day after."""
    for sitting in activity.sittings.all():
        all_changes = [changes, changes_of_sittings.get(str(sitting.pk), Changes())]
        event = _event(f"sitting-{sitting.pk}", f"{activity.title} – {sitting.label}", activity, all_changes, request)
        event.add("dtstart", timezone.localtime(sitting.starts_at).replace(microsecond=0))
        event.add("dtend", timezone.localtime(sitting.ends_at).replace(microsecond=0))
        yield event
    if not activity.sittings.all():
        event = _event(f"activity-{activity.pk}", activity.title, activity, [changes], request)
        event.add("dtstart", activity.starts_on)
        event.add("dtend", activity.ends_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        yield event


def _event(uid: str, summary: str, activity: Activity, changes: list[Changes], request: HttpRequest) -> Event:
    """Return an event without its times. DTSTAMP is when it was last changed: the same file twice is the same bytes."""
    event = Event()
    event.add("uid", f"{uid}@{request.get_host()}")
    event.add("summary", _("ĐÃ HỦY: %(title)s") % {"title": summary} if activity.is_cancelled else summary)
    event.add("dtstamp", max([activity.created_at, *(change.at for change in changes if change.at)]).astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sum(change.number for change in changes))
    event.add("status", STATUS.get(Activity.Status(activity.status), "CONFIRMED"))
    event.add("location", ", ".join(filter(None, [activity.venue, activity.unit.label])))
    event.add("categories", [str(activity.get_kind_display())])
    event.add("url", request.build_absolute_uri(activity.get_absolute_url()))
    facts = {_("Đơn vị tổ chức"): activity.organiser, _("Đối tượng"): activity.target_group}
    event.add("description", "\n".join(f"{label}: {value}" for label, value in facts.items() if value))
    return event
