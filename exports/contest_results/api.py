"""Documents of approved results over HTTP."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from accounts.http import ApiRequest
from exports import delivery
from exports.contest_results.files import DOCX, fetch_standing, minutes_file, prizes_file, scores_file
from screens.api import ApiView


class MinutesView(ApiView):
    """The minutes of a contest as docx, from approved results."""

    @extend_schema(responses={(200, DOCX): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return minutes_file(fetch_standing(request.user, pk), request.user)


class PrizesView(ApiView):
    """The list of prizes of a contest as a workbook, from approved results."""

    @extend_schema(responses={(200, delivery.XLSX): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return prizes_file(fetch_standing(request.user, pk), request.user)


class ScoresView(ApiView):
    """The scores of each judge in each round, and every mark, as a workbook, from approved results."""

    @extend_schema(responses={(200, delivery.XLSX): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, pk: int) -> HttpResponseBase:
        return scores_file(fetch_standing(request.user, pk), request.user)
