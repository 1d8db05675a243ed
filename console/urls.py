from typing import Any

from django.urls import path

from console import views
from console.help import views as help_views

page_patterns = [
    path("", views.home, name="home"),
    path("help/", help_views.guide_list, name="guides"),
    path("help/news/", help_views.news_list, name="news"),
]
api_patterns: list[Any] = []
