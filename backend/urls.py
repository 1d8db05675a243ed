"""All addresses: each app lists its pages and API routes, which get their place here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import accounts.urls
import activities.urls
import attendance.urls
import certificates.urls
import console.urls
import contests.urls
import exports.urls
import finder.urls
import imports.urls
import invitations.urls
import outreach.urls
import payments.urls
import people.urls
import places.urls
import privacy.urls
import registry.urls
import reporting.urls
import scanner.urls
import screens.urls
import training.urls
from backend import health

APPS = (
    places.urls,
    accounts.urls,
    people.urls,
    activities.urls,
    attendance.urls,
    finder.urls,
    scanner.urls,
    training.urls,
    contests.urls,
    exports.urls,
    invitations.urls,
    payments.urls,
    certificates.urls,
    imports.urls,
    outreach.urls,
    reporting.urls,
    registry.urls,
    privacy.urls,
    console.urls,
    screens.urls,
)

urlpatterns = [
    path("healthz", health.process),
    path("readyz", health.ready),
    path("favicon.ico", health.icon),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="backend/api_docs.html"), name="api-docs"),
    *(path("api/v1/", include(app.api_patterns)) for app in APPS),
    *(path("", include(app.page_patterns)) for app in APPS),
]
handler404 = "backend.api.problems.not_found"
handler500 = "backend.api.problems.server_error"
