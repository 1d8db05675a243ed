"""Certificates of an activity over HTTP."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Activity
from activities.serializers import ReasonSerializer
from attendance.disclosure_log import note_list
from certificates import actions
from certificates.models import Certificate, Share
from certificates.recipients import find_recipients, share_of
from certificates.serializers import CertificateSerializer, IssueSerializer, RecipientsSerializer
from people.models import Disclosure
from screens.api import ApiView, ApiViewSet


class ActivityCertificates(ApiView):
    """Who gets a certificate of an activity, and issuing them."""

    @extend_schema(parameters=[OpenApiParameter("share", enum=Share.values)], responses=RecipientsSerializer)
    def get(self, request: ApiRequest, activity: str) -> Response:
        certified = fetch(Activity.objects, request.user, "see_personal", pk=activity)
        share = request.query_params.get("share") or share_of(certified)
        serializer = IssueSerializer(data={"share": share})
        serializer.is_valid(raise_exception=True)
        recipients = find_recipients(certified, request.user, share=share, at=timezone.now())
        note_list("certificate-list", certified, to=request.user, people=len(recipients.people), way=Disclosure.Way.JSON)
        return Response(RecipientsSerializer(recipients).data)

    @extend_schema(request=IssueSerializer, responses={201: CertificateSerializer(many=True)})
    def post(self, request: ApiRequest, activity: str) -> Response:
        certified = fetch(Activity.objects, request.user, "record", pk=activity)
        serializer = IssueSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        chosen = serializer.validated_data
        issued = actions.issue(certified, share=chosen["share"], only=chosen.get("registrations"), by=request.user, at=timezone.now())
        note_list("certificate-list", certified, to=request.user, people=len(issued), way=Disclosure.Way.JSON)
        return Response(CertificateSerializer(issued, many=True).data, status=status.HTTP_201_CREATED)


class CertificateViewSet(ApiViewSet):
    """One certificate; revoked, or issued again under a new number."""

    queryset = Certificate.objects.select_related("registration__person", "replaces")
    serializer_class = CertificateSerializer

    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(CertificateSerializer(fetch(self.queryset, request.user, "see_personal", pk=pk)).data)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: ApiRequest, pk: str) -> Response:
        certificate = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = ReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.revoke(certificate, reason=serializer.validated_data["reason"], by=request.user, at=timezone.now())
        return self.retrieve(request, pk)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def reissue(self, request: ApiRequest, pk: str) -> Response:
        certificate = fetch(self.queryset, request.user, "record", pk=pk)
        serializer = ReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        issued = actions.reissue(certificate, reason=serializer.validated_data["reason"], by=request.user, at=timezone.now())
        return self.retrieve(request, str(issued.pk))
