"""The search in the head of every page: what it finds, for whom, and that nobody's name stands in an address."""

import re

import pytest

from accounts.roles import Role
from activities.documents.actions import record_document
from activities.models import Activity, Document
from outreach.actions import record_item
from outreach.models import Channel, OutreachItem
from people.models import Disclosure
from tests.conftest import DAY
from tests.pages import plain_text

pytestmark = pytest.mark.django_db


def found(browser, words):
    """Return the texts of the results for what was typed, as {heading: [result]}."""
    page = browser.post("/find/", {"words": words}, follow=True).content.decode().partition("<main")[2]
    sections = re.findall(r"<h2>(.*?)</h2>\s*<ul class=\"found\">(.*?)</ul>", page, re.S)
    return {heading: [plain_text(text) for text in re.findall(r"data-result>(.*?)</a>", rows, re.S)] for heading, rows in sections}


@pytest.mark.both_engines
@pytest.mark.always_on_postgres
@pytest.mark.parametrize(
    ("words", "heading", "results"),
    [
        ("dat dai", "Hoạt động", ["Lớp Luật Đất đai"]),
        ("Đất đai ba tơ", "Hoạt động", ["Lớp Luật Đất đai"]),
        ("12/kh-ubnd", "Hoạt động", ["Lớp Luật Đất đai"]),
        ("pham re", "Người tham gia", ["Phạm Văn Rê"]),
        ("0912 345", "Người tham gia", ["Phạm Văn Rê"]),
        ("CODE", "Người tham gia", ["Phạm Văn Rê"]),
        ("xã Sơn Mùa", "Địa danh", ["xã Sơn Mùa, huyện Sơn Tây (cũ) → nay là xã Sơn Tây Thượng, tỉnh Quảng Ngãi"]),
    ],
)
def test_activities_people_and_places_are_found_by_what_people_call_them(desk, session, enrolled, words, heading, results):
    Activity.objects.filter(pk=session.pk).update(
        title="Lớp Luật Đất đai", folded="lop luat dat dai nha van hoa", plan_reference="Số 12/KH-UBND"
    )
    person = enrolled[0].person
    person.phone = "0912345678"
    person.save()
    assert found(desk, words.replace("CODE", enrolled[0].short_code.lower()))[heading] == results


def test_nothing_typed_stands_in_an_address_and_whoever_is_shown_stands_in_the_log(desk, organiser, enrolled):
    answer = desk.post("/find/", {"words": "phạm rê 0912345678"})
    assert answer.status_code == 302 and not re.search(r"(?i)ph%|re|0912", answer.url.partition("search=")[0])
    assert answer.url.startswith("/find/?search=gAAAA")
    page = desk.post("/find/", {"words": "Rê"}, follow=True).content.decode()
    assert "1980 · huyện Ba Tơ" in plain_text(page)
    line = Disclosure.objects.get(what="finder")
    assert (line.user, line.people, line.about, line.sensitive) == (organiser, 1, "", [])
    assert [row.person for row in line.disclosed_people.all()] == [enrolled[0].person]


def test_a_stranger_and_a_small_role_find_nobody_and_no_activity_that_is_not_theirs(browser_of, stranger, usher, session, enrolled):
    for words in ("Phạm Rê", session.title, enrolled[0].short_code, enrolled[0].code):
        assert found(browser_of(stranger), words) == {}
        assert "Người tham gia" not in found(browser_of(usher), words)
    assert found(browser_of(usher), session.title)["Hoạt động"] == [session.title]
    page = browser_of(stranger).post("/find/", {"words": "Phạm Rê"}, follow=True).content.decode()
    assert "Không tìm thấy gì" in page and "/people/" in page
    assert "mở danh sách đăng ký" in browser_of(usher).get("/find/").content.decode()
    assert Disclosure.objects.filter(what="finder").count() == 0


def test_documents_and_items_of_other_channels_are_found_by_who_may_see_them(desk, browser_of, stranger, organiser, ba_to):
    record_document(
        Document(kind="plan", number="40/KH-UBND", dated=DAY, issuer="UBND tỉnh", title="Phổ biến luật", unit=ba_to), by=organiser
    )
    item = OutreachItem(channel=Channel.objects.get(key="broadcast"), title="Luật trên sóng", unit=ba_to, starts_on=DAY, ends_on=DAY)
    record_item(item, by=organiser)
    both = found(desk, "luat")
    assert [result for heading in ("Kế hoạch, văn bản", "Tuyên truyền khác") for result in both[heading]] == [
        "Kế hoạch số 40/KH-UBND ngày 20/5/2024 của UBND tỉnh", "Luật trên sóng"
    ]  # fmt: skip
    assert list(found(desk, "40/kh")) == ["Kế hoạch, văn bản"]
    assert list(found(browser_of(stranger), "luat")) == ["Địa danh"]


@pytest.mark.parametrize("words", ["", "r", " r "])
def test_one_letter_finds_nobody_and_is_told(desk, enrolled, words):
    page = desk.post("/find/", {"words": words}, follow=True).content.decode()
    assert ("ít nhất 2 ký tự" in page) == bool(words) and "Phạm Văn Rê" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_the_same_number_of_queries_whatever_it_finds(
    browser_of, make_user, ba_to, organiser, make_session, make_person, django_assert_num_queries, rows
):
    browser = browser_of(make_user("here", Role.ORGANISER, ba_to))
    for word in ["Một", "Hai", "Ba"][:rows]:
        record_document(Document(kind="plan", number=f"{word}/KH", dated=DAY, issuer="UBND", title=f"Sơn {word}", unit=ba_to), by=organiser)
        record_item(
            OutreachItem(channel=Channel.objects.first(), title=f"Tin Sơn {word}", unit=ba_to, starts_on=DAY, ends_on=DAY), by=organiser
        )
        make_session(f"Lớp Sơn {word}")
        make_person(f"Đinh Sơn {word}")
    url = browser.post("/find/", {"words": "Sơn"}).url
    browser.get(url)
    with django_assert_num_queries(16):
        browser.get(url)
