"""The fragment that the unit picker loads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from places.forms import offer_units, options_context, parse_day


def unit_options(request: HttpRequest) -> HttpResponse:
    """Return the units that `?q=&on=&level=` finds; the picker also sends its field's name and the unit chosen so far."""
    query = request.GET
    picker = query.get("picker", "unit")
    on = query.get("on") or query.get(query.get("day_name", ""))
    offer = offer_units(query.get("q", ""), on=parse_day(on), level=query.get("level", ""), at_any_time=query.get("on") == "any")
    return render(request, "places/_unit_options.html", options_context(offer, name=picker, chosen_id=query.get(picker)))
