"""Forms of outreach items, of the files attached to them, and of channels."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.documents.actions import usual_unit
from activities.documents.fields import DocumentField
from outreach.actions import check_item
from outreach.models import OPTIONAL_FIELDS, Channel, OutreachItem
from places.forms import UnitChoiceField
from screens.day_filters import DayField, say_day
from screens.forms import COUNT_ERRORS, Group, GroupedForm, Question, SuggestedInput, TextField, add_errors
from screens.revisions.forms import RevisionForm

SUGGESTIONS = 30
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf"
REPEATED = ("title", "unit", "starts_on", "ends_on", "quantity", *OPTIONAL_FIELDS, "programme_line")  # by “Ghi thêm mục như trên”


def earlier_values(user: User, field: str, *, channel: Channel) -> list[str]:
    """Return the values of this field in items of the channel that `user` sees, the latest first, to be suggested."""
    values = OutreachItem.objects.visible_to(user).filter(channel=channel).exclude(**{field: ""})
    return [value for value, _last in values.values_list(field).annotate(last=Max("starts_on")).order_by("-last", field)[:SUGGESTIONS]]


class OutreachItemForm(forms.ModelForm, RevisionForm, GroupedForm):
    """Asks for what the channel of the item needs, and for what the item holds already.

    outreach.actions.check_item is called here, too, so that all errors are shown at once; it asks about an item that is there already.
    """

    SUGGESTED = ("partner", "languages", "programme_line")
    GROUPS: tuple[Group, ...] = (
        ("", ("channel", "title", ("starts_on", "ends_on"), "quantity", ("copies", "minority_language_copies"))),
        ("", ("languages", "partner", "link", "document")),
        (_("Địa bàn"), ("unit",)),
        (_("Ghi thêm"), ("programme_line", "note")),
    )

    ends_on = DayField(label=_("Đến ngày, nếu nhiều ngày"), required=False)
    unit = UnitChoiceField(
        label=_("Địa bàn"), on_field="starts_on", help_text=_("Nơi treo, phát, tổ chức. Cả tỉnh, hoặc trên mạng, thì chọn tỉnh.")
    )
    quantity = forms.IntegerField(
        error_messages={"required": _("Hãy nhập số lượng."), "invalid": _("Hãy nhập một số, không có chữ.")}, widget=forms.TextInput
    )
    copies = forms.IntegerField(label=_("Số bản phát hành"), required=False, error_messages=COUNT_ERRORS, widget=forms.TextInput)
    minority_language_copies = forms.IntegerField(
        label=_("Trong đó bằng tiếng dân tộc thiểu số"), required=False, error_messages=COUNT_ERRORS, widget=forms.TextInput
    )
    document = DocumentField(label=_("Văn bản căn cứ, hợp đồng"))

    class Meta:
        model = OutreachItem
        fields = [
            "channel", "title", "starts_on", "ends_on", "unit", "quantity", "copies", "minority_language_copies", "languages", "partner",
            "link", "document", "programme_line", "note",
        ]  # fmt: skip
        field_classes = {"starts_on": DayField} | dict.fromkeys(
            ["title", "languages", "partner", "link", "programme_line", "note"], TextField
        )
        widgets = dict.fromkeys(["languages", "partner", "programme_line"], SuggestedInput) | {"link": forms.URLInput}
        help_texts = {
            "title": _("Tên bài, chuyên mục, khẩu hiệu, hội nghị …"),
            "languages": _("Ví dụ: Tiếng Việt, tiếng Hrê."),
            "partner": _("Đài, báo, cơ quan, đơn vị cùng làm."),
            "link": _("Chép từ thanh địa chỉ, ví dụ https://ten-trang.vn/bai-viet."),
        }
        error_messages = {
            "title": {"required": _("Hãy nhập nội dung.")},
            "starts_on": {"required": _("Hãy ghi ngày bắt đầu.")},
        }

    def __init__(self, *args: Any, user: User, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        item = self.instance
        for name in OPTIONAL_FIELDS:
            if name not in channel.fields and getattr(item, f"{name}_id" if name == "document" else name) in (None, ""):
                del self.fields[name]
        quantity = self.fields["quantity"]
        quantity.label = _("Số lượng (%(measure)s)") % {"measure": channel.measure}
        for name in ("quantity", "copies", "minority_language_copies"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        if "document" in self.fields:
            self.fields["document"].offer_to(user, stored_id=item.document_id)  # type: ignore[attr-defined]
        for name in self.SUGGESTED:
            if name in self.fields:
                self.fields[name].widget.suggestions = earlier_values(user, name, channel=channel)
        self.fields["ends_on"].widget.near_field = "starts_on"
        if item.pk:
            self.fields["channel"].queryset = Channel.objects.active() | Channel.objects.filter(pk=item.channel_id)  # type: ignore[attr-defined]
            self.fields["channel"].empty_label = None  # type: ignore[attr-defined]
            self.fields["starts_on"].widget.near = item.starts_on
            return
        del self.fields["channel"]
        item.channel = channel
        self.fields["quantity"].initial = 1
        if "unit" not in self.initial and (unit := usual_unit(user, on=timezone.localdate())):
            self.fields["unit"].initial = unit.pk

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        self.fields["ends_on"].widget.near = starts_on
        return starts_on

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, unit = values.get("starts_on"), values.get("unit")
        if "ends_on" in values:
            values["ends_on"] = values["ends_on"] or first
        if first and unit:
            unit = values["unit"] = unit.province_on(first)  # the form offers today's
        if unit and not self.user.can("record", unit):
            self.add_error("unit", ValidationError(_("Bạn không được ghi ở %(unit)s.") % {"unit": unit}, code="not_yours"))
        return values

    def _get_validation_exclusions(self) -> set[str]:
        # Else the database constraints' messages, which show their names, would come before those of check_item.
        return super()._get_validation_exclusions() | {"ends_on", "quantity", "copies", "minority_language_copies"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not {"starts_on", "ends_on", "unit", "quantity", "copies", "minority_language_copies"} & self.errors.keys():
            try:
                check_item(self.instance)
            except ValidationError as error:
                add_errors(self, error)
        if self.errors:
            return
        self.ask_about_revision()
        item = self.instance
        if item.pk and not {"title", "unit", "starts_on", "channel"} & set(self.changed_data):
            return
        twin = OutreachItem.objects.visible_to(self.user).twins_of(item).first()
        if twin:
            text = _("Đã có “%(title)s” ngày %(day)s. Vẫn ghi thêm một mục nữa?") % {"title": twin.title, "day": say_day(twin.starts_on)}
            self.ask(Question(f"twin:{twin.pk}", text, link=(_("Xem mục đó"), twin.get_absolute_url())))


def values_to_repeat(item: OutreachItem) -> dict[str, Any]:
    """Return the initial values of the form of an item like this one."""
    return {name: getattr(item, f"{name}_id" if name in ("unit", "document") else name) for name in REPEATED}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleaned, a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class AttachmentForm(forms.Form):
    file = FilesField(
        label=_("Ảnh hoặc tệp PDF"),
        max_length=500,
        allow_empty_file=True,  # the action says what is wrong with it
        help_text=_("JPG, PNG, WebP hoặc PDF, nhiều nhất 10 MB. Nơi chụp, máy chụp ghi kèm trong ảnh được bỏ đi; tệp được lưu mã hóa."),
        error_messages={"required": _("Hãy chọn một tệp."), "missing": _("Hãy chọn một tệp."), "max_length": _("Tên tệp quá dài.")},
        widget=FilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
    )


class ChannelForm(forms.ModelForm):
    fields_asked = forms.MultipleChoiceField(
        label=_("Ghi thêm những gì"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("copies", _("Số bản phát hành")),
            ("minority_language_copies", _("Số bản bằng tiếng dân tộc thiểu số")),
            ("languages", _("Ngôn ngữ")),
            ("partner", _("Đơn vị phối hợp, thực hiện")),
            ("document", _("Văn bản căn cứ, hợp đồng")),
            ("link", _("Đường dẫn")),
        ],
        help_text=_("Ngoài nội dung, ngày, địa bàn và số lượng, mục nào cũng có."),
    )

    class Meta:
        model = Channel
        fields = ["name", "measure", "section", "order"]
        field_classes = {"name": TextField, "measure": TextField}
        help_texts = {
            "measure": _("Ví dụ: bài, tin, lượt, buổi, chiếc. Đã có mục ghi thì không đổi được."),
            "order": _("Số nhỏ đứng trước, trong mẫu ghi và trong báo cáo."),
        }
        error_messages = {
            "name": {"required": _("Hãy nhập tên hình thức."), "unique": _("Đã có hình thức mang tên này.")},
            "measure": {"required": _("Hãy nhập đơn vị đếm, ví dụ bài, buổi, chiếc.")},
            "section": {"required": _("Hãy chọn mục của báo cáo.")},
        }

    def __init__(self, data: Any = None, *, instance: Channel | None = None) -> None:
        super().__init__(data, instance=instance, initial={"fields_asked": instance.fields} if instance else {})
        self.fields["section"].choices = [("", _("Chọn một mục")), *Channel.Section.choices]  # type: ignore[attr-defined]
        if instance is None:
            del self.fields["order"]

    def changed_channel(self) -> Channel:
        """Return the channel as typed, for save_channel."""
        self.instance.fields = self.cleaned_data["fields_asked"]
        return self.instance
