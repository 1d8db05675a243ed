"""A page of our own under the scanner's policy, with its camera modules and the vendored reader: no database, no account."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.local_server import Reply, Request, local_server

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
"""


@dataclass(frozen=True)
class ServedPage:
    address: str  # http://127.0.0.1:PORT
    paths: list[str]  # every path asked for, in order


@pytest.fixture(scope="session")
def camera_page(qr_reader: None) -> Iterator[ServedPage]:
    """The page of one camera, served under the scanner's policy."""
    paths: list[str] = []
    folders = {"/static/scanner/": SCRIPTS, "/static/zxing-wasm/": VENDORED / "zxing-wasm"}

    def answer(request: Request) -> Reply:
        paths.append(request.path)
        policy, body = {"Content-Security-Policy": POLICY}, {"/": HTML, "/page.js": PAGE}.get(request.path)
        if body:
            return Reply(200, body.encode(), policy | {"Content-Type": "text/html; charset=utf-8" if request.path == "/" else TYPES[".js"]})
        for prefix, folder in folders.items():
            file = folder / request.path.removeprefix(prefix)
            if request.path.startswith(prefix) and file.is_file():
                return Reply(200, file.read_bytes(), policy | {"Content-Type": TYPES.get(file.suffix, "text/plain")})
        return Reply(404, headers=policy | {"Content-Type": "text/plain"})

    with local_server(answer) as address:
        yield ServedPage(address, paths)


def wait_until(page: Page, condition: str, within: float = 15) -> None:
    """Playwright's own wait_for_function needs eval, which the policy refuses."""
    for _time in range(int(within * 20)):
        if page.evaluate(f"!!({condition})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {within} s: {condition}; {json.dumps(page.evaluate('[page.codes, page.trouble]'))[:500]}")
