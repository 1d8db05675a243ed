from django.urls import path

from exports import api as doors
from exports import views

pages = [
    path("reports/", views.report_list, name="report-list"),
    path("reports/attendance-register/", views.register, name="attendance-register"),
    path("reports/<slug:name>/", views.report, name="report"),
    path("reports/<slug:name>.xlsx", views.report_file, {"form": "xlsx"}, name="report-xlsx"),
    path("reports/<slug:name>.csv", views.report_file, {"form": "csv"}, name="report-csv"),
]
api = [
    path("reports/", doors.ReportsView.as_view(), name="api-reports"),
    path("reports/<slug:name>/", doors.ReportView.as_view(), name="api-report"),
    path("reports/<slug:name>.xlsx", doors.ReportWorkbookView.as_view(), name="api-report-xlsx"),
    path("reports/<slug:name>.csv", doors.ReportCsvView.as_view(), name="api-report-csv"),
]
