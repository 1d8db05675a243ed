"""One file of examples for each pure module that phone and server share; tests/browser/test_vectors_in_browser.py runs the same in JavaScript."""

from datetime import datetime

import pytest

from attendance.scans.card_reading import read
from attendance.scans.verdict import Verdict
from tests.attendance.vectors import as_told, judged, vectors
from vietnamese.names import problem_with_name
from vietnamese.text import clean, fold

VERDICTS, READINGS, NAMES = vectors("verdict"), vectors("reading"), vectors("names")


def named(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", named(VERDICTS["cases"]))
def test_the_verdict_is_as_written(case):
    at, verdict = judged(case, VERDICTS["passes"], VERDICTS["windows"])
    assert verdict == Verdict(case["outcome"], case["judged_for"])
    assert at == datetime.fromisoformat(case.get("corrected", case["at"]))


@pytest.mark.parametrize("case", named(READINGS["cases"]))
def test_the_reading_is_as_written(case):
    assert as_told(read(case["text"])) == case["reading"]


@pytest.mark.parametrize("case", named(NAMES["cases"]))
def test_the_name_is_as_written(case):
    assert (clean(case["text"]), fold(case["text"]), problem_with_name(case["text"])) == (case["clean"], case["fold"], case["problem"])


@pytest.mark.parametrize(("which", "least"), [(VERDICTS, 70), (READINGS, 60), (NAMES, 30)], ids=["verdict", "reading", "names"])
def test_every_example_makes_a_claim_of_its_own(which, least):
    names = [case["name"] for case in which["cases"]]
    assert len(set(names)) == len(names) >= least
