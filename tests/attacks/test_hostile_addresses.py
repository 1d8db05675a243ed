"""Whatever is written into an address, a cookie or a header is answered without a fault of the server."""

import time
from typing import Any
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest
from django.test import Client

from tests.accounts.test_confirmation import let_pass
from tests.attacks.hostile_values import HOSTILE, MARKUP, REPEATED
from tests.attacks.test_forms import MOST_SECONDS
from tests.depth import by_depth, share_of_engine
from tests.pages import whole_body
from tests.scoping.test_every_route import ALL, OPEN, at_one_address, filled, world  # noqa: F401 - world is a fixture

ADDRESSES = [path for path in ALL if "sign-out" not in path and not path.startswith(("D/", "d/<pk>/receipt/"))]  # those redirect
pytestmark = [pytest.mark.both_engines, pytest.mark.deep, pytest.mark.deep_on_postgres]

QUERY_NAMES = (
    "q", "page", "page_size", "sort", "show", "by", "unit", "level", "parent", "on", "from", "to", "date", "year", "kind", "status",
    "activity", "person", "user", "device", "why", "since", "until", "only", "size", "added", "arrived", "category", "sheet", "certainty",
    "next", "done", "all", "form", "gender", "ethnic_group", "organisation", "role", "topic", "what", "verb", "actor", "format",
)  # fmt: skip
COOKIES = ("sessionid", "csrftoken", "messages", "django_language", "phone", "device", "browser")
HEADERS = (
    "HTTP_AUTHORIZATION", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "CONTENT_TYPE", "HTTP_X_REQUEST_ID", "HTTP_HX_REQUEST", "HTTP_HX_CURRENT_URL",
    "HTTP_HX_TARGET", "HTTP_X_SHOWN", "HTTP_X_FORWARDED_FOR", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_ORIGIN",
    "HTTP_REFERER", "HTTP_HOST", "HTTP_X_CSRFTOKEN",
)  # fmt: skip
# As a browser may send them: a quoted cookie spells any byte in octal.
IN_HEADERS = (
    '"\\000aaaaaaaaaaaa"', '"\\355\\240\\200aaaaaaaa"', "\u00ff" * 40, "a" * 5_000, "9" * 20, "-1", '"', ";;==", "text/html; charset=x-none",
    "multipart/form-data", "application/json; charset=utf-16", "Token d.\u00e9", "Token " + "9" * 64, "Basic Og==", "bytes=9-1,-1", "*/*;q=x", "[::1",
)  # fmt: skip


@pytest.fixture
def administrator(browser_of: Any, admin: Any) -> Client:
    client = Client()
    client.cookies = let_pass(browser_of(admin), minutes=0).cookies
    return client


def few_of(values: Any, path: str, *, deep: int = 2) -> Any:
    """Return two of the values, in a deep run `deep` on both engines together, others for each address: the addresses get them all."""
    start = crc32(path.encode()) % len(values)
    chosen = (*values, *values)[start : start + by_depth(2, deep=deep)]
    return by_depth(chosen, deep=share_of_engine(chosen, start=start))


def test_no_address_breaks_on_what_its_query_says(subtests, world, administrator):  # noqa: F811
    for path in by_depth(ADDRESSES[::8], deep=share_of_engine(ADDRESSES)):
        values = few_of((*HOSTILE, *REPEATED), path)
        queries = [dict.fromkeys(QUERY_NAMES, value) for value in by_depth(values[:1], deep=values)]
        queries += by_depth(
            [], deep=[{name: HOSTILE[crc32(f"{path}{name}".encode()) % len(HOSTILE)]} for name in few_of(QUERY_NAMES, path)]
        )
        with at_one_address(subtests, path):
            for query in queries:
                began = time.process_time()
                answer = administrator.get(f"{filled(path, world)}?{urlencode(query)}")
                body = whole_body(answer)
                assert answer.status_code < 500 and b"Traceback" not in body, query
                assert MARKUP.encode() not in body or not answer["Content-Type"].startswith("text/html"), query
                assert time.process_time() - began < MOST_SECONDS, query


def test_no_address_breaks_on_what_stands_for_an_id(subtests, world, administrator):  # noqa: F811
    values = [quote(value, safe="") for value in HOSTILE if value]
    with_ids = [path for path in ADDRESSES if "<" in path]
    for path in by_depth(with_ids[::3], deep=share_of_engine(with_ids)):
        head, _bracket, tail = path.partition("<")
        with at_one_address(subtests, path):
            for value in by_depth(["A%00", "9" * 20], deep=["A%00", "9" * 20, "%C3%A9", *few_of(values, path, deep=4)]):
                address = filled(f"{head}{value}{tail.partition('>')[2]}", world | {value: 1})
                assert administrator.get(address).status_code < 500, value
                assert Client().post(address).status_code < 500, value


def test_no_page_breaks_on_cookies_and_headers(subtests, world, administrator):  # noqa: F811
    few = ["", "sign-in/", "api/v1/me/"]
    more = ["activities/", "p/<code>", "d/<pk>/<token>", "d/<pk>/", "i18n/setlang/", "scan/"]
    names = dict.fromkeys(by_depth(few, deep=share_of_engine([*few, *more])), (*COOKIES, *HEADERS))
    names["api/schema/"] = by_depth((), deep=("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE"))  # what it reads; it takes a third of a second
    for path, names_tried in names.items():
        address = filled(path, world)
        for name in names_tried:
            with at_one_address(subtests, f"{path} {name}"):
                for text in dict.fromkeys([IN_HEADERS[0], *few_of(IN_HEADERS, path + name)]):
                    headers = {"HTTP_COOKIE": f"{name}={text}"} if name in COOKIES else {name: text}
                    assert administrator.get(address, **headers).status_code < 500, text
                    assert Client(enforce_csrf_checks=True).post(address, **headers).status_code < 500, text
