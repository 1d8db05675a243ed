from typing import Any

from django.urls import path

from people import api as doors

pages: list[Any] = []
api = [
    path("organisations/", doors.OrganisationViewSet.as_view({"get": "list", "post": "create"}), name="api-organisations"),
    path("ethnic-groups/", doors.EthnicGroupViewSet.as_view({"get": "list"}), name="api-ethnic-groups"),
]
