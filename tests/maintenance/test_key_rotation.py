"""DIGEST_KEY is changed: passes, phones, cards, apps and rosters go on as they were, and the older key can be dropped in the end."""

import secrets
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import digest_keys
from accounts.audit import chain
from accounts.models import Authenticator, ChangeRecord, RecoveryCode
from accounts.second_factor import actions as second_factor
from accounts.second_factor import totp
from attendance.models import Device, Registration
from attendance.passes import renewal
from attendance.registrations.actions import register
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.scans import sealing
from imports.choices import merge_choices, typed_values
from imports.files import encryption
from imports.files.stored_workbooks import load_workbook
from imports.models import RosterImport
from maintenance import key_rotation
from people.actions import correct_person
from people.identity.candidates import describe, find_candidates
from people.identity.national_id import digest
from people.models import Person
from privacy.data_subject.erasure import erase
from registry.duplicates import find_duplicates
from registry.merging import unmerging
from registry.merging.actions import merge
from registry.models import Merge
from tests.attendance.sealed import seal
from tests.attendance.uploads import item, send
from tests.imports.conftest import Desk, roster
from tests.maintenance.commands import run

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

ROSTER = "/api/v1/scanner/roster/"
scan = partial(item, method="card")
rotate = partial(run, "rotate_digest_key")
THEIRS, OTHERS = "051080000123", "051080000125"


@pytest.fixture
def card_holder(session, make_person, organiser):
    """Phạm Văn Rê with a card, registered in `session`."""
    person = make_person(national_id=THEIRS)
    register(session, person=person, role="participant", by=organiser)
    return person


def change_key(settings, *, keeps_older=True):
    """Make DIGEST_KEY another; what it was is accepted still if `keeps_older`."""
    settings.DIGEST_KEY_FALLBACKS = [settings.DIGEST_KEY, *settings.DIGEST_KEY_FALLBACKS] if keeps_older else []
    settings.DIGEST_KEY = secrets.token_urlsafe(50)


def stored_digest(person):
    return Person.objects.values_list("national_id_digest", flat=True).get(pk=person.pk)


def test_a_pass_opens_and_counts_before_and_after_the_rotation_and_once_the_older_key_is_dropped(enrolled, client, api, usher, settings):
    changed_at = list(Registration.objects.order_by("pk").values_list("changed_at", flat=True))
    change_key(settings)
    for step, registration in enumerate(enrolled):
        if step == 1:
            rotate()
        if step == 2:
            settings.DIGEST_KEY_FALLBACKS = []
        assert client.get(f"/p/{registration.code}").status_code == 200
        [result] = send(api(usher), scan(code=registration.code, method="pass", activity=registration.activity_id))
        assert (result["outcome"], result["registration"]) == ("welcome", registration.pk)
    assert all(map(digest_keys.is_newest, Registration.objects.values_list("code_digest", flat=True)))
    assert list(Registration.objects.order_by("pk").values_list("changed_at", flat=True)) == changed_at, "phones fetch nothing anew for it"


def test_a_card_made_with_the_older_key_is_known_and_renewed_wherever_its_number_is_at_hand(
    session, card_holder, api, usher, clerk, settings, ba_vi
):
    described = {"full_name": "Phạm Văn Rê", "birth_year": 1980, "national_id": THEIRS}
    for way_in in ("scan", "desk", "walk-in", "roster"):
        change_key(settings)
        assert not digest_keys.is_newest(stored_digest(card_holder))
        match way_in:
            case "scan":
                sealed_card = seal(sealing.activity_key(settings.DIGEST_KEY.encode(), session.pk), THEIRS)
                [result] = send(api(usher), scan(sealed_card=sealed_card, activity=session.pk))
                person_id = result["person"]["id"]
            case "desk":
                [candidate] = find_candidates(describe(described), among=Person.objects.all())
                assert "card" in candidate.comparison.reasons
                person_id = candidate.person.pk
            case "walk-in":
                person_id = register_walk_in(session, described, by=clerk).person_id
            case "roster":
                row = [1, "Phạm Văn Rê", 1980, "Nam", "Hrê", "Ba Vì", None, None, None, THEIRS]
                [planned] = Desk(api(clerk), session.pk).hand_in(roster(row))["rows"]
                assert "card" in planned["match"]["reasons"]
                person_id = planned["match"]["person"]
        assert (person_id, stored_digest(card_holder)) == (card_holder.pk, digest(THEIRS)), way_in


def test_one_number_written_under_two_keys_is_one_card(card_holder, make_person, organiser, settings):
    change_key(settings)
    second = make_person("Lê Văn Lạ", national_id=THEIRS)
    everybody = Person.objects.all()
    [pair] = find_duplicates(everybody, numbers_among=everybody)
    assert (pair.ids, "card" in pair.comparison.reasons) == ((card_holder.pk, second.pk), True)
    change_key(settings)
    third = make_person("Hồ Văn Ba", national_id=OTHERS)
    correct_person(third, unit=third.unit, full_name="Hồ Văn Ba", national_id=THEIRS, by=organiser)
    assert set(Person.objects.values_list("national_id_digest", flat=True)) == {digest(THEIRS)}


def test_no_statement_more_is_needed_with_one_key_alone(card_holder, django_assert_num_queries):
    described = describe({"full_name": "Phạm Văn Rê", "national_id": THEIRS})
    with django_assert_num_queries(0):
        assert describe({"full_name": "Phạm Văn Rê", "national_id": THEIRS}) == described
    assert [candidate.person for candidate in find_candidates(described, among=Person.objects.all())] == [card_holder]


def test_a_phone_goes_on_with_its_token_its_waiting_cards_and_what_it_sends_twice(early_phone, card_holder, settings):
    device, client = early_phone
    Device.objects.update(paired_at=timezone.now())  # else its right to the roster ended with the session
    older_seal = seal(sealing.activity_key(settings.DIGEST_KEY.encode(), card_holder.registrations.get().activity_id), THEIRS)
    first = client.get(ROSTER).json()
    twice = scan(sealed_card=older_seal)
    results = send(client, twice)
    change_key(settings)
    assert send(client, twice) == results, "the answer had been lost"
    assert digest_keys.is_newest(Device.objects.get(pk=device.pk).token_digest)
    anew = client.get(ROSTER, {"since": first["cursor"]}).json()
    assert anew["keys"] != first["keys"] and [row["registration"] for row in anew["passes"]] == [
        row["registration"] for row in first["passes"]
    ]
    assert client.get(ROSTER, {"since": anew["cursor"]}).json()["cursor"]
    [result] = send(client, scan(sealed_card=older_seal))
    assert result["outcome"] == "already"


def test_an_app_and_a_recovery_code_work_throughout_and_the_app_after_the_older_key_is_dropped(clerk, settings):
    secret, now = bytes(range(20)), timezone.now()
    step = int(now.timestamp()) // totp.STEP
    second_factor.add_authenticator(clerk, secret, code=totp.code_at(secret, step), at=now)
    Authenticator.objects.update(last_step=step - 3)
    codes = second_factor.make_recovery_codes(clerk)
    change_key(settings)
    second_factor.verify_code(clerk, totp.code_at(secret, step - 1), at=now)
    second_factor.verify_code(clerk, codes[0], at=now)
    output = rotate()
    assert "1 authenticator apps" in output and "9 recovery codes of clerk" in output
    settings.DIGEST_KEY_FALLBACKS = []
    second_factor.verify_code(clerk, totp.code_at(secret, step), at=now)
    assert RecoveryCode.objects.count() == 9
    assert "NOT ACCEPTED" in rotate()
    rotate("--forget-old")
    assert RecoveryCode.objects.count() == 0
    change_key(settings, keeps_older=False)
    with pytest.raises(ValidationError, match="Mã không đúng"):
        second_factor.verify_code(clerk, totp.code_at(secret, step + 1), at=now)


def test_a_roster_and_the_numbers_typed_into_its_preview_are_sealed_anew(session, organiser, browser_of, make_person, settings):
    choices = merge_choices({}, {"rows": {"Sheet!2": {"values": {"national_id": THEIRS}}}})
    stored = RosterImport.objects.create(
        activity=session, file_name="a.xlsx", file_digest="d", size=3, original=encryption.encrypt(b"abc"), grid=encryption.encrypt(b"grid"),
        choices=choices, uploaded_by=organiser, uploaded_at=timezone.now(),
    )  # fmt: skip
    change_key(settings)
    assert "1 rosters" in rotate() and "0 rosters" in rotate()
    settings.DIGEST_KEY_FALLBACKS = []
    stored.refresh_from_db()
    assert (encryption.decrypt(stored.original), encryption.decrypt(stored.grid)) == (b"abc", b"grid")
    assert typed_values(stored.choices["rows"]["Sheet!2"]) == {"national_id": THEIRS}
    change_key(settings, keeps_older=False)
    assert f"files of rosters {stored.pk};" in rotate()
    with pytest.raises(ValidationError, match="mất khóa mã hóa"):
        load_workbook(stored)
    assert browser_of(organiser).get(f"/roster-imports/{stored.pk}/original/").status_code == 404
    erase(make_person("Hồ Văn Thử"), reason="Theo yêu cầu", by=organiser, at=timezone.now(), is_reviewed=True)


def test_a_merge_is_undone_exactly_after_the_key_was_changed(session, card_holder, make_person, organiser, quang_ngai, admin, settings):
    without_card = make_person("Phạm Văn Rê", birth_year=1981)
    merge(without_card, card_holder, by=admin, at=timezone.now(), keep={"national_id": "other"})
    change_key(settings)
    rotate()
    describe({"full_name": "Phạm Văn Rê", "national_id": THEIRS})
    assert stored_digest(without_card) == digest(THEIRS)
    unmerging.undo(Merge.objects.get(), by=admin, at=timezone.now())
    assert (stored_digest(without_card), stored_digest(card_holder)) == (None, digest(THEIRS))
    assert all(map(digest_keys.is_newest, Registration.objects.values_list("code_digest", flat=True)))


def test_the_command_tells_what_is_left_is_repeatable_and_leaves_a_line(card_holder, make_person, settings):
    assert "DIGEST_KEY_FALLBACKS is empty, and nothing needs it" in rotate()
    assert not ChangeRecord.objects.filter(subject="maintenance").exists()
    change_key(settings)
    assert "1 card numbers" in rotate("--check") and not ChangeRecord.objects.filter(subject="maintenance").exists()
    output = rotate()
    assert "brought under the newest key: 1 passes" in output and "1 card numbers" in output and "can be emptied" not in output
    assert "brought under the newest key: 0 passes" in rotate(), "nothing is done twice"
    [line] = ChangeRecord.objects.filter(subject="maintenance")
    details = {"key": digest_keys.newest_key_id(), "passes": 1}
    assert (line.verb, line.actor_kind, line.changes) == ("key_rotated", "system", {"details": [None, details]})
    assert "1 cards" in rotate("--forget-old")
    card_holder.refresh_from_db()
    assert (card_holder.national_id_digest, card_holder.national_id_last4) == (None, "")
    assert ChangeRecord.objects.get(verb="card_forgotten").subject_id == str(card_holder.pk)
    assert "DIGEST_KEY_FALLBACKS can be emptied now" in rotate()
    settings.DIGEST_KEY_FALLBACKS = []
    described = describe({"full_name": "Phạm Văn Rê", "birth_year": 1980, "unit": card_holder.unit, "national_id": THEIRS})
    assert len(find_candidates(described, among=Person.objects.all())) == 1, "no card is no other card"
    chain.seal()
    assert list(chain.breaches()) == []


def test_a_rotation_that_was_killed_is_gone_on_with(enrolled, monkeypatch, settings):
    change_key(settings)
    monkeypatch.setattr(renewal, "ROWS_AT_ONCE", 1)
    renew_some, calls = renewal._renew_some, []

    def killed_after_two():
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(renew_some())
        return calls[-1]

    monkeypatch.setattr(renewal, "_renew_some", killed_after_two)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    monkeypatch.setattr(renewal, "_renew_some", renew_some)
    assert "brought under the newest key: 1 passes" in rotate()
    assert key_rotation.find_unknown_keys() == []


def test_a_database_of_another_key_is_not_served(card_holder, monkeypatch, settings):
    older = digest_keys.newest_key_id()
    change_key(settings, keeps_older=False)
    monkeypatch.setattr("console.management.commands.prepare._collect_static_files", lambda: None)
    monkeypatch.setattr("console.management.commands.prepare.Command.vendor_assets", lambda self: None)
    with pytest.raises(CommandError, match=f"holds digests under another key \\({older}\\)"):
        call_command("prepare")
    rotate("--forget-old")
    assert key_rotation.find_unknown_keys() == []
