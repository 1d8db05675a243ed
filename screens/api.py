"""Settings that views and viewsets of the API share."""

from collections.abc import Sequence

from rest_framework.filters import BaseFilterBackend
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from screens.permissions import SignedIn


class ApiView(APIView):
    """A view for whoever is signed in."""

    permission_classes: Sequence[type[BasePermission]] = [SignedIn]


class ApiViewSet(GenericViewSet):
    """A viewset for whoever is signed in, unfiltered unless it names filter backends; a row is addressed by its number."""

    permission_classes: Sequence[type[BasePermission]] = [SignedIn]
    filter_backends: Sequence[type[BaseFilterBackend]] = []
    lookup_value_regex = r"\d{1,18}"
