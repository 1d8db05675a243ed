"""Forms of the messages, and of who was told."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from invitations.letter.contents import LetterKind
from invitations.messages.recipients import USUAL_TEXTS
from invitations.messages.texts import PLACEHOLDERS, unknown_placeholders
from invitations.models import LONGEST_LETTER, LONGEST_MESSAGE, Notification
from screens.forms import LinesField


class MessageField(forms.CharField):
    """A text with placeholders; left empty, the usual one is used."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea({"rows": 5}), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if unknown := unknown_placeholders(value):
            message = _("Không có chỗ điền %(unknown)s. Chỉ dùng: %(placeholders)s.")
            placeholders = ", ".join(f"[{name}]" for name in PLACEHOLDERS)
            raise forms.ValidationError(
                message, code="unknown_placeholder", params={"unknown": ", ".join(unknown), "placeholders": placeholders}
            )


class MessagesForm(forms.Form):
    message = MessageField(label=_("Tin mời"))
    change_message = MessageField(label=_("Tin báo thay đổi"), help_text=_("Cho người đã được báo ngày, giờ, địa điểm cũ."))
    cancellation_message = MessageField(label=_("Tin báo hủy"), help_text=_("Cho người đã được mời, khi hoạt động hủy."))

    def values(self) -> dict[str, str]:
        """Return the columns of Invitation: empty for a text that is the usual one."""
        return {name: "" if text == USUAL_TEXTS[name] else text for name, text in self.cleaned_data.items()}


class LetterForm(forms.Form):
    """Which letter, and what it says beside what the activity says itself; an empty field leaves its line out or has the usual words.

    kinds: those that fit the activity, the one that is due first. The two last fields are of an invitation alone.
    """

    letter_recipients = LinesField(
        label=_("Kính gửi"),
        required=False,
        longest=200,
        most=60,
        help_text=_("Mỗi dòng một cơ quan, đơn vị. Để trống: đơn vị của những người đã đăng ký."),
    )
    letter_content = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=LONGEST_LETTER,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Ví dụ: phổ biến Luật Đất đai năm 2024. Để trống thì bỏ dòng này."),
    )
    letter_request = forms.CharField(
        label=_("Đề nghị"),
        required=False,
        max_length=LONGEST_LETTER,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Câu cuối của giấy mời. Để trống thì dùng câu thường dùng."),
    )

    def __init__(self, *args: Any, kinds: Sequence[LetterKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.fields["kind"] = forms.ChoiceField(
            label=_("Văn bản"),
            widget=forms.RadioSelect,
            required=False,
            initial=kinds[0].value,
            choices=[(kind.value, kind.label) for kind in kinds],
        )
        if len(kinds) == 1:
            del self.fields["kind"]
        if LetterKind.INVITATION not in kinds:
            del self.fields["letter_content"], self.fields["letter_request"]

    @property
    def chosen_kind(self) -> LetterKind:
        return LetterKind(self.cleaned_data.get("kind") or self.kinds[0])

    def values(self) -> dict[str, Any]:
        """Return the columns of Invitation."""
        return {name: value for name, value in self.cleaned_data.items() if name != "kind"}


class ToldForm(forms.Form):
    way = forms.ChoiceField(label=_("Báo bằng"), choices=Notification.Way.choices)
