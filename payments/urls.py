from typing import Any

from django.urls import path

from payments import views

page_patterns = [
    path("admin/payment-rates/", views.rate_list, name="payment-rate-list"),
    path("admin/payment-rates/new/", views.rate_create, name="payment-rate-create"),
    path("admin/payment-rates/<int:pk>/", views.rate_edit, name="payment-rate-edit"),
    path("admin/payment-rates/<int:pk>/delete/", views.rate_delete, name="payment-rate-delete"),
    path("activities/<int:pk>/payments/", views.payment_list, name="payment-list"),
]
api_patterns: list[Any] = []
