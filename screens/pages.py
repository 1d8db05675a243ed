"""Pages around one form, confirmation pages, and one page of a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

Crumbs = Sequence[tuple[Any, str]]  # (label, address), from the top


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    heading: str,
    crumbs: Crumbs,
    cancel_url: str,
    submit_label: str = "",
    introduction: str = "",
    facts: Iterable[Sequence[Any]] = (),
    template_name: str = "screens/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Return a page around one form that is posted to its own address.

    `introduction`: a sentence under the heading; `facts`: what the form is about, as (label, value). A template of `template_name` extends
    screens/form_page.html, and `context` is for what it adds.
    """
    context |= {"form": form, "heading": heading, "crumbs": crumbs, "cancel_url": cancel_url, "submit_label": submit_label or _("Lưu")}
    return render(request, template_name, context | {"introduction": introduction, "facts": list(facts)})


def confirmation_page(
    request: HttpRequest,
    form: forms.BaseForm | None = None,
    *,
    heading: str,
    consequences: Iterable[str] = (),
    crumbs: Crumbs = (),
    cancel_url: str,
    submit_label: str = "",
    is_harmless: bool = False,
    template_name: str = "screens/confirmation_page.html",
    **context: Any,
) -> HttpResponse:
    """Return a page that says what will happen and asks for the POST.

    form: what has to be typed as well, such as a reason. submit_label: the button's words, the heading when empty.
    is_harmless: the button is not red. template_name and context: a template that extends this page's, and what else it reads.
    """
    context |= {
        "form": forms.Form() if form is None else form,
        "heading": heading,
        "consequences": consequences,
        "crumbs": crumbs,
        "cancel_url": cancel_url,
        "submit_label": submit_label,
        "is_harmless": is_harmless,
    }
    return render(request, template_name, context)


def paginate(request: HttpRequest, rows: Any, per_page: int) -> Page:
    """Return the page of `rows` (a QuerySet or a list) that `?page=` names; the nearest one for a number out of range."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def show_errors(request: HttpRequest, error: ValidationError) -> None:
    """Show what an action refused above the next page, for a POST that has no page of its own."""
    for message in error.messages:
        messages.error(request, message)
