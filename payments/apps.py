from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        """Declare what this room holds about persons, what it leaves in the audit trail, and its report."""
        from payments import audited, personal_data, report  # noqa: F401
