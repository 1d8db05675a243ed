from typing import Any

from django.urls import path

from imports import api
from imports.screens import choice_views, file_views, preview_views, upload_views, year_views

page_patterns: list[Any] = [
    path("activities/<int:pk>/roster-imports/new/", upload_views.roster_upload, name="roster-upload"),
    path("activities/<int:pk>/roster-imports/paste/", upload_views.roster_paste, name="roster-paste"),
    path("activities/<int:pk>/roster-template.xlsx", file_views.roster_template, name="roster-template"),
    path("roster-imports/<int:pk>/", preview_views.roster_import, name="roster-import"),
    path("roster-imports/<int:pk>/work/", upload_views.roster_work, name="roster-work"),
    path("roster-imports/<int:pk>/progress/", upload_views.roster_progress, name="roster-progress"),
    path("roster-imports/<int:pk>/reading/", choice_views.roster_reading, name="roster-reading"),
    path("roster-imports/<int:pk>/marked-rows/", choice_views.roster_marked_rows, name="roster-marked-rows"),
    path("roster-imports/<int:pk>/columns/", choice_views.roster_columns, name="roster-columns"),
    path("roster-imports/<int:pk>/row/", choice_views.roster_row, name="roster-row"),
    path("roster-imports/<int:pk>/commit/", preview_views.roster_commit, name="roster-commit"),
    path("roster-imports/<int:pk>/discard/", preview_views.roster_discard, name="roster-discard"),
    path("roster-imports/<int:pk>/faulty.xlsx", file_views.roster_faulty, name="roster-faulty"),
    path("roster-imports/<int:pk>/original/", file_views.roster_original, name="roster-original"),
    path("year-imports/new/", year_views.year_upload, name="year-upload"),
    path("year-imports/<int:pk>/", year_views.year_import, name="year-import"),
    path("year-imports/<int:pk>/reading/", year_views.year_reading, name="year-reading"),
    path("year-imports/<int:pk>/row/", year_views.year_row, name="year-row"),
    path("year-imports/<int:pk>/commit/", year_views.year_commit, name="year-commit"),
    path("year-imports/<int:pk>/discard/", year_views.year_discard, name="year-discard"),
    path("year-imports/<int:pk>/revert/", year_views.year_revert, name="year-revert"),
]
api_patterns: list[Any] = [
    path("activities/<int:activity>/roster-imports/", api.ActivityRosterViewSet.as_view({"get": "list", "post": "create"})),
    path("roster-imports/<int:pk>/", api.RosterViewSet.as_view({"get": "retrieve", "patch": "partial_update"})),
    path("roster-imports/<int:pk>/commit/", api.RosterViewSet.as_view({"post": "commit"})),
    path("roster-imports/<int:pk>/discard/", api.RosterViewSet.as_view({"post": "discard"})),
    path("roster-imports/<int:pk>/faulty.xlsx", api.RosterViewSet.as_view({"get": "faulty"})),
]
