"""The field, end to end: real Chromium, its camera before a code, the page as it is served, a server that is away. Nothing is lost, nothing counts twice."""

import json
from collections import Counter
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser.field_hall import SEEN_WITHIN, Activity, Phone, line_to
from tests.browser.test_camera import reader  # noqa: F401 - a fixture
from tests.scanner.fake_camera import RATE, write_clip

pytestmark = pytest.mark.browser
DAY = 86_400  # s
SLACK = 2  # s: the phone knows the server's time to half of what an answer took
# Chromium's own quota cannot be made small for IndexedDB: its error is thrown instead.
FULL = 'IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };'
A_DOZEN_FRAMES = 12 * 1000 / RATE  # ms
CUTS = (0, 0.02, 0.3, 0.5, 0.98) * 4


@pytest.fixture
def line(site):
    with line_to(site) as found:
        yield found


@pytest.fixture
def make_phone(chromium, line, tmp_path, reader):  # noqa: F811
    """make_phone(activity, name): a paired phone with the whole roster, its camera before an empty table. make_phone(None): one in a drawer."""
    phones = []

    def make(activity, name="Máy 1", **odd):
        phone = Phone(chromium.browser_type, tmp_path / f"phone-{len(phones)}", line.address, **odd)
        phones.append(phone)
        if activity is None:
            return phone
        invited = activity.invite(name)
        phone.device = invited["id"]
        return phone.start().pair(invited["pairing_code"], title=activity.title, roster=len(activity.people))

    yield make
    for phone in phones:
        phone.close()
    assert [complaint for phone in phones for complaint in phone.complaints] == []


def unknown_codes():
    letters = "ABCDEFGHIJ"
    return (letter * 26 for letter in letters)


def address_of(line, person):
    """What stands in the QR code of a pass."""
    return f"{line.address}/P/{person['code']}".upper()


def all_arrived_once(activity, phones):
    """Every scan of the phones' stores is on the server: once, with its own time and the outcome that the phone told."""
    kept = activity.scans()
    stored = {row["id"]: (phone, row) for phone in phones for row in phone.stored()}
    assert set(kept) == set(stored)
    assert len(kept) == sum(len(phone.made) for phone in phones)
    for phone in phones:
        own = sorted((row for holder, row in stored.values() if holder is phone), key=lambda row: row["at"])
        for row, made in zip(own, phone.made, strict=True):
            arrived = kept[row["id"]]
            assert (arrived.outcome, arrived.device, row.get("waiting")) == (row["outcome"], phone.device, None)
            assert is_same(arrived.outcome, made.outcome)
            assert made.after - SLACK <= arrived.scanned_at <= made.before + SLACK
            assert arrived.scanned_at * 1000 == pytest.approx(row["at"], abs=2)
    return kept


def is_same(outcome, told):
    """Of two phones that welcomed somebody, the server welcomes one."""
    return outcome == told or {outcome, told} == {"welcome", "already"}


def test_one_phone_without_a_signal_killed_and_started_again_loses_nothing(site, line, make_phone):
    activity = Activity(site, people=22)
    people, strangers = activity.people, unknown_codes()
    phone = make_phone(activity)
    phone.scanned("welcome", people[0]["name"], phone.show, address_of(line, people[0]))
    phone.counts(confirmed=1, waiting=0)

    phone.offline(True)
    for person in people[1:3]:
        phone.scanned("welcome", person["name"], phone.show, address_of(line, person))
    phone.scanned("unknown", None, phone.show, f"{line.address}/P/{next(strangers)}".upper())
    phone.show(None)
    for person in people[3:15]:
        phone.scanned("welcome", person["name"], phone.wedge, person["code"])
    for person in people[:5]:
        phone.scanned("already", person["name"], phone.type_code, person["short_code"])
    for _n in range(3):
        phone.scanned("unknown", None, phone.wedge, next(strangers))
    phone.dismiss()
    phone.choose(activity.tomorrow)
    for person in people[15:18]:
        phone.scanned("closed", person["name"], phone.wedge, person["code"])
    phone.dismiss()
    phone.choose(None)
    for person in people[15:17]:
        phone.scanned("welcome", person["name"], phone.type_code, person["short_code"])
    phone.scanned("welcome", people[18]["name"], phone.tick, people[18]["name"])
    phone.scanned("already", people[18]["name"], phone.wedge, people[18]["code"])
    assert len(phone.made) == 31

    phone.page.reload()
    phone.counts(scanned=31, waiting=30, confirmed=1)
    phone.kill()
    phone.start().open()
    phone.counts(scanned=31, waiting=30, confirmed=1)
    phone.scanned("welcome", people[19]["name"], phone.show, address_of(line, people[19]))
    phone.scanned("already", people[6]["name"], phone.wedge, address_of(line, people[6]))
    phone.counts(waiting=32)
    back_at = datetime.now().timestamp()
    assert len(activity.scans()) == 1

    phone.offline(False)
    phone.send(confirmed=33)
    kept = all_arrived_once(activity, [phone])
    assert sum(scan.received_at >= back_at > scan.scanned_at for scan in kept.values()) == 32
    assert Counter(scan.outcome for scan in kept.values()) == {"welcome": 19, "already": 7, "unknown": 4, "closed": 3}
    arrived = activity.arrived()
    assert {name: scans for name, (scans, _at) in arrived.items()} == Counter(
        made.name for made in phone.made if made.outcome in ("welcome", "already")
    )
    undecided = {scan for scan, what in kept.items() if what.outcome in ("unknown", "closed")}
    assert set(activity.held()) == undecided
    expect(phone.page.locator("#count-to-see")).to_have_text("7")


def test_two_phones_that_saw_the_same_passes_end_with_one_attendance_each_at_the_earlier_time(site, line, make_phone):
    activity = Activity(site, people=8)
    people, strangers = activity.people, unknown_codes()
    one, other = make_phone(activity, "Máy 1"), make_phone(activity, "Máy 2")
    line.is_down = True
    for person in people[:3]:  # the first phone was earlier
        one.scanned("welcome", person["name"], one.wedge, person["code"])
    for person in people[:6]:
        other.scanned("welcome", person["name"], other.wedge, person["code"])
    other.scanned("unknown", None, other.wedge, next(strangers))
    for phone in (one, other):
        phone.page.reload()
        phone.kill()
        phone.start().open()
        phone.counts(scanned=len(phone.made), waiting=len(phone.made))
    for person in people[3:7]:  # the second phone was
        one.scanned("welcome", person["name"], one.wedge, person["code"])
    other.scanned("already", people[0]["name"], other.wedge, people[0]["code"])
    assert activity.scans() == {}

    line.is_down = False
    one.send(confirmed=7)
    other.send(confirmed=8)
    kept = all_arrived_once(activity, [one, other])
    arrived = activity.arrived()
    assert {name: scans for name, (scans, _at) in arrived.items()} == {
        person["name"]: seen for person, seen in zip(people, (3, 2, 2, 2, 2, 2, 1), strict=False)
    }
    for person in people[:7]:
        times = [scan.scanned_at for scan in kept.values() if scan.registration == person["id"]]
        assert arrived[person["name"]][1].timestamp() == min(times)
    first = {person["name"]: (one if person in (*people[:3], people[6]) else other).device for person in people[:7]}
    for person in people[:7]:
        earliest = min((scan for scan in kept.values() if scan.registration == person["id"]), key=lambda scan: scan.scanned_at)
        assert earliest.device == first[person["name"]]


def test_twenty_answers_that_break_off_lose_nothing_and_double_nothing(site, line, make_phone):
    activity = Activity(site, people=20)
    phone = make_phone(activity)
    line.uploads.clear()
    line.cuts.extend(CUTS)
    for person in activity.people:
        phone.scanned("welcome", person["name"], phone.wedge, person["code"])
        if line.cuts:
            send_in_vain(phone, line)
    while line.cuts:
        send_in_vain(phone, line)
    phone.send(confirmed=20)
    kept = all_arrived_once(activity, [phone])
    sent = Counter(item["id"] for body in line.uploads for item in json.loads(body)["scans"])
    assert set(sent) == set(kept) and max(sent.values()) == len(CUTS) + 1, "the first went with each of the twenty, and once more"
    assert {name: scans for name, (scans, _at) in activity.arrived().items()} == {person["name"]: 1 for person in activity.people}


def send_in_vain(phone, line):
    left = len(line.cuts)
    phone.dismiss()
    phone.page.click("#status")
    phone.until(lambda: len(line.cuts) < left)


def told_anew(phone):
    """How often the verdict is written anew in the time of a dozen frames."""
    return phone.page.evaluate(
        """(time) => new Promise((resolve) => {
      let times = 0;
      new MutationObserver(() => { times += 1; }).observe(document.getElementById("verdict"), { childList: true });
      setTimeout(() => resolve(times), time);
    })""",
        A_DOZEN_FRAMES,
    )


def test_a_pass_before_the_camera_is_judged_anew_for_another_sitting(site, line, make_phone):
    activity = Activity(site, people=1)
    [person] = activity.people
    phone = make_phone(activity)
    phone.choose(activity.tomorrow)
    phone.scanned("closed", person["name"], phone.show, address_of(line, person))
    phone.scanned("welcome", person["name"], phone.choose, None)
    phone.send(confirmed=2)
    all_arrived_once(activity, [phone])


def test_a_phone_is_paired_by_its_camera_and_a_code_that_was_used_is_not_asked_about_with_every_frame(site, line, make_phone):
    activity = Activity(site, people=1)
    phone = make_phone(None)
    used = activity.invite("Máy 1")["pairing_code"]
    assert activity.desk.post("devices/pair/", json={"pairing_code": used}).status_code == 201
    write_clip(phone.clip, f"{line.address}/scan/#pair={used}")
    phone.start().open()
    expect(phone.page.locator("#pair-trouble")).to_contain_text("Mã ghép máy sai, đã dùng", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    assert line.pairings == 1
    write_clip(phone.clip, f"{line.address}/scan/#pair={activity.invite('Máy 2')['pairing_code']}")
    phone.page.reload()
    phone.paired(title=activity.title, roster=1)
    expect(phone.page.locator("#viewfinder")).to_have_attribute("data-state", "on", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    expect(phone.page.locator("#scan")).to_be_visible()
    assert line.pairings == 2, "the code still lies before the camera"


def test_another_activitys_pairing_code_before_the_camera_is_taken_only_when_a_person_agrees(site, line, make_phone):
    activity, another = Activity(site, people=1), Activity(site, people=2)
    phone = make_phone(activity)
    write_clip(phone.clip, f"{line.address}/scan/#pair={another.invite('Máy 1')['pairing_code']}")
    before = line.pairings
    phone.page.reload()
    expect(phone.page.locator("#pair-agree")).to_be_visible(timeout=SEEN_WITHIN)
    expect(phone.page.locator("#pair-viewfinder")).to_have_attribute("data-state", "on", timeout=SEEN_WITHIN)
    phone.page.wait_for_timeout(A_DOZEN_FRAMES)
    assert line.pairings == before
    phone.page.click("#pair-agree .primary")
    phone.paired(title=another.title, roster=2)


# --- bad input


def test_what_is_no_pass_of_this_activity_is_named_and_only_a_pass_is_kept(site, line, make_phone):
    activity, another = Activity(site, people=1), Activity(site, people=2)
    stranger = another.people[1]
    phone = make_phone(activity)
    for text, word in [
        ("https://example.vn/khuyen-mai", "Đây là mã của trang web khác"),
        ("WIFI:S:hoitruong;T:WPA;P:mat-khau-hoi-truong;;", "Đây là mã Wi-Fi"),
    ]:
        phone.show(text)
        expect(phone.page.locator("#verdict h2")).to_have_text(word, timeout=SEEN_WITHIN)
        assert told_anew(phone) == 0, "it lies before the camera, and is told once"
    phone.scanned("unknown", None, phone.show, address_of(line, stranger))
    phone.send(confirmed=1)
    assert [scan.outcome for scan in activity.scans().values()] == ["elsewhere"]
    assert set(activity.held().values()) == {"elsewhere"}
    assert another.arrived() == {} and another.scans() == {} and another.held() == {}
    phone.page.click("[data-open=to-see]")
    expect(phone.page.locator("#to-see-rows")).to_contain_text("Thẻ của hoạt động khác")
    at_rest = json.dumps(phone.stored() + phone.stored("passes"))
    assert "mat-khau" not in at_rest and "khuyen-mai" not in at_rest and stranger["name"] not in at_rest


def test_a_phone_revoked_with_scans_waiting_is_believed_up_to_then_and_forgets_the_roster(site, line, make_phone):
    activity = Activity(site, people=4)
    people = activity.people
    phone = make_phone(activity)
    line.is_down = True
    for person in people[:2]:
        phone.scanned("welcome", person["name"], phone.wedge, person["code"])
    phone.page.wait_for_timeout(1000)
    assert activity.desk.post(f"devices/{phone.device}/revoke/").status_code == 200
    phone.page.wait_for_timeout(1000)
    phone.scanned("welcome", people[2]["name"], phone.wedge, people[2]["code"])
    assert len(phone.stored("passes")) == 4

    line.is_down = False
    phone.dismiss()
    phone.page.click("#status")
    expect(phone.page.locator("#banners .bad")).to_contain_text("đã bị thu quyền quét", timeout=SEEN_WITHIN)
    phone.counts(waiting=0)
    assert phone.stored("passes") == []
    assert set(activity.arrived()) == {person["name"] for person in people[:2]}
    kept = activity.scans()
    assert Counter(scan.outcome for scan in kept.values()) == {"welcome": 2, "closed": 1}
    assert list(activity.held().values()) == ["after_revocation"]
    expect(phone.page.locator("#count-to-see")).to_have_text("1")
    at_rest = json.dumps(phone.stored() + phone.stored("pairings"))
    assert not any(person["name"] in at_rest for person in people)


@pytest.mark.parametrize("ahead", [DAY, -DAY])
def test_a_phone_whose_clock_is_a_day_wrong_says_so_and_its_arrivals_are_right(site, line, make_phone, ahead):
    activity = Activity(site, people=2)
    phone = make_phone(activity, ahead=ahead)
    expect(phone.page.locator("#banners")).to_contain_text("Đồng hồ máy lệch 24 giờ", timeout=SEEN_WITHIN)
    line.is_down = True
    phone.page.reload()
    expect(phone.page.locator("#title")).to_have_text(activity.title, timeout=SEEN_WITHIN)
    for person in activity.people:
        phone.scanned("welcome", person["name"], phone.wedge, person["code"])
    line.is_down = False
    phone.send(confirmed=2)
    kept = all_arrived_once(activity, [phone])
    assert all(abs(scan.device_at - scan.scanned_at - ahead) < SLACK for scan in kept.values())
    arrived = activity.arrived()
    for made in phone.made:
        assert made.after - SLACK <= arrived[made.name][1].timestamp() <= made.before + SLACK
    assert activity.held() == {}


def test_a_full_memory_is_said_before_the_first_scan_and_never_green(site, line, make_phone):
    activity = Activity(site, people=1)
    phone = make_phone(activity)
    phone.page.add_init_script(FULL)
    phone.page.reload()
    expect(phone.page.locator("#banners .bad")).to_contain_text("Bộ nhớ máy đầy", timeout=SEEN_WITHIN)
    phone.wedge(activity.people[0]["code"])
    expect(phone.page.locator("#verdict h2")).to_have_text("CHƯA GHI ĐƯỢC", timeout=SEEN_WITHIN)
    phone.counts(scanned=0)
    assert activity.scans() == {}


def test_without_the_camera_every_other_way_in_still_works(site, line, make_phone):
    activity = Activity(site, people=4)
    phone = make_phone(activity, may_use_camera=False)
    phone.page.click("#viewfinder .start")
    expect(phone.page.locator("#viewfinder .camera-trouble")).to_contain_text("chưa cho dùng camera", timeout=SEEN_WITHIN)
    line.is_down = True
    code, ticked, swept, by_address = activity.people
    phone.scanned("welcome", code["name"], phone.type_code, code["short_code"])
    phone.scanned("welcome", ticked["name"], phone.tick, ticked["name"])
    phone.scanned("welcome", swept["name"], phone.wedge, swept["code"])
    phone.scanned("welcome", by_address["name"], phone.wedge, address_of(line, by_address))
    line.is_down = False
    phone.send(confirmed=4)
    all_arrived_once(activity, [phone])
