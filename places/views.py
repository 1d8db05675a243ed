from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from places.forms import day_written, offer, options


def unit_options(request: HttpRequest) -> HttpResponse:
    """Fragment for the unit picker: ?q=&on=&level= and, from the picker, its field's name and the unit chosen so far."""
    asked = request.GET
    picker = asked.get("picker", "unit")
    on = asked.get("on") or asked.get(asked.get("day_name", ""))
    offered = offer(asked.get("q", ""), on=day_written(on), level=asked.get("level", ""), at_any_time=asked.get("on") == "any")
    return render(request, "places/_unit_options.html", options(offered, name=picker, chosen=asked.get(picker)))
