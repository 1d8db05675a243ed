"""Pages of help: the guides, and what is new."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from console.help import news
from console.help.guides import GUIDES


@require_safe
def guide_list(request: SignedInRequest) -> HttpResponse:
    guides = [(guide, request.user.can_anywhere(guide.verb)) for guide in GUIDES]
    return render(request, "console/help/guides.html", {"guides": guides})


@require_safe
def news_list(request: SignedInRequest) -> HttpResponse:
    """Show what is new, marked where the user has not seen it yet; from then on it is seen."""
    last_seen = news.seen_by(request.user)
    days = [(day, list(items), day > last_seen) for day, items in groupby(news.NEWS, key=lambda item: item.day)]
    news.mark_seen(request.user)
    return render(request, "console/help/news.html", {"days": days})
