"""Shapes of an action on many registrations."""

from typing import Any

from rest_framework import serializers

from activities.models import Activity, Sitting
from attendance.bulk.actions import MOST_AT_ONCE, Action
from attendance.models import Registration


class BulkSerializer(serializers.Serializer):
    """What is done to whom. `sitting` for `tick` and `excuse`, `reason` for `excuse`, `target` for `copy` and `move`, `role` or `category`
    for `change_role`: what is left out stays."""

    registrations = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=MOST_AT_ONCE
    )
    action = serializers.ChoiceField(choices=Action.choices)
    role = serializers.ChoiceField(choices=Registration.Role.choices, required=False)
    category = serializers.ChoiceField(choices=Registration.Category.choices, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=300, required=False)
    sitting = serializers.PrimaryKeyRelatedField(queryset=Sitting.objects.none(), required=False)
    target = serializers.PrimaryKeyRelatedField(queryset=Activity.objects.none(), required=False)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        action = values["action"]
        required = {Action.TICK: ["sitting"], Action.EXCUSE: ["sitting", "reason"], Action.COPY: ["target"], Action.MOVE: ["target"]}
        missing = [name for name in required.get(action, []) if not values.get(name)]
        if action == Action.CHANGE_ROLE and "role" not in values and "category" not in values:
            missing = ["role"]
        if missing:
            errors = {name: serializers.ErrorDetail(str(self.fields[name].error_messages["required"]), "required") for name in missing}
            raise serializers.ValidationError(errors)
        return values


class BulkRefusalSerializer(serializers.Serializer):
    """Somebody left out; `code`: a key of `attendance.bulk.refusals.REASONS`."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()


class BulkUndoneSerializer(serializers.Serializer):
    done = serializers.ListField(child=serializers.IntegerField())
    refused = BulkRefusalSerializer(many=True)


class BulkResultSerializer(BulkUndoneSerializer):
    """`undo_token`: null where nothing was done."""

    undo_token = serializers.UUIDField(allow_null=True)


class BulkUndoSerializer(serializers.Serializer):
    undo_token = serializers.UUIDField()
