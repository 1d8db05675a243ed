"""Rosters over HTTP."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.models import User
from activities.models import Activity
from imports import actions
from imports.commit import commit_roster
from imports.files.uploads import read_upload
from imports.models import RosterImport
from imports.personal_data import SENSITIVE_COLUMNS
from imports.serializers import (
    RosterChoicesSerializer,
    RosterCommitSerializer,
    RosterFileSerializer,
    RosterImportSerializer,
    RosterPreviewSerializer,
    preview_json,
)
from imports.workbooks.downloads import XLSX, xlsx_response
from imports.workbooks.faulty_rows import make_faulty_workbook
from people.disclosures.log import note_disclosure
from screens.api import ApiViewSet, Conflict


class ActivityRosterViewSet(mixins.ListModelMixin, ApiViewSet):
    """Files handed in for one activity; a new one answers with its preview, and nothing is written before `commit`."""

    queryset = RosterImport.objects.newest_first().defer("original", "grid")
    serializer_class = RosterImportSerializer
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> Any:
        activity = fetch(Activity.objects, self.request.user, "register", pk=self.kwargs["activity"])
        return super().get_queryset().filter(activity=activity)

    @extend_schema(request={"multipart/form-data": RosterFileSerializer}, responses={201: RosterPreviewSerializer})
    def create(self, request: ApiRequest, activity: str) -> Response:
        target = fetch(Activity.objects.with_units(), request.user, "register", pk=activity)
        serializer = RosterFileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        file, now = serializer.validated_data["file"], timezone.now()
        roster = actions.receive(target, content=read_upload(file), file_name=file.name, by=request.user, at=now)
        actions.make_preview(roster, by=request.user, at=now)
        return _preview_response(roster, request.user, status.HTTP_201_CREATED)


class RosterViewSet(ApiViewSet):
    queryset = RosterImport.objects.select_related("activity__unit__parent__parent")
    serializer_class = RosterPreviewSerializer
    pagination_class = None

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return _preview_response(fetch(self.queryset, request.user, "register", pk=pk), request.user)

    @extend_schema(request=RosterChoicesSerializer, responses=RosterPreviewSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        """Correct columns, leave rows out, choose matches; the preview comes back computed again."""
        roster = fetch(self.queryset, request.user, "register", pk=pk)
        serializer = RosterChoicesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.choose(roster, serializer.validated_data, by=request.user, at=timezone.now())
        return _preview_response(roster, request.user)

    @extend_schema(request=None, responses=RosterCommitSerializer)
    @action(detail=True, methods=["post"])
    def commit(self, request: ApiRequest, pk: str) -> Response:
        roster = fetch(self.queryset, request.user, "register", pk=pk)
        try:
            return Response(commit_roster(roster, by=request.user, at=timezone.now()))
        except ValidationError as error:
            if getattr(error, "code", "") == "preview_changed":
                raise Conflict(" ".join(error.messages), "preview_changed") from error
            raise

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: ApiRequest, pk: str) -> Response:
        actions.discard(fetch(self.queryset, request.user, "register", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def faulty(self, request: ApiRequest, pk: str) -> HttpResponse:
        roster = fetch(self.queryset, request.user, "register", pk=pk)
        content, rows = make_faulty_workbook(roster)
        unit = roster.activity.unit
        note_disclosure(
            "roster-faulty-rows", "xlsx", by=request.user, people=rows, unit=unit, about=str(roster), sensitive=SENSITIVE_COLUMNS
        )
        return xlsx_response(content, f"dong-loi-{roster.pk}.xlsx")


def _preview_response(roster: RosterImport, user: User, status_code: int = status.HTTP_200_OK) -> Response:
    """Return the preview and log that the user was shown it."""
    preview = preview_json(roster)
    unit, people = roster.activity.unit, len(preview["rows"])
    note_disclosure("roster-preview", "json", by=user, people=people, unit=unit, about=str(roster), sensitive=SENSITIVE_COLUMNS)
    return Response(preview, status=status_code)
