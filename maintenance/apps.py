from django.apps import AppConfig


class MaintenanceConfig(AppConfig):
    name = "maintenance"

    def ready(self) -> None:
        """Declare of what this room leaves lines in the audit trail."""
        from maintenance import audited  # noqa: F401
