from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from privacy import personal_data  # noqa: F401
