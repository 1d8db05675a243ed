"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from console import agenda, overview
from exports.questions.offered import questions_for
from exports.questions.usual import usual_questions
from finder.recent import recent_activities

QUESTIONS_ON_FIRST_PAGE = 5


def home(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    sittings = overview.sittings_on(request.user, today)
    agenda.describe_today(sittings, request.user)
    activities_of_today = {sitting.activity_id for sitting in sittings}
    is_reporter = request.user.can_anywhere("report")
    context = {
        "today": today,
        "sittings": sittings,
        "periods": agenda.upcoming_periods(request.user, today, except_activities=activities_of_today),
        "unfinished": agenda.unfinished_activities(request.user, today),
        "year": overview.count_year(request.user, today.year) if is_reporter else None,
        "usual_questions": usual_questions(today) if is_reporter else [],
        "questions": questions_for(request.user, today)[:QUESTIONS_ON_FIRST_PAGE] if is_reporter else [],
        "recent_activities": recent_activities(request.user),
        "may_record": request.user.can_anywhere("record"),
    }
    return render(request, "console/home.html", context)
