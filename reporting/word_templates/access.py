"""Who keeps the templates in Word of reports: they are the agency's, one for all units."""

from functools import partial

from django.utils.translation import gettext_lazy

from accounts import access

require_keeper = partial(access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được mẫu báo cáo."))
