"""Actions on the tasks of a year's plan: added, revised, moved, carried over to the next year and removed; pages and API call these."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.actions import require_plan_year
from activities.models import PlanTask
from places.models import Unit
from vietnamese.text import clean, fold

MOST_TASKS = 200  # of a unit in a year


def add_tasks(year: int, unit: Unit, *, texts: Sequence[str], by: User, carried_from: Sequence[PlanTask] = ()) -> list[PlanTask]:
    """Save tasks behind those of the year, in the order of `texts`; a text that is there already is left out. Raise ValidationError.

    carried_from: the tasks of the year before that the texts come from, in the same order.
    """
    require_plan_year(year)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two who add at once
        existing = PlanTask.objects.filter(year=year, unit=unit)
        folded_texts = {fold(text) for text in existing.values_list("text", flat=True)}
        last = existing.aggregate(last=Max("order"))["last"] or 0
        tasks: list[PlanTask] = []
        for position, text in enumerate(texts):
            text = require_text(text)
            if fold(text) not in folded_texts:
                folded_texts.add(fold(text))
                source = carried_from[position] if carried_from else None
                order = last + len(tasks) + 1
                tasks.append(PlanTask(year=year, unit=unit, order=order, text=text, carried_from=source, created_by=by))
        if len(folded_texts) > MOST_TASKS:
            message = _("Nhiều nhất %(most)d nhiệm vụ một năm.") % {"most": MOST_TASKS}
            raise ValidationError({"texts": ValidationError(message, code="too_many")})
        for task in tasks:
            task.save()
        verb = "carried_over" if carried_from else "recorded"
        trail.record_many(verb, ((task, trail.created(task)) for task in tasks), by=by)
    return tasks


def require_text(text: str) -> str:
    """Return the text cleaned. Raise ValidationError keyed `text` for one that is empty or too long."""
    text, most = clean(text), PlanTask._meta.get_field("text").max_length or 0
    if not text:
        raise ValidationError({"text": ValidationError(_("Hãy ghi nhiệm vụ."), code="required")})
    if len(text) > most:
        message = _("Nhiệm vụ “%(start)s…” dài quá %(most)d ký tự.") % {"start": text[:30], "most": most}
        raise ValidationError({"text": ValidationError(message, code="too_long")})
    return text


def revise_task(task: PlanTask, *, text: str | None = None, outcome: str | None = None, is_done: bool | None = None, by: User) -> PlanTask:
    """Save what is given; None leaves it as it is. Raise ValidationError keyed by field."""
    with trail.changing("revised", task, by=by):
        if text is not None:
            task.text = require_text(text)
        if outcome is not None:
            task.outcome = clean(outcome)[: PlanTask._meta.get_field("outcome").max_length]
        if is_done is not None:
            task.is_done = is_done
        task.save(update_fields=["text", "outcome", "is_done"])
    return task


def move_task(task: PlanTask, *, to: int, by: User) -> None:
    """Put a task at the place `to` among those of its year and unit, counted from 1; the others close up."""
    with transaction.atomic():
        in_order = list(PlanTask.objects.filter(year=task.year, unit=task.unit_id).select_for_update(no_key=True).order_by("order", "pk"))
        others = [sibling for sibling in in_order if sibling.pk != task.pk]
        place = min(max(to, 1), len(in_order))
        before = trail.values_of(task)
        others.insert(place - 1, task)
        for number, sibling in enumerate(others, 1):
            sibling.order = number
        PlanTask.objects.bulk_update(others, ["order"])
        if changes := trail.changes_between(before, task):
            trail.record("moved", task, changes=changes, by=by)


def carry_over(year: int, unit: Unit, *, by: User) -> list[PlanTask]:
    """Begin the next year's list with the tasks of `year` that are not done, each once however often it is asked; return the new ones.

    Where the unit was reorganised meanwhile, the list is that of the one unit in its place.
    """
    end_of_next_year = date(year + 1, 12, 31)
    holders = [unit] if unit.is_valid_on(end_of_next_year) else unit.holders_on(end_of_next_year)
    tasks = list(PlanTask.objects.filter(year=year, unit=unit, carried_to=None).unfinished().order_by("order", "pk"))
    next_unit = holders[0] if len(holders) == 1 else unit
    return add_tasks(year + 1, next_unit, texts=[task.text for task in tasks], carried_from=tasks, by=by)


def remove_task(task: PlanTask) -> None:
    """Delete a task; one that was carried over from it stays."""
    with trail.changing("removed", task):
        task.delete()


def usual_unit(user: User, *, year: int) -> Unit | None:
    """Return the province served as it was at the end of the year, for who may see it; else the unit of the user's first role."""
    last_day = date(year, 12, 31)
    visible = Unit.objects.with_names().filter(pk__in=user.reach("view"))
    province = visible.valid_on(last_day).filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE).first()
    return province or visible.filter(pk__in=user.grants.values("unit")).first()
