"""Pages of the tasks of a year's plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fetch, require
from accounts.http import SignedInRequest
from activities.actions import EARLIEST_PLAN_YEAR, LATEST_YEAR
from activities.models import PlanTask
from activities.plan_tasks import actions
from activities.plan_tasks.forms import AddTasksForm, TaskForm
from places.models import Unit
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page
from screens.query_strings import parse_id
from screens.revisions.forms import changes_one_row, lock

TASKS = PlanTask.objects.select_related("unit__parent__parent")


def plan_task_list(request: SignedInRequest) -> HttpResponse:
    """Show the tasks of `?year=` and `?unit=` in order; a POST adds some."""
    this_year = timezone.localdate().year
    typed_year = parse_id(request.GET.get("year")) or this_year
    year = typed_year if EARLIEST_PLAN_YEAR <= typed_year <= LATEST_YEAR else this_year
    unit_id = parse_id(request.GET.get("unit"))
    if unit_id is None:
        unit = actions.usual_unit(request.user, year=year)
    else:
        unit = get_object_or_404(Unit.objects.with_names().filter(pk__in=request.user.reach("view")), pk=unit_id)
    visible = TASKS.visible_to(request.user)
    may_record = unit is not None and request.user.can("record", unit)
    form = AddTasksForm(posted_data(request)) if may_record else None
    if request.method == "POST":
        if unit is None:
            raise Http404
        require(request.user, "record", unit)
        if form and form.is_valid():
            try:
                tasks = actions.add_tasks(year, unit, texts=form.cleaned_data["texts"], by=request.user)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Đã thêm %(number)d nhiệm vụ.") % {"number": len(tasks)})
                return redirect(_list_url(year, unit))
    tasks = list(visible.filter(year=year, unit=unit).prefetch_related("carried_to")) if unit else []
    years = {this_year, this_year + 1, year, *visible.values_list("year", flat=True).distinct().order_by()}
    context = {
        "year": year,
        "years": sorted(years, reverse=True),
        "unit": unit,
        "other_units": Unit.objects.with_names().filter(pk__in=visible.filter(year=year).exclude(unit=unit).values("unit")),
        "tasks": tasks,
        "form": form,
        "may_record": may_record,
        "to_carry": sum(not task.is_done and not hasattr(task, "carried_to") for task in tasks) if may_record else 0,
        "next_year": year + 1,
    }
    return render(request, "activities/plan_tasks/plan_task_list.html", context)


def _list_url(year: int, unit: Unit) -> str:
    return reverse("plan-task-list", query={"year": year, "unit": unit.pk})


@changes_one_row
def plan_task_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    task = fetch(lock(TASKS, request), request.user, "record", pk=pk)
    list_url = task.get_absolute_url()
    form = TaskForm(posted_data(request), instance=task)
    if form.is_valid():
        try:
            actions.revise_task(task, **form.values(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(f"{list_url}#task-{task.pk}")
    crumbs = [(_("Nhiệm vụ năm %(year)d") % {"year": task.year}, list_url)]
    return form_page(request, form, heading=_("Ghi kết quả, sửa nhiệm vụ"), crumbs=crumbs, cancel_url=list_url)


@require_POST
def plan_task_move(request: SignedInRequest, pk: int) -> HttpResponse:
    task = fetch(TASKS, request.user, "record", pk=pk)
    place = parse_id(request.POST.get("to"))
    if place is not None:
        actions.move_task(task, to=place, by=request.user)
    return redirect(f"{task.get_absolute_url()}#task-{task.pk}")


@require_POST
def plan_task_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a task as done, or as not done again."""
    task = fetch(TASKS, request.user, "record", pk=pk)
    actions.revise_task(task, is_done=request.POST.get("is_done") == "1", by=request.user)
    return redirect(f"{task.get_absolute_url()}#task-{task.pk}")


def plan_task_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    task = fetch(TASKS, request.user, "record", pk=pk)
    list_url = task.get_absolute_url()
    if request.method == "POST":
        actions.remove_task(task)
        messages.success(request, _("Đã xóa nhiệm vụ."))
        return redirect(list_url)
    return confirmation_page(
        request,
        heading=_("Xóa nhiệm vụ"),
        consequences=[_("Xóa hẳn: “%(task)s”, cùng kết quả đã ghi.") % {"task": task}],
        crumbs=[(_("Nhiệm vụ năm %(year)d") % {"year": task.year}, list_url)],
        cancel_url=list_url,
    )


@require_POST
def plan_task_carry_over(request: SignedInRequest) -> HttpResponse:
    """Begin the next year's list with what is not done of `year`."""
    unit = get_object_or_404(Unit.objects.filter(pk__in=request.user.reach("view")), pk=parse_id(request.POST.get("unit")))
    require(request.user, "record", unit)
    year = parse_id(request.POST.get("year"))
    if year is None or not EARLIEST_PLAN_YEAR <= year < LATEST_YEAR:
        return redirect("plan-task-list")
    tasks = actions.carry_over(year, unit, by=request.user)
    if tasks:
        text = _("Đã chuyển %(number)d nhiệm vụ chưa xong sang năm %(year)d.") % {"number": len(tasks), "year": year + 1}
        messages.success(request, text)
        return redirect(tasks[0])
    messages.info(request, _("Không còn nhiệm vụ nào của năm %(year)d để chuyển.") % {"year": year})
    return redirect(_list_url(year, unit))
