"""Certificates of prizes over HTTP."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from accounts.access import fetch
from accounts.http import ApiRequest
from certificates.prizes.files import prizes_pdf
from contests.models import Snapshot
from screens.api import ApiView, conflicts


class PrizeCertificatesView(ApiView):
    """The certificates of all prizes as PDF; the first time they are fetched they are issued."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponse:
        snapshot = fetch(Snapshot.objects.select_related("contest"), request.user, "record", pk=pk)
        with conflicts(("not_standing", "no_prizes", "no_agency", "no_font")):
            return prizes_pdf(snapshot, user=request.user, request=request)
