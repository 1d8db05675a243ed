"""Registrations over HTTP."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Activity
from attendance.access import people_known_to
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.passes import qr
from attendance.passes.addresses import pass_address
from attendance.passes.responses import PNG, SVG, image
from attendance.registrations import actions
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.serializers import NewRegistrationSerializer, RegistrationSerializer
from people import disclosures
from people.models import Disclosure
from screens.api import ApiViewSet


class ActivityRegistrations(mixins.ListModelMixin, ApiViewSet):
    """The registrations of one activity."""

    request: ApiRequest
    queryset = Registration.objects.with_people().select_related("notice").in_name_order()
    serializer_class = RegistrationSerializer

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
            user = self.request.user
            activity = Activity.objects.filter(pk=self.kwargs["activity"]).first()
            context["see_personal"] = activity is not None and user.can("see_personal", activity.unit_id)
        return context

    def list(self, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        answer, user, activity = super().list(request, *args, **kwargs), request.user, self._activity()
        sees_personal = user.can("see_personal", activity.unit_id)
        note_list("registration-list", activity, to=user, people=answer.data["count"], way=Disclosure.Way.JSON, sees_personal=sees_personal)
        return answer

    @extend_schema(request=NewRegistrationSerializer, responses={201: RegistrationSerializer})
    def create(self, request: ApiRequest, activity: str) -> Response:
        held = fetch(Activity.objects, request.user, "register", pk=activity)
        known = people_known_to(request.user)
        form = NewRegistrationSerializer(data=request.data)
        form.fields["person_id"].queryset = known  # type: ignore[attr-defined]
        form.is_valid(raise_exception=True)
        place = {"role": form.validated_data["role"], "category": form.validated_data["category"], "by": request.user}
        matches: list[PossibleMatch] = []
        if "person" in form.validated_data:
            described = form.validated_data["person"]
            matches = find_possible_matches(held, described, among=known)
            registration = actions.register_described(held, described, **place)
        else:
            registration = actions.register(held, person=form.validated_data["person_id"], **place)
        context = self.get_serializer_context() | {"possible_matches": matches}
        return Response(RegistrationSerializer(registration, context=context).data, status=status.HTTP_201_CREATED)


class RegistrationViewSet(ApiViewSet):
    request: ApiRequest
    queryset = Registration.objects.with_people().select_related("notice")
    serializer_class = RegistrationSerializer

    def _answer(self, registration: Registration) -> Response:
        user = self.request.user
        sees = user.can("see_personal", registration.activity.unit_id)
        shown, about = ["ethnic_group"] if sees else [], registration.activity.title
        unit, person = registration.activity.unit_id, registration.person
        disclosures.note_visit("person", by=user, people=1, unit=unit, about=about, way="json", person=person, sensitive=shown)
        return Response(RegistrationSerializer(registration, context={"see_personal": sees}).data)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return self._answer(fetch(self.queryset, request.user, "view", pk=pk))

    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        registration = fetch(self.queryset, request.user, "register", pk=pk)
        form = RegistrationSerializer(registration, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        asked = {"role": registration.role, "category": registration.category} | form.validated_data
        return self._answer(actions.change_role(registration, **asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, pk: str) -> Response:
        return self._answer(actions.withdraw(fetch(self.queryset, request.user, "register", pk=pk)))

    @extend_schema(responses={(200, SVG): OpenApiTypes.BINARY})
    def pass_svg(self, request: ApiRequest, pk: str) -> HttpResponse:
        return image(qr.svg(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), SVG)

    @extend_schema(responses={(200, PNG): OpenApiTypes.BINARY})
    def pass_png(self, request: ApiRequest, pk: str) -> HttpResponse:
        return image(qr.png(pass_address(fetch(self.queryset, request.user, "view", pk=pk), request)), PNG)
