"""Who a row is: matched where a careful clerk would not ask, offered where they would, and never by a name alone."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from attendance.models import Registration
from attendance.registrations.actions import register
from imports import actions
from imports.commit import commit_roster
from imports.planning.ethnic_groups import EthnicGroupFinder
from people.models import Person
from tests.depth import examples
from tests.imports.conftest import Desk, codes, deeds, roster

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
CARDS = [f"05108000{n:04d}" for n in range(20)]
HEAD = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Xã", "Số điện thoại", "Số CCCD", "Chức vụ", "Đơn vị"]


def decision(row: dict[str, Any]) -> tuple[Any, ...]:
    """(action, whom it matches, whom it may be)."""
    return row["action"], row["match"] and row["match"]["person"], [candidate["person"] for candidate in row["candidates"]]


def rows_of(desk: Desk, *people: Any) -> list[dict[str, Any]]:
    return desk.hand_in(roster(*([n, *person] for n, person in enumerate(people, 1)), head=HEAD))["rows"]


# --- people on record


def test_by_card_by_telephone_and_by_birth_and_place(desk: Desk, make_person: Any, unit_called: Any) -> None:
    ba_vi, ba_xa = unit_called("Ba Vì"), unit_called("Ba Xa")
    by_card = make_person("Phạm Văn Rê", unit=ba_xa, birth_year=1950, national_id=CARDS[1])
    by_phone = make_person("Đinh Thị Mẫu", gender="F", unit=ba_xa, birth_year=None, phone="0912345602")
    by_birth = make_person("Nguyễn Thị Hoa", gender="F", birth_year=1982, unit=ba_vi)
    make_person("Hồ Văn Ba", birth_year=None, unit=ba_xa)
    rows = rows_of(
        desk,
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", None, CARDS[1]],  # of one card and name another year is a slip
        ["Dinh Thi Mau", 1981, "Nữ", "Ba Vì", "0912 345 602"],  # typed without accents
        ["NGUYỄN THỊ HOA", 1982, "Nữ", "xã Ba Vì"],
        ["Hồ Văn Ba", 1983, "Nam", "Ba Vì"],
    )
    assert [decision(row) for row in rows] == [
        ("match", by_card.pk, [by_card.pk]), ("match", by_phone.pk, [by_phone.pk]), ("match", by_birth.pk, [by_birth.pk]), ("create", None, []),
    ]  # fmt: skip
    assert [row["match"]["reasons"] for row in rows[:3]] == [["card"], ["name_phone"], ["name_birth_year_unit"]]
    assert [("differs_from_record" in codes(row)) for row in rows] == [True, False, False, False]


def test_a_person_recorded_in_the_commune_of_that_time_is_found_in_todays(
    desk_of: Any, organiser: Any, make_session: Any, make_person: Any, unit_called: Any
) -> None:
    today = date(2026, 5, 20)
    old = make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Tiêu"))
    elsewhere = make_person("Đinh Thị Mẫu", gender="F", birth_year=1981, unit=unit_called("Ba Xa"))
    desk = desk_of(organiser, make_session(unit=unit_called("Ba Vì", "commune", today), starts_on=today))
    rows = rows_of(desk, ["Phạm Văn Rê", 1980, "Nam", "Ba Vì"], ["Đinh Thị Mẫu", 1981, "Nữ", "Ba Vì"])
    assert [decision(row) for row in rows] == [("match", old.pk, [old.pk]), ("create", None, [elsewhere.pk])]


def test_other_accents_are_offered_and_never_matched(desk: Desk, make_person: Any, unit_called: Any) -> None:
    ba_vi = unit_called("Ba Vì")
    by_birth = make_person("Nguyễn Thị Hòa", gender="F", birth_year=1982, unit=ba_vi)
    by_phone = make_person("Đinh Thị Thủy", gender="F", birth_year=None, unit=unit_called("Ba Xa"), phone="0912345602")
    respelt = make_person("Phạm Thị Thuý", gender="F", birth_year=1983, unit=ba_vi)
    rows = rows_of(
        desk,
        ["Nguyễn Thị Hoa", 1982, "Nữ", "Ba Vì"],
        ["Đinh Thị Thùy", None, "Nữ", "Ba Vì", "0912345602"],
        ["Phạm Thị Thúy", 1983, "Nữ", "Ba Vì"],
    )
    assert [decision(row) for row in rows] == [
        ("create", None, [by_birth.pk]), ("create", None, [by_phone.pk]), ("match", respelt.pk, [respelt.pk]),
    ]  # fmt: skip
    assert ["possible_match" in codes(row) for row in rows] == [True, True, False]


def test_what_contradicts_is_offered_under_one_telephone_and_never_matched(desk: Desk, make_person: Any, unit_called: Any) -> None:
    ba_vi = unit_called("Ba Vì")
    for n, name in enumerate(("Phạm Văn Rê", "Đinh Văn Lía", "Hồ Văn Ba", "Đinh Văn Tuôn")):
        make_person(name, birth_year=1980, birth_date=date(1980, 2, 9), unit=ba_vi, phone=f"091234560{n}", national_id=CARDS[n])
    rows = rows_of(
        desk,
        ["Phạm Văn Rê", 1981, "Nam", "Ba Vì", "0912345600"],
        ["Đinh Văn Lía", 1980, "Nữ", "Ba Vì", "0912345601"],
        ["Hồ Văn Ba", 1980, "Nam", "Ba Vì", "0912345602", "051080009999"],
        ["Đinh Văn Tuôn", "10/02/1980", "Nam", "Ba Vì", "0912345603"],
    )
    by_year, by_gender, _by_card, by_date = Person.objects.order_by("pk").values_list("pk", flat=True)
    assert [decision(row) for row in rows] == [
        ("create", None, [by_year]), ("create", None, [by_gender]), ("create", None, []), ("create", None, [by_date]),
    ]  # fmt: skip
    assert ["possible_match" in codes(row) for row in rows] == [True, True, False, True]  # two cards are two people


def test_a_roster_sent_again_with_a_birth_date_put_right_offers_the_person_on_record(desk: Desk) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Xã", "Điện thoại"]
    first = [
        [1, "Phạm Thị Khuyên", "01/02/1980", "Nữ", "Ba Vì", "0905111771"],
        [2, "Đinh Văn Khoai", "05/06/1975", "Nam", "Ba Vì", "0905111772"],
    ]
    desk.commit(desk.hand_in(roster(*first, head=head)))
    khuyen, khoai = (Person.objects.get(full_name=row[1]).pk for row in first)
    again = [[*first[0][:2], "02/01/1980", *first[0][3:]], [*first[1][:2], "05/06/1976", *first[1][3:]]]
    preview = desk.hand_in(roster(*again, head=head))
    assert [decision(row) for row in preview["rows"]] == [("create", None, [khuyen]), ("create", None, [khoai])]
    assert all("possible_match" in codes(row) for row in preview["rows"])
    assert [row["candidates"][0]["reasons"] for row in preview["rows"]] == [
        ["name_birth_year_unit", "name_phone", "name_day_month_swapped"], ["name_phone"],
    ]  # fmt: skip
    desk.commit(desk.choose(preview, rows={"Sheet!2": {"person": khuyen}, "Sheet!3": {"person": khoai}}))
    assert Person.objects.count() == Registration.objects.count() == 2


def test_names_a_letter_apart_are_offered_unless_both_are_on_the_list(
    desk: Desk, make_person: Any, unit_called: Any, session: Any, organiser: Any
) -> None:
    near = make_person("Y Thảo", gender="F", birth_year=1990, unit=unit_called("Ba Vì"))
    content = roster([1, "Y Thẳm", 1990, "Nữ", "Ba Vì"], head=HEAD)
    assert decision(desk.hand_in(content)["rows"][0]) == ("create", None, [near.pk])
    register(session, person=near, role="participant", by=organiser)
    assert decision(desk.hand_in(content)["rows"][0]) == ("create", None, [])


def test_the_card_of_somebody_of_another_name_is_an_error_that_does_not_tell_whose(desk: Desk, make_person: Any) -> None:
    holder = make_person("Nguyễn Thị Hoa", gender="F", birth_year=1982, national_id=CARDS[1])
    row = rows_of(desk, ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", None, CARDS[1]])[0]
    assert row["action"] == "error" and codes(row) == {"card_of_another"} and row["candidates"] == []
    assert "Hoa" not in str(row) and str(holder.pk) not in [str(problem) for problem in row["problems"]]


def test_of_several_who_fit_somebody_has_to_choose(desk: Desk, make_person: Any, unit_called: Any) -> None:
    first, second = (make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Vì")) for _twice in range(2))
    preview = desk.hand_in(roster([1, "Phạm Văn Rê", 1980, "Nam", "Ba Vì"], head=HEAD))
    assert decision(preview["rows"][0]) == ("error", None, [first.pk, second.pk]) and codes(preview["rows"][0]) == {"several_matches"}
    assert decision(desk.choose(preview, rows={"Sheet!2": {"new": True}})["rows"][0])[:2] == ("create", None)
    assert decision(desk.choose(preview, rows={"Sheet!2": {}})["rows"][0])[0] == "error"
    assert decision(desk.choose(preview, rows={"Sheet!2": {"person": 987654}})["rows"][0])[0] == "error"
    preview = desk.choose(preview, rows={"Sheet!2": {"person": second.pk}})
    assert decision(preview["rows"][0])[:2] == ("match", second.pk) and preview["rows"][0]["match"]["reasons"] == ["chosen"]
    desk.commit(preview)
    assert list(Registration.objects.values_list("person", flat=True)) == [second.pk] and Person.objects.count() == 2


def test_who_is_certain_can_be_said_to_be_somebody_new(desk: Desk, make_person: Any, unit_called: Any) -> None:
    on_record = make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Vì"))
    preview = desk.choose(desk.hand_in(roster([1, "Phạm Văn Rê", 1980, "Nam", "Ba Vì"], head=HEAD)), rows={"Sheet!2": {"new": True}})
    assert desk.commit(preview)["registered"] == 1
    assert Registration.objects.exclude(person=on_record).count() == 1 and Person.objects.count() == 2


def test_two_rows_are_never_one_record(desk: Desk, make_person: Any, unit_called: Any) -> None:
    on_record = make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Vì"), phone="0912345601")
    rows = rows_of(desk, ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345602"], ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345601"])
    assert [decision(row)[:2] for row in rows] == [("create", None), ("match", on_record.pk)]
    assert "matched_by_row" in codes(rows[0])


def test_what_the_record_lacks_is_filled_and_what_it_knows_is_kept_and_told(
    desk: Desk, make_person: Any, unit_called: Any, organiser: Any, session: Any
) -> None:
    ba_vi = unit_called("Ba Vì")
    bare = make_person("Phạm Văn Rê", gender=None, birth_year=1980, unit=ba_vi)
    full = make_person("Đinh Thị Mẫu", gender="F", birth_year=1981, unit=ba_vi, phone="0912345677", position="Bí thư", national_id=CARDS[2])
    register(session, person=full, role="guest", by=organiser)
    rows = [
        [1, "Phạm Văn Rê", "09/02/1980", "Nam", "Ba Vì", "0912345601", CARDS[1], "Trưởng thôn", "UBND xã Ba Vì"],
        [2, "Đinh Thị Mẫu", 1981, "Nữ", "Ba Vì", "0912345602", None, "Trưởng thôn", "UBND xã Ba Vì"],
    ]
    preview = desk.hand_in(roster(*rows, head=HEAD))
    first, second = preview["rows"]
    assert {"gender", "birth_date", "phone", "national_id", "position"} <= set(first["data"]["fills"])
    assert {"phone", "position"}.isdisjoint(second["data"]["fills"])
    assert "differs_from_record" in codes(second) and second["registered_here"]
    desk.commit(preview)
    bare.refresh_from_db()
    full.refresh_from_db()
    assert (bare.gender, bare.birth_date, bare.phone, bare.position) == ("M", date(1980, 2, 9), "0912345601", "Trưởng thôn")
    assert (bare.national_id_last4, bare.organisation.name) == (CARDS[1][-4:], "UBND xã Ba Vì")
    assert (full.phone, full.position, full.national_id_last4, full.unit) == ("0912345677", "Bí thư", CARDS[2][-4:], ba_vi)
    assert full.organisation.name == "UBND xã Ba Vì"  # a blank, although nothing else was


def test_whom_the_sender_may_not_know_is_neither_matched_nor_offered_nor_told_of(
    desk_of: Any, make_user: Any, make_person: Any, unit_called: Any, ba_to: Any
) -> None:
    far = unit_called("Sơn Thượng")
    make_person("Phạm Văn Rê", birth_year=1980, unit=far, phone="0912345601", national_id=CARDS[1])
    make_person("Nguyễn Thị Hoa", gender="F", birth_year=1982, unit=far, national_id=CARDS[2])
    rows = rows_of(
        desk_of(make_user("clerk-of-ba-to", "clerk", ba_to)),
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345601", CARDS[1]],
        ["Đinh Thị Mẫu", 1981, "Nữ", "Ba Vì", None, CARDS[2]],
        ["Nguyễn Thị Hoa", 1982, "Nữ", "Ba Vì"],
    )
    assert [decision(row) for row in rows] == [("create", None, [])] * 3
    assert codes(rows[0]) | codes(rows[2]) == set()


# --- rows of one file


def test_a_row_repeats_another_by_card_by_telephone_or_by_birth_and_place(desk: Desk) -> None:
    rows = rows_of(
        desk,
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", None, CARDS[1]],
        ["Đinh Thị Mẫu", None, None, "Ba Tiêu", "0912345602"],
        ["Nguyễn Thị Hoa", 1982, "Nữ", "Ba Vì"],
        ["PHẠM VĂN RÊ", 1981, None, "Ba Xa", None, CARDS[1]],
        ["Dinh Thi Mau", 1981, "Nữ", "Ba Vì", "0912345602"],
        ["Nguyễn Thị  Hoa", 1982, "Nữ", "xã Ba Vì", "0912345603"],
    )
    assert [(row["action"], row["duplicate_of"]) for row in rows[:3]] == [("create", None)] * 3
    assert [(row["action"], row["duplicate_of"]) for row in rows[3:]] == [("duplicate", 2), ("duplicate", 3), ("duplicate", 4)]


def test_other_telephones_years_cards_genders_and_accents_are_other_people(desk: Desk) -> None:
    rows = rows_of(
        desk,
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345601", CARDS[1]],
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345602"],
        ["Phạm Văn Rê", 1981, "Nam", "Ba Vì", "0912345601"],
        ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", "0912345601", CARDS[2]],
        ["Phạm Văn Rê", 1980, "Nữ", "Ba Vì", "0912345601"],
        ["Phạm Văn Rế", 1980, "Nam", "Ba Vì", "0912345601"],
        ["Phạm Văn Rê", 1980, "Nam", "Ba Xa", "0912345603"],
    )
    assert [row["action"] for row in rows] == ["create"] * 7
    assert "looks_like_row" in codes(rows[5])


def test_a_card_on_two_rows_of_other_names_is_an_error_on_the_second(desk: Desk) -> None:
    rows = rows_of(desk, ["Phạm Văn Rê", 1980, "Nam", "Ba Vì", None, CARDS[1]], ["Đinh Văn Lía", 1980, "Nam", "Ba Vì", None, CARDS[1]])
    assert [row["action"] for row in rows] == ["create", "error"] and codes(rows[1]) == {"card_of_another_row"}


def test_what_repeats_a_row_can_be_said_to_be_somebody_else(desk: Desk) -> None:
    twice = [["Phạm Văn Rê", 1980, "Nam", "Ba Vì"]] * 2
    preview = desk.hand_in(roster(*([n, *person] for n, person in enumerate(twice, 1)), head=HEAD))
    assert deeds(preview) == {2: "create", 3: "duplicate"}
    preview = desk.choose(preview, rows={"Sheet!3": {"new": True}})
    assert deeds(preview) == {2: "create", 3: "create"} and "looks_like_row" in codes(preview["rows"][1])
    assert desk.commit(preview)["registered"] == Person.objects.count() == 2


# --- any order, one file or two

Somebody = tuple[str, int | None, str | None, str]  # name, year, telephone, commune
somebody = st.tuples(
    st.sampled_from(["Phạm Văn Rê", "Đinh Thị Mẫu", "Đinh Thị Mậu"]),
    st.sampled_from([None, 1970, 1980]),
    st.sampled_from([None, "0912345601", "0912345602", "0912345603"]),
    st.sampled_from(["Ba Vì", "Ba Tiêu"]),
).filter(lambda person: person[1] or person[2])


def are_two(first: Somebody, second: Somebody) -> bool:
    if first[0] != second[0]:
        return True
    if first[1] and second[1]:
        return first[1] != second[1]
    return bool(first[2] and second[2] and first[2] != second[2])


def written(session: Any, by: Any, *files: list[Somebody]) -> tuple[list[Any], list[Any]]:
    """(persons, who is on the list) after these files, as if nothing had been before."""
    now = timezone.now()
    with transaction.atomic():
        for people in files:
            if people:
                content = roster(
                    *([n, *person] for n, person in enumerate(people, 1)), head=["STT", "Họ và tên", "Năm sinh", "Số điện thoại", "Xã"]
                )
                roster_import = actions.receive(session, content=content, file_name="a.xlsx", by=by, at=now)
                actions.make_preview(roster_import, by=by, at=now)
                commit_roster(roster_import, by=by, at=now)
        columns = ("full_name", "birth_year", "phone", "unit__name")
        persons = sorted(Person.objects.values_list(*columns), key=str)
        listed = sorted(Registration.objects.active().values_list(*(f"person__{column}" for column in columns)), key=str)
        transaction.set_rollback(True)
    return persons, listed


@examples(2, deep=6)
@given(data=st.data())
def test_neither_the_order_nor_the_number_of_files_changes_who_is_written(
    data: st.DataObject, session: Any, desk: Desk, organiser: Any
) -> None:
    people: list[Somebody] = []
    for person in data.draw(st.lists(somebody, min_size=2, max_size=8)):
        if person in people or all(are_two(person, earlier) for earlier in people):
            people.append(person)
    expected = sorted(set(people), key=str)
    shuffled = data.draw(st.permutations(people))
    half = data.draw(st.integers(0, len(people)))
    assert written(session, organiser, shuffled[:half], shuffled[half:], people) == (expected, expected)


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("Jẻ", "Gié Triêng"),
        ("Giẻ - Triêng", "Gié Triêng"),
        ("Mán", "Dao"),
        ("Mán Quần Cộc", "Sán Dìu"),
        ("K'Ho (Cil)", "Cơ Ho"),
        ("Chil", None),
    ],
)
def test_a_name_that_the_list_of_the_state_gives_to_one_group_is_that_group(db, written, group):
    """QĐ 121-TCTK/PPCĐ; “Chil” stands there under Cơ Ho and under Mnông, so somebody is asked."""
    assert getattr(EthnicGroupFinder().find(written), "name", None) == group
