"""The camera and the QR reader in a real Chromium whose camera shows a clip, under the scanner's policy."""

import httpx
import pytest
from django.conf import settings
from PIL import Image, ImageOps

from tests.browser.camera_page import wait_until
from tests.browser.conftest import collect_complaints
from tests.chromium import CHROMIUM, FLAGS
from tests.scanner.fake_camera import CARD, FULL_HD, camera_flags, write_clip, write_photo

pytestmark = pytest.mark.browser
PASS = "HTTPS://CHECKIN.EXAMPLE.VN/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ANOTHER = "HTTPS://CHECKIN.EXAMPLE.VN/P/ZYXWVUTSRQPONMLKJIHGFEDCBA"
ANDROID = "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/109.0 Mobile Safari/537.36"


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("camera") / "clip.mjpeg", PASS)


@pytest.fixture(scope="session")
def with_camera(whole_chromium, clip):
    """A Chromium whose camera shows the clip."""
    browser = whole_chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera_flags(clip)])
    yield browser
    browser.close()


@pytest.fixture
def phone(camera_page):
    """phone(browser, allowed=True): the page on a device of its own. Whatever is asked for outside the origin fails the test."""
    contexts, strays, complaints = [], [], []

    def make(browser, *, allowed=True, user_agent=None, quiet=True):
        context = browser.new_context(user_agent=user_agent, permissions=["camera"] if allowed else [])
        context.on("request", lambda request: strays.append(request.url) if not request.url.startswith(camera_page.address) else None)
        collect_complaints(context, complaints if quiet else [])
        contexts.append(context)
        page = context.new_page()
        page.goto(camera_page.address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert strays == []
    assert complaints == []


def read_codes(page, count=1):
    wait_until(page, f"page.codes.length >= {count}", within=30)
    return [code["text"] for code in page.evaluate("page.codes")][:count]


# --- what is read


def test_a_pass_is_read_where_it_is_and_only_our_own_origin_is_asked(phone, with_camera, clip, camera_page):
    write_clip(clip, PASS, at=(0.6, 0.4))
    page = phone(with_camera)
    assert page.evaluate("page.outcome(page.begin())") == {"value": None}
    assert set(read_codes(page, 5)) == {PASS}
    corners = page.evaluate("page.codes[0].corners")
    middle = [sum(corner[axis] for corner in corners) / 4 for axis in "xy"]
    assert middle == pytest.approx([0.6 * 1280, 0.4 * 720], abs=8)
    assert page.evaluate("page.camera.resolution") == {"width": 1280, "height": 720}
    assert "/static/zxing-wasm/zxing_reader.wasm" in camera_page.paths


def test_an_identity_card_is_read_to_the_letter(phone, with_camera, clip):
    write_clip(clip, CARD, FULL_HD, module=3)
    page = phone(with_camera)
    assert page.evaluate("page.outcome(page.begin({highResolution: true}, 'card'))") == {"value": None}
    assert set(read_codes(page, 3)) == {CARD}
    assert page.evaluate("page.codes[0].bytes") == len(CARD.encode())
    assert page.evaluate("page.camera.resolution") == {"width": 1920, "height": 1080}


@pytest.mark.only_deep
def test_a_card_in_its_corner_is_read_only_where_cards_are_looked_for(phone, with_camera, clip):
    write_clip(clip, CARD, FULL_HD, module=4, at=(0.15, 0.25))
    page = phone(with_camera)
    page.evaluate("page.begin({highResolution: true}, 'pass')")
    page.wait_for_timeout(1500)
    assert page.evaluate("page.codes.length") == 0
    page.evaluate("page.end()")
    page.evaluate("page.begin({highResolution: true}, 'card')")
    assert read_codes(page) == [CARD]


@pytest.mark.only_deep
def test_of_two_codes_the_one_in_the_middle_is_told(phone, with_camera, clip):
    write_clip(clip, PASS, module=6, also=(ANOTHER, (0.72, 0.3)))
    page = phone(with_camera)
    page.evaluate("page.begin()")
    assert set(read_codes(page, 10)) == {PASS}


@pytest.mark.only_deep
def test_without_the_cameras_own_planes_the_canvas_does(phone, with_camera, clip):
    """As on Safari 14 and Chrome 80."""
    write_clip(clip, CARD, FULL_HD, module=3)
    page = phone(with_camera)
    page.evaluate("delete window.VideoFrame")
    page.evaluate("delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    page.evaluate("page.begin({highResolution: true}, 'card')")
    assert set(read_codes(page, 3)) == {CARD}
    page.evaluate("page.end()")
    write_clip(clip, PASS, at=(0.6, 0.4))
    page.evaluate("page.begin()")
    assert set(read_codes(page, 3)) == {PASS}
    corners = page.evaluate("page.codes[0].corners")
    assert [sum(corner[axis] for corner in corners) / 4 for axis in "xy"] == pytest.approx([0.6 * 1280, 0.4 * 720], abs=8)


def test_opened_again_the_camera_sees_the_next_clip(phone, with_camera, clip):
    write_clip(clip, PASS)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    assert read_codes(page) == [PASS]
    page.evaluate("page.end()")
    write_clip(clip, ANOTHER)
    page.evaluate("page.begin()")
    assert read_codes(page) == [ANOTHER]


@pytest.mark.only_deep
def test_an_empty_table_tells_nothing(phone, with_camera, clip):
    write_clip(clip, None)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    page.wait_for_timeout(1500)
    assert page.evaluate("[page.codes, page.trouble]") == [[], []]


# --- a camera that comes and goes


def test_a_camera_lost_while_the_phone_slept_comes_back_by_itself(phone, with_camera, clip):
    write_clip(clip, PASS)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    read_codes(page)
    page.evaluate("page.video.srcObject.getTracks()[0].stop()")
    write_clip(clip, ANOTHER)
    page.evaluate("page.codes.length = 0; window.dispatchEvent(new Event('pageshow'))")
    wait_until(page, f"page.codes.some(({{text}}) => text === '{ANOTHER}')")


@pytest.mark.only_deep
def test_a_hidden_page_is_not_looked_at(phone, with_camera, clip):
    write_clip(clip, PASS)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    read_codes(page)
    hide = "Object.defineProperty(document, 'hidden', {{get: () => {}, configurable: true}}); document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide.format("true"))
    page.wait_for_timeout(1_000)
    page.evaluate("page.codes.length = 0")
    page.wait_for_timeout(700)
    assert page.evaluate("page.codes.length") == 0
    page.evaluate(hide.format("false"))
    assert read_codes(page) == [PASS]


def test_stopped_means_stopped(phone, with_camera, clip):
    write_clip(clip, PASS)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    read_codes(page)
    page.evaluate("window.track = page.video.srcObject.getTracks()[0]; page.end()")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(700)
    assert page.evaluate("[track.readyState, page.video.srcObject, page.codes.length]") == ["ended", None, 0]


def test_one_stream_at_a_time_the_later_start_wins(phone, with_camera, clip):
    page = phone(with_camera)
    page.evaluate("""
        window.streams = [];
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (asked) => { const stream = await ask(asked); streams.push(stream); return stream; };
        window.both = Promise.all([page.outcome(page.startCamera(page.video)), page.outcome(page.startCamera(page.video))]);
    """)
    first = page.evaluate("both.then(([one, other]) => [one.reason, typeof other.value.stop])")
    assert first == ["stopped", "function"]
    assert page.evaluate("streams.filter((stream) => stream.active).length") == 1
    assert page.evaluate("streams.find((stream) => stream.active) === page.video.srcObject")


def test_a_remembered_camera_that_is_gone_is_passed_over(phone, with_camera, clip):
    page = phone(with_camera)
    page.evaluate("page.begin({deviceId: '0'.repeat(64)})")
    assert page.evaluate("page.camera.cameras.map(({deviceId}) => deviceId)") == [page.evaluate("page.camera.deviceId")]


def test_cameras_are_switched_by_their_id(phone, whole_chromium):
    flags = [*FLAGS, "--use-fake-device-for-media-stream=device-count=2"]
    browser = whole_chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    try:
        page = phone(browser)
        page.evaluate("page.begin()")
        ids = page.evaluate("page.camera.cameras.map(({deviceId}) => deviceId)")
        assert len(ids) == 2
        for device_id in (ids[1], ids[0]):
            assert page.evaluate(f"page.outcome(page.camera.switchTo('{device_id}'))") == {"value": None}
            assert page.evaluate("page.camera.deviceId") == device_id
    finally:
        browser.close()


# --- no camera


def test_a_refusal_says_refused(phone, with_camera):
    assert phone(with_camera, allowed=False).evaluate("page.outcome(page.begin())")["reason"] == "refused"


def test_a_device_without_a_camera_says_none(phone, whole_chromium):
    assert phone(whole_chromium).evaluate("page.outcome(page.begin())")["reason"] == "none"


def test_an_address_without_https_says_insecure(phone, whole_chromium, camera_page):
    port = camera_page.address.rsplit(":", 1)[1]
    browser = whole_chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--host-resolver-rules=MAP scan.lan 127.0.0.1"])
    try:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://scan.lan:{port}")
        assert page.evaluate("page.outcome(page.startCamera(page.video))")["reason"] == "insecure"
    finally:
        browser.close()


@pytest.mark.parametrize(("user_agent", "reason"), [(ANDROID + " Zalo android/12", "in_app_browser"), (ANDROID, "timeout")])
def test_a_promise_that_never_settles_is_given_up_after_eight_seconds(phone, with_camera, user_agent, reason):
    page = phone(with_camera, user_agent=user_agent)
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    page.evaluate("""
        navigator.mediaDevices.getUserMedia = () => { window.isAsked = true; return new Promise(() => {}); };
        window.reason = null;
        page.outcome(page.startCamera(page.video)).then((result) => { reason = result.reason; });
        null
    """)
    for _time in range(200):
        if page.evaluate("!!window.isAsked"):
            break
    page.clock.run_for(7_900)
    assert page.evaluate("reason") is None
    page.clock.run_for(200)
    assert page.evaluate("reason") == reason


@pytest.mark.parametrize(
    ("user_agent", "app"),
    [
        (ANDROID, None),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.3 Mobile/15E148 Safari/604.1", None),
        (ANDROID + " Zalo android/23080 ZaloTheme/light ZaloLanguage/vi", "Zalo"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Zalo iOS/455 ZaloLanguage/vn", "Zalo"),
        (ANDROID + " [FB_IAB/FB4A;FBAV/412.0.0.22.115;]", "Facebook"),
        (ANDROID + " [FB_IAB/Orca-Android;FBAV/415.0.0.17.61;]", "Messenger"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_3) AppleWebKit/605.1.15 Mobile/20D47 [FBAN/MessengerForiOS;FBAV/397.0.0.19.102;]", "Messenger"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_3) AppleWebKit/605.1.15 Mobile/20D47 [FBAN/FBIOS;FBAV/403.0.0;]", "Facebook"),
        (ANDROID + " Instagram 265.0.0.19.301 Android", "Instagram"),
    ],
)  # fmt: skip
def test_a_browser_inside_an_app_is_known_by_its_name(phone, whole_chromium, user_agent, app):
    assert phone(whole_chromium).evaluate("agent => page.inAppBrowser(agent)", user_agent) == app


# --- cameras that no fake device can be: their streams are drawn, their abilities said


DRAWN_CAMERAS = """
    window.opened = [];
    window.applied = [];
    window.drawCameras = (cameras) => {
      const list = cameras.map(({ id, facing }) => ({ kind: "videoinput", deviceId: id, label: id, getCapabilities: () => ({ facingMode: [facing] }) }));
      navigator.mediaDevices.enumerateDevices = async () => list;
      navigator.mediaDevices.getUserMedia = async ({ video: { deviceId } }) => {
        const { id, can } = cameras.find((camera) => !deviceId || camera.id === deviceId.exact);
        opened.push(id);
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d");
        setInterval(() => context.fillRect(0, 0, 10, 10), 30);
        const stream = canvas.captureStream(30);
        const [track] = stream.getVideoTracks();
        track.getCapabilities = () => can;
        track.getSettings = () => ({ deviceId: id });
        track.applyConstraints = async ({ advanced: [asked] }) => { applied.push([id, asked]); };
        return stream;
      };
    };
    null
"""


def draw_cameras(page, *cameras):
    page.evaluate(DRAWN_CAMERAS)
    page.evaluate("cameras => drawCameras(cameras)", [{"id": id_, "facing": facing, "can": can} for id_, facing, can in cameras])


def test_a_rear_camera_without_autofocus_gives_way_to_one_that_has_it(phone, whole_chromium):
    page = phone(whole_chromium)
    fixed, keen = {"focusMode": ["manual"]}, {"focusMode": ["manual", "continuous"]}
    draw_cameras(page, ("wide", "environment", fixed), ("selfie", "user", keen), ("main", "environment", keen))
    assert page.evaluate("page.outcome(page.startCamera(page.video).then((camera) => camera.deviceId))") == {"value": "main"}
    assert page.evaluate("opened") == ["wide", "main"]
    assert page.evaluate("applied") == [["main", {"focusMode": "continuous"}]]


def test_where_none_has_autofocus_the_first_stays(phone, whole_chromium):
    page = phone(whole_chromium)
    fixed = {"focusMode": ["manual"]}
    draw_cameras(page, ("wide", "environment", fixed), ("main", "environment", fixed))
    assert page.evaluate("page.outcome(page.startCamera(page.video).then((camera) => camera.deviceId))") == {"value": "wide"}


def test_a_camera_that_was_chosen_is_not_second_guessed(phone, whole_chromium):
    page = phone(whole_chromium)
    draw_cameras(page, ("wide", "environment", {"focusMode": ["manual"]}), ("main", "environment", {"focusMode": ["continuous"]}))
    assert page.evaluate("page.outcome(page.startCamera(page.video, {deviceId: 'wide'}).then((camera) => camera.deviceId))") == {
        "value": "wide"
    }


def test_the_torch_is_told_of_and_comes_back_with_the_camera(phone, whole_chromium):
    page = phone(whole_chromium)
    draw_cameras(page, ("main", "environment", {"torch": True}), ("selfie", "user", {}))
    page.evaluate("page.startCamera(page.video).then((camera) => { page.camera = camera; })")
    assert page.evaluate("page.camera.hasTorch") is True
    assert page.evaluate("page.camera.switchTorch(true)") is True
    page.evaluate("page.video.srcObject.getTracks()[0].stop(); window.dispatchEvent(new Event('focus'))")
    wait_until(page, "applied.length === 2")
    assert page.evaluate("applied") == [["main", {"torch": True}], ["main", {"torch": True}]]
    page.evaluate("page.camera.switchTo('selfie')")
    assert page.evaluate("[page.camera.hasTorch]") == [False]
    assert page.evaluate("page.camera.switchTorch(true)") is False


@pytest.mark.parametrize(
    ("name", "reason"),
    [("NotAllowedError", "refused"), ("SecurityError", "refused"), ("NotFoundError", "none"), ("OverconstrainedError", "none"), ("NotReadableError", "busy"), ("AbortError", "busy")],
)  # fmt: skip
def test_each_failure_has_its_word(phone, whole_chromium, name, reason):
    page = phone(whole_chromium)
    page.evaluate(f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{name}')); null")
    assert page.evaluate("page.outcome(page.startCamera(page.video))")["reason"] == reason


def test_full_hd_that_is_refused_gives_way_to_hd(phone, whole_chromium):
    page = phone(whole_chromium)
    draw_cameras(page, ("main", "environment", {}))
    page.evaluate("""
        const ask = navigator.mediaDevices.getUserMedia;
        window.widths = [];
        navigator.mediaDevices.getUserMedia = (asked) => {
          widths.push(asked.video.width.ideal);
          return asked.video.width.ideal > 1280 ? Promise.reject(new DOMException("", "NotReadableError")) : ask(asked);
        };
        null
    """)
    assert page.evaluate("page.outcome(page.startCamera(page.video, {highResolution: true}).then((camera) => camera.deviceId))") == {
        "value": "main"
    }
    assert page.evaluate("widths") == [1920, 1280]


# --- photos, and a reader that breaks


def decode_file(page, path):
    page.set_input_files("input[type=file]", path)
    return page.evaluate("""async () => {
      page.decoder = page.decoder || (await page.openDecoder(page.urls));
      return page.outcome(page.decoder.decodeFile(document.querySelector("input").files[0]).then((codes) => codes.map(({ text }) => text)));
    }""")


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
@pytest.mark.parametrize("has_bitmaps", [True, False])
def test_a_photo_is_read_like_a_frame(phone, whole_chromium, tmp_path, name, has_bitmaps):
    page = phone(whole_chromium)
    if not has_bitmaps:
        page.evaluate("delete window.createImageBitmap")
    assert decode_file(page, write_photo(tmp_path / name, CARD, size=(750, 1000), module=5)) == {"value": [CARD]}
    assert decode_file(page, write_photo(tmp_path / name, None, size=(750, 1000))) == {"value": []}


def test_a_code_light_on_dark_is_read(phone, whole_chromium, tmp_path):
    """As a phone in its dark mode shows a pass."""
    photo = write_photo(tmp_path / "photo.png", PASS, size=(750, 1000), module=8)
    ImageOps.invert(Image.open(photo)).save(photo)
    assert decode_file(phone(whole_chromium), photo) == {"value": [PASS]}


def test_what_is_no_picture_is_said_and_the_reader_goes_on(phone, whole_chromium, tmp_path):
    page = phone(whole_chromium)
    (tmp_path / "letter.jpg").write_bytes(b"no picture at all")
    assert decode_file(page, tmp_path / "letter.jpg")["reason"] == "not_a_picture"
    assert decode_file(page, write_photo(tmp_path / "photo.jpg", PASS, size=(900, 1200))) == {"value": [PASS]}


def test_a_reader_that_breaks_is_answered_and_started_again(phone, with_camera, clip):
    write_clip(clip, PASS)
    page = phone(with_camera)
    page.evaluate("page.begin()")
    read_codes(page)
    monstrous = "page.decoder.decode({width: 60000, height: 60000, data: new Uint8Array(4)})"
    assert page.evaluate(f"page.outcome({monstrous})")["reason"] == "crashed"
    page.evaluate("page.codes.length = 0")
    assert read_codes(page) == [PASS]


@pytest.mark.parametrize("name", ["workerUrl", "readerUrl", "wasmUrl"])
def test_a_reader_that_is_not_there_is_said(phone, whole_chromium, name):
    page = phone(whole_chromium, quiet=False)
    assert page.evaluate(f"page.outcome(page.openDecoder({{...page.urls, {name}: 'static/none'}}))")["reason"] == "no_reader"


def test_after_the_end_nothing_waits_for_an_answer(phone, whole_chromium):
    page = phone(whole_chromium)
    page.evaluate("page.openDecoder(page.urls).then((decoder) => { page.decoder = decoder; })")
    frame = "page.decoder.decode(new ImageData(1000, 1000))"
    results = page.evaluate(
        f"(async () => {{ const asked = [{frame}, {frame}].map(page.outcome); page.decoder.terminate(); return Promise.all([...asked, page.outcome({frame})]); }})()"
    )
    assert [result["reason"] for result in results] == ["terminated"] * 3


# --- as the application serves it


def test_the_application_serves_the_reader_small_and_as_what_it_is(site, qr_reader):
    answer = httpx.get(f"{site.address}/static/zxing-wasm/zxing_reader.wasm", headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["content-type"], answer.headers["content-encoding"]) == (200, "application/wasm", "br")
    assert int(answer.headers["content-length"]) < 400_000
    assert answer.content == (settings.VENDOR_DIR / "zxing-wasm" / "zxing_reader.wasm").read_bytes()
    for path in ("zxing-wasm/reader.js", "scanner/camera/decode-worker.js", "scanner/camera/camera.js"):
        assert httpx.get(f"{site.address}/static/{path}").headers["content-type"].startswith("text/javascript")
    assert "Apache License, Version 2.0" in httpx.get(f"{site.address}/static/zxing-wasm/NOTICE").text
