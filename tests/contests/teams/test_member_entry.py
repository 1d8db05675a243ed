"""A whole team typed at once: shown row by row first, nobody merged silently, all written or nothing."""

import re
from datetime import date
from html import unescape

import pytest

from activities.actions import set_status
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from contests.actions import add_member, add_team
from contests.models import TeamMember
from people.models import Person
from tests.pages import error_sentences, messages_of, page_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(desk, team, ba_vi):
    """preview("line\\nline"): the page after “Xem trước”."""
    return lambda lines, **more: desk.post(f"/contests/teams/{team.pk}/members/", {"lines": lines, "unit": ba_vi.pk, "preview": "1"} | more)


def write_members(desk, team, page, choices=None, parts=None, **changed):
    """write(page, {2: "another"}): sends what a shown page holds, with choices (by line number) and whatever else is changed."""
    sent = fields(page) | changed | {"write": "1"}
    for number, choice in (choices or {}).items():
        sent[f"{page.context['entry'].rows[number - 1].key}-choice"] = str(choice)
    for number, part in (parts or {}).items():
        sent[f"{page.context['entry'].rows[number - 1].key}-part"] = part
    return desk.post(f"/contests/teams/{team.pk}/members/", sent)


def fields(page) -> dict[str, str]:
    """What a browser would send of the form: text, chosen options, hidden fields, checked radio buttons."""
    html = unescape(page.content.decode())
    sent = {"lines": re.search(r'<textarea name="lines"[^>]*>\n?(.*?)</textarea>', html, re.S)[1]}
    for tag in re.findall(r"<input[^>]*>", html):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        is_sent = named.get("type") == "hidden" or (named.get("type") == "radio" and " checked" in tag)
        if is_sent and named["name"] != "csrfmiddlewaretoken":
            sent[named["name"]] = named["value"]
    for name, options in re.findall(r'<select name="(\w+-part)"[^>]*>(.*?)</select>', html, re.S):
        sent[name] = re.search(r'value="(\w+)" selected', options)[1]
    return sent


def members(team) -> list[tuple[str, str]]:
    return sorted((m.registration.person.full_name, m.part) for m in TeamMember.objects.filter(team=team))


# --- new people


def test_a_preview_writes_nothing_and_shows_what_was_read(preview):
    page = preview("Họ tên; năm sinh\n1. Đinh Thị Mẫu; 2011; Nữ; Hrê; đội trưởng\nA Brol\t9/2/2010\tNam\tCa Dong\n")
    assert (Person.objects.count(), Registration.objects.count()) == (0, 0)
    text = page_text(page)
    assert "2 dòng. Chưa lưu gì cả." in text
    assert "1. Đinh Thị Mẫu 2011 Nữ Hrê" in text
    assert "2. A Brol 9/2/2010 Nam Xơ Đăng ghi là Ca Dong" in text
    assert [row.form["part"].value() for row in page.context["entry"].rows] == ["captain", "official"]
    assert text.count("Người mới") == 2


def test_all_are_registered_as_contestants_of_the_team(preview, desk, team, ba_vi, school, organiser):
    page = preview("Đinh Thị Mẫu; 2011; Nữ; Hrê\nA Brol; 9/2/2010; Nam; Ca Dong\nHồ Văn Co")
    answer = write_members(desk, team, page, parts={1: "captain", 3: "support"})
    assert answer.headers["Location"] == f"/contests/teams/{team.pk}/"
    assert members(team) == [("A Brol", "official"), ("Hồ Văn Co", "support"), ("Đinh Thị Mẫu", "captain")]
    brol = Person.objects.get(full_name="A Brol")
    assert (brol.gender, brol.birth_year, brol.birth_date.isoformat(), brol.ethnic_group.name, brol.ethnicity_note) == (
        "M",
        2010,
        "2010-02-09",
        "Xơ Đăng",
        "Ca Dong",
    )
    assert (brol.unit, brol.organisation) == (ba_vi, school)
    ho = Person.objects.get(full_name="Hồ Văn Co")
    assert (ho.gender, ho.birth_year, ho.ethnic_group) == (None, None, None)
    assert set(Registration.objects.values_list("activity", "role", "category", "registered_by")) == {
        (team.contest_id, "contestant", "pupil", organiser.pk)
    }


def test_the_message_says_how_many(preview, desk, team):
    write_members(desk, team, preview("Đinh Thị Mẫu\nA Brol"))
    assert messages_of(desk.get(f"/contests/teams/{team.pk}/")) == ["Đã thêm 2 người vào đội Công lý."]


def test_members_of_a_team_without_a_school_are_not_counted_as_pupils(desk, contest, ba_vi):
    other_team = add_team(contest, name="Thôn 1")
    url = f"/contests/teams/{other_team.pk}/members/"
    page = desk.post(url, {"lines": "Đinh Thị Mẫu; 1980", "unit": ba_vi.pk, "preview": "1"})
    desk.post(url, fields(page) | {"write": "1"})
    assert Registration.objects.get().category == ""


# --- lines that are wrong


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("A; 2010", "Họ tên phải có ít nhất 2 chữ cái."),
        ("; 2010; Nam", "Họ tên phải có ít nhất 2 chữ cái."),
        ("=1+1; 2010", "Họ tên có ký tự không dùng trong tên người (chữ số, biểu tượng, dấu = + @). Hãy gõ lại họ tên."),
        ("Lan 😀; 2010", "Họ tên có ký tự không dùng trong tên người (chữ số, biểu tượng, dấu = + @). Hãy gõ lại họ tên."),
        ("Đinh Thị Mẫu; 85", "Hãy nhập năm (1985), hoặc đủ ngày, tháng, năm (9/2/1985)."),
        ("Đinh Thị Mẫu; 30/2/2011", "Không có ngày 30/2/2011. Hãy kiểm tra ngày và tháng."),
        ("Đinh Thị Mẫu; 1785", "Năm sinh 1785 không hợp lý. Hãy nhập đủ 4 chữ số, ví dụ 1985."),
        ("Đinh Thị Mẫu; 2011; Klingon", "Không hiểu “Klingon”. Sau họ tên chỉ ghi năm sinh, Nam hoặc Nữ, và tên dân tộc."),
        ("Đinh Thị Mẫu; 2011; 2012", "Không hiểu “2012”. Sau họ tên chỉ ghi năm sinh, Nam hoặc Nữ, và tên dân tộc."),
        ("Phạm Văn " + "Rê" * 60, "Họ tên dài quá 100 ký tự. Hãy kiểm tra: có thể nhiều ô bị dán chung."),
    ],
)
def test_a_wrong_line_says_why_and_stops_the_whole_team(preview, desk, team, line, sentence):
    page = preview(f"Phạm Văn Rê; 2010; Nam; Hrê\n{line}")
    assert error_sentences(page) == [sentence]
    assert f"Dòng 2: {sentence}" in page_text(page)
    assert 'name="write"' not in page.content.decode()
    again = write_members(desk, team, page)
    assert error_sentences(again) == [sentence]
    assert Person.objects.count() == 0


def test_what_was_typed_survives_and_the_rest_can_be_written_after_mending(preview, desk, team, ba_vi):
    page = preview("Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 85")
    sent = fields(page)
    assert sent["lines"].replace("\r", "") == "Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 85"
    assert sent["unit"] == str(ba_vi.pk)
    sent[f"{page.context['entry'].rows[1 - 1].key}-part"] = "captain"
    mended = desk.post(f"/contests/teams/{team.pk}/members/", sent | {"lines": "Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 1985", "preview": "1"})
    assert error_sentences(mended) == []
    write_members(desk, team, mended)
    assert members(team) == [("Phạm Văn Rê", "captain"), ("Đinh Thị Mẫu", "official")]


def test_a_line_changed_after_the_preview_is_shown_before_it_is_written(preview, desk, team):
    page = preview("Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 2011")
    again = write_members(desk, team, page, lines="Phạm Văn Rê; 2010\nĐinh Thị Mận; 2011")
    assert error_sentences(again) == ["Dòng này mới hoặc vừa sửa. Hãy xem lại rồi lưu."]
    assert Person.objects.count() == 0
    write_members(desk, team, again)
    assert [name for name, _part in members(team)] == ["Phạm Văn Rê", "Đinh Thị Mận"]


@pytest.mark.parametrize(
    ("lines", "unit", "sentences"),
    [
        ("", "here", ["Hãy ghi ít nhất một người."]),
        ("Đinh Thị Mẫu", "", ["Hãy chọn địa bàn."]),
        ("Đinh Thị Mẫu", "999999", ["Không có địa bàn này. Hãy tìm và chọn lại."]),
    ],
)
def test_people_and_their_place_are_asked_for(preview, ba_vi, lines, unit, sentences):
    assert error_sentences(preview(lines, unit=ba_vi.pk if unit == "here" else unit)) == sentences


def test_a_place_that_was_not_there_on_the_day_is_refused(preview, unit_called):
    today = unit_called("Ba Vì", on=date(2026, 1, 1))
    (sentence,) = error_sentences(preview("Đinh Thị Mẫu", unit=today.pk))
    assert sentence.startswith("Xã Ba Vì, tỉnh Quảng Ngãi có từ 01/7/2025. Ngày 20/5/2024 ở đó là: xã Ba ")
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("Họ tên; năm sinh", "Không có dòng nào ghi họ tên."),
        ("\n".join(f"Người {c}{d}" for c in "abcdefghijk" for d in "abcdefghijk"), "Nhiều nhất 100 dòng một lần."),
    ],
)
def test_no_line_and_too_many_lines_are_said(preview, lines, sentence):
    assert sentence in page_text(preview(lines))
    assert Person.objects.count() == 0


def test_two_captains_are_refused_at_the_second(preview, desk, team):
    again = write_members(desk, team, preview("Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 2011"), parts={1: "captain", 2: "captain"})
    assert error_sentences(again) == ["Đội đã có đội trưởng."]
    assert "Dòng 2, Vai trong đội: Đội đã có đội trưởng." in page_text(again)
    assert (Person.objects.count(), Registration.objects.count()) == (0, 0)


def test_a_contest_that_has_closed_takes_nobody_and_says_so(preview, desk, team, contest):
    page = preview("Phạm Văn Rê; 2010")
    set_status(contest, status="closed")
    assert "Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký." in error_sentences(write_members(desk, team, page))
    assert Person.objects.count() == 0


# --- people who are known


def test_a_line_that_matches_somebody_waits_for_a_choice(preview, desk, team, make_person, ba_vi):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    page = preview("phạm văn rê; 2010\nĐinh Thị Mẫu; 2011")
    assert [[offer.person for offer in row.offers] for row in page.context["entry"].rows] == [[known_person], []]
    assert "1 dòng có thể là người đã có: hãy chọn." in page_text(page)
    assert error_sentences(page) == []
    again = write_members(desk, team, page)
    assert error_sentences(again) == ["Hãy chọn: người đã có, hay là người khác."]
    assert (Person.objects.count(), Registration.objects.count()) == (1, 0)


def test_the_known_person_joins_unchanged(preview, desk, make_person, team, ba_vi):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi, phone="0912345678")
    write_members(desk, team, preview("Phạm Văn Rê; 2010; Nữ; Co"), {1: known_person.pk})
    assert TeamMember.objects.get().registration.person == known_person
    known_person.refresh_from_db()
    assert (known_person.gender, known_person.ethnic_group.name, known_person.phone, Person.objects.count()) == (
        "M",
        "Hrê",
        "0912345678",
        1,
    )


def test_somebody_else_of_the_same_name_is_a_new_person(preview, desk, team, make_person, ba_vi):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    write_members(desk, team, preview("Phạm Văn Rê; 2010"), {1: "another"})
    assert Person.objects.filter(folded="pham van re").count() == 2
    assert TeamMember.objects.get().registration.person != known_person


def test_a_line_can_be_left_out(preview, desk, make_person, team, ba_vi):
    make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    write_members(desk, team, preview("Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 2011"), {1: "skip"})
    assert members(team) == [("Đinh Thị Mẫu", "official")]


def test_the_choices_made_survive_another_reading(preview, desk, team, make_person, ba_vi):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    page = preview("Phạm Văn Rê; 2010\nĐinh Thị Mẫu; 85")
    again = desk.post(
        f"/contests/teams/{team.pk}/members/",
        fields(page)
        | {
            f"{page.context['entry'].rows[1 - 1].key}-choice": str(known_person.pk),
            "lines": "Đinh Thị Mẫu; 2011\nPhạm Văn Rê; 2010",
            "preview": "1",
        },
    )
    assert again.context["entry"].rows[1].form["choice"].value() == str(known_person.pk)
    assert f'value="{known_person.pk}" checked' in again.content.decode()


@pytest.mark.parametrize(
    ("born", "typed", "where", "expected"),
    [
        (2010, "2010", "Ba Dinh", True),  # boards far from home
        (2010, "9/2/2010", "Ba Dinh", True),
        (2009, "2010", "Ba Vì", False),
        (2010, "", "Ba Vì", True),
        (2010, "", "Ba Dinh", False),
        (None, "2010", "Ba Vì", True),
        (None, "2010", "Ba Dinh", False),
    ],
)
def test_who_is_offered_depends_on_the_year_and_without_one_on_the_place(preview, make_person, unit_called, born, typed, where, expected):
    make_person("Phạm Văn Rê", "M", born, "Hrê", unit=unit_called(where))
    assert bool(preview(f"Phạm Văn Rê; {typed}").context["entry"].rows[0].offers) is expected


def test_without_a_year_a_namesake_of_the_same_school_or_contest_is_offered(preview, make_person, unit_called, contest, school, organiser):
    at_school = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=unit_called("Ba Dinh"), organisation=school)
    namesake = make_person("Phạm Văn Rê", "M", 2009, "Hrê", unit=unit_called("Ba Dinh"))
    make_person("Phạm Văn Rê", "M", 2008, "Hrê", unit=unit_called("Ba Dinh"))
    register(contest, person=namesake, role="contestant", by=organiser)
    page = preview("Phạm Văn Rê")
    assert {offer.person for offer in page.context["entry"].rows[0].offers} == {at_school, namesake}
    assert "Đã đăng ký hội thi này." in page_text(page)


def test_who_is_in_a_team_already_is_shown_and_cannot_be_chosen(preview, desk, make_person, team, ba_vi, organiser):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    add_member(team, person=known_person, part="official", by=organiser)
    page = preview("Phạm Văn Rê; 2010")
    assert "đã ở trong đội Công lý." in page_text(page)
    assert len(error_sentences(write_members(desk, team, page, {1: known_person.pk}))) == 1
    assert members(team) == [("Phạm Văn Rê", "official")]


def test_who_withdrew_can_be_taken_back_with_the_same_pass(preview, desk, make_person, team, ba_vi, organiser):
    known_person = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    registration = add_member(team, person=known_person, part="official", by=organiser).registration
    withdraw(registration)
    page = preview("Phạm Văn Rê; 2010")
    assert "Đã rút đăng ký hội thi này." in page_text(page)
    write_members(desk, team, page, {1: known_person.pk})
    member = TeamMember.objects.get()
    assert (member.registration.pk, member.registration.code, member.registration.status) == (
        registration.pk,
        registration.code,
        "registered",
    )


def test_a_choice_counts_only_for_the_people_it_was_made_about(preview, desk, team, make_person, ba_vi):
    first = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    page = preview("Phạm Văn Rê; 2010")
    second = make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=ba_vi)
    again = write_members(desk, team, page, {1: "another"})
    assert "Dòng này mới hoặc vừa sửa. Hãy xem lại rồi lưu." in error_sentences(again)
    assert {offer.person for offer in again.context["entry"].rows[0].offers} == {first, second}
    assert Person.objects.count() == 2


def test_the_same_line_twice_waits_for_a_choice(preview, desk, team):
    page = preview("Phạm Văn Rê; 2010\nphạm văn rê; 2010")
    assert "Trùng họ tên và năm sinh với một dòng ở trên." in page_text(page)
    assert error_sentences(write_members(desk, team, page)) == ["Hãy chọn: người đã có, hay là người khác."]
    write_members(desk, team, page, {2: "skip"})
    assert members(team) == [("Phạm Văn Rê", "official")]


def test_who_is_registered_in_a_role_that_does_not_compete_is_named(preview, desk, team, make_person, contest, ba_vi, organiser):
    judge = make_person("Phạm Văn Rê", "M", 1980, "Hrê", unit=ba_vi)
    register(contest, person=judge, role="judge", by=organiser)
    again = write_members(desk, team, preview("Phạm Văn Rê; 1980\nĐinh Thị Mẫu; 2011"), {1: judge.pk})
    assert error_sentences(again) == [
        "Phạm Văn Rê đã đăng ký với vai trò Giám khảo. Hãy đổi vai trò thành Thí sinh trong danh sách đăng ký trước."
    ]
    assert (Person.objects.count(), TeamMember.objects.count()) == (1, 0)


def test_who_lives_out_of_reach_is_not_offered(browser_of, make_user, make_person, unit_called, team, ba_vi):
    local = make_user("local", "organiser", team.contest.unit)
    make_person("Phạm Văn Rê", "M", 2010, "Hrê", unit=unit_called("Sơn Hà", "district"))
    page = browser_of(local).post(f"/contests/teams/{team.pk}/members/", {"lines": "Phạm Văn Rê; 2010", "unit": ba_vi.pk, "preview": "1"})
    assert page.context["entry"].rows[0].offers == []


# --- the form


def test_the_place_of_the_last_members_is_proposed(desk, preview, team, ba_vi):
    assert desk.get(f"/contests/teams/{team.pk}/members/").context["form"]["unit"].value() is None  # the contest is held in a district
    write_members(desk, team, preview("Đinh Thị Mẫu"))
    assert desk.get(f"/contests/teams/{team.pk}/members/").context["form"]["unit"].value() == ba_vi.pk


@pytest.mark.parametrize("lines", [1, 12])
def test_a_preview_takes_the_same_queries_whatever_its_length(preview, make_person, ba_vi, django_assert_num_queries, lines):
    typed = [f"Phạm Văn {letter}a; 2010; Nam; Hrê" for letter in "ABCDEGHIKLMN"[:lines]]
    for line in typed:
        make_person(line.partition(";")[0], "M", 2010, "Hrê", unit=ba_vi)
    with django_assert_num_queries(20):  # three of them the log of who looked at whom
        preview("\n".join(typed))
