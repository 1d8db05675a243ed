"""Saving, changing and removing filters.

What users do with their own does not stand in the audit trail: it changes only what is offered to open. What is done to a colleague's does.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from finder.models import SavedFilter
from finder.question_lists import sharing_units
from finder.saved_filters import MOST_PER_LIST, Filters
from places.models import Unit
from screens.sealed.searches import holds_number
from vietnamese.text import clean


def save_filter(user: User, *, list_name: str, filters: Filters, name: str, at: datetime, shared_in: Unit | None = None) -> SavedFilter:
    """Keep the filters of a list under a name; one of that name is replaced. `shared_in`: where colleagues may open it.

    Raise ValidationError for a name that `read_name` refuses, when the list has as many as it may, and for a unit in which `user` may
    not share it.
    """
    name = read_name(name)
    _require_sharing_unit(user, list_name, shared_in)
    others = SavedFilter.objects.filter(user=user, list_name=list_name).exclude(name=name)
    if others.count() >= MOST_PER_LIST:
        message = _("Danh sách này đã có %(number)d bộ lọc. Hãy xóa bớt trước khi lưu thêm.") % {"number": MOST_PER_LIST}
        raise ValidationError({"name": ValidationError(message, code="too_many")})
    values = {"filters": filters, "shared_in": shared_in, "saved_at": at}
    saved, _is_new = SavedFilter.objects.update_or_create(user=user, list_name=list_name, name=name, defaults=values)
    return saved


def change_filter(saved: SavedFilter, *, name: str, shared_in: Unit | None) -> None:
    """Rename a filter of one's own and say where it is shared.

    Raise ValidationError for a name that `read_name` refuses, for one that another filter of the list has, and for a unit in which its
    owner may not share it.
    """
    saved.name = read_name(name)
    if shared_in != saved.shared_in:
        _require_sharing_unit(saved.user, saved.list_name, shared_in)
    saved.shared_in = shared_in
    try:
        with transaction.atomic():
            saved.save(update_fields=["name", "shared_in"])
    except IntegrityError as error:
        message = _("Danh sách này đã có bộ lọc tên “%(name)s”. Hãy đặt tên khác.") % {"name": saved.name}
        raise ValidationError({"name": ValidationError(message, code="taken")}) from error


def stop_sharing(saved: SavedFilter, *, by: User) -> None:
    """Leave a shared filter to its owner alone, as whoever administers the unit in which it is shared may."""
    with transaction.atomic():
        trail.record("unshared", saved, changes={"shared_in": [saved.shared_in_id, None]}, by=by)
        SavedFilter.objects.filter(pk=saved.pk).update(shared_in=None)
    saved.shared_in = None


def _require_sharing_unit(owner: User, list_name: str, unit: Unit | None) -> None:
    if unit is not None and not sharing_units(owner, list_name).filter(pk=unit.pk).exists():
        message = _("Chỉ chia sẻ được ở đơn vị mà người lưu được xem báo cáo này.")
        raise ValidationError({"shared_in": ValidationError(message, code="not_there")})


def read_name(name: str) -> str:
    """Return the name of a filter as it is kept. Raise ValidationError for none, one too long, or one with a telephone or card number."""
    name = clean(name)
    longest = SavedFilter._meta.get_field("name").max_length or 0
    if not name:
        raise ValidationError({"name": ValidationError(_("Hãy đặt tên cho bộ lọc."), code="required")})
    if len(name) > longest:
        message = _("Tên bộ lọc dài nhất %(number)d ký tự.") % {"number": longest}
        raise ValidationError({"name": ValidationError(message, code="too_long")})
    if holds_number(name) and len(name) > 4:  # 2026 is a year
        message = _("Tên bộ lọc không được chứa số điện thoại hay số định danh của một người.")
        raise ValidationError({"name": ValidationError(message, code="number")})
    return name
