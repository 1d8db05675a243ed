"""Shapes of paired phones and of what they fetch."""

from rest_framework import serializers

from activities.models import Activity
from attendance.devices import pairing
from attendance.models import Device, Registration


class DeviceSerializer(serializers.ModelSerializer):
    is_paired = serializers.BooleanField(read_only=True)
    ends_at = serializers.SerializerMethodField()

    class Meta:
        model = Device
        fields = ["id", "activity", "name", "is_paired", "invited_at", "paired_at", "revoked_at", "last_seen_at", "waiting", "ends_at"]
        read_only_fields = [name for name in fields if name != "name"]

    def get_ends_at(self, device: Device) -> str:
        return pairing.ends_at(device).isoformat()


class NewDeviceSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)


class InvitedDeviceSerializer(serializers.Serializer):
    """The only answer that tells a pairing code."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    pairing_code = serializers.CharField()
    expires_at = serializers.DateTimeField()


class PairingSerializer(serializers.Serializer):
    pairing_code = serializers.CharField(max_length=40)


class PairedDeviceSerializer(serializers.Serializer):
    class Named(serializers.Serializer):
        id = serializers.IntegerField()
        name = serializers.CharField()

    token = serializers.CharField()
    activity = serializers.IntegerField()
    title = serializers.CharField()
    ends_at = serializers.DateTimeField()
    server_time = serializers.DateTimeField()
    device = Named()


# The roster's shape is for the schema only: scanner.phone_roster makes it, five thousand passes at a time.


class RosterNoticeSerializer(serializers.Serializer):
    """What an usher reads to somebody whom they write down; `version` goes back with the walk-in."""

    version = serializers.IntegerField()
    text = serializers.CharField()


class RosterAboutSerializer(serializers.Serializer):
    title = serializers.CharField()
    venue = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    walk_ins = serializers.ChoiceField(choices=Activity.WalkIns.choices)
    status = serializers.ChoiceField(choices=Activity.Status.choices)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField()
    notice = RosterNoticeSerializer(allow_null=True)


class RosterSittingSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class RosterFormerPassSerializer(serializers.Serializer):
    """A pass of a registration that was merged into this one."""

    code_digest = serializers.CharField()
    short_digest = serializers.CharField()


class RosterPassSerializer(serializers.Serializer):
    registration = serializers.IntegerField()
    name = serializers.CharField()
    hint = serializers.CharField()
    code_digest = serializers.CharField()
    short_digest = serializers.CharField()
    status = serializers.ChoiceField(choices=Registration.Status.choices)
    walk_in = serializers.UUIDField(allow_null=True)
    former = RosterFormerPassSerializer(many=True)


class RosterCommuneSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class RosterKeysSerializer(serializers.Serializer):
    field = serializers.CharField()
    seal = serializers.CharField()


class RosterHeadcountSerializer(serializers.Serializer):
    sitting = serializers.IntegerField()
    category = serializers.CharField()
    count = serializers.IntegerField()
    counted_at = serializers.DateTimeField()


class RosterSerializer(serializers.Serializer):
    activity = serializers.IntegerField()
    about = RosterAboutSerializer()
    device = PairedDeviceSerializer.Named(allow_null=True)
    sittings = RosterSittingSerializer(many=True)
    passes = RosterPassSerializer(many=True)
    removed = serializers.ListField(child=serializers.IntegerField())
    total = serializers.IntegerField()
    more = serializers.BooleanField()
    cursor = serializers.CharField()
    server_time = serializers.DateTimeField()
    headcounts = RosterHeadcountSerializer(many=True)
    communes = RosterCommuneSerializer(many=True)
    keys = RosterKeysSerializer()
