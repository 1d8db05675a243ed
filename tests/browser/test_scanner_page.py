"""The scanner's page in a real Chromium: every way in, every panel, with the network and without."""

from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.scanner_phone import PASS_TIME, ROWS, SERVICE_WORKER, WEDGE, ScannerPhone, expect_rows_for_greens
from tests.browser.served_activity import ServedActivity
from tests.chromium import CHROMIUM, FLAGS
from tests.depth import by_depth

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


# The panel has the focus, keeps it at its last field, and nothing behind it can be reached.
IS_DIALOG = """(id) => {
  const panel = document.getElementById(id);
  const isFocused = panel.contains(document.activeElement);
  const isSeen = (field) => field.offsetParent && !field.closest("details:not([open]) > :not(summary)");
  const fields = [...panel.querySelectorAll("button, input, select, textarea, summary")].filter(isSeen);
  fields[fields.length - 1].focus();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true, cancelable: true }));
  const isBehind = ["bar", "banners", "viewfinder", "thumb"].every((name) => document.getElementById(name).inert);
  const name = document.getElementById(panel.getAttribute("aria-labelledby")).textContent;
  return isFocused && document.activeElement === fields[0] && isBehind && panel.getAttribute("aria-modal") === "true" && name !== "";
}"""
SEEN_WHOLE = """() => [...document.querySelectorAll("#verdict h2, #verdict .name")].every((element) => {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && element.scrollWidth <= element.clientWidth + 1;
})"""


@pytest.fixture
def activity(site):
    """A session whose only sitting is open now."""
    return ServedActivity(site, "Tập huấn để quét", PEOPLE)


@pytest.fixture
def open_phone(open_context, site):
    """open_phone(width=…, …): a phone that is not paired, in a window of its own."""
    phones = []

    def make(**options):
        phones.append(ScannerPhone(partial(open_context, may_be_offline=True), **options))
        return phones[-1]

    yield make
    expect_rows_for_greens(site.database_url, phones)


@pytest.fixture
def phone(open_phone, activity):
    """A phone paired by the link of the pairing QR, with the whole roster."""
    phone = open_phone()
    phone.pair(activity)
    return phone


def type_like_a_scanner(page, text):
    """Type on the keyboard. A loaded machine may take longer between two keys than any scanner: then once more."""
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


def press_keys(phone, code):
    """Press the keys of a short code on the page; the last one enters it."""
    phone.page.click("[data-open=code]")
    for letter in code:
        phone.page.locator("#code-keys button", has_text=letter).first.click()


def test_the_link_of_the_pairing_code_pairs_at_once_and_leaves_the_address(phone, activity):
    assert phone.page.url.endswith("/scan/")
    expect(phone.page.locator("#sitting option").first).to_have_text("Buổi thử (tự chọn)")
    phone.page.goto("about:blank")
    phone.page.go_back()
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_pairing_code_works_by_hand_and_a_wrong_one_is_told(open_phone, activity):
    phone = open_phone()
    phone.page.goto("/scan/")
    phone.page.fill("#pair-code", "aaaa-aaaa")
    phone.page.click("#pair-form .primary")
    expect(phone.page.locator("#pair-trouble")).to_contain_text("Mã ghép máy sai")
    code = activity.invite()["pairing_code"]
    phone.page.fill("#pair-code", f"{code[:4]}-{code[4:]}".lower())
    phone.page.click("#pair-form .primary")
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_code_is_not_spent_inside_another_app(open_phone, activity):
    phone, code = open_phone(user_agent=ZALO), activity.invite()["pairing_code"]
    phone.page.goto(f"/scan/#pair={code}")
    expect(phone.page.locator("#pair-in-app")).to_contain_text("Mở bằng trình duyệt")
    phone.page.click("#pair-here")
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")


def test_a_paired_phone_asks_before_it_goes_over_to_another_activity(phone, site):
    second_activity = ServedActivity(site, "Tập huấn khác")
    phone.page.goto(f"/scan/#pair={second_activity.invite()['pairing_code']}")
    expect(phone.page.locator("#pair-agree")).to_contain_text("Tập huấn để quét")
    phone.page.locator("#pair-agree button", has_text="Quay lại").click()
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")
    phone.page.goto(f"/scan/#pair={second_activity.invite()['pairing_code']}")
    phone.page.locator("#pair-agree .primary").click()
    expect(phone.page.locator("#title")).to_have_text("Tập huấn khác")


def test_a_typed_code_is_welcome_then_already(phone, activity):
    press_keys(phone, activity.people[1]["short_code"])
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    phone.expect_counts(confirmed=1)
    phone.page.evaluate(PASS_TIME, 3100)  # the same within 3 s is the same reading
    press_keys(phone, activity.people[1]["short_code"])
    phone.expect_verdict("Đã điểm danh", "Đinh Thị Mẫu")
    phone.expect_counts(confirmed=2)
    assert [row["name"] for row in activity.attendances()] == ["Đinh Thị Mẫu"]


def test_a_wedge_scanner_is_heard_wherever_the_focus_is_and_leaves_the_field_as_it_was(phone, activity):
    type_like_a_scanner(phone.page, activity.people[2]["code"])
    phone.expect_verdict("Có mặt", "Nguyễn Thị Hoa")
    phone.page.keyboard.press("Escape")
    phone.page.click("[data-open=walk-in]")
    phone.page.locator("#walk-in-name").press_sequentially("Ka Thu", delay=120)
    type_like_a_scanner(phone.page, activity.people[1]["code"])
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    phone.page.keyboard.press("Escape")
    expect(phone.page.locator("#verdict")).to_be_hidden()
    expect(phone.page.locator("#walk-in-name")).to_be_visible()
    assert phone.page.input_value("#walk-in-name") == "Ka Thu"


def test_the_search_finds_without_accents_tells_namesakes_apart_and_ticks(phone, activity):
    phone.page.click("[data-open=names]")
    phone.page.fill("#name-query", "pham van re")
    rows = phone.page.locator("#name-results .row")
    expect(rows).to_have_count(2)
    assert sorted(row.locator("span").inner_text()[:4] for row in rows.all()) == ["1980", "1992"]
    phone.page.fill("#name-query", "dinh mau")
    rows.first.click()
    phone.page.locator("#name-results .primary:visible").click()
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    phone.expect_counts(confirmed=1)
    phone.page.click("[data-open=names]")
    phone.page.fill("#name-query", "mau")
    expect(rows.first).to_contain_text("Có mặt")
    assert [row["name"] for row in activity.attendances()] == ["Đinh Thị Mẫu"]


def test_a_walk_in_is_warned_of_namesakes_and_then_registered(phone, activity):
    phone.page.click("[data-open=walk-in]")
    phone.page.click("#walk-in-form .primary")
    expect(phone.page.locator("#walk-in-name-trouble")).to_be_visible()
    phone.page.fill("#walk-in-name", "nguyễn thị hoa")
    phone.page.locator("#walk-in-form .choice", has_text="Nữ").click()
    phone.page.click("#walk-in-form .primary")
    expect(phone.page.locator("#walk-in-namesakes .row")).to_have_count(1)
    phone.page.click("#walk-in-back")
    phone.page.fill("#walk-in-name", "Hồ Thị Mới")
    phone.page.fill("#walk-in-year", "1890")
    phone.page.click("#walk-in-form .primary")
    expect(phone.page.locator("#walk-in-year-trouble")).to_be_visible()
    phone.page.fill("#walk-in-year", "1990")
    phone.page.click("#walk-in-form .primary")
    phone.expect_verdict("Có mặt", "Hồ Thị Mới")
    phone.expect_counts(confirmed=1)
    assert [row["name"] for row in activity.attendances()] == ["Hồ Thị Mới"]


def test_an_unknown_card_fills_the_walk_in_form_and_its_scan_is_not_lost(phone, activity):
    card = "051085009123|212345678|Hồ Thị Mới Lạ|09021985|Nữ|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021"
    phone.read_with_wedge(card)
    phone.expect_verdict("Không có trong danh sách", "Hồ Thị Mới Lạ")
    phone.page.locator("#verdict .candidate", has_text="Đăng ký tại chỗ").click()
    assert phone.page.input_value("#walk-in-name") == "Hồ Thị Mới Lạ"
    assert phone.page.input_value("#walk-in-year") == "1985"
    assert phone.page.locator("[name=gender]:checked").get_attribute("value") == "F"
    phone.page.click("#walk-in-form .primary")
    phone.expect_verdict("Có mặt", "Hồ Thị Mới Lạ")
    phone.expect_counts(confirmed=1)
    assert [row["name"] for row in activity.attendances()] == ["Hồ Thị Mới Lạ"]


def test_heads_are_counted_with_their_basis(phone, activity):
    phone.page.click("[data-open=heads]")
    for digit in "300":
        phone.page.locator("#heads-keys button", has_text=digit).first.click()
    phone.page.click("#heads-form .primary")
    expect(phone.page.locator("#heads-trouble")).to_contain_text("Đếm thực tế hoặc Ước tính")
    phone.page.locator("#heads-form .choice", has_text="Ước tính").click()
    phone.page.click("#heads-form .primary")
    expect(phone.page.locator("#heads-saved")).to_contain_text("Khán giả 300 người, ước tính")
    phone.page.click("#panel-heads [data-close]")
    expect(phone.page.locator("#count-waiting")).to_have_text("0", timeout=30_000)
    [count] = activity.api.get(f"sittings/{activity.sittings[0]}/headcounts/").json()["results"]
    assert (count["category"], count["count"], count["basis"]) == ("Khán giả", 300, "estimated")


def test_a_second_count_of_a_category_replaces_or_adds_as_the_usher_says(phone, activity):
    path = f"sittings/{activity.sittings[0]}/headcounts/"
    activity.api.post(path, json={"category": "Học sinh", "count": 50, "basis": "counted"}).raise_for_status()
    phone.page.click("#status")
    expect(phone.page.locator("#said")).to_contain_text("Đã gửi hết")
    phone.page.click("[data-open=heads]")
    phone.page.locator("#heads-categories button").last.click()
    phone.page.fill("#heads-category", "hoc sinh")
    phone.page.locator("#heads-form .choice", has_text="Đếm thực tế").click()
    for number, choice, saved in (("20", "Cộng thêm: 50 + 20 = 70", "70"), ("64", "Thay bằng 64", "64")):
        phone.page.fill("#heads-count", number)
        phone.page.click("#heads-form > .primary")
        phone.page.locator("#heads-question button", has_text=choice).click()
        expect(phone.page.locator("#heads-saved")).to_contain_text(f"hoc sinh {saved} người")
    phone.page.click("#panel-heads [data-close]")
    expect(phone.page.locator("#count-waiting")).to_have_text("0", timeout=30_000)
    assert [(row["category"], row["count"]) for row in activity.api.get(path).json()["results"]] == [("Học sinh", 64)]


def test_what_is_unknown_waits_until_a_person_has_seen_it(phone, activity):
    phone.read_with_wedge("B" * 26)
    phone.expect_verdict("Không có trong danh sách")
    expect(phone.page.locator("#count-to-see")).to_have_text("1")
    phone.page.keyboard.press("Escape")
    phone.page.click("[data-open=to-see]")
    phone.page.locator("#to-see-rows button").click()
    expect(phone.page.locator("#to-see-note")).to_have_text("Không có lượt nào chờ xem.")


def test_something_else_is_told_apart_and_nothing_is_stored(phone):
    phone.read_with_wedge("WIFI:S:hoitruong;T:WPA;P:mat-khau;;")
    phone.expect_verdict("Đây là mã Wi-Fi")
    expect(phone.page.locator("#count-scanned")).to_have_text("0")


def test_without_a_network_it_reloads_starts_cold_scans_and_later_sends(open_phone, activity):
    phone = open_phone()
    phone.pair(activity)
    assert phone.page.evaluate(SERVICE_WORKER)
    phone.set_offline(True)
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")
    press_keys(phone, activity.people[0]["short_code"])
    phone.expect_verdict("Có mặt", "Phạm Văn Rê")
    expect(phone.page.locator("#contact-words")).to_have_text("chưa có mạng", timeout=30_000)
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.page.goto("/scan/")
    expect(phone.page.locator("#count-waiting")).to_have_text("1")
    press_keys(phone, activity.people[1]["short_code"])
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    assert activity.attendances() == []
    phone.set_offline(False)
    phone.page.click("#status")
    phone.expect_counts(confirmed=2)
    assert [row["name"] for row in activity.attendances()] == ["Phạm Văn Rê", "Đinh Thị Mẫu"]


def test_the_service_worker_leaves_everything_else_to_the_network(phone):
    assert phone.page.evaluate(SERVICE_WORKER)
    paths = phone.page.evaluate("""async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)));
      return requests.flat();
    }""")
    assert [path for path in paths if not path.startswith(("/scan/", "/static/scanner/", "/static/phone/", "/static/zxing-wasm/"))] == []


def test_a_refused_camera_is_explained_and_the_other_ways_remain(open_phone, activity):
    phone = open_phone()
    phone.pair(activity)
    phone.page.locator("#viewfinder .start").click()
    expect(phone.page.locator("#viewfinder .camera-trouble")).to_be_visible(timeout=20_000)
    expect(phone.page.locator("#viewfinder")).to_contain_text("Vẫn điểm danh được bằng Nhập mã, Tìm tên")
    press_keys(phone, activity.people[0]["short_code"])
    phone.expect_verdict("Có mặt", "Phạm Văn Rê")


def test_the_language_changes_at_once_and_is_remembered(phone):
    phone.page.click("[data-open=menu]")
    phone.page.click("#menu-language")
    assert phone.page.evaluate("document.documentElement.lang") == "en"
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text("Tập huấn để quét")
    assert phone.page.evaluate("document.documentElement.lang") == "en"


def test_a_storage_that_is_refused_is_said_before_the_first_scan(open_phone, activity):
    phone = open_phone()
    phone.page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    phone.page.goto("/scan/")
    expect(phone.page.locator("#banners .bad")).to_contain_text("ĐỪNG QUÉT")


def test_a_scan_spoilt_by_an_input_method_says_what_to_switch_off(phone):
    phone.read_with_wedge("ABCDEFGHIJKLMNOPQRSTUVWX2Ớ")
    phone.expect_verdict("Bộ gõ tiếng Việt đang bật nên mã bị sai")
    expect(phone.page.locator("#verdict")).to_contain_text("Hãy tắt bộ gõ (UniKey) rồi quét lại.")
    expect(phone.page.locator("#count-scanned")).to_have_text("0")


def test_scanners_that_end_otherwise_and_input_methods_that_take_letters_back_are_understood(phone, activity):
    assert phone.read_with_wedge(activity.people[0]["code"], ends=["Tab"])[-1:] == [True]
    phone.expect_verdict("Có mặt", "Phạm Văn Rê")
    assert phone.read_with_wedge(activity.people[1]["code"], ends=["Enter", "Enter", "Tab"])[-3:] == [True] * 3
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    phone.read_with_wedge([*"ABCDEFGHIJKLMNOPQRSTUVWX2O", "Backspace", "Ớ"])
    phone.expect_verdict("Bộ gõ tiếng Việt đang bật nên mã bị sai")
    phone.expect_counts(scanned=2)
    phone.page.wait_for_timeout(700)
    assert phone.page.evaluate(WEDGE, ["Tab", "Enter"]) == [False] * 2, "without a scan before them they are the person's own"


def test_only_the_address_of_vneid_is_called_by_its_name_for_certain(phone):
    phone.read_with_wedge("https://vneid.gov.vn/dang-nhap?ma=1")
    phone.expect_verdict("Đây là mã VNeID, không phải thẻ")
    phone.page.keyboard.press("Escape")
    phone.read_with_wedge("aB3" * 20)
    phone.expect_verdict("Có thể là mã VNeID, không phải căn cước hay thẻ của lớp")


def test_a_clock_that_was_changed_is_told(open_phone, activity):
    phone = open_phone()
    phone.page.add_init_script("const now = Date.now; Date.now = () => now() + (window.ahead || 0);")
    phone.pair(activity)
    phone.set_offline(True)
    phone.page.evaluate("window.ahead = 86400000")
    press_keys(phone, activity.people[0]["short_code"])
    expect(phone.page.locator("#banners")).to_contain_text("Giờ máy vừa bị đổi. Hãy bật mạng")
    expect(phone.page.locator("#verdict")).to_contain_text("ban tổ chức xem")


def test_on_plain_http_nothing_is_begun_and_the_address_is_asked_for(open_phone, activity, site):
    phone, code = open_phone(), activity.invite()["pairing_code"]

    def from_the_site(route):
        answer = route.fetch(url=site.address + urlsplit(route.request.url).path)
        route.fulfill(
            response=answer, headers={k: v for k, v in answer.headers.items() if k != "cross-origin-opener-policy"}
        )  # a complaint there

    phone.page.route("http://truong.example/**", from_the_site)
    phone.page.goto(f"http://truong.example/scan/#pair={code}")
    expect(phone.page.locator("#insecure h1")).to_have_text("Trang này cần địa chỉ https")
    assert phone.page.evaluate("window.isSecureContext") is False
    assert phone.page.locator("body > :visible:not(script)").evaluate_all("all => all.map((element) => element.id)") == ["insecure"]
    assert phone.page.url.endswith(f"#pair={code}"), "the code is not spent"
    assert phone.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert phone.page.evaluate(LOOK) == {"small": [], "pale": [], "isWide": False}


def test_little_room_is_said_before_the_first_scan(open_phone):
    phone = open_phone()
    phone.page.add_init_script("navigator.storage.estimate = async () => ({ quota: 1e9, usage: 1e9 - 12.5 * 1048576 });")
    phone.page.goto("/scan/")
    expect(phone.page.locator("#banners")).to_have_text("Máy sắp hết chỗ nhớ (còn 12 MB). Hãy xóa bớt ảnh, video trước khi quét.")


def test_a_loss_is_told_until_it_was_seen(open_phone):
    phone = open_phone()
    phone.page.goto("/scan/")
    expect(phone.page.locator("#pair-form")).to_be_visible()
    phone.page.evaluate("localStorage.setItem('scanner-waiting', JSON.stringify({ waiting: 7, at: Date.now() }))")
    phone.page.reload()
    expect(phone.page.locator("#banners .bad")).to_contain_text("đã mất 7 lượt quét chưa gửi")
    phone.page.locator("#banners .bad button", has_text="Đã xem").click()
    expect(phone.page.locator("#banners .bad")).to_have_count(0)
    phone.page.reload()
    expect(phone.page.locator("#pair-form")).to_be_visible()
    expect(phone.page.locator("#banners .bad")).to_have_count(0)


@pytest.mark.parametrize(("persisted", "word"), [("true", "có"), ("false", "chưa")])
def test_the_menu_says_whether_the_data_is_kept_for_long(open_phone, activity, persisted, word):
    phone = open_phone()
    phone.page.add_init_script(f"navigator.storage.persisted = navigator.storage.persist = async () => {persisted};")
    phone.pair(activity)
    phone.page.click("[data-open=menu]")
    expect(phone.page.locator("#kept-note")).to_contain_text(f"Bộ nhớ được giữ lâu dài: {word}")


def test_a_card_is_held_while_its_form_is_open(phone):
    phone.read_with_wedge("051085009123|212345678|Hồ Thị Mới Lạ|09021985|Nữ|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021")
    phone.expect_verdict("Không có trong danh sách")
    [before] = phone.page.evaluate(ROWS, "scans")
    phone.page.wait_for_timeout(1500)
    phone.page.locator("#verdict .candidate", has_text="Đăng ký tại chỗ").click()
    phone.page.wait_for_timeout(500)
    [after] = phone.page.evaluate(ROWS, "scans")
    assert after["heldUntil"] >= before["heldUntil"] + 1500


def test_a_phone_that_sent_too_many_unknown_codes_says_whom_to_ask_and_keeps_its_scans(phone, activity):
    answer = {"title": "…", "status": 403, "code": "too_many_unknown"}
    phone.page.context.route("**/api/v1/scans/", lambda route: route.fulfill(status=403, json=answer))
    press_keys(phone, activity.people[0]["short_code"])
    phone.expect_verdict("Có mặt")
    expect(phone.page.locator("#banners .warn")).to_contain_text("Hãy báo ban tổ chức xem Lượt quét chờ xử lý", timeout=30_000)
    phone.page.context.unroute("**/api/v1/scans/")
    phone.page.click("#status")
    expect(phone.page.locator("#banners .warn")).to_have_count(0)


def test_a_revoked_phone_says_so_and_forgets(phone, activity):
    [device] = activity.api.get(f"activities/{activity.id}/devices/").json()["results"]
    assert activity.api.post(f"devices/{device['id']}/revoke/").status_code in (200, 202, 204)
    phone.page.click("#status")
    expect(phone.page.locator("#banners .bad")).to_contain_text("đã bị thu quyền quét", timeout=30_000)
    phone.page.click("[data-open=names]")
    expect(phone.page.locator("#name-note")).to_contain_text("0 người")


@pytest.mark.deep
@pytest.mark.parametrize(("width", "height"), by_depth([(360, 640)], deep=[(360, 640), (412, 915), (640, 360), (1280, 800)]))
def test_every_screen_is_for_gloves_and_for_sunlight(open_phone, activity, width, height):
    phone = open_phone(width=width, height=height)
    phone.page.goto("/scan/")
    expect(phone.page.locator("#pair-form")).to_be_visible()
    clear = {"small": [], "pale": [], "isWide": False}
    assert phone.page.evaluate(LOOK) == clear
    phone.pair(activity)
    assert phone.page.evaluate(LOOK) == clear
    for panel in ("code", "names", "walk-in", "heads", "to-see", "menu"):
        phone.page.click(f"[data-open={panel}]")
        assert phone.page.evaluate(IS_DIALOG, f"panel-{panel}"), f"{panel} is no dialog"
        if panel == "names":
            phone.page.fill("#name-query", "pham")
            phone.page.locator("#name-results .row").first.click()
        if panel == "walk-in":
            phone.page.click("#walk-in-form .primary")
        if panel == "menu":
            for summary in phone.page.locator("#panel-menu summary:visible").all():
                summary.click()
        assert phone.page.evaluate(LOOK) == clear, panel
        phone.page.click(f"#panel-{panel} [data-close]")
    for text, tone in (
        (activity.people[0]["code"], "good"),
        (activity.people[0]["short_code"], "again"),
        ("C" * 26, "bad"),
        ("WIFI:S:h;T:WPA;;", "ask"),
    ):
        phone.read_with_wedge(text)
        expect(phone.page.locator(f"#verdict.{tone}")).to_be_visible()
        expect(phone.page.locator("#verdict.fresh")).to_have_count(0)
        assert phone.page.evaluate(LOOK) == clear, tone
        phone.page.keyboard.press("Escape")


@pytest.mark.only_deep
def test_a_verdict_is_read_whole_on_the_smallest_screen_with_letters_twice_as_large(open_phone, activity):
    phone = open_phone(width=320, height=480)
    phone.pair(activity)
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for code, heading, name in (
        (activity.people[1]["code"], "Có mặt", "Đinh Thị Mẫu"),
        (activity.people[1]["short_code"], "Đã điểm danh", "Đinh Thị Mẫu"),
        ("C" * 26, "Không có trong danh sách", None),
    ):
        phone.read_with_wedge(code)
        phone.expect_verdict(heading, name)
        assert phone.page.evaluate(SEEN_WHOLE), heading


@pytest.mark.only_deep
@pytest.mark.deep
def test_with_letters_twice_as_large_no_screen_is_wider_than_the_smallest_phone(chromium, site, activity):
    """As the browser's own setting has it: media queries in rem go by it."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--blink-settings=defaultFontSize=32"])
    phone = ScannerPhone(partial(browser.new_context, base_url=site.address, viewport={"width": 320, "height": 480}, locale="vi-VN"))
    phone.pair(activity)
    for panel in ("code", "names", "walk-in", "heads", "to-see", "menu"):
        phone.page.click(f"[data-open={panel}]")
        assert not phone.page.evaluate(LOOK)["isWide"], panel
        phone.page.click(f"#panel-{panel} [data-close]")
    phone.read_with_wedge(activity.people[1]["code"])
    phone.expect_verdict("Có mặt", "Đinh Thị Mẫu")
    assert phone.page.evaluate(SEEN_WHOLE)
    browser.close()
