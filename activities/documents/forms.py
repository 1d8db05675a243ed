"""The form in which a document is typed once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.documents.actions import check_document, usual_unit
from activities.files.actions import read_upload
from activities.models import Document
from places.forms import UnitChoiceField
from places.models import Unit
from screens.day_filters import DayField
from screens.forms import Group, GroupedForm, SuggestedInput, TextField, add_errors
from screens.revisions.forms import RevisionForm

EXTENSIONS = ".pdf,.docx,.doc,.xlsx,.jpg,.jpeg,.png"
SUGGESTED_ISSUERS = 30


class DocumentForm(forms.ModelForm, RevisionForm, GroupedForm):
    """check_document is called here, too, so that all errors are shown at once. `back`: where the page came from, a form that names it."""

    GROUPS: tuple[Group, ...] = (
        ("", ("kind", "number", "dated", "issuer", "title", "year")),
        (_("Tệp văn bản"), ("file", "without_file")),
        (_("Nơi lưu"), ("unit",)),
    )

    unit = UnitChoiceField(
        label=_("Địa bàn"),
        at_any_time=True,
        help_text=_("Người xem được hoạt động ở địa bàn này thì xem được văn bản. Văn bản của tỉnh thì chọn tỉnh."),
    )
    file = forms.FileField(
        label=_("Tệp"),
        required=False,
        allow_empty_file=True,  # read_upload says what is wrong with it
        max_length=500,
        help_text=_("PDF, Word, Excel (.xlsx) hoặc ảnh chụp (JPEG, PNG), nhiều nhất 20 MB. Tệp được lưu mã hóa."),
        widget=forms.FileInput(attrs={"accept": EXTENSIONS}),
    )
    without_file = forms.BooleanField(label=_("Bỏ tệp đang lưu"), required=False)
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = ["kind", "number", "dated", "issuer", "title", "year", "unit"]
        field_classes = {"number": TextField, "issuer": TextField, "title": TextField, "dated": DayField}
        widgets = {"issuer": SuggestedInput}
        help_texts = {
            "number": _("Ví dụ: 05/KH-BDT."),
            "issuer": _("Ví dụ: UBND tỉnh Quảng Ngãi."),
            "title": _("Nội dung sau chữ “về”, ví dụ: Phổ biến, giáo dục pháp luật năm 2026."),
            "year": _("Để trống thì là năm của ngày ban hành. Kế hoạch năm sau ký vào tháng 12 thì ghi năm sau."),
        }
        error_messages = {
            "dated": {"required": _("Hãy ghi ngày ban hành.")},
            "issuer": {"required": _("Hãy ghi cơ quan ban hành.")},
            "title": {"required": _("Hãy ghi trích yếu của văn bản.")},
            "kind": {"required": _("Hãy chọn loại văn bản.")},
            "year": {"invalid": _("Hãy nhập năm, ví dụ 2026.")},
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].choices = [("", _("Chọn loại văn bản")), *Document.Kind.choices]  # type: ignore[attr-defined]
        issuers = (
            Document.objects.visible_to(user).exclude(pk=self.instance.pk).values_list("issuer", flat=True).distinct().order_by("issuer")
        )
        self.fields["issuer"].widget.suggestions = issuers[:SUGGESTED_ISSUERS]
        if not self.instance.pk and (unit := usual_unit(user, on=timezone.localdate())):
            self.fields["unit"].initial = unit.pk
        if self.instance.file_id:
            self.fields["file"].label = _("Tệp mới, thay cho tệp đang lưu")
        else:
            del self.fields["without_file"]

    def clean_unit(self) -> Unit:
        unit = self.cleaned_data["unit"]
        if not self.user.can("record", unit):
            raise ValidationError(_("Bạn không được ghi văn bản ở %(unit)s."), code="not_yours", params={"unit": unit})
        return unit

    def clean(self) -> dict[str, Any]:
        """Keep a new document of an earlier time in the province as it was then, where nobody chose otherwise."""
        values = self.cleaned_data
        if not self.instance.pk and "unit" in values and "dated" in values and "unit" not in self.changed_data:
            values["unit"] = usual_unit(self.user, on=values["dated"]) or values["unit"]
        return values

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            try:
                read_upload(file)
            except ValidationError as error:
                raise ValidationError(error.messages) from error
            file.seek(0)
        return file

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not {"kind", "dated", "unit"} & self.errors.keys():
            try:
                check_document(self.instance)
            except ValidationError as error:
                add_errors(self, error)
        if self.errors and self.cleaned_data.get("file"):
            self.add_error("file", ValidationError(_("Hãy chọn lại tệp: trình duyệt không giữ tệp đã chọn."), code="chosen_again"))
        if not self.errors:
            self.ask_about_revision()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"number"}  # type: ignore[misc]  # the action names the document that is there already
