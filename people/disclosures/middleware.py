"""The last step of every request: whoever was read for the answer is logged as shown."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase

from people.disclosures.log import log_people_read
from people.disclosures.people_read import PeopleRead, collecting
from people.models import Disclosure

SHOWING_STATUSES = (*range(200, 300), 409, 422)  # other answers show nobody, whoever was read before
API_PREFIX = "api/v1/"


class DisclosureMiddleware:
    """Collect the people who are read while a request is answered, and log those about whom nothing was logged.

    The log is written before the answer leaves; of an answer that is sent row by row, after the last row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        people_read = PeopleRead()
        with collecting(people_read):
            response = self.get_response(request)
            if response.status_code not in SHOWING_STATUSES:
                return response
            if response.streaming and not isinstance(response, FileResponse):
                response.streaming_content = log_after(response.streaming_content, people_read, request, response)  # type: ignore[attr-defined]
            else:
                log(people_read, request, response)
        return response


def log_after(chunks: Any, people_read: PeopleRead, request: HttpRequest, response: HttpResponseBase) -> Iterator[Any]:
    """Yield the chunks, then log. People are collected only while a chunk is made: between two the thread may do something else."""
    iterator = iter(chunks)
    while True:
        with collecting(people_read):
            try:
                chunk = next(iterator)
            except StopIteration:
                log(people_read, request, response)
                return
        yield chunk


def log(people_read: PeopleRead, request: HttpRequest, response: HttpResponseBase) -> None:
    match = request.resolver_match
    content_type = response.headers.get("Content-Type", "")
    ways = {"application/json": Disclosure.Way.JSON, "text/html": Disclosure.Way.VIEW}
    log_people_read(
        people_read,
        by=getattr(request, "user", None),
        way=ways.get(content_type.partition(";")[0], Disclosure.Way.OTHER),
        address=match.route.removeprefix(API_PREFIX) if match else "",
        data=getattr(response, "data", None),
    )
