"""The calendar by month and week, calendar files, and one's own private addresses of calendars."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.calendar import feeds
from activities.calendar.days import list_weeks
from activities.calendar.forms import CalendarFilter, FeedForm
from activities.calendar.further_entries import further_entries
from activities.calendar.icalendar_files import write_calendar
from activities.calendar.periods import Period, month_of, read_period, week_of
from activities.models import Activity
from screens.forms import posted_data
from screens.query_strings import parse_id
from vietnamese.text import join_file_name

ICALENDAR = "text/calendar; charset=utf-8"


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    period = read_period(request.GET, today=today)
    calendar_filter = CalendarFilter(request.GET, queryset=Activity.objects.visible_to(request.user))
    weeks = list_weeks(calendar_filter.qs, period)
    filters = calendar_filter.form.cleaned_data
    if not filters.get("kind"):  # a kind is one of activities
        first, last = weeks[0][0].date, weeks[-1][-1].date
        further = further_entries(request.user, unit=filters.get("unit"), first=first, last=last)
        weeks = [[replace(day, further=further.get(day.date, [])) for day in week] for week in weeks]
    context = {
        "filter": calendar_filter,
        "period": period,
        "weeks": weeks,
        "has_entries": any(day.entries or day.further for week in weeks for day in week),
        "today": today,
        "links": _links(request, period, today),
        "is_filtered": any(filters.values()),
    }
    return render(request, "activities/calendar.html", context)


def _links(request: SignedInRequest, period: Period, today: date) -> list[dict[str, Any]]:
    """Return the links to other months and weeks, which keep what the calendar is narrowed by."""
    day = today if period.first <= today <= period.last else period.first
    this_period = month_of(today) if period.key == "month" else week_of(today)
    labelled = [
        (f"← {period.previous.label}", period.previous, False),
        (_("Hôm nay"), this_period, False),
        (f"{period.next.label} →", period.next, False),
        (_("Xem theo tháng"), month_of(day), period.key == "month"),
        (_("Xem theo tuần"), week_of(day), period.key == "week"),
    ]
    links = []
    for label, linked_period, is_current in labelled:
        query = request.GET.copy()
        for name in ("month", "week"):
            query.pop(name, None)
        query[linked_period.key] = linked_period.value
        links.append({"label": label, "query": query.urlencode(), "is_current": is_current})
    return links


@require_safe
def activity_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer with a file of one activity."""
    activity = fetch(Activity.objects, request.user, "view", pk=pk)
    content = write_calendar(Activity.objects.filter(pk=activity.pk), name=activity.title, request=request)
    response = HttpResponse(content, content_type=ICALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{join_file_name(activity.file_words, "ics")}"'
    return response


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program at a private address; an address that was revoked is not told from one that never was."""
    feed = feeds.find_feed(token)
    if feed is None:
        raise Http404
    activities = feeds.activities_of(feed, today=timezone.localdate())
    name = _("Tập huấn & Hội thi: %(place)s") % {"place": feed}
    response = HttpResponse(write_calendar(activities, name=name, request=request), content_type=ICALENDAR)
    response["X-Robots-Tag"], response["Referrer-Policy"] = "noindex, nofollow", "no-referrer"
    return response


# --- one's own addresses


@never_cache
def my_calendars(request: SignedInRequest) -> HttpResponse:
    """Show one's own addresses; POST makes one, or renews that of the same unit, and shows it this once."""
    form = FeedForm(posted_data(request), user=request.user)
    address = ""
    if form.is_valid():
        _feed, token = feeds.open_feed(request.user, unit=form.cleaned_data["unit"], at=timezone.now())
        address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
        form = FeedForm(user=request.user)
    context = {"form": form, "feeds": feeds.standing_feeds(request.user), "address": address}
    return render(request, "activities/my_calendars.html", context)


@require_POST
def calendar_feed_revoke(request: SignedInRequest) -> HttpResponse:
    feeds.revoke_feed(get_object_or_404(feeds.standing_feeds(request.user), pk=parse_id(request.POST.get("feed"))))
    messages.success(request, _("Đã thu hồi địa chỉ lịch."))
    return redirect("my-calendars")
