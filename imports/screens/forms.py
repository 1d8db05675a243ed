"""Forms of the screens of a roster: a file, how to read it, what a column is, what stands in a row, and 'Ghi nhận'."""

import codecs
from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attendance.models import Registration
from imports.files.uploads import read_upload
from imports.models import RosterImport
from imports.planning.plan import EVERY_SHEET
from imports.problem_messages import field_label
from imports.reading.heads import FIELDS, IGNORED
from imports.screens.file_contents import RowText, ShownColumn, sheet_names
from places.forms import UnitChoiceField
from screens.forms import NOT_KEPT
from vietnamese.text import clean

EXTENSIONS = (".xlsx", ".xls", ".ods", ".csv")
MOST_PASTED = 200_000  # characters: some 2,000 people
MAX_TEXT = 300  # characters of a text typed instead of a cell


class FileForm(forms.Form):
    """Asks for a file; `content`, once it is valid, is all of it."""

    file = forms.FileField(
        label=_("Tệp danh sách"),
        max_length=1000,
        allow_empty_file=True,  # the reader says what is wrong with it
        help_text=_("Excel (.xlsx, .xls), LibreOffice (.ods) hoặc .csv, nhiều nhất 10 MB."),
        error_messages={
            "required": _("Hãy chọn một tệp."),
            "invalid": _("Hãy chọn một tệp."),
            "missing": _("Hãy chọn một tệp."),
            "max_length": _("Tên tệp quá dài."),
        },
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )
    content = b""

    @classmethod
    def refused(cls, message: str) -> "FileForm":
        """Return the form as it stands after a file that could not be read."""
        form = cls({})
        form.errors.clear()
        form.add_error("file", message)
        return form

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.content = read_upload(file)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return file


class PasteForm(forms.Form):
    """Rows copied in a spreadsheet; `content` is what a file of them would hold, for the same reader."""

    rows = forms.CharField(
        label=_("Các dòng đã chép"),
        max_length=MOST_PASTED,
        strip=False,
        help_text=_("Chép cả dòng tiêu đề thì chắc nhất. Không có tiêu đề cũng được nếu mỗi dòng có họ tên và một cột nữa."),
        error_messages={
            "required": _("Hãy dán các dòng đã chép từ Excel."),
            "max_length": _("Nhiều quá một lần dán. Hãy lưu thành tệp rồi tải tệp lên."),
        },
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"} | NOT_KEPT),
    )

    def clean_rows(self) -> str:
        rows: str = self.cleaned_data["rows"]
        if not clean(rows):
            raise ValidationError(self.fields["rows"].error_messages["required"], code="required")
        return rows

    @property
    def content(self) -> bytes:
        """Return the rows as a file; a spreadsheet puts a tab between two cells, so that one line of them is no sentence."""
        return codecs.BOM_UTF8 + self.cleaned_data["rows"].encode()


class ReadingForm(forms.Form):
    """Asks how the whole file is to be read. Only what was sent is changed."""

    held_on = forms.DateField(widget=forms.HiddenInput, disabled=True)  # which day's communes the picker offers
    sheet = forms.ChoiceField(label=_("Trang tính"), required=False)
    encoding = forms.ChoiceField(
        label=_("Chữ trong tệp"),
        required=False,
        choices=[("", _("Tự nhận")), ("none", _("Giữ nguyên")), ("tcvn3", _("TCVN3 (.VnTime)")), ("vni", _("VNI (VNI-Times)"))],
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=Registration.Role.choices, required=False)
    category = forms.ChoiceField(
        label=_("Đối tượng"), required=False, choices=[("", _("Theo chức vụ của từng người")), *Registration.Category.choices]
    )
    unit = UnitChoiceField(
        on_field="held_on", label=_("Dòng không ghi xã thì tính vào"), required=False, empty_label=_("Theo tệp và hoạt động (tự nhận)")
    )

    def __init__(self, data: Any = None, *, roster: RosterImport) -> None:
        choices = roster.choices
        initial = {name: choices.get(name, "") for name in ("sheet", "encoding", "category")} | {"unit": choices.get("unit")}
        super().__init__(data, initial=initial | {"role": roster.summary.get("role"), "held_on": roster.activity.starts_on})
        names = sheet_names(roster)  # sheets that hold a roster, those read now first
        names += [name for name, _people in roster.summary.get("other_sheets", []) if name not in names]
        sheets = [(name, name) for name in names]
        self.fields["sheet"].choices = [("", _("Tự nhận")), *sheets, (EVERY_SHEET, _("Tất cả"))]  # type: ignore[attr-defined]
        if len(sheets) < 2:
            del self.fields["sheet"]

    def changes(self) -> dict[str, Any]:
        """Return the choices that were sent, as `actions.choose` takes them."""
        changes = {name: value for name, value in self.cleaned_data.items() if name in self.data and name != "held_on"}
        if "unit" in changes:
            changes["unit"] = changes["unit"].pk if changes["unit"] else None
        return changes


class ColumnsForm(forms.Form):
    """Asks with one select for each column of a sheet what it is."""

    def __init__(self, data: Any = None, *, columns: list[ShownColumn]) -> None:
        super().__init__(data)
        self.columns = columns
        choices = [("", field_label("")), *((field, field_label(field)) for field in FIELDS)]
        for column in columns:
            label = _("Cột %(letter)s") % {"letter": column.letter}
            initial = "" if column.field == IGNORED else column.field
            self.fields[column.field_name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    def lines(self) -> list[tuple[ShownColumn, forms.BoundField]]:
        return [(column, self[column.field_name]) for column in self.columns]

    def clean(self) -> dict[str, Any]:
        uses = Counter((column.block, self.cleaned_data.get(column.field_name)) for column in self.columns)
        if repeated := next((field for (_block, field), times in uses.items() if field and times > 1), ""):
            raise ValidationError(
                _("Hai cột cùng là “%(field)s”. Hãy đặt một cột thành “Không dùng”."), params={"field": field_label(repeated)}, code="twice"
            )
        return self.cleaned_data

    def changes(self) -> dict[str, dict[str, str]]:
        """Return '<sheet>!<block>' → column → field, of the columns that were changed."""
        changes: dict[str, dict[str, str]] = {}
        for column in self.columns:
            field = self.cleaned_data[column.field_name]
            if column.field_name in self.data and field != self.fields[column.field_name].initial:
                changes.setdefault(f"{column.sheet}!{column.block}", {})[str(column.position)] = field
        return changes


class RowForm(forms.Form):
    """Asks for the texts of one row, to type over those of the file."""

    def __init__(self, data: Any = None, *, texts: list[RowText]) -> None:
        super().__init__(data)
        self.texts = texts
        first = next((text for text in texts if text.is_wrong), next(iter(texts), None))
        for text in texts:
            attrs: dict[str, Any] = {"autocomplete": "off", "autofocus": text is first}
            attrs |= {"aria-invalid": "true"} if text.is_wrong else {}
            self.fields[f"text-{text.field}"] = forms.CharField(
                label=text.label, required=False, initial=text.text, max_length=MAX_TEXT, strip=False, widget=forms.TextInput(attrs=attrs)
            )

    def values(self) -> dict[str, str]:
        """Return field → text of what differs from the file."""
        typed = {text.field: clean(self.cleaned_data[f"text-{text.field}"]) for text in self.texts}
        return {text.field: typed[text.field] for text in self.texts if typed[text.field] != text.written}


class CommitForm(forms.Form):
    """`shown`: the version of the preview that was on the screen; `seen`: that converted letters were looked at."""

    shown = forms.CharField(widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=_("Tôi đã xem, chữ đã chuyển đúng"),
        error_messages={"required": _("Hãy xem các ví dụ chữ đã chuyển, rồi đánh dấu ô này.")},
    )

    def __init__(self, data: Any = None, *, roster: RosterImport, version: str) -> None:
        super().__init__(data, initial={"shown": version})
        self.version = version
        if not roster.summary.get("encoding"):
            del self.fields["seen"]

    def clean_shown(self) -> str:
        if self.cleaned_data["shown"] != self.version:
            raise ValidationError(
                _("Bản xem trước đã được thay đổi ở một cửa sổ khác sau khi trang này mở. Chưa lưu gì; hãy xem lại rồi ghi nhận."),
                code="stale",
            )
        return self.cleaned_data["shown"]
