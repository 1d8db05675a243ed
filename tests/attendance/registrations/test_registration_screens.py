"""Registering people at a desk: the list, the form, who is offered, what survives a mistake."""

import re
from datetime import date

import pytest
from django.urls import reverse

from activities.actions import cancel
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import tick
from people.models import Organisation, Person
from tests.conftest import at
from tests.pages import field_errors, page_text, table_rows

DECOMPOSED = "Pha\u0323m Va\u0306n Re\u0302"


@pytest.fixture
def typed(ba_vi):
    """What somebody types for a person who is known nowhere."""
    return {"full_name": "Đinh Văn Krế", "birth": "1985", "unit": ba_vi.pk, "role": "participant", "category": ""}


# --- one after another


def test_a_typed_person_is_registered_and_the_next_form_keeps_the_commune_only(desk, session, typed, ba_vi):
    answer = desk.post(
        reverse("registration-create", args=[session.pk]),
        typed | {"category": "elder", "phone": "0912 345 678", "position": "Trưởng thôn"},
        follow=True,
    )
    registration = Registration.objects.get(activity=session)
    person = registration.person
    assert (person.full_name, person.birth_year, person.birth_date, person.phone, person.unit) == (
        "Đinh Văn Krế",
        1985,
        None,
        "0912345678",
        ba_vi,
    )
    assert (registration.role, registration.category) == ("participant", "elder")
    assert f"Đã đăng ký Đinh Văn Krế , mã ngắn {registration.short_code} ." in page_text(answer)
    assert f"{reverse('pass-sheet', args=[session.pk])}?only={registration.pk}" in answer.content.decode()
    form = answer.context["form"]
    assert {name: form[name].value() for name in ("full_name", "birth", "phone", "position", "unit", "role", "category")} == {
        "full_name": None, "birth": None, "phone": None, "position": None, "unit": str(ba_vi.pk), "role": "participant", "category": "elder",
    }  # fmt: skip
    assert 'name="full_name" autocomplete="off" autocapitalize="words" spellcheck="false" autofocus' in answer.content.decode()


@pytest.mark.parametrize(
    ("written", "year", "day"),
    [
        ("1985", 1985, None),
        ("9/2/1985", 1985, date(1985, 2, 9)),
        ("09/02/1985", 1985, date(1985, 2, 9)),
        ("9-2-1985", 1985, date(1985, 2, 9)),
        ("", None, None),
    ],
)
def test_a_birth_is_a_year_or_a_day_and_never_a_made_up_day(desk, session, typed, written, year, day):
    assert desk.post(reverse("registration-create", args=[session.pk]), typed | {"birth": written}).status_code == 302
    person = Person.objects.get()
    assert (person.birth_year, person.birth_date) == (year, day)


@pytest.mark.parametrize("written", ["85", "2/1985", "30/2/1985", "31/4/1990", "1885", "2999", "hai", "1/1/1", "０"])
def test_a_birth_that_cannot_be_is_refused_beside_its_field(desk, session, typed, written):
    answer = desk.post(reverse("registration-create", args=[session.pk]), typed | {"birth": written})
    assert list(field_errors(answer)) == ["birth"]
    assert answer.context["form"]["birth"].value() == written
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("A", "ít nhất 2 chữ cái"),
        ("Lan 😀", "không dùng trong tên người"),
        ("=1+1", "không dùng trong tên người"),
        ("@SUM(A1)", "không dùng trong tên người"),
        ("Phạm Văn " + "Rê" * 150, "dài quá 100 ký tự"),
        ("   ", "Hãy nhập họ và tên"),
    ],
)
def test_what_is_no_name_is_refused_and_everything_typed_survives(desk, session, typed, name, code):
    answer = desk.post(
        reverse("registration-create", args=[session.pk]),
        typed | {"full_name": name, "phone": "0912345678", "national_id": "051085001234", "birth": "9/2/1985"},
    )
    form = answer.context["form"]
    assert answer.status_code == 200
    assert list(field_errors(answer)) == ["full_name"] and code in field_errors(answer)["full_name"][0]
    assert [form[field].value() for field in ("full_name", "phone", "national_id", "birth")] == [
        name,
        "0912345678",
        "051085001234",
        "9/2/1985",
    ]
    assert "<title>Lỗi: " in answer.content.decode()
    assert (Person.objects.count(), Registration.objects.count()) == (0, 0)


def test_every_field_that_is_wrong_is_said_at_once(desk, session, typed):
    answer = desk.post(
        reverse("registration-create", args=[session.pk]),
        typed | {"full_name": "A", "birth": "1885", "phone": "123", "national_id": "12", "unit": "", "role": "king"},
    )
    assert sorted(field_errors(answer)) == ["birth", "full_name", "national_id", "phone", "role", "unit"]


def test_a_decomposed_name_is_stored_composed(desk, session, typed):
    desk.post(reverse("registration-create", args=[session.pk]), typed | {"full_name": DECOMPOSED})
    assert Person.objects.get().full_name == "Phạm Văn Rê"


def test_of_a_card_only_a_digest_and_four_digits_are_kept(desk, session, typed):
    desk.post(reverse("registration-create", args=[session.pk]), typed | {"national_id": "051 085 001 234"})
    person = Person.objects.get()
    _key_id, _colon, digest = person.national_id_digest.partition(":")
    assert (person.national_id_last4, len(digest)) == ("1234", 64)
    assert "051085001234" not in repr(vars(person))


def test_a_workplace_is_found_again_without_regard_to_accents(desk, session, typed, ba_vi):
    new_url = reverse("registration-create", args=[session.pk])
    desk.post(new_url, typed | {"organisation": "Trường PTDTBT THCS Ba Vì"})
    desk.post(new_url, typed | {"organisation": "truong ptdtbt thcs ba vi", "full_name": "Phạm Thị Mua"})
    assert [organisation.name for organisation in Organisation.objects.all()] == ["Trường PTDTBT THCS Ba Vì"]
    assert set(Person.objects.values_list("organisation__name", flat=True)) == {"Trường PTDTBT THCS Ba Vì"}
    assert '<option value="Trường PTDTBT THCS Ba Vì">' in desk.get(new_url).content.decode()


def test_a_commune_that_was_not_there_on_the_day_is_refused_with_who_was(desk, session, typed, unit_called):
    later = unit_called("Ba Vì", on=date(2026, 5, 20))
    answer = desk.post(reverse("registration-create", args=[session.pk]), typed | {"unit": later.pk})
    assert list(field_errors(answer)) == ["unit"]
    assert "có từ 01/7/2025. Ngày 20/5/2024 ở đó là: " in field_errors(answer)["unit"][0]
    assert Person.objects.count() == 0


def test_the_communes_offered_are_those_of_the_activitys_day(desk, session, make_session, ba_vi):
    new_url = reverse("registration-create", args=[session.pk])
    assert "huyện Ba Tơ" in desk.get(new_url).content.decode()
    assert desk.get(new_url).context["form"]["unit"].value() is None  # a district is where it is held, not where people live
    session_in_commune = make_session(unit=ba_vi)
    assert desk.get(reverse("registration-create", args=[session_in_commune.pk])).context["form"]["unit"].value() == ba_vi.pk


def test_the_groups_of_the_province_are_offered_first(desk, session):
    groups = [
        str(group) for group in desk.get(reverse("registration-create", args=[session.pk])).context["form"].fields["ethnic_group"].queryset
    ]
    assert groups.index("Hrê") < groups.index("Tày")


# --- who may be the same


@pytest.fixture
def known_person(make_person, ba_vi):
    return make_person("Đinh Văn Krế", birth_year=1985, unit=ba_vi, phone="0912345678")


def test_who_may_be_the_same_is_offered_with_the_reason_before_anything_is_written(desk, session, typed, known_person):
    answer = desk.post(reverse("registration-create", args=[session.pk]), typed | {"full_name": "dinh van kre", "phone": "+84 912 345 678"})
    assert (
        "Đinh Văn Krế , sinh năm 1985, xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025), điện thoại 0912345678. Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay). Trùng họ tên và số điện thoại. Họ tên khác nhau ở dấu."
        in page_text(answer)
    )
    assert answer.context["form"]["full_name"].value() == "dinh van kre"
    assert (Person.objects.count(), Registration.objects.count()) == (1, 0)


def test_this_person_is_taken_as_they_are_known(desk, session, known_person, typed):
    answer = desk.post(
        reverse("known-people", args=[session.pk]),
        typed | {"person": known_person.pk, "category": "elder", "phone": "0987654321"},
        follow=True,
    )
    assert [(registration.person, registration.category) for registration in Registration.objects.all()] == [(known_person, "elder")]
    known_person.refresh_from_db()
    assert known_person.phone == "0912345678"
    assert "Đã đăng ký Đinh Văn Krế" in page_text(answer)
    assert answer.context["form"]["unit"].value() == str(typed["unit"])
    assert f'<input type="hidden" name="unit" value="{typed["unit"]}">' in answer.content.decode()


def test_somebody_else_of_that_name_becomes_a_new_person(desk, session, typed, known_person):
    assert (
        desk.post(reverse("registration-create", args=[session.pk]), typed | {"another": "1", "offered": [known_person.pk]}).status_code
        == 302
    )
    assert Person.objects.filter(full_name="Đinh Văn Krế").count() == 2
    assert Registration.objects.get().person != known_person


def test_the_newer_phone_and_position_are_taken_over_on_request(desk, session, typed, known_person):
    newer = typed | {"phone": "0987 654 321", "position": "Trưởng thôn"}
    offer = desk.post(reverse("registration-create", args=[session.pk]), newer)
    assert "Cập nhật hồ sơ theo thông tin vừa nhập: điện thoại 0987654321, chức vụ Trưởng thôn" in page_text(offer)
    url, before = reverse("known-people", args=[session.pk]), (known_person.phone, known_person.position)
    desk.post(url, newer | {"person": known_person.pk})
    known_person.refresh_from_db()
    assert (known_person.phone, known_person.position) == before, "nobody ticked it"
    withdraw(Registration.objects.get())
    desk.post(url, newer | {"person": known_person.pk, "renew": [known_person.pk]})
    known_person.refresh_from_db()
    assert (known_person.phone, known_person.position) == ("0987654321", "Trưởng thôn")


def test_an_answer_about_other_people_is_no_answer(desk, session, typed, known_person, make_person):
    someone = make_person("Phạm Thị Mua")
    answer = desk.post(reverse("registration-create", args=[session.pk]), typed | {"another": "1", "offered": [someone.pk]})
    assert [candidate.person for candidate in answer.context["look_alikes"]] == [known_person]
    assert Person.objects.count() == 2


def test_who_is_in_the_activity_already_is_said_with_a_link_and_not_registered_twice(desk, session, typed, known_person, organiser):
    register(session, person=known_person, role="participant", by=organiser)
    answer = desk.post(reverse("registration-create", args=[session.pk]), typed)
    assert "Đã có trong danh sách của hoạt động này." in page_text(answer)
    assert f'''href="{reverse("registration-edit", args=[Registration.objects.get().pk])}"''' in answer.content.decode()
    assert "Dùng người này" not in page_text(answer)
    again = desk.post(reverse("known-people", args=[session.pk]), typed | {"person": known_person.pk}, follow=True)
    assert "Đinh Văn Krế đã có trong danh sách." in page_text(again)
    assert Registration.objects.count() == 1


def test_a_namesake_here_is_offered_unless_the_years_of_birth_differ(desk, session, typed):
    new_url = reverse("registration-create", args=[session.pk])
    nameless_year = typed | {"birth": ""}
    assert desk.post(new_url, nameless_year).status_code == 302
    assert "Trùng họ tên với một người đã có trong danh sách này." in page_text(desk.post(new_url, nameless_year))
    assert "Trùng họ tên với một người đã có trong danh sách này." in page_text(desk.post(new_url, typed))
    assert Person.objects.count() == 1
    assert desk.post(new_url, typed | {"another": "1", "offered": [Person.objects.get().pk]}).status_code == 302
    assert len(desk.post(new_url, typed | {"birth": "1990"}).context["look_alikes"]) == 1  # the one without a year
    assert Person.objects.count() == 2


def test_who_had_withdrawn_is_taken_again_with_the_same_pass(desk, session, typed, known_person, organiser):
    old = withdraw(register(session, person=known_person, role="participant", by=organiser))
    assert "Đã đăng ký hoạt động này rồi rút." in page_text(desk.post(reverse("registration-create", args=[session.pk]), typed))
    desk.post(reverse("known-people", args=[session.pk]), typed | {"person": known_person.pk, "role": "guest"})
    again = Registration.objects.get()
    assert (again.pk, again.status, again.role, again.code) == (old.pk, "registered", "guest", old.code)


def test_nobody_outside_the_users_reach_is_offered_or_taken(browser_of, make_user, unit_called, make_session, ba_vi, known_person, typed):
    """An organiser of Ba Vì does not learn of people who live in Lý Sơn."""
    local = browser_of(make_user("local", "organiser", ba_vi))
    session_in_commune = make_session(unit=ba_vi)
    far = unit_called("Lý Sơn", "district")
    known_person.unit = far
    known_person.save()
    url = reverse("known-people", args=[session_in_commune.pk])
    assert "Đinh Văn Krế" not in local.get(url, {"q": "dinh van"}).content.decode()
    assert local.post(url, typed | {"person": known_person.pk}).status_code == 404
    assert local.post(reverse("registration-create", args=[session_in_commune.pk]), typed | {"phone": "0912345678"}).status_code == 302
    assert Registration.objects.get().person != known_person


def test_known_people_are_found_without_accents_and_those_here_are_told_apart(desk, session, make_person, organiser):
    older, younger = make_person("Phạm Thị Mua"), make_person("Phạm Thị Mùa", birth_year=1990)
    register(session, person=older, role="participant", by=organiser)
    url = reverse("known-people", args=[session.pk])
    answer = desk.get(url, {"q": "pham thi mua"}, headers={"HX-Request": "true"})
    assert "Phạm Thị Mua · 1980 · huyện Ba Tơ Đã có trong danh sách." in page_text(answer)
    assert re.findall(r'name="person" value="(\d+)"', answer.content.decode()) == [str(younger.pk)]
    assert "Không tìm thấy ai." in page_text(desk.get(url, {"q": "không ai"}))
    assert desk.get(url, {"q": "p"}).content.strip() == b""


def test_a_cancelled_activity_takes_nobody(desk, session, typed):
    new_url = reverse("registration-create", args=[session.pk])
    cancel(session, reason="Mưa lũ", at=at("06:00"))
    assert "không nhận đăng ký" in page_text(desk.get(new_url))
    answer = desk.post(new_url, typed)
    assert "không nhận đăng ký" in page_text(answer)
    assert (Person.objects.count(), Registration.objects.count()) == (0, 0)


# --- the list


def test_an_empty_list_says_what_to_do(desk, browser_of, usher, session):
    list_url = reverse("registration-list", args=[session.pk])
    new_url = reverse("registration-create", args=[session.pk])
    assert "Chưa có ai đăng ký" in page_text(desk.get(list_url))
    assert f'class="button" href="{new_url}"' in desk.get(list_url).content.decode()
    assert new_url not in browser_of(usher).get(list_url).content.decode()


def test_the_list_is_in_order_of_given_names_with_what_the_desk_needs(desk, session, enrolled, usher):
    tick(enrolled[0], sitting=session.sittings.first(), by=usher, at=at("07:31"))
    codes = {registration.person.full_name: registration.short_code for registration in enrolled}
    assert [row[:-1] for row in table_rows(desk.get(reverse("registration-list", args=[session.pk])))] == [
        ["1. Nguyễn Thị Hoa", "1982", "Nữ", "huyện Ba Tơ", "Kinh", "–", "Học viên", codes["Nguyễn Thị Hoa"], "0/2"],
        ["2. Đinh Thị Mẫu", "1981", "Nữ", "huyện Ba Tơ", "Hrê", "–", "Học viên", codes["Đinh Thị Mẫu"], "0/2"],
        ["3. Phạm Văn Rê", "1980", "Nam", "huyện Ba Tơ", "Hrê", "–", "Học viên", codes["Phạm Văn Rê"], "1/2"],
    ]


def test_an_usher_sees_neither_ethnic_group_nor_phone(browser_of, usher, clerk, session, make_person, organiser):
    list_url = reverse("registration-list", args=[session.pk])
    register(session, person=make_person(phone="0912345678"), role="participant", by=organiser)
    assert ("0912345678" in page_text(browser_of(clerk).get(list_url)), "Hrê" in page_text(browser_of(clerk).get(list_url))) == (True, True)
    assert ("0912345678" in page_text(browser_of(usher).get(list_url)), "Hrê" in page_text(browser_of(usher).get(list_url))) == (
        False,
        False,
    )


def test_the_list_is_narrowed_by_name_code_role_status_and_place(desk, session, enrolled, make_person, organiser, ba_vi):
    list_url = reverse("registration-list", args=[session.pk])
    register(session, person=make_person("Phạm Văn Sơn", unit=ba_vi), role="speaker", by=organiser)
    withdraw(enrolled[0])
    for query, names in (
        ({"q": "pham van"}, ["Phạm Văn Rê", "Phạm Văn Sơn"]),
        ({"q": enrolled[1].short_code.lower()}, ["Đinh Thị Mẫu"]),
        ({"role": "speaker"}, ["Phạm Văn Sơn"]),
        ({"status": "withdrawn"}, ["Phạm Văn Rê"]),
        ({"unit": ba_vi.pk}, ["Phạm Văn Sơn"]),
        ({"unit": "x", "role": "king", "status": "?"}, ["Nguyễn Thị Hoa", "Đinh Thị Mẫu", "Phạm Văn Rê", "Phạm Văn Sơn"]),
    ):
        rows = table_rows(desk.get(list_url, query))
        assert [row[0].split(". ")[1].removesuffix(" Đã rút") for row in rows] == names, query
    assert "Không có ai khớp với bộ lọc" in page_text(desk.get(list_url, {"q": "không ai"}))
    assert "3 người đăng ký: Học viên 2, Báo cáo viên 1 · 1 đã rút" in page_text(desk.get(list_url))


def test_the_list_takes_as_many_statements_for_one_page_of_people_as_for_one_person(
    desk, session, make_person, organiser, django_assert_num_queries
):
    list_url = reverse("registration-list", args=[session.pk])
    desk.get(list_url)
    for number in range(3):
        someone = register(session, person=make_person("Phạm Văn Rê", birth_year=1960 + number), role="participant", by=organiser)
        tick(someone, sitting=session.sittings.first(), by=organiser, at=at("07:31"))
        if number in (0, 2):
            with django_assert_num_queries(18):  # one for what can be undone, two of them the log of who looked at whom
                assert len(table_rows(desk.get(list_url))) == number + 1


def test_a_name_is_text_whatever_it_holds(desk, session, make_person, organiser):
    someone = make_person()
    Person.objects.filter(pk=someone.pk).update(full_name='<script>alert("1")</script>', folded="x script")
    register(session, person=someone, role="participant", by=organiser)
    for answer in (
        desk.get(reverse("registration-list", args=[session.pk])),
        desk.get(reverse("known-people", args=[session.pk]), {"q": "x script"}),
        desk.get(reverse("registration-create", args=[session.pk])),
    ):
        assert "<script>alert" not in answer.content.decode()
        assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in answer.content.decode()


# --- one registration


def test_role_and_category_are_changed(desk, enrolled, session):
    url = reverse("registration-edit", args=[enrolled[0].pk])
    assert desk.get(url).context["form"]["role"].value() == "participant"
    assert list(field_errors(desk.post(url, {"role": "king", "category": "elder"}))) == ["role"]
    assert desk.post(url, {"role": "speaker", "category": "elder"}).url == reverse("registration-list", args=[session.pk])
    enrolled[0].refresh_from_db()
    assert (enrolled[0].role, enrolled[0].category) == ("speaker", "elder")


def test_withdrawing_is_asked_first_and_can_be_taken_back(desk, enrolled, session):
    url = reverse("registration-withdraw", args=[enrolled[0].pk])
    assert "Thẻ của Phạm Văn Rê không còn dùng để điểm danh được." in page_text(desk.get(url))
    enrolled[0].refresh_from_db()
    assert enrolled[0].status == "registered"
    assert "Đã rút đăng ký của Phạm Văn Rê." in page_text(desk.post(url, follow=True))
    enrolled[0].refresh_from_db()
    assert enrolled[0].status == "withdrawn"
    again = desk.post(reverse("registration-stand-again", args=[enrolled[0].pk]), follow=True)
    assert "Phạm Văn Rê đã được đăng ký lại" in page_text(again)
    enrolled[0].refresh_from_db()
    assert enrolled[0].status == "registered"


# --- who may


@pytest.mark.parametrize(
    ("name", "of", "method", "usher_gets"),
    [
        ("registration-list", "activity", "get", 200),
        ("registration-create", "activity", "get", 403),
        ("registration-create", "activity", "post", 403),
        ("known-people", "activity", "get", 403),
        ("known-people", "activity", "post", 403),
        ("registration-edit", "registration", "get", 403),
        ("registration-edit", "registration", "post", 403),
        ("registration-withdraw", "registration", "get", 403),
        ("registration-withdraw", "registration", "post", 403),
        ("registration-stand-again", "registration", "post", 403),
    ],
)
def test_a_stranger_finds_nothing_and_an_usher_only_the_list(browser_of, session, enrolled, stranger, usher, name, of, method, usher_gets):
    url = reverse(name, args=[session.pk if of == "activity" else enrolled[0].pk])
    before = list(Registration.objects.order_by("pk").values())
    assert getattr(browser_of(stranger), method)(url).status_code == 404
    assert getattr(browser_of(usher), method)(url).status_code == usher_gets
    assert getattr(browser_of(None), method)(url).status_code == 302
    assert list(Registration.objects.order_by("pk").values()) == before
