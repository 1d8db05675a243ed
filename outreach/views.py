"""Pages of the other channels: the list, one item with its files, the quick form, and the channels that an administrator keeps."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from activities.files.downloads import file_response
from activities.models import Document
from exports import periods
from outreach import actions
from outreach.data.channels import built_in_keys
from outreach.finding.filters import OutreachListFilter
from outreach.forms import AttachmentForm, ChannelForm, OutreachItemForm, values_to_repeat
from outreach.models import Attachment, Channel, OutreachItem
from screens.forms import add_errors, posted_data
from screens.pages import Crumbs, confirmation_page, form_page, paginate, show_errors
from screens.query_strings import parse_id, parse_sort
from screens.revisions.forms import changes_one_row, lock

ITEMS_PER_PAGE = 50
SORT_COLUMNS = {"starts_on": "starts_on", "title": "folded", "channel": "channel__order", "unit": "unit__sort_key"}
ITEMS = OutreachItem.objects.with_names().select_related("document", "created_by")
ATTACHMENTS = Attachment.objects.select_related("item", "file")


# --- items


@require_safe
def item_list(request: SignedInRequest) -> HttpResponse:
    items = OutreachItem.objects.visible_to(request.user).with_names().annotate(file_count=Count("attachments"))
    item_filter = OutreachListFilter(request.GET, queryset=items, request=request)
    column, is_descending = parse_sort(request, SORT_COLUMNS, default="-starts_on")
    in_order = item_filter.qs.order_by(f"-{column}" if is_descending else column, "-starts_on", "-pk")
    context = {
        "filter": item_filter,
        "page": paginate(request, in_order, ITEMS_PER_PAGE),
        "periods": periods.usual(timezone.localdate()),
        "may_record": request.user.can_anywhere("record"),
        "may_report": request.user.can_anywhere("report"),
        "keeps_channels": request.user.administers_province_served,
        "is_filtered": any(item_filter.form.cleaned_data.values()),
    }
    return render(request, "outreach/item_list.html", context)


@require_safe
def channel_choice(request: SignedInRequest) -> HttpResponse:
    """Ask for the channel of a new item; what was recorded last is offered to be recorded again."""
    require_anywhere(request.user, "record")
    recorded = OutreachItem.objects.visible_to(request.user, "record").with_names()
    active_channels = list(Channel.objects.active())
    by_section = [(section.label, [channel for channel in active_channels if channel.section == section]) for section in Channel.Section]
    context = {
        "by_section": [(label, channels) for label, channels in by_section if channels],
        "latest": recorded.filter(created_by=request.user, channel__is_active=True).order_by("-created_at", "-pk").first(),
    }
    return render(request, "outreach/channel_choice.html", context)


def item_create(request: SignedInRequest, channel: str) -> HttpResponse:
    """Take a new item. `?like=`: an item whose values are proposed; the button `again` leads on to one like the new one."""
    require_anywhere(request.user, "record")
    chosen_channel = get_object_or_404(Channel.objects.active(), key=channel)
    like_id = parse_id(request.GET.get("like"))
    source = OutreachItem.objects.visible_to(request.user).filter(pk=like_id, channel=chosen_channel).first() if like_id else None
    form = OutreachItemForm(
        posted_data(request), user=request.user, channel=chosen_channel, initial=values_to_repeat(source) if source else None
    )
    if form.is_valid():
        try:
            item = actions.record_item(form.instance, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi “%(title)s”.") % {"title": item.title})
            if "again" in request.POST:
                return redirect(reverse("outreach-create", args=[chosen_channel.key], query={"like": item.pk}))
            return redirect(item)
    context = {
        "form": form,
        "channel": chosen_channel,
        "source": source,
        "heading": chosen_channel.name,
        "crumbs": [(_("Tuyên truyền khác"), reverse("outreach-list")), (_("Ghi mục mới"), reverse("outreach-choose"))],
        "cancel_url": reverse("outreach-list"),
        "submit_label": _("Lưu"),
    }
    return render(request, "outreach/item_form.html", context)


@require_safe
def item_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail_page(request, fetch(ITEMS, request.user, "view", pk=pk), AttachmentForm())


def _detail_page(request: SignedInRequest, item: OutreachItem, form: AttachmentForm) -> HttpResponse:
    context = {
        "item": item,
        "attachments": item.attachments.select_related("file").defer("file__content"),
        "form": form,
        "may_record": request.user.can("record", item.unit_id),
        "sees_document": bool(item.document_id) and Document.objects.visible_to(request.user).filter(pk=item.document_id).exists(),
    }
    return render(request, "outreach/item.html", context)


@changes_one_row
def item_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    item = fetch(lock(ITEMS, request), request.user, "record", pk=pk)
    crumbs, detail_url = _crumbs_to(item), item.get_absolute_url()
    form = OutreachItemForm(posted_data(request), instance=item, user=request.user, channel=item.channel)
    if form.is_valid():
        try:
            actions.revise_item(form.instance)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(item)
    return form_page(request, form, heading=_("Sửa mục tuyên truyền"), crumbs=crumbs, cancel_url=detail_url)


def item_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    item = fetch(ITEMS, request.user, "record", pk=pk)
    if request.method == "POST":
        actions.remove_item(item)
        messages.success(request, _("Đã xóa “%(title)s”.") % {"title": item.title})
        return redirect("outreach-list")
    return confirmation_page(
        request,
        heading=_("Xóa mục tuyên truyền"),
        consequences=[_("“%(title)s” cùng các tệp đính kèm bị xóa hẳn và không còn trong báo cáo.") % {"title": item.title}],
        crumbs=_crumbs_to(item),
        cancel_url=item.get_absolute_url(),
    )


def _crumbs_to(item: OutreachItem) -> Crumbs:
    return [(_("Tuyên truyền khác"), reverse("outreach-list")), (item.title, item.get_absolute_url())]


# --- files


@require_POST
def attachment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Attach each file that was sent; what is wrong with one is said by its name, the others are kept."""
    item = fetch(ITEMS, request.user, "record", pk=pk)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _detail_page(request, item, form)
    for file in form.cleaned_data["file"]:
        try:
            actions.attach_file(item, file, by=request.user)
        except ValidationError as error:
            for message in error.messages:
                form.add_error("file", f"{file.name}: {message}")
    if form.errors:
        return _detail_page(request, item, form)
    messages.success(request, _("Đã đính kèm."))
    return redirect(item)


@require_safe
def attachment(request: SignedInRequest, pk: int, attachment: int) -> HttpResponse:
    return file_response(fetch(ATTACHMENTS, request.user, "view", item=pk, pk=attachment).file)


def attachment_remove(request: SignedInRequest, pk: int, attachment: int) -> HttpResponse:
    row = fetch(ATTACHMENTS.select_related("item__unit").defer("file__content"), request.user, "record", item=pk, pk=attachment)
    if request.method == "POST":
        actions.remove_attachment(row)
        messages.success(request, _("Đã xóa tệp."))
        return redirect(row.item)
    return confirmation_page(
        request,
        heading=_("Xóa tệp đính kèm"),
        consequences=[_("Tệp “%(name)s” bị xóa hẳn, không khôi phục được.") % {"name": row}],
        crumbs=_crumbs_to(row.item),
        cancel_url=row.item.get_absolute_url(),
    )


# --- channels


require_keeper = partial(
    access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được các hình thức tuyên truyền.")
)


@require_safe
def channel_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    channels = Channel.objects.annotate(item_count=Count("items")).order_by("order", "pk")
    return render(request, "outreach/channel_list.html", {"channels": channels, "built_in": built_in_keys()})


def channel_create(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    return _channel_page(request, ChannelForm(posted_data(request)), heading=_("Thêm hình thức tuyên truyền"))


def channel_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    channel = get_object_or_404(Channel, pk=pk)
    form = ChannelForm(posted_data(request), instance=channel)
    return _channel_page(request, form, heading=_("Sửa hình thức: %(channel)s") % {"channel": channel.name})


def _channel_page(request: SignedInRequest, form: ChannelForm, *, heading: str) -> HttpResponse:
    if form.is_valid():
        try:
            channel = actions.save_channel(form.changed_channel())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu hình thức “%(channel)s”.") % {"channel": channel})
            return redirect("outreach-channel-list")
    return form_page(request, form, heading=heading, crumbs=_channel_crumbs(), cancel_url=reverse("outreach-channel-list"))


def _channel_crumbs() -> list[tuple[Any, str]]:
    return [(_("Quản trị"), reverse("admin-home")), (_("Hình thức tuyên truyền"), reverse("outreach-channel-list"))]


@require_POST
def channel_active(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch a channel on or off (`active`: yes or no)."""
    require_keeper(request.user)
    channel = actions.set_channel_active(get_object_or_404(Channel, pk=pk), is_active=request.POST.get("active") == "yes")
    if channel.is_active:
        messages.success(request, _("Hình thức “%(channel)s” dùng lại được.") % {"channel": channel})
    else:
        messages.success(request, _("Đã ngừng dùng “%(channel)s”. Các mục đã ghi vẫn được tính.") % {"channel": channel})
    return redirect("outreach-channel-list")


def channel_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    channel = get_object_or_404(Channel, pk=pk)
    if request.method == "POST":
        try:
            actions.remove_channel(channel)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã xóa hình thức “%(channel)s”.") % {"channel": channel})
        return redirect("outreach-channel-list")
    return confirmation_page(
        request,
        heading=_("Xóa hình thức: %(channel)s") % {"channel": channel},
        consequences=[_("Hình thức này chưa có mục nào và bị xóa hẳn.")],
        crumbs=_channel_crumbs(),
        cancel_url=reverse("outreach-channel-list"),
    )
