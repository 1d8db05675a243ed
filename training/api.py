"""API of training sessions."""

from typing import Any

from accounts.models import User
from activities.api import ActivityKindViewSet
from training.actions import record_session, revise_session
from training.models import TrainingSession
from training.serializers import TrainingSessionSerializer


class TrainingSessionViewSet(ActivityKindViewSet):
    queryset = TrainingSession.objects.with_units().prefetch_related("topics", "speakers", "sittings")
    serializer_class = TrainingSessionSerializer

    def record(self, values: dict[str, Any], by: User) -> TrainingSession:
        related = {name: values.pop(name) for name in ("topics", "speakers", "sittings") if name in values}
        return record_session(TrainingSession(**values), **related, by=by)

    def revise(self, activity: TrainingSession, values: dict[str, Any]) -> TrainingSession:
        values.pop("sittings", None)  # changed one by one, under sittings/
        related = {name: values.pop(name) for name in ("topics", "speakers") if name in values}
        for name, value in values.items():
            setattr(activity, name, value)
        return revise_session(activity, **related)
