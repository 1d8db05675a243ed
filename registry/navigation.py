"""This room in the main navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Section, register_section

register_section(Section("people", _("Người tham gia"), "person-list", order=30, verb="see_personal"))
