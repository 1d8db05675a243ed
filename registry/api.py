"""People on record over HTTP: the list, one person, what they attended, likely duplicates, and merges."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.http import ApiRequest
from accounts.models import User
from attendance.access import numbers_seen, people_known_to, people_whose_number_is_seen_by
from attendance.models import Registration
from people.actions import correct_person
from people.disclosures.log import note_disclosure
from people.models import Disclosure, Person
from registry import duplicates
from registry.access import (
    SENSITIVE_OF_PERSON,
    fetch_merge,
    fetch_pair,
    fetch_person,
    note_duplicates,
    note_people,
    note_person,
    people_in_full,
    with_particulars,
)
from registry.merging import unmerging
from registry.merging.actions import merge
from registry.models import Merge
from registry.records import participation_history
from registry.records.filters import ON_RECORD, SORTS, PeopleForm
from registry.records.forms import ethnicity_note_for
from registry.serializers import (
    CorrectionSerializer,
    LikelySerializer,
    MergeRequestSerializer,
    MergeSerializer,
    NotTheSameSerializer,
    ParticipationSerializer,
    RecordSerializer,
    SearchSerializer,
)
from screens.api import ApiViewSet
from screens.sealed.searches import require_no_number

NAME_FILTER = OpenApiParameter("q", str, description="Words of the name in any order, without accents; no number: see `persons/search/`")
FILTERS = [
    OpenApiParameter("unit", int, description="Lives in this unit or below, through time"),
    OpenApiParameter("ethnic_group", int),
    OpenApiParameter("gender", str, enum=Person.Gender.values),
    OpenApiParameter("born_from", int),
    OpenApiParameter("born_to", int),
    OpenApiParameter("on_record", str, enum=list(ON_RECORD), description="What is known or missing"),
    OpenApiParameter("activity", int, description="Attended it; with role, category, from, to, at_least: all of the same attendances"),
    OpenApiParameter("held_in", int, description="Attended in this unit or below, through time; `unit` is where somebody lives"),
    OpenApiParameter("role", str, enum=Registration.Role.values),
    OpenApiParameter("category", str, enum=Registration.Category.values),
    OpenApiParameter("from", OpenApiTypes.DATE, description="Attended a sitting on this day or later"),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("at_least", int, description="Attended at least so many activities"),
    OpenApiParameter("sort", str, enum=[*SORTS, *(f"-{word}" for word in SORTS)]),
]


class PersonsViewSet(ApiViewSet):
    """The people on record: who lives where the reader has a role, or was registered for an activity there."""

    queryset = Person.objects.none()
    serializer_class = RecordSerializer

    @extend_schema(parameters=[NAME_FILTER, *FILTERS], responses=RecordSerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        require_no_number(request.query_params)
        return self._list_matching(request, request.query_params)

    @extend_schema(parameters=FILTERS, request=SearchSerializer, responses=RecordSerializer(many=True))
    def search(self, request: ApiRequest) -> Response:
        """List people by a number, which may stand in no address: `q` is posted, the other filters are those of the list."""
        serializer = SearchSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return self._list_matching(request, request.query_params.dict() | serializer.validated_data)

    def _list_matching(self, request: ApiRequest, filters: Mapping[str, str]) -> Response:
        form = PeopleForm(filters, user=request.user)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        # What only some may know is not told by a filter either.
        verb = "see_personal" if form.asks_what_is_personal else "view"
        people = with_particulars(people_known_to(request.user, verb))
        ordered: Any = form.sort(form.narrow(people), request.query_params.get("sort", ""))
        page = self.paginate_queryset(ordered) or []
        data = RecordSerializer(page, many=True, context=_record_context(request.user, form, page)).data
        if page:
            note_people(form, by=request.user, people=len(page), way=Disclosure.Way.JSON)
        return self.get_paginated_response(data)

    @extend_schema(responses=RecordSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        return _one_record(request.user, pk)

    @extend_schema(request=CorrectionSerializer, responses=RecordSerializer)
    def partial_update(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_person(request.user, "register", pk)
        serializer = CorrectionSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changes = serializer.validated_data
        on_record = {
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
        values: dict[str, Any] = on_record | changes  # what was not sent stays as it is
        if "birth_date" not in changes and person.birth_date and values["birth_year"] != person.birth_date.year:
            values["birth_date"] = None
        correct_person(person, **values, by=request.user, ethnicity_note=ethnicity_note_for(person, values["ethnic_group"]))
        return _one_record(request.user, pk)


def _one_record(user: User, pk: int) -> Response:
    person = fetch_person(user, "view", pk)
    form = PeopleForm({}, user=user)
    form.full_clean()
    note_person(person, by=user, way=Disclosure.Way.JSON)
    return Response(RecordSerializer(person, context=_record_context(user, form, [person])).data)


def _record_context(user: User, form: PeopleForm, people: Iterable[Person]) -> dict[str, Any]:
    """Return what RecordSerializer needs beside the people: whose personal fields and card `user` may see, and figures."""
    people = list(people)
    ids = [person.pk for person in people]
    personal = people_known_to(user, "see_personal").filter(pk__in=ids).values_list("pk", flat=True)
    return {"personal": set(personal), "numbers_seen": numbers_seen(user, people), "figures": form.figures(ids)}


class PersonActivitiesView(ApiViewSet):
    """What one person is registered in and attended, the latest first, where the reader has a role."""

    queryset = Registration.objects.none()
    serializer_class = ParticipationSerializer

    @extend_schema(responses=ParticipationSerializer(many=True))
    def list(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_person(request.user, "view", pk)
        page = self.paginate_queryset(participation_history.participations(person, request.user))
        note_disclosure("person", "json", by=request.user, people=1, person=person, unit=person.unit)
        return self.get_paginated_response(ParticipationSerializer(page, many=True).data)


class LikelyDuplicatesView(ApiViewSet):
    """Pairs that may be one person, the surest first, among those whose personal data the reader may see."""

    queryset = Person.objects.none()
    serializer_class = LikelySerializer

    @extend_schema(responses=LikelySerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        if not request.user.can_anywhere("see_personal"):
            raise PermissionDenied
        people = people_in_full(request.user)
        pairs = duplicates.find_duplicates(people, numbers_among=people_whose_number_is_seen_by(request.user))
        records = duplicates.load_records(self.paginate_queryset(pairs) or [], people)
        people_on_page = [person for pair in records for person in (pair.first, pair.second)]
        if records:
            ids = {person.pk for person in people_on_page}
            note_duplicates(by=request.user, people=len(ids), sensitive=SENSITIVE_OF_PERSON, way=Disclosure.Way.JSON)
        context = {"numbers_seen": numbers_seen(request.user, people_on_page)}
        return self.get_paginated_response(LikelySerializer(records, many=True, context=context).data)


class NotTheSameViewSet(ApiViewSet):
    """That two records are two people, which are not offered again; and taken back."""

    queryset = Person.objects.none()
    serializer_class = NotTheSameSerializer
    pagination_class = None

    @extend_schema(request=NotTheSameSerializer, responses=NotTheSameSerializer)
    def tell_apart(self, request: ApiRequest, pk: int) -> Response:
        first, second = self._fetch_pair(request, pk)
        duplicates.tell_apart(first, second, by=request.user, at=timezone.now())
        return Response({"other": second.pk})

    @extend_schema(request=NotTheSameSerializer, responses=NotTheSameSerializer)
    def offer_again(self, request: ApiRequest, pk: int) -> Response:
        first, second = self._fetch_pair(request, pk)
        duplicates.offer_again(first, second)
        return Response({"other": second.pk})

    def _fetch_pair(self, request: ApiRequest, pk: int) -> tuple[Person, Person]:
        fetch_person(request.user, "register", pk)
        serializer = NotTheSameSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return fetch_pair(request.user, pk, serializer.validated_data["other"])


class MergeViewSet(ApiViewSet):
    """Two records made one, and taken back."""

    queryset = Merge.objects.none()
    serializer_class = MergeSerializer
    pagination_class = None

    @extend_schema(request=MergeRequestSerializer, responses=MergeSerializer)
    def merge(self, request: ApiRequest, pk: int) -> Response:
        fetch_person(request.user, "register", pk)
        serializer = MergeRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        choices = serializer.validated_data
        target, source = fetch_pair(request.user, pk, choices["other"])
        registrations = Registration.objects.filter(pk__in=choices.get("registrations", ()), person__in=(target, source))
        merged = merge(
            target,
            source,
            keep=choices.get("keep"),
            registrations=dict(registrations.values_list("activity", "pk")),
            by=request.user,
            at=timezone.now(),
        )
        return Response(MergeSerializer(merged).data)

    @extend_schema(request=None, responses=MergeSerializer)
    def undo(self, request: ApiRequest, pk: int) -> Response:
        merge = fetch_merge(request.user, pk)
        unmerging.undo(merge, by=request.user, at=timezone.now())
        merge.refresh_from_db()
        return Response(MergeSerializer(merge).data)
