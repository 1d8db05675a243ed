"""What starts soon and what it lacks, and what has ended and is not finished, as the first page says it.

Who may not do what a line is about reads it without its link.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, ExpressionWrapper, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity, ActivityQuerySet, Sitting
from activities.schedule.evidence import evidence_of, has_evidence
from attendance.models import Attendance, Device, Headcount, PaperList, Registration, Scan
from contests.models import Team
from training.models import Speaker

UPCOMING_ACTIVITIES = 6  # are shown whenever they begin; of this week and the next, more
MOST_SHOWN = 30
ENDED_DAYS = 90  # what ended earlier is history, perhaps loaded from an old workbook
MENDING_VERBS = ("record", "register", "check_in", "correct")
WORKING_ROLES = (Registration.Role.SPEAKER, Registration.Role.JUDGE)  # they are no part of the planned number


@dataclass(frozen=True, slots=True)
class Lack:
    """What an activity lacks, and where it is mended: `url` is empty for whoever may not do it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Period:
    """Activities that begin in a week, each with `lacks`."""

    label: str
    activities: list[Activity]


def describe_today(sittings: Iterable[Sitting], user: User) -> None:
    """Give the first sitting of each activity `lacks`: what its activity lacks."""
    activity_ids = {sitting.activity_id for sitting in sittings}
    if not activity_ids:
        return
    activities = {activity.pk: activity for activity in _with_preparations(Activity.objects.filter(pk__in=activity_ids), user)}
    for sitting in sittings:
        activity = activities.pop(sitting.activity_id, None)
        sitting.lacks = list_missing_preparations(activity) if activity else []  # type: ignore[attr-defined]


def upcoming_periods(user: User, today: date, *, except_activities: Iterable[int]) -> list[Period]:
    """Return what begins this week and the next with what it lacks, and further activities as long as they are few.

    except_activities: ids of those that the page shows already.
    """
    activities = Activity.objects.visible_to(user).filter(starts_on__gte=today).exclude(pk__in=list(except_activities))
    activities = activities.exclude(status__in=[Activity.Status.CANCELLED, Activity.Status.CLOSED])
    rows = list(_with_preparations(activities.with_units(), user).order_by("starts_on", "pk")[:MOST_SHOWN])
    next_week = today + timedelta(days=7 - today.weekday())
    later = next_week + timedelta(days=7)
    for activity in rows:
        activity.lacks = list_missing_preparations(activity) if activity.starts_on < later else []
    soon = [activity for activity in rows if activity.starts_on < later]
    periods = [
        Period(_("Tuần này"), [activity for activity in soon if activity.starts_on < next_week]),
        Period(_("Tuần sau"), [activity for activity in soon if activity.starts_on >= next_week]),
        Period(_("Về sau"), rows[len(soon) : max(UPCOMING_ACTIVITIES, len(soon))]),
    ]
    return [period for period in periods if period.activities]


def list_missing_preparations(activity: Any) -> list[Lack]:
    """Return what an activity that is to come lacks, the first steps first. activity: a row of `_with_preparations`."""
    lacks: list[Lack] = []
    edit = reverse(f"{activity.kind}-edit", args=[activity.pk]) if activity.may_record else ""
    register = reverse("registration-create", args=[activity.pk]) if activity.may_register else ""
    if activity.status == Activity.Status.DRAFT:
        lacks.append(Lack(_("Còn là nháp"), activity.get_absolute_url() if activity.may_record else ""))
    if not activity.has_sittings:
        lacks.append(Lack(_("Chưa có buổi nào"), reverse("sitting-create", args=[activity.pk]) if activity.may_record else ""))
    if not activity.organiser:
        lacks.append(Lack(_("Chưa ghi đơn vị tổ chức"), edit))
    if activity.kind == Activity.Kind.TRAINING_SESSION and not activity.has_speakers:
        lacks.append(Lack(_("Chưa có báo cáo viên"), edit))
    if activity.kind == Activity.Kind.CONTEST and not activity.has_teams:
        lacks.append(Lack(_("Chưa có đội thi"), reverse("team-create", args=[activity.pk]) if activity.may_record else ""))
    numbers = {"registered": activity.registered, "planned": activity.planned_participants or 0}
    if not activity.registered:
        lacks.append(Lack(_("Chưa đăng ký ai"), register))
    elif activity.registered < numbers["planned"]:
        numbers["missing"] = numbers["planned"] - activity.registered
        lacks.append(Lack(_("Mới đăng ký %(registered)d/%(planned)d người, còn thiếu %(missing)d") % numbers, register))
    if not activity.has_phones:
        lacks.append(Lack(_("Chưa ghép máy quét"), reverse("device-list", args=[activity.pk]) if activity.may_check_in else ""))
    return lacks


def unfinished_activities(user: User, today: date) -> list[Activity]:
    """Return activities that have ended and are not finished, the latest first, each with `lacks`."""
    activities = Activity.objects.visible_to(user).filter(ends_on__lt=today, ends_on__gte=today - timedelta(days=ENDED_DAYS))
    activities = _with_results(activities.exclude(status=Activity.Status.CANCELLED).with_units(), user)
    is_unfinished = (
        Q(status=Activity.Status.DRAFT)
        | Q(waiting__gt=0)
        | Q(untyped_sitting__isnull=False)
        | Q(kind=Activity.Kind.CONTEST, has_results=False)
        | Q(has_attendances=False, has_headcounts=False)
        | Q(is_confirmed=False)
    )
    rows = list(activities.filter(is_unfinished).order_by("-ends_on", "-pk")[:MOST_SHOWN])
    for activity in rows:
        activity.lacks = list_unfinished_work(activity)
    return rows


def list_unfinished_work(activity: Any) -> list[Lack]:
    """Return what is still to be done for an activity that has ended. activity: a row of `_with_results`."""
    if activity.status == Activity.Status.DRAFT:
        return [Lack(_("Còn là nháp, chưa tính vào báo cáo"), activity.get_absolute_url() if activity.may_record else "")]
    lacks: list[Lack] = []
    if activity.waiting:
        inbox = reverse("inbox", args=[activity.pk]) if activity.may_correct else ""
        lacks.append(Lack(_("%(number)d lượt chờ xử lý") % {"number": activity.waiting}, inbox))
    if activity.untyped_sitting:
        day = date_format(timezone.localtime(activity.untyped_since), "SHORT_DATE_FORMAT")
        papers = reverse("sitting-papers", args=[activity.untyped_sitting]) if activity.may_correct else ""
        lacks.append(Lack(_("Danh sách giấy buổi %(day)s đã in, chưa nhập ai") % {"day": day}, papers))
    elif not activity.has_attendances and not activity.has_headcounts:
        live = activity.get_absolute_url()
        if activity.first_sitting:
            live = reverse("live-sitting", args=[activity.first_sitting])
        text = _("Chưa ghi ai có mặt, chưa đếm số người")
        if not activity.is_confirmed:
            text = _("Chưa xác nhận đã tổ chức nên chưa tính vào báo cáo: chưa ghi ai có mặt, chưa đếm số người")
        lacks.append(Lack(text, live if activity.may_check_in else ""))
    if activity.kind == Activity.Kind.CONTEST and not activity.has_results:
        lacks.append(Lack(_("Chưa có kết quả"), reverse("contest-results", args=[activity.pk]) if activity.may_record else ""))
    return lacks


def _with_preparations(activities: ActivityQuerySet, user: User) -> ActivityQuerySet:
    """Add what `list_missing_preparations` reads, so that any number of activities takes one statement."""
    of_activity = Registration.objects.active().filter(activity=OuterRef("pk"))
    phones = Device.objects.filter(activity=OuterRef("pk"), paired_at__isnull=False, revoked_at__isnull=True)
    registered_speakers = of_activity.filter(role=Registration.Role.SPEAKER)
    return _with_rights(activities, user).annotate(
        has_sittings=Exists(Sitting.objects.filter(activity=OuterRef("pk"))),
        has_speakers=Exists(Speaker.objects.filter(session=OuterRef("pk"))) | Exists(registered_speakers),
        has_teams=Exists(Team.objects.filter(contest=OuterRef("pk"))),
        has_phones=Exists(phones),
        registered=_count(of_activity.exclude(role__in=WORKING_ROLES)),
    )


def _with_results(activities: ActivityQuerySet, user: User) -> ActivityQuerySet:
    """Add what `list_unfinished_work` reads, so that any number of activities takes one statement."""
    sittings = Sitting.objects.filter(activity=OuterRef("pk")).order_by("starts_at", "pk")
    is_attended = Exists(Attendance.objects.active().filter(sitting=OuterRef("pk")))
    is_counted = Exists(Headcount.objects.filter(sitting=OuterRef("pk"), count__gt=0))
    is_printed = Exists(PaperList.objects.filter(sitting=OuterRef("pk")).exclude(registrations=[]))
    untyped = sittings.filter(is_printed, ~is_attended, ~is_counted)
    return _with_rights(activities, user).annotate(
        waiting=_count(Scan.objects.undecided().filter(activity=OuterRef("pk"))),
        untyped_sitting=Subquery(untyped.values("pk")[:1]),
        untyped_since=Subquery(untyped.values("starts_at")[:1]),
        has_attendances=evidence_of("attendances"),
        has_headcounts=evidence_of("headcounts"),
        has_results=evidence_of("results"),
        first_sitting=Subquery(sittings.values("pk")[:1]),
        is_confirmed=Case(When(has_evidence(), then=True), default=False),
    )


def _with_rights(activities: ActivityQuerySet, user: User) -> ActivityQuerySet:
    """Add may_record, may_register and so on: what `user` may do where the activity is."""
    rights = {f"may_{verb}": ExpressionWrapper(Q(unit__in=user.reach(verb)), output_field=BooleanField()) for verb in MENDING_VERBS}
    return activities.annotate(**rights)


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many of `rows`, which name their activity by OuterRef, an activity has."""
    numbers = rows.order_by().values("activity").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)
