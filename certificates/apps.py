from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        """Declare what this room holds about persons, what it leaves in the audit trail, and the font that it needs."""
        from certificates import audited, personal_data  # noqa: F401
        from certificates.document import fonts  # noqa: F401
