"""The people of earlier activities are registered again: for copies of one, or for any activity."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration, RegistrationQuerySet
from attendance.registrations.actions import register_many, require_open, role_from
from people.disclosures.people_read import not_shown

MOST_SOURCES = 100  # earlier activities in one go


class PeopleToCopy(models.TextChoices):
    NONE = "none", _("Không: danh sách mới còn trống")
    ATTENDED = "attended", _("Những người đã dự")
    REGISTERED = "registered", _("Những người đã đăng ký")


def registrations_to_copy(sources: Collection[Activity], people: str) -> RegistrationQuerySet:
    """Return the registrations of whom is taken over from `sources`; nobody whose identity was erased."""
    registrations = Registration.objects.filter(activity__in=sources, person__anonymised_at=None)
    if people == PeopleToCopy.ATTENDED:
        return registrations.attended()
    return registrations.active() if people == PeopleToCopy.REGISTERED else registrations.none()


@not_shown()
def load_registrations_to_copy(source: Activity, people: str) -> list[Registration]:
    """Read whom the copies of `source` take over, once for all of them."""
    return list(registrations_to_copy([source], people).select_related("person").order_by("pk"))


def register_again(activity: Activity, registrations: Iterable[Registration], *, by: User) -> dict[int, Registration]:
    """Register whom `load_registrations_to_copy` read for `activity`, with their roles and categories: {person id: registration}.

    `activity` was made in this transaction, so that nobody else registers for it. Raise ValidationError as `require_open` does.
    """
    require_open(activity)
    people = ((former.person, former.role, former.category) for former in registrations)
    return {registration.person_id: registration for registration in register_many(activity, people, by=by)}


@not_shown()
def register_from(activity: Activity, sources: Collection[Activity], *, people: str, by: User) -> tuple[int, int]:
    """Register whom `people` names of the earlier `sources` for `activity`; return how many, and how many stand on its list already.

    Category and role are those of the latest source, the role as `role_from` says. Who was registered before stays as they are, withdrawn
    ones too. Raise ValidationError (`activity_closed`, `changed_meanwhile`); nothing is written then.
    """
    try:
        with transaction.atomic():
            require_open(Activity.objects.select_for_update(no_key=True).get(pk=activity.pk))
            former = registrations_to_copy(sources, people).select_related("person", "activity")
            by_person: dict[int, Registration] = {}
            for registration in former.order_by("-activity__starts_on", "-pk"):
                by_person.setdefault(registration.person_id, registration)
            on_list = set(Registration.objects.filter(activity=activity, person__in=by_person).values_list("person_id", flat=True))
            new = [registration for person_id, registration in by_person.items() if person_id not in on_list]
            register_many(activity, [(former.person, role_from(former, activity=activity), former.category) for former in new], by=by)
    except IntegrityError as error:  # somebody was registered meanwhile
        raise ValidationError(gettext("Danh sách vừa thay đổi nên chưa lưu được. Hãy bấm lại."), code="changed_meanwhile") from error
    return len(new), len(on_list)


def count_to_copy(sources: Collection[Activity]) -> dict[int, dict[str, int]]:
    """Return {activity id: {attended: number, registered: number}} for those with people to take over."""
    counts: dict[int, dict[str, int]] = {}
    for people in (PeopleToCopy.ATTENDED, PeopleToCopy.REGISTERED):
        rows = registrations_to_copy(sources, people).order_by().values_list("activity").annotate(models.Count("pk"))
        for activity_id, number in rows:
            counts.setdefault(activity_id, {})[people.value] = number
    return counts
