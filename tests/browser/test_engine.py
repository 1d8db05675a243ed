"""The scanner's engine in a real Chromium, against a server that answers badly: nothing is lost, nothing is counted twice, nothing is green too early."""

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import itemgetter

import pytest
from playwright.sync_api import Page

from attendance.scans import sealing
from tests.browser.fake_api import KEY, FakeApi, code_of, person
from tests.browser.scanner_phone import PASS_TIME, ROWS, kill_browser
from tests.browser.served_activity import ServedActivity
from tests.chromium import CHROMIUM, FLAGS
from tests.local_server import local_server

pytestmark = pytest.mark.browser
UNKNOWN = "U" * 26
REFUSED = "R" * 26  # the API answers 400 for it
CARD = "051085000123"
CARD_TEXT = f"{CARD}|212345678|Lê Văn Thử|09021985|Nam|Thôn Mẫu, Ba Vinh, Ba Tơ, Quảng Ngãi|15042021"
DAY = 86_400_000  # ms
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


DELETE_STORE = "new Promise((done) => { const gone = indexedDB.deleteDatabase('scanner'); gone.onsuccess = () => done(true); })"


@pytest.fixture
def api():
    """What the phones speak to: an API that can be spoilt."""
    api = FakeApi()
    with local_server(api.answer) as api.address:
        yield api


@pytest.fixture
def open_phone(chromium, api):
    """open_phone(before="…"): the engine in a browser of its own; `before` is run before it."""
    contexts = []

    def make(before="", pair="PARAAAAA", context=None):
        if context is None:
            context = chromium.new_context(timezone_id="Asia/Ho_Chi_Minh")
            contexts.append(context)
        phone = EnginePhone(context.new_page(), api)
        if before:
            phone.page.add_init_script(before)
        phone.open(pair)
        return phone

    yield make
    for context in contexts:
        context.close()


@dataclass
class EnginePhone:
    """The engine on a page without a screen; its server is `api`, or the real one at an address."""

    page: Page
    api: FakeApi | None = None
    address: str = ""

    def open(self, pair=None):
        self.page.goto(self.address or self.api.address)
        self.until("window.scanner || window.broken")
        assert self.page.evaluate("window.broken") is None
        if pair:
            assert self.call("pair", pair) == {"ok": True}
            self.until("scanner.state.roster.complete && !scanner.state.syncing")

    def call(self, name, *arguments):
        return self.page.evaluate("([name, args]) => scanner[name](...args)", [name, list(arguments)])

    def scan(self, registration):
        return self.call("scan", code_of(registration) if isinstance(registration, int) else registration)

    def until(self, condition):
        self.page.wait_for_function(f"() => {condition}", polling=20)

    def sync(self):
        self.call("sync")
        self.until("!scanner.state.syncing")

    def go_online(self):
        self.until("!scanner.state.syncing")
        self.api.is_down = False

    @property
    def state(self):
        return self.page.evaluate("scanner.state")


# --- the straight path


def test_a_pass_is_welcome_once_and_then_already_there(open_phone, api):
    phone = open_phone()
    first = phone.scan(1)
    assert (first["kind"], first["outcome"], first["name"], first["sittingLabel"]) == ("verdict", "welcome", "Phạm Văn Rê", "Sáng")
    again = phone.call("tick", 1)
    assert (again["outcome"], again["firstAt"]) == ("already", first["at"])
    phone.until("scanner.state.counts.confirmed === 2")
    assert phone.state["counts"] == {"scanned": 2, "waiting": 0, "confirmed": 2, "toSee": 0, "headcountsWaiting": 0, "waitingElsewhere": 0}
    assert sorted(item["method"] for item in api.scans.values()) == ["list", "pass"]
    assert {item["registration"] for item in api.scans.values()} == {1}


def test_a_scan_is_in_the_store_before_it_is_answered(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    answer = phone.scan(2)
    [row] = phone.page.evaluate(ROWS, "scans")
    assert (row["id"], row["waiting"], row["item"]["registration"]) == (answer["id"], 1, 2)


def test_the_same_code_before_the_camera_is_one_scan(open_phone):
    phone = open_phone()
    answers = phone.page.evaluate("code => Promise.all([scanner.scan(code), scanner.scan(code)])", code_of(1))
    assert [answer.get("repeated", False) for answer in answers] == [False, True]
    assert {answer["outcome"] for answer in answers} == {"welcome"}
    for _look in range(4):  # it stays before the camera: the three seconds begin anew with each look
        phone.page.evaluate(PASS_TIME, 1000)
        assert phone.scan(1)["repeated"] is True
    phone.page.evaluate(PASS_TIME, 3100)
    assert phone.scan(1)["outcome"] == "already"
    assert phone.state["counts"]["scanned"] == 2


def test_two_people_read_at_once_are_two_and_one_person_read_two_ways_is_welcome_once(open_phone):
    phone = open_phone()
    answers = phone.page.evaluate(
        "(codes) => Promise.all([...codes.map((code) => scanner.scan(code)), scanner.tick(1)])", [code_of(1), code_of(2)]
    )
    assert sorted(answer["outcome"] for answer in answers) == ["already", "welcome", "welcome"]


def test_a_short_code_finds_its_person(open_phone, api):
    phone = open_phone()
    assert phone.scan("abc-def")["name"] == "Phạm Văn Rê"
    assert (phone.scan("ABCDEG")["outcome"], phone.call("recent")[0]["code"]) == ("unknown", "ABCDEG")


def test_a_pass_of_a_merged_registration_is_that_of_the_one_that_stands(open_phone, api):
    former = person(9, "", short="ABCDEH")
    api.people[0]["former"] = [{name: former[name] for name in ("code_digest", "short_digest")}]
    phone = open_phone()
    answers = [phone.scan(9), phone.scan("ABCDEH"), phone.scan("ABCDEF")]
    assert [(answer["outcome"], answer["registration"]) for answer in answers] == [("welcome", 1), ("already", 1), ("already", 1)]


def test_a_short_code_that_two_people_share_by_chance_is_asked(open_phone, api):
    api.people[1]["short_digest"] = api.people[0]["short_digest"]
    phone = open_phone()
    question = phone.scan("ABCDEF")
    assert (question["kind"], question["question"], sorted(candidate["registration"] for candidate in question["candidates"])) == (
        "ask",
        "choose",
        [1, 2],
    )
    assert phone.state["counts"]["waiting"] == 1, "it is stored while the usher thinks"
    answer = phone.call("confirmCard", question["pending"], 2)
    assert (answer["outcome"], answer["name"]) == ("welcome", "Đinh Thị Mẫu")
    phone.sync()
    [item] = api.scans.values()
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
    assert phone.page.evaluate(ROWS, "scans") == []


def test_too_early_too_late_and_no_sitting_today_say_why(open_phone, api):
    now = api.now()
    vietnam_noon = now.replace(hour=5, minute=0, second=0, microsecond=0)  # 12:00 there
    api.sittings = [
        api.sitting(71, "Sáng", vietnam_noon - timedelta(hours=6), vietnam_noon - timedelta(hours=2)),
        api.sitting(72, "Chiều", vietnam_noon + timedelta(hours=1), vietnam_noon + timedelta(hours=5)),
    ]
    api.ends_at = now + timedelta(days=9)
    moments = {"noon": vietnam_noon, "evening": vietnam_noon + timedelta(hours=8), "next day": vietnam_noon + timedelta(days=1)}
    answers = {}
    for name, moment in moments.items():
        api.now = lambda moment=moment: moment
        phone = open_phone(before=f"window.ahead = {int((moment - now).total_seconds() * 1000)}")
        answers[name] = phone.scan(1)
    assert {name: (answer["outcome"], answer["why"]) for name, answer in answers.items()} == {
        "noon": ("closed", "too_early"),
        "evening": ("closed", "too_late"),
        "next day": ("closed", "no_sitting_today"),
    }
    assert (answers["noon"]["sittingLabel"], answers["noon"]["opensAt"]) == (
        "Chiều",
        (vietnam_noon + timedelta(hours=1)).timestamp() * 1000,
    )


def test_who_withdrew_is_told_apart_and_stays_to_see(open_phone, api):
    api.people[0]["status"] = "withdrawn"
    phone = open_phone()
    answer = phone.scan(1)
    assert (answer["outcome"], answer["why"], answer["name"]) == ("withdrawn", "withdrawn", "Phạm Văn Rê")
    phone.sync()
    assert [(row["id"], row["name"], row["why"]) for row in phone.call("toSee")] == [(answer["id"], "Phạm Văn Rê", "withdrawn")]


# --- identity cards and walk-ins


def test_a_card_is_matched_by_its_name_and_its_number_goes_sealed(open_phone, api):
    api.people.append(person(4, "LÊ VĂN THỬ"))
    phone = open_phone()
    answer = phone.scan(CARD_TEXT)
    assert (answer["outcome"], answer["registration"], answer["method"]) == ("welcome", 4, "card")
    phone.sync()
    [item] = api.scans.values()
    assert (item["registration"], sealing.open_card(KEY, item["sealed_card"])) == (4, CARD)


def test_of_namesakes_the_one_born_in_the_year_of_the_card_is_meant(open_phone, api):
    api.people += [person(4, "Lê Văn Thử", hint="1980"), person(5, "Lê Văn Thử", hint="1985")]
    phone = open_phone()
    assert phone.scan(CARD_TEXT)["registration"] == 5
    api.people += [person(6, "Lê Văn Thử", hint="1985 · Ba Vì")]
    phone.sync()
    phone.page.evaluate(PASS_TIME, 3100)
    question = phone.scan(CARD_TEXT)
    assert (question["question"], {candidate["registration"] for candidate in question["candidates"]}) == ("choose", {5, 6})


def test_a_card_with_other_accents_is_asked_and_the_answer_takes_the_place_of_the_question(open_phone, api):
    api.people.append(person(4, "Lê Văn Thư"))
    phone = open_phone()
    question = phone.scan(CARD_TEXT)
    assert (question["question"], question["onCard"], question["candidates"][0]["name"]) == ("card_name", "Lê Văn Thử", "Lê Văn Thư")
    answer = phone.call("confirmCard", question["pending"], 4)
    assert (answer["outcome"], answer["registration"]) == ("welcome", 4)
    phone.sync()
    [item] = api.scans.values()
    assert (item["method"], item["registration"], sealing.open_card(KEY, item["sealed_card"])) == ("card", 4, CARD)


def test_what_the_server_says_of_the_number_is_the_last_word(open_phone, api):
    api.people.append(person(4, "Lê Văn Thử"))
    phone = open_phone()
    phone.api.is_down = True
    assert phone.scan(CARD_TEXT)["outcome"] == "welcome"
    api.not_theirs.add(4)
    phone.go_online()
    phone.sync()
    assert [(row["name"], row["outcome"]) for row in phone.call("toSee")] == [("Lê Văn Thử", "unknown")]
    assert phone.call("tick", 4)["outcome"] == "welcome", "it did not count"


def test_a_typed_number_names_nobody_and_goes_sealed(open_phone, api):
    api.people.append(person(4, "Lê Văn Thử"))
    phone = open_phone()
    answer = phone.scan(CARD)
    assert (answer["outcome"], answer["why"], answer["name"]) == ("unknown", "card_unknown", None)
    phone.scan(1)
    phone.sync()
    assert sealing.open_card(KEY, api.scans[answer["id"]]["sealed_card"]) == CARD


def test_an_unknown_card_is_held_and_becomes_the_walk_in(open_phone, api):
    phone = open_phone()
    answer = phone.scan(CARD_TEXT)
    assert (answer["outcome"], answer["why"], answer["name"]) == ("unknown", "card_unknown", "Lê Văn Thử")
    offered = answer["offer"]["walkIn"]
    assert (offered["fullName"], offered["birthYear"], offered["gender"]) == ("Lê Văn Thử", 1985, "M")
    assert sealing.open_card(KEY, offered["sealedCard"]) == CARD
    phone.sync()
    assert api.scans == {}, "held while the usher decides"
    welcome = phone.call("walkIn", {**offered, "unit": 5})
    assert (welcome["outcome"], welcome["name"], welcome["at"]) == ("welcome", "Lê Văn Thử", answer["at"])
    phone.sync()
    [item] = api.scans.values()
    assert (item["method"], item["walk_in"]["full_name"], item["walk_in"]["birth_year"], item["walk_in"]["unit"]) == (
        "card",
        "Lê Văn Thử",
        1985,
        5,
    )
    assert sealing.open_card(KEY, item["walk_in"]["sealed_card"]) == CARD
    assert (phone.state["counts"]["scanned"], phone.state["counts"]["toSee"]) == (1, 0)


def test_the_same_card_again_is_the_walk_in_of_before(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    offered = phone.scan(CARD_TEXT)["offer"]["walkIn"]
    walk_in = phone.call("walkIn", offered)["walkIn"]
    phone.page.evaluate(PASS_TIME, 3100)
    again = phone.scan(CARD_TEXT)
    assert (again["outcome"], again["name"], again["walkIn"]) == ("already", "Lê Văn Thử", walk_in)
    assert [row["walkIn"] for row in phone.call("search", "thu")] == [walk_in]
    phone.go_online()
    phone.sync()
    sent = [item["walk_in"] for item in api.scans.values()]
    assert len(sent) == 2 and sent[0] == sent[1]
    third = phone.call("tick", walk_in)
    assert third["outcome"] == "already"
    phone.sync()
    assert {item.get("registration") for item in api.scans.values()} == {None, third["registration"]}, "now it has a registration"


def test_an_unknown_card_goes_as_unknown_with_the_next_scan(open_phone, api):
    phone = open_phone()
    unknown = phone.scan(CARD_TEXT)
    phone.scan(1)
    phone.sync()
    assert sealing.open_card(KEY, api.scans[unknown["id"]]["sealed_card"]) == CARD
    late = phone.call("walkIn", unknown["offer"]["walkIn"])
    assert late["outcome"] == "welcome" and late["id"] != unknown["id"]


def test_a_card_that_stays_before_the_camera_asks_once(open_phone):
    phone = open_phone()
    first = phone.scan(CARD_TEXT)
    phone.page.evaluate(PASS_TIME, 3100)
    again = phone.scan(CARD_TEXT)
    assert (again["id"], again["repeated"], phone.state["counts"]["scanned"]) == (first["id"], True, 1)


def test_who_is_none_of_those_of_that_name_may_be_registered(open_phone, api):
    api.people.append(person(4, "Lê Văn Thư"))
    phone = open_phone()
    question = phone.scan(CARD_TEXT)
    answer = phone.call("confirmCard", question["pending"], None)
    assert (answer["outcome"], answer["offer"]["walkIn"]["fullName"]) == ("unknown", "Lê Văn Thử")
    assert phone.call("walkIn", answer["offer"]["walkIn"])["outcome"] == "welcome"


def test_where_no_walk_ins_are_taken_none_is_offered(open_phone, api):
    api.walk_ins = "none"
    phone = open_phone()
    assert phone.scan(CARD_TEXT)["offer"]["walkIn"] is None
    assert phone.call("walkIn", {"fullName": "Lê Văn Thử"}) == {"kind": "refused", "field": "", "code": "no_walk_ins"}


def test_a_walk_in_tapped_twice_is_one(open_phone, api):
    phone = open_phone()
    written = {"fullName": " Lê  Văn Thử ", "birthYear": 1985, "gender": "M", "unit": None}
    answers = phone.page.evaluate("person => Promise.all([scanner.walkIn(person), scanner.walkIn(person)])", written)
    assert [answer["outcome"] for answer in answers] == ["welcome", "welcome"]
    phone.sync()
    assert [item["walk_in"]["full_name"] for item in api.scans.values()] == ["Lê Văn Thử"]
    assert phone.call("walkIn", {"fullName": "1234"})["code"] == "not_a_name"


def test_no_number_of_a_card_is_ever_in_the_store(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.scan(CARD_TEXT)
    phone.scan("079311000456")
    everything = json.dumps([phone.page.evaluate(ROWS, name) for name in ("pairings", "passes", "scans", "headcounts", "facts")])
    everything += phone.page.evaluate("JSON.stringify(localStorage)")
    for secret in (CARD, "079311000456", "212345678", "Ba Vinh", "09021985"):
        assert secret not in everything and secret not in phone.call("exportWaiting")
    assert {tuple(sorted(row)) for row in phone.page.evaluate(ROWS, "passes")} == {tuple(sorted(api.people[0]))}


# What a phone held before the update: digests of cards, their key, and a scan with one.
FIRST_VERSION = """
window.made = new Promise((resolve) => {
  const request = indexedDB.open("scanner", 1);
  request.onupgradeneeded = () => {
    for (const [name, key] of [["pairings", "device"], ["passes", "registration"], ["scans", "id"], ["headcounts", "id"], ["facts", "name"]]) {
      const table = request.result.createObjectStore(name, {keyPath: key});
      if (["scans", "headcounts"].includes(name)) table.createIndex("waiting", "waiting");
    }
    const put = (name, row) => request.transaction.objectStore(name).put(row);
    const roster = {cursor: "3", complete: true, fetchedAt: 1, total: 3, seen: null, differs: false};
    const keys = {field: "AAAA", seal: SEAL};
    put("facts", {name: "current", device: 1, sitting: null});
    put("pairings", {device: 1, name: "Máy 1", token: "d.PARAAAAA.1", activity: 7, pairedAt: 1, about: {title: "Lớp 7"}, sittings: [],
                     communes: [], keys, roster, revoked: false, ended: false});
    put("passes", {registration: 1, name: "Phạm Văn Rê", hint: "", code_digest: CODE, short_digest: "abcdef", card_digest: "51e5a",
                   status: "registered", walk_in: null});
    put("passes", {registration: 9, name: "Lê Văn Thử", hint: "", code_digest: "c", short_digest: "abcdef", card_digest: "0b5e1",
                   status: "registered", walk_in: null});
    const item = {id: "4b2ff2f4-6f4f-4d0c-9d0b-1b7a2e8f0b11", method: "pass", scanned_at: new Date().toISOString(), registration: 1};
    put("scans", {id: item.id, pairing: 1, activity: 7, waiting: 1, item, at: Date.now(), method: "pass", registration: 1, walkIn: null,
                  name: null, mark: "51e5a", code: null, sitting: null, outcome: "welcome", why: null});
  };
  request.onsuccess = () => { request.result.close(); resolve(true); };
});
"""


def test_what_an_older_version_kept_of_cards_is_gone_and_nothing_else(chromium, open_phone, api):
    api.tokens["d.PARAAAAA.1"] = 7
    context = chromium.new_context(timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    page.goto(f"{api.address}/before.js")
    seal = urlsafe_b64encode(sealing.public_point(KEY)).decode().rstrip("=")
    script = FIRST_VERSION.replace("SEAL", json.dumps(seal)).replace("CODE", json.dumps(api.people[0]["code_digest"]))
    assert page.evaluate(f"() => {{ {script}; return window.made; }}")
    page.close()

    api.is_down = True
    phone = open_phone(pair=None, context=context)
    stored = json.dumps([phone.page.evaluate(ROWS, name) for name in ("pairings", "passes", "scans")])
    for derived in ("card_digest", "51e5a", "0b5e1", "mark", "field"):
        assert derived not in stored
    answer = phone.scan(CARD_TEXT)
    assert (answer["outcome"], answer["registration"]) == ("closed", 9), "the names are there without a network (and no sittings)"
    assert phone.state["counts"]["waiting"] == 2
    phone.go_online()
    phone.sync()
    phone.until("scanner.state.counts.waiting === 0")
    assert "4b2ff2f4-6f4f-4d0c-9d0b-1b7a2e8f0b11" in api.scans
    assert "" in api.rosters and sorted(row["registration"] for row in phone.page.evaluate(ROWS, "passes")) == [1, 2, 3]
    assert phone.scan("ABCDEF")["registration"] == 1, "short codes by the key of the activity"
    context.close()


# --- uploads that go wrong


def test_twenty_answers_cut_off_after_the_server_committed_lose_and_double_nothing(open_phone, api):
    phone = open_phone()
    api.spoil = ["cut", "short", "drop", "cut"] * 5
    for registration in (1, 2, 3):
        phone.scan(registration)
    phone.scan(UNKNOWN)
    for _try in range(40):
        phone.call("sync")
        if phone.state["counts"]["waiting"] == 0:
            break
    assert api.spoil == [] and phone.state["counts"]["waiting"] == 0
    assert len(api.posts) >= 21 and len(api.scans) == 4
    assert phone.state["counts"]["confirmed"] == 4


def test_an_answer_that_names_half_acknowledges_half(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    ids = [phone.scan(registration)["id"] for registration in (1, 2, 3)]
    phone.go_online()
    api.spoil = ["half", "500"]
    phone.call("sync")
    assert (phone.state["counts"]["waiting"], phone.state["counts"]["confirmed"]) == (2, 1)
    assert sorted(row["id"] for row in phone.page.evaluate(ROWS, "scans") if row.get("waiting")) == sorted(ids[1:])
    phone.call("sync")
    assert phone.state["counts"]["waiting"] == 0


def test_results_in_another_order_go_to_their_own_scans(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.scan(1)
    unknown = phone.scan(UNKNOWN)["id"]
    phone.go_online()
    api.spoil = ["backwards"]
    phone.call("sync")
    assert [(row["id"], row["outcome"]) for row in phone.call("toSee")] == [(unknown, "unknown")]


@pytest.mark.parametrize("how", ["500", "401", "html", "slow1", "403", "429", "bad request", "sign in"])
def test_a_bad_answer_keeps_the_queue_and_never_stops_a_scan(open_phone, api, how):
    phone = open_phone(before="window.timeouts = {upload: 400}")
    api.spoil = [how] * 3
    assert phone.scan(1)["outcome"] == "welcome"
    phone.until("!scanner.state.syncing && scanner.state.problem")
    expected = {"500": "server_error", "401": "token_unknown", "html": "captive_portal", "slow1": "timeout"}
    expected |= {"403": "forbidden", "429": "throttled", "bad request": "refused_request", "sign in": "captive_portal"}
    assert (phone.state["problem"], phone.state["counts"]["waiting"]) == (expected[how], 1)
    assert phone.scan(2)["outcome"] == "welcome"
    api.spoil = []
    phone.page.wait_for_timeout(1100 if how == "slow1" else 0)
    phone.call("sync")
    assert (phone.state["problem"], phone.state["counts"]["waiting"], len(api.scans)) == (None, 0, 2)


def test_what_the_server_refuses_stays_until_a_person_has_seen_it(open_phone, api):
    phone = open_phone()
    phone.scan(1)
    refused = phone.scan(REFUSED)["id"]
    phone.sync()
    assert [(row["id"], row["refused"]) for row in phone.call("toSee")] == [(refused, {"field": "code", "code": "not_text"})]
    assert phone.call("forget") == {"ok": False, "reason": "to_see"}
    assert REFUSED in phone.call("exportWaiting")
    before = len(api.posts)
    phone.sync()
    assert len(api.posts) == before, "it is not sent again"
    phone.open()
    assert phone.state["counts"]["toSee"] == 1
    phone.call("markSeen", [refused])
    assert (phone.call("toSee"), phone.state["counts"]["toSee"]) == ([], 0)


def test_one_scan_that_spoils_a_batch_does_not_stop_the_others(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    for registration in (1, 2, 3):
        phone.scan(registration)
    phone.go_online()
    api.spoil = ["400"] * 3
    phone.call("sync")
    assert (phone.state["counts"]["waiting"], [len(post["ids"]) for post in api.posts if post["how"] == "400"]) == (0, [3, 2, 1])


def test_a_thousand_scans_go_in_batches_of_two_hundred_and_never_two_at_a_time(open_phone, api):
    api.people = [person(n, f"Người {n}") for n in range(1, 1001)]
    phone = open_phone()
    phone.api.is_down = True
    phone.page.evaluate("async () => { for (let n = 1; n <= 1000; n++) await scanner.tick(n); }")
    phone.go_online()
    api.posts.clear()
    phone.page.evaluate("Promise.all([scanner.sync(), scanner.sync(), scanner.sync()])")
    assert [len(post["ids"]) for post in api.posts] == [200] * 5
    assert [post["sent"]["waiting"] for post in api.posts] == [800, 600, 400, 200, 0]
    assert len(api.scans) == 1000 and phone.state["counts"]["confirmed"] == 1000
    posts = sorted(api.posts, key=itemgetter("began"))
    assert all(earlier["ended"] <= later["began"] for earlier, later in pairwise(posts))


@pytest.mark.only_deep
def test_a_slow_line_empties_the_queue_in_batches_that_it_can_carry(open_phone, api):
    api.people = [person(n, f"Người {n}") for n in range(1, 321)]
    phone = open_phone(before="window.timeouts = {upload: 1000}")
    phone.api.is_down = True
    phone.page.evaluate("async () => { for (let n = 1; n <= 320; n++) await scanner.tick(n); }")
    api.posts.clear()
    api.seconds_per_scan = 0.012
    phone.go_online()
    phone.call("sync")
    assert (phone.state["counts"]["waiting"], phone.state["counts"]["confirmed"], len(api.scans)) == (0, 320, 320)
    sizes = [len(post["ids"]) for post in api.posts]
    assert sizes[:3] == [200, 100, 50] and max(sizes[3:]) < 100, "it goes on with what came through"
    assert api.posts[0]["size"] < 200 * 90, "compressed: as it is a scan has more than 200 bytes"


@pytest.mark.only_deep
@pytest.mark.parametrize("seconds", [30])
def test_an_answer_that_comes_late_is_waited_for(open_phone, api, seconds):
    phone = open_phone()
    api.spoil = [f"slow{seconds}"]
    phone.scan(1)
    phone.call("sync")
    assert (phone.state["problem"], phone.state["counts"]["waiting"], len(api.posts)) == (None, 0, 1)


@pytest.mark.only_deep
@pytest.mark.parametrize("kilobits", [20])
def test_three_hundred_and_twenty_scans_go_through_a_thin_line(open_phone, api, kilobits):
    api.people = [person(n, f"Người {n}") for n in range(1, 321)]
    phone = open_phone()
    phone.api.is_down = True
    phone.page.evaluate("async () => { for (let n = 1; n <= 320; n++) await scanner.tick(n); }")
    line = {"offline": False, "latency": 600, "downloadThroughput": kilobits * 125, "uploadThroughput": kilobits * 125}
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)
    api.posts.clear()
    phone.go_online()
    phone.call("sync")
    assert (phone.state["counts"]["waiting"], len(api.scans)) == (0, 320)
    assert [len(post["ids"]) for post in api.posts] == [200, 120], "nothing was sent twice"


def test_a_phone_that_is_asked_to_wait_waits_so_long(open_phone, api):
    phone = open_phone()
    api.spoil = ["429"]
    phone.scan(1)
    phone.until("!scanner.state.syncing && scanner.state.problem")
    for pause, posts in ((60_000, 1), (60_000, 2)):
        phone.page.evaluate(PASS_TIME, pause)
        phone.scan(2)
        phone.until("!scanner.state.syncing")
        assert len(api.posts) == posts


@pytest.mark.parametrize(
    "before",
    ["", "Object.defineProperty(navigator, 'locks', {value: undefined}); delete Crypto.prototype.randomUUID"],
    ids=["locks", "lease"],
)
def test_two_tabs_never_send_at_the_same_time(open_phone, api, before):
    first_tab = open_phone(before)
    second_tab = open_phone(before, pair=None, context=first_tab.page.context)
    first_tab.api.is_down = True
    for registration in (1, 2):
        first_tab.scan(registration)
    assert second_tab.scan(3)["outcome"] == "welcome"
    first_tab.go_online()
    api.posts.clear()
    api.spoil = ["slow0.5"] * 4
    first_tab.page.evaluate("void scanner.sync()")
    second_tab.page.evaluate("void scanner.sync()")
    for tab in (first_tab, second_tab):
        tab.until("!scanner.state.syncing && scanner.state.counts.waiting === 0")
    sent = [scan for post in api.posts for scan in post["ids"]]
    assert sorted(sent) == sorted(api.scans) and len(sent) == 3, "each once"
    posts = sorted(api.posts, key=itemgetter("began"))
    assert all(earlier["ended"] <= later["began"] for earlier, later in pairwise(posts))
    assert second_tab.scan(1)["outcome"] == "already", "what one tab has stored, the other knows"


def test_a_headcount_is_kept_until_acknowledged(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    answer = phone.call("countHeads", {"sitting": 71, "category": "Khán giả", "count": 300, "basis": "estimated"})
    assert (answer["kind"], phone.state["counts"]["waiting"]) == ("stored", 1)
    assert phone.call("countHeads", {"sitting": 71, "category": "Khán giả", "count": -1, "basis": "counted"})["field"] == "count"
    phone.go_online()
    phone.sync()
    [counted] = api.headcounts.values()
    assert (counted["count"], counted["basis"], phone.state["counts"]["waiting"]) == (300, "estimated", 0)
    assert [headcount["waiting"] for headcount in phone.call("headcounts")] == [False]


# --- the store


def test_killing_the_browser_loses_nothing(chromium, api, tmp_path):
    start = partial(chromium.browser_type.launch_persistent_context, str(tmp_path), executable_path=CHROMIUM, args=FLAGS)
    browser = start()
    phone = EnginePhone(browser.new_page(), api)
    phone.open("PARAAAAA")
    phone.api.is_down = True
    scans = [phone.scan(registration)["id"] for registration in (1, 2, 3)]
    in_question = phone.scan(CARD_TEXT)["id"]
    kill_browser(browser, tmp_path)
    api.is_down = False
    browser = start()
    phone = EnginePhone(browser.new_page(), api)
    phone.open()
    assert (phone.state["roster"]["size"], phone.state["device"]["name"]) == (3, "Máy")
    phone.until("scanner.state.counts.waiting === 0")
    assert phone.scan(1)["outcome"] == "already"
    phone.sync()
    browser.close()
    assert set(api.scans) >= {*scans, in_question}, "also the one that the usher was being asked about"
    assert len(api.scans) == 5


@pytest.mark.parametrize(("name", "reason"), [("SecurityError", "refused"), ("UnknownError", "full"), ("QuotaExceededError", "full")])
def test_a_store_that_does_not_open_is_said_before_the_first_scan_and_a_full_disk_is_no_private_mode(open_phone, name, reason):
    phone = open_phone(f"indexedDB.open = () => {{ throw new DOMException('no', '{name}'); }}", pair=None)
    assert (phone.state["storage"]["ok"], phone.state["storage"]["reason"]) == (False, reason)
    assert phone.call("pair", "PARAAAAA") == {"ok": False, "reason": "storage"}


def test_room_for_a_hall_is_measured_by_writing_before_a_phone_is_paired(open_phone, api):
    """The browser says that there is plenty, and does not take a file of five megabytes."""
    phone = open_phone(
        """const put = IDBObjectStore.prototype.put;
           IDBObjectStore.prototype.put = function (row) {
             if (window.full !== false && row.value && row.value.byteLength > 1e6) throw new DOMException("no room", "QuotaExceededError");
             return put.call(this, row);
           };""",
        pair=None,
    )
    assert phone.state["storage"]["ok"] is True
    assert phone.call("pair", "PARAAAAA") == {"ok": False, "reason": "storage"}
    assert (phone.state["storage"]["reason"], api.tokens) == ("full", {})
    phone.page.evaluate("window.full = false")
    assert phone.call("pair", "PARAAAAA") == {"ok": True}


def test_no_room_at_a_scan_is_never_green(open_phone, api):
    phone = open_phone(FULL)
    phone.page.evaluate("window.full = true")
    answer = phone.scan(1)
    assert (answer["kind"], answer["reason"], answer["name"]) == ("not_stored", "full", "Phạm Văn Rê")
    assert (phone.state["storage"]["ok"], phone.state["storage"]["reason"], phone.state["counts"]["scanned"]) == (False, "full", 0)
    phone.page.evaluate("window.full = false")
    assert phone.scan(1)["outcome"] == "welcome", "at once: what was not stored was not scanned"
    assert phone.state["storage"]["ok"] is True


def test_no_room_is_said_before_the_first_scan(open_phone):
    phone = open_phone("window.full = true;" + FULL, pair=None)
    assert (phone.state["storage"]["ok"], phone.state["storage"]["reason"]) == (False, "full")
    assert phone.call("pair", "PARAAAAA") == {"ok": False, "reason": "storage"}


def test_a_store_that_came_up_empty_is_given_back_what_was_not_sent(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    first, second = phone.scan(1)["id"], phone.scan(UNKNOWN)["id"]
    stored = phone.page.evaluate("JSON.stringify(localStorage)")
    assert json.loads(json.loads(stored)["scanner-waiting"]).keys() == {"waiting", "at"}
    for name in ("Phạm Văn Rê", "Đinh Thị Mẫu"):
        assert name not in stored, "who is in the roster is not named in the second place either"
    phone.call("close")
    assert phone.page.evaluate(DELETE_STORE)  # the store goes while the phone is off, as Chromium's did on a disk of 8 MB that was full
    phone.open()
    assert (phone.state["device"], phone.state["lost"], phone.state["counts"]["waiting"]) == ({"id": 1, "name": "Máy"}, None, 2)
    assert [row["id"] for row in phone.page.evaluate(ROWS, "scans") if row["waiting"]] == sorted([first, second])
    phone.go_online()
    phone.sync()
    assert sorted(api.scans) == sorted([first, second])
    phone.until("scanner.state.roster.complete")
    assert phone.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('scanner-copy:scans'))") == []
    assert phone.call("forget") == {"ok": True}
    assert "scanner-copy" not in phone.page.evaluate("JSON.stringify(localStorage)")


def test_what_no_place_has_any_more_is_told_as_lost(open_phone):
    phone = open_phone()
    phone.api.is_down = True
    kept, gone = phone.scan(1)["id"], phone.scan(UNKNOWN)["id"]
    phone.call("close")
    phone.page.evaluate("id => localStorage.removeItem(`scanner-copy:scans:${id}`)", gone)
    assert phone.page.evaluate(DELETE_STORE)
    phone.open()
    assert (phone.state["counts"]["waiting"], phone.state["lost"]["waiting"]) == (1, 1)
    phone.call("markLossSeen")
    assert phone.state["lost"] is None
    phone.open()
    assert (phone.state["lost"], [row["id"] for row in phone.page.evaluate(ROWS, "scans")]) == (None, [kept])


# On a tmpfs that was full Chromium either came up with an empty store or did not open it at all; localStorage had what was flushed before.
DOES_NOT_OPEN = """
const open = indexedDB.open;
indexedDB.open = function (...names) {
  if (window.full) throw new DOMException("Internal error opening backing store for indexedDB.open.", "UnknownError");
  return open.apply(indexedDB, names);
};
"""


@pytest.mark.only_deep
@pytest.mark.parametrize("is_emptied", [True, False], ids=["emptied", "not opened"])
def test_a_phone_opened_again_on_a_full_disk_sends_what_it_has_and_goes_on_when_there_is_room(open_phone, api, is_emptied):
    phone = open_phone("window.full = localStorage.getItem('full') === '1';" + (FULL if is_emptied else DOES_NOT_OPEN))
    phone.api.is_down = True
    scan = phone.scan(1)["id"]
    phone.page.evaluate("localStorage.setItem('full', '1')")
    phone.call("close")
    if is_emptied:
        assert phone.page.evaluate(DELETE_STORE)
    phone.open()
    assert (phone.state["storage"]["reason"], phone.state["counts"]["waiting"], phone.state["lost"]) == ("full", 1, None)
    assert phone.scan(2)["kind"] == "not_stored"
    phone.go_online()
    phone.sync()
    assert (list(api.scans), phone.state["counts"]["waiting"], phone.state["storage"]["reason"]) == ([scan], 0, "full")
    phone.page.evaluate("window.full = false")
    phone.until("scanner.state.storage.ok")
    phone.sync()
    phone.until("scanner.state.roster.complete")
    assert phone.scan(2)["outcome"] == "welcome", "without opening the page again"


def test_a_store_that_is_emptied_under_the_open_page_is_filled_again_before_anything_is_called_sent(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    scan = phone.scan(1)["id"]
    phone.until("!scanner.state.syncing")
    assert phone.page.evaluate(DELETE_STORE)
    phone.page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # the store is read again
    phone.page.wait_for_timeout(300)
    assert phone.state["counts"]["waiting"] == 1
    phone.go_online()
    phone.sync()
    assert (list(api.scans), phone.state["counts"]["waiting"], phone.state["counts"]["confirmed"]) == ([scan], 0, 1)
    assert [len(phone.page.evaluate(ROWS, name)) for name in ("pairings", "passes", "scans")] == [1, 3, 1]


def test_what_was_acknowledged_is_no_loss(open_phone):
    phone = open_phone()
    phone.scan(1)
    phone.until("scanner.state.counts.confirmed === 1 && !scanner.state.syncing")
    phone.call("close")
    assert phone.page.evaluate(DELETE_STORE)  # the store goes while the phone is off, as Chromium's did on a disk of 8 MB that was full
    phone.open()
    assert (phone.state["lost"], phone.state["counts"]["waiting"], phone.state["device"]["id"]) == (None, 0, 1)


def test_the_room_left_is_told_at_the_opening_and_looked_at_before_each_upload(open_phone):
    phone = open_phone(LITTLE_ROOM)
    assert (phone.state["storage"]["ok"], phone.state["storage"]["room"]) == (True, 12)
    phone.page.evaluate("window.left = 3")
    phone.call("sync")
    assert phone.state["storage"]["room"] == 3
    phone.page.evaluate("window.left = 5000")
    phone.call("sync")
    assert phone.state["storage"]["room"] is None, "plenty is not told"


# --- the roster


def test_an_interrupted_roster_goes_on_where_it_broke_off(open_phone, api):
    api.people = [person(n, f"Người {n}") for n in range(1, 51)]
    api.page_size = 10
    api.spoil_roster = ["well", "well", "cut"]
    phone = open_phone(pair=None)
    phone.call("pair", "PARAAAAA")
    phone.until("scanner.state.roster.size === 20 && !scanner.state.syncing")
    assert phone.state["roster"]["complete"] is False
    assert (phone.scan(50)["outcome"], phone.call("recent")[0]["why"]) == ("unknown", "roster_incomplete")
    api.rosters.clear()
    phone.open()
    phone.until("scanner.state.roster.complete")
    assert api.rosters[:3] == ["20", "30", "40"]
    assert phone.state["roster"]["size"] == 50 and len(phone.page.evaluate(ROWS, "passes")) == 50


def test_a_roster_of_another_size_than_the_server_says_is_fetched_anew_once(open_phone, api):
    api.people = [person(n, f"Người {n}") for n in range(1, 6)]
    phone = open_phone()
    removed = api.people.pop(0)
    api.people[0] = person(2, "Người Hai")
    api.rosters.clear()
    phone.call("sync")
    assert api.rosters == ["5", ""]
    assert (phone.state["roster"]["size"], phone.state["problem"]) == (4, None)
    assert [row["name"] for row in phone.call("search", "nguoi")] == ["Người 3", "Người 4", "Người 5", "Người Hai"]
    assert phone.scan(removed["registration"])["outcome"] == "unknown"


def test_search_folds_accents_and_wants_every_word_and_given_names_first(open_phone, api):
    names = ["Đinh Thị Hoa", "Hoa Thị Mẫu", "Nguyễn Thị Hòa", "Trần Văn Hoàng", "Lê Thị Lan"]
    api.people = [person(n, name) for n, name in enumerate(names, 1)]
    api.people[0]["hint"] = "1980"
    phone = open_phone()
    assert [row["name"] for row in phone.call("search", "HÓA")] == ["Đinh Thị Hoa", "Nguyễn Thị Hòa", "Trần Văn Hoàng", "Hoa Thị Mẫu"]
    assert [row["name"] for row in phone.call("search", "thi ho ng")] == ["Nguyễn Thị Hòa"]
    assert phone.call("search", "dinh hoa")[0]["hint"] == "1980"
    assert phone.call("search", "xyz") == [] and phone.call("search", "  ") == []
    assert phone.call("search", "lan")[0]["arrivedAt"] is None
    phone.call("tick", 5)
    assert phone.call("search", "lan")[0]["arrivedAt"] is not None


def test_a_revoked_phone_forgets_the_roster_and_still_sends_what_waits(open_phone, api):
    phone = open_phone()
    phone.scan(1)
    phone.sync()
    phone.api.is_down = True
    waiting = phone.scan(2)["id"]
    api.roster_refused = "device_revoked"
    phone.go_online()
    phone.call("sync")
    assert (phone.state["revoked"], phone.state["roster"]["size"], phone.state["counts"]["waiting"]) == (True, 0, 0)
    assert waiting in api.scans
    at_rest = json.dumps([phone.page.evaluate(ROWS, name) for name in ("pairings", "passes", "scans")])
    for name in ("Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa"):
        assert name not in at_rest
    after = phone.scan(3)
    assert (after["outcome"], after["why"]) == ("closed", "revoked")
    phone.sync()
    assert api.scans[after["id"]]["code"] == code_of(3)
    phone.open()
    assert (phone.state["revoked"], phone.state["roster"]["size"]) == (True, 0)


def test_the_roster_goes_when_the_activity_has_ended_and_what_waits_stays(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.scan(1)
    phone.page.evaluate(f"window.ahead = {DAY}")
    phone.page.wait_for_timeout(100)
    api.now_before, before = api.now, phone.page.evaluate(ROWS, "passes")
    assert len(before) == 3
    api.now = lambda: api.now_before() + timedelta(days=1)
    api.roster_refused = "activity_ended"
    phone.go_online()
    api.spoil = ["500"] * 9
    phone.call("sync")
    phone.until("scanner.state.ended")
    assert (phone.page.evaluate(ROWS, "passes"), phone.state["counts"]["waiting"]) == ([], 1)
    api.spoil = []
    phone.call("sync")
    assert phone.state["counts"]["waiting"] == 0


@pytest.mark.only_deep
def test_the_roster_goes_at_its_end_also_without_a_network(open_phone, api):
    phone = open_phone()
    api.ends_at = api.now() + timedelta(seconds=3)
    phone.call("sync")
    phone.api.is_down = True
    phone.scan(1)
    phone.until("scanner.state.ended")
    assert (phone.page.evaluate(ROWS, "passes"), phone.state["counts"]["waiting"], phone.state["problem"]) == ([], 1, None)
    assert (phone.scan(2)["outcome"], phone.scan(2)["why"]) == ("closed", "ended")


def test_a_second_activity_keeps_what_waits_for_the_first_and_sends_each_with_its_own_token(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    first = phone.scan(1)["id"]
    phone.go_online()
    api.spoil = ["500"]
    assert phone.call("pair", "PARBAAAA") == {"ok": True}
    phone.until("!scanner.state.syncing && scanner.state.roster.complete || scanner.state.problem")
    second = phone.call("tick", 2)["id"] if phone.state["roster"]["complete"] else None
    phone.call("sync")
    second = second or phone.call("tick", 2)["id"]
    phone.call("sync")
    assert api.tokens[api.scans[first]["token"]] == 7 and api.tokens[api.scans[second]["token"]] == 8
    assert (phone.state["counts"]["waiting"], phone.state["counts"]["scanned"]) == (0, 1)
    phone.call("sync")
    assert [row["activity"] for row in phone.page.evaluate(ROWS, "pairings")] == [8], "the first pairing goes when nothing waits for it"


def test_the_same_phone_paired_again_sends_with_the_new_token_what_the_old_one_may_not(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    waiting = phone.scan(1)["id"]
    phone.go_online()
    api.tokens.clear()
    api.tokens["d.somebody"] = 9
    assert phone.call("pair", "PARAAAAA") == {"ok": True}
    phone.until("!scanner.state.syncing && scanner.state.roster.complete")
    phone.call("sync")
    assert waiting in api.scans and phone.state["counts"]["waiting"] == 0
    assert phone.scan(2)["outcome"] == "welcome"


@pytest.mark.parametrize("code", ["PARAAAAB", "PARBAAAA"], ids=["the same activity", "another"])
@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_slow_answer_to_the_phone_of_before_does_nothing_to_the_one_paired_since(open_phone, api, code, is_revoked):
    phone = open_phone()
    api.revoked = set(api.tokens) if is_revoked else set()
    api.spoil_roster = ["slow1"]
    phone.page.evaluate("void scanner.sync()")
    phone.until("scanner.state.syncing")
    assert phone.call("pair", code) == {"ok": True}
    phone.page.wait_for_timeout(1200)
    phone.until("!scanner.state.syncing && scanner.state.roster.complete")
    assert (phone.state["revoked"], phone.state["device"]["id"], phone.state["roster"]["size"]) == (False, 2, 3)
    assert (len(phone.page.evaluate(ROWS, "passes")), phone.scan(1)["outcome"]) == (3, "welcome")


def test_a_wrong_pairing_code_says_so(open_phone):
    phone = open_phone(pair=None)
    assert phone.call("pair", "wxyz-wxyz") == {"ok": False, "reason": "pairing_code_unknown"}
    assert phone.call("pair", "abc") == {"ok": False, "reason": "not_a_code"}
    assert phone.scan(1) == {"kind": "notice", "notice": "not_paired"}


def test_forgetting_is_refused_while_anything_waits(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.scan(1)
    assert phone.call("forget") == {"ok": False, "reason": "waiting"}
    written = [json.loads(line) for line in phone.call("exportWaiting").split("\n")]
    assert [(line["registration"], line["name"]) for line in written] == [(1, "Phạm Văn Rê")]
    phone.go_online()
    phone.sync()
    assert phone.call("exportWaiting") == ""
    assert phone.call("forget") == {"ok": True}
    assert (phone.state["device"], phone.state["roster"]["size"]) == (None, 0)
    assert [phone.page.evaluate(ROWS, name) for name in ("pairings", "passes", "scans")] == [[], [], []]


# --- the clock


@pytest.mark.parametrize("ahead", [DAY, -DAY])
def test_a_phone_a_day_wrong_judges_rightly_and_says_so(open_phone, api, ahead):
    phone = open_phone(f"window.ahead = {ahead}")
    assert abs(phone.state["clockOffset"] + ahead) < 2000
    answer = phone.scan(1)
    assert answer["outcome"] == "welcome"
    assert abs(answer["at"] - time.time() * 1000) < 5000
    phone.sync()
    [item] = api.scans.values()
    assert abs(item["clock_offset"] * 1000 + ahead) < 2000
    phone.api.is_down = True
    phone.open()
    assert phone.scan(2)["outcome"] == "welcome", "also after the page was opened again without a network"


def test_a_clock_set_back_is_noticed_and_judged_rightly_at_once(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.page.evaluate(f"window.ahead = -{DAY}")
    answer = phone.scan(1)
    assert (answer["outcome"], phone.state["problem"]) == ("welcome", "clock_jumped")
    phone.go_online()
    phone.call("sync")
    assert phone.state["problem"] is None and abs(phone.state["clockOffset"] - DAY) < 2000


def test_a_clock_set_forward_is_noticed_and_asks_for_a_contact(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.page.evaluate(f"window.ahead = {DAY}")
    answer = phone.scan(1)
    assert (answer["outcome"], answer["why"], phone.state["problem"]) == ("closed", "clock", "clock_jumped")
    assert phone.state["roster"]["size"] == 3, "a clock that cannot be trusted throws no roster away"
    phone.go_online()
    phone.call("sync")
    assert (phone.state["problem"], phone.scan(2)["outcome"]) == (None, "welcome")


HOUR = 3_600_000  # ms


@pytest.mark.parametrize("ahead", [0, DAY, -4 * HOUR], ids=["put right", "a day ahead", "set back"])
def test_a_clock_set_while_the_page_was_closed_erases_nothing_and_is_said_to_be_unsure(open_phone, api, ahead):
    """The phone was five hours slow when it was paired."""
    api.ends_at = api.now() + timedelta(hours=3)
    phone = open_phone(f"window.ahead = {-5 * HOUR}")
    assert phone.scan(1)["outcome"] == "welcome"
    phone.sync()
    phone.api.is_down = True
    phone.page.add_init_script(f"window.ahead = {ahead - 5 * HOUR if ahead < 0 else ahead}")
    phone.open()
    assert (phone.state["ended"], phone.state["roster"]["size"]) == (False, 3)
    answer = phone.scan(2)
    assert (answer["outcome"], answer["why"]) == ("closed", "clock"), "neither green nor another reason than the clock"
    [row] = [row for row in phone.page.evaluate(ROWS, "scans") if row["id"] == answer["id"]]
    assert (row["item"]["clock_unsure"], row["item"]["clock_offset"] > 17_000) == (True, True)
    assert abs(datetime.fromisoformat(row["item"]["not_before"]).timestamp() - time.time()) < 30
    phone.go_online()
    phone.sync()
    assert phone.scan(3)["outcome"] == "welcome"
    assert "clock_unsure" not in phone.call("exportWaiting")
    phone.sync()
    assert {item.get("clock_unsure", False) for item in api.scans.values() if item["registration"] != 2} == {False}


@pytest.mark.only_deep
def test_a_roster_that_went_by_a_wrong_clock_comes_back_at_the_next_contact(open_phone, api):
    phone = open_phone()
    phone.api.is_down = True
    phone.page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")  # asleep: no jump is seen
    phone.page.evaluate(f"window.ahead = {DAY}")
    phone.until("scanner.state.ended")
    assert phone.page.evaluate(ROWS, "passes") == []
    phone.page.evaluate("window.ahead = 0; delete document.hidden")
    phone.go_online()
    phone.call("close")
    phone.open()
    phone.until("scanner.state.roster.complete && !scanner.state.syncing")
    assert (phone.state["ended"], phone.state["roster"]["size"], phone.scan(1)["outcome"]) == (False, 3, "welcome")
    api.roster_refused = "activity_ended"
    phone.call("sync")
    api.rosters.clear()
    phone.open()
    phone.page.wait_for_timeout(300)
    assert (phone.state["ended"], api.rosters) == (True, []), "of the server's word it asks no more by itself"


def test_the_quickest_answer_tells_the_clock_and_a_sleep_is_no_jump(open_phone):
    phone = open_phone(pair=None)
    states = phone.page.evaluate(
        """async () => {
             const { Clock } = await import("/static/scanner/engine/clock.js");
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
    assert states == [
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


def test_the_real_server_takes_what_the_engine_sends(chromium, site):
    activity = ServedActivity(site, "Tập huấn thử máy quét", [("Phạm Văn Rê", 1985), ("Đinh Thị Mẫu", 1985)])
    activity.register("Lê Văn Thử", 1985, national_id="051085000177")
    phones = []
    for name in ("Máy 1", "Máy 2"):
        page = chromium.new_context().new_page()
        page.route("**/engine-alone/", lambda route: route.fulfill(content_type="text/html", body=OWN_PAGE))
        phones.append(EnginePhone(page, address=f"{site.address}/engine-alone/"))
        phones[-1].open(activity.invite(name)["pairing_code"])
    first_phone, second_phone = phones
    assert [row["name"] for row in first_phone.call("search", "re")] == ["Phạm Văn Rê"]
    for phone in phones:
        phone.page.context.set_offline(True)
    first = first_phone.scan(activity.people[0]["code"])
    assert (first["outcome"], first["name"]) == ("welcome", "Phạm Văn Rê")
    assert second_phone.scan(activity.people[0]["code"])["outcome"] == "welcome", "the phones do not know of each other"
    assert second_phone.scan(activity.people[1]["short_code"])["name"] == "Đinh Thị Mẫu"
    assert first_phone.scan("051085000177|212345678|Lê Văn Thử|09021985|Nam|Ba Tơ|15042021")["name"] == "Lê Văn Thử", "as in the roster"
    unknown = first_phone.scan(CARD_TEXT.replace(CARD, "051085000199").replace("Lê Văn Thử", "Lê Văn Thử Khác"))
    welcome = first_phone.call("walkIn", unknown["offer"]["walkIn"])
    assert (welcome["outcome"], welcome["name"]) == ("welcome", "Lê Văn Thử Khác")
    nobody = first_phone.scan(UNKNOWN)["id"]
    first_phone.call("countHeads", {"sitting": activity.sittings[0], "category": "Khán giả", "count": 12, "basis": "counted"})
    for phone in (second_phone, first_phone):
        phone.page.context.set_offline(False)
        phone.call("sync")
        phone.until("!scanner.state.syncing && scanner.state.counts.waiting === 0")
    attendances = activity.attendances()
    assert sorted((row["name"], row["scans"]) for row in attendances) == [
        ("Lê Văn Thử", 1), ("Lê Văn Thử Khác", 1), ("Phạm Văn Rê", 2), ("Đinh Thị Mẫu", 1),
    ]  # fmt: skip
    [row] = [row for row in attendances if row["name"] == "Phạm Văn Rê"]
    assert abs(datetime.fromisoformat(row["arrived_at"]).timestamp() * 1000 - first["at"]) < 2
    assert [(row["id"], row["outcome"]) for row in first_phone.call("toSee")] == [(nobody, "unknown")]
    counted = activity.api.get(f"sittings/{activity.sittings[0]}/headcounts/").json()["results"]
    assert [(row["category"], row["count"]) for row in counted] == [("Khán giả", 12)]
    first_phone.call("sync")
    assert [row["walkIn"] for row in first_phone.call("search", "khac") if row["walkIn"]] == [welcome["walkIn"]]
    assert first_phone.call("tick", welcome["walkIn"])["outcome"] == "already"
    for phone in phones:
        phone.page.context.close()


# --- many people


@pytest.mark.only_deep
def test_a_roster_of_five_thousand_is_searched_and_judged_whole(open_phone, api):
    family, given_names = ["Phạm", "Đinh", "Nguyễn", "Hồ", "Lê"], ["Rê", "Mẫu", "Hoa", "Hòa", "Lan", "Tiếu", "Ân", "Brol"]
    api.people = [person(n, f"{family[n % 5]} Văn {given_names[n % 8]} Số {n}") for n in range(1, 5001)]
    phone = open_phone()
    phone.api.is_down = True
    assert [row["name"] for row in phone.call("search", "le tieu 4989")] == ["Lê Văn Tiếu Số 4989"]
    outcomes = phone.page.evaluate(
        "async (codes) => { const words = []; for (const code of codes) words.push((await scanner.scan(code)).outcome); return words; }",
        [code_of(n) for n in range(1, 5001, 50)],
    )
    assert outcomes == ["welcome"] * 100
