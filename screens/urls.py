from typing import Any

from django.urls import path

from screens.sealed.searches import search

page_patterns = [path("search/", search, name="search")]
api_patterns: list[Any] = []
