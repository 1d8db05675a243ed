"""The audit trail on screen: who may read which lines, and what of a person stands in them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import ChangeRecord
from accounts.roles import Role
from activities.actions import cancel, remove, set_status
from attendance.registrations.actions import withdraw
from people.models import Disclosure

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


def test_whoever_may_not_see_persons_reads_no_history_and_a_stranger_finds_none(browser_of, usher, stranger, changed):
    url = reverse("activity-history", args=[changed.pk])
    assert browser_of(usher).get(url).status_code == 403
    assert browser_of(stranger).get(url).status_code == 404


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
    with django_assert_num_queries(20):
        desk.get(reverse("activity-history", args=[session.pk]))


def test_administrators_filter_all_changes(browser_of, admin, changed, organiser):
    browser = browser_of(admin)
    html = browser.get(reverse("change-list"), {"subject": "activity", "user": organiser.pk}).content.decode()
    assert "Lập hoạt động" in html
    assert "Rút đăng ký" not in html
    assert browser.get(reverse("change-list"), {"from": "9999-12-31"}).status_code == 200


def test_others_do_not_read_all_changes(desk, browser_of, stranger):
    assert desk.get(reverse("change-list")).status_code == 403
    assert browser_of(stranger).get(reverse("change-list")).status_code == 403


def test_an_administrator_of_one_commune_reads_only_what_concerns_it(browser_of, make_user, unit_called, changed):
    administrator = make_user("ly-son", Role.ADMINISTRATOR, unit_called("Lý Sơn", "commune", timezone.localdate()))
    html = browser_of(administrator).get(reverse("change-list")).content.decode()
    assert "Hủy hoạt động" not in html


def test_a_removed_activity_leaves_its_lines(make_session):
    draft = make_session(status="draft")
    pk = draft.pk
    remove(draft)
    line = ChangeRecord.objects.about("activity", pk).get(verb="removed")
    assert line.changes["title"] == ["Tập huấn Luật Đất đai", None]
