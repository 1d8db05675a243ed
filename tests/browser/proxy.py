"""Another address of the served application, as if far away: what goes wrong on the way, goes wrong here."""

from dataclasses import dataclass, field
from http.client import HTTPConnection

from tests.local_server import Reply, Request

OF_ONE_CONNECTION = ("connection", "transfer-encoding", "content-length", "date", "server")


@dataclass
class Proxy:
    upstream: str  # host:port
    address: str = ""
    is_down: bool = False
    cuts: list[float] = field(default_factory=list)  # for the next answers to uploads: the part of the body that still arrives
    uploads: list[str] = field(default_factory=list)  # the bodies that reached the server
    pairings: int = 0  # how often a pairing code was asked about
    lies: list[str] = field(default_factory=list)  # ends of paths that a page of another's answers, with 200
    paths: list[str] = field(default_factory=list)  # every path asked for
    sizes: list[int] = field(default_factory=list)  # bytes of each answer with its head, as the server sent it
    encodings: str = ""  # what the phones are said to take, instead of what they say

    def answer(self, request: Request) -> Reply | None:
        """Pass the request on, and the answer back; a body that is cut ends early, since a reset would make Chromium ask again by itself."""
        self.paths.append(request.path)
        if self.is_down:
            return None
        if request.path.endswith(tuple(self.lies)):
            return Reply(200, b"<!doctype html><h1>Maintenance</h1>", {"Content-Type": "text/html; charset=utf-8", "Connection": "close"})
        self.pairings += request.path == "/api/v1/devices/pair/"
        is_upload = request.method == "POST" and request.path == "/api/v1/scans/"
        if is_upload:
            self.uploads.append(request.text)
        upstream = HTTPConnection(self.upstream, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "connection"}
        if self.encodings:
            headers = {name: value for name, value in headers.items() if name.lower() != "accept-encoding"} | {
                "Accept-Encoding": self.encodings
            }
        upstream.request(request.method, request.path, body=request.body, headers={**headers, "Connection": "close"})
        response = upstream.getresponse()
        body = response.read()
        upstream.close()
        self.sizes.append(
            len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in response.getheaders()) + len(body)
        )
        passed = {name: value for name, value in response.getheaders() if name.lower() not in OF_ONE_CONNECTION}
        arriving = int(len(body) * self.cuts.pop(0)) if is_upload and self.cuts else len(body)
        return Reply(response.status, body, passed | {"Connection": "close"}, arriving)
