"""What every answer tells the browser to refuse, and requests that are refused for how they come."""

import re
import socket

import httpx
import pytest

from tests import prepared
from tests.attacks.test_settings import PRODUCTION
from tests.serving import served

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


def test_the_public_site_speaks_https_alone(tmp_path, run_folder, monkeypatch, django_db_setup):
    database_url = prepared.copy_demo(tmp_path, run_folder=run_folder, server_url=None, name="unused")
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    with served(tmp_path, database_url=database_url) as site:
        secure = httpx.Client(base_url=site.address, headers={"X-Forwarded-Proto": "https"})
        page = secure.get("/sign-in/")
        stylesheet = secure.get(re.search(r'href="(/static/[^"]+\.css)"', page.text)[1])
        icon = secure.get(re.search(r'href="(/static/[^"]+\.svg)"', page.text)[1])
        plain_page, plain_api = httpx.get(f"{site.address}/sign-in/"), httpx.post(f"{site.address}/api/v1/auth/login/", json={})
        host, port = site.address.removeprefix("http://").split(":")
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
    assert (plain_page.status_code, plain_page.headers["Location"]) == (301, site.address.replace("http:", "https:") + "/sign-in/")
    assert (plain_api.status_code, plain_api.json()["code"]) == (403, "https_required"), "a program is told, not led on"
    assert (answers.count(b"HTTP/1.1 "), b"connection: close" in answers.lower()) == (1, True), "answered at once, and nothing after it"
