"""What was handed in is kept sealed for thirty days, then it goes, with every name read of it; whoever asks to be forgotten goes at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from attendance.models import Registration
from imports.files import encryption, retention
from imports.models import RosterImport, RosterRow
from people.models import Person
from privacy.data_subject.name_search import Traces
from tests.imports.conftest import Desk, deeds, roster

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
RE = [1, "Phạm Văn Rê", 1980, "Nam", "Hrê", "Ba Vì", "Trưởng thôn", None, "0912345601"]
MAU = [2, "Đinh Thị Mẫu", 1981, "Nữ", "Hrê", "Ba Vì", None, None, "0912345602"]
HOA = [3, "Nguyễn Thị Hoa", 1982, "Nữ", "Hrê", "Ba Vì", None, None, "12345"]
RE_NAMED = Traces(frozenset({"Phạm Văn Rê"}), frozenset())
SIGNED = [None, "Người lập biểu: Hồ Thị Năm"]
CONTENT = roster(RE, MAU, HOA, RE, SIGNED)
LEGACY = roster([1, "Ph¹m V¨n Rª", 1980], [2, "§inh ThÞ MÉu", 1981], [3, "NguyÔn ThÞ Hoa", 1982], head=["STT", "Hä vµ tªn", "N¨m sinh"])


def stored(preview: dict[str, Any]) -> RosterImport:
    return RosterImport.objects.get(pk=preview["id"])


def kept_words() -> str:
    """All that tables of rosters hold, without the sealed bytes."""
    rows = list(RosterRow.objects.values("data", "problems", "candidates", "why"))
    return str([rows, list(RosterImport.objects.values("summary", "choices", "refusal", "result", "file_name"))])


def test_the_original_is_sealed_and_comes_back_byte_by_byte(desk: Desk) -> None:
    roster_import = stored(desk.hand_in(CONTENT))
    assert encryption.decrypt(roster_import.original) == CONTENT
    for sealed in (roster_import.original, roster_import.grid):
        assert not any(word.encode() in bytes(sealed) for word in ("Phạm", "0912345601", "PK\x03\x04", "sharedStrings"))


def test_after_thirty_days_files_and_particulars_go_and_registrations_stay(desk: Desk) -> None:
    committed, opened, legacy = desk.hand_in(CONTENT), desk.hand_in(CONTENT), desk.hand_in(LEGACY)
    desk.commit(committed)
    desk.choose(opened, rows={"Sheet!4": {"values": {"phone": "0987654321", "note": "Hoa của bà Mẫu"}}})
    before = kept_words()
    in_29_days, in_31_days = (timezone.now() + timedelta(days=days) for days in (29, 31))
    assert (retention.delete_old_originals(in_29_days), retention.delete_old_originals(in_31_days, dry_run=True)) == (0, 3)
    assert kept_words() == before and stored(committed).original
    assert retention.delete_old_originals(timezone.now() + timedelta(days=31)) == 3
    for preview, state in ((committed, "committed"), (opened, "discarded"), (legacy, "discarded")):
        assert (stored(preview).state, stored(preview).original, stored(preview).grid) == (state, None, None)
    remaining = kept_words()
    assert not [word for word in ("Rê", "Mẫu", "Hoa", "Rª", "Hồ Thị", "0912", "0987", "1980", "12345") if word in remaining]
    assert Registration.objects.count() == Person.objects.count() == 2
    assert RosterRow.objects.filter(roster=committed["id"]).exclude(registration=None).count() == 2
    assert retention.delete_old_originals(timezone.now() + timedelta(days=31)) == 0


def test_what_is_gone_is_not_read_again_and_says_so(desk: Desk) -> None:
    preview = desk.hand_in(CONTENT)
    committed = desk.hand_in(CONTENT)
    desk.commit(committed)
    retention.delete_old_originals(timezone.now() + timedelta(days=31))
    where = f"/api/v1/roster-imports/{preview['id']}/"
    answers = [desk.try_commit(preview), desk.client.patch(where, {"role": "guest"}, format="json")]
    assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in answers] == [(400, "not_open")] * 2
    for roster_id in (preview["id"], committed["id"]):
        answer = desk.client.get(f"/api/v1/roster-imports/{roster_id}/faulty.xlsx")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "original_gone")
        assert desk.client.get(f"/api/v1/roster-imports/{roster_id}/").status_code == 200


def test_who_is_forgotten_goes_with_every_row_of_theirs_and_the_file(desk: Desk) -> None:
    committed, opened = desk.hand_in(CONTENT), desk.hand_in(CONTENT)
    desk.commit(committed)
    opened = desk.choose(opened, sheet="")  # the same, seen after the commit
    assert deeds(opened) == {2: "match", 3: "match", 4: "error", 5: "duplicate"}
    assert retention.forget_person(Person.objects.get(full_name="Phạm Văn Rê"), RE_NAMED.has, is_reviewed=False) == 2
    remaining = kept_words()
    assert not [word for word in ("Rê", "Hồ Thị Năm", "0912345601", "1980") if word in remaining]
    assert remaining.count("Đinh Thị Mẫu") == remaining.count("Nguyễn Thị Hoa") == 2  # their rows stay until the thirty days are over
    for preview in (committed, opened):
        assert (stored(preview).original, stored(preview).grid, stored(preview).choices) == (None, None, {})
    refused = desk.try_commit(opened)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "original_gone")
    assert Registration.objects.count() == 2
    assert retention.delete_old_originals(timezone.now() + timedelta(days=31)) == 2
    assert "Mẫu" not in kept_words() and stored(opened).state == "discarded"


def test_the_file_of_somebody_forgotten_can_be_handed_in_again(desk: Desk) -> None:
    desk.commit(desk.hand_in(CONTENT))
    retention.forget_person(Person.objects.get(full_name="Phạm Văn Rê"), RE_NAMED.has, is_reviewed=False)
    assert desk.commit(desk.hand_in(CONTENT))["already"] == 2


def test_what_is_thrown_away_or_refused_leaves_no_word(desk: Desk) -> None:
    preview = desk.choose(desk.hand_in(CONTENT), rows={"Sheet!4": {"values": {"note": "Mẫu"}}})
    assert desk.client.post(f"/api/v1/roster-imports/{preview['id']}/discard/").status_code == 204
    assert desk.send(b"\x89PNG\r\n\x1a\n", name="anh.png").status_code == 400
    assert desk.send(roster([None, "Kính gửi"], head=["Phạm Văn Rê"])).status_code == 400
    assert sorted(RosterImport.objects.values_list("state", "original", "grid")) == [
        ("discarded", None, None), ("refused", None, None), ("refused", None, None),
    ]  # fmt: skip
    assert not RosterRow.objects.exists() and not [word for word in ("Rê", "Mẫu", "Hồ Thị", "Kính") if word in kept_words()]
