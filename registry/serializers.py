"""Shapes of people on record, of what they attended, and of two records that may be one person."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from attendance.models import Registration
from attendance.registrations.serializers import EthnicGroupField, PersonSerializer
from people.identity.wording import OBJECTIONS, REASONS
from people.models import Person
from places.models import Unit
from registry.duplicates import CERTAINTY, DuplicateRecords
from registry.merging.merge_plan import FIELD_NAMES, OTHER, THIS
from registry.models import Merge
from registry.records.filters import Figures

NOTHING = Figures()
FIGURES = ["activities_attended", "sittings_attended", "last_attended"]


class SearchSerializer(serializers.Serializer):
    q = serializers.CharField(
        max_length=100, help_text="Words of the name in any order, without accents; a part of the phone number; last 4 of the card"
    )


class RecordSerializer(PersonSerializer):
    """A person on record. Context: `personal`, the ids of those whose personal fields the reader may see (null for the others),
    `numbers_seen`, of whose cards the last digits, and `figures` {id: Figures}: activities and sittings attended are two different
    numbers."""

    activities_attended = serializers.SerializerMethodField()
    sittings_attended = serializers.SerializerMethodField()
    last_attended = serializers.SerializerMethodField()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, *FIGURES]
        read_only_fields = fields

    def to_representation(self, person: Person) -> dict[str, Any]:
        data = serializers.ModelSerializer.to_representation(self, person)
        if person.pk not in self.context["numbers_seen"]:
            data["national_id_last4"] = None
        return data if person.pk in self.context["personal"] else data | dict.fromkeys(self.PERSONAL)

    def figures_of(self, person: Person) -> Figures:
        return self.context["figures"].get(person.pk, NOTHING)

    @extend_schema_field(int)
    def get_activities_attended(self, person: Person) -> int:
        return self.figures_of(person).activities

    @extend_schema_field(int)
    def get_sittings_attended(self, person: Person) -> int:
        return self.figures_of(person).sittings

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_attended(self, person: Person) -> Any:
        last = self.figures_of(person).last
        return serializers.DateTimeField().to_representation(last) if last else None


class CorrectionSerializer(serializers.Serializer):
    """What is sent is put right; what is left out stays. null or "" : not known any more. A year that contradicts the date of birth on
    record takes its place."""

    full_name = serializers.CharField(max_length=1000, required=False)
    gender = serializers.ChoiceField(choices=Person.Gender.choices, required=False, allow_null=True)
    birth_year = serializers.IntegerField(required=False, allow_null=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    ethnic_group = EthnicGroupField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"), required=False)
    organisation = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)
    position = serializers.CharField(required=False, allow_blank=True, max_length=120)
    national_id = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)


class PrizeSerializer(serializers.Serializer):
    prize = serializers.CharField()
    place = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()


class ParticipationSerializer(serializers.ModelSerializer):
    """One activity that a person is registered in; `sittings_attended` of `sittings`."""

    registration = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="activity.title")
    kind = serializers.CharField(source="activity.kind")
    starts_on = serializers.DateField(source="activity.starts_on")
    ends_on = serializers.DateField(source="activity.ends_on")
    unit = serializers.IntegerField(source="activity.unit_id")
    unit_name = serializers.CharField(source="activity.unit.label")
    sittings = serializers.IntegerField(source="sittings_held")
    sittings_attended = serializers.IntegerField()
    sittings_excused = serializers.IntegerField()
    team = serializers.SerializerMethodField()
    prizes = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = [
            "registration", "activity", "title", "kind", "starts_on", "ends_on", "unit", "unit_name", "role", "category", "status",
            "is_walk_in", "sittings", "sittings_attended", "sittings_excused", "team", "prizes",
        ]  # fmt: skip

    @extend_schema_field({"type": ["string", "null"]})
    def get_team(self, row: Any) -> str | None:
        return row.team_member.team.name if hasattr(row, "team_member") else None

    @extend_schema_field(PrizeSerializer(many=True))
    def get_prizes(self, row: Any) -> Any:
        results = row.team_member.team.results.all() if hasattr(row, "team_member") else []
        return PrizeSerializer(results, many=True).data


class LikelySerializer(serializers.Serializer):
    """Two records that may be one person. `reasons` and `against` are closed words; `why` and `but` say them in sentences. `first` says
    more and is proposed to stay. Context: `numbers_seen`."""

    first = serializers.SerializerMethodField()
    second = serializers.SerializerMethodField()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[(word, word) for word in REASONS]), source="comparison.reasons")
    against = serializers.ListField(
        child=serializers.ChoiceField(choices=[(word, word) for word in OBJECTIONS]), source="comparison.objections"
    )
    why = serializers.ListField(child=serializers.CharField(), source="reasons_in_words")
    but = serializers.ListField(child=serializers.CharField(), source="objections_in_words")
    score = serializers.IntegerField(source="comparison.score")
    certainty = serializers.SerializerMethodField()

    @extend_schema_field(PersonSerializer)
    def get_first(self, offer: DuplicateRecords) -> Any:
        return PersonSerializer(offer.first, context={**self.context, "see_personal": True}).data

    @extend_schema_field(PersonSerializer)
    def get_second(self, offer: DuplicateRecords) -> Any:
        return PersonSerializer(offer.second, context={**self.context, "see_personal": True}).data

    @extend_schema_field(serializers.ChoiceField(choices=[(word, word) for word, *_bounds in CERTAINTY]))
    def get_certainty(self, offer: DuplicateRecords) -> str:
        return offer.certainty[0]


class KeepSerializer(serializers.Serializer):
    """Which record's value stays, field by field: this (of the address) or other."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.ChoiceField(choices=[(THIS, THIS), (OTHER, OTHER)], required=False) for name in FIELD_NAMES}


class MergeRequestSerializer(serializers.Serializer):
    """`other` becomes part of the person of the address. What is not said is proposed as the screen does: what says more.
    `registrations`: which registration stays, for activities in which both are registered."""

    other = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    keep = KeepSerializer(required=False)
    registrations = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False)


class NotTheSameSerializer(serializers.Serializer):
    """`other` and the person of the address are two people."""

    other = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class MergeSerializer(serializers.ModelSerializer):
    """`kept` stays; `gone` is the id that went, and comes back when this is undone."""

    class Meta:
        model = Merge
        fields = ["id", "kept", "gone", "merged_at", "undone_at"]
        read_only_fields = fields
