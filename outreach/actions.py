"""Actions on outreach items, the files attached to them, and the channels."""

import re
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.actions import require_plausible
from activities.files.actions import store_file
from activities.files.pictures import read_picture_or_pdf
from activities.models import StoredFile
from outreach.data.channels import STEP, built_in_keys
from outreach.models import OPTIONAL_FIELDS, Attachment, Channel, OutreachItem
from places.actions import require_valid
from vietnamese.text import clean, fold

MOST_DAYS = 366
MOST_ATTACHMENTS = 20
HIGHEST_COUNT = 10_000_000
TEXTS = ("title", "languages", "partner", "link", "programme_line", "note")
HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)


# --- items


def record_item(item: OutreachItem, *, by: User) -> OutreachItem:
    """Save a new item. Raise ValidationError keyed by field; nothing is written then."""
    check_item(item)
    if not item.channel.is_active:
        message = _("Hình thức “%(channel)s” không còn dùng. Hãy chọn hình thức khác.")
        raise ValidationError({"channel": ValidationError(message, code="switched_off", params={"channel": item.channel})})
    with transaction.atomic():
        item.created_by = by
        item.save()
        trail.record("recorded", item, changes=trail.created(item), by=by)
    return item


def revise_item(item: OutreachItem) -> OutreachItem:
    """Save changed fields. Raise ValidationError keyed by field; nothing is written then."""
    check_item(item)
    with trail.changing("revised", item):
        item.save()
    return item


def remove_item(item: OutreachItem) -> None:
    """Delete an item with the files attached to it."""
    with transaction.atomic():
        for attachment in item.attachments.select_related("file").defer("file__content"):
            remove_attachment(attachment)
        with trail.changing("removed", item):
            item.delete()


def check_item(item: OutreachItem) -> None:
    """Clean the texts and raise ValidationError keyed by field unless title, dates, unit, numbers and link go together."""
    errors: dict[str, ValidationError] = {}
    for name in TEXTS:
        setattr(item, name, clean(getattr(item, name) or ""))
    item.update_folded()
    if len(item.title) < 3:
        errors["title"] = ValidationError(_("Hãy nhập nội dung (ít nhất 3 ký tự)."), code="too_short")
    errors |= _errors_of_days(item.starts_on, item.ends_on) | _errors_of_numbers(item)
    try:
        require_valid(item.unit, on=item.starts_on)
    except ValidationError as error:
        errors["unit"] = error
    try:
        check_link(item.link)
    except ValidationError as error:
        errors["link"] = error
    if errors:
        raise ValidationError(errors)


def _errors_of_days(starts_on: date, ends_on: date) -> dict[str, ValidationError]:
    try:
        require_plausible(starts_on)
    except ValidationError as error:
        return {"starts_on": ValidationError(error.error_dict["starts_on"])}
    if ends_on < starts_on:
        return {"ends_on": ValidationError(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), code="dates_reversed")}
    if (ends_on - starts_on).days > MOST_DAYS:
        return {"ends_on": ValidationError(_("Một mục không kéo dài quá một năm. Hãy kiểm tra năm."), code="too_long")}
    return {}


def _errors_of_numbers(item: OutreachItem) -> dict[str, ValidationError]:
    errors: dict[str, ValidationError] = {}
    if not 1 <= item.quantity <= HIGHEST_COUNT:
        errors["quantity"] = ValidationError(_("Số lượng phải từ 1 trở lên."), code="not_positive")
    for name in ("copies", "minority_language_copies"):
        number = getattr(item, name)
        if number is not None and not 0 <= number <= HIGHEST_COUNT:
            errors[name] = ValidationError(_("Hãy nhập số từ 0 trở lên."), code="out_of_range")
    if item.minority_language_copies is not None and "minority_language_copies" not in errors:
        if item.copies is None:
            errors["copies"] = ValidationError(_("Hãy nhập tổng số bản phát hành."), code="part_without_total")
        elif item.minority_language_copies > item.copies:
            message = _("Số bản bằng tiếng dân tộc thiểu số không thể nhiều hơn tổng số bản (%(copies)d).")
            errors["minority_language_copies"] = ValidationError(message, code="more_than_all", params={"copies": item.copies})
    return errors


def check_link(link: str) -> None:
    """Raise ValidationError unless it is empty or the address of a web page by its form; nothing is fetched."""
    if not link:
        return
    try:
        address = urlsplit(link)
        host, _port = address.hostname or "", address.port
    except ValueError:
        address, host = None, ""
    if address is None or address.scheme not in ("http", "https") or not HOST.fullmatch(host) or " " in link or address.username:
        raise ValidationError(_("Đường dẫn phải có dạng https://ten-trang.vn/bai-viet."), code="invalid_link")


# --- files


def attach_file(item: OutreachItem, file: UploadedFile, *, by: User) -> Attachment:
    """Store a picture or a PDF beside the item. Raise ValidationError keyed `file`; nothing is stored then."""
    content, file_format = read_picture_or_pdf(file)
    with transaction.atomic():
        OutreachItem.objects.select_for_update(no_key=True).get(pk=item.pk)
        if item.attachments.count() >= MOST_ATTACHMENTS:
            message = _("Mỗi mục đính kèm nhiều nhất %(most)d tệp. Hãy xóa bớt tệp không cần.")
            raise ValidationError({"file": ValidationError(message, code="too_many", params={"most": MOST_ATTACHMENTS})})
        stored = store_file(content, name=file.name or "", file_format=file_format, by=by)
        attachment = Attachment.objects.create(item=item, file=stored)
        trail.record("attached", attachment, changes=trail.created(attachment), by=by)
    return attachment


def remove_attachment(attachment: Attachment) -> None:
    """Delete a file that is attached."""
    with trail.changing("removed", attachment):
        attachment.delete()
        StoredFile.objects.filter(pk=attachment.file_id).delete()


# --- channels


def save_channel(channel: Channel) -> Channel:
    """Save a new channel or a changed one; its key stays. Raise ValidationError keyed by field."""
    channel.name, channel.measure = clean(channel.name), clean(channel.measure)
    channel.fields = [name for name in OPTIONAL_FIELDS if name in channel.fields]
    errors: dict[str, ValidationError] = {}
    if not channel.name:
        errors["name"] = ValidationError(_("Hãy nhập tên hình thức."), code="required")
    elif Channel.objects.filter(name=channel.name).exclude(pk=channel.pk).exists():
        errors["name"] = ValidationError(_("Đã có hình thức mang tên này."), code="taken")
    if not channel.measure:
        errors["measure"] = ValidationError(_("Hãy nhập đơn vị đếm, ví dụ bài, buổi, chiếc."), code="required")
    elif channel.pk and channel.items.exists() and not Channel.objects.filter(pk=channel.pk, measure=channel.measure).exists():
        message = _("Đã có mục ghi theo đơn vị đếm cũ, nên không đổi được. Hãy thêm hình thức mới và ngừng dùng hình thức này.")
        errors["measure"] = ValidationError(message, code="in_use")
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        is_new = channel.pk is None
        if is_new:
            stem = slugify(fold(channel.name))[:30] or "channel"
            used_keys = set(Channel.objects.filter(key__startswith=stem).values_list("key", flat=True))
            channel.key = next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in used_keys)
            channel.order = (Channel.objects.aggregate(last=Max("order"))["last"] or 0) + STEP
        with trail.changing("added" if is_new else "changed", channel):
            channel.save()
    return channel


def set_channel_active(channel: Channel, *, is_active: bool) -> Channel:
    """Offer a channel in forms, or offer it no more; what was recorded in it stays and counts."""
    with trail.changing("changed", channel):
        channel.is_active = is_active
        channel.save(update_fields=["is_active"])
    return channel


def remove_channel(channel: Channel) -> None:
    """Delete a channel that was added and never used. Raise ValidationError (`in_use`, `built_in`): such a one can be switched off."""
    if channel.key in built_in_keys():
        raise ValidationError(_("Hình thức có sẵn thì không xóa được. Hãy ngừng dùng."), code="built_in")
    try:
        with trail.changing("removed", channel):
            channel.delete()
    except ProtectedError as error:
        raise ValidationError(_("Đã có mục ghi theo hình thức này nên không xóa được. Hãy ngừng dùng."), code="in_use") from error
