from django.urls import path

from registry import api
from registry.merging import views as merging_views
from registry.records import views as records_views

page_patterns = [
    path("people/", records_views.person_list, name="person-list"),
    path("people/list.xlsx", records_views.person_list_file, {"file_format": "xlsx"}, name="person-list-xlsx"),
    path("people/list.csv", records_views.person_list_file, {"file_format": "csv"}, name="person-list-csv"),
    path("people/duplicates/", merging_views.duplicate_list, name="person-duplicates"),
    path("people/merges/<int:pk>/undo/", merging_views.merge_undo, name="merge-undo"),
    path("people/<int:pk>/", records_views.person, name="person"),
    path("people/<int:pk>/edit/", records_views.person_edit, name="person-edit"),
    path("people/<int:pk>/merge/<int:other_pk>/", merging_views.person_merge, name="person-merge"),
    path("people/<int:pk>/not-the-same/<int:other_pk>/", merging_views.tell_apart, name="person-tell-apart"),
    path("people/<int:pk>/not-the-same/<int:other_pk>/back/", merging_views.offer_again, name="person-offer-again"),
]
api_patterns = [
    path("persons/", api.PersonsViewSet.as_view({"get": "list"}), name="api-persons"),
    path("persons/search/", api.PersonsViewSet.as_view({"post": "search"}), name="api-person-search"),
    path("persons/likely-duplicates/", api.LikelyDuplicatesView.as_view({"get": "list"}), name="api-likely-duplicates"),
    path("persons/<int:pk>/", api.PersonsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-person"),
    path("persons/<int:pk>/activities/", api.PersonActivitiesView.as_view({"get": "list"}), name="api-person-activities"),
    path("persons/<int:pk>/merge/", api.MergeViewSet.as_view({"post": "merge"}), name="api-person-merge"),
    path("persons/<int:pk>/not-the-same/", api.NotTheSameViewSet.as_view({"post": "tell_apart"}), name="api-not-the-same"),
    path("persons/<int:pk>/not-the-same/undo/", api.NotTheSameViewSet.as_view({"post": "offer_again"}), name="api-offer-again"),
    path("merges/<int:pk>/undo/", api.MergeViewSet.as_view({"post": "undo"}), name="api-merge-undo"),
]
