"""Saving, renaming and removing filters. Nothing of it stands in the audit trail: it changes only what its user sees offered."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from finder.models import SavedFilter
from finder.saved_filters import MOST_PER_LIST
from screens.sealed.searches import holds_number
from vietnamese.text import clean


def save_filter(user: User, *, list_name: str, query: str, name: str, at: datetime) -> SavedFilter:
    """Keep the filters of a list under a name; one of that name is replaced.

    Raise ValidationError for a name that `read_name` refuses, and when the list has as many as it may.
    """
    name = read_name(name)
    others = SavedFilter.objects.filter(user=user, list_name=list_name).exclude(name=name)
    if others.count() >= MOST_PER_LIST:
        message = _("Danh sách này đã có %(number)d bộ lọc. Hãy xóa bớt trước khi lưu thêm.") % {"number": MOST_PER_LIST}
        raise ValidationError({"name": ValidationError(message, code="too_many")})
    values = {"query": query, "saved_at": at}
    saved, _is_new = SavedFilter.objects.update_or_create(user=user, list_name=list_name, name=name, defaults=values)
    return saved


def rename_filter(saved: SavedFilter, *, name: str) -> None:
    """Raise ValidationError for a name that `read_name` refuses, and for one that another filter of the list has."""
    saved.name = read_name(name)
    try:
        with transaction.atomic():
            saved.save(update_fields=["name"])
    except IntegrityError as error:
        message = _("Danh sách này đã có bộ lọc tên “%(name)s”. Hãy đặt tên khác.") % {"name": saved.name}
        raise ValidationError({"name": ValidationError(message, code="taken")}) from error


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
        message = _("Tên bộ lọc không được chứa số điện thoại hay số thẻ của một người.")
        raise ValidationError({"name": ValidationError(message, code="number")})
    return name
