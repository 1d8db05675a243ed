"""Templates over HTTP, for whoever administers the province served."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.http import ApiRequest
from activities.files.recognition import CONTENT_TYPES
from reporting.document.template.standard_template import standard_template
from reporting.models import ReportTemplate
from reporting.word_templates.access import require_keeper
from reporting.word_templates.actions import take_in_template, withdraw_template
from reporting.word_templates.serializers import NewTemplateSerializer, ReportTemplateSerializer, TakenInTemplateSerializer
from screens.api import ApiView, ApiViewSet


class ReportTemplateViewSet(mixins.ListModelMixin, ApiViewSet):
    """Templates in Word of reports, withdrawn ones too."""

    queryset = ReportTemplate.objects.select_related("file")
    serializer_class = ReportTemplateSerializer
    parser_classes = [MultiPartParser]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_keeper(request.user, hides=True)

    @extend_schema(request=NewTemplateSerializer, responses={201: TakenInTemplateSerializer})
    def create(self, request: ApiRequest) -> Response:
        serializer = NewTemplateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        template, check = take_in_template(**serializer.validated_data, by=request.user, at=timezone.now())
        answer = ReportTemplateSerializer(template).data | {"omissions": check.omissions, "deviations": check.deviations}
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ReportTemplateSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, pk: str) -> Response:
        template = withdraw_template(self.get_object(), by=request.user, at=timezone.now())
        return Response(ReportTemplateSerializer(template).data)


class StandardTemplateView(ApiView):
    """The standard template, to be edited in Word."""

    @extend_schema(responses={(200, CONTENT_TYPES["docx"]): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest) -> HttpResponse:
        require_keeper(request.user, hides=True)
        disposition = 'attachment; filename="mau-bao-cao-chuan.docx"'
        return HttpResponse(standard_template(), content_type=CONTENT_TYPES["docx"], headers={"Content-Disposition": disposition})
