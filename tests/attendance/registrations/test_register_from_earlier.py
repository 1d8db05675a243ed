"""People of several earlier activities are registered for another one, each once."""

from datetime import date
from html import unescape

import pytest

from accounts.models import ChangeRecord
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import tick
from tests.conftest import at
from tests.pages import error_sentences, page_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(session, make_session, make_contest, make_person, enrolled, organiser):
    """`session` with three registered, of whom one came; a contest with one of them as contestant, and with somebody else."""
    first, second, _third = enrolled
    tick(first, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    contest = make_contest(starts_on=date(2024, 6, 1))
    register(contest, person=second.person, role="contestant", by=organiser, category="pupil")
    register(contest, person=make_person("Võ Thị Kim"), role="contestant", by=organiser)
    return session, contest


@pytest.fixture
def new_session(make_session, unit_called):
    return make_session("Lớp mới", unit=unit_called("Ba Vì", "commune", date(2026, 12, 15)), starts_on=date(2026, 12, 15))


def test_who_is_in_several_is_registered_once_and_who_is_on_the_list_stays(desk, earlier, enrolled, new_session, organiser, make_person):
    _first, second, third = enrolled
    withdraw(register(new_session, person=third.person, role="participant", by=organiser))
    guest = register(earlier[1], person=make_person("Phạm Thị Hoa"), role="guest", by=organiser)
    url = f"/activities/{new_session.pk}/registrations/from-earlier/"
    assert url in desk.get(f"/activities/{new_session.pk}/registrations/").content.decode()
    page = page_text(desk.get(url))
    assert "Tập huấn Luật Đất đai" in page and "Hội thi Tìm hiểu pháp luật" in page
    answer = desk.post(url, {"sources": [activity.pk for activity in earlier], "people": "registered", "q": ""}, follow=True)
    assert "Đã đăng ký 4 người; 1 người đã có trong danh sách." in unescape(answer.content.decode())
    registrations = {registration.person_id: registration for registration in new_session.registrations.all()}
    assert len(registrations) == 5 and registrations[third.person_id].is_withdrawn
    assert registrations[second.person_id].role == "participant"  # nobody competes in a training session
    assert registrations[second.person_id].category == "pupil"
    assert registrations[guest.person_id].role == "guest"  # the same everywhere
    assert ChangeRecord.objects.filter(subject="registration", verb="registered", activity_id=new_session.pk).count() == 5


def test_a_search_keeps_what_is_ticked_and_nothing_chosen_is_said_so(desk, earlier, new_session):
    session, contest = earlier
    url = f"/activities/{new_session.pk}/registrations/from-earlier/"
    page = desk.post(url, {"q": "hoi thi", "search": "1", "sources": [session.pk, "x", "9" * 30], "people": "registered"}).content.decode()
    assert "checked" in page.split(f'id="source-{session.pk}"')[1][:40] and f'id="source-{contest.pk}"' in page
    assert "Không tìm thấy" in unescape(desk.post(url, {"q": "không có", "search": "1"}).content.decode())
    assert error_sentences(desk.post(url, {"q": "", "people": "attended"})) == ["Hãy chọn ít nhất một hoạt động."]
    assert not new_session.registrations.exists()


def test_people_are_taken_only_from_where_one_may_register(
    browser_of, api, stranger, usher, organiser, earlier, new_session, make_session, unit_called
):
    url, api_url = (f"{prefix}/activities/{new_session.pk}/registrations/from-earlier/" for prefix in ("", "/api/v1"))
    body = {"activities": [activity.pk for activity in earlier], "people": "registered"}
    assert [browser_of(user).post(url, {"people": "attended"}).status_code for user in (stranger, usher)] == [404, 403]
    assert [api(user).post(api_url, body).status_code for user in (stranger, usher)] == [404, 403]
    island = make_session("Lớp ở đảo", unit=unit_called("Lý Sơn", "commune", date(2026, 11, 23)), starts_on=date(2026, 12, 1))
    theirs = f"/activities/{island.pk}/registrations/from-earlier/"
    assert "Luật Đất đai" not in page_text(browser_of(stranger).get(theirs))
    answer = api(stranger).post(f"/api/v1{theirs}", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (
        400,
        "activities",
        "does_not_exist",
    )
    assert not Registration.objects.filter(activity__in=[island, new_session]).exists()
    assert api(organiser).post(api_url, body).json() == {"registered": 4, "already": 0}
    assert api(organiser).post(api_url, body | {"people": "attended"}).json() == {"registered": 0, "already": 1}
