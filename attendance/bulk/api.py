"""An action on many registrations over HTTP."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import fetch, require
from accounts.http import ApiRequest
from activities.models import Activity, Sitting
from attendance.bulk.actions import change_together, undo, verb_of
from attendance.bulk.serializers import BulkResultSerializer, BulkSerializer, BulkUndoneSerializer, BulkUndoSerializer
from attendance.bulk.wording import describe_refused
from attendance.models import BulkChange
from screens.api import ApiView


class BulkView(ApiView):
    """One action on many registrations of an activity; whom it cannot be done to is named and stays, the others are done."""

    @extend_schema(request=BulkSerializer, responses=BulkResultSerializer)
    def post(self, request: ApiRequest, activity: int) -> Response:
        changed_activity = fetch(Activity.objects.select_related("unit"), request.user, "check_in", pk=activity)
        serializer = BulkSerializer(data=request.data)
        serializer.fields["sitting"].queryset = Sitting.objects.filter(activity=changed_activity)  # type: ignore[attr-defined]
        targets = Activity.objects.visible_to(request.user, "register").exclude(pk=changed_activity.pk)
        serializer.fields["target"].queryset = targets  # type: ignore[attr-defined]
        serializer.is_valid(raise_exception=True)
        values, now = serializer.validated_data, timezone.now()
        action, ids, sitting = values["action"], values["registrations"], values.get("sitting")
        require(request.user, verb_of(action, sitting=sitting, at=now), changed_activity.unit)
        result = change_together(action, changed_activity, ids, by=request.user, at=now, sitting=sitting, values=values)
        token = result.change.pk if result.change else None
        return Response({"done": result.done, "refused": describe_refused(result.refused), "undo_token": token})


class BulkUndoView(ApiView):
    """Undo of such an action, for whoever did it, for five minutes."""

    @extend_schema(request=BulkUndoSerializer, responses=BulkUndoneSerializer)
    def post(self, request: ApiRequest, activity: int) -> Response:
        changed_activity = fetch(Activity.objects.select_related("unit"), request.user, "check_in", pk=activity)
        serializer = BulkUndoSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        token = serializer.validated_data["undo_token"]
        changes = BulkChange.objects.select_related("sitting").filter(activity=changed_activity, done_by=request.user)
        change = changes.filter(pk=token).first()
        if change is None:
            raise Http404
        require(request.user, verb_of(change.action, sitting=change.sitting, at=change.done_at), changed_activity.unit)
        result = undo(change, by=request.user, at=timezone.now())
        return Response({"done": result.done, "refused": describe_refused(result.refused)})
