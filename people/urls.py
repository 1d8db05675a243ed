from django.urls import path

from people import api as doors
from people import views

pages = [
    path("admin/agency/", views.agency_settings, name="agency-settings"),
    path("admin/agency/new/", views.period_create, name="agency-period-create"),
    path("admin/agency/<int:pk>/", views.period_edit, name="agency-period"),
    path("admin/agency/<int:pk>/delete/", views.period_delete, name="agency-period-delete"),
]
api = [
    path("organisations/", doors.OrganisationViewSet.as_view({"get": "list", "post": "create"}), name="api-organisations"),
    path("ethnic-groups/", doors.EthnicGroupViewSet.as_view({"get": "list"}), name="api-ethnic-groups"),
]
