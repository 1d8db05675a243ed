"""The scanner's engine in a real Chromium, against a server that answers badly: nothing is lost, nothing is counted twice, nothing is green too early."""

import json
import os
import signal
import statistics
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Error

from attendance.scans import sealing
from tests.browser import hall as halls
from tests.browser.hall import KEY, Hall, code_of, person
from tests.chromium import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser
UNKNOWN = "U" * 26
REFUSED = "R" * 26  # the hall's server answers 400 for it
CARD = "051085000123"
CARD_TEXT = f"{CARD}|212345678|Lê Văn Thử|09021985|Nam|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021"
DAY = 86_400_000  # ms
VIETNAM = timezone(timedelta(hours=7))
# Chromium's own quota cannot be made small for IndexedDB (Storage.overrideQuotaForOrigin is not heeded by it): its error is thrown instead.
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (row) {
  if (window.full) throw new DOMException("no room", "QuotaExceededError");
  return put.call(this, row);
};
"""

LITTLE_ROOM = """
window.left = 12; // MB
navigator.storage.estimate = async () => ({ quota: 1e9, usage: 1e9 - window.left * 1048576 - 1000 });
"""


@pytest.fixture
def hall():
    with halls.opened() as found:
        yield found


@pytest.fixture
def open_phone(chromium, hall):
    """open_phone(before="…"): the engine in a browser of its own; `before` is run before it."""
    contexts = []

    def make(before="", pair="PARAAAAA", context=None):
        if context is None:
            context = chromium.new_context(timezone_id="Asia/Ho_Chi_Minh")
            contexts.append(context)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        return Phone(page, hall).open(pair)

    yield make
    for context in contexts:
        context.close()


class Phone:
    def __init__(self, page, hall: Hall) -> None:
        self.page, self.hall = page, hall

    def open(self, pair=None):
        self.page.goto(self.hall.address)
        self.until("!!(window.scanner || window.broken)")
        assert self.do("window.broken") is None
        if pair:
            assert self.call("pair", pair) == {"ok": True}
            self.until("scanner.state.roster.complete && !scanner.state.syncing")
        return self

    def do(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def call(self, name, *arguments):
        return self.page.evaluate("([name, args]) => scanner[name](...args)", [name, list(arguments)])

    def scan(self, registration):
        return self.call("scan", code_of(registration) if isinstance(registration, int) else registration)

    def until(self, condition, within=20):
        end = time.monotonic() + within
        while not self.do(f"!!({condition})"):
            assert time.monotonic() < end, (condition, self.do("window.scanner && scanner.state"))
            self.page.wait_for_timeout(20)

    def settled(self):
        self.call("sync")
        self.until("!scanner.state.syncing")

    @property
    def state(self):
        return self.do("scanner.state")

    @property
    def counts(self):
        return self.state["counts"]

    def table(self, name):
        """All rows of a table of the store."""
        return self.do(
            """name => new Promise((resolve, reject) => {
                 const request = indexedDB.open("scanner");
                 request.onsuccess = () => {
                   const all = request.result.transaction(name).objectStore(name).getAll();
                   all.onsuccess = () => { request.result.close(); resolve(all.result); };
                   all.onerror = () => reject(all.error);
                 };
               })""",
            name,
        )


def offline(phone):
    phone.hall.is_down = True


def online(phone):
    phone.until("!scanner.state.syncing")
    phone.hall.is_down = False


# --- the straight path


def test_a_pass_is_welcome_once_and_then_already_there(open_phone, hall):
    phone = open_phone()
    first = phone.scan(1)
    assert (first["kind"], first["outcome"], first["name"], first["sittingLabel"]) == ("verdict", "welcome", "Phạm Văn Rê", "Sáng")
    again = phone.call("tick", 1)
    assert (again["outcome"], again["firstAt"]) == ("already", first["at"])
    phone.until("scanner.state.counts.confirmed === 2")
    assert phone.counts == {"scanned": 2, "waiting": 0, "confirmed": 2, "toSee": 0, "headcountsWaiting": 0, "waitingElsewhere": 0}
    assert sorted(item["method"] for item in hall.scans.values()) == ["list", "pass"]
    assert {item["registration"] for item in hall.scans.values()} == {1}


def test_a_scan_is_in_the_store_before_it_is_answered(open_phone, hall):
    phone = open_phone()
    offline(phone)
    answer = phone.scan(2)
    [row] = phone.table("scans")
    assert (row["id"], row["waiting"], row["item"]["registration"]) == (answer["id"], 1, 2)


def test_the_same_code_before_the_camera_is_one_scan(open_phone):
    phone = open_phone()
    answers = phone.do("code => Promise.all([scanner.scan(code), scanner.scan(code)])", code_of(1))
    assert [answer.get("repeated", False) for answer in answers] == [False, True]
    assert {answer["outcome"] for answer in answers} == {"welcome"}
    for _look in range(4):  # it stays before the camera: the three seconds begin anew with each look
        phone.page.wait_for_timeout(1000)
        assert phone.scan(1)["repeated"] is True
    phone.page.wait_for_timeout(3100)
    assert phone.scan(1)["outcome"] == "already"
    assert phone.counts["scanned"] == 2


def test_two_people_read_at_once_are_two_and_one_person_read_two_ways_is_welcome_once(open_phone):
    phone = open_phone()
    answers = phone.do("([one, other]) => Promise.all([scanner.scan(one), scanner.scan(other), scanner.tick(1)])", [code_of(1), code_of(2)])
    assert sorted(answer["outcome"] for answer in answers) == ["already", "welcome", "welcome"]


def test_a_short_code_finds_its_person(open_phone, hall):
    phone = open_phone()
    assert phone.scan("abc-def")["name"] == "Phạm Văn Rê"
    assert (phone.scan("ABCDEG")["outcome"], phone.call("recent")[0]["code"]) == ("unknown", "ABCDEG")


def test_a_short_code_that_two_people_share_by_chance_is_asked(open_phone, hall):
    hall.people[1]["short_digest"] = hall.people[0]["short_digest"]
    phone = open_phone()
    question = phone.scan("ABCDEF")
    assert (question["kind"], question["question"], sorted(one["registration"] for one in question["candidates"])) == (
        "ask",
        "choose",
        [1, 2],
    )
    assert phone.counts["waiting"] == 1, "it is stored while the usher thinks"
    answer = phone.call("confirmCard", question["pending"], 2)
    assert (answer["outcome"], answer["name"]) == ("welcome", "Đinh Thị Mẫu")
    phone.settled()
    [item] = hall.scans.values()
    assert (item["registration"], item.get("code")) == (2, None)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("https://example.com/x", "address"),
        ("WIFI:S:x;;", "wifi"),
        ("BEGIN:VCARD", "contact"),
        ("xin chào", "other"),
        ("ABCD-EFGH", "pairing"),
    ],
)
def test_what_is_no_pass_is_told_and_not_stored(open_phone, text, notice):
    phone = open_phone()
    answer = phone.scan(text)
    assert (answer["kind"], answer["notice"]) == ("notice", notice)
    assert phone.table("scans") == []


def test_too_early_too_late_and_no_sitting_today_say_why(open_phone, hall):
    now = hall.now()
    vietnam_noon = now.replace(hour=5, minute=0, second=0, microsecond=0)  # 12:00 there
    hall.sittings = [
        hall.sitting(71, "Sáng", vietnam_noon - timedelta(hours=6), vietnam_noon - timedelta(hours=2)),
        hall.sitting(72, "Chiều", vietnam_noon + timedelta(hours=1), vietnam_noon + timedelta(hours=5)),
    ]
    hall.ends_at = now + timedelta(days=9)
    moved = {"noon": vietnam_noon, "evening": vietnam_noon + timedelta(hours=8), "next day": vietnam_noon + timedelta(days=1)}
    told = {}
    for name, moment in moved.items():
        hall.now = lambda moment=moment: moment
        phone = open_phone(before=f"window.ahead = {int((moment - now).total_seconds() * 1000)}")
        told[name] = phone.scan(1)
    assert {name: (one["outcome"], one["why"]) for name, one in told.items()} == {
        "noon": ("closed", "too_early"),
        "evening": ("closed", "too_late"),
        "next day": ("closed", "no_sitting_today"),
    }
    assert (told["noon"]["sittingLabel"], told["noon"]["opensAt"]) == ("Chiều", (vietnam_noon + timedelta(hours=1)).timestamp() * 1000)


def test_who_withdrew_is_told_apart_and_stays_to_see(open_phone, hall):
    hall.people[0]["status"] = "withdrawn"
    phone = open_phone()
    answer = phone.scan(1)
    assert (answer["outcome"], answer["why"], answer["name"]) == ("withdrawn", "withdrawn", "Phạm Văn Rê")
    phone.settled()
    assert [(row["id"], row["name"], row["why"]) for row in phone.call("toSee")] == [(answer["id"], "Phạm Văn Rê", "withdrawn")]


# --- identity cards and walk-ins


def test_a_card_in_the_roster_is_matched_by_mark_and_name(open_phone, hall):
    hall.people.append(person(4, "LÊ VĂN THỬ", card=CARD))
    phone = open_phone()
    answer = phone.scan(CARD_TEXT)
    assert (answer["outcome"], answer["registration"], answer["method"]) == ("welcome", 4, "card")
    phone.settled()
    assert [item["registration"] for item in hall.scans.values()] == [4]


def test_a_card_with_another_name_is_asked_and_the_answer_takes_the_place_of_the_question(open_phone, hall):
    hall.people.append(person(4, "Lê Thử", card=CARD))
    phone = open_phone()
    question = phone.scan(CARD_TEXT)
    assert (question["question"], question["onCard"], question["candidates"][0]["name"]) == ("card_name", "Lê Văn Thử", "Lê Thử")
    answer = phone.call("confirmCard", question["pending"], 4)
    assert (answer["outcome"], answer["registration"]) == ("welcome", 4)
    phone.settled()
    assert [(item["method"], item.get("registration"), item.get("sealed_card")) for item in hall.scans.values()] == [("card", 4, None)]


def test_a_typed_number_shows_the_name_of_the_roster(open_phone, hall):
    hall.people.append(person(4, "Lê Văn Thử", card=CARD))
    phone = open_phone()
    question = phone.scan(CARD)
    assert (question["question"], question["candidates"][0]["name"]) == ("card_number", "Lê Văn Thử")


def test_an_unknown_card_is_held_and_becomes_the_walk_in(open_phone, hall):
    phone = open_phone()
    answer = phone.scan(CARD_TEXT)
    assert (answer["outcome"], answer["why"], answer["name"]) == ("unknown", "card_unknown", "Lê Văn Thử")
    offered = answer["offer"]["walkIn"]
    assert (offered["fullName"], offered["birthYear"], offered["gender"]) == ("Lê Văn Thử", 1985, "M")
    assert sealing.open_card(KEY, offered["sealedCard"]) == CARD
    phone.settled()
    assert hall.scans == {}, "held while the usher decides"
    welcome = phone.call("walkIn", {**offered, "unit": 5})
    assert (welcome["outcome"], welcome["name"], welcome["at"]) == ("welcome", "Lê Văn Thử", answer["at"])
    phone.settled()
    [item] = hall.scans.values()
    assert (item["method"], item["walk_in"]["full_name"], item["walk_in"]["birth_year"], item["walk_in"]["unit"]) == (
        "card",
        "Lê Văn Thử",
        1985,
        5,
    )
    assert sealing.open_card(KEY, item["walk_in"]["sealed_card"]) == CARD
    assert (phone.counts["scanned"], phone.counts["toSee"]) == (1, 0)


def test_the_same_card_again_is_the_walk_in_of_before(open_phone, hall):
    phone = open_phone()
    offline(phone)
    offered = phone.scan(CARD_TEXT)["offer"]["walkIn"]
    walk_in = phone.call("walkIn", offered)["walkIn"]
    phone.page.wait_for_timeout(3100)
    again = phone.scan(CARD_TEXT)
    assert (again["outcome"], again["name"], again["walkIn"]) == ("already", "Lê Văn Thử", walk_in)
    assert [row["walkIn"] for row in phone.call("search", "thu")] == [walk_in]
    online(phone)
    phone.settled()
    sent = [item["walk_in"] for item in hall.scans.values()]
    assert len(sent) == 2 and sent[0] == sent[1]
    third = phone.call("tick", walk_in)
    assert third["outcome"] == "already"
    phone.settled()
    assert {item.get("registration") for item in hall.scans.values()} == {None, third["registration"]}, "now it has a registration"


def test_an_unknown_card_goes_as_unknown_with_the_next_scan(open_phone, hall):
    phone = open_phone()
    unknown = phone.scan(CARD_TEXT)
    phone.scan(1)
    phone.settled()
    assert sealing.open_card(KEY, hall.scans[unknown["id"]]["sealed_card"]) == CARD
    late = phone.call("walkIn", unknown["offer"]["walkIn"])
    assert late["outcome"] == "welcome" and late["id"] != unknown["id"]


def test_a_card_that_stays_before_the_camera_asks_once(open_phone):
    phone = open_phone()
    first = phone.scan(CARD_TEXT)
    phone.page.wait_for_timeout(3100)
    again = phone.scan(CARD_TEXT)
    assert (again["id"], again["repeated"], phone.counts["scanned"]) == (first["id"], True, 1)


def test_somebody_of_the_same_name_without_a_card_is_offered_first(open_phone, hall):
    hall.people.append(person(4, "Lê Văn Thử"))
    phone = open_phone()
    answer = phone.scan(CARD_TEXT)
    assert [one["registration"] for one in answer["offer"]["sameName"]] == [4]
    assert phone.call("confirmCard", answer["pending"], 4)["outcome"] == "welcome"


def test_where_no_walk_ins_are_taken_none_is_offered(open_phone, hall):
    hall.walk_ins = "none"
    phone = open_phone()
    assert phone.scan(CARD_TEXT)["offer"]["walkIn"] is None
    assert phone.call("walkIn", {"fullName": "Lê Văn Thử"}) == {"kind": "refused", "field": "", "code": "no_walk_ins"}


def test_a_walk_in_tapped_twice_is_one(open_phone, hall):
    phone = open_phone()
    written = {"fullName": " Lê  Văn Thử ", "birthYear": 1985, "gender": "M", "unit": None}
    answers = phone.do("one => Promise.all([scanner.walkIn(one), scanner.walkIn(one)])", written)
    assert [answer["outcome"] for answer in answers] == ["welcome", "welcome"]
    phone.settled()
    assert [item["walk_in"]["full_name"] for item in hall.scans.values()] == ["Lê Văn Thử"]
    assert phone.call("walkIn", {"fullName": "1234"})["code"] == "not_a_name"


def test_no_number_of_a_card_is_ever_in_the_store(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.scan(CARD_TEXT)
    phone.scan("079311000456")
    everything = json.dumps([phone.table(name) for name in ("pairings", "passes", "scans", "headcounts", "facts")])
    for secret in (CARD, "079311000456", "212345678", "Ba Vinh", "09021985"):
        assert secret not in everything and secret not in phone.call("exportWaiting")
    assert {tuple(sorted(row)) for row in phone.table("passes")} == {tuple(sorted(hall.people[0]))}


# --- uploads that go wrong


def test_twenty_answers_cut_off_after_the_server_committed_lose_and_double_nothing(open_phone, hall):
    phone = open_phone()
    hall.spoil = ["cut", "short", "drop", "cut"] * 5
    for registration in (1, 2, 3):
        phone.scan(registration)
    phone.scan(UNKNOWN)
    for _try in range(40):
        phone.call("sync")
        if phone.counts["waiting"] == 0:
            break
    assert hall.spoil == [] and phone.counts["waiting"] == 0
    assert len(hall.posts) >= 21 and len(hall.scans) == 4
    assert phone.counts["confirmed"] == 4


def test_an_answer_that_names_half_acknowledges_half(open_phone, hall):
    phone = open_phone()
    offline(phone)
    ids = [phone.scan(registration)["id"] for registration in (1, 2, 3)]
    online(phone)
    hall.spoil = ["half", "500"]
    phone.call("sync")
    assert (phone.counts["waiting"], phone.counts["confirmed"]) == (2, 1)
    assert sorted(row["id"] for row in phone.table("scans") if row.get("waiting")) == sorted(ids[1:])
    phone.call("sync")
    assert phone.counts["waiting"] == 0


def test_results_in_another_order_go_to_their_own_scans(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.scan(1)
    unknown = phone.scan(UNKNOWN)["id"]
    online(phone)
    hall.spoil = ["backwards"]
    phone.call("sync")
    assert [(row["id"], row["outcome"]) for row in phone.call("toSee")] == [(unknown, "unknown")]


@pytest.mark.parametrize("how", ["500", "401", "html", "slow1"])
def test_a_bad_answer_keeps_the_queue_and_never_stops_a_scan(open_phone, hall, how):
    phone = open_phone(before="window.timeouts = {upload: 400}")
    hall.spoil = [how] * 3
    assert phone.scan(1)["outcome"] == "welcome"
    phone.until("!scanner.state.syncing && scanner.state.problem")
    expected = {"500": "server_error", "401": "token_unknown", "html": "bad_answer", "slow1": "timeout"}
    assert (phone.state["problem"], phone.counts["waiting"]) == (expected[how], 1)
    assert phone.scan(2)["outcome"] == "welcome"
    hall.spoil = []
    phone.page.wait_for_timeout(1100 if how == "slow1" else 0)
    phone.call("sync")
    assert (phone.state["problem"], phone.counts["waiting"], len(hall.scans)) == (None, 0, 2)


def test_what_the_server_refuses_stays_until_a_person_has_seen_it(open_phone, hall):
    phone = open_phone()
    phone.scan(1)
    refused = phone.scan(REFUSED)["id"]
    phone.settled()
    assert [(row["id"], row["refused"]) for row in phone.call("toSee")] == [(refused, {"field": "code", "code": "not_text"})]
    assert phone.call("forget") == {"ok": False, "reason": "to_see"}
    assert REFUSED in phone.call("exportWaiting")
    before = len(hall.posts)
    phone.settled()
    assert len(hall.posts) == before, "it is not sent again"
    phone.open()
    assert phone.counts["toSee"] == 1
    phone.call("markSeen", [refused])
    assert (phone.call("toSee"), phone.counts["toSee"]) == ([], 0)


def test_one_scan_that_spoils_a_batch_does_not_stop_the_others(open_phone, hall):
    phone = open_phone()
    offline(phone)
    for registration in (1, 2, 3):
        phone.scan(registration)
    online(phone)
    hall.spoil = ["400"] * 3
    phone.call("sync")
    assert (phone.counts["waiting"], [len(post["ids"]) for post in hall.posts if post["how"] == "400"]) == (0, [3, 2, 1])


def test_a_thousand_scans_go_in_batches_of_two_hundred_and_never_two_at_a_time(open_phone, hall):
    hall.people = [person(n, f"Người {n}") for n in range(1, 1001)]
    phone = open_phone()
    offline(phone)
    began = time.monotonic()
    phone.do("async () => { for (let n = 1; n <= 1000; n++) await scanner.tick(n); }")
    print(f"\n1,000 ticks stored in {time.monotonic() - began:.1f} s")
    online(phone)
    hall.posts.clear()
    began = time.monotonic()
    phone.do("Promise.all([scanner.sync(), scanner.sync(), scanner.sync()])")
    print(f"1,000 scans sent in {time.monotonic() - began:.1f} s")
    assert [len(post["ids"]) for post in hall.posts] == [200] * 5
    assert [post["sent"]["waiting"] for post in hall.posts] == [800, 600, 400, 200, 0]
    assert len(hall.scans) == 1000 and phone.counts["confirmed"] == 1000
    assert never_two_at_a_time(hall)


def never_two_at_a_time(hall):
    posts = sorted(hall.posts, key=lambda post: post["began"])
    return all(one["ended"] <= other["began"] for one, other in pairwise(posts))


@pytest.mark.parametrize(
    "before",
    ["", "Object.defineProperty(navigator, 'locks', {value: undefined}); delete Crypto.prototype.randomUUID"],
    ids=["locks", "lease"],
)
def test_two_tabs_never_send_at_the_same_time(open_phone, hall, before):
    one = open_phone(before)
    other = open_phone(before, pair=None, context=one.page.context)
    offline(one)
    for registration in (1, 2):
        one.scan(registration)
    assert other.scan(3)["outcome"] == "welcome"
    online(one)
    hall.posts.clear()
    hall.spoil = ["slow0.5"] * 4
    one.do("void scanner.sync()")
    other.do("void scanner.sync()")
    for phone in (one, other):
        phone.until("!scanner.state.syncing && scanner.state.counts.waiting === 0")
    sent = [scan for post in hall.posts for scan in post["ids"]]
    assert sorted(sent) == sorted(hall.scans) and len(sent) == 3, "each once"
    assert never_two_at_a_time(hall)
    assert other.scan(1)["outcome"] == "already", "what one tab has stored, the other knows"


def test_a_headcount_is_kept_until_acknowledged(open_phone, hall):
    phone = open_phone()
    offline(phone)
    told = phone.call("countHeads", {"sitting": 71, "category": "Khán giả", "count": 300, "basis": "estimated"})
    assert (told["kind"], phone.counts["waiting"]) == ("stored", 1)
    assert phone.call("countHeads", {"sitting": 71, "category": "Khán giả", "count": -1, "basis": "counted"})["field"] == "count"
    online(phone)
    phone.settled()
    [counted] = hall.headcounts.values()
    assert (counted["count"], counted["basis"], phone.counts["waiting"]) == (300, "estimated", 0)
    assert [one["waiting"] for one in phone.call("headcounts")] == [False]


# --- the store


def test_killing_the_browser_loses_nothing(chromium, hall, tmp_path):
    with Browser(chromium, tmp_path) as browser:
        phone = browser.phone(hall).open("PARAAAAA")
        offline(phone)
        scans = [phone.scan(registration)["id"] for registration in (1, 2, 3)]
        held = phone.scan(CARD_TEXT)["id"]
        browser.kill()
    hall.is_down = False
    with Browser(chromium, tmp_path) as browser:
        phone = browser.phone(hall).open()
        assert (phone.state["roster"]["size"], phone.state["device"]["name"]) == (3, "Máy")
        phone.until("scanner.state.counts.waiting === 0")
        assert phone.scan(1)["outcome"] == "already"
        phone.settled()
    assert set(hall.scans) >= {*scans, held}, "also the one that the usher was being asked about"
    assert len(hall.scans) == 5


def test_indexeddb_refused_is_said_before_the_first_scan(open_phone):
    phone = open_phone("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }", pair=None)
    assert phone.state["storage"]["ok"] is False and phone.state["storage"]["reason"] == "refused"
    assert phone.call("pair", "PARAAAAA") == {"ok": False, "reason": "storage"}


def test_no_room_at_a_scan_is_never_green(open_phone, hall):
    phone = open_phone(FULL)
    phone.do("window.full = true")
    answer = phone.scan(1)
    assert (answer["kind"], answer["reason"], answer["name"]) == ("not_stored", "full", "Phạm Văn Rê")
    assert (phone.state["storage"]["ok"], phone.state["storage"]["reason"], phone.counts["scanned"]) == (False, "full", 0)
    phone.do("window.full = false")
    assert phone.scan(1)["outcome"] == "welcome", "at once: what was not stored was not scanned"
    assert phone.state["storage"]["ok"] is True


def test_no_room_is_said_before_the_first_scan(open_phone):
    phone = open_phone("window.full = true;" + FULL, pair=None)
    assert (phone.state["storage"]["ok"], phone.state["storage"]["reason"]) == (False, "full")
    assert phone.call("pair", "PARAAAAA") == {"ok": False, "reason": "storage"}


def emptied(phone):
    """The store goes while the phone is off, as Chromium's did on a disk of 8 MB that was full."""
    phone.call("close")
    return phone.do("new Promise((done) => { const gone = indexedDB.deleteDatabase('scanner'); gone.onsuccess = () => done(true); })")


def test_a_store_that_came_up_empty_is_no_new_phone(open_phone):
    phone = open_phone()
    offline(phone)
    phone.scan(1)
    phone.scan(UNKNOWN)
    kept = phone.do("JSON.stringify(localStorage)")
    assert json.loads(json.loads(kept)["scanner-waiting"]).keys() == {"waiting", "at"}, "a number and a time: nothing of a person"
    assert emptied(phone)
    phone.open()
    assert (phone.state["device"], phone.state["lost"]["waiting"]) == (None, 2)
    phone.open()
    assert phone.state["lost"]["waiting"] == 2, "until a person has been told"
    phone.call("markLossSeen")
    assert phone.state["lost"] is None
    phone.open()
    assert phone.state["lost"] is None


def test_what_was_acknowledged_is_no_loss(open_phone):
    phone = open_phone()
    phone.scan(1)
    phone.until("scanner.state.counts.confirmed === 1 && !scanner.state.syncing")
    assert emptied(phone)
    phone.open()
    assert (phone.state["device"], phone.state["lost"]) == (None, None)


def test_the_room_left_is_told_at_the_opening_and_looked_at_before_each_upload(open_phone):
    phone = open_phone(LITTLE_ROOM)
    assert (phone.state["storage"]["ok"], phone.state["storage"]["room"]) == (True, 12)
    phone.do("window.left = 3")
    phone.call("sync")
    assert phone.state["storage"]["room"] == 3
    phone.do("window.left = 5000")
    phone.call("sync")
    assert phone.state["storage"]["room"] is None, "plenty is not told"


# --- the roster


def test_an_interrupted_roster_goes_on_where_it_broke_off(open_phone, hall):
    hall.people = [person(n, f"Người {n}") for n in range(1, 51)]
    hall.page_size = 10
    hall.spoil_roster = ["well", "well", "cut"]
    phone = open_phone(pair=None)
    phone.call("pair", "PARAAAAA")
    phone.until("scanner.state.roster.size === 20 && !scanner.state.syncing")
    assert phone.state["roster"]["complete"] is False
    assert (phone.scan(50)["outcome"], phone.call("recent")[0]["why"]) == ("unknown", "roster_incomplete")
    hall.rosters.clear()
    phone.open()
    phone.until("scanner.state.roster.complete")
    assert hall.rosters[:3] == ["20", "30", "40"]
    assert phone.state["roster"]["size"] == 50 and len(phone.table("passes")) == 50


def test_a_roster_of_another_size_than_the_server_says_is_fetched_anew_once(open_phone, hall):
    hall.people = [person(n, f"Người {n}") for n in range(1, 6)]
    phone = open_phone()
    gone = hall.people.pop(0)
    hall.people[0] = person(2, "Người Hai")
    hall.rosters.clear()
    phone.call("sync")
    assert hall.rosters == ["5", ""]
    assert (phone.state["roster"]["size"], phone.state["problem"]) == (4, None)
    assert [row["name"] for row in phone.call("search", "nguoi")] == ["Người 3", "Người 4", "Người 5", "Người Hai"]
    assert phone.scan(gone["registration"])["outcome"] == "unknown"


def test_search_folds_accents_and_wants_every_word_and_given_names_first(open_phone, hall):
    names = ["Đinh Thị Hoa", "Hoa Thị Mẫu", "Nguyễn Thị Hòa", "Trần Văn Hoàng", "Lê Thị Lan"]
    hall.people = [person(n, name) for n, name in enumerate(names, 1)]
    hall.people[0]["hint"] = "1980"
    phone = open_phone()
    assert [row["name"] for row in phone.call("search", "HÓA")] == ["Đinh Thị Hoa", "Nguyễn Thị Hòa", "Trần Văn Hoàng", "Hoa Thị Mẫu"]
    assert [row["name"] for row in phone.call("search", "thi ho ng")] == ["Nguyễn Thị Hòa"]
    assert phone.call("search", "dinh hoa")[0]["hint"] == "1980"
    assert phone.call("search", "xyz") == [] and phone.call("search", "  ") == []
    assert phone.call("search", "lan")[0]["arrivedAt"] is None
    phone.call("tick", 5)
    assert phone.call("search", "lan")[0]["arrivedAt"] is not None


def test_a_revoked_phone_forgets_the_roster_and_still_sends_what_waits(open_phone, hall):
    phone = open_phone()
    phone.scan(1)
    phone.settled()
    offline(phone)
    waiting = phone.scan(2)["id"]
    hall.roster_refused = "device_revoked"
    online(phone)
    phone.call("sync")
    assert (phone.state["revoked"], phone.state["roster"]["size"], phone.counts["waiting"]) == (True, 0, 0)
    assert waiting in hall.scans
    at_rest = json.dumps([phone.table(name) for name in ("pairings", "passes", "scans")])
    for name in ("Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa"):
        assert name not in at_rest
    after = phone.scan(3)
    assert (after["outcome"], after["why"]) == ("closed", "revoked")
    phone.settled()
    assert hall.scans[after["id"]]["code"] == code_of(3)
    phone.open()
    assert (phone.state["revoked"], phone.state["roster"]["size"]) == (True, 0)


def test_the_roster_goes_when_the_activity_has_ended_and_what_waits_stays(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.scan(1)
    phone.do(f"window.ahead = {DAY}")
    phone.page.wait_for_timeout(100)
    hall.now_before, before = hall.now, phone.table("passes")
    assert len(before) == 3
    hall.now = lambda: hall.now_before() + timedelta(days=1)
    hall.roster_refused = "activity_ended"
    online(phone)
    hall.spoil = ["500"] * 9
    phone.call("sync")
    phone.until("scanner.state.ended")
    assert (phone.table("passes"), phone.counts["waiting"]) == ([], 1)
    hall.spoil = []
    phone.call("sync")
    assert phone.counts["waiting"] == 0


def test_the_roster_goes_at_its_end_also_without_a_network(open_phone, hall):
    phone = open_phone()
    hall.ends_at = hall.now() + timedelta(seconds=3)
    phone.call("sync")
    offline(phone)
    phone.scan(1)
    phone.until("scanner.state.ended")
    assert (phone.table("passes"), phone.counts["waiting"], phone.state["problem"]) == ([], 1, None)
    assert (phone.scan(2)["outcome"], phone.scan(2)["why"]) == ("closed", "ended")


def test_a_second_activity_keeps_what_waits_for_the_first_and_sends_each_with_its_own_token(open_phone, hall):
    phone = open_phone()
    offline(phone)
    first = phone.scan(1)["id"]
    online(phone)
    hall.spoil = ["500"]
    assert phone.call("pair", "PARBAAAA") == {"ok": True}
    phone.until("!scanner.state.syncing && scanner.state.roster.complete || scanner.state.problem")
    second = phone.call("tick", 2)["id"] if phone.state["roster"]["complete"] else None
    phone.call("sync")
    second = second or phone.call("tick", 2)["id"]
    phone.call("sync")
    assert hall.tokens[hall.scans[first]["token"]] == 7 and hall.tokens[hall.scans[second]["token"]] == 8
    assert (phone.counts["waiting"], phone.counts["scanned"]) == (0, 1)
    phone.call("sync")
    assert [row["activity"] for row in phone.table("pairings")] == [8], "the first pairing goes when nothing waits for it"


def test_the_same_phone_paired_again_sends_with_the_new_token_what_the_old_one_may_not(open_phone, hall):
    phone = open_phone()
    offline(phone)
    waiting = phone.scan(1)["id"]
    online(phone)
    hall.tokens.clear()
    hall.tokens["d.somebody"] = 9
    assert phone.call("pair", "PARAAAAA") == {"ok": True}
    phone.until("!scanner.state.syncing && scanner.state.roster.complete")
    phone.call("sync")
    assert waiting in hall.scans and phone.counts["waiting"] == 0
    assert phone.scan(2)["outcome"] == "welcome"


@pytest.mark.parametrize("code", ["PARAAAAB", "PARBAAAA"], ids=["the same activity", "another"])
@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_slow_answer_to_the_phone_of_before_does_nothing_to_the_one_paired_since(open_phone, hall, code, is_revoked):
    phone = open_phone()
    hall.revoked = set(hall.tokens) if is_revoked else set()
    hall.spoil_roster = ["slow1"]
    phone.do("void scanner.sync()")
    phone.until("scanner.state.syncing")
    assert phone.call("pair", code) == {"ok": True}
    phone.page.wait_for_timeout(1200)
    phone.until("!scanner.state.syncing && scanner.state.roster.complete")
    assert (phone.state["revoked"], phone.state["device"]["id"], phone.state["roster"]["size"]) == (False, 2, 3)
    assert (len(phone.table("passes")), phone.scan(1)["outcome"]) == (3, "welcome")


def test_a_wrong_pairing_code_says_so(open_phone):
    phone = open_phone(pair=None)
    assert phone.call("pair", "wxyz-wxyz") == {"ok": False, "reason": "pairing_code_unknown"}
    assert phone.call("pair", "abc") == {"ok": False, "reason": "not_a_code"}
    assert phone.scan(1) == {"kind": "notice", "notice": "not_paired"}


def test_forgetting_is_refused_while_anything_waits(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.scan(1)
    assert phone.call("forget") == {"ok": False, "reason": "waiting"}
    written = [json.loads(line) for line in phone.call("exportWaiting").split("\n")]
    assert [(line["registration"], line["name"]) for line in written] == [(1, "Phạm Văn Rê")]
    online(phone)
    phone.settled()
    assert phone.call("exportWaiting") == ""
    assert phone.call("forget") == {"ok": True}
    assert (phone.state["device"], phone.state["roster"]["size"]) == (None, 0)
    assert [phone.table(name) for name in ("pairings", "passes", "scans")] == [[], [], []]


# --- the clock


@pytest.mark.parametrize("ahead", [DAY, -DAY])
def test_a_phone_a_day_wrong_judges_rightly_and_says_so(open_phone, hall, ahead):
    phone = open_phone(f"window.ahead = {ahead}")
    assert abs(phone.state["clockOffset"] + ahead) < 2000
    answer = phone.scan(1)
    assert answer["outcome"] == "welcome"
    assert abs(answer["at"] - time.time() * 1000) < 5000
    phone.settled()
    [item] = hall.scans.values()
    assert abs(item["clock_offset"] * 1000 + ahead) < 2000
    offline(phone)
    phone.open()
    assert phone.scan(2)["outcome"] == "welcome", "also after the page was opened again without a network"


def test_a_clock_set_back_is_noticed_and_judged_rightly_at_once(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.do(f"window.ahead = -{DAY}")
    answer = phone.scan(1)
    assert (answer["outcome"], phone.state["problem"]) == ("welcome", "clock_jumped")
    online(phone)
    phone.call("sync")
    assert phone.state["problem"] is None and abs(phone.state["clockOffset"] - DAY) < 2000


def test_a_clock_set_forward_is_noticed_and_asks_for_a_contact(open_phone, hall):
    phone = open_phone()
    offline(phone)
    phone.do(f"window.ahead = {DAY}")
    answer = phone.scan(1)
    assert (answer["outcome"], answer["why"], phone.state["problem"]) == ("closed", "clock", "clock_jumped")
    assert phone.state["roster"]["size"] == 3, "a clock that cannot be trusted throws no roster away"
    online(phone)
    phone.call("sync")
    assert (phone.state["problem"], phone.scan(2)["outcome"]) == (None, "welcome")


def test_the_quickest_answer_tells_the_clock_and_a_sleep_is_no_jump(open_phone):
    phone = open_phone(pair=None)
    told = phone.do(
        """async () => {
             const { Clock } = await import("/static/engine/clock.js");
             const is = { now: 1e12, steady: 0, hidden: false, moved: 0 };
             const clock = new Clock({ now: () => is.now, steady: () => is.steady, isHidden: () => is.hidden, onMoved: () => is.moved++ });
             const answer = (offset, trip) => clock.measure({ serverTime: is.now + trip / 2 + offset, sentAt: is.now, trip });
             const told = [];
             const tell = () => told.push([clock.offset, clock.isJumped, is.moved]);
             answer(60000 + 900, 2000); answer(60000, 100); answer(60000 - 4000, 9000); tell();
             answer(0, 20000); tell();
             clock.noteHidden(); is.now += 3600000; clock.check(); tell();
             is.now += 3600000; clock.check(); tell();
             answer(60000, 100); tell();
             is.now -= 86400000; clock.check(); tell();
             answer(5000, 100); tell();
             return told;
           }"""
    )
    assert told == [
        [60000, False, 0],  # of the three that agree, the quickest
        [60000, False, 0],  # one that took twenty seconds is no measure
        [60000, False, 1],  # the phone may have slept: ask, say nothing
        [60000, True, 2],  # in sight all the while: somebody set the clock
        [60000, False, 2],
        [60000 + 86400000, True, 3],
        [5000, False, 3],  # what contradicts the measures of before ends them
    ]


# --- the real server

OWN_PAGE = """<!doctype html><meta charset="utf-8"><title>Engine</title><script type="module">
import { openScanner } from "/static/scanner/engine/engine.js";
openScanner({ apiBase: "/api/v1/" }).then((scanner) => (window.scanner = scanner), (error) => (window.broken = String(error)));
</script>"""


class Served(Phone):
    """The engine on a page of its own, at the address of the real application."""

    def __init__(self, page, site) -> None:
        super().__init__(page, site)
        page.route("**/engine-alone/", lambda route: route.fulfill(content_type="text/html", body=OWN_PAGE))

    def open(self, pair=None):
        self.page.goto(f"{self.hall.address}/engine-alone/")
        self.until("!!(window.scanner || window.broken)")
        if pair:
            assert self.call("pair", pair) == {"ok": True}
            self.until("scanner.state.roster.complete && !scanner.state.syncing")
        return self


def test_the_real_server_takes_what_the_engine_sends(chromium, site):
    desk = site.api("organiser")
    activity, sitting, registrations = held_today(desk)
    phones = []
    for name in ("Máy 1", "Máy 2"):
        code = desk.post(f"activities/{activity}/devices/", json={"name": name}).json()["pairing_code"]
        phones.append(Served(chromium.new_context().new_page(), site).open(code))
    one, other = phones
    assert [row["name"] for row in one.call("search", "re")] == ["Phạm Văn Rê"]
    for phone in phones:
        phone.page.context.set_offline(True)
    first = one.scan(registrations[0]["code"])
    assert (first["outcome"], first["name"]) == ("welcome", "Phạm Văn Rê")
    assert other.scan(registrations[0]["code"])["outcome"] == "welcome", "the phones do not know of each other"
    assert other.scan(registrations[1]["short_code"])["name"] == "Đinh Thị Mẫu"
    assert one.scan("051085000177|212345678|Lê Văn Thử|09021985|Nam|Ba Tơ|15042021")["name"] == "Lê Văn Thử", "as in the roster"
    unknown = one.scan(CARD_TEXT.replace(CARD, "051085000199"))
    welcome = one.call("walkIn", unknown["offer"]["walkIn"])
    assert (welcome["outcome"], welcome["name"]) == ("welcome", "Lê Văn Thử")
    nobody = one.scan(UNKNOWN)["id"]
    one.call("countHeads", {"sitting": sitting, "category": "Khán giả", "count": 12, "basis": "counted"})
    for phone in (other, one):
        phone.page.context.set_offline(False)
        phone.call("sync")
        phone.until("!scanner.state.syncing && scanner.state.counts.waiting === 0")
    arrived = desk.get(f"sittings/{sitting}/attendances/").json()["results"]
    assert sorted((row["registration"]["person"]["full_name"], row["scans"]) for row in arrived) == [
        ("Lê Văn Thử", 1), ("Lê Văn Thử", 1), ("Phạm Văn Rê", 2), ("Đinh Thị Mẫu", 1),
    ]  # fmt: skip
    [row] = [row for row in arrived if row["registration"]["person"]["full_name"] == "Phạm Văn Rê"]
    assert abs(datetime.fromisoformat(row["arrived_at"]).timestamp() * 1000 - first["at"]) < 2
    assert [(row["id"], row["outcome"]) for row in one.call("toSee")] == [(nobody, "unknown")]
    counted = desk.get(f"sittings/{sitting}/headcounts/").json()["results"]
    assert [(row["category"], row["count"]) for row in counted] == [("Khán giả", 12)]
    one.call("sync")
    assert [row["walkIn"] for row in one.call("search", "thu") if row["walkIn"]] == [welcome["walkIn"]]
    assert one.call("tick", welcome["walkIn"])["outcome"] == "already"
    for phone in phones:
        phone.page.context.close()


def held_today(desk):
    """A training session whose only sitting is open all day: (activity, sitting, registrations)."""
    unit = desk.get("units/", params={"q": "Ba Vì", "level": "commune", "on": "2026-11-23"}).json()["results"][0]["id"]
    today = datetime.now(VIETNAM).date().isoformat()
    times = {"starts_at": f"{today}T00:30:00+07:00", "ends_at": f"{today}T23:30:00+07:00"}
    asked = {
        "title": "Tập huấn thử máy quét",
        "unit": unit,
        "starts_on": today,
        "ends_on": today,
        "status": "open",
        "topics": ["Luật Đất đai 2024"],
    }
    session = desk.post("training-sessions/", json=asked | {"sittings": [{"label": "Cả ngày"} | times]}).json()
    registrations = []
    for name, card in (("Phạm Văn Rê", None), ("Đinh Thị Mẫu", None), ("Lê Văn Thử", "051085000177")):
        person = {"full_name": name, "gender": "M", "birth_year": 1985, "ethnic_group": "Hrê", "unit": unit} | (
            {"national_id": card} if card else {}
        )
        registrations.append(desk.post(f"activities/{session['id']}/registrations/", json={"person": person, "role": "participant"}).json())
    return session["id"], session["sittings"][0]["id"], registrations


# --- speed


@pytest.mark.parametrize("throttle", [1, 4])
def test_a_roster_of_five_thousand_answers_at_once(open_phone, hall, throttle):
    family, middle, given = (
        ["Phạm", "Đinh", "Nguyễn", "Hồ", "Lê"],
        ["Văn", "Thị", "Minh", "Ngọc"],
        ["Rê", "Mẫu", "Hoa", "Hòa", "Lan", "Tiếu", "Ân", "Brol"],
    )
    hall.people = [person(n, f"{family[n % 5]} {middle[n % 4]} {given[n % 8]} {chr(65 + n % 26)}{n}") for n in range(1, 5001)]
    phone = open_phone()
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    offline(phone)
    searches = phone.do(
        """() => ["h", "hoa", "pham van", "n", "dinh thi l", "t t", "zz", "ngoc an k", "re", "le minh"].flatMap(q => [0, 1, 2].map(() => {
             const began = performance.now(); scanner.search(q); return performance.now() - began; }))"""
    )
    verdicts = phone.do(
        """async codes => { const times = []; for (const code of codes) {
             const began = performance.now(); await scanner.scan(code); times.push(performance.now() - began); } return times; }""",
        [code_of(n) for n in range(1, 5001, 50)],
    )
    began = time.monotonic()
    phone.open()
    opened = time.monotonic() - began
    print(f"\nthrottle {throttle}: search {spread(searches)}, scan to verdict {spread(verdicts)}, page opened in {opened * 1000:.0f} ms")
    assert statistics.median(searches) < 50 and statistics.median(verdicts) < 50 * throttle


def spread(times):
    return f"median {statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms, most {max(times):.1f} ms"


# --- a browser to be killed


class Browser:
    def __init__(self, chromium, folder) -> None:
        self.folder = folder
        self.context = chromium.browser_type.launch_persistent_context(str(folder), executable_path=CHROMIUM, args=FLAGS)

    def __enter__(self):
        return self

    def phone(self, hall):
        return Phone(self.context.new_page(), hall)

    def kill(self):
        for pid in _processes_of(self.folder):
            os.kill(pid, signal.SIGKILL)

    def __exit__(self, *_error):
        with suppress(Error):
            self.context.close()


def _processes_of(folder):
    """The browser's own process, by the profile on its command line."""
    mine = f"--user-data-dir={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mine in (process / "cmdline").read_bytes().split(b"\0"):
                yield int(process.name)
