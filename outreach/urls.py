from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from outreach import api, views
from outreach.workbooks import views as workbook_views

router = SimpleRouter()
router.register("outreach-items", api.OutreachItemViewSet)

page_patterns: list[Any] = [
    path("outreach-items/", views.item_list, name="outreach-list"),
    path("outreach-items/new/", views.channel_choice, name="outreach-choose"),
    path("outreach-items/new/<slug:channel>/", views.item_create, name="outreach-create"),
    path("outreach-items/<int:pk>/", views.item_detail, name="outreach-item"),
    path("outreach-items/<int:pk>/edit/", views.item_edit, name="outreach-edit"),
    path("outreach-items/<int:pk>/remove/", views.item_remove, name="outreach-remove"),
    path("outreach-items/<int:pk>/attachments/", views.attachment_create, name="outreach-attach"),
    path("outreach-items/<int:pk>/attachments/<int:attachment>/", views.attachment, name="outreach-attachment"),
    path("outreach-items/<int:pk>/attachments/<int:attachment>/remove/", views.attachment_remove, name="outreach-attachment-remove"),
    path("outreach-imports/new/", workbook_views.workbook_upload, name="outreach-workbook-upload"),
    path("outreach-imports/<int:pk>/", workbook_views.workbook, name="outreach-workbook"),
    path("outreach-imports/<int:pk>/reading/", workbook_views.workbook_reading, name="outreach-workbook-reading"),
    path("outreach-imports/<int:pk>/row/", workbook_views.workbook_row, name="outreach-workbook-row"),
    path("outreach-imports/<int:pk>/commit/", workbook_views.workbook_commit, name="outreach-workbook-commit"),
    path("outreach-imports/<int:pk>/discard/", workbook_views.workbook_discard, name="outreach-workbook-discard"),
    path("outreach-imports/<int:pk>/revert/", workbook_views.workbook_revert, name="outreach-workbook-revert"),
    path("admin/outreach-channels/", views.channel_list, name="outreach-channel-list"),
    path("admin/outreach-channels/new/", views.channel_create, name="outreach-channel-create"),
    path("admin/outreach-channels/<int:pk>/", views.channel_edit, name="outreach-channel-edit"),
    path("admin/outreach-channels/<int:pk>/active/", views.channel_active, name="outreach-channel-active"),
    path("admin/outreach-channels/<int:pk>/remove/", views.channel_remove, name="outreach-channel-remove"),
]
api_patterns: list[Any] = [*router.urls]
