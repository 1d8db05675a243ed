"""Rosters over HTTP: design section 5."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, mixins, status
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
from imports.serializers import (
    RosterChoicesSerializer,
    RosterCommitSerializer,
    RosterFileSerializer,
    RosterImportSerializer,
    RosterPreviewSerializer,
    preview_json,
)
from imports.workbooks.faulty_rows import faulty_workbook
from people.disclosures import note
from screens.api import ApiViewSet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENSITIVE = ("ethnic_group", "phone", "national_id_last4", "birth_date")


class PreviewChanged(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "preview_changed"


class ActivityRosters(mixins.ListModelMixin, ApiViewSet):
    """Files handed in for one activity; a new one answers with its preview, and nothing is written before `commit`."""

    queryset = RosterImport.objects.newest_first().defer("original", "grid")
    serializer_class = RosterImportSerializer
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> Any:
        activity = fetch(Activity.objects, self.request.user, "register", pk=self.kwargs["activity"])
        return super().get_queryset().filter(activity=activity)

    @extend_schema(request={"multipart/form-data": RosterFileSerializer}, responses={201: RosterPreviewSerializer})
    def create(self, request: ApiRequest, activity: str) -> Response:
        held = fetch(Activity.objects.with_units(), request.user, "register", pk=activity)
        form = RosterFileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        sent, now = form.validated_data["file"], timezone.now()
        roster = actions.receive(held, content=read_upload(sent), file_name=sent.name, by=request.user, at=now)
        actions.make_preview(roster, by=request.user, at=now)
        return answer(roster, request.user, status.HTTP_201_CREATED)


class RosterViewSet(ApiViewSet):
    queryset = RosterImport.objects.select_related("activity__unit__parent__parent")
    serializer_class = RosterPreviewSerializer
    pagination_class = None

    def _roster(self, pk: str) -> RosterImport:
        return fetch(self.queryset, self.request.user, "register", pk=pk)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return answer(self._roster(pk), request.user)

    @extend_schema(request=RosterChoicesSerializer, responses=RosterPreviewSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        """Corrects columns, leaves rows out, chooses matches; the preview comes back computed again."""
        roster = self._roster(pk)
        form = RosterChoicesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        actions.choose(roster, form.validated_data, by=request.user, at=timezone.now())
        return answer(roster, request.user)

    @extend_schema(request=None, responses=RosterCommitSerializer)
    @action(detail=True, methods=["post"])
    def commit(self, request: ApiRequest, pk: str) -> Response:
        roster = self._roster(pk)
        try:
            return Response(commit_roster(roster, by=request.user, at=timezone.now()))
        except actions.ValidationError as error:
            if getattr(error, "code", "") == "preview_changed":
                raise PreviewChanged(" ".join(error.messages)) from error
            raise

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: ApiRequest, pk: str) -> Response:
        actions.discard(self._roster(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def faulty(self, request: ApiRequest, pk: str) -> HttpResponse:
        roster = self._roster(pk)
        content, rows = faulty_workbook(roster)
        note("roster-faulty-rows", "xlsx", by=request.user, people=rows, unit=roster.activity.unit, about=str(roster), sensitive=SENSITIVE)
        return workbook(content, f"dong-loi-{roster.pk}.xlsx")


def answer(roster: RosterImport, user: User, status_code: int = status.HTTP_200_OK) -> Response:
    shown = preview_json(roster)
    note("roster-preview", "json", by=user, people=len(shown["rows"]), unit=roster.activity.unit, about=str(roster), sensitive=SENSITIVE)
    return Response(shown, status=status_code)


def workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
