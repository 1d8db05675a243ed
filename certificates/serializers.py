"""Shapes of certificates."""

from rest_framework import serializers

from certificates.models import Certificate, Share
from certificates.recipients import State


class IssueSerializer(serializers.Serializer):
    """Without `registrations`, everybody who attended enough."""

    share = serializers.ChoiceField(choices=Share.choices)
    registrations = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, allow_empty=False, max_length=5000)


class CertificateSerializer(serializers.ModelSerializer):
    replaces = serializers.CharField(source="replaces.serial", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Certificate
        fields = [
            "id",
            "registration",
            "serial",
            "full_name",
            "birth_year",
            "share",
            "issued_on",
            "replaces",
            "revoked_at",
            "revoke_reason",
        ]
        read_only_fields = fields


class RecipientSerializer(serializers.Serializer):
    registration = serializers.IntegerField(source="registration.pk")
    full_name = serializers.CharField(source="registration.person.full_name")
    role = serializers.CharField(source="registration.role")
    attended = serializers.IntegerField()
    missing = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    certificate = CertificateSerializer(allow_null=True)


class RecipientsSerializer(serializers.Serializer):
    """`held`: sittings that are over; `required_sittings`: how many of them have to be attended; `pending`: sittings that are not over."""

    share = serializers.ChoiceField(choices=Share.choices)
    held = serializers.IntegerField()
    pending = serializers.IntegerField()
    required_sittings = serializers.IntegerField(source="required")
    people = RecipientSerializer(many=True)
