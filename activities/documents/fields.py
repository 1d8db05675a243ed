"""The field in which a document is chosen by search wherever one is named as a ground, and what it offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.models import Document, DocumentQuerySet
from screens.query_strings import parse_id

MOST_OFFERED = 20


def options_context(documents: DocumentQuerySet, *, q: str = "", name: str, chosen: Document | None, shown_id: str = "") -> dict[str, Any]:
    """Return the context of _picker_options.html: what `q` finds, the newest first, beside the document chosen so far.

    shown_id: a document that the picker shows above what the search finds.
    """
    matches = list(documents.matching(q).order_by("-dated", "-pk")[: MOST_OFFERED + 1])
    left_out = {shown_id, str(chosen.pk) if chosen else ""}
    return {
        "name": name,
        "q": q,
        "chosen": chosen if chosen and str(chosen.pk) != shown_id else None,
        "offered": [document for document in matches[:MOST_OFFERED] if str(document.pk) not in left_out],
        "has_matches": bool(matches),
        "has_more": len(matches) > MOST_OFFERED,
    }


def find_chosen(documents: DocumentQuerySet, id_text: Any) -> Document | None:
    """Return the document whose id is written in `id_text`, None where `documents` has none."""
    return documents.filter(pk=parse_id(str(id_text or ""))).first()


class DocumentPicker(forms.Widget):
    """A search box above radio buttons; without a script, the newest documents can be chosen."""

    template_name = "activities/documents/_picker.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.documents = Document.objects.none()
        self.none_label: Any = ""
        self.may_record = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = find_chosen(self.documents, value)
        options = options_context(self.documents, name=name, chosen=chosen, shown_id=str(chosen.pk) if chosen else "")
        return context | options | {"shown": chosen, "none_label": self.none_label, "may_record": self.may_record}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class DocumentField(forms.ModelChoiceField):
    """A document that the user may see; the form calls `offer_to` when it is made. empty_label: the words of no choice."""

    default_error_messages = {
        "required": _("Hãy chọn văn bản."),
        "invalid_choice": _("Không có văn bản này. Hãy tìm và chọn lại."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DocumentPicker)
        kwargs.setdefault("label", _("Văn bản căn cứ"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("Không chọn"))
        super().__init__(Document.objects.none(), **kwargs)

    def offer_to(self, user: User, *, stored_id: int | None = None) -> None:
        """Offer what `user` may see, and the document that the row names already."""
        documents = Document.objects.visible_to(user)
        if stored_id:
            documents |= Document.objects.filter(pk=stored_id)
        self.queryset = documents
        if isinstance(self.widget, DocumentPicker):
            self.widget.documents = documents
            self.widget.may_record = user.can_anywhere("record")
            self.widget.none_label = "" if self.required else self.empty_label
