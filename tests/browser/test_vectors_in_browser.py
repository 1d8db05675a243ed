"""The examples of tests/attendance/*_vectors.json in the browser that runs the scanner, and chance beside Python on what no example names."""

import json
import random
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest as hmac_digest
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from attendance.scans import sealing
from attendance.scans.card_reading import read
from attendance.scans.verdict import Pass, Window, correct, judge
from tests.attendance.vectors import as_told, explain, matched, vectors
from tests.depth import by_depth
from vietnamese.names import problem_with_name, same_name_key
from vietnamese.text import clean, fold

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "scanner/static/scanner", ROOT / "contests/static")  # /rules/… of the scanner, /judge/… of the judge's page
ORIGIN = "http://localhost:9"  # nothing listens there: a secure context without a server


@pytest.fixture
def blank(chromium):
    """A page that serves the module files and nothing else; blank.evaluate imports them by /folder/name.js."""
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def serve(route):
        name = route.request.url.removeprefix(ORIGIN).lstrip("/")
        paths = [folder / name for folder in FOLDERS if (folder / name).is_file()]
        if not name:
            route.fulfill(body="<!doctype html>", content_type="text/html")
        elif paths:
            route.fulfill(path=paths[0], content_type="text/javascript")
        else:
            route.fulfill(status=404)

    page.route("**/*", serve)
    page.goto(ORIGIN + "/")
    yield page
    context.close()
    assert complaints == []


def find_differences(cases, results, expected):
    """{name: (results, expected)} of those that are not as written."""
    return {case["name"]: (result, right) for case, result, right in zip(cases, results, expected, strict=True) if result != right}


# --- the examples

READ_MARKS = """async (examples) => {
  const {parseMark, problemWith, totalOf, writeMark} = await import("/judge/marks.js");
  const {criteria, marks, totals} = JSON.parse(examples);
  const asWritten = (mark) => (mark === null ? null : writeMark(mark));
  return [
    marks.map(({criterion, written}) => [asWritten(parseMark(written)), problemWith(criteria[criterion], written)]),
    totals.map((each) => totalOf(each.criteria.map((key) => criteria[key]), each.points)),
  ];
}"""
STEP_MARKS = """async ([criterion, steps]) => {
  const {stepMark} = await import("/judge/marks.js");
  return steps.map(([written, direction]) => stepMark(criterion, written, direction));
}"""
READ = "async (texts) => { const {read} = await import('/rules/reading.js'); return texts.map(read); }"
# As one text: hundreds of thousands of values take Playwright a minute.
CHECK_NAMES = """async (texts) => {
  const {clean, fold, nameProblem, sameNameKey} = await import("/rules/names.js");
  return JSON.stringify(JSON.parse(texts).map((text) => [clean(text), fold(text), nameProblem(text), sameNameKey(text)]));
}"""

JUDGE = """async (examples) => {
  const {passes, windows, cases} = JSON.parse(examples);
  const {correct, judge} = await import("/rules/verdict.js");
  const ms = (text) => (text ? Date.parse(text) : null);
  return cases.map((c) => {
    const pass = passes[c.pass] || null;
    const withdrawals = pass && pass.withdrawals.map((period) => period.map(ms));
    const registered = pass && {...pass, withdrawals, cancelledAt: ms(pass.cancelled_at)};
    const openHours = windows[c.windows].map((w) => ({
      sitting: w.sitting, activity: w.activity,
      opensAt: ms(w.opens_at), closesAt: ms(w.closes_at), startsAt: ms(w.starts_at), endsAt: ms(w.ends_at),
    }));
    const at = correct(ms(c.at), c.offset_ms || 0);
    const facts = {at, receivedAt: ms(c.received_at) ?? at, pairedAt: ms(c.paired_at), revokedAt: ms(c.revoked_at), notBefore: ms(c.not_before), sitting: c.sitting, activity: c.activity};
    const {outcome, sitting} = judge(registered, openHours, facts);
    return [at, outcome, sitting];
  });
}"""


def test_every_verdict_is_as_written(blank):
    examples = vectors("verdict")
    results = blank.evaluate(JUDGE, json.dumps(examples))
    expected = [
        [round(datetime.fromisoformat(case.get("corrected", case["at"])).timestamp() * 1000), case["outcome"], case["judged_for"]]
        for case in examples["cases"]
    ]
    assert find_differences(examples["cases"], results, expected) == {}


def test_every_mark_of_a_judge_is_as_written(blank):
    text = (ROOT / "tests/contests/scoring/marks_vectors.json").read_text(encoding="utf-8")
    examples = json.loads(text)
    marks, totals = blank.evaluate(READ_MARKS, text)
    assert find_differences(examples["marks"], marks, [[case["mark"], case["problem"]] for case in examples["marks"]]) == {}
    assert find_differences(examples["totals"], totals, [case["total"] for case in examples["totals"]]) == {}


def test_a_stepper_goes_from_step_to_step_and_stays_within_the_limits(blank):
    steps = [("", 1), ("", -1), ("8", 1), ("8", -1), ("8,3", 1), ("8,3", -1), ("10", 1), ("0", -1), ("12", -1), ("tám", 1)]
    marks = blank.evaluate(STEP_MARKS, [{"key": "a", "name": "A", "max": "10", "step": "0.25"}, steps])
    assert marks == ["0", "10", "8,25", "7,75", "8,5", "8,25", "10", "0", "10", "0"]


def test_every_reading_is_as_written(blank):
    cases = vectors("reading")["cases"]
    results = blank.evaluate(READ, [case["text"] for case in cases])
    assert find_differences(cases, results, [case["reading"] for case in cases]) == {}


def test_every_name_is_as_written(blank):
    cases = vectors("names")["cases"]
    results = json.loads(blank.evaluate(CHECK_NAMES, json.dumps([case["text"] for case in cases])))
    assert (
        find_differences(cases, results, [[case["clean"], case["fold"], case["problem"], same_name_key(case["text"])] for case in cases])
        == {}
    )


SEARCH = """async (cases) => {
  const {Roster} = await import("/engine/roster.js");
  return cases.map(({person, q}) => {
    const roster = new Roster();
    roster.apply([{registration: 1, name: person, hint: "", code_digest: "", short_digest: "", status: "registered", walk_in: null}]);
    return roster.search(q, 5).length === 1;
  });
}"""


def test_every_search_by_name_finds_whom_it_is_written_to_find(blank):
    cases = [case for case in vectors("name_search")["cases"] if case["q"].strip()]  # a phone lists nobody until something was typed
    assert find_differences(cases, blank.evaluate(SEARCH, cases), [case["is_found"] for case in cases]) == {}


MATCH = """async (cases) => {
  const {birthYearOfHint, matchCard} = await import("/rules/card-match.js");
  return cases.map(({card, people}) => {
    const listed = people.map(({name, hint, gender}) => ({name, gender, birthYear: birthYearOfHint(hint)}));
    const reading = {fullName: card.full_name, nameDoubtful: card.name_doubtful, birthYear: card.birth_year, gender: card.gender};
    const match = matchCard(reading, listed);
    return [match.isSure, listed.flatMap((person, position) => (match.people.includes(person) ? [position] : []))];
  });
}"""


def test_every_card_is_whose_it_is_written_to_be(blank):
    cases = vectors("card_match")["cases"]
    results = blank.evaluate(MATCH, cases)
    assert find_differences(cases, results, [[case["is_sure"], case["meant"]] for case in cases]) == {}


def test_cards_by_chance_are_whose_python_says(blank):
    chance = random.Random(20240522)
    names = [
        "Phạm Văn Rê",
        "PHẠM VĂN RÊ",
        "Pham Van Re",
        "Phạm Văn Rế",
        "Phạm Văn Rên",
        "Lê Thị Hoà",
        "Lê Thị Hòa",
        "Le Thi Hoa",
        "Lê Thị Hoạ",
    ]
    hints = ["", "1980", "1985", "1985 · Ba Vì", "Ba Vì"]
    cases = [
        {
            "card": {
                "full_name": chance.choice(names),
                "name_doubtful": chance.random() < 0.1,
                "birth_year": chance.choice([None, 1980, 1985]),
                "gender": chance.choice([None, "M", "F"]),
            },
            "people": [
                {"name": chance.choice(names), "hint": chance.choice(hints), "gender": chance.choice([None, None, "M", "F"])}
                for _person in range(chance.randrange(5))
            ],
        }
        for _case in range(2000)
    ]
    results, expected = blank.evaluate(MATCH, cases), [list(matched(case)) for case in cases]
    assert [(c, g, w) for c, g, w in zip(cases, results, expected, strict=True) if g != w] == []
    assert min(map([is_sure for is_sure, _meant in expected].count, (True, False))) > 200


EXPLAIN = """async (examples) => {
  const {windows, cases} = JSON.parse(examples);
  const {judgeOnPhone} = await import("/rules/judgement.js");
  const ms = (text) => (text ? Date.parse(text) : null);
  const windowOf = (w) => ({
    sitting: w.sitting, activity: w.activity,
    opensAt: ms(w.opens_at), closesAt: ms(w.closes_at), startsAt: ms(w.starts_at), endsAt: ms(w.ends_at),
  });
  return cases.map((c) => {
    const isKnown = c.person !== null && c.is_known_on_phone !== false;
    const judgement = judgeOnPhone(isKnown ? {registration: 7, isWithdrawn: c.person === "withdrawn"} : null, {
      at: ms(c.at),
      sitting: c.sitting ?? null,
      pairing: {activity: 1, revoked: c.is_revoked || false, ended: c.is_ended || false, isRosterComplete: c.is_roster_complete ?? true},
      windows: windows[c.windows].map(windowOf),
      cancelledAt: ms(c.cancelled_at),
      isClockSure: c.is_clock_sure ?? true,
      notBefore: ms(c.not_before),
      unknownWhy: c.unknown_why ?? null,
      arrivalAt: () => null,
    });
    return [judgement.outcome, judgement.why, judgement.sitting, judgement.opensAt, judgement.closesAt];
  });
}"""


def test_every_reason_of_the_phone_is_as_written(blank):
    examples = vectors("reasons")
    cases = [case for case in examples["cases"] if case["phone"]]
    results = blank.evaluate(EXPLAIN, json.dumps(examples | {"cases": cases}))
    expected = [
        [
            *(case["phone"][name] for name in ("outcome", "why", "sitting")),
            *(
                time and round(datetime.fromisoformat(time).timestamp() * 1000)
                for time in (case["phone"]["opens_at"], case["phone"]["closes_at"])
            ),
        ]
        for case in cases
    ]
    assert find_differences(cases, results, expected) == {}


def test_a_thousand_scans_out_of_the_hours_of_one_sitting_have_the_reason_of_the_inbox(blank):
    chance = random.Random(20240522)
    cases, windows = [], {}
    while len(cases) < 1000:
        opens, starts, ends, closes = sorted(START + timedelta(minutes=5 * chance.randrange(0, 600)) for _ in range(4))
        window = {
            "sitting": 3,
            "activity": 1,
            "opens_at": opens.isoformat(),
            "starts_at": starts.isoformat(),
            "ends_at": ends.isoformat(),
            "closes_at": closes.isoformat(),
        }
        at = START + timedelta(minutes=5 * chance.randrange(-400, 1000))
        if not opens <= at <= closes:
            windows[str(len(cases))] = [window]
            cases.append({"windows": str(len(cases)), "at": at.isoformat(), "sitting": chance.choice([None, 3])})
    results = blank.evaluate(EXPLAIN, json.dumps({"windows": windows, "cases": cases}))
    reasons = [why.replace("no_sitting_today", "no_sitting") for _, why, *_ in results]
    assert reasons == [explain(case, windows)[0] for case in cases]
    assert set(reasons) == {"too_early", "too_late", "no_sitting"}


def test_every_headcount_is_taken_or_refused_as_written(blank):
    examples = vectors("headcount")
    results = blank.evaluate(
        """async (examples) => {
             const {sittings, cases} = JSON.parse(examples);
             const {headcountProblem} = await import("/rules/headcount.js");
             const problems = cases.map(({headcount}) => headcountProblem(headcount, sittings));
             return problems.map((problem) => problem && [problem.field, problem.code]);
           }""",
        json.dumps(examples),
    )
    assert find_differences(examples["cases"], results, [case.get("phone", case["problem"]) for case in examples["cases"]]) == {}


def test_the_limits_of_the_phone_are_as_written(blank):
    limits = blank.evaluate("async () => ({...(await import('/rules/limits.js'))})")
    names = {
        "scans in a batch": "MOST_SCANS", "headcounts in a batch": "MOST_HEADCOUNTS", "people in one headcount": "MOST_COUNTED",
        "ways to count": "BASES", "letters of short codes": "SHORT_ALPHABET", "length of a pass code": "CODE_LENGTH",
        "length of a short code": "SHORT_LENGTH", "length of a pairing code": "PAIRING_LENGTH", "earliest birth year": "EARLIEST_BIRTH_YEAR",
    }  # fmt: skip
    cases = vectors("limits")["cases"]
    assert {name: limits.pop(exported) for name, exported in names.items()} == {case["name"]: case["phone"] for case in cases}
    assert limits == {}
    assert cases[0]["phone"] <= cases[0]["server"]


def test_a_text_without_end_is_read_no_further_than_a_code_can_hold(blank):
    code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    texts = [" " * 7974 + code, " " * 7975 + code]
    assert (
        blank.evaluate(READ, texts)
        == [as_told(read(text)) for text in texts]
        == [{"kind": "pass", "code": code}, {"kind": "other", "garbled": False}]
    )


# --- chance, with a seed that fails the same way again

START = datetime(2024, 5, 20, tzinfo=UTC)


def random_case(chance):
    """Times on a grid of few minutes, so that edges and ties come often; now and then a thousandth of a second beside it."""
    times = [START + timedelta(minutes=5 * chance.randrange(0, 40), milliseconds=chance.choice([0, 0, 0, 0, 1, -1])) for _ in range(22)]
    windows = []
    for sitting in chance.sample(range(1, 9), chance.randrange(0, 5)):
        opens, starts, ends, closes = sorted(times.pop() for _ in range(4))
        windows.append(Window(sitting, chance.choice([1, 1, 1, 2]), opens, closes, starts, ends))
    periods = [(chance.choice([None, times.pop()]), chance.choice([None, times.pop()]))] if chance.random() < 0.3 else []
    registered = Pass(7, chance.choice([1, 1, 1, 2]), periods, times.pop() if chance.random() < 0.2 else None)
    scanned, offset = times.pop(), timedelta(milliseconds=chance.choice([0, 0, 4999, 5000, -4999, -5000, 300_000, -300_000, 86_400_000]))
    at = correct(scanned, offset)
    facts = {
        "at": at,
        "received_at": chance.choice([at, at + timedelta(hours=1), at - timedelta(minutes=5), at - timedelta(minutes=5, milliseconds=1)]),
        "sitting": chance.choice([None, None, None, *range(1, 9)]),
        "activity": chance.choice([None, None, 1, 1, 2]),
        "revoked_at": times.pop() if chance.random() < 0.2 else None,
        "not_before": chance.choice([None, None, at + timedelta(seconds=5), at + timedelta(seconds=4)]),
    }
    return (None if chance.random() < 0.05 else registered), windows, scanned, offset, facts


def test_two_thousand_verdicts_of_chance_are_pythons(blank):
    chance = random.Random(20240520)
    cases = [random_case(chance) for _ in range(2000)]
    passes = {str(i): registered and asdict(registered) for i, (registered, *_) in enumerate(cases)}
    open_hours = {str(i): [asdict(window) for window in windows] for i, (_, windows, *_) in enumerate(cases)}
    sent = [
        {"pass": str(i), "windows": str(i), "offset_ms": round(offset / timedelta(milliseconds=1))}
        | facts
        | {"at": scanned, "held_after": facts["revoked_at"]}
        for i, (_, _, scanned, offset, facts) in enumerate(cases)
    ]
    results = blank.evaluate(JUDGE, json.dumps({"passes": passes, "windows": open_hours, "cases": sent}, cls=DjangoJSONEncoder))
    expected = []
    for registered, windows, _, _, facts in cases:
        verdict = judge(registered, windows, **facts)
        expected.append([round(facts["at"].timestamp() * 1000), verdict.outcome, verdict.sitting])
    assert [(c, g, w) for c, g, w in zip(cases, results, expected, strict=True) if g != w] == []
    assert {outcome for _, outcome, _ in expected} == {None, "unknown", "elsewhere", "withdrawn", "closed"}


SPOILERS = [
    *"|\\¦｜~#*£/?:;-. \t\r\n\x00\x1f\x85\xa0\ufeff\u200b\u0301\u0323",
    *"0123456789aAdDfFjJơƯữỮđĐßıİſﬁºÃ🙂",
    "00",
    "||",
    "/P/",
    "]Q1",
    "NAM",
]


def test_three_thousand_spoilt_texts_are_read_as_python_reads_them(blank):
    chance = random.Random(20240521)
    examples = [case["text"] for case in vectors("reading")["cases"] if len(case["text"]) < 1000]
    texts = []
    for _ in range(3000):
        letters = list(chance.choice(examples))
        for _ in range(chance.randrange(0, 4)):
            start = chance.randrange(len(letters) + 1)
            letters[start : start + chance.randrange(0, 3)] = chance.choice([chance.choice(SPOILERS), ""])
        text = "".join(letters)
        changed = [text.upper(), text.lower(), text.swapcase(), unicodedata.normalize("NFD", text), text.encode().decode("latin-1")]
        texts.append(chance.choice([text, text, text, *changed]))
    results, expected = blank.evaluate(READ, texts), [as_told(read(text)) for text in texts]
    assert [(t, g, w) for t, g, w in zip(texts, results, expected, strict=True) if g != w] == []
    kinds = [reading["kind"] for reading in expected]
    assert min(map(kinds.count, {"pass", "short", "card", "number", "pairing", "door", "health_card", "vneid", "wifi", "contact"})) > 5


@pytest.mark.deep
def test_every_character_is_cleaned_and_folded_as_in_python(blank):
    """Of those that this Python knows; a browser may know younger ones. In `make test` of other scripts than ours every tenth."""
    numbers = (*range(0x2100), *range(0x2100, 0x110000, by_depth(10, deep=1)))
    characters = [chr(number) for number in numbers if unicodedata.category(chr(number)) not in ("Cn", "Co", "Cs")]
    texts = [f"a{c}b" for c in characters]
    results = json.loads(blank.evaluate(CHECK_NAMES, json.dumps(texts)))
    expected = [[clean(text), fold(text), problem_with_name(text), same_name_key(text)] for text in texts]
    assert [(t, g, w) for t, g, w in zip(texts, results, expected, strict=True) if g != w] == []


# --- digests and seals

FIELD_KEY = bytes(range(32))
NUMBERS = ["051085000123", "051311000456", "000000000000", "999999999999"]


def test_digests_are_pythons(blank):
    text = urlsafe_b64encode(FIELD_KEY).decode().rstrip("=")
    results = blank.evaluate(
        """async (key) => {
             const {passDigest, shortDigest} = await import("/crypto/digests.js");
             const {bytesOf} = await import("/crypto/base64url.js");
             const code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
             return [await passDigest(code), await shortDigest(key, 17, "AB2CD3"), await shortDigest(bytesOf(key), 17, "AB2CD3")];
           }""",
        text,
    )
    short = hmac_digest(FIELD_KEY, b"short:17:AB2CD3", "sha256").hex()[:6]
    assert results == [sha256(b"pass:ABCDEFGHIJKLMNOPQRSTUVWXYZ").hexdigest()[:32], short, short]


SEAL = """async ([key, numbers]) => {
  const {sealCard} = await import("/crypto/sealing.js");
  return Promise.all(numbers.map((number) => sealCard(key, number)));
}"""


def test_what_a_phone_sealed_is_opened_by_the_server(blank):
    secret = b"a secret of the server"
    point = urlsafe_b64encode(sealing.public_point(secret)).decode().rstrip("=")
    numbers = [*NUMBERS, *(f"{chance:012}" for chance in random.Random(1).sample(range(10**12), 20))]
    sealed = blank.evaluate(SEAL, [point, numbers])
    assert [sealing.open_card(secret, card) for card in sealed] == numbers


def test_the_same_number_is_sealed_differently_every_time(blank):
    point = urlsafe_b64encode(sealing.public_point(b"secret")).decode().rstrip("=")
    first, second = blank.evaluate(SEAL, [point, [NUMBERS[0], NUMBERS[0]]])
    assert len(first) == len(second) == sealing.SEALED_LENGTH
    assert all(first[i : i + 8] != second[i : i + 8] for i in range(2, 134, 8))


@pytest.mark.parametrize("number", ["", "05108500012", "0510850001234", "05108500012x", "051085000123|", "٠٥١٠٨٥٠٠٠١٢٣"])
def test_nothing_but_a_number_is_sealed(blank, number):
    point = urlsafe_b64encode(sealing.public_point(b"secret")).decode().rstrip("=")
    result = blank.evaluate(
        """async ([key, number]) => {
             const {sealCard} = await import("/crypto/sealing.js");
             return sealCard(key, number).then(() => null, (error) => error.name);
           }""",
        [point, number],
    )
    assert result == "RangeError"
