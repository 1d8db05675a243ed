from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        """Declare what this room holds about persons."""
        from training import personal_data  # noqa: F401
