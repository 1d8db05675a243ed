"""The console's screens of the privacy notice and its versions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from people import notices
from people.models import Notice
from privacy.access import require_province_administrator
from privacy.notices.forms import NoticeForm
from screens.forms import add_errors, posted_data


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    require_province_administrator(request.user)
    versions = Notice.objects.annotate(count=Count("registrations")).select_related("published_by")
    return render(request, "privacy/notice_list.html", {"notices": versions, "current": notices.current()})


@require_safe
def notice(request: SignedInRequest, version: int) -> HttpResponse:
    require_province_administrator(request.user)
    notice_version = get_object_or_404(Notice.objects.annotate(count=Count("registrations")), version=version)
    return render(request, "privacy/notice.html", {"notice": notice_version})


def notice_create(request: SignedInRequest) -> HttpResponse:
    """Publish a new version, which begins with the words of the one before."""
    require_province_administrator(request.user)
    latest = Notice.objects.first()
    texts = {name: getattr(latest, name) for name in NoticeForm.Meta.fields if name != "valid_from"} if latest else {}
    form = NoticeForm(posted_data(request), initial=texts | {"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            published = notices.publish(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã công bố thông báo số %(version)s.") % {"version": published.version})
            return redirect("notice-list")
    return render(request, "privacy/notice_create.html", {"form": form})
