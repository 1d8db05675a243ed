"""Access to what this room shows: for administrators of every place where something is held about a person."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.models import User
from people.models import Person
from registry.access import fetch_person, holds_all_of


def fetch_administered_person(user: User, pk: Any) -> Person:
    """Return a person all of whose data `user` may hand over or erase.

    Raise Http404 for somebody of whom `user` knows nothing, PermissionDenied for a role too small, or when something is held elsewhere.
    """
    person = fetch_person(user, "administer", pk)
    if not holds_all_of(user, "administer", person):
        raise PermissionDenied(_("Người này còn dự ở địa bàn khác. Hãy chuyển yêu cầu cho người quản trị cấp tỉnh."))
    return person


def require_administrator(user: User) -> None:
    if not user.can_anywhere("administer"):
        raise PermissionDenied(_("Chỉ người quản trị mới xem được trang này."))


# Where something is one for all units: the notice, the log of those who belong to no unit.
require_province_administrator = partial(
    access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới làm được việc này.")
)
