"""One file of examples for each rule that phone and server share; tests/browser/test_vectors_in_browser.py runs the same in JavaScript."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from activities.models import Sitting
from attendance.devices import pairing
from attendance.headcounts import uploads
from attendance.inbox.reasons import WHYS
from attendance.models import Headcount
from attendance.passes import codes
from attendance.scans import recording
from attendance.scans.card_reading import read
from attendance.scans.verdict import Verdict
from people.models import Person
from tests.attendance.vectors import as_told, explain, judged, matched, vectors
from vietnamese.name_search import matches_name
from vietnamese.names import problem_with_name
from vietnamese.text import clean, fold

VERDICTS, READINGS, NAMES, SEARCHES = vectors("verdict"), vectors("reading"), vectors("names"), vectors("name_search")
REASONS, HEADCOUNTS, LIMITS, CARDS = vectors("reasons"), vectors("headcount"), vectors("limits"), vectors("card_match")
WORDS_OF_PHONE = {"no_sitting_today": "no_sitting"} | {word: word for word in ("too_early", "too_late", "cancelled", "withdrawn")}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VERDICTS["cases"]])
def test_the_verdict_is_as_written(case):
    at, verdict = judged(case, VERDICTS["passes"], VERDICTS["windows"])
    assert verdict == Verdict(case["outcome"], case["judged_for"])
    assert at == datetime.fromisoformat(case.get("corrected", case["at"]))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in READINGS["cases"]])
def test_the_reading_is_as_written(case):
    assert as_told(read(case["text"])) == case["reading"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in NAMES["cases"]])
def test_the_name_is_as_written(case):
    assert (clean(case["text"]), fold(case["text"]), problem_with_name(case["text"])) == (case["clean"], case["fold"], case["problem"])


@pytest.mark.both_engines
def test_every_search_finds_whom_it_is_written_to_find_also_in_the_database(make_person):
    people = {name: make_person(name) for name in sorted({case["person"] for case in SEARCHES["cases"]})}
    expected = {case["name"]: case["is_found"] for case in SEARCHES["cases"]}
    assert {case["name"]: matches_name(case["q"], case["person"]) for case in SEARCHES["cases"]} == expected
    in_database = {
        case["name"]: Person.objects.filter(pk=people[case["person"]].pk).named_like(case["q"]).exists() for case in SEARCHES["cases"]
    }
    assert in_database == expected


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CARDS["cases"]])
def test_the_card_is_whose_it_is_written_to_be(case):
    assert matched(case) == (case["is_sure"], case["meant"])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in (case for case in REASONS["cases"] if case["inbox"])])
def test_the_reason_of_the_inbox_is_as_written(case):
    assert explain(case, REASONS["windows"]) == (case["inbox"]["why"], case["inbox"]["sitting"])


def test_there_is_an_example_of_every_reason():
    assert {case["inbox"]["why"] for case in REASONS["cases"] if case["inbox"]} == set(WHYS)
    words = {case["phone"]["why"] for case in REASONS["cases"] if case["phone"]}
    others = {"not_in_roster", "card_unknown", "roster_incomplete", "revoked", "ended", "clock", None}
    assert words == set(WORDS_OF_PHONE) | others


def test_phone_and_inbox_give_the_same_reason_unless_it_is_written_why_not():
    differing = {
        case["name"]
        for case in REASONS["cases"]
        if case["inbox"]
        and case["phone"]
        and case["phone"]["why"] in WORDS_OF_PHONE
        and WORDS_OF_PHONE[case["phone"]["why"]] != case["inbox"]["why"]
    }
    assert differing == {case["name"] for case in REASONS["cases"] if case.get("differ")}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in HEADCOUNTS["cases"]])
def test_a_headcount_is_taken_or_refused_as_written(case, session, usher):
    now = timezone.now()
    sittings = dict(zip(HEADCOUNTS["sittings"], Sitting.objects.filter(activity=session), strict=True))
    sitting = sittings.get(case["headcount"]["sitting"])
    sent = case["headcount"] | {"id": str(uuid4()), "sitting": sitting and sitting.pk, "counted_at": now.isoformat()}
    [result] = uploads.record_headcounts(
        [sent], sittings=Sitting.objects.filter(activity=session), by=usher, device=None, received_at=now, device_time=now
    )
    assert result["error"] == (case["problem"] and dict(zip(("field", "code"), case["problem"], strict=True)))


def test_the_limits_are_as_written():
    [birth_years] = [constraint for constraint in Person._meta.constraints if constraint.name.startswith("a_birth_year_lies")]
    limits = {
        "scans in a batch": recording.MOST_IN_A_BATCH,
        "headcounts in a batch": uploads.MOST_IN_AN_UPLOAD,
        "people in one headcount": uploads.HIGHEST_COUNT,
        "ways to count": Headcount.Basis.values,
        "letters of short codes": codes.SHORT_ALPHABET,
        "length of a pass code": codes.LENGTH,
        "length of a short code": codes.SHORT_LENGTH,
        "length of a pairing code": pairing.PAIRING_LENGTH,
        "earliest birth year": int(birth_years.name.split("_")[5]),
    }
    assert limits == {case["name"]: case["server"] for case in LIMITS["cases"]}


@pytest.mark.parametrize(
    ("examples", "least"),
    [(VERDICTS, 70), (READINGS, 60), (NAMES, 30), (SEARCHES, 36), (REASONS, 35), (HEADCOUNTS, 15), (CARDS, 30)],
    ids=["verdict", "reading", "names", "name_search", "reasons", "headcount", "card_match"],
)
def test_every_example_makes_a_claim_of_its_own(examples, least):
    names = [case["name"] for case in examples["cases"]]
    assert len(set(names)) == len(names) >= least
