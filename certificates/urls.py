from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from certificates import api, views
from certificates.prizes import api as prize_api
from certificates.prizes import views as prize_views

router = SimpleRouter()
router.register("certificates", api.CertificateViewSet)

page_patterns: list[Any] = [
    path("activities/<int:pk>/certificates/", views.certificate_list, name="certificate-list"),
    path("activities/<int:pk>/certificates/issue/", views.certificates_issue, name="certificates-issue"),
    path("activities/<int:pk>/certificates/pdf/", views.certificates_pdf, name="certificates-pdf"),
    path("certificates/<int:pk>/pdf/", views.certificate_pdf, name="certificate-pdf"),
    path("certificates/<int:pk>/revoke/", views.certificate_revoke, name="certificate-revoke"),
    path("certificates/<int:pk>/reissue/", views.certificate_reissue, name="certificate-reissue"),
    path("contests/snapshots/<int:pk>/certificates/", prize_views.prize_certificates, name="prize-certificates"),
    path("admin/certificate-texts/", views.texts_list, name="certificate-texts-list"),
    path("admin/certificate-texts/<str:kind>/", views.texts_edit, name="certificate-texts"),
    path("v/<str:code>/", views.certificate_check, name="certificate-check"),
    path("V/<str:code>", views.certificate_check),  # as printed: upper case needs a third fewer modules in a QR code
]
api_patterns: list[Any] = [
    path("activities/<int:activity>/certificates/", api.ActivityCertificates.as_view(), name="activity-certificates"),
    path("snapshots/<int:pk>/certificates.pdf", prize_api.PrizeCertificatesView.as_view(), name="api-prize-certificates"),
    *router.urls,
]
