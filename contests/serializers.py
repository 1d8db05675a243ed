from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from activities.serializers import COMMON_FIELDS, ActivityHeadSerializer
from attendance.registrations.serializers import PeopleCopiesSerializer
from contests.models import Contest, Result, Team, TeamMember
from people.models import Organisation, Person


class KnownOrganisationField(serializers.PrimaryKeyRelatedField):
    """One that the asker may see; a stranger's school is as unknown as one that does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"queryset": Organisation.objects.all()} | kwargs))

    def get_queryset(self) -> Any:
        return Organisation.objects.visible_to(self.context["request"].user)


class MemberSerializer(serializers.ModelSerializer):
    registration: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    person: Any = serializers.PrimaryKeyRelatedField(read_only=True, source="registration.person")
    full_name = serializers.CharField(read_only=True, source="registration.person.full_name")

    class Meta:
        model = TeamMember
        fields = ["id", "registration", "person", "full_name", "part"]


class StatedReasonSerializer(serializers.Serializer):
    """`reason`: why something is decided; where one is needed, the action says so."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class NewMemberSerializer(StatedReasonSerializer):
    person_id = serializers.PrimaryKeyRelatedField(queryset=Person.objects.all())
    part = serializers.ChoiceField(choices=TeamMember.Part.choices, default=TeamMember.Part.OFFICIAL)


class PartSerializer(serializers.ModelSerializer):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="", write_only=True)

    class Meta:
        model = TeamMember
        fields = ["part", "reason"]
        extra_kwargs = {"part": {"required": True}}


class ResultSerializer(serializers.ModelSerializer):
    place = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1000)
    source: Any = serializers.SerializerMethodField(help_text="scored: of published results; typed: by hand")

    class Meta:
        model = Result
        fields = ["id", "place", "prize", "title", "total", "source"]
        read_only_fields = ["total"]

    @extend_schema_field(serializers.ChoiceField(choices=Result.Origin.values))
    def get_source(self, result: Result) -> str:
        return result.origin.value


class TeamSerializer(serializers.ModelSerializer):
    organisation = KnownOrganisationField(required=False, allow_null=True)
    organisation_name = serializers.CharField(source="organisation.name", read_only=True, default=None, allow_null=True)
    members = MemberSerializer(many=True, read_only=True)
    results = ResultSerializer(many=True, read_only=True)

    class Meta:
        model = Team
        fields = ["id", "name", "organisation", "organisation_name", "represents", "composition_reason", "members", "results"]
        read_only_fields = ["composition_reason"]


class ContestSerializer(ActivityHeadSerializer):
    school = KnownOrganisationField(required=False, allow_null=True)
    school_name = serializers.CharField(source="school.name", read_only=True, default=None, allow_null=True)
    rounds = serializers.ListField(child=serializers.CharField(max_length=120), required=False, max_length=30)
    teams = TeamSerializer(many=True, required=False)
    public_url = serializers.SerializerMethodField(help_text="Page that shows the results once they are published")

    class Meta:
        model = Contest
        fields = [*COMMON_FIELDS, "school", "school_name", "theme", "rounds", "roster_locked_at", "teams", "sittings", "public_url"]
        read_only_fields = ["kind", "cancel_reason", "roster_locked_at"]

    def get_public_url(self, contest: Contest) -> str:
        return reverse("public-results", args=[contest.pk])


class ContestCopiesSerializer(PeopleCopiesSerializer):
    teams = serializers.BooleanField(default=True)
