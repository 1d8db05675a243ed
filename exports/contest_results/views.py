"""Documents of approved results at the desk."""

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from exports.contest_results.files import fetch_standing, minutes_file, prizes_file, scores_file


@require_safe
def contest_minutes(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return minutes_file(fetch_standing(request.user, pk), request.user)


@require_safe
def contest_prizes(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return prizes_file(fetch_standing(request.user, pk), request.user)


@require_safe
def contest_scores(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return scores_file(fetch_standing(request.user, pk), request.user)
