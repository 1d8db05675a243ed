"""One walk over every address that can show a name: whoever is named in an answer stands in the log of who saw whose data."""

import io
import json
from html import unescape
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db.models import Q

from attendance.models import Registration
from people.disclosures.lists import logged_lists
from people.models import Disclosure
from tests.depth import by_depth, share_of_engine
from tests.pages import whole_body
from tests.scoping.test_every_route import ALL, OPEN, at_one_address, filled, routes, world  # noqa: F401 - a fixture

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

NAME = "Phạm Thị Uyn Uyn"  # stands in no example on any page
YEAR = 1980


@pytest.fixture
def named(enrolled):
    """The person of whom the world has one of everything, under a name of their own."""
    person = enrolled[0].person
    person.rename(NAME)
    person.birth_year = YEAR
    person.save()
    return person


def shown_text(response) -> str:
    """Everything that can be read in an answer; a workbook's parts, too."""
    body = whole_body(response)
    if body.startswith(b"PK"):
        book = ZipFile(io.BytesIO(body))
        body = b" ".join(book.read(name) for name in book.namelist())
    elif response["Content-Type"].startswith("application/json"):
        return json.dumps(json.loads(body), ensure_ascii=False)
    return unescape(body.decode("utf-8", "replace"))


def lines_about(person):
    activities = Registration.objects.filter(person=person).values("activity")
    return Disclosure.objects.filter(Q(person=person) | Q(disclosed_people__person=person) | Q(activity_id__in=activities)).distinct()


QUERY = "q=uyn&from=2024-01-01&to=2024-12-31&all=1"


CALLERS = [("organiser", QUERY), ("organiser", ""), ("admin", QUERY)]


@pytest.mark.deep
@pytest.mark.parametrize(("caller", "query"), by_depth(CALLERS[:1], deep=share_of_engine(CALLERS)))
def test_whoever_is_named_in_an_answer_stands_in_the_log(subtests, named, world, browser_of, api, request, caller, query):  # noqa: F811
    user, query = request.getfixturevalue(caller), query and f"?{query}&activity={world['activities']}"
    naming = []
    for path in [path for path in ALL if path not in OPEN][:: by_depth(8, deep=1)]:
        with at_one_address(subtests, path):
            client = api(user) if path.startswith("api/v1/") else browser_of(user)
            address = filled(path, world) + query
            earlier = set(lines_about(named).values_list("pk", flat=True))
            if NAME in shown_text(client.get(address)):
                naming.append(path)
                assert lines_about(named).exclude(pk__in=earlier).exists(), path
    assert len(naming) > by_depth(3, deep=30), naming


SEARCHES = [
    ("activities/<pk>/registrations/new/", {"full_name": NAME, "birth_year": YEAR, "role": "participant"}),
    ("activities/<pk>/walk-ins/new/", {"full_name": NAME, "birth_year": YEAR, "role": "participant"}),
    ("contests/teams/<pk>/members/", {"lines": f"{NAME}; {YEAR}"}),
]


@pytest.mark.parametrize(("path", "posted"), SEARCHES)
def test_whoever_is_offered_for_what_was_typed_stands_in_the_log(named, world, browser_of, organiser, ba_to, path, posted):  # noqa: F811
    earlier = set(lines_about(named).values_list("pk", flat=True))
    sent = posted | {"unit": ba_to.pk, "sitting": world["sittings"], "nonce": str(uuid4())}
    response = browser_of(organiser).post(filled(path, world), sent)
    assert response.status_code == 200 and NAME in shown_text(response)
    [line] = lines_about(named).exclude(pk__in=earlier)
    assert (line.what, line.unit_id) == ("member-offers" if "teams" in path else "look-alikes", ba_to.pk)


def test_possible_matches_in_the_answer_to_a_registration_stand_in_the_log(named, world, api, organiser, ba_to):  # noqa: F811
    earlier = set(lines_about(named).values_list("pk", flat=True))
    body = {"person": {"full_name": NAME, "unit": ba_to.pk}, "role": "participant"}
    answer = api(organiser).post(f"/api/v1/activities/{world['activities']}/registrations/", body)
    assert [match["id"] for match in answer.json()["possible_matches"]] == [named.pk]
    [line] = lines_about(named).exclude(pk__in=earlier)
    assert (line.what, line.way, line.about) == ("look-alikes", "json", "Lớp bí mật 7391")


def test_every_declared_address_is_one():
    assert {address for logged_list in logged_lists() for address in logged_list.addresses} <= {
        path.removeprefix("api/v1/") for path, _route in routes()
    }
