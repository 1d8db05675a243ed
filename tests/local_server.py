"""An HTTP server of the test itself: it answers what a function says, and where that says so, only a part of it."""

import gzip
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STOPS_WITHIN = 0.02  # s; half a second by itself, after every test


@dataclass(frozen=True)
class Request:
    method: str
    path: str  # with its query
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body unpacked."""
        return (gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body).decode()


@dataclass(frozen=True)
class Reply:
    """`arriving`: how many bytes of the body arrive, though the head announces all; then the connection is closed."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    arriving: int | None = None


@contextmanager
def local_server(answer: Callable[[Request], Reply | None]) -> Iterator[str]:
    """Serve on a free port until the block ends; yields http://127.0.0.1:PORT. Without a reply the connection is closed in silence."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = answer(Request(self.command, self.path, self.headers, body))
            if reply is None:
                self.close_connection = True
                return
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(reply.status)
                for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else reply.body[: reply.arriving])
            self.close_connection = self.close_connection or reply.arriving is not None

        do_POST = do_HEAD = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(STOPS_WITHIN,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
