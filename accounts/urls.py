from typing import Any

from django.urls import path

from accounts import api as doors

pages: list[Any] = []
api = [
    path("auth/login/", doors.LoginView.as_view(), name="api-login"),
    path("auth/logout/", doors.LogoutView.as_view(), name="api-logout"),
    path("me/", doors.MeView.as_view(), name="api-me"),
]
