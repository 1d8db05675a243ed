"""Why a machine could not decide: facts in, a word out."""

from datetime import datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from attendance.inbox.reasons import WHYS, Why, best_moment, find_likely_window, find_why
from attendance.inbox.wording import WHY
from attendance.scans.verdict import Window

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-05-{text}+07:00")


DAY = [
    Window(sitting, 1, starts - timedelta(minutes=60), ends + timedelta(minutes=30), starts, ends)
    for sitting, starts, ends in ((1, at("20T07:30"), at("20T11:00")), (2, at("20T13:30"), at("20T16:30")))
]


def said(moment, outcome="closed", windows=DAY, received=None, **more):
    return find_why(outcome, windows, scanned_at=at(moment), received_at=at(received or "25T00:00"), zone=ZONE, **more)


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("20T00:01", "too_early"), ("20T06:29", "too_early"), ("20T11:31", "too_late"), ("20T12:29", "too_early"), ("20T17:01", "too_late"),
        ("20T23:59", "too_late"), ("19T23:59", "no_sitting"), ("21T00:00", "no_sitting"), ("20T07:40", "fits_now"),
    ],
)  # fmt: skip
def test_early_and_late_are_said_of_the_nearest_sitting_of_the_same_day(moment, word):
    assert said(moment) == word


@pytest.mark.parametrize(
    ("moment", "word"), [("20T07:40", "too_early"), ("19T08:00", "too_early"), ("22T08:00", "too_late"), ("20T14:00", "fits_now")]
)
def test_a_scan_that_names_a_sitting_is_early_or_late_for_that_one_whatever_the_day(moment, word):
    assert said(moment, sitting=2) == word


def test_without_sittings_there_is_none():
    assert (said("20T07:40", windows=[]), find_likely_window([], at("20T07:40"))) == ("no_sitting", None)


@pytest.mark.parametrize(("received", "word"), [("20T07:30", "clock_ahead"), ("20T07:34", "clock_ahead"), ("20T07:35", "fits_now")])
def test_a_scan_more_than_five_minutes_later_than_its_arrival_comes_from_a_clock_that_is_ahead(received, word):
    assert said("20T07:40", received=received) == word


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"revoked_at": at("20T07:39")}, "after_revocation"),
        ({"revoked_at": at("24T23:59")}, "after_revocation"),  # it arrived at midnight
        ({"revoked_at": at("25T00:00")}, "fits_now"),
        ({"paired_at": at("20T07:40")}, "fits_now"),
        ({"paired_at": at("20T07:41")}, "before_pairing"),
        ({"paired_at": at("20T07:41"), "revoked_at": at("20T08:00")}, "after_revocation"),
        ({"cancelled_at": at("20T07:40")}, "cancelled"),
        ({"cancelled_at": at("20T07:41")}, "fits_now"),
        ({"outcome": "withdrawn", "revoked_at": at("20T07:00")}, "withdrawn"),
        ({"outcome": "elsewhere"}, "elsewhere"),
        ({"outcome": "unknown"}, "unknown_code"),
        ({"outcome": "unknown", "identifier": "card"}, "unknown_card"),
        ({"outcome": "unknown", "identifier": "registration"}, "registration_gone"),
        ({"outcome": "unknown", "identifier": "walk_in"}, "walk_in_not_taken"),
        ({"outcome": "unknown", "identifier": "walk_in", "cancelled_at": at("20T07:40")}, "cancelled"),
        ({"outcome": "unknown", "identifier": "walk_in", "revoked_at": at("20T07:39")}, "after_revocation"),
    ],
)
def test_what_stands_against_a_scan_within_hours_is_named(facts, word):
    assert said("20T07:40", **facts) == word


@pytest.mark.parametrize(
    ("moment", "sitting"), [("18T03:00", 1), ("20T07:00", 1), ("20T11:20", 1), ("20T12:29", 2), ("20T13:00", 2), ("30T08:00", 2)]
)
def test_the_sitting_meant_is_the_open_one_else_the_nearest(moment, sitting):
    window = find_likely_window(DAY, at(moment))
    assert window is not None and window.sitting == sitting


def test_the_sitting_named_is_the_one_meant():
    window = find_likely_window(DAY, at("20T07:40"), sitting=2)
    assert window is not None and window.sitting == 2


def test_no_scan_happened_later_than_it_arrived():
    assert best_moment(scanned_at=at("21T08:00"), received_at=at("20T08:00")) == at("20T08:00")
    assert best_moment(scanned_at=at("20T08:00"), received_at=at("21T08:00")) == at("20T08:00")


def test_every_word_has_its_sentences():
    assert list(WHYS) == list(get_args(Why))
    assert sorted(WHYS) == sorted(WHY)
