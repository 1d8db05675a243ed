from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Declare this room's place in the navigation, and what of it stands in the audit trail."""
        from accounts import audited  # noqa: F401
        from accounts.navigation import Section, register_section

        register_section(Section("administration", _("Quản trị"), "admin-home", order=50, verb="administer"))
