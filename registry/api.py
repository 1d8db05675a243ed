from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.http import ApiRequest
from attendance.access import people_known_to
from attendance.models import Registration
from people import disclosures
from people.actions import correct_person
from people.models import Person
from registry import duplicates
from registry.access import fetch_merge, fetch_pair, fetch_person, people_in_full
from registry.merging import unmerging
from registry.merging.actions import merge
from registry.models import Merge
from registry.records import participation_history
from registry.records.filters import ON_RECORD, SORTS, PeopleForm
from registry.records.forms import note_kept
from registry.records.views import SHOWN_IN_LIST, SHOWN_OF_ONE
from registry.serializers import (
    CorrectionSerializer,
    LikelySerializer,
    MergeRequestSerializer,
    MergeSerializer,
    ParticipationSerializer,
    RecordSerializer,
)
from screens.api import ApiViewSet

FILTERS = [
    OpenApiParameter(
        "q", str, description="Words of the name in any order, without accents; a part of the phone number; last 4 of the card"
    ),
    OpenApiParameter("unit", int, description="Lives in this unit or below, through time"),
    OpenApiParameter("ethnic_group", int),
    OpenApiParameter("gender", str, enum=Person.Gender.values),
    OpenApiParameter("born_from", int),
    OpenApiParameter("born_to", int),
    OpenApiParameter("on_record", str, enum=list(ON_RECORD), description="What is known or missing"),
    OpenApiParameter("activity", int, description="Attended it; with role, category, from, to, at_least: all of the same attendances"),
    OpenApiParameter("role", str, enum=Registration.Role.values),
    OpenApiParameter("category", str, enum=Registration.Category.values),
    OpenApiParameter("from", OpenApiTypes.DATE, description="Attended a sitting on this day or later"),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("at_least", int, description="Attended at least so many activities"),
    OpenApiParameter("sort", str, enum=[*SORTS, *(f"-{word}" for word in SORTS)]),
]


def asked_form(request: ApiRequest) -> PeopleForm:
    """Raises ValidationError, keyed by the filter that is wrong."""
    form = PeopleForm(request.query_params, user=request.user)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form


class PersonsViewSet(ApiViewSet):
    """The people on record: who lives where the reader has a role, or was registered for an activity there."""

    queryset = Person.objects.none()
    serializer_class = RecordSerializer

    @extend_schema(parameters=FILTERS, responses=RecordSerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        form = asked_form(request)
        # What only some may know is not told by a filter either.
        verb = "see_personal" if form.asks_what_is_personal else "view"
        people = people_known_to(request.user, verb).select_related("unit__parent__parent", "ethnic_group", "organisation")
        shown = self.paginate_queryset(form.in_order(form.narrow(people), request.query_params.get("sort", "")))
        answer = RecordSerializer(shown, many=True, context=_context(request, form, shown)).data
        if shown:
            disclosures.note("person-list", "json", by=request.user, people=len(shown), sensitive=SHOWN_IN_LIST, filters=form.in_words)
        return self.get_paginated_response(answer)

    @extend_schema(responses=RecordSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        return self._answer(request, fetch_person(request.user, "view", pk))

    @extend_schema(request=CorrectionSerializer, responses=RecordSerializer)
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_person(request.user, "register", pk)
        form = CorrectionSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        correct_person(person, **_corrected(person, form.validated_data))
        return self._answer(request, fetch_person(request.user, "view", pk))

    def _answer(self, request: ApiRequest, person: Person) -> Response:
        form = PeopleForm({}, user=request.user)
        form.full_clean()
        disclosures.note("person", "json", by=request.user, people=1, person=person, unit=person.unit, sensitive=SHOWN_OF_ONE)
        return Response(RecordSerializer(person, context=_context(request, form, [person])).data)


def _context(request: ApiRequest, form: PeopleForm, shown: Any) -> dict[str, Any]:
    ids = [person.pk for person in shown]
    personal = people_known_to(request.user, "see_personal").filter(pk__in=ids).values_list("pk", flat=True)
    return {"personal": set(personal), "figures": form.figures(ids)}


def _corrected(person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """As people.actions.correct_person takes it: what was not sent as it is."""
    known = {
        "full_name": person.full_name,
        "gender": person.gender,
        "birth_year": person.birth_year,
        "birth_date": person.birth_date,
        "ethnic_group": person.ethnic_group,
        "phone": person.phone,
        "unit": person.unit,
        "organisation": person.organisation.name if person.organisation else None,
        "position": person.position,
    }
    values: dict[str, Any] = known | sent
    if "birth_date" not in sent and person.birth_date and values["birth_year"] != person.birth_date.year:
        values["birth_date"] = None
    return values | {"ethnicity_note": note_kept(person, values["ethnic_group"])}


class PersonActivitiesView(ApiViewSet):
    """What one person is registered in and attended, the latest first, where the reader has a role."""

    queryset = Registration.objects.none()
    serializer_class = ParticipationSerializer

    @extend_schema(responses=ParticipationSerializer(many=True))
    def list(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_person(request.user, "view", pk)
        shown = self.paginate_queryset(participation_history.participations(person, request.user))
        disclosures.note("person", "json", by=request.user, people=1, person=person, unit=person.unit)
        return self.get_paginated_response(ParticipationSerializer(shown, many=True).data)


class LikelyDuplicatesView(ApiViewSet):
    """Pairs that may be one person, the surest first, among those whose personal data the reader may see."""

    queryset = Person.objects.none()
    serializer_class = LikelySerializer

    @extend_schema(responses=LikelySerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        if not request.user.can_anywhere("see_personal"):  # type: ignore[union-attr]
            raise PermissionDenied
        people = people_in_full(request.user)
        shown = duplicates.load_records(self.paginate_queryset(duplicates.find_duplicates(people)) or [], people)
        if shown:
            ids = {pk for pair in shown for pk in (pair.first.pk, pair.second.pk)}
            disclosures.note("likely-duplicates", "json", by=request.user, people=len(ids), sensitive=SHOWN_OF_ONE)
        return self.get_paginated_response(LikelySerializer(shown, many=True).data)


class MergeViewSet(ApiViewSet):
    """Two records made one, and taken back."""

    queryset = Merge.objects.none()
    serializer_class = MergeSerializer
    pagination_class = None

    @extend_schema(request=MergeRequestSerializer, responses=MergeSerializer)
    def merge(self, request: ApiRequest, pk: int) -> Response:
        fetch_person(request.user, "register", pk)
        form = MergeRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        kept, gone = fetch_pair(request.user, pk, asked["other"])
        stay = Registration.objects.filter(pk__in=asked.get("registrations", ()), person__in=(kept, gone))
        done = merge(
            kept,
            gone,
            keep=asked.get("keep"),
            registrations=dict(stay.values_list("activity", "pk")),
            by=request.user,
            at=timezone.now(),
        )
        return Response(MergeSerializer(done).data)

    @extend_schema(request=None, responses=MergeSerializer)
    def undo(self, request: ApiRequest, pk: int) -> Response:
        found = fetch_merge(request.user, pk)
        unmerging.undo(found, by=request.user, at=timezone.now())
        found.refresh_from_db()
        return Response(MergeSerializer(found).data)
