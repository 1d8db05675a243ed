"""'Ghi nhận' writes what the preview shows, in one transaction, once; of a card's number nothing stays but digest and last four."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from attendance.registrations.walk_ins.actions import register_walk_in
from contests.actions import record_contest
from contests.models import Contest
from imports import actions
from imports.commit import commit_roster
from imports.files import retention
from imports.models import RosterImport, RosterRow
from people import notices
from people.identity.national_id import digest
from people.models import Organisation, Person
from places.models import Unit
from tests.imports.conftest import Desk, deeds, roster
from tests.imports.made_files import rows_xlsx, saved

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.always_on_postgres]

RE_CARD, MAU_CARD = "051080001234", "051181004321"
RE = [1, "Phạm Văn Rê", "09/02/1980", "Nam", "Hrê", "Ba Vì", "Trưởng thôn", "UBND xã Ba Vì", "0912345601", RE_CARD]
MAU = [2, "Đinh Thị Mẫu", 1981, "Nữ", "Hrê", "Ba Vì", "Giáo viên", "ubnd xã Ba Vì", "0912345602", MAU_CARD]
HOA = [3, "Nguyễn Thị Hoa", 1982, "Nữ", "Ca Dong", "Ba Tiêu", "Công chức tư pháp", "UBND xã Ba Tiêu", "0912345603"]
WRONG = [4, "Hồ Văn Ba", 1983, "Nam", "Hrê", "Ba Tiêu", None, None, "12345"]
CROWD = (RE, MAU, HOA, WRONG, RE)


def everything_written() -> tuple[Any, ...]:
    return tuple(
        list(model.objects.order_by("pk").values())
        for model in (Person, Registration, Organisation, RosterRow)  # type: ignore[attr-defined]
    )


# --- what is written


def test_the_answer_adds_up_to_the_rows(desk: Desk) -> None:
    preview = desk.hand_in(roster(*CROWD))
    assert deeds(preview) == {2: "create", 3: "create", 4: "create", 5: "error", 6: "duplicate"}
    assert desk.commit(preview) == {
        "registered": 3, "matched": 0, "skipped": 2, "already": 0, "duplicates": 1, "errors": 1, "excluded": 0,
    }  # fmt: skip
    assert Person.objects.count() == Registration.objects.count() == 3


def test_every_person_is_what_the_preview_said_of_them(desk: Desk, organiser: Any, session: Any) -> None:
    preview = desk.hand_in(roster(*CROWD))
    desk.commit(preview)
    written = RosterRow.objects.exclude(registration=None).select_related("person__ethnic_group", "person__organisation", "registration")
    by_row = {row.number: row for row in written}
    assert sorted(by_row) == [2, 3, 4]
    for row in preview["rows"]:
        if row["row"] not in by_row:
            continue
        data, person, registration = row["data"], by_row[row["row"]].person, by_row[row["row"]].registration
        recorded = {
            "full_name": person.full_name,
            "gender": person.gender,
            "birth_year": person.birth_year,
            "birth_date": person.birth_date and person.birth_date.isoformat(),
            "ethnic_group": person.ethnic_group.name,
            "ethnicity_note": person.ethnicity_note,
            "phone": person.phone,
            "national_id_last4": person.national_id_last4,
            "unit": person.unit_id,
            "position": person.position,
            "category": registration.category,
        }
        assert recorded == {key: data[key] for key in recorded}
        assert (registration.person_id, registration.activity_id) == (person.pk, session.pk)
        assert (registration.role, registration.registered_by, registration.notice) == ("participant", organiser, notices.current())
    assert by_row[2].person.birth_date == date(1980, 2, 9) and by_row[4].person.ethnicity_note == "Ca Dong"
    assert [by_row[n].registration.category for n in (2, 3, 4)] == ["village_head", "teacher", "commune_official"]


def test_an_organisation_is_made_once_for_each_name_and_unit(desk: Desk) -> None:
    desk.commit(desk.hand_in(roster(*CROWD)))
    assert sorted(Organisation.objects.values_list("folded", "unit__name", "kind")) == [
        ("ubnd xa ba tieu", "Ba Tiêu", "commune_office"),
        ("ubnd xa ba vi", "Ba Vì", "commune_office"),
    ]
    assert Person.objects.filter(organisation__folded="ubnd xa ba vi").count() == 2


def test_passes_are_different_also_from_those_that_were_there(desk: Desk, enrolled: Any, session: Any) -> None:
    desk.commit(desk.hand_in(roster(*([n, f"Hồ Văn {name}", 1950 + n] for n, name in enumerate("ABCDEGHIKLMNOPQRSTUVXY", 1)))))
    everyone = Registration.objects.filter(activity=session)
    assert everyone.count() == 22 + len(enrolled)
    assert {len(set(everyone.values_list(key, flat=True))) for key in ("code", "code_digest", "short_code")} == {everyone.count()}


def test_to_a_contest_contestants_are_registered_unless_somebody_chose(desk_of: Any, organiser: Any, ba_to: Any) -> None:
    contest = Contest(title="Hội thi", unit=ba_to, starts_on=date(2024, 5, 20), ends_on=date(2024, 5, 20), status="open")
    desk = desk_of(organiser, record_contest(contest, sittings=[], by=organiser))
    assert desk.hand_in(roster(RE))["role"] == "contestant"
    desk.commit(desk.hand_in(roster(RE)))
    desk.commit(desk.choose(desk.hand_in(roster(MAU)), role="coach"))
    assert list(Registration.objects.order_by("pk").values_list("role", flat=True)) == ["contestant", "coach"]


def test_people_of_two_tables_beside_each_other_are_all_written(desk: Desk) -> None:
    content = rows_xlsx(
        [["STT", "Họ và tên", "Năm sinh", None, "STT", "Họ và tên", "Năm sinh"],
         [1, "Phạm Văn Rê", 1980, None, 3, "Đinh Thị Mẫu", 1981],
         [2, "Nguyễn Thị Hoa", 1982, None, 4, "Hồ Văn Ba", 1983]],
    )  # fmt: skip
    preview = desk.hand_in(content)
    assert desk.commit(preview)["registered"] == 4
    names = {(row.data["full_name"], row.person.full_name, row.registration.person.full_name) for row in RosterRow.objects.all()}
    assert names == {(name, name, name) for name in ("Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa", "Hồ Văn Ba")}


# --- card numbers


def traces(*numbers: str) -> list[str]:
    """Where in the database a number stands, or enough of it to guess the rest; sealed bytes tell nothing."""
    places = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("places_"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for line in cursor.fetchall():
                texts = [str(value) for value in line if not isinstance(value, (bytes, memoryview))]
                places += [f"{table}: {text[:300]}" for text in texts for number in numbers if number[1:10] in text.replace(" ", "")]
    return places


def test_of_a_card_nothing_stays_but_digest_mark_and_last_four(desk: Desk) -> None:
    desk.commit(desk.hand_in(roster(RE, MAU)))
    stored = Person.objects.order_by("pk").values_list("national_id_digest", "national_id_last4")
    assert list(stored) == [(digest(number), number[-4:]) for number in (RE_CARD, MAU_CARD)]
    assert traces(RE_CARD, MAU_CARD) == []


def test_a_card_typed_in_place_leaves_no_more_in_whichever_field(desk: Desk) -> None:
    preview = desk.hand_in(roster(RE[:6], MAU[:6]))
    preview = desk.choose(preview, rows={"Sheet!2": {"values": {"national_id": RE_CARD}}})
    assert traces(RE_CARD) == []
    preview = desk.choose(preview, rows={"Sheet!3": {"values": {"phone": MAU_CARD, "note": f"thẻ {MAU_CARD}"}}})
    assert deeds(preview) == {2: "create", 3: "error"} and traces(RE_CARD, MAU_CARD) == []
    preview = desk.choose(preview, rows={"Sheet!3": {"values": {"national_id": "051 181 004 321", "position": f"Tổ trưởng {MAU_CARD}"}}})
    desk.commit(preview)
    assert list(Person.objects.order_by("pk").values_list("national_id_digest", flat=True)) == [digest(RE_CARD), digest(MAU_CARD)]
    assert traces(RE_CARD, MAU_CARD) == []


def test_a_card_in_a_column_or_a_line_where_none_belongs_leaves_no_more(desk: Desk) -> None:
    head = ["STT", "Họ và tên", "Năm sinh", "Số điện thoại", "Chức vụ", "Đơn vị", "Ghi chú", "Xã"]
    content = roster(
        ["VD", "Nguyễn Văn A", 1980, None, None, None, RE_CARD],
        [1, "Phạm Văn Rê", 1980, None, f"CCCD {RE_CARD}", f"Đội {RE_CARD}", f"số {RE_CARD}", "Ba Vì"],
        [2, "Đinh Thị Mẫu", 1981, MAU_CARD],
        [3, "Nguyễn Thị Hoa", MAU_CARD],
        [4, f"Hồ Văn Ba {RE_CARD}", 1983],
        [5, "Hồ Thị Năm", 1984, "51080001234"],
        [6, "Hồ Thị Sáu", 1984, None, None, None, None, RE_CARD],
        [None, "Người lập biểu"],
        [None, f"Số CCCD: {RE_CARD}"],
        head=head,
    )  # fmt: skip
    preview = desk.hand_in(content, name=f"{RE_CARD}.xlsx")
    assert [row["action"] for row in preview["rows"]] == ["create", "error", "error", "error", "error", "error"]
    desk.commit(preview)
    desk.client.get(f"/api/v1/roster-imports/{preview['id']}/faulty.xlsx")
    assert traces(RE_CARD, MAU_CARD, "51080001234") == []
    assert Person.objects.get().position == "CCCD …1234"


# --- asked again


def test_asked_again_it_answers_the_same_and_writes_nothing(desk: Desk) -> None:
    preview = desk.hand_in(roster(*CROWD))
    first = desk.commit(preview)
    before = everything_written()
    assert desk.commit(preview) == first and everything_written() == before
    assert desk.look(preview)["state"] == "committed"


def test_the_result_is_answered_still_when_the_file_is_long_gone(desk: Desk) -> None:
    preview = desk.hand_in(roster(*CROWD))
    first = desk.commit(preview)
    retention.delete_old_originals(timezone.now() + timedelta(days=31))
    assert desk.commit(preview) == first


# --- two clerks, one after the other


@pytest.mark.parametrize("width", [10, 2], ids=["all", "names only"])
def test_a_second_clerk_with_the_same_file_learns_that_they_are_on_the_list(width: int, desk: Desk, desk_of: Any, clerk: Any) -> None:
    content = roster(RE[:width], MAU[:width], HOA[:width])
    other_desk = desk_of(clerk)
    mine, theirs = desk.hand_in(content), other_desk.hand_in(content)
    assert desk.commit(mine)["registered"] == 3
    assert other_desk.commit(theirs) == {
        "registered": 0, "matched": 3, "skipped": 0, "already": 3, "duplicates": 0, "errors": 0, "excluded": 0,
    }  # fmt: skip
    assert Person.objects.count() == Registration.objects.count() == 3
    assert [row["registered_here"] for row in other_desk.look(theirs)["rows"]] == [True] * 3
    assert desk.hand_in(content)["counts"] == {"create": 0, "match": 3, "duplicate": 0, "error": 0}


def test_somebody_registered_at_a_desk_meanwhile_is_not_registered_twice(desk: Desk, organiser: Any, session: Any, api: Any) -> None:
    preview = desk.hand_in(roster(RE, MAU))
    where = f"/api/v1/activities/{session.pk}/registrations/"
    person = {"full_name": "Phạm Văn Rê", "phone": "0912345601", "unit": session.unit_id}
    assert api(organiser).post(where, {"person": person, "role": "guest"}, format="json").status_code == 201
    assert desk.commit(preview) | {} == {
        "registered": 1, "matched": 1, "skipped": 0, "already": 1, "duplicates": 0, "errors": 0, "excluded": 0,
    }  # fmt: skip
    assert Counter(Registration.objects.values_list("person__full_name", "role")) == {
        ("Phạm Văn Rê", "guest"): 1, ("Đinh Thị Mẫu", "participant"): 1,
    }  # fmt: skip
    assert Person.objects.get(full_name="Phạm Văn Rê").birth_date == date(1980, 2, 9)


def test_a_walk_in_with_the_same_card_is_the_person_of_the_row(desk: Desk, organiser: Any, session: Any) -> None:
    preview = desk.hand_in(roster(RE))
    register_walk_in(session, {"full_name": "Phạm Văn Rê", "national_id": RE_CARD}, by=organiser)
    assert desk.commit(preview)["already"] == 1
    assert (Person.objects.count(), Registration.objects.count()) == (1, 1)
    assert Person.objects.get().phone == "0912345601"


def test_a_walk_in_who_may_be_one_of_them_is_asked_about_before_anybody_is_doubled(desk: Desk, organiser: Any, session: Any) -> None:
    preview = desk.hand_in(roster(RE, MAU))
    walk_in = register_walk_in(session, {"full_name": "Phạm Văn Rê", "birth_year": 1980}, by=organiser)
    answer = desk.try_commit(preview)
    assert (answer.status_code, answer.json()["code"]) == (409, "preview_changed")
    assert Registration.objects.count() == 1
    now = desk.look(preview)
    assert now["rows"][0]["candidates"] == [{"person": walk_in.person_id, "reasons": ["name_birth_year_wider_unit"]}]
    desk.commit(desk.choose(now, rows={"Sheet!2": {"person": walk_in.person_id}}))
    assert Registration.objects.count() == Person.objects.count() == 2


def test_a_record_made_meanwhile_changes_what_happens_so_it_is_shown_first(desk: Desk, make_person: Any, unit_called: Any) -> None:
    preview = desk.hand_in(roster(RE, MAU))
    person = make_person("Phạm Văn Rê", unit=unit_called("Ba Vì"))
    before = everything_written()[:3]
    answer = desk.try_commit(preview)
    assert (answer.status_code, answer.json()["code"]) == (409, "preview_changed")
    assert answer["Content-Type"] == "application/problem+json" and everything_written()[:3] == before
    now = desk.look(preview)
    assert (now["state"], deeds(now), now["rows"][0]["match"]["person"]) == ("preview", {2: "match", 3: "create"}, person.pk)
    assert desk.commit(preview)["matched"] == 1


def test_an_activity_that_was_moved_reads_its_places_anew_before_anything_is_written(
    desk: Desk, organiser: Any, session: Any, api: Any, unit_called: Any
) -> None:
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", 1980]))
    moved = {"unit": unit_called("Sơn Hà", "district").pk}
    assert api(organiser).patch(f"/api/v1/training-sessions/{session.pk}/", moved, format="json").status_code == 200
    assert desk.try_commit(preview).status_code == 409 and not Person.objects.exists()
    assert desk.look(preview)["rows"][0]["data"]["unit"] == moved["unit"]
    desk.commit(preview)
    assert Person.objects.get().unit_id == moved["unit"]


# --- what was decided


def test_rows_left_out_are_not_written_and_what_repeats_them_is(desk: Desk) -> None:
    preview = desk.hand_in(roster(*CROWD))
    preview = desk.choose(preview, rows={"Sheet!2": {"exclude": True}, "Sheet!4": {"exclude": True}})
    assert deeds(preview) == {2: "excluded", 3: "create", 4: "excluded", 5: "error", 6: "create"}
    preview = desk.choose(preview, rows={"Sheet!4": {}})
    assert desk.commit(preview) == {
        "registered": 3, "matched": 0, "skipped": 2, "already": 0, "duplicates": 0, "errors": 1, "excluded": 1,
    }  # fmt: skip
    assert Counter(Person.objects.values_list("full_name", flat=True)) == Counter(["Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa"])


def test_columns_unit_role_and_category_that_were_chosen_are_written(desk: Desk, unit_called: Any) -> None:
    content = rows_xlsx([["Họ và tên", "Năm sinh", "Mã"], ["Phạm Văn Rê", 1980, "0912345601"]])
    ba_xa = unit_called("Ba Xa").pk
    choices: dict[str, Any] = {"columns": {"Sheet!0": {"2": "phone"}}, "unit": ba_xa, "role": "guest", "category": "elder"}
    preview = desk.choose(desk.hand_in(content), **choices)
    data = preview["rows"][0]["data"]
    assert (data["phone"], data["unit"], data["category"], preview["role"]) == ("0912345601", ba_xa, "elder", "guest")
    desk.commit(preview)
    written = Registration.objects.values_list("person__phone", "person__unit", "category", "role")
    assert list(written) == [("0912345601", ba_xa, "elder", "guest")]


def test_another_sheet_or_all_of_them_are_read_and_written(desk: Desk) -> None:
    workbook = openpyxl.Workbook()
    for name, people in (("Ba Vì", [RE, MAU]), ("Ba Tiêu", [HOA])):
        sheet = workbook.create_sheet(name)
        for line in (["STT", "Họ và tên", "Năm sinh"], *(person[:3] for person in people)):
            sheet.append(line)
    preview = desk.hand_in(saved(workbook))
    assert len(preview["rows"]) == 3 and preview["other_sheets"] == [], "sheets with the same head are read together"
    assert desk.choose(preview, sheet="Ba Vì")["other_sheets"] == [["Ba Tiêu", 1]]
    assert [row["data"]["full_name"] for row in desk.choose(preview, sheet="Ba Tiêu")["rows"]] == ["Nguyễn Thị Hoa"]
    answer = desk.client.patch(f"/api/v1/roster-imports/{preview['id']}/", {"sheet": "Ba Xa"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "no_roster")
    assert desk.look(preview)["sheet"] == "Ba Tiêu"
    desk.commit(desk.choose(preview, sheet="*"))
    assert sorted(Person.objects.values_list("full_name", "unit__name")) == [
        ("Nguyễn Thị Hoa", "Ba Tiêu"), ("Phạm Văn Rê", "Ba Vì"), ("Đinh Thị Mẫu", "Ba Vì"),
    ]  # fmt: skip


def test_letters_are_written_as_the_chosen_encoding_reads_them(desk: Desk) -> None:
    content = roster(
        [1, "Ph¹m V¨n Rª", 1980], [2, "§inh ThÞ MÉu", 1981], [3, "NguyÔn ThÞ Hoa", 1982], head=["STT", "Hä vµ tªn", "N¨m sinh"]
    )
    preview = desk.hand_in(content)
    assert preview["encoding"] == "tcvn3" and preview["converted"]["cells"]
    assert desk.choose(preview, encoding="tcvn3")["rows"][0]["data"]["full_name"] == "Phạm Văn Rê"
    desk.commit(desk.choose(preview, encoding=""))
    assert set(Person.objects.values_list("full_name", flat=True)) == {"Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa"}


def test_two_decisions_in_a_row_are_both_kept(desk: Desk, organiser: Any) -> None:
    """Two clicks reach the server before either preview is made anew: each has read the choices as they were."""
    preview = desk.hand_in(roster(RE, MAU, HOA))
    clicks = [RosterImport.objects.get(pk=preview["id"]) for _click in range(2)]
    for roster_import, key in zip(clicks, ("Sheet!2", "Sheet!3"), strict=True):
        actions.choose(roster_import, {"rows": {key: {"exclude": True}}}, by=organiser, at=timezone.now())
    assert deeds(desk.look(preview)) == {2: "excluded", 3: "excluded", 4: "create"}


WRONG_CHOICES = [
    '{"columns": {"Sheet!x": {"0": "phone"}}}', '{"columns": {"Sheet": {"0": "phone"}}}', '{"columns": {"Sheet!0": {"x": "phone"}}}',
    '{"rows": {"Sheet!x": {"values": {"phone": "1"}}}}', '{"rows": {"a\\u0000!2": {"exclude": true}}}', '{"sheet": "Không có"}',
    '{"rows": {"Sheet!2": {"values": {"mật khẩu": "x"}}}}', '{"rows": {"Sheet!2": {"person": 0}}}', '{"unit": 99999999}', '{"role": "x"}',
]  # fmt: skip


def test_what_cannot_be_chosen_is_refused_and_changes_nothing(desk: Desk) -> None:
    preview = desk.hand_in(roster(RE, MAU))
    where = f"/api/v1/roster-imports/{preview['id']}/"
    for choices in WRONG_CHOICES:
        answer = desk.client.generic("PATCH", where, choices, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), (choices, answer.content)
    assert desk.look(preview) == preview


def test_what_was_typed_is_never_taken_for_sealed(desk: Desk) -> None:
    preview = desk.hand_in(roster(RE[:6], MAU[:6]))
    values = {"Sheet!2": {"values": {"national_id": "sealed:gAAAA"}}, "Sheet!3": {"values": {"note": "sealed:gAAAA"}}}
    preview = desk.choose(preview, rows=values)
    assert deeds(preview) == {2: "error", 3: "create"} and preview["rows"][1]["data"]["note"] == "sealed:gAAAA"


# --- all or nothing


def test_a_row_that_is_refused_in_the_middle_leaves_nothing(organiser: Any, session: Any) -> None:
    """A plan of the year 2040 lets children be registered who are not born yet when it is written."""
    future = datetime.fromisoformat("2040-05-20T08:00:00+07:00")
    content = roster(RE, [2, "Hồ Thị Bé", 2035, "Nữ", "Hrê", "Ba Vì", None, "Trường mầm non"])
    roster_import = actions.receive(session, content=content, file_name="a.xlsx", by=organiser, at=future)
    actions.make_preview(roster_import, by=organiser, at=future)
    before = everything_written()
    with pytest.raises(ValidationError) as refused:
        commit_roster(roster_import, by=organiser, at=future)
    assert refused.value.code == "row_refused" and "Dòng 3" in refused.value.messages[0]
    assert everything_written() == before and not Organisation.objects.exists()
    roster_import.refresh_from_db()
    assert roster_import.state == "preview"


REFUSING = {
    "sqlite": [
        "CREATE TRIGGER refusing BEFORE INSERT ON attendance_registration WHEN (SELECT full_name FROM people_person WHERE id = NEW.person_id)"
        " = 'Nguyễn Thị Hoa' BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN IF (SELECT full_name FROM people_person WHERE id = NEW.person_id) ="
        " 'Nguyễn Thị Hoa' THEN RAISE unique_violation; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER refusing BEFORE INSERT ON attendance_registration FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}


def test_what_the_database_refuses_at_the_last_leaves_nothing_and_is_no_crash(desk: Desk) -> None:
    preview = desk.hand_in(roster(RE, MAU, HOA))
    with connection.cursor() as cursor:
        for statement in REFUSING[connection.vendor]:
            cursor.execute(statement)
    answer = desk.try_commit(preview)
    assert (answer.status_code, answer.json()["code"]) == (409, "preview_changed")
    assert not Person.objects.exists() and not Registration.objects.exists() and not Organisation.objects.exists()
    assert desk.look(preview)["state"] == "preview"


# --- refused


def test_to_an_activity_that_is_over_nothing_is_committed_nor_handed_in(desk: Desk, organiser: Any, session: Any, api: Any) -> None:
    preview, client = desk.hand_in(roster(RE)), api(organiser)
    where = f"/api/v1/training-sessions/{session.pk}/"
    for end in (lambda: client.patch(where, {"status": "closed"}), lambda: client.post(f"{where}cancel/", {"reason": "Mưa lũ"})):
        assert end().status_code == 200
        for refused in (desk.try_commit(preview), desk.send(roster(RE))):
            assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "activity_closed")
    assert not Person.objects.exists()


def test_what_was_discarded_committed_or_left_empty_is_not_committed_or_changed(desk: Desk) -> None:
    discarded = desk.hand_in(roster(RE))
    assert desk.client.post(f"/api/v1/roster-imports/{discarded['id']}/discard/").status_code == 204
    empty = desk.choose(desk.hand_in(roster(RE)), rows={"Sheet!2": {"exclude": True}})
    for preview, code in ((discarded, "not_open"), (empty, "nothing_to_write")):
        refused = desk.try_commit(preview)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, code)
    assert not Person.objects.exists()
    committed = desk.hand_in(roster(RE))
    desk.commit(committed)
    for preview in (discarded, committed):
        refused = desk.client.patch(f"/api/v1/roster-imports/{preview['id']}/", {"role": "guest"}, format="json")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "not_open")
    assert desk.client.post(f"/api/v1/roster-imports/{committed['id']}/discard/").status_code == 400
    assert Registration.objects.get().role == "participant"


def test_only_who_may_register_there_hands_in_looks_and_commits(
    desk: Desk, desk_of: Any, usher: Any, stranger: Any, nobody: Any, make_user: Any
) -> None:
    preview = desk.hand_in(roster(RE))
    elsewhere = Unit.objects.filter(level="province").exclude(pk__in=Unit.objects.in_province_served().values("pk")).first()
    others = [(usher, 403), (stranger, 404), (nobody, 404)]
    if elsewhere:
        others.append((make_user("xa", "organiser", elsewhere), 404))
    for user, refused in others:
        other_desk = desk_of(user)
        where = f"/api/v1/roster-imports/{preview['id']}/"
        answers = [
            other_desk.send(roster(MAU)), other_desk.try_commit(preview), other_desk.client.get(where), other_desk.client.get(f"{where}faulty.xlsx"),
            other_desk.client.patch(where, {"role": "guest"}, format="json"), other_desk.client.post(f"{where}discard/"),
            other_desk.client.get(f"/api/v1/activities/{desk.activity}/roster-imports/"),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [refused] * len(answers)
        assert not any("Phạm Văn Rê" in answer.content.decode() for answer in answers)
    assert desk.look(preview) == preview and not Person.objects.exists() and RosterImport.objects.count() == 1


# --- who had withdrawn


def test_who_had_withdrawn_stands_again_with_the_same_pass_as_the_roster_says(
    desk: Desk, organiser: Any, session: Any, make_person: Any
) -> None:
    person = make_person("Phạm Văn Rê", phone="0912345601")
    before = withdraw(register(session, person=person, role="speaker", by=organiser))
    preview = desk.hand_in(roster(RE))
    assert (deeds(preview), preview["rows"][0]["registered_here"]) == ({2: "match"}, False)
    assert desk.commit(preview)["matched"] == 1
    now = Registration.objects.get()
    assert (now.pk, now.code, now.status, now.role, now.category) == (before.pk, before.code, "registered", "participant", "village_head")
    assert now.changed_at > before.changed_at


def test_who_stands_keeps_role_and_category(desk: Desk, organiser: Any, session: Any, make_person: Any) -> None:
    register(session, person=make_person("Phạm Văn Rê", phone="0912345601"), role="speaker", by=organiser, category="elder")
    assert desk.commit(desk.hand_in(roster(RE)))["already"] == 1
    assert list(Registration.objects.values_list("role", "category")) == [("speaker", "elder")]
