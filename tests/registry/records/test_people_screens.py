"""The list of people, one person's page, and putting right what is on record."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import excuse
from contests.actions import add_member, add_team, give_result, record_contest
from contests.models import Contest
from people.models import Disclosure, EthnicGroup, Person
from tests.conftest import DAY
from tests.registry.conftest import arrive
from tests.vietnamese.vi_sort import vi_key_icu

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]


def list_names(browser_of, organiser, **query):
    """names(q="…"): whom the list shows, in its order."""
    client = browser_of(organiser)
    answer = client.get("/people/", query, follow=True)
    assert answer.status_code == 200
    return [person.full_name for person, _figures in answer.context["rows"]]


# --- found


@pytest.mark.parametrize("q", ["van re", "Rê Phạm", "PHAM", "0912 345", "+84 912", "0123", "345678"])
def test_somebody_is_found_by_words_in_any_order_phone_and_card(browser_of, organiser, make_person, q):
    make_person("Phạm Văn Rê", phone="0912345678", national_id="051080000123")
    make_person("Đinh Thị Mẫu", phone="0987654321")
    assert list_names(browser_of, organiser, q=q) == ["Phạm Văn Rê"]


def test_the_place_is_asked_through_time(browser_of, organiser, make_person, unit_called):
    from datetime import date

    make_person("Người Xưa", unit=unit_called("Ba Vì"))
    make_person("Người Nay", unit=unit_called("Ba Vì", "commune", date(2026, 1, 1)))
    make_person("Người Khác", unit=unit_called("Bình Sơn", "district"))
    assert list_names(browser_of, organiser, unit=unit_called("Ba Tơ", "district").pk) == ["Người Nay", "Người Xưa"]
    assert list_names(browser_of, organiser, unit=unit_called("Ba Vì", "commune", date(2026, 1, 1)).pk) == ["Người Nay", "Người Xưa"]


def test_where_somebody_lives_and_where_they_attended_are_two_filters(browser_of, organiser, enrolled, make_session, unit_called):
    arrive(organiser, enrolled[0], "07:40")
    son_ha = unit_called("Sơn Hà", "district")

    assert list_names(browser_of, organiser, held_in=enrolled[0].activity.unit_id) == [enrolled[0].person.full_name]
    assert list_names(browser_of, organiser, held_in=son_ha.pk) == []
    assert list_names(browser_of, organiser, unit=son_ha.pk, held_in=enrolled[0].activity.unit_id) == []


def test_filters_narrow_by_what_is_on_record(browser_of, organiser, make_person):
    make_person("Hồ Văn Co", group="Co", birth_year=1990, phone="0912345678")
    vague = make_person("Đinh Thị Mẫu", gender="F", birth_year=1970)
    Person.objects.filter(pk=vague.pk).update(ethnic_group=None, birth_year=None)
    assert list_names(browser_of, organiser, ethnic_group=EthnicGroup.objects.get(name="Co").pk) == ["Hồ Văn Co"]
    assert list_names(browser_of, organiser, gender="F") == ["Đinh Thị Mẫu"]
    assert list_names(browser_of, organiser, born_from=1985, born_to=1995) == ["Hồ Văn Co"]
    assert list_names(browser_of, organiser, on_record="phone") == ["Hồ Văn Co"]
    for missing in ("no-phone", "no-birth-year", "no-ethnic-group"):
        assert list_names(browser_of, organiser, on_record=missing) == ["Đinh Thị Mẫu"]


def test_filters_of_attending_speak_of_the_same_attendances(browser_of, enrolled, make_session, organiser, make_person):
    second = make_session("Lớp thứ hai")
    both = register(second, person=enrolled[0].person, role="speaker", category="teacher", by=organiser)
    arrive(organiser, enrolled[0], "07:40")
    arrive(organiser, enrolled[1], "07:40")
    arrive(organiser, both, "07:50")
    make_person("Chưa Dự Gì")
    assert list_names(browser_of, organiser, at_least=1) == ["Đinh Thị Mẫu", "Phạm Văn Rê"]
    assert (
        list_names(browser_of, organiser, at_least=2)
        == list_names(browser_of, organiser, role="speaker")
        == list_names(browser_of, organiser, category="teacher")
        == list_names(browser_of, organiser, activity=second.pk)
        == ["Phạm Văn Rê"]
    )
    assert list_names(browser_of, organiser, at_least=2, role="speaker") == []
    assert list_names(browser_of, organiser, **{"from": "2024-05-21"}) == []
    assert list_names(browser_of, organiser, **{"from": "2024-05-20", "to": "2024-05-20"}) == ["Đinh Thị Mẫu", "Phạm Văn Rê"]


def test_a_wrong_filter_is_said_beside_its_field_and_kept(browser_of, organiser):
    page = browser_of(organiser).get("/people/", {"born_from": "1990", "born_to": "1980", "q": "rê"}).content.decode()
    assert "“Đến năm” phải từ “Từ năm” trở đi." in page and 'value="1990"' in page and 'value="rê"' in page


# --- in order


def test_names_stand_by_given_name_as_vietnamese_sorts(browser_of, organiser, make_person):
    people = [
        "Nguyễn Văn Đào",
        "Phạm Thị Ân",
        "Y Hoa",
        "Đinh Văn An",
        "A Brol",
        "Lê Thị Ánh",
        "Hồ Văn Ăn",
        "Trần Hoà",
        "Trần Hòa",
        "Trần Hạ",
    ]
    for name in people:
        make_person(name)

    parts = [(name.rpartition(" ")[2], name.rpartition(" ")[0], name) for name in people]
    keys = [(vi_key_icu(given_name)[:2], vi_key_icu(family)[:2], name) for given_name, family, name in parts]
    sorted_names = [name for _given, _family, name in sorted(keys)]
    assert list_names(browser_of, organiser) == sorted_names
    assert list_names(browser_of, organiser, sort="-name") == sorted_names[::-1]


def test_sorted_by_what_they_attended_those_who_never_came_are_last(browser_of, organiser, enrolled):
    arrive(organiser, enrolled[2], "07:40")
    assert (
        list_names(browser_of, organiser, sort="-activities")[0]
        == list_names(browser_of, organiser, sort="last")[0]
        == list_names(browser_of, organiser, sort="-last")[0]
        == "Nguyễn Thị Hoa"
    )
    assert list_names(browser_of, organiser, sort="birth_year") == ["Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa"]
    assert list_names(browser_of, organiser, sort="password") == list_names(browser_of, organiser)


def test_of_those_who_attended_as_much_the_names_decide_on_every_page_and_in_the_file(
    browser_of, organiser, make_session, make_person, api, monkeypatch
):
    monkeypatch.setattr("registry.records.views.PEOPLE_ON_A_PAGE", 2)
    monkeypatch.setattr("registry.records.person_list.PEOPLE_PER_CHUNK", 2)
    people = {letter: make_person(f"Hồ Văn {letter}") for letter in "EDCBA"}
    sessions = [make_session(f"Lớp {number}") for number in range(2)]
    for letter, how_many, clock in (("B", 1, "07:40"), ("C", 2, "07:50"), ("E", 1, "07:40")):
        for session in sessions[:how_many]:
            arrive(organiser, register(session, person=people[letter], role="participant", by=organiser), clock)

    def letters(sort):
        pages = [list_names(browser_of, organiser, sort=sort, page=page) for page in (1, 2, 3)]
        names = [name for page in pages for name in page]
        file = browser_of(organiser).get("/people/list.csv", {"sort": sort})
        in_file = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
        over_http = [person["full_name"] for person in api(organiser).get("/api/v1/persons/", {"sort": sort}).json()["results"]]
        assert [row["Họ và tên"] for row in in_file] == over_http == names
        return "".join(name[-1] for name in names)

    assert letters("-activities") == "CBEAD"
    assert letters("activities") == "ADBEC"
    assert letters("last") == letters("-last") == "BCEAD"  # both classes are of one day


def test_activities_and_sittings_are_two_numbers(browser_of, organiser, enrolled):
    arrive(organiser, enrolled[0], "07:40")
    arrive(organiser, enrolled[0], "13:40")
    answer = browser_of(organiser).get("/people/", {"q": "van re"})
    [(_person, figures)] = answer.context["rows"]
    assert (figures.activities, figures.sittings, answer.context["totals"]) == (1, 2, (1, 2))


# --- who sees whom


def test_the_stranger_sees_nobody_and_the_usher_is_told(browser_of, stranger, usher, organiser, enrolled):
    assert browser_of(organiser).get("/people/").context["page"].paginator.count == 3
    assert browser_of(stranger).get("/people/").context["page"].paginator.count == 0
    assert browser_of(usher).get("/people/").status_code == 403
    for user, status in ((organiser, 200), (stranger, 404), (usher, 403)):
        assert browser_of(user).get(f"/people/{enrolled[0].person_id}/").status_code == status


def test_what_somebody_attended_elsewhere_is_a_number_only(browser_of, make_user, make_person, make_session, organiser, unit_called):
    person = make_person(unit=unit_called("Ba Vì"))
    register(make_session("Lớp ở Bình Sơn", unit=unit_called("Bình Sơn", "district")), person=person, role="participant", by=organiser)
    page = browser_of(make_user("local", "organiser", unit_called("Ba Vì"))).get(f"/people/{person.pk}/").content.decode()
    assert "Lớp ở Bình Sơn" not in page and "Còn 1 hoạt động ở địa bàn khác" in page


def test_looking_is_written_down(browser_of, organiser, enrolled):
    client = browser_of(organiser)
    client.get("/people/", {"q": "re"})
    client.get(f"/people/{enrolled[0].person_id}/")
    listed, of_person = Disclosure.objects.order_by("pk")
    assert (listed.what, listed.way, listed.people, listed.sensitive) == ("person-list", "view", 1, ["ethnic_group"])
    assert (of_person.what, of_person.person, of_person.user) == ("person", enrolled[0].person, organiser)


# --- how much it costs


def test_the_list_costs_the_same_with_one_and_with_three(browser_of, organiser, make_session, make_person):
    client, session = browser_of(organiser), make_session()
    client.get("/people/")

    costs = []
    for number in range(3):
        arrive(organiser, register(session, person=make_person(f"Hồ Văn {'ABC'[number]}"), role="participant", by=organiser), "07:40")
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/", {"sort": "-activities"})
        costs.append(len(queries))
    assert costs[0] == costs[2] == 21  # three of them the log of who looked at whom, four the two pickers of places


def test_a_persons_page_costs_the_same_with_one_and_with_three(browser_of, organiser, make_session, make_person):
    client, person = browser_of(organiser), make_person()
    costs = []
    for number in range(3):
        arrive(organiser, register(make_session(f"Lớp {number}"), person=person, role="participant", by=organiser), "07:40")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/people/{person.pk}/")
        costs.append(len(queries))
    assert costs[1] == costs[2] == 23


# --- taken along


def test_the_workbook_is_the_list_as_filtered_and_says_so(browser_of, organiser, make_person):
    make_person("Phạm Văn Rê", phone="0912345678", national_id="051080000123")
    make_person("Đinh Thị Mẫu")
    answer = browser_of(organiser).get("/people/list.xlsx?q=van+re")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    notes = " ".join(str(cell.value) for row in book["Ghi chú"].iter_rows() for cell in row if cell.value)
    assert ("Phạm Văn Rê" in cells, "Đinh Thị Mẫu" in cells, "0912345678" in cells, "0123" in cells) == (True, False, True, True)
    assert "van re" in notes and "Lượt điểm danh" in notes
    noted = Disclosure.objects.get(way="xlsx")
    assert (noted.what, noted.people) == ("person-list", 1)
    assert dict(noted.filters)["Tìm"] == "van re"


def test_the_csv_holds_the_same_people(browser_of, organiser, enrolled):
    body = b"".join(browser_of(organiser).get("/people/list.csv").streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(body))] == ["Họ và tên", "Nguyễn Thị Hoa", "Đinh Thị Mẫu", "Phạm Văn Rê"]
    assert Disclosure.objects.get(way="csv").people == 3


def test_nobody_takes_what_they_may_not_see(browser_of, usher, stranger, enrolled):
    assert browser_of(usher).get("/people/list.csv").status_code == 403
    body = b"".join(browser_of(stranger).get("/people/list.csv").streaming_content).decode()
    assert "Phạm Văn Rê" not in body


# --- one person


def test_the_page_tells_the_whole_story(browser_of, organiser, session, enrolled, ba_to):
    person = enrolled[0].person
    arrive(organiser, enrolled[0], "07:40")
    excuse(enrolled[0], sitting=session.sittings.last(), reason="Ốm", by=organiser, at=timezone.now())
    contest = record_contest(Contest(title="Hội thi xã", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    team = add_team(contest, name="Đội Công lý")
    add_member(team, person=person, part="official", by=organiser)
    give_result(team, prize="first", place=1)
    page = browser_of(organiser).get(f"/people/{person.pk}/").content.decode()
    for text in ("Tập huấn Luật Đất đai", "1/2", "1 buổi vắng có phép", "Hội thi xã", "đội Công lý", "Giải Nhất", "huyện Ba Tơ"):
        assert text in page


def test_a_withdrawal_is_seen(browser_of, organiser, enrolled):
    withdraw(enrolled[0])
    assert "Đã rút" in browser_of(organiser).get(f"/people/{enrolled[0].person_id}/").content.decode()


def test_a_correction_is_written_and_what_was_typed_wrong_stays_typed(browser_of, organiser, make_person, ba_to):
    person, client = make_person(phone="0912345678"), browser_of(organiser)
    typed = {"full_name": "Phạm Văn Rế", "birth": "9/2/1980", "gender": "M", "unit": ba_to.pk, "phone": "12", "position": "Trưởng thôn"}
    page = client.post(f"/people/{person.pk}/edit/", typed)
    assert "Số điện thoại không đúng" in page.content.decode() and 'value="12"' in page.content.decode()
    assert Person.objects.get(pk=person.pk).phone == "0912345678"
    assert client.post(f"/people/{person.pk}/edit/", typed | {"phone": "0987 654 321"})["Location"] == f"/people/{person.pk}/"
    person.refresh_from_db()
    assert (person.full_name, person.folded, person.phone, str(person.birth_date)) == (
        "Phạm Văn Rế",
        "pham van re",
        "0987654321",
        "1980-02-09",
    )
    assert (person.position, person.ethnic_group) == ("Trưởng thôn", None)


def test_all_that_is_wrong_in_a_correction_is_said_at_once(desk, make_person, ba_to):
    person = make_person()
    page = desk.post(f"/people/{person.pk}/edit/", {"full_name": "R2", "birth": "x", "phone": "12", "national_id": "1", "unit": ba_to.pk})
    assert set(page.context["form"].errors) == {"full_name", "birth", "phone", "national_id"}


def test_a_correction_keeps_the_card_and_the_school_in_another_commune(browser_of, organiser, make_person, unit_called):
    from people.actions import find_or_add_organisation

    school = find_or_add_organisation("Trường PTDTNT Sơn Hà", unit=unit_called("Sơn Hà", "district"), kind="school")
    person = make_person(national_id="051080000123", organisation=school)
    typed = {"full_name": "Phạm Văn Rê", "birth": "1980", "unit": person.unit_id, "organisation": "Trường PTDTNT Sơn Hà"}
    browser_of(organiser).post(f"/people/{person.pk}/edit/", typed)
    person.refresh_from_db()
    assert (person.organisation, person.national_id_last4) == (school, "0123")


def test_only_who_registers_corrects(browser_of, usher, stranger, make_person):
    person = make_person()
    for user, status in ((usher, 403), (stranger, 404)):
        assert browser_of(user).post(f"/people/{person.pk}/edit/", {"full_name": "Khác"}).status_code == status
    assert Person.objects.get(pk=person.pk).full_name == "Phạm Văn Rê"
