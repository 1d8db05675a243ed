"""Which activities of a period no report counts, and why: the same numbers in the notes of every report, and a way to the unconfirmed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityQuerySet
from exports.counting.scope import Scope

DRAFT, CANCELLED = Q(status=Activity.Status.DRAFT), Q(status=Activity.Status.CANCELLED)


@dataclass(frozen=True)
class Uncounted:
    """How many activities are not counted, with how many sittings, by reason."""

    activities: int
    sittings: int
    drafts: int
    cancelled: int
    to_come: int
    unconfirmed: int
    until: date | None = None  # of those to come: after this day, which is not today

    @property
    def in_words(self) -> str:
        """Return '4 hoạt động (5 buổi): 1 nháp, 3 chưa xác nhận đã tổ chức'."""
        to_come = _("%(number)d chưa đến ngày")
        if self.until is not None:
            to_come = _("%%(number)d bắt đầu sau ngày %(day)s") % {"day": f"{self.until:%d/%m/%Y}"}
        reasons = [
            (_("%(number)d nháp"), self.drafts),
            (_("%(number)d đã hủy"), self.cancelled),
            (to_come, self.to_come),
            (_("%(number)d chưa xác nhận đã tổ chức"), self.unconfirmed),
        ]
        listed = ", ".join(words % {"number": number} for words, number in reasons if number)
        return _("%(activities)d hoạt động (%(sittings)d buổi): %(reasons)s") % {
            "activities": self.activities,
            "sittings": self.sittings,
            "reasons": listed,
        }


def count_uncounted(activities: ActivityQuerySet, today: date, *, until: date | None = None) -> Uncounted:
    """Count those of `activities` that are not held, in one statement; as of the day `until`, where it is not today."""
    today = until or today
    has_begun = Q(starts_on__lte=today)
    not_held = activities.order_by().exclude(pk__in=activities.order_by().held(today).values("pk"))
    counts = not_held.aggregate(
        activities=Count("pk", distinct=True),
        sittings=Count("sittings"),
        drafts=Count("pk", distinct=True, filter=DRAFT),
        cancelled=Count("pk", distinct=True, filter=CANCELLED),
        to_come=Count("pk", distinct=True, filter=~DRAFT & ~CANCELLED & ~has_begun),
        unconfirmed=Count("pk", distinct=True, filter=~DRAFT & ~CANCELLED & has_begun),
    )
    return Uncounted(**counts, until=until)


def uncounted_notes(uncounted: Uncounted) -> list[str]:
    """Return the note that a report of the activities held carries."""
    if not uncounted.activities:
        return []
    if uncounted.until:
        sentence = _("Danh sách lớp, hội thi cùng kỳ còn có những hoạt động mà các cột thực hiện không tính: %(which)s.")
    else:
        sentence = _("Danh sách lớp, hội thi cùng kỳ còn có những hoạt động mà bảng này không tính: %(which)s.")
    return [sentence % {"which": uncounted.in_words}]


def unconfirmed_links(uncounted: Uncounted, scope: Scope) -> list[tuple[str, str]]:
    """Return what the screen says of the unconfirmed activities, with the address of their list."""
    if not uncounted.unconfirmed:
        return []
    sentence = _(
        "%(number)d hoạt động đã đến ngày nhưng chưa xác nhận đã tổ chức nên chưa được tính. "
        "Mở danh sách để điểm danh, đếm số hoặc kết thúc."
    )
    return [(sentence % {"number": uncounted.unconfirmed}, unconfirmed_url(scope))]


def unconfirmed_url(scope: Scope) -> str:
    """Return the address of the list of unconfirmed activities of the same period, place, area, kind and programme line."""
    query = {
        "status": "unconfirmed",
        "from": scope.first,
        "to": scope.actual_until or scope.last,
        "unit": scope.unit and scope.unit.pk,
        "kind": scope.kind,
        "area": scope.area and scope.area.pk,
        "programme_line": scope.programme_line,
    }
    return reverse("activity-list", query={name: str(value) for name, value in query.items() if value})
