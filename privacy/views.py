"""The console's register of processing: which personal data there are, what for, how long, and what was erased."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from people.personal_columns import Level, PersonalTable, tables, title_of
from privacy.access import require_administrator
from privacy.models import Erasure, Night
from privacy.retention import rules

ERASURES_SHOWN = 50


@require_safe
def processing_register(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    context = {
        "tables": [_describe_table(table) for table in tables()],
        "rules": rules.RULES,
        "night": Night.objects.first(),
        "erasures": Erasure.objects.visible_to(request.user, "administer").select_related("erased_by")[:ERASURES_SHOWN],
    }
    return render(request, "privacy/register.html", context)


def _describe_table(table: PersonalTable) -> dict[str, Any]:
    """Return a table's title and its columns that say something of a person; the others are only counted."""
    rows = [
        (title_of(table.model._meta.get_field(name)), handling) for name, handling in table.columns.items() if handling.level != Level.NONE
    ]
    return {"title": table.title, "rows": rows, "working": len(table.columns) - len(rows)}
