from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from reporting import api, views
from reporting.addresses import views as address_views
from reporting.document import api as document_api
from reporting.document import views as document_views
from reporting.models import FIGURE_NAME
from reporting.word_templates import api as template_api
from reporting.word_templates import views as template_views

router = SimpleRouter()
router.register("yearly-reports", api.YearlyReportViewSet)
router.register("report-templates", template_api.ReportTemplateViewSet)

page_patterns = [
    path("yearly-reports/", views.report_list, name="yearly-report-list"),
    path("yearly-reports/new/", views.report_create, name="yearly-report-create"),
    path("yearly-reports/<int:pk>/", views.report_detail, name="yearly-report"),
    path("yearly-reports/<int:pk>/review/", views.report_review, name="yearly-report-review"),
    path("yearly-reports/<int:pk>/send-back/", views.report_send_back, name="yearly-report-send-back"),
    path("yearly-reports/<int:pk>/issue/", views.report_issue, name="yearly-report-issue"),
    path("yearly-reports/<int:pk>/follow/", views.report_follow, name="yearly-report-follow"),
    path("yearly-reports/<int:pk>/remove/", views.report_remove, name="yearly-report-remove"),
    re_path(rf"^yearly-reports/(?P<pk>\d{{1,18}})/figures/(?P<key>{FIGURE_NAME})/$", views.figure_rows, name="yearly-report-figure"),
    path("yearly-reports/<int:pk>.docx", document_views.report_docx, name="yearly-report-docx"),
    path("yearly-reports/<int:pk>.pdf", document_views.report_pdf, name="yearly-report-pdf"),
    path("yearly-reports/<int:pk>/pdf/", document_views.report_pdf_order, name="yearly-report-pdf-order"),
    path("yearly-reports/<int:pk>/print/", document_views.report_print, name="yearly-report-print"),
    path("admin/report-addresses/", address_views.address_list, name="report-address-list"),
    path("admin/report-addresses/new/", address_views.address_create, name="report-address-create"),
    path("admin/report-addresses/<int:pk>/edit/", address_views.address_edit, name="report-address-edit"),
    path("admin/report-addresses/<int:pk>/delete/", address_views.address_delete, name="report-address-delete"),
    path("admin/report-templates/", template_views.template_list, name="report-template-list"),
    path("admin/report-templates/new/", template_views.template_create, name="report-template-create"),
    path("admin/report-templates/standard.docx", template_views.template_standard, name="report-template-standard"),
    path("admin/report-templates/<int:pk>.docx", template_views.template_file, name="report-template-file"),
    path("admin/report-templates/<int:pk>/withdraw/", template_views.template_withdraw, name="report-template-withdraw"),
    path("admin/report-templates/sample/<slug:kind>.docx", template_views.template_sample, name="report-template-sample"),
]
api_patterns = [
    path("yearly-reports/<int:pk>.docx", document_api.ReportDocxView.as_view(), name="api-yearly-report-docx"),
    path("yearly-reports/<int:pk>.pdf", document_api.ReportPdfView.as_view(), name="api-yearly-report-pdf"),
    path("yearly-reports/<int:pk>/pdf/", document_api.PdfOrderView.as_view(), name="api-yearly-report-pdf-order"),
    path("report-templates/standard.docx", template_api.StandardTemplateView.as_view(), name="api-report-template-standard"),
    *router.urls,
]
