from typing import Any

from django.urls import path

from finder import views

page_patterns = [
    path("find/", views.find, name="find"),
    path("saved-filters/", views.filter_save, name="filter-save"),
    path("saved-filters/<int:pk>/", views.filter_edit, name="filter-edit"),
    path("saved-filters/<int:pk>/remove/", views.filter_remove, name="filter-remove"),
]
api_patterns: list[Any] = []
