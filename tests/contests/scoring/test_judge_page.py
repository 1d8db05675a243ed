"""The judge's page as it is sent: without data, the same for everybody, in both languages, with every sentence that its script says."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from contests.juries.page_words import words_in
from tests.contests.scoring.played_contest import PlayedContest

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3] / "contests"
SCRIPTS = sorted((ROOT / "static/judge").glob("*.js"))


def test_the_page_is_the_same_for_every_link_in_either_language_and_sends_no_referrer(client, contest):
    page = client.get("/j/").content
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get("/j/any-token_at-all/").content == page
    assert b'<meta name="referrer" content="no-referrer">' in page
    assert contest.title not in page.decode()


def test_the_script_says_only_sentences_that_there_are_and_all_of_them_in_both_languages():
    script = "\n".join(path.read_text() for path in SCRIPTS)
    page = (ROOT / "templates/contests/juries/judge.html").read_text()
    keys = set(re.findall(r'\bsay\("(\w+)"', script)) | set(re.findall(r'data-word="(\w+)"', page))
    words = {code: words_in(code) for code, _name in settings.LANGUAGES}
    assert keys - set(words["vi"]) == set()
    for key, sentence in words["vi"].items():
        assert set(re.findall(r"\{(\w+)\}", words["en"][key])) == set(re.findall(r"\{(\w+)\}", sentence)), key


def test_every_state_refusal_and_wrong_mark_has_its_sentence():
    states = ("empty", "draft", "saved", "sent", "verified", "returned", "refused", "excused", "withdrawn", "disqualified", "no_show")
    refusals = (
        *("excused", "not_performing", "round_unknown", "does_not_exist"),
        *("results_final", "rules_not_locked", "ballot_id_conflict"),
    )
    marks = ("missing", "not_a_number", "below_zero", "above_maximum", "off_step", "unknown_criterion")
    endings = ("link_unknown", "judge_replaced", "seat_ended", "results_final")
    links = ("wrong_pin", "too_many_pins", "offline")
    wanted = {
        *(f"state_{state}" for state in states),
        *(f"refused_{code}" for code in refusals),
        *(f"mark_{code}" for code in marks),
        *(f"link_{code}" for code in links),
        *(f"ended_{code}" for code in endings),
    }
    assert wanted - set(words_in("vi")) == set()


def test_the_service_worker_keeps_the_page_and_every_module_that_it_imports(client):
    script = client.get("/j/sw.js").content.decode()
    described = json.loads(re.search(r"const FILES = (\{.*?\});\n", script).group(1))
    package = client.get("/j/package.json").json()
    assert list(described) == list(package) and list(package)[:2] == ["/j/", "/j/words.json"]
    assert package["/j/"].encode() == client.get("/j/").sent
    for path in SCRIPTS:
        for imported in re.findall(r'from "(\.[\w./-]+)"', path.read_text()):
            name = f"{'judge/' if imported.startswith('./') else ''}{imported.lstrip('./')}"
            assert f"{settings.STATIC_URL}{name}" in package and finders.find(name), (path.name, imported)


def test_an_opened_link_names_its_seat_and_a_team_that_left_in_one_round_has_left_in_all(contest, api, organiser, admin):
    played = PlayedContest(contest, api(organiser), api(admin))
    PlayedContest.ok(played.revise(played.performances()[played.teams[0].pk, "tieu-pham"]["id"], status="withdrawn", reason="Ốm"))
    link, judge = played.seats[1], api(None)
    body = {"token": link["url"].rstrip("/").rpartition("/")[2], "pin": link["pin"]}
    opened = PlayedContest.ok(judge.post("/api/v1/judge/open/", body, format="json"))
    assert (opened["seat"], opened["name"]) == (link["id"], "Giám khảo 2")
    judge.credentials(HTTP_AUTHORIZATION=f"Token {opened['access']}")
    rows = PlayedContest.ok(judge.get("/api/v1/judge/"))["performances"]
    assert {(row["team"], row["status"]) for row in rows} == {("Đội A", "withdrawn"), ("Đội B", "waiting"), ("Đội C", "waiting")}
