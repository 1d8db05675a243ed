from django.urls import path
from rest_framework.routers import SimpleRouter

from exports import api, views
from exports.contest_results import api as contest_api
from exports.contest_results import views as contest_views
from exports.figure_rows import api as figure_api
from exports.figure_rows import views as figure_views
from exports.jobs import schedule_views
from exports.jobs import views as job_views
from exports.jobs.api import ExportViewSet, ScheduleViewSet
from exports.questions.api import QuestionViewSet
from exports.statistical_forms import views as form_views
from exports.statistical_forms.api import OfficeFormViewSet

router = SimpleRouter()
router.register("exports", ExportViewSet)
router.register("schedules", ScheduleViewSet)
router.register("questions", QuestionViewSet)
router.register("report-forms", OfficeFormViewSet)

page_patterns = [
    path("exports/", job_views.export_list, name="export-list"),
    path("exports/<int:pk>/cancel/", job_views.export_cancel, name="export-cancel"),
    path("exports/<int:pk>/again/", job_views.export_again, name="export-again"),
    path("exports/<int:pk>/file/", job_views.export_file, name="export-file"),
    path("export-schedules/", schedule_views.schedule_list, name="export-schedule-list"),
    path("export-schedules/<int:pk>/edit/", schedule_views.schedule_edit, name="export-schedule-edit"),
    path("export-schedules/<int:pk>/remove/", schedule_views.schedule_remove, name="export-schedule-remove"),
    path("admin/report-forms/", form_views.form_list, name="office-form-list"),
    path("admin/report-forms/new/", form_views.form_create, name="office-form-create"),
    path("admin/report-forms/<int:pk>.toml", form_views.form_file, name="office-form-file"),
    path("admin/report-forms/<int:pk>/withdraw/", form_views.form_withdraw, name="office-form-withdraw"),
    path("admin/report-forms/delivered/<slug:key>.toml", form_views.delivered_form_file, name="delivered-form-file"),
    path("contests/snapshots/<int:pk>/minutes.docx", contest_views.contest_minutes, name="contest-minutes"),
    path("contests/snapshots/<int:pk>/prizes.xlsx", contest_views.contest_prizes, name="contest-prizes"),
    path("contests/snapshots/<int:pk>/scores.xlsx", contest_views.contest_scores, name="contest-scores"),
    path("reports/", views.report_list, name="report-list"),
    path("activities/<int:pk>/registrations/export/", views.registration_export, name="registration-export"),
    path("reports/<slug:name>/", views.report, name="report"),
    path("reports/<slug:name>/export/", job_views.export_create, name="export-create"),
    path("reports/<slug:name>/schedule/", schedule_views.schedule_create, name="export-schedule-create"),
    path("reports/<slug:name>/signer/", views.report_signer, name="report-signer"),
    path("reports/<slug:name>/rows/", figure_views.figure_rows, name="report-rows"),
    path("reports/<slug:name>/rows.xlsx", figure_views.figure_rows_file, {"file_format": "xlsx"}, name="report-rows-xlsx"),
    path("reports/<slug:name>/rows.csv", figure_views.figure_rows_file, {"file_format": "csv"}, name="report-rows-csv"),
    path("reports/<slug:name>.xlsx", views.report_file, {"file_format": "xlsx"}, name="report-xlsx"),
    path("reports/<slug:name>.csv", views.report_file, {"file_format": "csv"}, name="report-csv"),
]
api_patterns = [
    path("reports/", api.ReportsView.as_view(), name="api-reports"),
    path("reports/<slug:name>/", api.ReportView.as_view(), name="api-report"),
    path("reports/<slug:name>/rows/", figure_api.ReportRowsView.as_view(), name="api-report-rows"),
    path("reports/<slug:name>.xlsx", api.ReportWorkbookView.as_view(), name="api-report-xlsx"),
    path("reports/<slug:name>.csv", api.ReportCsvView.as_view(), name="api-report-csv"),
    path("snapshots/<int:pk>/minutes.docx", contest_api.MinutesView.as_view(), name="api-contest-minutes"),
    path("snapshots/<int:pk>/prizes.xlsx", contest_api.PrizesView.as_view(), name="api-contest-prizes"),
    path("snapshots/<int:pk>/scores.xlsx", contest_api.ScoresView.as_view(), name="api-contest-scores"),
    *router.urls,
]
