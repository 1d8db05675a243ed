"""The console's register of processing: which personal data there are, what for, how long, and what was erased."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from people.personal_columns import Level, tables, title_of
from privacy.access import require_administrator
from privacy.models import Erasure, Night
from privacy.retention import rules

ERASURES_SHOWN = 50


@require_safe
def processing_register(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    descriptions = []
    for table in tables():  # of columns that say nothing of a person only the number is shown
        fields = [(table.model._meta.get_field(name), handling) for name, handling in table.columns.items() if handling.level != Level.NONE]
        rows = [(title_of(field), handling) for field, handling in fields]
        descriptions.append({"title": table.title, "rows": rows, "working": len(table.columns) - len(rows)})
    context = {
        "tables": descriptions,
        "rules": rules.RULES,
        "night": Night.objects.first(),
        "erasures": Erasure.objects.visible_to(request.user, "administer").select_related("erased_by")[:ERASURES_SHOWN],
    }
    return render(request, "privacy/register.html", context)
