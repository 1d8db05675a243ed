"""Personal data over HTTP: the log, one person's data, erasing it, and requests with their clocks."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response

from accounts.access import require
from accounts.http import ApiRequest
from accounts.sign_in.confirmation import ConfirmedInBrowser
from attendance.access import people_known_to
from people.disclosures.lists import logged_lists
from people.disclosures.log import note_visit
from people.models import Disclosure, Person
from people.personal_columns import Level
from places.models import Unit
from privacy.access import fetch_administered_person, require_administrator
from privacy.data_subject import erasure
from privacy.data_subject.data_copy import as_json, note_copy
from privacy.data_subject.text_review import Choice, NamingText, default_choice
from privacy.disclosure_log.table import LogFilter, readable_by
from privacy.models import DataRequest, Erasure
from privacy.requests import actions
from screens.api import ApiView, ApiViewSet
from screens.day_filters import DayField
from screens.sealed.searches import require_no_number


class EntrySerializer(serializers.Serializer):
    title = serializers.CharField()
    value = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)


class PartSerializer(serializers.Serializer):
    table = serializers.CharField()
    title = serializers.CharField()
    rows = serializers.ListField(child=EntrySerializer(many=True))


class PersonDataSerializer(serializers.Serializer):
    """Everything held about one person, table by table, each row as the columns that say something."""

    person = serializers.IntegerField()
    parts = PartSerializer(many=True)


class PersonDataView(ApiView):
    @extend_schema(responses=PersonDataSerializer)
    def get(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_administered_person(request.user, pk)
        note_copy(person, way="json", by=request.user)
        return Response(as_json(person))


class ErasingSerializer(serializers.Serializer):
    """`choices`: what happens to each text of the preview, by its key; to the others their `default`."""

    reason = serializers.CharField(max_length=300)
    choices = serializers.DictField(child=serializers.CharField(max_length=20), required=False)


class ErasureSerializer(serializers.ModelSerializer):
    """`how`: anonymised (figures stay) or deleted (who was never registered). `removed`: how many of what went."""

    removed = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Erasure
        fields = ["id", "how", "person", "removed", "erased_at"]


class RemovedSerializer(serializers.Serializer):
    title = serializers.CharField()
    number = serializers.IntegerField()


class PieceSerializer(serializers.Serializer):
    text = serializers.CharField()
    names_person = serializers.BooleanField()


class NamingTextSerializer(serializers.Serializer):
    """A text in which the person is named: its table and column in words, its pieces, and what may be decided about it."""

    key = serializers.CharField()
    title = serializers.CharField()
    pieces = serializers.SerializerMethodField()
    choices = serializers.SerializerMethodField()
    default = serializers.SerializerMethodField("default_of")

    @extend_schema_field(PieceSerializer(many=True))
    def get_pieces(self, text: NamingText) -> Any:
        return [{"text": piece, "names_person": is_hit} for piece, is_hit in text.pieces]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Choice.choices)))
    def get_choices(self, text: NamingText) -> list[str]:
        return [choice for choice, _label in text.choices]

    @extend_schema_field(serializers.ChoiceField(choices=Choice.choices))
    def default_of(self, text: NamingText) -> str:
        return default_choice(text, is_reviewed=True)


class ErasurePreviewSerializer(serializers.Serializer):
    """What erasing would do: nothing is written yet."""

    how = serializers.ChoiceField(choices=Erasure.How.choices)
    removed = RemovedSerializer(many=True)
    texts = NamingTextSerializer(many=True)


class PersonEraseView(ApiView):
    """For good: nothing brings it back. GET says what would go, and in which texts the person is named."""

    permission_classes = [ConfirmedInBrowser]

    @extend_schema(responses=ErasurePreviewSerializer)
    def get(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_administered_person(request.user, pk)
        preview = erasure.preview_erasure(person)
        body = {
            "how": Erasure.How.DELETED if erasure.is_to_be_deleted(person) else Erasure.How.ANONYMISED,
            "removed": [{"title": title, "number": number} for title, number in preview.removed],
            "texts": preview.texts,
        }
        return Response(ErasurePreviewSerializer(body).data)

    @extend_schema(request=ErasingSerializer, responses=ErasureSerializer)
    def post(self, request: ApiRequest, pk: int) -> Response:
        person = fetch_administered_person(request.user, pk)
        serializer = ErasingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        reason, choices = serializer.validated_data["reason"], serializer.validated_data.get("choices")
        if choices:
            erasure.require_valid_choices(erasure.preview_erasure(person), choices)
        erased = erasure.erase(person, reason=reason, by=request.user, at=timezone.now(), choices=choices)
        return Response(ErasureSerializer(erased).data)


class DisclosureSerializer(serializers.ModelSerializer):
    """`people`: how many stood on the list, null for a taking that broke off; `user`: null for a paired phone, which `about` names."""

    user = serializers.CharField(source="user.full_name", default=None, allow_null=True)
    sensitive = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Disclosure
        fields = ["id", "at", "user", "what", "about", "way", "people", "sensitive", "person"]


class DisclosuresView(ApiViewSet):
    """Who saw or took whose data: of units and users that the reader administers."""

    queryset = Disclosure.objects.none()
    serializer_class = DisclosureSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Of an activity or a phone; no telephone or card number"),
            OpenApiParameter("what", str, enum=sorted(logged_list.name for logged_list in logged_lists())),
            OpenApiParameter("user", int),
            OpenApiParameter("person", int),
            OpenApiParameter("from", {"type": "string", "format": "date"}),
            OpenApiParameter("to", {"type": "string", "format": "date"}),
        ]
    )
    def list(self, request: ApiRequest) -> Response:
        require_administrator(request.user)
        require_no_number(request.query_params)
        form = LogFilter(request.query_params, user=request.user)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors.get_json_data())
        page = self.paginate_queryset(form.narrow(readable_by(request.user)).select_related("user")) or []
        about = " · ".join(value for _label, value in form.in_words)
        note_visit("disclosure-log", by=request.user, people=len(page), unit=None, about=about, way=Disclosure.Way.JSON)
        return self.get_paginated_response(DisclosureSerializer(page, many=True).data)


class DataRequestSerializer(serializers.ModelSerializer):
    """`acknowledge_by` and `answer_by`: the latest days; `next_due` the nearer of what is still to do, null once it is answered."""

    state = serializers.ChoiceField(choices=["received", "acknowledged", "done", "refused"], read_only=True)
    acknowledge_by = serializers.DateField(source="due.acknowledge", read_only=True)
    answer_by = serializers.DateField(source="due.answer", read_only=True)
    next_due = serializers.DateField(read_only=True, allow_null=True)
    person = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none(), required=False, allow_null=True)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.all(), required=False)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)

    class Meta:
        model = DataRequest
        fields = [
            "id", "kind", "person", "unit", "name", "representative", "contact", "text", "way", "through_others", "received_on", "state",
            "acknowledge_by", "answer_by", "next_due", "acknowledged_on", "answered_on", "answer",
        ]  # fmt: skip
        read_only_fields = ["acknowledged_on", "answered_on", "answer"]
        extra_kwargs = {"received_on": {"validators": DayField.default_validators}}


class DataRequestsView(ApiViewSet):
    """Requests about personal data, what is due first, first. A new one needs `person`, or `name` and `unit`."""

    queryset = DataRequest.objects.none()
    serializer_class = DataRequestSerializer

    def list(self, request: ApiRequest) -> Response:
        require_administrator(request.user)
        data_requests = DataRequest.objects.select_related("person").visible_to(request.user, "administer")
        rows = actions.sort_by_due_day(data_requests, timezone.localdate())
        page = self.paginate_queryset([row.request for row in rows])
        note_visit("data-requests", by=request.user, people=len(rows), unit=None, about="", way=Disclosure.Way.JSON)
        return self.get_paginated_response(DataRequestSerializer(page, many=True).data)

    @extend_schema(responses={201: DataRequestSerializer})
    def create(self, request: ApiRequest) -> Response:
        require_administrator(request.user)
        serializer = DataRequestSerializer(data=request.data)
        serializer.fields["person"].queryset = people_known_to(request.user, "administer")  # type: ignore[attr-defined]
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        person = values.get("person")
        unit = values.pop("unit", None) or (person.unit if person else None)
        if unit is None:
            raise serializers.ValidationError({"unit": serializers.ErrorDetail("unit or person", "required")})
        require(request.user, "administer", unit)
        data_request = actions.receive(**values, unit=unit, by=request.user, today=timezone.localdate())
        return Response(DataRequestSerializer(data_request).data, status=status.HTTP_201_CREATED)
