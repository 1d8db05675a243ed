"""What moves when two records become one, what is refused, and what stays when it is taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import ChangeRecord
from attendance.inbox.undecided import list_cases, list_undecided
from attendance.inbox.wording import kind_in_words
from attendance.models import Attendance, Excuse, Registration, Scan
from attendance.paper.lists import make_list, read_lines
from attendance.registrations.actions import give_new_codes, register, withdraw
from attendance.scans.uploads import record_items
from attendance.sittings.actions import annul, excuse, undo_annulment
from contests.actions import add_member, add_team
from contests.models import TeamMember
from people.actions import correct_person
from people.disclosures.log import note_disclosure
from people.models import Disclosure, NotTheSame, Person
from registry import duplicates
from registry.merging import merge_plan, unmerging
from registry.merging.actions import merge
from registry.models import Merge
from scanner.phone_roster import Cursor, code_digest, make_page
from tests.conftest import at
from tests.registry.conftest import arrive
from tests.registry.rows import rows

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def merge_now(organiser, target, source, **more):
    return merge(target, source, by=organiser, at=timezone.now(), **more)


# --- the record


def test_what_only_one_says_is_kept_and_what_both_say_is_chosen(twins, organiser):
    target = merge_now(organiser, *twins, keep={"full_name": "other"}).kept
    target.refresh_from_db()
    assert (target.full_name, target.folded, target.phone, target.birth_date) == (
        "Pham Van Re",
        "pham van re",
        "0912345678",
        date(1980, 2, 9),
    )


def test_what_was_written_last_is_proposed_with_its_date_and_list_also_after_a_merge_and_its_undo(
    twins, organiser, ba_to, make_session, make_user, unit_called, browser_of, django_assert_num_queries
):
    """Since when a value stands: here or on the record it came from; the list is named to who may see its activity."""
    old, elsewhere = twins[0], make_session(title="Tập huấn ở Ba Vì", unit=unit_called("Ba Vì"))
    QuerySet.update(ChangeRecord.objects.filter(person_id=old.pk), at=at("08:00"))
    typed = {"full_name": "Đinh Thị Lan", "birth": "1950", "phone": "0987654321", "unit": ba_to.pk, "role": "participant"}
    browser_of(organiser).post(f"/activities/{elsewhere.pk}/registrations/new/", typed)
    new = Person.objects.get(phone="0987654321")

    def phone(target, source, user=organiser):
        choices = {choice.field.name: choice for choice in merge_plan.plan(target, source, user=user).choices}
        return choices["phone"].chosen, str(choices["phone"].this_origin), str(choices["phone"].other_origin)

    with django_assert_num_queries(8):
        written = phone(old, new)
    today = f"ghi ngày {timezone.localdate():%d/%m/%Y}"
    assert written == ("other", "ghi ngày 20/05/2024", f"{today}, từ danh sách “Tập huấn ở Ba Vì”")
    assert phone(new, old) == ("this", written[2], written[1])
    local = make_user("local", "organiser", unit_called("Bình Sơn", "district"))
    assert phone(old, new, local) == ("other", written[1], today)
    assert written[2] in browser_of(organiser).get(f"/people/{old.pk}/merge/{new.pk}/").content.decode()
    third = merge_now(organiser, twins[1], old).kept
    third.refresh_from_db()
    merged = merge_now(organiser, third, new)
    assert merged.kept.phone == "0987654321"
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    third.refresh_from_db()
    assert phone(third, new) == written


def test_a_name_with_its_marks_is_proposed_whichever_was_written_last(twins, organiser):
    for target, source, chosen in ((*twins, "this"), (*reversed(twins), "other")):
        assert merge_plan.plan(target, source, user=organiser).choices[0].chosen == chosen


def test_the_row_that_went_is_seen_by_nobody_and_its_id_comes_back(twins, organiser):
    source = twins[1]
    merged = merge_now(organiser, *twins)
    assert not Person.objects.filter(pk=source.pk).exists()
    assert unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now()).person == source
    assert Person.objects.get(pk=source.pk).created_at == source.created_at


def test_a_choice_that_is_none_is_refused_by_its_field(twins, organiser):
    with pytest.raises(ValidationError) as refused:
        merge_now(organiser, *twins, keep={"shoe_size": "this", "phone": "neither"}, registrations={1: 2})
    assert sorted(refused.value.error_dict) == ["keep.phone", "keep.shoe_size", "registrations.1"]


def test_what_was_corrected_after_the_merge_stays_corrected(twins, organiser, ba_to):
    merged = merge_now(organiser, *twins)
    correct_person(merged.kept, by=None, full_name="Phạm Văn Rê", unit=ba_to, birth_date=date(1980, 2, 9), phone="0987654321")
    assert unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now()).kept_corrections == []
    target = Person.objects.get(pk=twins[0].pk)
    assert (target.phone, target.birth_date) == ("0987654321", None)


def test_the_log_of_who_saw_whom_follows_and_returns(twins, organiser):
    note_disclosure("person", "view", by=organiser, people=1, person=twins[1])
    merged = merge_now(organiser, *twins)
    assert Disclosure.objects.get().person == twins[0]
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert Disclosure.objects.get().person == twins[1]


def test_whom_one_was_told_apart_from_the_other_is_told_apart_from(twins, make_person, organiser):
    third = make_person("Phạm Văn Rể")
    duplicates.tell_apart(twins[1], third, by=organiser, at=timezone.now())
    duplicates.tell_apart(*twins, by=organiser, at=timezone.now())
    before = rows()
    merged = merge_now(organiser, *twins)
    assert NotTheSame.objects.pairs() == {(twins[0].pk, third.pk)}
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert rows() == before


# --- one activity, both registered


def test_the_earliest_arrival_of_the_two_counts_once(both_here, organiser, twins):
    arrive(organiser, both_here[0], "07:40")
    early = arrive(organiser, both_here[1], "07:10")
    arrive(organiser, both_here[1], "13:40")
    merge_now(organiser, *twins)
    assert list(Attendance.objects.order_by("arrived_at").values_list("arrived_at", flat=True)) == [at("07:10"), at("13:40")]
    assert str(Attendance.objects.earliest("arrived_at").arrival_scan) == early.id
    assert set(Scan.objects.values_list("registration", flat=True)) == {Registration.objects.get().pk}


def test_an_annulled_attendance_does_not_outweigh_one_that_stands(both_here, twins, organiser):
    arrive(organiser, both_here[0], "07:10")
    annul(Attendance.objects.get(), reason="Nhầm", by=organiser, at=at("08:00"))
    arrive(organiser, both_here[1], "07:40")
    before = rows()
    merged = merge_now(organiser, *twins, registrations={both_here[0].activity_id: both_here[0].pk})
    attendance = Attendance.objects.get()
    assert (attendance.is_annulled, attendance.arrived_at) == (False, at("07:40"))
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert rows() == before


def test_the_pass_in_use_stays_and_the_plan_says_which_dies(both_here, twins, organiser):
    arrive(organiser, both_here[1], "07:40")
    [shared] = merge_plan.plan(*twins, user=organiser).shared_activities
    assert (shared.remaining, shared.removed) == (both_here[1], both_here[0])
    assert not shared.pass_matters  # the class was in 2024


def test_a_pass_that_may_still_be_shown_is_named(twins, make_session, organiser, quang_ngai):
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = make_session(starts_on=tomorrow, unit=quang_ngai)
    places = [register(session, person=person, role="participant", by=organiser) for person in twins]
    plan = merge_plan.plan(*twins, user=organiser)
    assert [shared.removed for shared in plan.shared_activities if shared.pass_matters] == [places[1]]


def test_whatever_names_a_merged_registration_means_the_one_that_stands(both_here, twins, make_person, session, organiser):
    Registration.objects.filter(pk=both_here[0].pk).update(walk_in_id=uuid4())
    Registration.objects.filter(pk=both_here[1].pk).update(walk_in_id=uuid4())
    former = Registration.objects.get(pk=both_here[1].pk)
    sent = {"id": "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a31"}
    assert arrive(organiser, former, "07:40", **sent).outcome == "welcome"
    merge_now(organiser, *twins, registrations={session.pk: both_here[0].pk})
    third = register(session, person=make_person("Phạm Văn Rê"), role="participant", by=organiser)
    last = merge_now(organiser, third.person, twins[0], registrations={session.pk: third.pk})
    again = arrive(organiser, former, "07:40", **sent)
    assert (again.outcome, again.registration) == ("welcome", third.pk), "a scan sent again is answered as before"
    walk_in = {"id": str(former.walk_in_id), "full_name": "Phạm Văn Rê"}
    for name, value in (("code", former.code), ("short_code", former.short_code), ("registration", former.pk), ("walk_in", walk_in)):
        item = {"id": str(uuid4()), name.removeprefix("short_"): value, "activity": session.pk, "scanned_at": at("13:40").isoformat()}
        everything = {"among": Registration.objects.all(), "sittings": session.sittings.all()}
        [result] = record_items([item], **everything, user=organiser, received_at=timezone.now())
        assert (result.registration, result.outcome in ("welcome", "already")) == (third.pk, True), name
    assert Registration.objects.filter(activity=session).count() == 1 and list(list_undecided(session, organiser)) == []
    assert Client().get(f"/p/{former.code}").status_code == 200
    [row] = make_page(session, since=None, device=None, at=timezone.now())["passes"]
    assert {each["code_digest"] for each in row["former"]} == {code_digest(former.code), code_digest(both_here[0].code)}
    give_new_codes(third)
    assert arrive(organiser, former, "13:50").registration == third.pk, "a phone that has not fetched the roster still says its number"
    assert Client().get(f"/p/{former.code}").status_code == 404, "the pass was replaced: no older one is accepted"
    unmerging.undo(Merge.objects.get(pk=last.pk), by=organiser, at=timezone.now())
    assert arrive(organiser, former, "13:55").registration == both_here[0].pk


def test_a_registration_that_is_gone_is_no_card_in_the_inbox(both_here, session, organiser):
    gone = Registration(pk=both_here[1].pk + 1000)
    assert arrive(organiser, gone, "07:40", activity=session.pk).outcome == "unknown"
    [case] = list_cases(session, organiser)
    assert (case.first.why, kind_in_words(case.first.scan)) == ("registration_gone", "Người có trên máy quét, không còn trong danh sách")


def test_who_stood_stands_and_who_withdrew_does_not_take_the_place_away(both_here, organiser, twins):
    withdraw(both_here[0])
    before = rows()
    merged = merge_now(organiser, *twins, registrations={both_here[0].activity_id: both_here[0].pk})
    assert Registration.objects.get().status == "registered"
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    after = rows()
    assert [row["status"] for row in after["Registration"]] == [row["status"] for row in before["Registration"]]


def test_excuses_of_both_stay_once_per_sitting(both_here, twins, session, organiser):
    first, second = session.sittings.all()
    for place, sitting in ((both_here[0], first), (both_here[1], first), (both_here[1], second)):
        excuse(place, sitting=sitting, reason="Ốm", by=organiser, at=at("06:00"))
    before = rows()
    merged = merge_now(organiser, *twins)
    assert sorted(Excuse.objects.values_list("sitting", flat=True)) == [first.pk, second.pk]
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert rows() == before


def test_numbers_on_paper_go_on_naming_somebody(both_here, enrolled, twins, session, organiser):
    paper = make_list(session.sittings.first(), by=organiser, at=timezone.now())
    merge_now(organiser, *twins)
    paper.refresh_from_db()
    lines = read_lines(paper)
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert len({line.registration.pk for line in lines}) == 4


def test_two_numbers_on_paper_that_are_one_person_now_say_so_and_count_once(both_here, enrolled, twins, session, organiser, browser_of):
    paper = make_list(session.sittings.first(), by=organiser, at=timezone.now())
    numbers = [number for number, pk in enumerate(paper.registrations, 1) if pk in {registration.pk for registration in both_here}]
    merge_now(organiser, *twins)
    browser, entry = browser_of(organiser), f"/paper-lists/{paper.pk}/entry/"
    sentence = f"Số {numbers[0]}, {numbers[1]}: Phạm Văn Rê."
    assert sentence in browser.get(entry).content.decode() and sentence in browser.get(f"/paper-lists/{paper.pk}/").content.decode()
    typed = {"numbers": f"{numbers[0]}, {numbers[1]}", "step": "preview"}
    preview = browser.post(entry, typed).content.decode()
    assert sentence in preview and "Ghi có mặt 1 người" in preview
    assert sentence not in browser.post(entry, typed | {"numbers": str(({1, 2, 3, 4, 5} - set(numbers)).pop())}).content.decode()
    committed = browser.post(entry, typed | {"step": "commit"}, follow=True).content.decode()
    assert "Đã ghi có mặt 1 người" in committed and "1/4 người" in committed
    assert Attendance.objects.filter(registration__person=twins[0]).count() == 1
    assert "Không có ai mới để ghi có mặt" in browser.post(entry, typed | {"numbers": str(numbers[1])}).content.decode()


def test_a_phone_learns_of_the_name_and_that_one_is_gone(both_here, enrolled, organiser, twins, session):
    since = Cursor(timezone.now(), 0)
    before = make_page(session, since=None, device=None, at=timezone.now())
    merge_now(organiser, *twins, keep={"full_name": "other"})
    after = make_page(session, since=since, device=None, at=timezone.now())
    assert (before["total"], after["total"]) == (5, 4)
    assert "Pham Van Re" in {pass_["name"] for pass_ in after["passes"]}


# --- teams


def test_in_two_teams_of_one_contest_nobody_is_merged(twins, make_contest, organiser):
    contest = make_contest()
    for person, name in zip(twins, ("Đội Công lý", "Đội Pháp luật"), strict=True):
        add_member(add_team(contest, name=name), person=person, part="captain", by=organiser)
    before = rows()
    with pytest.raises(ValidationError) as refused:
        merge_now(organiser, *twins)
    assert [error.code for error in refused.value.error_list] == ["in_two_teams"]
    assert rows() == before


def test_in_one_team_the_captain_stays_captain(twins, make_contest, organiser):
    contest = make_contest()
    team = add_team(contest, name="Đội Công lý")
    add_member(team, person=twins[0], part="official", by=organiser)
    add_member(team, person=twins[1], part="captain", by=organiser)
    before = rows()
    merged = merge_now(organiser, *twins)
    assert TeamMember.objects.get().part == "captain"
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert rows() == before


def test_whoever_became_captain_since_is_not_put_off_by_taking_back(twins, make_contest, organiser, make_person):
    contest = make_contest()
    team = add_team(contest, name="Đội Công lý")
    add_member(team, person=twins[0], part="official", by=organiser)
    add_member(team, person=twins[1], part="captain", by=organiser)
    merged = merge_now(organiser, *twins)
    TeamMember.objects.update(part="official")
    add_member(team, person=make_person("Hồ Thị Ba"), part="captain", by=organiser)
    with pytest.raises(ValidationError) as refused:
        unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["no_place_in_team"]


# --- refused


def test_two_cards_are_two_people(make_person, organiser):
    two = [make_person(national_id=number) for number in ("051080000123", "051080000124")]
    with pytest.raises(ValidationError) as refused:
        merge_now(organiser, *two)
    assert [error.code for error in refused.value.error_list] == ["different_cards"]


def test_one_record_is_not_merged_with_itself(twins, organiser):
    with pytest.raises(ValidationError) as refused:
        merge_now(organiser, twins[0], twins[0])
    assert "same_record" in [error.code for error in refused.value.error_list]


def test_a_registration_where_the_merger_may_not_register_is_not_taken_away(both_here, twins, make_user, unit_called):
    local = make_user("local", "organiser", unit_called("Ba Vì"))
    assert [error.code for error in merge_plan.plan(*twins, user=local).problems] == ["both_elsewhere"]


def test_merged_by_another_meanwhile_is_said(twins, organiser, make_person):
    merge_now(organiser, *twins)
    with pytest.raises(ValidationError) as refused:
        merge_now(organiser, make_person("Hồ Thị Ba"), twins[1])
    assert [error.code for error in refused.value.error_list] == ["gone_already"]


# --- taken back


def test_what_arrives_after_the_merge_stays_with_the_pass_that_was_scanned(both_here, organiser, twins, session):
    arrive(organiser, both_here[1], "07:40")
    merged = merge_now(organiser, *twins, registrations={session.pk: both_here[0].pk})
    arrive(organiser, both_here[0], "07:10")  # earlier, into the attendance that the other brought
    arrive(organiser, both_here[0], "13:40")  # into a sitting where nobody had been
    assert unmerging.scans_since(merged) == [(session.activity_ptr, 2)]
    undone = unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    arrival_rows = sorted(Attendance.objects.values_list("registration", "arrived_at"))
    assert arrival_rows == sorted([(both_here[0].pk, at("07:10")), (both_here[0].pk, at("13:40")), (both_here[1].pk, at("07:40"))])
    assert undone.arrived_since == 2


def test_what_named_the_one_that_was_merged_away_is_theirs_again_whichever_way_it_named_them(both_here, organiser, twins, session):
    walk_in = uuid4()
    Registration.objects.filter(pk=both_here[1].pk).update(walk_in_id=walk_in)
    arrive(organiser, both_here[0], "07:50")
    merged = merge_now(organiser, *twins)
    arrive(organiser, both_here[1], "07:40")
    arrive(organiser, both_here[1], "05:00")  # waits in the inbox
    described = {"id": str(walk_in), "full_name": "Phạm Văn Rê", "birth_year": 1980}
    item = {"id": str(uuid4()), "sitting": session.sittings.first().pk, "scanned_at": at("07:35").isoformat(), "walk_in": described}
    everything = {"among": Registration.objects.all(), "sittings": session.sittings.all()}
    record_items([item | {"method": "list"}], **everything, user=organiser, received_at=timezone.now())
    assert [row.arrived_at for row in Attendance.objects.all()] == [at("07:35")]
    assert unmerging.undo(merged, by=organiser, at=timezone.now()).arrived_since == 0
    assert dict(Attendance.objects.values_list("registration", "arrived_at")) == {
        both_here[0].pk: at("07:50"), both_here[1].pk: at("07:35"),
    }  # fmt: skip
    assert sorted(Scan.objects.values_list("registration", flat=True)) == [both_here[0].pk] + 3 * [both_here[1].pk]


def test_an_earlier_scan_after_the_merge_moves_only_its_own_arrival(both_here, organiser, twins, session):
    arrive(organiser, both_here[0], "08:00")
    arrive(organiser, both_here[1], "07:40")
    merged = merge_now(organiser, *twins, registrations={session.pk: both_here[0].pk})
    arrive(organiser, both_here[0], "07:10")
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert sorted(Attendance.objects.values_list("registration", "arrived_at")) == [
        (both_here[0].pk, at("07:10")),
        (both_here[1].pk, at("07:40")),
    ]


def test_an_attendance_of_both_that_was_annulled_since_is_nobodys_to_give_back(both_here, twins, organiser):
    arrive(organiser, both_here[0], "07:40")
    arrive(organiser, both_here[1], "07:10")
    merged = merge_now(organiser, *twins)
    annul(Attendance.objects.get(), reason="Nhầm", by=organiser, at=at("08:00"))
    with pytest.raises(ValidationError) as refused:
        unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["annulled_since"]
    undo_annulment(Attendance.objects.get(), by=organiser, at=at("08:10"))
    with pytest.raises(ValidationError):
        unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())


def test_the_last_merge_is_taken_back_first(twins, make_person, organiser):
    third = make_person("Phạm Văn Rể")
    before = rows()
    first, second = merge_now(organiser, *twins), merge_now(organiser, third, twins[0])
    with pytest.raises(ValidationError) as refused:
        unmerging.undo(Merge.objects.get(pk=first.pk), by=organiser, at=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["merged_again"]
    unmerging.undo(Merge.objects.get(pk=second.pk), by=organiser, at=timezone.now())
    unmerging.undo(Merge.objects.get(pk=first.pk), by=organiser, at=timezone.now())
    assert rows() == before


def test_it_is_taken_back_once(twins, organiser):
    merged = merge_now(organiser, *twins)
    unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    with pytest.raises(ValidationError) as refused:
        unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["undone_already"]


def test_after_an_erasure_nothing_can_be_taken_back_and_nothing_of_the_other_record_is_kept(twins, organiser):
    merged = merge_now(organiser, *twins)
    assert unmerging.forget(merged.kept) == 1
    assert Merge.objects.get().moved == {}
    with pytest.raises(ValidationError) as refused:
        unmerging.undo(Merge.objects.get(pk=merged.pk), by=organiser, at=timezone.now())
    assert [error.code for error in refused.value.error_list] == ["erased"]
