from typing import Any

from django.urls import path

from imports import api as doors

pages: list[Any] = []
api: list[Any] = [
    path("activities/<int:activity>/roster-imports/", doors.ActivityRosters.as_view({"get": "list", "post": "create"})),
    path("roster-imports/<int:pk>/", doors.RosterViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path("roster-imports/<int:pk>/commit/", doors.RosterViewSet.as_view({"post": "commit"})),
    path("roster-imports/<int:pk>/discard/", doors.RosterViewSet.as_view({"post": "discard"})),
    path("roster-imports/<int:pk>/faulty.xlsx", doors.RosterViewSet.as_view({"get": "faulty"})),
]
