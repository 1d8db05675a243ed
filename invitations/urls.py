from typing import Any

from django.urls import path

from invitations import views

page_patterns = [
    path("activities/<int:pk>/invitations/", views.invitation_list, name="invitation-list"),
    path("activities/<int:pk>/invitations/told/", views.invitation_told, name="invitation-told"),
    path("activities/<int:pk>/invitations/messages/", views.invitation_messages, name="invitation-messages"),
    path("activities/<int:pk>/invitations/messages.xlsx", views.invitation_workbook, name="invitation-workbook"),
    path("activities/<int:pk>/invitations/letter/", views.invitation_letter, name="invitation-letter"),
    path("activities/<int:pk>/invitations/letter.docx", views.invitation_document, name="invitation-document"),
]
api_patterns: list[Any] = []
