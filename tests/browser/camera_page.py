"""A page of our own under the scanner's policy, with its camera modules and the vendored reader: no database, no account."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scanner" / "static" / "scanner"
VENDORED = Path(os.environ.get("VENDOR_DIR", ROOT / ".vendor"))
POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' data:"
TYPES = {".js": "text/javascript", ".wasm": "application/wasm"}
HTML = """<!doctype html><meta charset="utf-8"><title>Camera</title><link rel="icon" href="data:,"><video></video><input type="file"><script type="module" src="/page.js"></script>"""
PAGE = """
import { inAppBrowser, startCamera } from "/static/scanner/camera/camera.js";
import { openDecoder } from "/static/scanner/camera/decoder.js";
import { watch } from "/static/scanner/camera/code-watcher.js";
const video = document.querySelector("video");
const urls = {
  workerUrl: "static/scanner/camera/decode-worker.js",
  readerUrl: "static/zxing-wasm/reader.js",
  wasmUrl: "static/zxing-wasm/zxing_reader.wasm",
};
const codes = [];
const trouble = [];
const outcome = (promise) => promise.then((value) => ({ value }), (error) => ({ reason: error.reason, message: String(error) }));
window.page = { inAppBrowser, startCamera, openDecoder, watch, video, urls, codes, trouble, outcome };
window.page.begin = async (options = {}, area = "pass") => {
  page.decoder = page.decoder || (await openDecoder(urls));
  page.camera = await startCamera(video, options);
  page.watching = watch(
    video,
    page.decoder,
    (text, { bytes, corners, grabbedAt }) => codes.push({ text, bytes: bytes.length, corners, took: performance.now() - grabbedAt }),
    { area, onTrouble: (reason) => trouble.push(reason) },
  );
};
window.page.end = () => {
  page.watching.stop();
  page.camera.stop();
  codes.length = 0;
};
window.isReady = true;
"""


@dataclass(frozen=True)
class Served:
    address: str  # http://127.0.0.1:PORT
    paths: list[str]  # every path asked for, in order


class _Answer(BaseHTTPRequestHandler):
    paths: list[str]

    def do_GET(self) -> None:
        self.paths.append(self.path)
        content, kind = _found(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *args: Any) -> None:
        pass


def _found(path: str) -> tuple[bytes | None, str]:
    if path == "/":
        return HTML.encode(), "text/html; charset=utf-8"
    if path == "/page.js":
        return PAGE.encode(), TYPES[".js"]
    for prefix, folder in (("/static/scanner/", SCRIPTS), ("/static/zxing-wasm/", VENDORED / "zxing-wasm")):
        file = folder / path.removeprefix(prefix)
        if path.startswith(prefix) and file.is_file():
            return file.read_bytes(), TYPES.get(file.suffix, "text/plain")
    return None, "text/plain"


@contextmanager
def camera_page() -> Iterator[Served]:
    paths: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"paths": paths}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}", paths)
    finally:
        server.shutdown()
        server.server_close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    wait_until(page, "window.isReady")
    return page


def wait_until(page: Page, condition: str, within: float = 15) -> None:
    """Playwright's own wait_for_function needs eval, which the policy refuses."""
    for _time in range(int(within * 20)):
        if page.evaluate(f"!!({condition})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {within} s: {condition}; {json.dumps(page.evaluate('[page.codes, page.trouble]'))[:500]}")
