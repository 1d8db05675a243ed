"""Forms of the office over HTTP, for whoever administers the province served."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.http import ApiRequest
from exports.models import OfficeForm
from exports.statistical_forms.access import require_keeper
from exports.statistical_forms.actions import take_in_form, withdraw_form
from exports.statistical_forms.serializers import NewOfficeFormSerializer, OfficeFormSerializer
from screens.api import ApiViewSet


class OfficeFormViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Statistical forms of the office, withdrawn ones too."""

    queryset = OfficeForm.objects.all()
    serializer_class = OfficeFormSerializer
    parser_classes = [MultiPartParser]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_keeper(request.user, hides=True)

    @extend_schema(request=NewOfficeFormSerializer, responses={201: OfficeFormSerializer})
    def create(self, request: ApiRequest) -> Response:
        serializer = NewOfficeFormSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        form = take_in_form(**serializer.validated_data, by=request.user, at=timezone.now())
        return Response(OfficeFormSerializer(form).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=OfficeFormSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, pk: str) -> Response:
        form = withdraw_form(self.get_object(), by=request.user, at=timezone.now())
        return Response(OfficeFormSerializer(form).data)
