from typing import Any

from django.urls import path

from exports import api as doors
from exports import views

pages: list[Any] = [
    path("reports/", views.report_list, name="report-list"),
    path("reports/<slug:name>/", views.report, name="report"),
]
api = [
    path("reports/", doors.ReportsView.as_view(), name="api-reports"),
    path("reports/<slug:name>/", doors.ReportView.as_view(), name="api-report"),
    path("reports/<slug:name>.xlsx", doors.ReportWorkbookView.as_view(), name="api-report-xlsx"),
    path("reports/<slug:name>.csv", doors.ReportCsvView.as_view(), name="api-report-csv"),
]
