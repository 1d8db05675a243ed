"""This room in the main navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Section, register_paths, register_section

register_section(Section("outreach", _("Tuyên truyền khác"), "outreach-list", order=25))
register_paths("outreach", "/outreach-imports/")
