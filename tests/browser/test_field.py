"""The field, end to end: real Chromium, its camera before a code, the page as it is served, a server that is away. Nothing is lost, nothing counts twice."""

import json
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import collect_complaints
from tests.browser.proxy import Proxy
from tests.browser.scanner_phone import FRAME, ROWS, SEEN_WITHIN, SERVICE_WORKER, ScannerPhone, expect_rows_for_greens, kill_browser
from tests.browser.served_activity import VIETNAM, ServedActivity
from tests.chromium import CHROMIUM, FLAGS
from tests.depth import by_depth
from tests.local_server import local_server
from tests.scanner.fake_camera import RATE, camera_flags, write_clip

pytestmark = pytest.mark.browser
DAY = 86_400  # s
SLACK = 2  # s: the phone knows the server's time to half of what an answer took
# Chromium's own quota cannot be made small for IndexedDB: its error is thrown instead.
FULL = 'IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };'
WRONG_CLOCK = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...parts) { super(...(parts.length ? parts : [Right.now() + %(ahead)d])); }
  static now() { return Right.now() + %(ahead)d; }
};
"""
# How often the verdict is written again in a time.
REWRITES = """(time) => new Promise((resolve) => {
  let times = 0;
  new MutationObserver(() => { times += 1; }).observe(document.getElementById("verdict"), { childList: true });
  setTimeout(() => resolve(times), time);
})"""
SPOIL_FILES = """async () => {
  const [name] = await caches.keys();
  const cache = await caches.open(name);
  const headers = { "Content-Type": "text/javascript" };
  await cache.put("/static/scanner/app.js", new Response("<h1>Maintenance</h1>", { headers }));
  await cache.delete("/static/scanner/rules/names.js", { ignoreVary: true });
}"""
A_DOZEN_FRAMES = 12 * 1000 / RATE  # ms
CUTS = (0, 0.02, 0.3, 0.5, 0.98) * 4
UNKNOWN_CODES = [letter * 26 for letter in "ABCDEFGHIJ"]


@pytest.fixture
def proxy(site):
    """The line between the phones and the server."""
    proxy = Proxy(urlsplit(site.address).netloc)
    with local_server(proxy.answer) as proxy.address:
        yield proxy


def make_activity(site, number):
    """Return an activity with so many people, a sitting that is open now and one of tomorrow."""
    opens, closes = datetime.now(VIETNAM) - timedelta(minutes=30), datetime.now(VIETNAM) + timedelta(hours=3)
    sittings = [("Hôm nay", opens, closes), ("Ngày mai", opens + timedelta(days=1), closes + timedelta(days=1))]
    names = [f"Đinh Văn {first}{vowel}nh" for first in "HKLMNPQRT" for vowel in "aeiou"]  # names hold letters only
    people = list(zip(names[:number], range(1960, 2010), strict=False))
    return ServedActivity(site, "Tập huấn ở nơi không có sóng", people, sittings=sittings)


@pytest.fixture(scope="session")
def camera_browser(chromium, tmp_path_factory):
    """A whole Chromium, and the clip that its camera shows."""
    clip = write_clip(tmp_path_factory.mktemp("camera") / "clip.y4m", None, FRAME)
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera_flags(clip)])
    yield browser, clip
    browser.close()


@pytest.fixture
def make_phone(camera_browser, site, proxy, tmp_path, qr_reader):
    """make_phone(activity, name): a paired phone with the whole roster, its camera before an empty table. make_phone(None): one that is not paired."""
    browser, shared_clip = camera_browser
    phones, complaints = [], []

    def launch(profile, clip, ahead=0, may_use_camera=True):
        options = {
            "base_url": proxy.address, "viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True, "locale": "vi-VN",
            "timezone_id": "Asia/Ho_Chi_Minh", "permissions": ["camera"] if may_use_camera else [],
        }  # fmt: skip
        if profile:
            flags = [*FLAGS, *camera_flags(clip)]
            context = browser.browser_type.launch_persistent_context(str(profile), executable_path=CHROMIUM, args=flags, **options)
        else:
            context = browser.new_context(**options)
        context.set_default_timeout(SEEN_WITHIN)
        collect_complaints(context, complaints, may_be_offline=True)
        if ahead:
            context.add_init_script(WRONG_CLOCK % {"ahead": ahead * 1000})
        return context

    def make(activity, name="Máy 1", *, is_to_be_killed=False, **options):
        """is_to_be_killed: it has a browser of its own; options: `ahead`, seconds by which its clock is wrong, and `may_use_camera`."""
        profile = tmp_path / f"phone-{len(phones)}" if is_to_be_killed else None
        clip = write_clip(profile.with_suffix(".y4m") if profile else shared_clip, None, FRAME)
        phone = ScannerPhone(partial(launch, profile, clip), profile=profile, clip=clip, **options)
        phones.append(phone)
        if activity:
            phone.pair(activity, name)
            assert phone.page.evaluate(SERVICE_WORKER)
        return phone

    yield make
    expect_rows_for_greens(site.database_url, phones)
    for phone in phones:
        with suppress(Error):
            phone.context.close()
    assert complaints == []


def pass_address(proxy, person):
    """What stands in the QR code of a pass."""
    return f"{proxy.address}/P/{person['code']}".upper()


def expect_all_scans_once(activity, phones):
    """Expect every scan of the phones' stores on the server: once, with its own time and the outcome that the phone showed; return them."""
    on_server = activity.scans()
    assert len(on_server) == sum(len(phone.scans) for phone in phones)
    ids = set()
    for phone in phones:
        rows = sorted(phone.page.evaluate(ROWS, "scans"), key=lambda row: row["at"])
        for row, made in zip(rows, phone.scans, strict=True):
            scan = on_server[row["id"]]
            assert (scan.outcome, scan.device, row.get("waiting")) == (row["outcome"], phone.device, None)
            # Of two phones that welcomed somebody, the server welcomes one.
            assert scan.outcome == made.outcome or {scan.outcome, made.outcome} == {"welcome", "already"}
            assert made.after - SLACK <= scan.scanned_at <= made.before + SLACK
            assert scan.scanned_at * 1000 == pytest.approx(row["at"], abs=2)
            ids.add(row["id"])
    assert ids == set(on_server)
    return on_server


def test_one_phone_without_a_signal_killed_and_started_again_loses_nothing(site, proxy, make_phone):
    activity = make_activity(site, 22)
    people, unknown_codes = activity.people, iter(UNKNOWN_CODES)
    phone = make_phone(activity, is_to_be_killed=True)
    phone.scan("welcome", people[0]["name"], phone.show_code, pass_address(proxy, people[0]))
    phone.expect_counts(confirmed=1, waiting=0)

    phone.set_offline(True)
    for person in people[1:3]:
        phone.scan("welcome", person["name"], phone.show_code, pass_address(proxy, person))
    phone.scan("unknown", None, phone.show_code, f"{proxy.address}/P/{next(unknown_codes)}".upper())
    phone.show_code(None)
    for person in people[3:15]:
        phone.scan("welcome", person["name"], phone.read_with_wedge, person["code"])
    for person in people[:5]:
        phone.scan("already", person["name"], phone.type_code, person["short_code"])
    for _n in range(3):
        phone.scan("unknown", None, phone.read_with_wedge, next(unknown_codes))
    phone.dismiss()
    phone.page.select_option("#sitting", str(activity.sittings[1]))
    for person in people[15:18]:
        phone.scan("closed", person["name"], phone.read_with_wedge, person["code"])
    phone.dismiss()
    phone.page.select_option("#sitting", "")
    for person in people[15:17]:
        phone.scan("welcome", person["name"], phone.type_code, person["short_code"])
    phone.scan("welcome", people[18]["name"], phone.tick_name, people[18]["name"])
    phone.scan("already", people[18]["name"], phone.read_with_wedge, people[18]["code"])
    assert len(phone.scans) == 31

    phone.page.reload()
    phone.expect_counts(scanned=31, waiting=30, confirmed=1)
    kill_browser(phone.context, phone.profile)
    phone.start()
    phone.page.goto("/scan/")
    phone.expect_counts(scanned=31, waiting=30, confirmed=1)
    phone.scan("welcome", people[19]["name"], phone.show_code, pass_address(proxy, people[19]))
    phone.scan("already", people[6]["name"], phone.read_with_wedge, pass_address(proxy, people[6]))
    phone.expect_counts(waiting=32)
    back_at = datetime.now().timestamp()
    assert len(activity.scans()) == 1

    phone.set_offline(False)
    phone.send(confirmed=33)
    on_server = expect_all_scans_once(activity, [phone])
    assert sum(scan.received_at >= back_at > scan.scanned_at for scan in on_server.values()) == 32
    assert Counter(scan.outcome for scan in on_server.values()) == {"welcome": 19, "already": 7, "unknown": 4, "closed": 3}
    scans_by_name = Counter(made.name for made in phone.scans if made.outcome in ("welcome", "already"))
    assert [(row["name"], row["scans"]) for row in activity.attendances()] == sorted(scans_by_name.items())
    assert set(activity.inbox()) == {id_ for id_, scan in on_server.items() if scan.outcome in ("unknown", "closed")}
    expect(phone.page.locator("#count-to-see")).to_have_text("7")


@pytest.mark.only_deep
def test_two_phones_that_saw_the_same_passes_end_with_one_attendance_each_at_the_earlier_time(site, proxy, make_phone):
    activity = make_activity(site, 8)
    people, unknown_codes = activity.people, iter(UNKNOWN_CODES)
    first, second = (make_phone(activity, name, is_to_be_killed=True) for name in ("Máy 1", "Máy 2"))
    proxy.is_down = True
    for person in people[:3]:  # the first phone was earlier
        first.scan("welcome", person["name"], first.read_with_wedge, person["code"])
    for person in people[:6]:
        second.scan("welcome", person["name"], second.read_with_wedge, person["code"])
    second.scan("unknown", None, second.read_with_wedge, next(unknown_codes))
    for phone in (first, second):
        phone.page.reload()
        kill_browser(phone.context, phone.profile)
        phone.start()
        phone.page.goto("/scan/")
        phone.expect_counts(scanned=len(phone.scans), waiting=len(phone.scans))
    for person in people[3:7]:  # the second phone was
        first.scan("welcome", person["name"], first.read_with_wedge, person["code"])
    second.scan("already", people[0]["name"], second.read_with_wedge, people[0]["code"])
    assert activity.scans() == {}

    proxy.is_down = False
    first.send(confirmed=7)
    second.send(confirmed=8)
    on_server = expect_all_scans_once(activity, [first, second])
    attendances = activity.attendances()
    scans_by_name = {person["name"]: scans for person, scans in zip(people, (3, 2, 2, 2, 2, 2, 1), strict=False)}
    assert [(row["name"], row["scans"]) for row in attendances] == sorted(scans_by_name.items())
    arrivals = {row["name"]: datetime.fromisoformat(row["arrived_at"]).timestamp() for row in attendances}
    for person in people[:7]:
        scans = [scan for scan in on_server.values() if scan.registration == person["id"]]
        earliest = min(scans, key=attrgetter("scanned_at"))
        assert arrivals[person["name"]] == earliest.scanned_at
        assert earliest.device == (first if person in (*people[:3], people[6]) else second).device


@pytest.mark.only_deep
def test_a_maintenance_page_during_the_installation_bricks_nothing_and_a_bad_file_is_fetched_again(site, proxy, make_phone):
    activity = make_activity(site, 1)
    proxy.lies.append("/scan/package.json")
    phone = make_phone(None)
    phone.page.goto(f"/scan/#pair={activity.invite()['pairing_code']}")
    banners, note = phone.page.locator("#banners"), phone.page.locator("#name-note")
    expect(banners).to_contain_text("Chưa dùng được khi mất mạng")
    phone.page.click("[data-open=names]")
    expect(note).to_have_text("Đã tải danh sách 1 người, nhưng trang quét chưa lưu xong vào máy.")
    proxy.lies[:] = ["/zxing_reader.wasm"]
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(banners).to_contain_text("trang quét còn thiếu 1 tệp (954 kB)")
    proxy.lies.clear()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(note).to_have_text("Danh sách trên máy: 1 người")
    expect(banners).not_to_contain_text("Chưa dùng được")
    phone.page.evaluate(SPOIL_FILES)
    session = phone.context.new_cdp_session(phone.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")  # it looks at its files once while it runs
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text(activity.title)
    phone.set_offline(True)
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text(activity.title)
    phone.scan("welcome", activity.people[0]["name"], phone.read_with_wedge, activity.people[0]["code"])


@pytest.fixture
def publish(site):
    """publish(): the server has a next version of the scanner from now on; in it, `isNext` is true. Taken back at the end."""
    script = site.folder / "static/scanner/app.js"
    before = script.read_text()
    yield lambda: script.write_text(before + "\nglobalThis.isNext = true;\n")
    script.write_text(before)


@pytest.mark.only_deep
def test_the_next_version_comes_whole_or_not_at_all_and_no_scan_is_lost_on_the_way(site, proxy, make_phone, publish):
    activity = make_activity(site, 4)
    first, second, third, fourth = activity.people
    phone = make_phone(activity)
    expect(phone.page.locator("#banners")).not_to_contain_text("Chưa dùng được", timeout=SEEN_WITHIN)
    proxy.is_down = True
    phone.scan("welcome", first["name"], phone.read_with_wedge, first["code"])

    publish()
    proxy.lies[:] = ["/scan/package.json", "/api/v1/scans/"]
    proxy.paths.clear()
    proxy.is_down = False
    reopen(phone, activity)
    until = time.monotonic() + SEEN_WITHIN / 1000
    while "/scan/package.json" not in proxy.paths:
        assert time.monotonic() < until, "the next version is not asked for"
        phone.page.wait_for_timeout(50)
    proxy.is_down = True  # in the middle of the update: the next version was announced, and is not there
    reopen(phone, activity)
    assert not phone.page.evaluate("Boolean(globalThis.isNext)")
    phone.scan("welcome", second["name"], phone.read_with_wedge, second["code"])
    phone.expect_counts(waiting=2)

    proxy.lies[:] = ["/api/v1/scans/"]
    proxy.is_down = False
    reopen(phone, activity)
    phone.scan("welcome", third["name"], phone.read_with_wedge, third["code"])
    phone.dismiss()
    with phone.page.expect_event("load"):
        phone.page.get_by_role("button", name="Có bản mới – Cập nhật").click()
    phone.expect_counts(waiting=3)
    assert phone.page.evaluate("globalThis.isNext")
    proxy.is_down = True
    reopen(phone, activity)
    assert phone.page.evaluate("globalThis.isNext"), "whole, without a network"
    phone.scan("welcome", fourth["name"], phone.read_with_wedge, fourth["code"])
    proxy.lies.clear()
    proxy.is_down = False
    phone.send(confirmed=4)
    expect_all_scans_once(activity, [phone])


def reopen(phone, activity):
    """Close the page and open it again, as a hand does with the icon."""
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.page.goto("/scan/")
    expect(phone.page.locator("#title")).to_have_text(activity.title, timeout=SEEN_WITHIN)


def test_a_first_visit_asks_for_each_file_once(site, proxy, make_phone):
    make_phone(make_activity(site, 1))
    files = Counter(path for path in proxy.paths if not path.startswith("/api/"))
    assert {path for path, times in files.items() if times > 1} <= {"/scan/sw.js"} and files.total() <= 12, files


@pytest.mark.only_deep
def test_answers_that_break_off_lose_nothing_and_double_nothing(site, proxy, make_phone):
    activity = make_activity(site, len(CUTS))
    phone = make_phone(activity)
    proxy.uploads.clear()
    proxy.cuts.extend(CUTS)
    for person in activity.people:
        phone.scan("welcome", person["name"], phone.read_with_wedge, person["code"])
        if proxy.cuts:
            phone.dismiss()
            with phone.page.expect_response("**/api/v1/scans/"):
                phone.page.click("#status")
    phone.send(confirmed=len(CUTS))
    assert proxy.cuts == []
    on_server = expect_all_scans_once(activity, [phone])
    sent = Counter(item["id"] for body in proxy.uploads for item in json.loads(body)["scans"])
    assert set(sent) == set(on_server) and max(sent.values()) == len(CUTS) + 1, "the first went with each of those answers, and once more"
    assert [(row["name"], row["scans"]) for row in activity.attendances()] == [
        (name, 1) for name in sorted(person["name"] for person in activity.people)
    ]


def test_a_pass_before_the_camera_is_judged_anew_for_another_sitting(site, proxy, make_phone):
    activity = make_activity(site, 1)
    [person] = activity.people
    phone = make_phone(activity)
    phone.page.select_option("#sitting", str(activity.sittings[1]))
    phone.scan("closed", person["name"], phone.show_code, pass_address(proxy, person))
    phone.scan("welcome", person["name"], phone.page.select_option, "#sitting", "")
    phone.send(confirmed=2)
    expect_all_scans_once(activity, [phone])


@pytest.mark.only_deep
def test_a_phone_is_paired_by_its_camera_and_a_code_that_was_used_is_not_asked_about_with_every_frame(site, proxy, make_phone):
    activity = make_activity(site, 1)
    phone = make_phone(None)
    used = activity.invite("Máy 1")["pairing_code"]
    assert activity.api.post("devices/pair/", json={"pairing_code": used}).status_code == 201
    write_clip(phone.clip, f"{proxy.address}/scan/#pair={used}", FRAME, module=4)
    phone.page.goto("/scan/")
    expect(phone.page.locator("#pair-trouble")).to_contain_text("Mã ghép máy sai, đã dùng", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    assert proxy.pairings == 1
    write_clip(phone.clip, f"{proxy.address}/scan/#pair={activity.invite('Máy 2')['pairing_code']}", FRAME, module=4)
    phone.page.reload()
    phone.expect_roster(activity)
    expect(phone.page.locator("#viewfinder")).to_have_attribute("data-state", "on", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    expect(phone.page.locator("#scan")).to_be_visible()
    assert proxy.pairings == 2, "the code still lies before the camera"


@pytest.mark.only_deep
def test_another_activitys_pairing_code_before_the_camera_is_taken_only_when_a_person_agrees(site, proxy, make_phone):
    activity, another = make_activity(site, 1), make_activity(site, 2)
    phone = make_phone(activity)
    write_clip(phone.clip, f"{proxy.address}/scan/#pair={another.invite('Máy 1')['pairing_code']}", FRAME, module=4)
    before = proxy.pairings
    phone.page.reload()
    expect(phone.page.locator("#pair-agree")).to_be_visible(timeout=SEEN_WITHIN)
    expect(phone.page.locator("#pair-viewfinder")).to_have_attribute("data-state", "on", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    assert proxy.pairings == before
    phone.page.click("#pair-agree .primary")
    phone.expect_roster(another)


# --- bad input


@pytest.mark.only_deep
def test_what_is_no_pass_of_this_activity_is_named_and_only_a_pass_is_kept(site, proxy, make_phone):
    activity, another = make_activity(site, 1), make_activity(site, 2)
    stranger = another.people[1]
    phone = make_phone(activity)
    for text, word in [
        ("https://example.vn/khuyen-mai", "Đây là mã của trang web khác"),
        ("WIFI:S:hoitruong;T:WPA;P:mat-khau-hoi-truong;;", "Đây là mã Wi-Fi"),
    ]:
        phone.show_code(text)
        expect(phone.page.locator("#verdict h2")).to_have_text(word, timeout=SEEN_WITHIN)
        assert phone.page.evaluate(REWRITES, A_DOZEN_FRAMES) == 0, "it lies before the camera, and is told once"
    phone.scan("unknown", None, phone.show_code, pass_address(proxy, stranger))
    phone.send(confirmed=1)
    assert [scan.outcome for scan in activity.scans().values()] == ["elsewhere"]
    assert set(activity.inbox().values()) == {"elsewhere"}
    assert another.attendances() == [] and another.scans() == {} and another.inbox() == {}
    phone.page.click("[data-open=to-see]")
    expect(phone.page.locator("#to-see-rows")).to_contain_text("Thẻ của hoạt động khác")
    at_rest = json.dumps(phone.page.evaluate(ROWS, "scans") + phone.page.evaluate(ROWS, "passes"))
    assert "mat-khau" not in at_rest and "khuyen-mai" not in at_rest and stranger["name"] not in at_rest


@pytest.mark.only_deep
def test_what_a_revoked_phone_had_still_to_send_waits_in_the_inbox_and_the_phone_forgets_the_roster(site, proxy, make_phone):
    activity = make_activity(site, 4)
    people = activity.people
    phone = make_phone(activity)
    proxy.is_down = True
    for person in people[:2]:
        phone.scan("welcome", person["name"], phone.read_with_wedge, person["code"])
    phone.page.wait_for_timeout(1000)
    assert activity.api.post(f"devices/{phone.device}/revoke/").status_code == 200
    phone.page.wait_for_timeout(1000)
    phone.scan("welcome", people[2]["name"], phone.read_with_wedge, people[2]["code"])
    assert len(phone.page.evaluate(ROWS, "passes")) == 4

    proxy.is_down = False
    phone.dismiss()
    phone.page.click("#status")
    expect(phone.page.locator("#banners .bad")).to_contain_text("đã bị thu quyền quét", timeout=SEEN_WITHIN)
    phone.expect_counts(waiting=0)
    assert phone.page.evaluate(ROWS, "passes") == []
    assert activity.attendances() == []
    assert Counter(scan.outcome for scan in activity.scans().values()) == {"closed": 3}
    assert list(activity.inbox().values()) == ["after_revocation"] * 3
    expect(phone.page.locator("#count-to-see")).to_have_text("3")
    at_rest = json.dumps(phone.page.evaluate(ROWS, "scans") + phone.page.evaluate(ROWS, "pairings"))
    assert not any(person["name"] in at_rest for person in people)


@pytest.mark.deep
@pytest.mark.parametrize("ahead", by_depth([DAY], deep=[DAY, -DAY]))
def test_a_phone_whose_clock_is_a_day_wrong_says_so_and_its_arrivals_are_right(site, proxy, make_phone, ahead):
    activity = make_activity(site, 2)
    phone = make_phone(activity, ahead=ahead)
    expect(phone.page.locator("#banners")).to_contain_text("Đồng hồ máy lệch 24 giờ", timeout=SEEN_WITHIN)
    proxy.is_down = True
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text(activity.title, timeout=SEEN_WITHIN)
    for person in activity.people:
        phone.scan("welcome", person["name"], phone.read_with_wedge, person["code"])
    proxy.is_down = False
    phone.send(confirmed=2)
    on_server = expect_all_scans_once(activity, [phone])
    assert all(abs(scan.device_at - scan.scanned_at - ahead) < SLACK for scan in on_server.values())
    arrivals = {row["name"]: datetime.fromisoformat(row["arrived_at"]).timestamp() for row in activity.attendances()}
    for made in phone.scans:
        assert made.after - SLACK <= arrivals[made.name] <= made.before + SLACK
    assert activity.inbox() == {}


@pytest.mark.only_deep
def test_a_full_memory_is_said_before_the_first_scan_and_never_green(site, proxy, make_phone):
    activity = make_activity(site, 1)
    phone = make_phone(activity)
    phone.page.add_init_script(FULL)
    phone.page.reload()
    expect(phone.page.locator("#banners .bad")).to_contain_text("Bộ nhớ máy đầy", timeout=SEEN_WITHIN)
    phone.read_with_wedge(activity.people[0]["code"])
    expect(phone.page.locator("#verdict h2")).to_have_text("CHƯA GHI ĐƯỢC", timeout=SEEN_WITHIN)
    phone.expect_counts(scanned=0)
    assert activity.scans() == {}


def test_without_the_camera_every_other_way_in_still_works(site, proxy, make_phone):
    activity = make_activity(site, 4)
    phone = make_phone(activity, may_use_camera=False)
    phone.page.click("#viewfinder .start")
    expect(phone.page.locator("#viewfinder .camera-trouble")).to_contain_text("chưa cho dùng camera", timeout=SEEN_WITHIN)
    proxy.is_down = True
    code, ticked, swept, by_address = activity.people
    phone.scan("welcome", code["name"], phone.type_code, code["short_code"])
    phone.scan("welcome", ticked["name"], phone.tick_name, ticked["name"])
    phone.scan("welcome", swept["name"], phone.read_with_wedge, swept["code"])
    phone.scan("welcome", by_address["name"], phone.read_with_wedge, pass_address(proxy, by_address))
    proxy.is_down = False
    phone.send(confirmed=4)
    expect_all_scans_once(activity, [phone])
