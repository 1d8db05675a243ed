from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "attendance"

    def ready(self) -> None:
        """Register the personal data of this room, what stands in the audit trail, and its place in the navigation."""
        from attendance import audited, navigation, personal_data  # noqa: F401
