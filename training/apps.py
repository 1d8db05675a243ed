from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        """Declare what this room holds about persons, and its place in the navigation."""
        from training import navigation, personal_data  # noqa: F401
