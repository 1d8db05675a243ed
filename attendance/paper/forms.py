"""The form in which the numbers of who signed are typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attendance.models import PaperList
from attendance.paper import number_lists
from screens.day_filters import ClockField

PROBLEMS = {
    "not_a_number": _("Không hiểu “%(piece)s”. Hãy gõ số thứ tự, ví dụ 1-15, 17, 20."),
    "backwards": _("“%(piece)s”: số đầu lớn hơn số cuối."),
    "ambiguous": _("“%(piece)s” có hai cách hiểu. Từ số này đến số kia thì viết liền dấu gạch, như 1-15; trừ ra thì viết 1, -15."),
    "mixed": _("Chưa rõ “%(piece)s” là có ký hay không ký. Hãy viết “tất cả trừ 3, 8”, hoặc chỉ viết các số có ký."),
    "nothing_taken_out": _("Sau chữ “trừ” phải có số."),
    "not_among": _("“%(piece)s” được trừ ra nhưng không nằm trong các số đã gõ."),
}


class PaperEntryForm(forms.Form):
    """The numbers of those who signed: typed in one line, ticked one by one (`ticked`, filled in by the script), or both."""

    numbers = forms.CharField(
        label=_("Số thứ tự của những người đã ký"),
        required=False,
        max_length=2000,
        help_text=_("Gõ như trên giấy: 1-15, 17, 20 22. Nếu ít người vắng: tất cả trừ 3, 8."),
    )
    arrived = ClockField(label=_("Giờ đến, tính chung"), required=False, help_text=_("Để trống: tính từ giờ bắt đầu buổi."))
    ticked = forms.CharField(required=False, max_length=40_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: PaperList, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.size = len(paper.registrations)
        input_attrs = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "enterkeyhint": "done"}
        self.fields["numbers"].widget.attrs |= input_attrs | {"autofocus": True}
        self.unknown: tuple[str, ...] = ()  # numbers typed that the list does not have

    def clean_numbers(self) -> frozenset[int]:
        return self._read(self.cleaned_data["numbers"])

    def clean_ticked(self) -> frozenset[int]:
        return self._read(self.cleaned_data["ticked"])

    def _read(self, text: str) -> frozenset[int]:
        try:
            numbers_read = number_lists.read(text, size=self.size)
        except number_lists.NotANumberList as error:
            raise ValidationError(PROBLEMS[error.code], code=error.code, params={"piece": error.piece}) from error
        self.unknown += numbers_read.unknown
        return numbers_read.numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.signed and not self.unknown:
            self.add_error("numbers", ValidationError(_("Hãy gõ số thứ tự của những người đã ký, ví dụ 1-15, 17, 20."), code="required"))
        return cleaned

    @property
    def signed(self) -> frozenset[int]:
        no_numbers: frozenset[int] = frozenset()
        return self.cleaned_data.get("numbers", no_numbers) | self.cleaned_data.get("ticked", no_numbers)
