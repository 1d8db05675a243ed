from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What a person sees after too many wrong passwords; the API answers for itself in accounts.api."""
    return render(request, "accounts/locked_out.html", status=429)
