from django.urls import path

from privacy import api, views
from privacy.change_log import views as change_views
from privacy.data_subject import views as data_subject_views
from privacy.disclosure_log import views as log_views
from privacy.notices import views as notice_views
from privacy.requests import views as request_views

page_patterns = [
    path("admin/personal-data/", views.processing_register, name="personal-data"),
    path("admin/notices/", notice_views.notice_list, name="notice-list"),
    path("admin/notices/new/", notice_views.notice_create, name="notice-create"),
    path("admin/notices/<int:version>/", notice_views.notice, name="notice-version"),
    path("admin/disclosures/", log_views.disclosure_log, name="disclosure-log"),
    path("admin/disclosures.xlsx", log_views.disclosure_log_file, {"file_format": "xlsx"}, name="disclosure-log-xlsx"),
    path("admin/disclosures.csv", log_views.disclosure_log_file, {"file_format": "csv"}, name="disclosure-log-csv"),
    path("admin/changes/", change_views.change_list, name="change-list"),
    path("activities/<int:pk>/history/", change_views.activity_history, name="activity-history"),
    path("registrations/<int:pk>/history/", change_views.registration_history, name="registration-history"),
    path("targets/<int:pk>/history/", change_views.target_history, name="target-history"),
    path("documents/<int:pk>/history/", change_views.document_history, name="document-history"),
    path("people/<int:pk>/history/", change_views.person_history, name="person-history"),
    path("admin/users/<int:pk>/history/", change_views.user_history, name="user-history"),
    path("admin/data-requests/", request_views.request_list, name="data-request-list"),
    path("admin/data-requests/new/", request_views.request_create, name="data-request-create"),
    path("admin/data-requests/<int:pk>/", request_views.request_detail, name="data-request"),
    path("people/<int:pk>/data/", data_subject_views.person_data, name="person-data-export"),
    path("people/<int:pk>/erase/", data_subject_views.person_erase, name="person-erase"),
]
api_patterns = [
    path("disclosures/", api.DisclosuresView.as_view({"get": "list"}), name="api-disclosures"),
    path("data-requests/", api.DataRequestsView.as_view({"get": "list", "post": "create"}), name="api-data-requests"),
    path("persons/<int:pk>/data/", api.PersonDataView.as_view(), name="api-person-data"),
    path("persons/<int:pk>/erase/", api.PersonEraseView.as_view(), name="api-person-erase"),
]
