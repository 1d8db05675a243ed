from typing import Any

from django.urls import path

from console import views

page_patterns = [path("", views.home, name="home")]
api_patterns: list[Any] = []
