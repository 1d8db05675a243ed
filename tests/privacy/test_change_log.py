"""The audit trail on screen: who may read which lines, and what of a person stands in them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from accounts import actions as account_actions
from accounts.audit.subjects import subjects
from accounts.audit.trail import values_of
from accounts.models import ChangeRecord
from accounts.roles import Role
from activities.actions import cancel, remove, set_status, set_target
from attendance.registrations.actions import change_role, register, withdraw
from attendance.sittings.actions import annul, excuse, tick
from contests.actions import add_member, add_team, give_result
from maintenance.runs import record_run
from people.actions import correct_person
from people.models import Disclosure
from people.personal_columns import title_of
from privacy.change_log.lines import FURTHER_TITLES, REPEATED_COLUMNS
from privacy.retention.runs import run_if_due

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def changed(session, enrolled, organiser):
    """`session`, closed and opened again and cancelled, with one registration withdrawn."""
    set_status(session, status="closed")
    set_status(session, status="open")
    withdraw(enrolled[1])
    cancel(session, reason="Bão số 4", at=timezone.now())
    return session


def test_the_history_of_an_activity_tells_in_words_what_was_done(desk, changed):
    html = desk.get(reverse("activity-history", args=[changed.pk])).content.decode()
    assert "Hủy hoạt động" in html
    assert "Lý do: Bão số 4" in html
    assert "Trạng thái: Đang mở → Đã hủy" in html
    assert "Rút đăng ký: Đinh Thị Mẫu" in html
    assert "Lập hoạt động" in html


@pytest.mark.parametrize("role", ["usher", "leader"])
def test_whoever_sees_an_activity_reads_its_history_but_not_what_their_role_may_not_see(request, role, browser_of, desk, changed, enrolled):
    registration, sitting = enrolled[0], changed.sittings.first()
    tick(registration, sitting=sitting, by=registration.registered_by, at=timezone.now())
    annul(sitting.attendances.get(), reason="Quét hộ", by=registration.registered_by, at=timezone.now())
    excuse(enrolled[2], sitting=sitting, reason="Mổ ruột thừa", by=registration.registered_by, at=timezone.now())
    histories = {
        reverse("activity-history", args=[changed.pk]): "Hủy điểm danh: Phạm Văn Rê · Sáng 20/05/2024",
        reverse("registration-history", args=[registration.pk]): "Hủy điểm danh: Sáng 20/05/2024",
    }
    for url, annulled in histories.items():
        seen_by_organiser, seen = desk.get(url).content.decode(), browser_of(request.getfixturevalue(role)).get(url).content.decode()
        assert "Lý do: Quét hộ" in seen_by_organiser
        assert annulled in seen
        assert "Quét hộ" not in seen
        assert "ruột thừa" not in seen
        assert "Có nội dung vai trò của bạn không được xem." in seen


PAGES_WITH_LINKS = {
    "activity-history": "/training-sessions/{activity}/",
    "registration-history": "/activities/{activity}/registrations/",
    "target-history": "/targets/?year=2024",
}


@pytest.mark.parametrize("name", PAGES_WITH_LINKS)
def test_a_history_is_linked_for_whoever_sees_the_thing_and_nobody_else_reads_it(
    browser_of, usher, stranger, session, enrolled, ba_to, name
):
    target = set_target(year=2024, kind="contest", unit=ba_to, planned_activities=2)
    set_target(year=2024, kind="contest", unit=ba_to, planned_activities=3, replace=True)
    pk = {"activity-history": session.pk, "registration-history": enrolled[0].pk, "target-history": target.pk}[name]
    url, browser = reverse(name, args=[pk]), browser_of(usher)
    assert f'href="{url}"' in browser.get(PAGES_WITH_LINKS[name].format(activity=session.pk)).content.decode()
    assert browser.get(url).status_code == 200
    assert browser_of(stranger).get(url).status_code == 404
    if name == "target-history":
        assert "Số cuộc theo kế hoạch: 2 → 3" in browser.get(url).content.decode()


def test_the_history_of_a_registration_tells_of_it_alone_with_its_scans(desk, session, enrolled, organiser, make_session):
    first, second = enrolled[:2]
    elsewhere = register(make_session("Lớp khác"), person=first.person, role="guest", by=organiser)
    tick(first, sitting=session.sittings.first(), by=organiser, at=timezone.now())
    change_role(first, role="speaker", category="")
    withdraw(second)
    withdraw(elsewhere)
    html = desk.get(reverse("registration-history", args=[first.pk])).content.decode()
    assert "Vai trò: Học viên → Báo cáo viên" in html
    assert "Đánh dấu tay" in html
    assert "Rút đăng ký" not in html
    assert Disclosure.objects.get(what="change-log").person_id == first.person_id


def test_the_history_of_a_contest_names_its_teams_members_and_results(desk, make_contest, make_person, organiser):
    contest = make_contest()
    team = add_team(contest, name="Đội Công lý")
    add_member(team, person=make_person(), part="captain", by=organiser)
    give_result(team, prize="first", place=1)
    page = desk.get(f"/contests/{contest.pk}/").content.decode()
    url = reverse("activity-history", args=[contest.pk])
    assert f'href="{url}"' in page
    html = desk.get(url).content.decode()
    assert "Thêm đội: Đội Công lý" in html
    assert "Vào đội: Phạm Văn Rê · Đội Công lý" in html
    assert "Vai trong đội: Đội trưởng" in html
    assert "Giải: Giải Nhất" in html


def test_a_card_number_is_in_no_history_only_that_it_changed(desk, browser_of, admin, organiser, make_person, ba_to):
    person = make_person(unit=ba_to)
    for card in ("051098765432", "051012345678"):
        correct_person(person, unit=ba_to, full_name=person.full_name, phone="0912345678", national_id=card, by=organiser)
    html = desk.get(reverse("person-history", args=[person.pk])).content.decode()
    assert "Số định danh cá nhân: đã đổi" in html
    assert "Điện thoại: 0912345678" in html
    everything = html + browser_of(admin).get(reverse("change-list")).content.decode()
    assert not any(part in everything for part in ("051098765432", "5432", "5678 ", person.national_id_digest or "none"))


def test_what_somebody_did_elsewhere_is_in_no_history_that_a_commune_reads(
    browser_of, make_user, make_person, make_session, unit_called, organiser
):
    today = timezone.localdate()
    here, elsewhere = unit_called("Ba Tơ", "commune", today), unit_called("Lý Sơn", "commune", today)
    person = make_person(unit=here)
    for unit, title in ((here, "Lớp ở đây"), (elsewhere, "Lớp ngoài đảo")):
        register(make_session(title, unit=unit, starts_on=today), person=person, role="participant", by=organiser)
    clerk = make_user("ba-to", Role.CLERK, here)
    html = browser_of(clerk).get(reverse("person-history", args=[person.pk])).content.decode()
    assert "Lớp ở đây" in html
    assert "Lớp ngoài đảo" not in html


def test_the_history_of_a_person_names_their_registrations_and_is_logged(desk, changed, enrolled):
    html = desk.get(reverse("person-history", args=[enrolled[1].person_id])).content.decode()
    assert "Rút đăng ký" in html
    assert Disclosure.objects.filter(what="change-log").exists()


def test_the_history_of_a_user_tells_of_roles_given_and_revoked(browser_of, admin, organiser, ba_to):
    grant = account_actions.grant_role(organiser, role=Role.CLERK, unit=ba_to, by=admin, at=timezone.now())
    account_actions.revoke_grant(grant, by=admin)
    html = browser_of(admin).get(reverse("user-history", args=[organiser.pk])).content.decode()
    assert "Vai trò: Chuyên viên tổng hợp" in html
    assert "Vai trò: Chuyên viên tổng hợp → –" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_takes_the_same_queries_whatever_its_length(desk, session, enrolled, django_assert_num_queries, rows):
    for registration in enrolled[:rows]:
        withdraw(registration)
    with django_assert_num_queries(17):
        desk.get(reverse("activity-history", args=[session.pk]))


def test_administrators_filter_all_changes(browser_of, admin, changed, organiser):
    browser = browser_of(admin)
    html = browser.get(reverse("change-list"), {"subject": "activity", "user": organiser.pk}).content.decode()
    assert "Lập hoạt động" in html
    assert "Rút đăng ký" not in html
    assert browser.get(reverse("change-list"), {"from": "9999-12-31"}).status_code == 200


def test_what_the_system_did_is_told_in_words_of_the_reader_s_language(browser_of, admin):
    """The trail holds words of the code: what a night swept, and what a command did, are read on either screen."""
    AuthToken.objects.create(user=admin, expiry=timedelta(days=-1))
    run_if_due(timezone.now())
    record_run("key", "key_rotated", {"passes": 3}, at=timezone.now())
    browser = browser_of(admin)
    html = browser.get(reverse("change-list")).content.decode()
    assert "Mã truy cập của chương trình đã hết hạn: 1" in html
    assert "thẻ tham dự: 3" in html
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "passes: 3" in browser.get(reverse("change-list")).content.decode()


def test_others_do_not_read_all_changes(desk, browser_of, stranger):
    assert desk.get(reverse("change-list")).status_code == 403
    assert browser_of(stranger).get(reverse("change-list")).status_code == 403


def test_an_administrator_of_one_commune_reads_only_what_concerns_it(browser_of, make_user, unit_called, changed):
    administrator = make_user("ly-son", Role.ADMINISTRATOR, unit_called("Lý Sơn", "commune", timezone.localdate()))
    html = browser_of(administrator).get(reverse("change-list")).content.decode()
    assert "Hủy hoạt động" not in html


def test_every_column_of_the_trail_has_words():
    wordless = {
        f"{subject.name}.{name}"
        for subject in subjects()
        for model in (subject.model, *subject.model.__subclasses__())
        for name in values_of(model())
        if name not in REPEATED_COLUMNS | FURTHER_TITLES.keys() and title_of(model._meta.get_field(name)) == name
    }
    assert wordless == {f"night.{name}" for name in ("night", "begun_at", "ended_at", "trouble")}, "a night is told by what it swept"


def test_a_removed_activity_leaves_its_lines(make_session):
    draft = make_session(status="draft")
    pk = draft.pk
    remove(draft)
    line = ChangeRecord.objects.about("activity", pk).get(verb="removed")
    assert line.changes["title"] == ["Tập huấn Luật Đất đai", None]
