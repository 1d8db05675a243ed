from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"

    def ready(self) -> None:
        """Declare what this room holds about persons, its place in the navigation, and the digests in its journals."""
        from people.identity import national_id
        from registry import navigation, personal_data  # noqa: F401
        from registry.merging import renewal

        national_id.register_renewal(renewal.renew_cards)
