"""Somebody's identity goes, and no figure with it."""

import re
from datetime import timedelta
from operator import attrgetter, itemgetter

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Sitting
from attendance.inbox.decisions import attach
from attendance.models import Annulment, Attendance, Excuse, Registration, Resolution, Scan
from attendance.registrations.actions import register, withdraw
from attendance.registrations.participants import matrix
from attendance.scans.uploads import record_items
from attendance.sittings.actions import annul, excuse, tick
from contests.actions import add_member, add_team, record_contest
from contests.models import Contest
from exports.counting.groupings import GROUPINGS
from exports.counting.scope import Scope
from exports.counting.tally import tally
from exports.reports import catalogue
from people.disclosures.log import note_disclosure
from people.models import Disclosure, Person
from privacy.data_subject.data_copy import data_about
from privacy.data_subject.erasure import BLANKED, NOBODY, erase
from privacy.data_subject.personal_data_index import links, rows_about, tables
from privacy.models import DataRequest, Erasure
from privacy.requests.actions import receive
from tests.conftest import DAY, at
from tests.depth import examples

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]

HOA = "Nguyễn Thị Hoa"
CARD = "051182000123"
SECRETS = (HOA, "nguyen thi hoa", "0912345678", "0123", "Trưởng thôn Làng Dút", "1982", "Con bà Hoa ốm")


@pytest.fixture
def life(enrolled, session, organiser, clerk, ba_to):
    """Everything that can be held about one person, in every table there is."""
    registration, sittings = enrolled[2], list(session.sittings.all())
    hoa = registration.person
    hoa.phone, hoa.position, hoa.national_id_last4 = "0912345678", "Trưởng thôn Làng Dút", "0123"
    hoa.national_id_digest = "d" * 64
    hoa.ethnicity_note = "Kinh (mẹ Hrê)"
    hoa.save()
    tick(registration, sitting=sittings[0], by=organiser, at=at("07:40"))
    annul(Attendance.objects.get(registration=registration), reason="Bà Hoa báo nhầm", by=clerk, at=at("08:00"))
    tick(registration, sitting=sittings[0], by=organiser, at=at("08:10"))
    excuse(registration, sitting=sittings[1], reason="Con bà Hoa ốm", by=clerk, at=at("12:00"))
    excuse(enrolled[0], sitting=sittings[1], reason=f"Đi thay {HOA}", by=clerk, at=at("12:00"))
    stray = {"id": "1b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a13", "code": "LẠ", "activity": session.pk, "scanned_at": at("07:45").isoformat()}
    session.walk_ins = "none"
    session.save()
    walk_in = {"id": "2b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a13", "full_name": HOA, "birth_year": 1982, "gender": "F"}
    written = {
        "id": "3b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a13", "walk_in": walk_in, "activity": session.pk, "scanned_at": at("07:46").isoformat(), "method": "list",
    }  # fmt: skip
    record_items(
        [stray, written], among=Registration.objects.all(), sittings=Sitting.objects.all(), received_at=timezone.now(), user=organiser
    )
    attach(
        Scan.objects.get(pk=stray["id"]),
        registration=registration,
        sitting=sittings[1],
        reason="Đúng là bà Hoa",
        by=clerk,
        at=timezone.now(),
    )
    contest = record_contest(Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    add_member(add_team(contest, name="Đội Một"), person=hoa, part="official", by=organiser)
    note_disclosure("person", "view", by=clerk, people=1, about=HOA, person=hoa)
    note_disclosure(
        "registration-list",
        "view",
        by=clerk,
        people=3,
        about=session.title,
        unit=ba_to,
        activity_id=session.pk,
        filters=[("Tìm", "nguyễn thị hoa")],
    )
    receive(
        kind="access", unit=ba_to, received_on=timezone.localdate(), by=clerk, today=timezone.localdate(), person=hoa, contact="0912345678"
    )
    return hoa


# --- what goes and what stays


def test_nothing_names_them_any_more(life, admin):
    erase(life, reason=f"{HOA} yêu cầu xóa", by=admin, at=timezone.now())
    text = "\n".join(str(row) for model in tables() for row in model._base_manager.values_list())
    text = re.sub(r"[0-9a-f-]{32,}", "", text)  # digests and UUIDs: four digits of a year stand in some of them by chance
    for secret in SECRETS:
        assert secret not in text, secret
    life.refresh_from_db()
    assert (life.full_name, life.sort_key, life.phone, life.birth_year, life.organisation) == (NOBODY, "zzzz", None, None, None)
    assert (life.national_id_digest, life.national_id_last4, life.position) == (None, "", "")
    assert (life.gender, life.ethnic_group.name, life.unit.name, life.unit.level) == ("F", "Kinh", "Quảng Ngãi", "province")


def test_texts_are_blanked_also_where_they_speak_of_somebody_else(life, admin, enrolled):
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    assert set(Excuse.objects.values_list("reason", flat=True)) == {BLANKED}
    assert (Annulment.objects.get().reason, Resolution.objects.get().reason) == (BLANKED, BLANKED)
    assert Scan.objects.get(read__startswith="walk-in").read == f"walk-in: {NOBODY}"


def test_old_passes_open_nothing_and_the_new_ones_name_nobody(life, admin, client):
    registration = life.registrations.order_by("pk").first()
    old, short, changed = registration.code, registration.short_code, registration.changed_at
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    registration.refresh_from_db()
    assert client.get(f"/p/{old}").status_code == 404
    assert registration.short_code != short and registration.changed_at > changed
    assert HOA not in client.get(f"/p/{registration.code}").content.decode()


def test_a_phone_in_the_hall_learns_of_it(life, admin, api, organiser, session):
    before = api(organiser).get("/api/v1/scanner/roster/", {"activity": session.pk}).json()
    Registration.objects.filter(activity=session).update(changed_at=timezone.now() - timedelta(hours=1))
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    after = api(organiser).get("/api/v1/scanner/roster/", {"activity": session.pk, "since": before["cursor"]}).json()
    theirs = [pass_ for pass_ in after["passes"] if pass_["registration"] == life.registrations.get(activity=session).pk]
    assert [pass_["name"] for pass_ in theirs] == [NOBODY]
    assert after["total"] == before["total"]


def test_who_decided_and_why_is_kept_without_a_name(life, admin):
    made = erase(life, reason=f"Yêu cầu của {HOA}", by=admin, at=timezone.now())
    erasure = Erasure.objects.get()
    assert (erasure, erasure.how, erasure.erased_by, erasure.person, erasure.reason) == (made, "anonymised", admin, life, BLANKED)
    assert erasure.removed == {"disclosures": 2, "history": 9, "identity": 1, "passes": 2, "requests": 1, "texts": 4, "walk_ins": 1}


def test_their_request_is_kept_without_who_asked(life, admin):
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    request = DataRequest.objects.get()
    assert (request.name, request.contact, request.kind, request.person) == (NOBODY, "", "access", life)


def test_it_is_done_once_and_never_without_a_reason(life, admin):
    with pytest.raises(ValidationError):
        erase(life, reason="  ", by=admin, at=timezone.now())
    assert Person.objects.get(pk=life.pk).full_name == HOA
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    with pytest.raises(ValidationError) as again:
        erase(life, reason="Lần nữa", by=admin, at=timezone.now())
    assert again.value.code == "erased_already" and Erasure.objects.count() == 1


def test_who_was_never_registered_goes_altogether(make_person, admin, clerk):
    person = make_person(HOA)
    note_disclosure("person", "view", by=clerk, people=1, about=HOA, person=person)
    made = erase(person, reason="Ghi nhầm", by=admin, at=timezone.now())
    assert (made.how, made.person, Person.objects.count()) == ("deleted", None, 0)
    assert Disclosure.objects.get().about == BLANKED


def test_somebody_of_the_same_given_name_keeps_what_is_written_of_them(life, admin, enrolled, session, clerk, make_person, organiser):
    other_registration = register(session, person=make_person("Lê Thị Hoa", "F", 1990), role="participant", by=organiser)
    tick(other_registration, sitting=session.sittings.first(), by=organiser, at=at("07:50"))
    annul(Attendance.objects.get(registration=other_registration), reason="Bà Hoa kia", by=clerk, at=at("08:00"))
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    other_registration.person.refresh_from_db()
    assert other_registration.person.full_name == "Lê Thị Hoa"
    assert Annulment.objects.get(attendance__registration=other_registration).reason == "Bà Hoa kia"


def test_nobody_is_found_or_offered_any_more(life, admin, api, organiser, browser_of, session):
    erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    page = browser_of(organiser).get(
        f"/activities/{session.pk}/registrations/known-people/", {"q": "danh tinh"}, headers={"HX-Request": "true"}
    )
    assert NOBODY not in page.content.decode()


# --- no figure changes


def figures(user) -> dict:
    """Every report, grouped by everything that there is to group by, without the names."""
    tallies = {}
    for name, grouping in GROUPINGS.items():
        counted = tally(Scope(user), grouping)
        groups = sorted(((str(group), group_figures) for group, group_figures in counted.groups.items()), key=itemgetter(0))
        if name in BY_RESIDENCE:  # of somebody erased only the province is kept
            groups = []
        tallies[name] = [(group, attrgetter(*FIGURES)(each)) for group, each in [*groups, ("total", counted.totals)]]
    registers = {}
    for activity in {registration.activity for registration in Registration.objects.select_related("activity")}:
        rows = [
            sorted((sitting, registration.attended, registration.excused is not None) for sitting, registration in row.items())
            for _who, row in matrix(activity, user)
        ]
        table = catalogue.get("attendance-register").build_table(user, {"activity": str(activity.pk)})
        registers[activity.pk] = sorted(map(str, rows)), list(table.totals), len(list(table.rows))
    activities = catalogue.get("activity-list").build_table(user, {})
    listed = len(list(catalogue.get("attendance-list").build_table(user, {}).rows))
    return {"tallies": tallies, "registers": registers, "activities": [list(row) for row in activities.rows], "listed": listed}


BY_RESIDENCE = {"residence", "residence-former-district"}
FIGURES = (
    "training_sessions", "contests", "sittings", "registered", "walk_ins", "people", "participations", "sitting_attendances", "female",
    "ethnic_minority", "pupils", "headcount",
)  # fmt: skip


PERSON = st.tuples(
    st.sampled_from(["M", "F", None]), st.sampled_from(["Hrê", "Kinh", "Brâu", "Co"]), st.sampled_from(["", "pupil", "household"]),
    st.sampled_from(["participant", "contestant", "guest"]), st.booleans(), st.sets(st.integers(0, 3)), st.booleans(),
)  # fmt: skip


@examples(2, deep=8)
@given(people=st.lists(PERSON, min_size=1, max_size=5))
def test_every_report_has_the_same_figures_before_and_after(people, make_session, make_person, organiser, admin, unit_called):
    """Whoever they are, whatever they attended, were excused from or had annulled; registered at one activity or two, withdrawn or not."""
    sessions = [make_session("Lớp một"), make_session("Lớp hai", unit=unit_called("Sơn Hà", "district"))]
    sittings = [sitting for session in sessions for sitting in session.sittings.all()]
    erased_people = []
    for number, (gender, group, category, role, is_gone, has_come, has_withdrawn) in enumerate(people):
        person = make_person(f"Đinh Văn Số{'ABCDE'[number]}", gender, 1980 + number, group)
        theirs = [register(session, person=person, role=role, category=category, by=organiser) for session in sessions]
        for index in has_come:
            tick(theirs[index // 2], sitting=sittings[index], by=organiser, at=at("23:00"))
        if 0 in has_come and has_withdrawn:
            annul(Attendance.objects.get(registration=theirs[0], sitting=sittings[0]), reason="Nhầm", by=organiser, at=at("23:10"))
        excuse(theirs[1], sitting=sittings[3], reason="Ốm", by=organiser, at=at("23:00"))
        if has_withdrawn:
            withdraw(theirs[1])
        if is_gone:
            erased_people.append(person)
    before = figures(organiser)
    for person in erased_people:
        erase(person, reason="Theo yêu cầu", by=admin, at=timezone.now())
    assert figures(organiser) == before
    # The next example begins anew; what points at rows goes first.
    Excuse.objects.all().delete()
    Scan.objects.update(voided_by=None)
    for model in (Annulment, Scan, Attendance, Registration, Erasure):
        model.objects.all().delete()
    assert before["tallies"]


# --- nothing is forgotten


def test_every_way_to_a_person_is_walked(life):
    """Each table that leads to a person is in what one person is told, if it has a row about them."""
    rows = rows_about(life)
    reached = {model for model, _key, _to in links()}
    assert reached <= set(tables())
    labels = {model._meta.label for model in rows}
    assert labels >= {
        "people.Person", "people.Disclosure", "attendance.Registration", "attendance.Attendance", "attendance.Annulment", "attendance.Scan",
        "attendance.Resolution", "attendance.Excuse", "contests.TeamMember", "privacy.DataRequest",
    }  # fmt: skip
    for model, ids in rows.items():
        assert model._base_manager.filter(pk__in=ids).count() == len(ids)


def test_what_is_held_of_others_is_not_theirs(life, enrolled):
    rows = rows_about(life)
    assert set(rows[Registration]) == set(life.registrations.values_list("pk", flat=True))
    assert not Excuse.objects.filter(pk__in=rows[Excuse], registration=enrolled[0]).exists()


def test_one_person_is_told_everything_in_words(life):
    words = "\n".join(f"{part.title}: {entry.title} {entry.value}" for part in data_about(life) for row in part.rows for entry in row)
    for text in (
        HOA, "Kinh (mẹ Hrê)", "0912345678", "Trưởng thôn Làng Dút", "Con bà Hoa ốm", "Bà Hoa báo nhầm", "Đúng là bà Hoa", "Clerk", "Thông báo số 1",
        "Danh sách, tệp có người này", "Danh sách đăng ký", "Thành viên đội thi", "Được biết, xem dữ liệu", "20/05/2024 08:10", "LẠ", f"walk-in: {HOA} (1982)",
    ):  # fmt: skip
        assert text in words, text
    assert (
        "d" * 64 not in words
        and "Giữ để đối chiếu, không đọc được họ tên không dấu, để tìm, chữ dùng để xếp thứ tự, mã đối chiếu số định danh" in words
    )
