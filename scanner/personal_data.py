"""Personal data of this room: the list that a phone downloads."""

from django.utils.translation import gettext_lazy as _

from people.disclosures.lists import LoggedList, register_lists

register_lists(
    LoggedList("scanner-roster", _("Danh sách tải về máy quét"), names_only_its_activity=True, is_read_by_phones=True),
)
