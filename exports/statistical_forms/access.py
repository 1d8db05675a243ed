"""Who keeps the forms of the office: whoever administers the province served."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from places.models import Unit


def require_keeper(user: User, *, hides: bool = False) -> None:
    """Raise PermissionDenied for others; with `hides`, Http404 for who serves elsewhere."""
    if user.administers_province_served:
        return
    province = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE, valid_to=None)
    if hides and not province.filter(pk__in=user.reach("view")).exists():
        raise Http404
    raise PermissionDenied(_("Chỉ người quản trị của cả tỉnh mới sửa được biểu mẫu thống kê."))
