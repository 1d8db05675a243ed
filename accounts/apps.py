from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Declare this room's place in the navigation and in the audit trail, and note each sign-in in its session."""
        from django.contrib.auth.signals import user_logged_in

        from accounts import audited  # noqa: F401
        from accounts.navigation import Section, register_section
        from accounts.sign_in.sessions import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")

        register_section(Section("administration", _("Quản trị"), "admin-home", order=50, verb="administer"))
