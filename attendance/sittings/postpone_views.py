"""The page on which an activity is moved to another day, with its sittings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.sittings import actions
from attendance.sittings.forms import PostponeForm
from screens.forms import add_errors, posted_data
from screens.pages import form_page


def activity_postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(Activity.objects.with_units(), request.user, "record", pk=pk)
    form = PostponeForm(posted_data(request), initial={"starts_on": activity.starts_on})
    if form.is_valid():
        try:
            actions.postpone(activity, starts_on=form.cleaned_data["starts_on"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("Đã dời “%(title)s” sang ngày %(day)s.") % {"title": activity.title, "day": f"{activity.starts_on:%d/%m/%Y}"}
            )
            return redirect(activity)
    return form_page(
        request, form, heading=_("Dời ngày"), crumbs=crumbs_to(activity), cancel_url=activity.get_absolute_url(), submit_label=_("Dời")
    )
