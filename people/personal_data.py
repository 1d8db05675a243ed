"""Personal data of this room: its columns, and the pages on which one person is shown."""

from django.utils.translation import gettext_lazy as _

from accounts.models import ChangeRecord
from people.disclosures.lists import OTHER_PAGE, LoggedList, register_lists
from people.models import DisclosedPerson, Disclosure, NotTheSame, Organisation, Person
from people.personal_columns import (
    CONTACT,
    FOR_TALLIES,
    IDENTIFY,
    REPORT,
    Seen,
    audit_columns,
    basic,
    register_column_titles,
    register_columns,
    sensitive,
    technical_columns,
)
from people.personal_texts import register_texts
from vietnamese.text import fold

register_columns(
    Person,
    _("Hồ sơ"),
    {
        "full_name": basic(IDENTIFY),
        "folded": basic(IDENTIFY, seen_by=Seen.NOBODY),
        "sort_key": basic(IDENTIFY, seen_by=Seen.NOBODY),
        "gender": basic(REPORT, retention=FOR_TALLIES),
        "birth_year": basic(IDENTIFY),
        "birth_date": basic(IDENTIFY, seen_by=Seen.SEE_PERSONAL),
        "ethnic_group": sensitive(REPORT, retention=FOR_TALLIES),
        "ethnicity_note": sensitive(REPORT),
        "phone": basic(CONTACT, seen_by=Seen.SEE_PERSONAL),
        "unit": basic(REPORT, retention=FOR_TALLIES),
        "organisation": basic(REPORT),
        "position": basic(REPORT),
        "national_id_digest": basic(IDENTIFY, seen_by=Seen.NOBODY),
        "national_id_last4": basic(IDENTIFY, seen_by=Seen.SEE_PERSONAL),
        **technical_columns("id", "created_at", "changed_at", "anonymised_at"),
    },
)
register_columns(
    Disclosure,
    _("Ai đã xem, lấy dữ liệu"),
    {
        **audit_columns("what", "way", "about", "filters", "unit", "person", "people", "sensitive", "user", "at"),
        **audit_columns("activity_id"),
        **technical_columns("id"),
    },
)
register_columns(
    DisclosedPerson,
    _("Người có trong danh sách đã xem, lấy"),
    {**audit_columns("disclosure", "person"), **technical_columns("id")},
)
register_columns(
    NotTheSame,
    _("Hai hồ sơ được xác định là hai người"),
    {**audit_columns("first", "second", "decided_by", "decided_at", seen_by=Seen.SEE_PERSONAL), **technical_columns("id")},
)
register_columns(
    ChangeRecord,
    _("Lịch sử thay đổi"),
    {
        # Whoever sees what a line is about reads its history; each value and reason in it by the verb of its own column.
        **audit_columns("at", "actor_kind", "actor", "actor_label", "verb", "subject", "subject_id", seen_by=Seen.VIEW),
        **audit_columns("activity_id", "person_id", "unit", "changes", "reason", seen_by=Seen.VIEW),
        **technical_columns("id", "request_id", "salt", "details_digest", "erased_at"),
    },
)
register_texts(Organisation, "name", is_label=True, derive=lambda organisation: {"folded": fold(organisation.name)[:200]})
register_texts(Disclosure, "about", "filters", is_reviewed=False)
register_column_titles(
    {
        "about": _("Về"),
        "activity_id": _("Hoạt động"),
        "actor": _("Ai"),
        "actor_kind": _("Ai, loại"),
        "actor_label": _("Tên máy quét, cửa"),
        "anonymised_at": _("Xóa danh tính lúc"),
        "at": _("Lúc"),
        "changed_at": _("Sửa lần cuối"),
        "changes": _("Giá trị trước và sau"),
        "created_at": _("Ghi lúc"),
        "decided_at": _("Quyết định lúc"),
        "decided_by": _("Người quyết định"),
        "details_digest": _("Mã đối chiếu của nội dung"),
        "disclosure": _("Dòng nhật ký"),
        "ethnicity_note": _("Dân tộc, như đã viết"),
        "filters": _("Bộ lọc"),
        "first": _("Hồ sơ thứ nhất"),
        "folded": _("Họ tên không dấu, để tìm"),
        "id": _("Số"),
        "national_id_digest": _("Mã đối chiếu số định danh"),
        "national_id_last4": _("Bốn số cuối số định danh"),
        "people": _("Số người"),
        "person": _("Người"),
        "person_id": _("Người"),
        "reason": _("Lý do"),
        "request_id": _("Mã lượt truy cập"),
        "salt": _("Chuỗi ngẫu nhiên để tính mã đối chiếu"),
        "second": _("Hồ sơ thứ hai"),
        "sensitive": _("Dữ liệu nhạy cảm"),
        "sort_key": _("Chữ dùng để xếp thứ tự"),
        "subject": _("Loại đối tượng"),
        "subject_id": _("Số của đối tượng"),
        "unit": _("Địa bàn"),
        "user": _("Người làm"),
        "verb": _("Việc"),
        "way": _("Cách"),
        "what": _("Nội dung xem"),
    }
)
register_lists(
    LoggedList("person", _("Hồ sơ một người")),
    LoggedList(OTHER_PAGE, _("Trang khác có tên người")),
)
