from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "attendance"

    def ready(self) -> None:
        """Register personal data, what stands in the audit trail, what shows that an activity was held, and navigation."""
        from attendance import audited, evidence, navigation, personal_data  # noqa: F401
