"""Who keeps the forms of the office."""

from functools import partial

from django.utils.translation import gettext_lazy

from accounts import access

require_keeper = partial(access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được biểu mẫu thống kê."))
