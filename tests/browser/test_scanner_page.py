"""The scanner's page in a real Chromium: every way in, every panel, with the network and without."""

import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import TimeoutError, expect

pytestmark = pytest.mark.browser
PEOPLE = [("Phạm Văn Rê", 1980), ("Đinh Thị Mẫu", 1985), ("Nguyễn Thị Hoa", 1990), ("Phạm Văn Rê", 1992)]
ZALO = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36 Zalo android/12"
)
# Of everything with text or to be pressed that is to be seen: what is lower than 56 px, and what has less contrast than 7:1.
LOOK = """() => {
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (element) => { for (let one = element; one; one = one.parentElement) { const c = colour(getComputedStyle(one).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const isSeen = (element) => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden" && !element.closest(".visually-hidden"); };
  const name = (element) => `${element.tagName}#${element.id} ${element.textContent.trim().slice(0, 30)}`;
  const small = [...document.querySelectorAll("button, select, summary, input, label.button, label.choice")].filter((e) => isSeen(e) && e.type !== "file" && Math.round(e.getBoundingClientRect().height) < 56).map(name);
  const pale = [...document.querySelectorAll("body *")].filter((e) => isSeen(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).filter((e) => {
    const [a, b] = [luminance(colour(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 7;
  }).map(name);
  return { small, pale, isWide: document.documentElement.scrollWidth > innerWidth };
}"""


class World:
    """A session of today whose only sitting is open now, and the API as its organiser."""

    def __init__(self, site, title="Tập huấn để quét") -> None:
        self.api, now = site.api("organiser"), datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
        unit = self.api.get("units/", params={"q": "Ba Vì", "level": "commune", "on": now.date().isoformat()}).json()["results"][0]["id"]
        opens, closes = now - timedelta(minutes=30), now + timedelta(hours=3)
        sitting = {"label": "Buổi thử", "starts_at": opens.isoformat(), "ends_at": closes.isoformat()}
        days = {"starts_on": opens.date().isoformat(), "ends_on": closes.date().isoformat()}
        answer = self.api.post(
            "training-sessions/",
            json={
                "title": title,
                "unit": unit,
                "status": "open",
                "topics": ["Luật Đất đai 2024"],
                "sittings": [sitting],
                **days,
            },
        )
        assert answer.status_code == 201, answer.text
        self.id, self.sitting = answer.json()["id"], answer.json()["sittings"][0]["id"]
        self.people = [self.register(name, year, unit) for name, year in PEOPLE]

    def register(self, name, year, unit):
        person = {"full_name": name, "gender": "M", "birth_year": year, "ethnic_group": "Hrê", "unit": unit}
        return self.api.post(f"activities/{self.id}/registrations/", json={"person": person, "role": "participant"}).json()

    def pairing_code(self):
        return self.api.post(f"activities/{self.id}/devices/", json={"name": "Máy thử"}).json()["pairing_code"]

    def present(self):
        attendances = self.api.get(f"sittings/{self.sitting}/attendances/").json()["results"]
        return sorted(attendance["registration"]["person"]["full_name"] for attendance in attendances)


@pytest.fixture
def world(site):
    return World(site)


@pytest.fixture
def open_context(chromium, site):
    """Like that of the desk, but a refusal by the server and a network that is away are no complaints: the browser names both on its console."""
    contexts, complaints = [], []

    def make(width, height, **more):
        is_phone = width < 500
        options = {"is_mobile": is_phone, "has_touch": is_phone, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"} | more
        context = chromium.new_context(base_url=site.address, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(20_000)
        context.on(
            "console", lambda m: complaints.append(m.text) if m.type == "error" and "Failed to load resource" not in m.text else None
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(open_context, world):
    """A phone paired by the link of the pairing QR, with the whole roster."""
    page = open_context(360, 640).new_page()
    paired(page, world)
    return page


def paired(page, world):
    page.goto(f"/scan/#pair={world.pairing_code()}")
    expect(page.locator("#title")).to_have_text("Tập huấn để quét")
    page.click("[data-open=names]")
    expect(page.locator("#name-note")).to_have_text("Danh sách trên máy: 4 người")
    page.click("#panel-names [data-close]")


def type_like_a_scanner(page, text):
    """A loaded machine may take longer between two keys than any scanner: then once more."""
    for _try in range(5):
        page.wait_for_timeout(500)
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        try:
            page.locator("#verdict").wait_for(timeout=2000)
            return
        except TimeoutError:
            continue
    raise AssertionError("the wedge was not heard")


def dispatch_like_a_scanner(page, text):
    """Playwright has no keys for Vietnamese letters, so these are events of the page's own."""
    page.evaluate(
        "text => [...text, 'Enter'].forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))",
        text,
    )


def press(page, code):
    page.click("[data-open=code]")
    for letter in code:
        page.locator("#code-keys button", has_text=letter).first.click()


def verdict(page, word, name=None):
    expect(page.locator("#verdict h2")).to_have_text(word, ignore_case=True)
    middle = "(() => { const b = document.querySelector('#verdict h2').getBoundingClientRect(); return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2); })()"
    assert page.evaluate(f"{middle}.closest('#verdict') !== null"), "something lies over the verdict"
    if name:
        expect(page.locator("#verdict .name")).to_have_text(name)


def confirmed(page, n):
    expect(page.locator("#count-confirmed")).to_have_text(str(n), timeout=30_000)


def is_kept(page):
    """The service worker has installed and this page is its own."""
    until = time.monotonic() + 60
    while not page.evaluate("!!(navigator.serviceWorker.controller)"):
        assert time.monotonic() < until
        page.wait_for_timeout(100)


def test_the_link_of_the_pairing_code_pairs_at_once_and_leaves_the_address(phone, world):
    assert phone.url.endswith("/scan/")
    expect(phone.locator("#sitting option").first).to_have_text("Buổi thử (tự chọn)")
    phone.goto("about:blank")
    phone.go_back()
    expect(phone.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_pairing_code_works_by_hand_and_a_wrong_one_is_told(open_context, world):
    page = open_context(360, 640).new_page()
    page.goto("/scan/")
    page.fill("#pair-code", "aaaa-aaaa")
    page.click("#pair-form .primary")
    expect(page.locator("#pair-trouble")).to_contain_text("Mã ghép máy sai")
    code = world.pairing_code()
    page.fill("#pair-code", f"{code[:4]}-{code[4:]}".lower())
    page.click("#pair-form .primary")
    expect(page.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_code_is_not_spent_inside_another_app(open_context, world):
    page, code = open_context(360, 640, user_agent=ZALO).new_page(), world.pairing_code()
    page.goto(f"/scan/#pair={code}")
    expect(page.locator("#pair-in-app")).to_contain_text("Mở bằng trình duyệt")
    page.click("#pair-here")
    expect(page.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_paired_phone_asks_before_it_goes_over_to_another_activity(phone, site):
    second_world = World(site, title="Tập huấn khác")
    phone.goto(f"/scan/#pair={second_world.pairing_code()}")
    expect(phone.locator("#pair-agree")).to_contain_text("Tập huấn để quét")
    phone.locator("#pair-agree button", has_text="Quay lại").click()
    expect(phone.locator("#title")).to_have_text("Tập huấn để quét")
    phone.goto(f"/scan/#pair={second_world.pairing_code()}")
    phone.locator("#pair-agree .primary").click()
    expect(phone.locator("#title")).to_have_text("Tập huấn khác")


def test_a_typed_code_is_welcome_then_already(phone, world):
    press(phone, world.people[1]["short_code"])
    verdict(phone, "Có mặt", "Đinh Thị Mẫu")
    confirmed(phone, 1)
    phone.wait_for_timeout(3100)  # the same within 3 s is the same reading
    press(phone, world.people[1]["short_code"])
    verdict(phone, "Đã điểm danh", "Đinh Thị Mẫu")
    confirmed(phone, 2)
    assert world.present() == ["Đinh Thị Mẫu"]


def test_a_wedge_scanner_is_heard_wherever_the_focus_is_and_leaves_the_field_as_it_was(phone, world):
    type_like_a_scanner(phone, world.people[2]["code"])
    verdict(phone, "Có mặt", "Nguyễn Thị Hoa")
    phone.keyboard.press("Escape")
    phone.click("[data-open=walk-in]")
    phone.locator("#walk-in-name").press_sequentially("Ka Thu", delay=120)
    phone.wait_for_timeout(500)
    type_like_a_scanner(phone, world.people[1]["code"])
    verdict(phone, "Có mặt", "Đinh Thị Mẫu")
    phone.keyboard.press("Escape")
    expect(phone.locator("#verdict")).to_be_hidden()
    expect(phone.locator("#walk-in-name")).to_be_visible()
    assert phone.input_value("#walk-in-name") == "Ka Thu"


def test_the_search_finds_without_accents_tells_namesakes_apart_and_ticks(phone, world):
    phone.click("[data-open=names]")
    phone.fill("#name-query", "pham van re")
    rows = phone.locator("#name-results .row")
    expect(rows).to_have_count(2)
    assert sorted(row.locator("span").inner_text()[:4] for row in rows.all()) == ["1980", "1992"]
    phone.fill("#name-query", "dinh mau")
    rows.first.click()
    phone.locator("#name-results .primary:visible").click()
    verdict(phone, "Có mặt", "Đinh Thị Mẫu")
    confirmed(phone, 1)
    phone.click("[data-open=names]")
    phone.fill("#name-query", "mau")
    expect(rows.first).to_contain_text("Có mặt")
    assert world.present() == ["Đinh Thị Mẫu"]


def test_a_walk_in_is_warned_of_namesakes_and_then_registered(phone, world):
    phone.click("[data-open=walk-in]")
    phone.click("#walk-in-form .primary")
    expect(phone.locator("#walk-in-name-trouble")).to_be_visible()
    phone.fill("#walk-in-name", "nguyễn thị hoa")
    phone.locator("#walk-in-form .choice", has_text="Nữ").click()
    phone.click("#walk-in-form .primary")
    expect(phone.locator("#walk-in-namesakes .row")).to_have_count(1)
    phone.click("#walk-in-back")
    phone.fill("#walk-in-name", "Hồ Thị Mới")
    phone.fill("#walk-in-year", "1890")
    phone.click("#walk-in-form .primary")
    expect(phone.locator("#walk-in-year-trouble")).to_be_visible()
    phone.fill("#walk-in-year", "1990")
    phone.click("#walk-in-form .primary")
    verdict(phone, "Có mặt", "Hồ Thị Mới")
    confirmed(phone, 1)
    assert world.present() == ["Hồ Thị Mới"]


def test_an_unknown_card_fills_the_walk_in_form_and_its_scan_is_not_lost(phone, world):
    card = "051085009123|212345678|Hồ Thị Mới Lạ|09021985|Nữ|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021"
    dispatch_like_a_scanner(phone, card)
    verdict(phone, "Không có trong danh sách", "Hồ Thị Mới Lạ")
    phone.locator("#verdict .candidate", has_text="Đăng ký tại chỗ").click()
    assert phone.input_value("#walk-in-name") == "Hồ Thị Mới Lạ"
    assert phone.input_value("#walk-in-year") == "1985"
    assert phone.locator("[name=gender]:checked").get_attribute("value") == "F"
    phone.click("#walk-in-form .primary")
    verdict(phone, "Có mặt", "Hồ Thị Mới Lạ")
    confirmed(phone, 1)
    assert world.present() == ["Hồ Thị Mới Lạ"]


def test_heads_are_counted_with_their_basis(phone, world):
    phone.click("[data-open=heads]")
    for digit in "300":
        phone.locator("#heads-keys button", has_text=digit).first.click()
    phone.click("#heads-form .primary")
    expect(phone.locator("#heads-trouble")).to_contain_text("Đếm thực tế hoặc Ước tính")
    phone.locator("#heads-form .choice", has_text="Ước tính").click()
    phone.click("#heads-form .primary")
    expect(phone.locator("#heads-saved")).to_contain_text("Khán giả 300 người, ước tính")
    phone.click("#panel-heads [data-close]")
    expect(phone.locator("#count-waiting")).to_have_text("0", timeout=30_000)
    [count] = world.api.get(f"sittings/{world.sitting}/headcounts/").json()["results"]
    assert (count["category"], count["count"], count["basis"]) == ("Khán giả", 300, "estimated")


def test_what_is_unknown_waits_until_a_person_has_seen_it(phone, world):
    type_like_a_scanner(phone, "B" * 26)
    verdict(phone, "Không có trong danh sách")
    expect(phone.locator("#count-to-see")).to_have_text("1")
    phone.keyboard.press("Escape")
    phone.click("[data-open=to-see]")
    phone.locator("#to-see-rows button").click()
    expect(phone.locator("#to-see-note")).to_have_text("Không có lượt nào chờ xem.")


def test_something_else_is_told_apart_and_nothing_is_stored(phone):
    type_like_a_scanner(phone, "WIFI:S:hoitruong;T:WPA;P:mat-khau;;")
    verdict(phone, "Đây là mã Wi-Fi")
    expect(phone.locator("#count-scanned")).to_have_text("0")


def test_without_a_network_it_reloads_starts_cold_scans_and_later_sends(open_context, world):
    context = open_context(360, 640)
    page = context.new_page()
    paired(page, world)
    is_kept(page)
    context.set_offline(True)
    page.reload()
    expect(page.locator("#title")).to_have_text("Tập huấn để quét")
    press(page, world.people[0]["short_code"])
    verdict(page, "Có mặt", "Phạm Văn Rê")
    expect(page.locator("#contact-words")).to_have_text("chưa có mạng", timeout=30_000)
    page.close()
    page = context.new_page()
    page.goto("/scan/")
    expect(page.locator("#count-waiting")).to_have_text("1")
    press(page, world.people[1]["short_code"])
    verdict(page, "Có mặt", "Đinh Thị Mẫu")
    assert world.present() == []
    context.set_offline(False)
    page.click("#status")
    confirmed(page, 2)
    assert world.present() == ["Phạm Văn Rê", "Đinh Thị Mẫu"]


def test_the_service_worker_leaves_everything_else_to_the_network(phone):
    is_kept(phone)
    kept = phone.evaluate("""async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)));
      return requests.flat();
    }""")
    assert [path for path in kept if not path.startswith(("/scan/", "/static/scanner/", "/static/zxing-wasm/"))] == []


def test_a_refused_camera_is_explained_and_the_other_ways_remain(open_context, world):
    page = open_context(360, 640).new_page()
    paired(page, world)
    page.locator("#viewfinder .start").click()
    expect(page.locator("#viewfinder .camera-trouble")).to_be_visible(timeout=20_000)
    expect(page.locator("#viewfinder")).to_contain_text("Vẫn điểm danh được bằng Nhập mã, Tìm tên")
    press(page, world.people[0]["short_code"])
    verdict(page, "Có mặt", "Phạm Văn Rê")


def test_the_language_changes_at_once_and_is_remembered(phone):
    phone.click("[data-open=menu]")
    phone.click("#menu-language")
    assert phone.evaluate("document.documentElement.lang") == "en"
    phone.reload()
    expect(phone.locator("#title")).to_have_text("Tập huấn để quét")
    assert phone.evaluate("document.documentElement.lang") == "en"


def test_a_storage_that_is_refused_is_said_before_the_first_scan(open_context, world):
    page = open_context(360, 640).new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    page.goto("/scan/")
    expect(page.locator("#banners .bad")).to_contain_text("ĐỪNG QUÉT")


def test_a_scan_spoilt_by_an_input_method_says_what_to_switch_off(phone):
    dispatch_like_a_scanner(phone, "ABCDEFGHIJKLMNOPQRSTUVWX2Ớ")
    verdict(phone, "Bộ gõ tiếng Việt đang bật nên mã bị sai")
    expect(phone.locator("#verdict")).to_contain_text("Hãy tắt bộ gõ (UniKey) rồi quét lại.")
    expect(phone.locator("#count-scanned")).to_have_text("0")


def test_only_the_address_of_vneid_is_called_by_its_name_for_certain(phone):
    dispatch_like_a_scanner(phone, "https://vneid.gov.vn/dang-nhap?ma=1")
    verdict(phone, "Đây là mã VNeID, không phải thẻ")
    phone.keyboard.press("Escape")
    dispatch_like_a_scanner(phone, "aB3" * 20)
    verdict(phone, "Có thể là mã VNeID, không phải căn cước hay thẻ của lớp")


def test_a_clock_that_was_changed_is_told(open_context, world):
    context = open_context(360, 640)
    page = context.new_page()
    page.add_init_script("const now = Date.now; Date.now = () => now() + (window.ahead || 0);")
    paired(page, world)
    context.set_offline(True)
    page.evaluate("window.ahead = 86400000")
    press(page, world.people[0]["short_code"])
    expect(page.locator("#banners")).to_contain_text("Giờ máy vừa bị đổi. Hãy mở mạng")
    expect(page.locator("#verdict")).to_contain_text("chờ ban tổ chức xem")


def test_on_plain_http_nothing_is_begun_and_the_address_is_asked_for(open_context, world, site):
    page, code = open_context(360, 640).new_page(), world.pairing_code()

    def from_the_site(route):
        answer = route.fetch(url=site.address + urlsplit(route.request.url).path)
        route.fulfill(
            response=answer, headers={k: v for k, v in answer.headers.items() if k != "cross-origin-opener-policy"}
        )  # a complaint there

    page.route("http://truong.example/**", from_the_site)
    page.goto(f"http://truong.example/scan/#pair={code}")
    expect(page.locator("#insecure h1")).to_have_text("Trang này cần địa chỉ https")
    assert page.evaluate("window.isSecureContext") is False
    assert page.locator("body > :visible:not(script)").evaluate_all("all => all.map((element) => element.id)") == ["insecure"]
    assert page.url.endswith(f"#pair={code}"), "the code is not spent"
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate(LOOK) == {"small": [], "pale": [], "isWide": False}


def test_little_room_is_said_before_the_first_scan(open_context):
    page = open_context(360, 640).new_page()
    page.add_init_script("navigator.storage.estimate = async () => ({ quota: 1e9, usage: 1e9 - 12.5 * 1048576 });")
    page.goto("/scan/")
    expect(page.locator("#banners")).to_have_text("Máy sắp hết chỗ nhớ (còn 12 MB). Hãy xóa bớt ảnh, video trước khi quét.")


def test_a_loss_is_told_until_it_was_seen(open_context):
    page = open_context(360, 640).new_page()
    page.goto("/scan/")
    expect(page.locator("#pair-form")).to_be_visible()
    page.evaluate("localStorage.setItem('scanner-waiting', JSON.stringify({ waiting: 7, at: Date.now() }))")
    page.reload()
    expect(page.locator("#banners .bad")).to_contain_text("đã mất 7 lượt quét chưa gửi")
    page.locator("#banners .bad button", has_text="Đã xem").click()
    expect(page.locator("#banners .bad")).to_have_count(0)
    page.reload()
    expect(page.locator("#pair-form")).to_be_visible()
    expect(page.locator("#banners .bad")).to_have_count(0)


@pytest.mark.parametrize(("persisted", "word"), [("true", "có"), ("false", "chưa")])
def test_the_menu_says_whether_the_data_is_kept_for_long(open_context, world, persisted, word):
    page = open_context(360, 640).new_page()
    page.add_init_script(f"navigator.storage.persisted = navigator.storage.persist = async () => {persisted};")
    paired(page, world)
    page.click("[data-open=menu]")
    expect(page.locator("#kept-note")).to_contain_text(f"Bộ nhớ được giữ lâu dài: {word}")


def test_a_card_is_held_while_its_form_is_open(phone):
    held_until = "() => new Promise((done) => { const r = indexedDB.open('scanner'); r.onsuccess = () => { const all = r.result.transaction('scans').objectStore('scans').getAll(); all.onsuccess = () => { r.result.close(); done(all.result.map((row) => row.heldUntil)); }; }; })"
    dispatch_like_a_scanner(phone, "051085009123|212345678|Hồ Thị Mới Lạ|09021985|Nữ|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021")
    verdict(phone, "Không có trong danh sách")
    [first] = phone.evaluate(held_until)
    phone.wait_for_timeout(1500)
    phone.locator("#verdict .candidate", has_text="Đăng ký tại chỗ").click()
    phone.wait_for_timeout(500)
    [longer] = phone.evaluate(held_until)
    assert longer >= first + 1500


def test_a_revoked_phone_says_so_and_forgets(phone, world):
    [device] = world.api.get(f"activities/{world.id}/devices/").json()["results"]
    assert world.api.post(f"devices/{device['id']}/revoke/").status_code in (200, 202, 204)
    phone.click("#status")
    expect(phone.locator("#banners .bad")).to_contain_text("đã bị thu quyền quét", timeout=30_000)
    phone.click("[data-open=names]")
    expect(phone.locator("#name-note")).to_contain_text("0 người")


@pytest.mark.parametrize(("width", "height"), [(360, 640), (412, 915), (640, 360), (1280, 800)])
def test_every_screen_is_for_gloves_and_for_sunlight(open_context, world, width, height):
    page = open_context(width, height).new_page()
    page.goto("/scan/")
    expect(page.locator("#pair-form")).to_be_visible()
    clear = {"small": [], "pale": [], "isWide": False}
    assert page.evaluate(LOOK) == clear
    paired(page, world)
    assert page.evaluate(LOOK) == clear
    for panel in ("code", "names", "walk-in", "heads", "to-see", "menu"):
        page.click(f"[data-open={panel}]")
        if panel == "names":
            page.fill("#name-query", "pham")
            page.locator("#name-results .row").first.click()
        if panel == "walk-in":
            page.click("#walk-in-form .primary")
        if panel == "menu":
            for summary in page.locator("#panel-menu summary:visible").all():
                summary.click()
        assert page.evaluate(LOOK) == clear, panel
        page.click(f"#panel-{panel} [data-close]")
    for text, tone in (
        (world.people[0]["code"], "good"),
        (world.people[0]["short_code"], "again"),
        ("C" * 26, "bad"),
        ("WIFI:S:h;T:WPA;;", "ask"),
    ):
        type_like_a_scanner(page, text)
        expect(page.locator(f"#verdict.{tone}")).to_be_visible()
        page.wait_for_timeout(300)
        assert page.evaluate(LOOK) == clear, tone
        page.keyboard.press("Escape")
