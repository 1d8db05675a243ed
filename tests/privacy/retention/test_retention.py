"""What is kept no longer goes, at half past two, once."""

import os
import subprocess
import sys
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from knox.models import AuthToken

from accounts.audit import chain
from attendance.devices.pairing import invite
from attendance.inbox.decisions import dismiss
from attendance.models import DoorTry, Scan
from attendance.registrations.actions import register
from attendance.scans.submission import WALK_IN_READ
from people.disclosures.log import note_disclosure
from people.models import Disclosure, Person
from privacy.data_subject.erasure import BLANKED, NOBODY
from privacy.models import DataRequest, Erasure, Night
from privacy.requests.actions import answer, receive
from privacy.retention import rules, runs
from tests.conftest import DAY, at
from tests.serving import ROOT

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]

NOW = at("02:30", date(2026, 11, 28))


def counts(*, dry_run=False) -> dict[str, int]:
    return {result.rule.name: result.count for result in rules.sweep(NOW, dry_run=dry_run) if result.count}


def stray(session, read, received_at, outcome="unknown"):
    return Scan.objects.create(
        id=uuid4(), content="c", method="pass", read=read, device_at=received_at, scanned_at=received_at, received_at=received_at,
        activity=session, outcome=outcome,
    )  # fmt: skip


@pytest.fixture
def old(session, clerk, admin, ba_to):
    """One of everything just past its term, and one just within it."""
    for expiry in ((NOW - timedelta(seconds=1)), NOW + timedelta(days=1)):
        AuthToken.objects.create(clerk)
        AuthToken.objects.filter(pk=AuthToken.objects.latest("created").pk).update(expiry=expiry)
        Session.objects.create(session_key=str(expiry.timestamp()), session_data="x", expire_date=expiry)
    for moment in ((NOW - timedelta(days=3)), (NOW - timedelta(hours=1))):
        DoorTry.objects.create(device="d", sitting=session.sittings.first(), at=moment)
    for moment in ((NOW - timedelta(days=5 * 366)), (NOW - timedelta(days=5 * 360))):
        Disclosure.objects.filter(pk=note_disclosure("person-list", "view", by=clerk, people=1).pk).update(at=moment)
        request = receive(kind="access", unit=ba_to, received_on=moment.date(), by=admin, today=NOW.date(), name="Ai đó")
        answer(request, outcome="done", text="", by=admin, on=moment.date())
    return session


def test_each_kind_goes_after_its_term_and_not_before(old):
    assert counts() == {"tokens": 1, "sessions": 1, "door_tries": 1, "disclosures": 1, "requests": 1}
    assert [model.objects.count() for model in (AuthToken, Session, DoorTry, Disclosure, DataRequest)] == [1, 1, 1, 1, 1]
    assert counts() == {}


def test_a_dry_run_says_the_same_and_removes_nothing(old):
    assert counts(dry_run=True) == {"tokens": 1, "sessions": 1, "door_tries": 1, "disclosures": 1, "requests": 1}
    assert [model.objects.count() for model in (AuthToken, Session, DoorTry, Disclosure, DataRequest)] == [2, 2, 2, 2, 2]


def test_what_was_read_of_strangers_goes_thirty_days_after_a_decision_and_after_half_a_year_without_one(session, clerk):
    decided, undecided = (
        stray(session, f"{WALK_IN_READ}Hồ Văn Lạ", NOW - timedelta(days=60)),
        stray(session, "MÃ LẠ", NOW - timedelta(days=60)),
    )
    ancient, fresh = (
        stray(session, f"{WALK_IN_READ}Hồ Thị Xưa (1970)", NOW - timedelta(days=200)),
        stray(session, "KHÁC", NOW - timedelta(days=10)),
    )
    dismiss(decided, reason="Nhầm", by=clerk, at=NOW - timedelta(days=31))
    dismiss(fresh, reason="Nhầm", by=clerk, at=NOW - timedelta(days=9))
    assert counts(dry_run=True) == {"readings": 2}
    assert counts() == {"readings": 2} and counts() == {}
    assert [Scan.objects.get(pk=scan.pk).read for scan in (decided, undecided, ancient, fresh)] == [
        WALK_IN_READ + BLANKED, "MÃ LẠ", WALK_IN_READ + BLANKED, "KHÁC",
    ]  # fmt: skip


def test_keys_of_phones_go_when_they_may_hand_over_nothing_any_more(session, organiser):
    device, _code = invite(session, name="Máy 1", by=organiser, at=NOW - timedelta(days=900))
    type(device).objects.filter(pk=device.pk).update(paired_at=NOW - timedelta(days=900), token_digest="t" * 64, pairing_digest=None)
    lapsed, _code = invite(session, name="Máy 2", by=organiser, at=NOW - timedelta(days=2))
    assert counts() == {"phones": 2} and counts() == {}
    device.refresh_from_db()
    lapsed.refresh_from_db()
    assert (device.token_digest, lapsed.pairing_digest) == (f"spent-{device.pk}", None)


# --- persons


@pytest.fixture
def long_gone(make_session, make_person, organiser):
    """Phạm Văn Rê, who came in 2019 and was written down then; and somebody who came again in 2024."""
    session = make_session("Lớp 2019", starts_on=date(2019, 5, 20))
    former, stays = make_person("Phạm Văn Rê"), make_person("Hồ Thị Còn")
    for person in (former, stays):
        register(session, person=person, role="participant", by=organiser)
    register(make_session("Lớp 2024", starts_on=DAY), person=stays, role="participant", by=organiser)
    Person.objects.update(created_at=NOW - timedelta(days=365 * 7))
    return former, stays


def test_people_are_only_counted_until_the_agency_says_otherwise(long_gone, settings):
    assert counts(dry_run=True) == {"people": 1}
    assert counts() == {} and not Erasure.objects.exists()


def test_who_came_last_more_than_five_years_ago_becomes_nobody_once_the_agency_has_said_so(long_gone, settings):
    settings.ANONYMISE_OLD_PEOPLE = True
    assert counts() == {"people": 1} and counts() == {}
    former, stays = (Person.objects.get(pk=person.pk) for person in long_gone)
    assert (former.full_name, stays.full_name) == (NOBODY, "Hồ Thị Còn")
    assert (Erasure.objects.get().erased_by, Erasure.objects.get().reason) == (None, "Hết thời hạn lưu")


def test_the_term_is_a_setting_and_an_open_request_holds_it_up(long_gone, settings, admin, ba_to):
    settings.PEOPLE_ARE_KEPT_YEARS = 10
    assert counts(dry_run=True) == {}
    settings.PEOPLE_ARE_KEPT_YEARS = 5
    receive(kind="access", unit=ba_to, received_on=NOW.date(), by=admin, today=NOW.date(), person=long_gone[0])
    assert counts(dry_run=True) == {}


def test_who_was_written_down_lately_is_kept_though_the_activity_is_long_past(long_gone):
    Person.objects.update(created_at=NOW - timedelta(days=1))
    assert counts(dry_run=True) == {}


# --- the command


def test_the_command_says_what_goes(old, capsys):
    call_command("retention", dry_run=True, on=NOW.date())
    output = capsys.readouterr().out
    assert "1  Nhật ký truy cập, sau 5 năm" in output and "Chưa xóa gì (--dry-run)." in output
    with pytest.raises(SystemExit):
        call_command("retention", on=NOW.date())
    assert Disclosure.objects.count() == 2


# --- every night, once


@pytest.mark.parametrize(
    ("clock", "night"),
    [("02:29", date(2026, 11, 27)), ("02:30", date(2026, 11, 28)), ("23:59", date(2026, 11, 28)), ("00:10", date(2026, 11, 27))],
)
def test_a_night_begins_at_half_past_two_in_the_agencys_zone(clock, night):
    assert runs.night_of(at(clock, date(2026, 11, 28))) == night


def test_it_runs_once_a_night_and_writes_one_line(old, caplog):
    first = runs.run_if_due(NOW)
    assert runs.run_if_due(NOW + timedelta(hours=5)) is None
    assert (first.swept["disclosures"], first.trouble, first.night) == (1, "", date(2026, 11, 28))
    assert [record.message for record in caplog.records if record.name == "privacy.retention.runs"] == [
        f"retention 28/11/2026: tokens 1, sessions 1, door_tries 1, disclosures 1, requests 1; newest change {chain.newest()}"
    ]
    assert chain.unsealed().count() == 0
    second = runs.run_if_due(NOW + timedelta(days=1))
    assert (second.swept, second.night, Night.objects.count()) == ({}, date(2026, 11, 29), 2)


def test_a_rule_that_fails_keeps_no_other_from_being_followed(old, monkeypatch):
    def broken(_at, _dry_run):
        raise RuntimeError("đĩa đầy")

    monkeypatch.setattr(rules, "RULES", [rules.Rule("broken", "Hỏng", broken), *rules.RULES])
    night = runs.run_if_due(NOW)
    assert (night.trouble, night.swept["disclosures"], night.ended_at is not None) == ("broken: đĩa đầy", 1, True)


def test_the_watch_looks_at_the_clock_and_sweeps_when_the_time_has_come(old):
    """Two nights in a minute: the clock is passed in, and nobody waits."""
    seconds = {"now": 0}
    began = at("02:00", date(2026, 11, 28))

    def pause(length):
        seconds["now"] += 60 * length  # a minute for each second

    runs.keep_watch(goes_on=lambda: seconds["now"] < 60 * 60 * 26, clock=lambda: began + timedelta(seconds=seconds["now"]), pause=pause)
    assert list(Night.objects.order_by("night").values_list("night", flat=True)) == [
        date(2026, 11, 27),
        date(2026, 11, 28),
        date(2026, 11, 29),
    ]
    begun = Night.objects.get(night=date(2026, 11, 28)).begun_at
    assert at("02:30", date(2026, 11, 28)) <= begun <= at("03:00", date(2026, 11, 28))


@pytest.mark.only_deep
def test_of_several_hosts_that_come_at_once_one_sweeps(site, tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": site.database_url, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    command = [sys.executable, "manage.py", "nightly", "--once"]
    hosts = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _host in range(4)]
    outputs = [host.communicate(timeout=120)[1] for host in hosts]
    assert [host.returncode for host in hosts] == [0, 0, 0, 0], outputs
    assert sum(" retention " in line for text in outputs for line in text.splitlines()) == 1, outputs
