"""API of documents."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from activities.documents import actions
from activities.documents.filters import DocumentFilter
from activities.documents.serializers import DocumentFileSerializer, DocumentSerializer
from activities.files.downloads import file_response
from activities.files.recognition import CONTENT_TYPES
from activities.models import Document
from screens.api import ApiViewSet
from screens.revisions.forms import lock

DOCUMENTS = Document.objects.select_related("unit__parent__parent", "file").defer("file__content")


class DocumentViewSet(mixins.ListModelMixin, ApiViewSet):
    """Plans, decisions, contracts …; `unit` is the province served where none is named."""

    queryset = DOCUMENTS
    serializer_class = DocumentSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = DocumentFilter

    def get_queryset(self) -> Any:
        return DOCUMENTS.visible_to(self.request.user)

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(DocumentSerializer(fetch(DOCUMENTS, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "record")
        serializer = DocumentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        values.setdefault("unit", actions.usual_unit(request.user, on=values["dated"]))
        if values["unit"] is None:
            raise ValidationError({"unit": "name a unit in which you may record"}, code="required")
        require(request.user, "record", values["unit"])
        document = actions.record_document(Document(**values), by=request.user)
        return Response(DocumentSerializer(document).data, status=status.HTTP_201_CREATED)

    @transaction.atomic
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        document = fetch(lock(DOCUMENTS, request), request.user, "record", pk=pk)
        serializer = DocumentSerializer(document, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if "unit" in serializer.validated_data:
            require(request.user, "record", serializer.validated_data["unit"])
        for name, value in serializer.validated_data.items():
            setattr(document, name, value)
        return Response(DocumentSerializer(actions.revise_document(document, by=request.user)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        """Delete a document that nothing names; otherwise 400 `in_use` says what does."""
        actions.remove_document(fetch(DOCUMENTS, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, content_type): OpenApiTypes.BINARY for content_type in CONTENT_TYPES.values()}, filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, parser_classes=[MultiPartParser])
    def file(self, request: ApiRequest, pk: str) -> HttpResponse:
        """Send the document's file as it came."""
        document = fetch(Document.objects.select_related("file"), request.user, "view", pk=pk)
        if document.file is None:
            raise Http404
        return file_response(document.file, is_attachment=True)

    @extend_schema(request={"multipart/form-data": DocumentFileSerializer}, responses=DocumentSerializer)
    @file.mapping.put
    def put_file(self, request: ApiRequest, pk: str) -> Response:
        """Keep a file in place of the earlier one: pdf, docx, doc, xlsx, jpg or png, by its content."""
        document = fetch(DOCUMENTS, request.user, "record", pk=pk)
        serializer = DocumentFileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(DocumentSerializer(actions.revise_document(document, file=serializer.validated_data["file"], by=request.user)).data)

    @extend_schema(responses={204: None})
    @file.mapping.delete
    def delete_file(self, request: ApiRequest, pk: str) -> Response:
        actions.revise_document(fetch(DOCUMENTS, request.user, "record", pk=pk), without_file=True, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
