from typing import Any

from django.urls import path

from console import views

pages = [path("", views.home, name="home")]
api: list[Any] = []
