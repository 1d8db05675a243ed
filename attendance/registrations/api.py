"""Registrations over HTTP."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from accounts.models import User
from activities.models import Activity
from attendance.access import numbers_seen, people_known_to
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.passes import qr
from attendance.passes.addresses import pass_address
from attendance.passes.responses import PNG, SVG, private_image
from attendance.registrations import actions
from attendance.registrations.copying.actions import register_from
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.serializers import (
    EarlierActivitiesSerializer,
    NewRegistrationSerializer,
    RegisteredAgainSerializer,
    RegistrationSerializer,
)
from people.disclosures.log import note_visit
from people.models import Disclosure, Person
from screens.api import ApiViewSet
from screens.nested_errors import errors_under


class ActivityRegistrations(mixins.ListModelMixin, ApiViewSet):
    """The registrations of one activity."""

    queryset = Registration.objects.with_people().select_related("notice").in_name_order()
    serializer_class = RegistrationSerializer

    def get_queryset(self) -> Any:
        registrations = super().get_queryset().filter(activity=self._activity())
        if (status_ := self.request.query_params.get("status")) in Registration.Status.values:
            registrations = registrations.filter(status=status_)
        return registrations

    def _activity(self, verb: str = "view") -> Activity:
        return fetch(Activity.objects, self.request.user, verb, pk=self.kwargs["activity"])

    def list(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        activity, user = self._activity(), request.user
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        context = _person_context(user, activity, [registration.person for registration in page])
        response = self.get_paginated_response(RegistrationSerializer(page, many=True, context=context).data)
        people, sees_personal = response.data["count"], context["see_personal"]
        note_list("registration-list", activity, to=user, people=people, way=Disclosure.Way.JSON, sees_personal=sees_personal)
        return response

    @extend_schema(request=EarlierActivitiesSerializer, responses={200: RegisteredAgainSerializer})
    def from_earlier(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:
        """Register the people of earlier activities, each once; who was on the list before stays as they are."""
        activity = self._activity("register")
        serializer = EarlierActivitiesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        ids, people = set(serializer.validated_data["activities"]), serializer.validated_data["people"]
        sources = list(Activity.objects.visible_to(request.user, "register").filter(pk__in=ids).exclude(pk=activity.pk))
        if len(sources) != len(ids):
            message = _("Có hoạt động không tồn tại, hoặc bạn không được đăng ký người ở đó.")
            raise ValidationError({"activities": ValidationError(message, code="does_not_exist")})
        registered, already = register_from(activity, sources, people=people, by=request.user)
        return Response({"registered": registered, "already": already})

    @extend_schema(request=NewRegistrationSerializer, responses={201: RegistrationSerializer})
    def create(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:
        activity = self._activity("register")
        known_people = people_known_to(request.user)
        serializer = NewRegistrationSerializer(data=request.data)
        serializer.fields["person_id"].queryset = known_people  # type: ignore[attr-defined]
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        chosen_role = {"role": values["role"], "category": values["category"], "by": request.user}
        matches: list[PossibleMatch] = []
        if "person" in values:
            with errors_under("person"):
                matches = find_possible_matches(activity, values["person"], among=known_people, by=request.user)
            registration = actions.register_described(activity, values["person"], **chosen_role)
        else:
            registration = actions.register(activity, person=values["person_id"], **chosen_role)
        context = _person_context(request.user, activity, [registration.person]) | {"possible_matches": matches}
        return Response(RegistrationSerializer(registration, context=context).data, status=status.HTTP_201_CREATED)


class RegistrationViewSet(ApiViewSet):
    queryset = Registration.objects.with_people().select_related("notice")
    serializer_class = RegistrationSerializer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return _respond(request, fetch(self.queryset, request.user, "view", pk=pk))

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        registration = fetch(self.queryset, request.user, "register", pk=pk)
        serializer = RegistrationSerializer(registration, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        chosen_role = {"role": registration.role, "category": registration.category} | serializer.validated_data
        return _respond(request, actions.change_role(registration, **chosen_role))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, pk: str) -> Response:
        return _respond(request, actions.withdraw(fetch(self.queryset, request.user, "register", pk=pk)))

    @extend_schema(responses={(200, SVG): OpenApiTypes.BINARY})
    def pass_svg(self, request: ApiRequest, pk: str) -> HttpResponse:
        return private_image(qr.svg(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), SVG)

    @extend_schema(responses={(200, PNG): OpenApiTypes.BINARY})
    def pass_png(self, request: ApiRequest, pk: str) -> HttpResponse:
        return private_image(qr.png(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), PNG)


def _respond(request: ApiRequest, registration: Registration) -> Response:
    """Return the registration with its person, and note in the log that `request.user` saw them."""
    activity = registration.activity
    context = _person_context(request.user, activity, [registration.person])
    note_visit(
        "person",
        by=request.user,
        people=1,
        unit=activity.unit_id,
        about=activity.title,
        way=Disclosure.Way.JSON,
        person=registration.person,
        sensitive=["ethnic_group"] if context["see_personal"] else [],
    )
    return Response(RegistrationSerializer(registration, context=context).data)


def _person_context(user: User, activity: Activity, people: Iterable[Person]) -> dict[str, Any]:
    """Return the context of PersonSerializer."""
    sees_personal = user.can("see_personal", activity.unit_id)
    return {"see_personal": sees_personal, "numbers_seen": numbers_seen(user, people) if sees_personal else set()}
