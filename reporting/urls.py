from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from reporting import api, views
from reporting.models import FIGURE_NAME

router = SimpleRouter()
router.register("yearly-reports", api.YearlyReportViewSet)

page_patterns: list[Any] = [
    path("yearly-reports/", views.report_list, name="yearly-report-list"),
    path("yearly-reports/new/", views.report_create, name="yearly-report-create"),
    path("yearly-reports/<int:pk>/", views.report_detail, name="yearly-report"),
    path("yearly-reports/<int:pk>/review/", views.report_review, name="yearly-report-review"),
    path("yearly-reports/<int:pk>/send-back/", views.report_send_back, name="yearly-report-send-back"),
    path("yearly-reports/<int:pk>/issue/", views.report_issue, name="yearly-report-issue"),
    path("yearly-reports/<int:pk>/follow/", views.report_follow, name="yearly-report-follow"),
    path("yearly-reports/<int:pk>/remove/", views.report_remove, name="yearly-report-remove"),
    re_path(rf"^yearly-reports/(?P<pk>\d{{1,18}})/figures/(?P<key>{FIGURE_NAME})/$", views.figure_rows, name="yearly-report-figure"),
    path("admin/report-addresses/", views.address_list, name="report-address-list"),
    path("admin/report-addresses/new/", views.address_create, name="report-address-create"),
    path("admin/report-addresses/<int:pk>/edit/", views.address_edit, name="report-address-edit"),
    path("admin/report-addresses/<int:pk>/delete/", views.address_delete, name="report-address-delete"),
]
api_patterns: list[Any] = router.urls
