"""Personal data of this room: its columns, and the lists whose readers are logged."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports.files.retention import ORIGINALS_ARE_KEPT
from imports.models import RosterImport, RosterRow, YearImport
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import (
    ATTEND,
    IDENTIFY,
    Seen,
    audit_columns,
    basic,
    participation_columns,
    register_column_titles,
    register_columns,
    sensitive,
    technical_columns,
    term_in_words,
)
from people.personal_texts import register_texts

SENSITIVE_COLUMNS = ("ethnic_group", "phone", "national_id_last4", "birth_date")  # of a row, for the log of disclosures
ORIGINALS_IN_WORDS = term_in_words(ORIGINALS_ARE_KEPT)

register_columns(
    RosterRow,
    _("Dòng của danh sách đã nhận"),
    {
        "data": sensitive(ATTEND, retention=ORIGINALS_IN_WORDS),  # as the file has it, with the ethnic group
        "candidates": basic(IDENTIFY, seen_by=Seen.SEE_PERSONAL, retention=ORIGINALS_IN_WORDS),
        "problems": basic(IDENTIFY, seen_by=Seen.SEE_PERSONAL, retention=ORIGINALS_IN_WORDS),
        **participation_columns("roster", "person", "registration"),
        **technical_columns("id", "position", "sheet", "number", "part", "action", "is_excluded", "why", "duplicate_of", "is_registered"),
    },
)
register_columns(
    RosterImport,  # holds the file itself
    _("Tệp danh sách đã nhận"),
    {
        "original": sensitive(ATTEND, retention=ORIGINALS_IN_WORDS),  # the file as it came, encrypted
        "grid": sensitive(ATTEND, seen_by=Seen.NOBODY, retention=ORIGINALS_IN_WORDS),
        "choices": basic(IDENTIFY, seen_by=Seen.SEE_PERSONAL, retention=ORIGINALS_IN_WORDS),
        **audit_columns("file_name", "uploaded_by", "uploaded_at", "committed_by", "committed_at", seen_by=Seen.VIEW),
        **technical_columns("id", "activity", "file_digest", "size", "state", "refusal", "summary", "progress", "working_since", "result"),
    },
)
register_columns(
    YearImport,  # holds what was read of the file
    _("Tệp kế hoạch, số liệu năm đã nhận"),
    {
        "grid": basic(ATTEND, seen_by=Seen.NOBODY, retention=ORIGINALS_IN_WORDS),  # whoever signed below, who teaches
        "choices": basic(ATTEND, seen_by=Seen.VIEW, retention=ORIGINALS_IN_WORDS),
        **audit_columns("file_name", "uploaded_by", "uploaded_at", "committed_by", "committed_at", "reverted_at", seen_by=Seen.VIEW),
        **technical_columns("id", "unit", "kind", "file_digest", "size", "state", "result"),
    },
)
register_texts(YearImport, "file_name", is_label=True)
register_texts(YearImport, "choices", is_reviewed=False)
register_texts(RosterImport, "file_name", activity="activity", is_label=True)
register_texts(RosterImport, "refusal", "choices", "summary", activity="activity", is_reviewed=False)
register_texts(RosterRow, "sheet", "data", "problems", "why", "candidates", activity="roster__activity", is_reviewed=False)
register_column_titles(
    {
        "action": pgettext_lazy("one", "Việc"),
        "candidates": _("Người có thể trùng"),
        "choices": _("Lựa chọn khi nhập"),
        "committed_at": _("Ghi nhận lúc"),
        "committed_by": _("Người ghi nhận"),
        "data": _("Nội dung dòng"),
        "duplicate_of": _("Trùng dòng"),
        "file_digest": _("Mã đối chiếu của tệp"),
        "grid": _("Nội dung tệp"),
        "is_excluded": _("Bỏ qua"),
        "is_registered": _("Đã có trong danh sách"),
        "number": _("Dòng số"),
        "original": _("Tệp gốc"),
        "part": _("Người thứ mấy trong dòng"),
        "problems": _("Lỗi của dòng"),
        "progress": _("Tiến độ"),
        "reverted_at": _("Hoàn tác lúc"),
        "refusal": _("Vì sao không đọc được"),
        "result": _("Kết quả ghi nhận"),
        "roster": _("Danh sách đã nhận"),
        "sheet": _("Trang tính"),
        "summary": _("Tóm tắt"),
        "uploaded_by": _("Người tải lên"),
        "why": _("Vì sao"),
        "working_since": _("Đang đọc từ"),
    }
)
register_lists(
    LoggedList("roster-preview", _("Bản xem trước danh sách nhập"), is_of_people_on_record=False),
    LoggedList("roster-original", _("Tệp gốc của danh sách nhập"), is_of_people_on_record=False),
    LoggedList("roster-faulty-rows", _("Các dòng lỗi của danh sách nhập"), is_of_people_on_record=False),
)
