"""Headcounts of a sitting over HTTP."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from accounts.access import fetch
from accounts.http import ApiRequest
from activities.models import Sitting
from attendance.headcounts import actions
from attendance.headcounts.serializers import HeadcountSerializer
from attendance.models import Headcount
from screens.api import ApiViewSet


class SittingHeadcounts(ApiViewSet):
    """People at one sitting counted without names."""

    queryset = Headcount.objects.all()
    serializer_class = HeadcountSerializer

    def list(self, request: ApiRequest, sitting: str) -> Response:
        headcounts = self.queryset.filter(sitting=fetch(Sitting.objects, request.user, "view", pk=sitting))
        return self.get_paginated_response(HeadcountSerializer(self.paginate_queryset(headcounts), many=True).data)

    @extend_schema(responses={201: HeadcountSerializer})
    def create(self, request: ApiRequest, sitting: str) -> Response:
        counted_sitting = fetch(Sitting.objects, request.user, "check_in", pk=sitting)
        serializer = HeadcountSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        headcount = actions.record_headcount(counted_sitting, **serializer.validated_data, by=request.user, at=timezone.now())
        return Response(HeadcountSerializer(headcount).data, status=status.HTTP_201_CREATED)
