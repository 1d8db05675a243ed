"""Answer 409 over the API where a row is changed that somebody else has saved since it was read; forms: `screens.revisions.forms`."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from screens.api import Conflict
from screens.revisions.forms import revision_of


class RevisionConflict(Conflict):
    """Somebody saved the row since it was read. `conflicts`: {field, sent, current} of what was sent otherwise than it is on record."""

    def __init__(self, *, conflicts: list[dict[str, Any]], revision: str) -> None:
        message = str(_("Người khác đã lưu thay đổi từ khi bạn đọc. Hãy xem cả hai bản rồi gửi lại."))
        super().__init__(message, "changed_since", {"conflicts": conflicts, "revision": revision})


class RevisionField(serializers.CharField):
    """Shows a digest of what can be written to the row. Sent back with a change, it says what the sender has read."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"source": "*", "required": False, "max_length": 64}
        super().__init__(**(usual | kwargs))

    def to_representation(self, value: Any) -> str:
        serializer: Any = self.parent
        revision: str = serializer.revision_of_row(value)
        return revision

    def to_internal_value(self, data: Any) -> Any:
        return {"revision": super().to_internal_value(data)}


class RevisedSerializer(serializers.ModelSerializer):
    """Raises RevisionConflict for a change of a row that somebody else has saved since the revision that was sent; without one, never."""

    unrevised_fields: tuple[str, ...] = ("revision",)  # of no account for the digest

    def revision_of_row(self, row: Any) -> str:
        fields = [field for field in self._writable_fields if field.field_name not in self.unrevised_fields]
        return revision_of({str(field.field_name): _represent(field, field.get_attribute(row)) for field in fields})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sent_revision = attrs.pop("revision", "")
        if self.instance is None or not sent_revision or sent_revision == (revision := self.revision_of_row(self.instance)):
            return attrs
        conflicts = []
        for field in self._writable_fields:
            if field.source in attrs:
                name, current = str(field.field_name), _represent(field, field.get_attribute(self.instance))
                if _represent(field, attrs[field.source]) != current:
                    conflicts.append({"field": name, "sent": self.initial_data.get(name), "current": current})
        if conflicts:
            raise RevisionConflict(conflicts=conflicts, revision=revision)
        return attrs


def _represent(field: serializers.Field, value: Any) -> Any:
    """Return a value as JSON has it, whether it was sent or is on record; ids of several rows in order."""
    if value is None:
        return None
    represented = field.to_representation(value)
    return sorted(represented) if isinstance(represented, list) else represented
