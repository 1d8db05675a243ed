from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from registry import personal_data  # noqa: F401
