"""Pages of areas: the list, the form with its units, archiving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch, require, require_anywhere
from accounts.http import SignedInRequest
from activities.areas import actions
from activities.areas.forms import AreaForm
from places.models import Area, Unit
from screens.forms import add_errors, posted_data
from screens.revisions.forms import changes_one_row, lock

AREAS = Area.objects.with_units()


@require_safe
def area_list(request: SignedInRequest) -> HttpResponse:
    require_anywhere(request.user, "report")
    areas = list(AREAS.visible_to(request.user, "report"))
    province = actions.usual_province(request.user, today=timezone.localdate())
    context = {
        "areas": [area for area in areas if area.archived_at is None],
        "archived": [area for area in areas if area.archived_at],
        "recordable": set(Area.objects.visible_to(request.user, "record").values_list("pk", flat=True)),
        "may_record": province is not None and request.user.can("record", province),
    }
    return render(request, "activities/areas/area_list.html", context)


def area_create(request: SignedInRequest) -> HttpResponse:
    province = actions.usual_province(request.user, today=timezone.localdate())
    if province is None:
        raise PermissionDenied
    require(request.user, "record", province)
    form = AreaForm(posted_data(request))
    return _area_page(request, form, None, province, heading=_("Thêm khu vực"))


@changes_one_row
def area_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    area = fetch(lock(AREAS, request), request.user, "record", pk=pk)
    initial = AreaForm.values_of(area)
    form = AreaForm(posted_data(request), area=area, initial=initial)
    return _area_page(request, form, area, area.unit, heading=_("Sửa khu vực: %(area)s") % {"area": area.name})


def _area_page(request: SignedInRequest, form: AreaForm, area: Area | None, province: Unit, *, heading: str) -> HttpResponse:
    """Show the form and save it; a press of `add` only takes what was picked or typed into the list of units."""
    is_adding = "add" in request.POST
    form.fields["name"].required = not is_adding
    if form.is_valid():
        if is_adding:
            form = AreaForm(area=area, initial=form.values() | {"revision": form.cleaned_data["revision"]})
        else:
            try:
                saved = actions.save_area(area, province=province, by=request.user, **form.values())
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Đã lưu khu vực “%(name)s”.") % {"name": saved.name})
                return redirect("area-list")
    return render(request, "activities/areas/area_form.html", {"form": form, "heading": heading})


@require_POST
@changes_one_row
def area_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Archive an area, or take an archived one back into use."""
    area = fetch(lock(AREAS, request), request.user, "record", pk=pk)
    if request.POST.get("restore"):
        actions.restore_area(area, by=request.user)
        messages.success(request, _("Khu vực “%(name)s” đã được dùng lại.") % {"name": area.name})
    else:
        actions.archive_area(area, at=timezone.now(), by=request.user)
        messages.success(
            request, _("Đã lưu trữ khu vực “%(name)s”. Khi lập báo cáo không chọn được khu vực này nữa.") % {"name": area.name}
        )
    return redirect("area-list")
