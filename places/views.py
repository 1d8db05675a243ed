"""The fragment that the unit picker loads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from places.forms import UNSETTLED, options_context, parse_day
from places.offered_units import offer_units
from vietnamese.text import clean


def unit_options(request: HttpRequest) -> HttpResponse:
    """Return the units that `?q=&on=&level=` finds; the picker also sends its field's name and the unit chosen so far.

    What finds nothing leaves nothing chosen, so that the former choice is not sent unseen; an empty search brings it back.
    """
    query = request.GET
    picker, q, at_any_time = query.get("picker", "unit"), clean(query.get("q", "")), query.get("on") == "any"
    day = parse_day(query.get("on") or query.get(query.get("day_name", "")))
    offer = offer_units(q, on=day, level=query.get("level", ""), at_any_time=at_any_time)
    chosen_id = query.get(picker, "").removeprefix("" if q else UNSETTLED)
    if offer.is_empty and not chosen_id.startswith(UNSETTLED):
        chosen_id = UNSETTLED + chosen_id
    context = options_context(offer, name=picker, chosen_id=chosen_id, on=None if at_any_time else day or localdate())
    return render(request, "places/_unit_options.html", context | {"q": q})
