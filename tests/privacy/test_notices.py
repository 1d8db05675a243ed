"""What is told where data is given: in versions that nobody changes, and each registration names the one that stood there."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from attendance.door import codes
from attendance.door.grants import Grant
from attendance.models import Registration
from attendance.registrations.actions import register, register_described, withdraw
from attendance.sittings.actions import register_walk_in_with_arrival
from people import notices
from people.models import AgencyPeriod, Notice
from tests.pages import words_of


@pytest.fixture
def first(db):
    return Notice.objects.get(version=1)


# --- the wording


def test_there_is_a_notice_from_the_start_that_says_what_the_law_asks(first):
    text = " ".join(first.paragraphs)
    for word in (
        "Ai thu thập",
        "Thu thập những gì",
        "Để làm gì",
        "Căn cứ",
        "Giữ bao lâu",
        "Quyền của bạn",
        "Điều 19 khoản 1 điểm c",
        "nhạy cảm",
    ):
        assert word in text, word
    assert "Dân tộc là dữ liệu nhạy cảm" in first.brief and len(first.summary) <= notices.MAX_SUMMARY_LENGTH


def test_it_names_the_agency_of_the_day_and_the_organiser_before_there_is_one(first):
    assert first.brief.startswith("cơ quan tổ chức ghi") and "{agency}" not in " ".join(first.paragraphs)
    AgencyPeriod.objects.create(
        valid_from=timezone.localdate(),
        name="Sở Dân tộc và Tôn giáo",
        parent_name="UBND",
        abbreviation="SDTTG",
        place="Quảng Ngãi",
        signatory_title="Giám đốc",
    )
    assert first.brief.startswith("Sở Dân tộc và Tôn giáo ghi")


def test_who_reads_english_is_told_in_english(first):
    with translation.override("en"):
        assert first.brief.endswith("ask the organiser.")


def test_a_new_version_takes_over_on_its_day_and_the_old_one_stays(first, admin):
    tomorrow = timezone.localdate() + timedelta(days=1)
    second, before = (
        notices.publish(
            valid_from=tomorrow or timezone.localdate(), summary="Tóm tắt: Bản mới.", text="Bản mới.", by=admin, at=timezone.now()
        ),
        (first.text, first.summary),
    )
    assert (second.version, notices.current(), notices.current(tomorrow)) == (2, first, second)
    first.refresh_from_db()
    assert (first.text, first.summary) == before


def test_nothing_is_told_in_the_past_and_nothing_without_words(admin):
    with pytest.raises(ValidationError) as past:
        notices.publish(
            valid_from=timezone.localdate() - timedelta(days=1) or timezone.localdate(),
            summary="Tóm tắt: Bản mới.",
            text="Bản mới.",
            by=admin,
            at=timezone.now(),
        )
    notices.publish(
        valid_from=timezone.localdate() + timedelta(days=7) or timezone.localdate(),
        summary="Tóm tắt: Bản mới.",
        text="Bản mới.",
        by=admin,
        at=timezone.now(),
    )
    with pytest.raises(ValidationError) as earlier:
        notices.publish(
            valid_from=timezone.localdate() + timedelta(days=3) or timezone.localdate(),
            summary="Tóm tắt: Bản mới.",
            text="Bản mới.",
            by=admin,
            at=timezone.now(),
        )
    with pytest.raises(ValidationError) as empty:
        notices.publish(valid_from=timezone.localdate() + timedelta(days=8), summary=" ", text="", by=admin, at=timezone.now())
    assert [set(refusal.value.error_dict) for refusal in (past, earlier, empty)] == [{"valid_from"}, {"valid_from"}, {"summary", "text"}]


# --- which one a registration names


@pytest.mark.usefixtures("walk_ins_allowed")
def test_every_way_in_records_the_notice_in_force(first, session, today, sitting, make_person, organiser, ba_to, api, unit_called):
    register(session, person=make_person("Phạm Văn Một"), role="participant", by=organiser)
    register_described(
        session, {"full_name": "Đinh Văn Mới", "gender": "M", "birth_year": 1990, "unit": ba_to}, role="participant", by=organiser
    )
    register_walk_in_with_arrival(
        today,
        person={"full_name": "Đinh Văn Mới", "gender": "M", "birth_year": 1990, "unit": unit_called("Ba Vì", on=timezone.localdate())},
        role="participant",
        by=organiser,
        sitting=sitting,
        at=timezone.now(),
    )
    body = {"person": {"full_name": "Hồ Thị Api", "unit": ba_to.pk}, "role": "participant"}
    answered = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", body)
    assert answered.status_code == 201 and answered.json()["notice"] == 1
    assert [registration.notice for registration in Registration.objects.all()] == [first] * 4


def test_a_registration_keeps_the_notice_it_was_given_with(first, admin, session, make_person, organiser):
    registration = register(session, person=make_person(), role="participant", by=organiser)
    withdraw(registration)
    notices.publish(valid_from=timezone.localdate(), summary="Tóm tắt: Bản mới.", text="Bản mới.", by=admin, at=timezone.now())
    stands_again = register(session, person=registration.person, role="participant", by=organiser)
    assert (stands_again.pk, stands_again.notice) == (registration.pk, first)


def test_an_import_may_say_which_notice_was_given(first, admin, session, make_person, organiser):
    notices.publish(valid_from=timezone.localdate(), summary="Tóm tắt: Bản mới.", text="Bản mới.", by=admin, at=timezone.now())
    assert register(session, person=make_person(), role="participant", by=organiser, notice=first).notice == first


@pytest.mark.usefixtures("walk_ins_allowed")
def test_the_door_shows_the_notice_and_records_the_version_that_was_shown(first, admin, client, sitting):
    grant = Grant.opened(sitting.pk, codes.door_version(sitting.door, sitting.door_key), phone="f" * 32, at=timezone.now())
    form = client.post(f"/d/{sitting.pk}/new/", {"grant": grant.sign()})
    assert first.brief in words_of(form) and 'name="notice" value="1"' in form.content.decode()
    notices.publish(
        valid_from=timezone.localdate(), summary="Tóm tắt: Bản mới.", text="Bản mới.", by=admin, at=timezone.now()
    )  # while somebody is typing
    typed = {"full_name": "Hồ Văn Mới", "birth_year": "1990", "gender": "M", "unit": "", "phone": "", "notice": "1"}
    client.post(f"/d/{sitting.pk}/new/", {"grant": grant.sign(), **typed})
    assert Registration.objects.get().notice == first


@pytest.mark.parametrize("sent", [None, "", "7", "-1", "x", "9" * 30, 7, 0, True, [1]])
def test_a_version_that_is_none_of_ours_counts_as_the_one_in_force(first, sent):
    assert notices.find_version(sent) == first


def test_a_version_not_yet_in_force_was_shown_to_nobody(first, admin):
    later = notices.publish(
        valid_from=timezone.localdate() + timedelta(days=1) or timezone.localdate(),
        summary="Tóm tắt: Bản mới.",
        text="Bản mới.",
        by=admin,
        at=timezone.now(),
    )
    assert notices.find_version(later.version) == first


@pytest.mark.usefixtures("walk_ins_allowed")
def test_the_desk_offers_it_to_be_read_aloud(first, browser_of, organiser, session, today, sitting):
    for path in (f"/activities/{session.pk}/registrations/new/", f"/activities/{today.pk}/walk-ins/new/"):
        page = words_of(browser_of(organiser).get(path))
        assert "Đọc cho người đăng ký nghe" in page and first.brief in page


def test_everybody_may_read_it_in_full_without_signing_in(first, client):
    page = client.get("/notice/")
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert all(part.partition(":")[0] in words_of(page) for part in first.paragraphs)
    assert "Bản số 1, áp dụng từ 01/01/2026." in words_of(page)


@pytest.mark.usefixtures("walk_ins_allowed")
def test_a_phone_in_the_hall_carries_it_and_says_which_one_was_read(first, api, organiser, today, sitting):
    notice = api(organiser).get("/api/v1/scanner/roster/", {"activity": today.pk}).json()["about"]["notice"]
    assert notice == {"version": 1, "text": first.brief}
    walk_in = {"id": "5b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a11", "full_name": "Hồ Văn Máy", "birth_year": 1990, "gender": "M", "notice": 1}
    item = {
        "id": "6b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a11",
        "walk_in": walk_in,
        "sitting": sitting.pk,
        "scanned_at": timezone.now().isoformat(),
        "method": "list",
    }
    answered = api(organiser).post("/api/v1/scans/", {"scans": [item]}).json()["results"][0]
    assert answered["outcome"] == "welcome"
    assert Registration.objects.get().notice == first
