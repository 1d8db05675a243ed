"""Certificates of attendance: who gets one, their numbers, revoking and issuing again, and the page that checks one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ChangeRecord
from activities.actions import cancel
from attendance.registrations.actions import register
from attendance.sittings.actions import annul, tick
from certificates.actions import issue, reissue, revoke
from certificates.models import Certificate
from certificates.recipients import State, find_recipients
from certificates.shares import required_sittings
from people.actions import correct_person
from people.models import AgencyPeriod, Disclosure
from privacy.data_subject.erasure import erase
from registry.merging.actions import merge
from registry.merging.unmerging import undo
from tests.conftest import at
from tests.pages import messages_of, page_text, table_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(attended, agency, session, organiser):
    """The certificate of Phạm Văn Rê."""
    [certificate] = issue(session, share="1/1", by=organiser, at=timezone.now())
    return certificate


@pytest.mark.parametrize(
    ("share", "held", "required"), [("1/1", 4, 4), ("2/3", 4, 3), ("2/3", 3, 2), ("1/2", 3, 2), ("3/4", 1, 1), ("1/2", 0, 0)]
)
def test_a_share_is_never_rounded_down(share, held, required):
    assert required_sittings(share, held) == required


def test_who_attended_enough_gets_one_and_the_others_say_why_not(session, attended, agency, organiser, make_person):
    register(session, person=make_person("Lê Văn Giảng"), role="speaker", by=organiser)
    now, morning = timezone.now(), at("11:30")
    every, half = (find_recipients(session, organiser, share=share, at=now) for share in ("1/1", "1/2"))
    names = lambda recipients, state: [p.registration.person.full_name for p in recipients.in_state(state)]  # noqa: E731
    assert (every.held, every.required, half.required) == (2, 2, 1)
    assert names(every, State.READY) == ["Phạm Văn Rê"]
    assert [(p.registration.person.full_name, p.missing) for p in every.in_state(State.SHORT)] == [
        ("Đinh Thị Mẫu", 1),
        ("Nguyễn Thị Hoa", 2),
    ]
    assert names(half, State.READY) == ["Đinh Thị Mẫu", "Phạm Văn Rê"] and names(half, State.OTHER_ROLE) == ["Lê Văn Giảng"]
    before_the_afternoon = find_recipients(session, organiser, share="1/1", at=morning)
    assert (before_the_afternoon.held, before_the_afternoon.pending) == (1, 1)
    assert names(before_the_afternoon, State.READY) == ["Đinh Thị Mẫu", "Phạm Văn Rê"]


def test_issuing_twice_does_nothing_twice_and_a_revoked_one_does_not_come_back(session, attended, agency, organiser, issued):
    now = timezone.now()
    assert issue(session, share="1/1", by=organiser, at=now) == []
    revoke(issued, reason="Cấp nhầm", by=organiser, at=now)
    assert revoke(issued, reason="Lần nữa", by=organiser, at=now).revoke_reason == "Cấp nhầm"
    assert issue(session, share="1/1", by=organiser, at=now) == []
    [other] = issue(session, share="1/2", by=organiser, at=now)
    recipients = find_recipients(session, organiser, share="1/1", at=now)
    assert [(person.certificate, person.missing) for person in recipients.in_state(State.ISSUED)] == [(other, 0)], (
        "it was issued for a half"
    )
    assert (issued.number, other.number, other.serial) == (1, 2, f"002/{timezone.localdate().year}/GCN-SDTTG")
    with pytest.raises(Exception, match="hủy"):
        issue(cancel(session, reason="Mưa", at=now) or session, share="1/2", by=organiser, at=now)


def test_a_contestant_gets_one_with_the_words_of_contests(make_contest, make_person, agency, organiser):
    contest = make_contest()
    contestant = register(contest, person=make_person("Hồ Thị Thi", birth_year=2008), role="contestant", by=organiser)
    coach = register(contest, person=make_person("Lê Văn Dẫn"), role="coach", by=organiser)
    for registration in (contestant, coach):
        tick(registration, sitting=contest.sittings.first(), by=organiser, at=contest.sittings.first().starts_at)
    [certificate] = issue(contest, share="1/2", by=organiser, at=timezone.now())
    assert (certificate.registration, certificate.texts["heading"]) == (contestant, "Chứng nhận thí sinh")
    assert certificate.texts["body"] == [f"Đã tham gia {contest.title}, ngày\u00a020/5/2024."]


def test_numbers_begin_anew_with_a_year_and_with_another_name_of_the_agency(session, attended, agency, organiser, issued):
    next_year = timezone.now().replace(year=timezone.localdate().year + 1)
    [later] = issue(session, share="1/2", by=organiser, at=next_year)
    assert later.serial == f"001/{next_year.year}/GCN-SDTTG"
    AgencyPeriod.objects.create(
        valid_from=timezone.localdate(),
        name="Sở Mới",
        parent_name="UBND",
        abbreviation="SM",
        place="Quảng Ngãi",
        signatory_title="Giám đốc",
    )
    assert reissue(issued, reason="Đổi tên cơ quan", by=organiser, at=timezone.now()).serial == f"001/{timezone.localdate().year}/GCN-SM"


def test_a_corrected_name_offers_a_new_certificate_that_names_the_old(
    browser_of, session_path, session, attended, agency, organiser, issued
):
    correct_person(attended[0].person, by=organiser, full_name="Phạm Văn Rế", birth_year=1980, unit=attended[0].person.unit)
    desk = browser_of(organiser)
    page = page_text(desk.get(f"{session_path}certificates/?show=issued"))
    assert "Nên cấp lại" in page and "Phạm Văn Rê, 1980" in page
    link = f"/certificates/{issued.pk}/reissue/"
    assert "Phạm Văn Rế, năm sinh 1980" in page_text(desk.get(link))
    assert "Hãy ghi lý do." in page_text(desk.post(link, {"reason": " "})) and Certificate.objects.count() == 1
    for _press in range(2):
        assert desk.post(link, {"reason": "Sửa họ tên"}).status_code == 302
    old, new = Certificate.objects.order_by("pk")
    assert (old.revoke_reason, new.replaces, new.full_name, new.number) == ("Sửa họ tên", old, "Phạm Văn Rế", 2)
    lines = ChangeRecord.objects.filter(subject="certificate").order_by("pk").values_list("verb", "actor", "person_id")
    assert list(lines) == [(verb, organiser.pk, attended[0].person_id) for verb in ("issued", "revoked", "issued")]
    annul(attended[0].attendances.first(), reason="Nhầm", by=organiser, at=timezone.now())
    assert "Không còn đủ buổi" in page_text(desk.get(f"{session_path}certificates/?show=issued"))
    assert "không còn đủ số buổi" in page_text(desk.post(f"/certificates/{new.pk}/reissue/", {"reason": "Mất giấy"}))
    assert Certificate.objects.valid().get() == new


def test_without_the_agency_s_name_nothing_is_issued_and_the_page_says_so(browser_of, session_path, session, enrolled, organiser):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    answer = browser_of(organiser).post(f"{session_path}certificates/issue/", {"share": "1/2"})
    assert "Chưa ghi tên cơ quan" in messages_of(answer)[0] and not Certificate.objects.exists()


def test_a_stranger_finds_nothing_and_a_clerk_may_look_and_not_issue(
    browser_of, api, session_path, attended, agency, issued, stranger, clerk, usher
):
    pages = [
        f"{session_path}certificates/",
        f"{session_path}certificates/pdf/",
        *(f"/certificates/{issued.pk}/{name}/" for name in ("pdf", "revoke", "reissue")),
    ]
    assert [browser_of(stranger).get(page).status_code for page in pages] == [404] * 5
    assert [browser_of(usher).get(page).status_code for page in pages] == [403] * 5
    looks = browser_of(clerk)
    page = looks.get(f"{session_path}certificates/")
    assert page.status_code == 200 and "Cấp giấy cho" not in page_text(page) and "Thu hồi" not in page_text(page)
    assert looks.post(f"{session_path}certificates/issue/", {"share": "1/2"}).status_code == 403
    assert looks.post(f"/certificates/{issued.pk}/revoke/", {"reason": "Thử"}).status_code == 403
    calls = [f"/api/v1{session_path}certificates/", f"/api/v1/certificates/{issued.pk}/"]
    assert [api(stranger).get(call).status_code for call in calls] == [404] * 2
    assert [
        api(stranger).post(f"{calls[1]}revoke/", {"reason": "Thử"}).status_code,
        api(clerk).post(calls[0], {"share": "1/2"}).status_code,
    ] == [404, 403]
    assert Certificate.objects.valid().get() == issued


def test_a_program_asks_who_gets_one_issues_revokes_and_issues_again(api, session, attended, agency, organiser):
    call, program = f"/api/v1/activities/{session.pk}/certificates/", api(organiser)
    listed = program.get(f"{call}?share=1/2").json()
    assert {name: listed[name] for name in ("share", "held", "pending", "required_sittings")} == {
        "share": "1/2", "held": 2, "pending": 0, "required_sittings": 1,
    }  # fmt: skip
    assert [(row["full_name"], row["state"], row["missing"]) for row in listed["people"]] == [
        ("Đinh Thị Mẫu", "ready", 0), ("Phạm Văn Rê", "ready", 0), ("Nguyễn Thị Hoa", "short", 1),
    ]  # fmt: skip
    assert program.get(f"{call}?share=9").json()["errors"][0]["field"] == "share"
    answer = program.post(call, {"share": "1/2", "registrations": [attended[1].pk]})
    [made] = answer.json()
    assert (answer.status_code, made["full_name"], made["serial"][:3]) == (201, "Đinh Thị Mẫu", "001")
    assert program.post(call, {"share": "1/2", "registrations": [attended[1].pk]}).json() == []
    one = f"/api/v1/certificates/{made['id']}/"
    assert program.post(f"{one}revoke/", {"reason": "Nhầm"}).json()["revoke_reason"] == "Nhầm"
    assert program.post(f"{one}reissue/", {"reason": "Nhầm"}).json()["replaces"] == made["serial"]
    assert Disclosure.objects.filter(what="certificate-list", way="json").exists()


def test_the_check_says_valid_revoked_or_unknown_and_no_more(client, session, attended, agency, organiser, issued):
    session.title = "Tên đã đổi sau khi cấp"
    session.save()
    for address in (f"/v/{issued.code}/", f"/V/{issued.code}"):
        page = client.get(address)
        text = page_text(page)
        assert "Phạm Văn Rê" in text and issued.serial in text and "Giấy có giá trị" in text and "Tên đã đổi" not in text
        assert "1980" not in text and (page["X-Robots-Tag"], page["Cache-Control"].count("no-store")) == ("noindex, nofollow", 1)
    revoke(issued, reason="Gian lận", by=organiser, at=timezone.now())
    text = page_text(client.get(f"/v/{issued.code}/"))
    assert "thu hồi" in text and issued.serial in text and "Phạm" not in text and "Gian lận" not in text
    unknown = [client.get(f"/v/{code}/") for code in (issued.serial.partition("/")[0], "A" * 26, attended[0].code, "%00", "Á")]
    assert [page.status_code for page in unknown] == [404] * 5 and len({page.content for page in unknown}) == 1


def test_a_minor_is_checked_by_initials_alone(client, session, organiser, agency, make_person):
    pupil = register(session, person=make_person("Hồ Thị Bé", birth_year=2013), role="participant", category="pupil", by=organiser)
    tick(pupil, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    [certificate] = issue(session, share="1/2", by=organiser, at=timezone.now())
    text = page_text(client.get(f"/v/{certificate.code}/"))
    assert "H. T. B." in text and "Hồ Thị Bé" not in text and certificate.full_name == "Hồ Thị Bé"


def test_after_an_erasure_the_number_stays_and_names_nobody(
    client, browser_of, session_path, session, attended, agency, organiser, admin, issued
):
    code = issued.code
    erase(attended[0].person, reason="Theo yêu cầu", by=admin, at=timezone.now())
    issued.refresh_from_db()
    assert (issued.number, issued.full_name, issued.birth_year, issued.texts) == (1, "Đã xóa danh tính", None, {})
    assert issued.erased_at and client.get(f"/v/{code}/").status_code == client.get(f"/v/{issued.code}/").status_code == 404
    desk = browser_of(organiser)
    [row] = table_rows(desk.get(f"{session_path}certificates/?show=others"))
    assert row[0].startswith("Đã xóa danh tính") and issued.serial in row[3] and row[4] == ""
    assert desk.get(f"/certificates/{issued.pk}/pdf/").status_code == 404
    assert issue(session, share="1/1", by=organiser, at=timezone.now()) == []


def test_a_merge_takes_certificates_along_and_leaves_one_valid(session, attended, agency, organiser, admin, issued, make_person):
    again = register(session, person=make_person("Phạm Văn Re"), role="participant", by=organiser)
    for sitting in session.sittings.all():
        tick(again, sitting=sitting, by=organiser, at=sitting.starts_at + timedelta(minutes=5))
    [second] = issue(session, share="1/1", by=organiser, at=timezone.now())
    merged = merge(attended[0].person, again.person, by=admin, at=timezone.now())
    rows = list(Certificate.objects.order_by("pk"))
    assert {row.registration_id for row in rows} == {attended[0].pk} and [row.is_revoked for row in rows] == [False, True]
    undo(merged, by=admin, at=timezone.now())
    second.refresh_from_db()
    assert (second.registration_id, second.is_revoked, second.revoke_reason) == (again.pk, False, "")


def test_the_list_takes_as_many_statements_for_four_as_for_one(
    browser_of, session_path, session, attended, agency, organiser, issued, make_person, django_assert_num_queries
):
    desk, page = browser_of(organiser), f"{session_path}certificates/?share=1/2&show=ready"
    desk.get(page)
    with django_assert_num_queries(15):
        desk.get(page)
    for name in ("Hồ Văn Hai", "Hồ Văn Ba", "Hồ Văn Năm"):
        registration = register(session, person=make_person(name), role="participant", by=organiser)
        tick(registration, sitting=session.sittings.first(), by=organiser, at=at("07:50"))
    desk.get(page)  # the log learns of more people
    with django_assert_num_queries(15):
        assert len(table_rows(desk.get(page))) == 4
