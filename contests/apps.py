from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        """Declare what this room holds about persons and leaves in the audit trail, and its place in the navigation."""
        from contests import audited, navigation, personal_data  # noqa: F401
