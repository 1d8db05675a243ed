from django.urls import path

from people import api, views

page_patterns = [
    path("admin/agency/", views.agency_settings, name="agency-settings"),
    path("admin/agency/new/", views.period_create, name="agency-period-create"),
    path("admin/agency/<int:pk>/", views.period_edit, name="agency-period"),
    path("admin/agency/<int:pk>/delete/", views.period_delete, name="agency-period-delete"),
]
api_patterns = [
    path("organisations/", api.OrganisationViewSet.as_view({"get": "list", "post": "create"}), name="api-organisations"),
    path("ethnic-groups/", api.EthnicGroupViewSet.as_view({"get": "list"}), name="api-ethnic-groups"),
]
