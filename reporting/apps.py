from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        """Declare what this room holds about persons and leaves in the audit trail, and its place in the navigation."""
        from reporting import audited, navigation, personal_data  # noqa: F401
