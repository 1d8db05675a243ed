from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from attendance import api as doors

router = SimpleRouter()
router.register("registrations", doors.RegistrationViewSet)
router.register("attendances", doors.AttendanceViewSet)

pages: list[Any] = []
api = [
    path("activities/<int:activity>/registrations/", doors.ActivityRegistrations.as_view({"get": "list", "post": "create"})),
    path("sittings/<int:sitting>/attendances/", doors.SittingAttendances.as_view({"get": "list"})),
    path("sittings/<int:sitting>/excuses/", doors.SittingExcuses.as_view({"get": "list", "post": "create"})),
    path("sittings/<int:sitting>/door/", doors.SittingDoor.as_view({"get": "retrieve"})),
    path("sittings/<int:sitting>/door.svg", doors.SittingDoor.as_view({"get": "svg"})),
    path("scans/", doors.ScansView.as_view()),
    *router.urls,
]
