"""API of questions: one's own, and those that colleagues share where one reads the report."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.http import ApiRequest
from exports.jobs.serializers import FiltersField
from exports.questions.actions import save_question
from exports.questions.offered import VIEW, offered_questions
from exports.reports import catalogue
from finder.actions import change_filter, stop_sharing
from finder.models import SavedFilter
from finder.question_lists import PERIOD, with_days
from places.models import Unit
from screens.api import ApiViewSet


class QuestionSerializer(serializers.ModelSerializer):
    """`filters`: as they are today, to be given to the report; `period`: the key of a period that moves with the calendar, or nothing.

    `owner`: who saved it; `is_own`: whether that is the reader.
    """

    report = serializers.SerializerMethodField()
    filters = serializers.SerializerMethodField()
    period = serializers.SerializerMethodField()
    owner = serializers.CharField(source="user.full_name")
    is_own = serializers.SerializerMethodField()

    class Meta:
        model = SavedFilter
        fields = ["id", "name", "report", "filters", "period", "shared_in", "owner", "is_own", "saved_at"]
        read_only_fields = fields

    def get_report(self, saved: SavedFilter) -> str:
        return saved.list_name.removeprefix(f"{VIEW}:")

    def get_filters(self, saved: SavedFilter) -> dict[str, str]:
        filters = with_days(saved.filters, saved.list_name, day=timezone.localdate())
        return {name: values[0] for name, values in filters.items() if values and name != PERIOD}

    def get_period(self, saved: SavedFilter) -> str:
        return "".join(saved.filters.get(PERIOD, []))

    def get_is_own(self, saved: SavedFilter) -> bool:
        return saved.user_id == self.context["request"].user.pk


class NewQuestionSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=200, trim_whitespace=False)
    report = serializers.CharField(max_length=50)
    filters = FiltersField(default=dict)
    period = serializers.CharField(max_length=40, required=False, allow_blank=True)
    shared_in = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.all(), required=False, allow_null=True)


class QuestionViewSet(mixins.ListModelMixin, ApiViewSet):
    """Filters of reports under a name. Only the filters are shared: each reader's figures are those of their own rights."""

    queryset = SavedFilter.objects.all()
    serializer_class = QuestionSerializer

    def get_queryset(self) -> Any:
        request: Any = self.request
        return offered_questions(request.user)

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().initial(request, *args, **kwargs)
        catalogue.require_reporter(request.user)

    @extend_schema(request=NewQuestionSerializer, responses={201: QuestionSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Save a question; one of the same report and name is replaced."""
        serializer = NewQuestionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        order = serializer.validated_data
        saved = save_question(
            request.user,
            report_name=order["report"],
            filters=order["filters"],
            name=order["name"],
            moving_period=order.get("period", ""),
            shared_in=order.get("shared_in"),
            at=timezone.now(),
        )
        return Response(self.get_serializer(saved).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        """Delete a question of one's own."""
        get_object_or_404(self.get_queryset().filter(user=request.user), pk=pk).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], pagination_class=None)
    def unshare(self, request: ApiRequest, pk: str) -> Response:
        """Leave a shared question to its owner alone, who keeps it; also for whoever administers the unit in which it is shared."""
        saved = get_object_or_404(self.get_queryset().managed_by(request.user), pk=pk)
        if saved.user_id == request.user.pk:
            change_filter(saved, name=saved.name, shared_in=None)
        else:
            stop_sharing(saved, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
