from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from registry import navigation, personal_data  # noqa: F401
