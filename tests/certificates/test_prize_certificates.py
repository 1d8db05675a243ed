"""Certificates of prizes: issued once from approved results, checked by everybody, valid as long as the results stand."""

import pytest

from certificates.actions import save_texts
from certificates.contents import texts_for
from certificates.models import PRIZE, PrizeCertificate
from tests.contests.scoring.played_contest import RULES, PlayedContest
from tests.printing import page_texts

SPECIAL = {"key": "special", "slots": 1, "title": "Chào hỏi ấn tượng", "by": "round:chao-hoi"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def played(make_contest, api, organiser, admin, agency):
    contest = make_contest(sittings=[], title="Hội thi Học sinh với pháp luật")
    rules = RULES | {"prizes": [{"key": "first", "slots": 1}, {"key": "second", "slots": 1}, SPECIAL]}
    played = PlayedContest(contest, api(organiser), api(admin), rules=rules)
    played.perform()
    played.mark_everything()
    return played


def pages_of(answer):
    assert answer.status_code == 200, answer.content[:300]
    return [" ".join(page.split()) for page in page_texts(answer.content)]


def test_each_prize_has_its_certificate_and_keeps_its_number(played):
    snapshot = played.publish()
    path = f"/api/v1/snapshots/{snapshot['id']}/certificates.pdf"
    pages = pages_of(played.secretary.get(path))
    assert len(pages) == 3
    assert "Chứng nhận Đội A" in pages[0] and "Đạt Giải Nhất Hội thi Học sinh với pháp luật" in pages[0]
    assert "Đội B" in pages[1] and "Giải Nhì" in pages[1]
    assert "Đội A" in pages[2] and "giải Chào hỏi ấn tượng" in pages[2]
    numbers = list(PrizeCertificate.objects.values_list("number", "code"))
    assert pages_of(played.secretary.get(path)) == pages
    assert list(PrizeCertificate.objects.values_list("number", "code")) == numbers and [number for number, _code in numbers] == [1, 2, 3]


def test_the_office_words_it_and_certificates_issued_before_stay(played):
    snapshot = played.publish()
    path = f"/api/v1/snapshots/{snapshot['id']}/certificates.pdf"
    save_texts(texts_for(PRIZE), body="Đoạt [giải], [tên đội]")
    assert "Đoạt Giải Nhất, Đội A" in pages_of(played.secretary.get(path))[0]
    save_texts(texts_for(PRIZE), body="Khác")
    assert "Đoạt Giải Nhất, Đội A" in pages_of(played.secretary.get(path))[0]


def test_everybody_can_check_one_until_the_results_are_opened_again(played, client):
    snapshot = played.publish()
    played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/certificates.pdf")
    code = PrizeCertificate.objects.get(number=1).code
    page = client.get(f"/v/{code}/").content.decode()
    assert "Giấy có giá trị" in page and "Đội A" in page and "Giải Nhất" in page
    PlayedContest.ok(played.reopen())
    assert "Không còn giá trị" in client.get(f"/v/{code}/").content.decode()
    answer = played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/certificates.pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_standing")


def test_who_may_have_them(played, api, stranger, usher, browser_of, organiser):
    snapshot = PlayedContest.ok(played.approve())
    path = f"/api/v1/snapshots/{snapshot['id']}/certificates.pdf"
    assert [api(user).get(path).status_code for user in (stranger, usher)] == [404, 403]
    assert [browser_of(user).post(f"/contests/snapshots/{snapshot['id']}/certificates/").status_code for user in (stranger, usher)] == [
        404,
        403,
    ]
    assert PrizeCertificate.objects.count() == 0
    assert len(pages_of(browser_of(organiser).post(f"/contests/snapshots/{snapshot['id']}/certificates/"))) == 3


def test_the_texts_of_prizes_have_their_own_placeholders(browser_of, admin, agency):
    page = browser_of(admin).get("/admin/certificate-texts/prize/").content.decode()
    assert "[giải]" in page and "[tên đội]" in page
    assert "[giải]" not in browser_of(admin).get("/admin/certificate-texts/contest/").content.decode()
