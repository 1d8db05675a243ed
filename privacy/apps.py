from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        """Declare what this room holds about persons, and of what it leaves lines in the audit trail."""
        from privacy import audited, personal_data  # noqa: F401
