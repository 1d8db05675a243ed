"""Registrations over HTTP."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Activity
from attendance.access import numbers_seen, people_known_to, people_whose_number_is_seen_by
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.passes import qr
from attendance.passes.addresses import pass_address
from attendance.passes.responses import PNG, SVG, private_image
from attendance.registrations import actions
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.serializers import NewRegistrationSerializer, RegistrationSerializer
from people.disclosures.log import note_visit
from people.models import Disclosure
from screens.api import ApiViewSet


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

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            user: Any = self.request.user
            activity = Activity.objects.filter(pk=self.kwargs["activity"]).first()
            context["see_personal"] = activity is not None and user.can("see_personal", activity.unit_id)
            if context["see_personal"]:
                of_activity = people_whose_number_is_seen_by(user).filter(registrations__activity=activity)
                context["numbers_seen"] = set(of_activity.values_list("pk", flat=True))
        return context

    def list(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        response, user, activity = super().list(request, *args, **kwargs), request.user, self._activity()
        people, sees_personal = response.data["count"], user.can("see_personal", activity.unit_id)
        note_list("registration-list", activity, to=user, people=people, way=Disclosure.Way.JSON, sees_personal=sees_personal)
        return response

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
            try:
                matches = find_possible_matches(activity, values["person"], among=known_people, by=request.user)
            except ValidationError as error:
                raise ValidationError({f"person.{field}": problems for field, problems in error.error_dict.items()}) from error
            registration = actions.register_described(activity, values["person"], **chosen_role)
        else:
            registration = actions.register(activity, person=values["person_id"], **chosen_role)
        context = self.get_serializer_context() | {"possible_matches": matches}
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
    sees_personal = request.user.can("see_personal", activity.unit_id)
    note_visit(
        "person",
        by=request.user,
        people=1,
        unit=activity.unit_id,
        about=activity.title,
        way=Disclosure.Way.JSON,
        person=registration.person,
        sensitive=["ethnic_group"] if sees_personal else [],
    )
    context = {"see_personal": sees_personal, "numbers_seen": numbers_seen(request.user, [registration.person])}
    return Response(RegistrationSerializer(registration, context=context).data)
