"""Personal data of this room: which people a user opened lately, and saved filters, in whose names and texts somebody might be named."""

from django.utils.translation import gettext_lazy as _

from finder.models import SavedFilter, SeenPerson
from finder.recent import ARE_KEPT
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import RUN, Seen, basic, register_column_titles, register_columns, technical_columns, term_in_words
from people.personal_texts import register_texts

register_columns(
    SeenPerson,
    _("Vừa xem"),
    {
        **dict.fromkeys(("user", "person", "seen_at"), basic(RUN, seen_by=Seen.SEE_PERSONAL, retention=term_in_words(ARE_KEPT))),
        **technical_columns("id"),
    },
)
register_texts(SavedFilter, "name", "filters", is_label=True)
register_column_titles({"seen_at": _("Mở xem lúc"), "list_name": _("Danh sách"), "saved_at": _("Lưu lúc")})
register_lists(LoggedList("finder", _("Ô tìm chung, mục vừa xem"), addresses=("find/",)))
