"""The console's register of processing: which personal data there are, what for, how long, and what was erased."""

from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest
from people.personal_columns import BESIDES, FIELDS, Level
from privacy.access import require_administrator
from privacy.models import Erasure, Night
from privacy.retention import rules
from privacy.wording import TABLES, title_of

A_PAGE = 50
SENSITIVE_OF_ONE = ("ethnic_group", "ethnicity_note")


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    context = {
        "tables": [_table(label, fields) for label, fields in (FIELDS | BESIDES).items()],
        "rules": rules.RULES,
        "night": Night.objects.first(),
        "erasures": Erasure.objects.visible_to(request.user, "administer").select_related("erased_by")[:A_PAGE],
    }
    return render(request, "privacy/register.html", context)


def _table(label: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Columns that say nothing of a person are only counted."""
    model = apps.get_model(label)
    rows = [(title_of(label, model._meta.get_field(name)), one) for name, one in fields.items() if one.level != Level.NONE]
    return {"title": TABLES[label], "rows": rows, "working": len(fields) - len(rows)}
