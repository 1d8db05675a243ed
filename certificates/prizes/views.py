"""Certificates of prizes at the desk."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import fetch
from accounts.http import SignedInRequest
from certificates.prizes.files import prizes_pdf
from contests.models import Snapshot
from screens.pages import show_errors


@require_POST
def prize_certificates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue what is not issued yet, and return the certificates of all prizes as one PDF."""
    snapshot = fetch(Snapshot.objects.select_related("contest"), request.user, "record", pk=pk)
    try:
        return prizes_pdf(snapshot, user=request.user, request=request)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("contest-ranking", snapshot.contest_id)
