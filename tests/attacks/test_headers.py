"""What every answer tells the browser to refuse, and requests that are refused for how they come."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import prepared
from tests.attacks.test_settings import PRODUCTION
from tests.serving import Served, served

ADDRESSES = ["/sign-in/", "/healthz", "/nothing/", "/api/v1/nothing/", "/api/v1/me/", "/scan/", "/scan/sw.js", "/api/docs/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_tells_the_browser_what_to_refuse(client, db, address):
    answer = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part.strip())
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    assert policy["default-src"] == "'self'" and "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert (answer["Cross-Origin-Opener-Policy"], answer["Cross-Origin-Resource-Policy"]) == ("same-origin", "same-origin")
    assert {"camera=(self)", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))
    assert "Access-Control-Allow-Origin" not in answer
    if answer["Content-Type"].startswith("text/"):
        assert answer["Content-Type"].endswith("; charset=utf-8")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_no_page_needs_are_refused(client, db, method):
    assert client.generic(method, "/sign-in/").status_code == 405


@pytest.fixture(scope="module")
def public_site(run_folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Served]:
    """The application as it is served to the public, over https behind a proxy."""
    folder = tmp_path_factory.mktemp("public")
    database_url = prepared.copy_demo(folder, run_folder=run_folder, server_url=None, name="unused")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PRODUCTION.items():
            patch.setenv(name, value)
        with served(folder, database_url=database_url) as site:
            yield site


def test_the_public_site_speaks_https_alone(public_site):
    secure = httpx.Client(base_url=public_site.address, headers={"X-Forwarded-Proto": "https"})
    page = secure.get("/sign-in/")
    stylesheet = secure.get(re.search(r'href="(/static/[^"]+\.css)"', page.text)[1])
    icon = secure.get(re.search(r'href="(/static/[^"]+\.svg)"', page.text)[1])
    plain_page, plain_api = httpx.get(f"{public_site.address}/sign-in/"), httpx.post(f"{public_site.address}/api/v1/auth/login/", json={})
    host, port = public_site.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        # By its Content-Length the second request would be part of the first one's body: a proxy that goes by it would be fooled.
        connection.sendall(
            b"POST /nothing/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nContent-Length: 200\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        )
        answers = b""
        while block := connection.recv(65536):
            answers += block
    for answer in (page, stylesheet, icon):
        assert answer.status_code == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Cross-Origin-Resource-Policy"]) == ("nosniff", "same-origin")
    assert (plain_page.status_code, plain_page.headers["Location"]) == (301, public_site.address.replace("http:", "https:") + "/sign-in/")
    assert (plain_api.status_code, plain_api.json()["code"]) == (403, "https_required"), "a program is told, not led on"
    assert (answers.count(b"HTTP/1.1 "), b"connection: close" in answers.lower()) == (1, True), "answered at once, and nothing after it"


def test_cookies_are_for_this_host_over_https_alone(public_site):
    client = httpx.Client(
        base_url=public_site.address, headers={"X-Forwarded-Proto": "https", "Referer": public_site.address.replace("http", "https")}
    )
    form = client.get("/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    cookie = form.headers["Set-Cookie"].split(";")[0]
    posted = {"csrfmiddlewaretoken": token, "username": "organiser", "password": public_site.password}
    signed_in = client.post("/sign-in/", data=posted, headers={"Cookie": cookie})
    switched = client.post("/i18n/setlang/", data={"csrfmiddlewaretoken": token, "language": "en"}, headers={"Cookie": cookie})
    assert signed_in.status_code == 302, signed_in.text
    cookies = [header for answer in (form, signed_in, switched) for header in answer.headers.get_list("Set-Cookie")]
    names = {header.split("=")[0] for header in cookies}
    assert names >= {"__Host-csrftoken", "__Host-sessionid", "__Host-django_language"}
    for header in cookies:
        assert header.startswith("__Host-")
        assert "Secure" in header
        assert "Path=/" in header.split("; ")
        assert "Domain" not in header


def test_a_host_longer_than_any_name_is_refused(client, db):
    assert client.get("/sign-in/", headers={"host": "a" * 5_000}).status_code == 400
