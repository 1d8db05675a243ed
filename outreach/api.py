"""API of outreach items, their channels and the files attached to them."""

from django.db import transaction
from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.access import fetch, require, require_anywhere
from accounts.http import ApiRequest
from activities.files.downloads import file_response
from outreach import actions
from outreach.finding.filters import OutreachItemFilter
from outreach.models import Attachment, Channel, OutreachItem, OutreachItemQuerySet
from outreach.serializers import AttachedFileSerializer, AttachmentSerializer, ChannelSerializer, OutreachItemSerializer
from screens.api import ApiViewSet
from screens.revisions.forms import lock

ATTACHMENTS = Attachment.objects.select_related("item", "file")
ATTACHMENT_ID = OpenApiParameter("attachment", int, "path")


class OutreachItemViewSet(mixins.ListModelMixin, ApiViewSet):
    """What is done in the other channels: articles, broadcasts, banners, conferences."""

    queryset = OutreachItem.objects.with_names()
    serializer_class = OutreachItemSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = OutreachItemFilter

    def get_queryset(self) -> OutreachItemQuerySet:
        return OutreachItem.objects.visible_to(self.request.user).with_names()

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(self.get_serializer(fetch(self.queryset, request.user, "view", pk=pk)).data)

    def create(self, request: ApiRequest) -> Response:
        require_anywhere(request.user, "record")
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        require(request.user, "record", values["unit"])
        item = actions.record_item(OutreachItem(**{"ends_on": values["starts_on"]} | values), by=request.user)
        return Response(self.get_serializer(item).data, status=status.HTTP_201_CREATED)

    @transaction.atomic
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        item = fetch(lock(self.queryset, request), request.user, "record", pk=pk)
        serializer = self.get_serializer(item, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if "unit" in serializer.validated_data:
            require(request.user, "record", serializer.validated_data["unit"])
        for name, value in serializer.validated_data.items():
            setattr(item, name, value)
        return Response(self.get_serializer(actions.revise_item(item)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        actions.remove_item(fetch(self.queryset, request.user, "record", pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ChannelSerializer(many=True), filters=False)
    @action(detail=False, filterset_class=None, pagination_class=None)
    def channels(self, request: ApiRequest) -> Response:
        """Return every channel in the order of the report, those that are switched off too."""
        return Response(ChannelSerializer(Channel.objects.all(), many=True).data)

    @extend_schema(methods=["GET"], responses=AttachmentSerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request={"multipart/form-data": AttachedFileSerializer}, responses={201: AttachmentSerializer})
    @action(detail=True, methods=["get", "post"], filterset_class=None, pagination_class=None, parser_classes=[MultiPartParser])
    def attachments(self, request: ApiRequest, pk: str) -> Response:
        """List the files of an item; add a picture (jpg, png, webp) or a PDF."""
        if request.method == "GET":
            item = fetch(OutreachItem.objects, request.user, "view", pk=pk)
            files = item.attachments.select_related("file").defer("file__content")
            return Response(AttachmentSerializer(files, many=True).data)
        item = fetch(OutreachItem.objects, request.user, "record", pk=pk)
        serializer = AttachedFileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        attachment = actions.attach_file(item, serializer.validated_data["file"], by=request.user)
        return Response(AttachmentSerializer(attachment).data, status=status.HTTP_201_CREATED)

    @extend_schema(methods=["GET"], parameters=[ATTACHMENT_ID], responses={(200, "*/*"): OpenApiTypes.BINARY}, filters=False)
    @extend_schema(methods=["DELETE"], parameters=[ATTACHMENT_ID], responses={204: None})
    @action(
        detail=True,
        methods=["get", "delete"],
        url_path=r"attachments/(?P<attachment>\d{1,18})",
        url_name="attachment",
        filterset_class=None,
        pagination_class=None,
    )
    def attachment(self, request: ApiRequest, pk: str, attachment: str) -> HttpResponse:
        """Return the file itself, or delete it."""
        if request.method == "GET":
            return file_response(fetch(ATTACHMENTS, request.user, "view", item=pk, pk=attachment).file)
        actions.remove_attachment(fetch(ATTACHMENTS.defer("file__content"), request.user, "record", item=pk, pk=attachment))
        return Response(status=status.HTTP_204_NO_CONTENT)
