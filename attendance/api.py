from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, mixins, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.access import fetch
from accounts.authentication import TokenAuthentication
from accounts.models import User
from accounts.permissions import SignedIn
from activities.models import Activity, Sitting
from activities.serializers import ReasonSerializer
from attendance import actions
from attendance.access import people_known_to
from attendance.devices.access import DeviceAuthentication
from attendance.devices.pairing import heard_from
from attendance.disclosure_log import note_list, note_sitting
from attendance.headcounts.uploads import record_counts
from attendance.models import Attendance, Device, Excuse, Headcount, Registration
from attendance.passes import qr
from attendance.passes.addresses import door_address, pass_address, step_ends_at
from attendance.registrations.enrolment import enrol, matches_for
from attendance.scans.parsing import MOST_IN_A_BATCH
from attendance.scans.recording import record_scans
from attendance.serializers import (
    AttendanceSerializer,
    DoorSerializer,
    ExcuseSerializer,
    HeadcountSerializer,
    NewRegistrationSerializer,
    RegistrationSerializer,
    ScanAnswerSerializer,
    ScanBatchSerializer,
    scan_result_json,
)
from people import disclosures
from people.models import Disclosure

SVG, PNG = "image/svg+xml", "image/png"


class Arrivals(CursorPagination):
    """By cursor, without a count: no page is missed while people arrive."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = ("arrived_at", "pk")

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (OverflowError, ValueError, ValidationError, RuntimeWarning) as error:  # a cursor that somebody made up
            raise exceptions.NotFound(self.invalid_cursor_message) from error


def image(content: bytes, content_type: str) -> HttpResponse:
    """An image that belongs to one person or one moment: never kept by anybody between."""
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "private, no-store"})


class ActivityRegistrations(mixins.ListModelMixin, GenericViewSet):
    """The registrations of one activity."""

    queryset = Registration.objects.with_people().select_related("notice").in_name_order()
    serializer_class = RegistrationSerializer
    permission_classes = [SignedIn]
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        found = super().get_queryset().filter(activity=self._activity())
        if (status_ := self.request.query_params.get("status")) in Registration.Status.values:
            found = found.filter(status=status_)
        return found

    def _activity(self) -> Activity:
        return fetch(Activity.objects, self.request.user, "view", pk=self.kwargs["activity"])

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            user: Any = self.request.user
            activity = Activity.objects.filter(pk=self.kwargs["activity"]).first()
            context["see_personal"] = activity is not None and user.can("see_personal", activity.unit_id)
        return context

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer, user, activity = super().list(request, *args, **kwargs), cast(User, request.user), self._activity()
        sees_personal = user.can("see_personal", activity.unit_id)
        note_list("registration-list", activity, to=user, people=answer.data["count"], way=Disclosure.Way.JSON, sees_personal=sees_personal)
        return answer

    @extend_schema(request=NewRegistrationSerializer, responses={201: RegistrationSerializer})
    def create(self, request: Request, activity: str) -> Response:
        held = fetch(Activity.objects, request.user, "register", pk=activity)
        known = people_known_to(request.user)
        form = NewRegistrationSerializer(data=request.data)
        form.fields["person_id"].queryset = known  # type: ignore[attr-defined]
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        matches = matches_for(held, asked["person"], among=known) if "person" in asked else []
        registration = enrol(held, asked, by=request.user)
        context = self.get_serializer_context() | {"possible_matches": matches}
        return Response(RegistrationSerializer(registration, context=context).data, status=status.HTTP_201_CREATED)


class RegistrationViewSet(GenericViewSet):
    queryset = Registration.objects.with_people().select_related("notice")
    serializer_class = RegistrationSerializer
    permission_classes = [SignedIn]
    lookup_value_regex = r"\d{1,18}"
    filter_backends: list[Any] = []

    def _answer(self, registration: Registration) -> Response:
        user: Any = self.request.user
        sees = user.can("see_personal", registration.activity.unit_id)
        shown, about = ["ethnic_group"] if sees else [], registration.activity.title
        unit, person = registration.activity.unit_id, registration.person
        disclosures.note_visit("person", by=user, people=1, unit=unit, about=about, way="json", person=person, sensitive=shown)
        return Response(RegistrationSerializer(registration, context={"see_personal": sees}).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(fetch(self.queryset, request.user, "view", pk=pk))

    def partial_update(self, request: Request, pk: str) -> Response:
        registration = fetch(self.queryset, request.user, "register", pk=pk)
        form = RegistrationSerializer(registration, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        asked = {"role": registration.role, "category": registration.category} | form.validated_data
        return self._answer(actions.change_registration(registration, **asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        return self._answer(actions.withdraw(fetch(self.queryset, request.user, "register", pk=pk)))

    @extend_schema(responses={(200, SVG): OpenApiTypes.BINARY})
    def pass_svg(self, request: Request, pk: str) -> HttpResponse:
        return image(qr.svg(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), SVG)

    @extend_schema(responses={(200, PNG): OpenApiTypes.BINARY})
    def pass_png(self, request: Request, pk: str) -> HttpResponse:
        return image(qr.png(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), PNG)


class SittingAttendances(mixins.ListModelMixin, GenericViewSet):
    """Who came to one sitting, in order of arrival; annulled ones are told apart by `annulled`."""

    queryset = Attendance.objects.with_scan_counts().select_related("registration__person")
    serializer_class = AttendanceSerializer
    permission_classes = [SignedIn]
    filter_backends: list[Any] = []
    pagination_class = Arrivals

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(sitting=self._sitting())

    def _sitting(self) -> Sitting:
        return fetch(Sitting.objects.select_related("activity"), self.request.user, "view", pk=self.kwargs["sitting"])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        people = len(answer.data["results"])
        note_sitting("sitting-attendances", self._sitting(), to=request.user, people=people, way=Disclosure.Way.JSON)
        return answer


class AttendanceViewSet(GenericViewSet):
    queryset = Attendance.objects.with_scan_counts().select_related("registration__person")
    serializer_class = AttendanceSerializer
    permission_classes = [SignedIn]
    lookup_value_regex = r"\d{1,18}"
    filter_backends: list[Any] = []

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(AttendanceSerializer(fetch(self.queryset, request.user, "view", pk=pk)).data)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def annul(self, request: Request, pk: str) -> Response:
        attendance = fetch(Attendance.objects, request.user, "correct", pk=pk)
        form = ReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        actions.annul(attendance, reason=form.validated_data["reason"], by=request.user, at=timezone.now())
        return self.retrieve(request, pk)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        actions.undo_annulment(fetch(Attendance.objects, request.user, "correct", pk=pk), by=request.user, at=timezone.now())
        return self.retrieve(request, pk)


class SittingDoor(GenericViewSet):
    """The door code of this moment."""

    permission_classes = [SignedIn]
    serializer_class = DoorSerializer
    filter_backends: list[Any] = []
    pagination_class = None

    def retrieve(self, request: Request, sitting: str) -> Response:
        now, door = timezone.now(), fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        shown = {"door": door.door, "url": door_address(door, request, now), "step_ends_at": step_ends_at(door, now)}
        return Response(DoorSerializer(shown).data)

    @extend_schema(responses={(200, SVG): OpenApiTypes.BINARY})
    def svg(self, request: Request, sitting: str) -> HttpResponse:
        door = fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        address = door_address(door, request, timezone.now())
        if address is None:
            raise exceptions.NotFound(_("Mã cửa của buổi này đang tắt."))
        return image(qr.svg(address.upper()), SVG)


class SittingExcuses(GenericViewSet):
    """Absences from one sitting that were excused (vắng có phép)."""

    queryset = Excuse.objects.all()
    serializer_class = ExcuseSerializer
    permission_classes = [SignedIn]
    filter_backends: list[Any] = []

    def list(self, request: Request, sitting: str) -> Response:
        held = fetch(Sitting.objects.select_related("activity"), request.user, "view", pk=sitting)
        found = self.paginate_queryset(self.queryset.filter(sitting=held).order_by("pk")) or []
        note_sitting("sitting-excuses", held, to=request.user, people=len(found), way=Disclosure.Way.JSON)
        sees = cast(User, request.user).can("correct", held.activity.unit_id)
        return self.get_paginated_response(ExcuseSerializer(found, many=True, context={"see_reason": sees}).data)

    @extend_schema(responses={201: ExcuseSerializer})
    def create(self, request: Request, sitting: str) -> Response:
        missed = fetch(Sitting.objects, request.user, "correct", pk=sitting)
        form = ExcuseSerializer(data=request.data)
        form.fields["registration"].queryset = Registration.objects.filter(activity=missed.activity_id)  # type: ignore[attr-defined]
        form.is_valid(raise_exception=True)
        found = actions.excuse(
            form.validated_data["registration"], sitting=missed, reason=form.validated_data["reason"], by=request.user, at=timezone.now()
        )
        return Response(ExcuseSerializer(found, context={"see_reason": True}).data, status=status.HTTP_201_CREATED)


class SittingHeadcounts(GenericViewSet):
    """People at one sitting counted without names."""

    queryset = Headcount.objects.all()
    serializer_class = HeadcountSerializer
    permission_classes = [SignedIn]
    filter_backends: list[Any] = []

    def list(self, request: Request, sitting: str) -> Response:
        counted = self.queryset.filter(sitting=fetch(Sitting.objects, request.user, "view", pk=sitting))
        return self.get_paginated_response(HeadcountSerializer(self.paginate_queryset(counted), many=True).data)

    @extend_schema(responses={201: HeadcountSerializer})
    def create(self, request: Request, sitting: str) -> Response:
        place = fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        form = HeadcountSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        found = actions.count_heads(place, **form.validated_data, by=request.user, at=timezone.now())
        return Response(HeadcountSerializer(found).data, status=status.HTTP_201_CREATED)


class ScansView(APIView):
    """Every way in ends here: up to 500 scans, each answered by itself, in the order sent; from a phone also what it counted."""

    authentication_classes = [DeviceAuthentication, TokenAuthentication, SessionAuthentication]
    permission_classes = [SignedIn]

    @extend_schema(request=ScanBatchSerializer, responses=ScanAnswerSerializer)
    def post(self, request: Request) -> Response:
        received_at = timezone.now()
        sent: Any = request.data
        items, device_time = _batch(sent)
        device = request.auth if isinstance(request.auth, Device) else None
        sender = _of_phone(device) if device else _of_user(request.user)
        results = record_scans(items, received_at=received_at, device_time=device_time, device=device, **sender)
        counts = record_counts(
            sent.get("headcounts"),
            sittings=sender["sittings"],
            by=sender["user"],
            device=device,
            received_at=received_at,
            device_time=device_time,
        )
        if device:
            _note_contact(device, sent, received_at, device_time)
        answered = {"server_time": received_at.isoformat(), "results": [scan_result_json(result) for result in results]}
        return Response(answered | ({"headcounts": counts} if "headcounts" in sent else {}))


def _of_user(user: Any) -> dict[str, Any]:
    within = {"among": Registration.objects.visible_to(user, "check_in"), "sittings": Sitting.objects.visible_to(user, "check_in")}
    return within | {"user": user}


def _of_phone(device: Device) -> dict[str, Any]:
    """All passes are looked among, since one of another activity is told apart from an unknown one; sittings are its own."""
    return {"among": Registration.objects.all(), "sittings": Sitting.objects.filter(activity=device.activity_id), "user": None}


def _note_contact(device: Device, sent: Any, received_at: datetime, device_time: datetime | None) -> None:
    waiting = sent.get("waiting")
    is_count = isinstance(waiting, int) and not isinstance(waiting, bool) and 0 <= waiting < 1_000_000
    heard_from(
        device,
        at=received_at,
        offset=received_at - device_time if device_time else None,
        waiting=waiting if is_count else None,
    )


def _batch(sent: Any) -> tuple[list[Any], datetime | None]:
    if not isinstance(sent, dict) or not isinstance(sent.get("scans"), list):
        raise ValidationError({"scans": ValidationError(_("Cần một danh sách scans."), code="required")})
    if len(sent["scans"]) > MOST_IN_A_BATCH:
        message = _("Mỗi lần gửi tối đa %(most)s lượt quét; đã nhận %(sent)s.") % {"most": MOST_IN_A_BATCH, "sent": len(sent["scans"])}
        raise ValidationError({"scans": ValidationError(message, code="too_many_scans")})
    return sent["scans"], _device_time(sent.get("device_time"))


def _device_time(written: Any) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo and 2000 <= moment.year <= 2200:
            return moment
    except (TypeError, ValueError):
        pass
    raise ValidationError({"device_time": ValidationError(_("Cần thời điểm ISO 8601 có múi giờ."), code="not_a_time")})
