from typing import Any

from activities.api import RecordedViewSet
from training.actions import record_session, revise_session
from training.models import TrainingSession
from training.serializers import TrainingSessionSerializer


class TrainingSessionViewSet(RecordedViewSet):
    queryset = TrainingSession.objects.with_units().prefetch_related("topics", "speakers", "sittings")
    serializer_class = TrainingSessionSerializer

    def record(self, values: dict[str, Any], by: Any) -> TrainingSession:
        own = {name: values.pop(name) for name in ("topics", "speakers", "sittings") if name in values}
        return record_session(TrainingSession(**values), **own, by=by)

    def revise(self, activity: TrainingSession, values: dict[str, Any]) -> TrainingSession:
        values.pop("sittings", None)  # each has its own address
        own = {name: values.pop(name) for name in ("topics", "speakers") if name in values}
        for name, value in values.items():
            setattr(activity, name, value)
        return revise_session(activity, **own)
