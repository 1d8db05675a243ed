"""Shapes of registrations and of the people in them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from activities.serializers import CopiesSerializer
from attendance.models import Registration
from attendance.registrations.copying.actions import MOST_SOURCES, PeopleToCopy
from people import personal_columns
from people.ethnic_groups import require_group
from people.models import EthnicGroup, Person
from places.models import Unit
from screens.query_strings import ID_DIGITS


@extend_schema_field(str)
class EthnicGroupField(serializers.Field):
    """An ethnic group, written by any of its names and shown by its official one."""

    def to_internal_value(self, written: Any) -> EthnicGroup:
        if not isinstance(written, str):
            raise serializers.ValidationError("text", code="not_text")
        return require_group(written)

    def to_representation(self, group: EthnicGroup) -> str:
        return group.name


class PersonSerializer(serializers.ModelSerializer):
    """A person in an activity; columns that need `see_personal` (people.personal_columns) are null for users without it.

    Context: `see_personal`, and `numbers_seen`, the ids of those of whose cards the last digits are shown (null for the others).
    """

    unit_name = serializers.CharField(source="unit.label", read_only=True)
    ethnic_group = serializers.CharField(source="ethnic_group.name", read_only=True, default=None, allow_null=True)
    organisation = serializers.CharField(source="organisation.name", read_only=True, default=None, allow_null=True)
    phone = serializers.CharField(read_only=True, allow_null=True)
    national_id_last4 = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Person
        fields = [
            "id", "full_name", "gender", "birth_year", "birth_date", "ethnic_group", "phone", "unit", "unit_name", "organisation",
            "position", "national_id_last4",
        ]  # fmt: skip
        read_only_fields = fields

    PERSONAL = personal_columns.shown_only_by(personal_columns.Seen.SEE_PERSONAL, Person, among=Meta.fields)

    def to_representation(self, person: Person) -> dict[str, Any]:
        data = super().to_representation(person)
        if person.pk not in self.context.get("numbers_seen", ()):
            data["national_id_last4"] = None
        return data if self.context.get("see_personal") else data | dict.fromkeys(self.PERSONAL)


class NewPersonSerializer(serializers.Serializer):
    full_name = serializers.CharField(max_length=1000)  # longer than a name may be: the action says what is wrong with it
    gender = serializers.ChoiceField(choices=Person.Gender.choices, required=False, allow_null=True)
    birth_year = serializers.IntegerField(required=False, allow_null=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    ethnic_group = EthnicGroupField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.select_related("parent__parent"))
    organisation = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)
    position = serializers.CharField(required=False, allow_blank=True, max_length=120)
    national_id = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=40)


class NewRegistrationSerializer(serializers.Serializer):
    person = NewPersonSerializer(required=False)
    person_id = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none(), required=False)
    role = serializers.ChoiceField(choices=Registration.Role.choices, default=Registration.Role.PARTICIPANT)
    category = serializers.ChoiceField(choices=Registration.Category.choices, required=False, allow_blank=True, default="")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if ("person" in values) == ("person_id" in values):
            raise serializers.ValidationError({"person": serializers.ErrorDetail("person or person_id, one of the two", "required")})
        return values


class MatchSerializer(serializers.Serializer):
    """A possible match. `reasons`: words of `people.identity.wording.REASONS`."""

    id = serializers.IntegerField(source="person.pk")
    full_name = serializers.CharField(source="person.full_name")
    birth_year = serializers.IntegerField(source="person.birth_year", allow_null=True)
    unit_name = serializers.CharField(source="person.unit.label")
    reasons = serializers.ListField(child=serializers.CharField(), source="comparison.reasons")
    registered_here = serializers.BooleanField(source="is_registered_here")


class RegistrationSerializer(serializers.ModelSerializer):
    person = PersonSerializer(read_only=True)
    notice = serializers.IntegerField(source="notice.version", read_only=True, default=None, allow_null=True)
    possible_matches = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = [
            "id",
            "activity",
            "code",
            "short_code",
            "person",
            "role",
            "category",
            "status",
            "is_walk_in",
            "notice",
            "possible_matches",
        ]
        read_only_fields = ["id", "activity", "code", "short_code", "person", "status", "is_walk_in"]

    @extend_schema_field(MatchSerializer(many=True))
    def get_possible_matches(self, registration: Registration) -> Any:
        return MatchSerializer(self.context.get("possible_matches", []), many=True).data


class PeopleCopiesSerializer(CopiesSerializer):
    people = serializers.ChoiceField(choices=PeopleToCopy.choices, default=PeopleToCopy.NONE)


class EarlierActivitiesSerializer(serializers.Serializer):
    activities = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=10**ID_DIGITS - 1), allow_empty=False, max_length=MOST_SOURCES
    )
    people = serializers.ChoiceField(choices=[choice for choice in PeopleToCopy.choices if choice[0] != PeopleToCopy.NONE])


class RegisteredAgainSerializer(serializers.Serializer):
    registered = serializers.IntegerField()
    already = serializers.IntegerField()
