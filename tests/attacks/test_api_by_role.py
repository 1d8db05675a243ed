"""Whatever is sent to the API, by whoever, is answered as its schema says: no 500, no other body, no word about rows of others."""

import re
import time
from itertools import pairwise
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from attendance.registrations.actions import register
from backend.wsgi import application
from tests.attacks.test_forms import MOST_SECONDS
from tests.attendance.hall import pair_phone
from tests.depth import by_depth, share_of_engine, share_of_examples
from tests.scoping.test_every_route import NAMED, SECRETS, world  # noqa: F401 - world is a fixture

pytestmark = [pytest.mark.both_engines, pytest.mark.deep, pytest.mark.deep_on_postgres]

SEES_NOTHING = ("stranger", "nobody", "passer_by")
FEW_ROLES = ("admin", "stranger", "phone")
ALL_ROLES = ("admin", "organiser", "clerk", "leader", "usher", "phone", *SEES_NOTHING)
# A unit has to exist, dates have to go together; "1" is a number, too. That sign-in is asked for is proved for every address in tests/scoping.
UNCHECKED = [positive_data_acceptance, negative_data_rejection, ignored_auth]


@pytest.fixture(scope="module")
def calls() -> BaseSchema:
    """The schema of the API; each process that collects tests would spend a second on it at import."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    schema.app = application
    return schema


@pytest.fixture
def kept_connection(db):
    """The WSGI application over the test's own connection: it must not be closed after a request, as a server would."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(world, today, sitting, enrolled, organiser, ba_to, ba_vi) -> dict[str, list[Any]]:  # noqa: F811
    """Ids of rows that there are, by the field that names them, of a session long ago and of one under way; days, some at the ends of the calendar."""
    guest = register(today, person=enrolled[0].person, role="participant", by=organiser)
    days = ["0001-01-01", "9999-12-31", "2024-05-20"]
    times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-05-20T07:00:00+07:00", timezone.now().isoformat()]
    return {
        "unit": [ba_to.pk, ba_vi.pk], "parent": [ba_to.pk], "person": [person.person_id for person in enrolled],
        "registration": [enrolled[0].pk, guest.pk], "sitting": [world["sittings"], sitting.pk], "activity": [world["activities"], today.pk],
        "team": [world["teams"]], "scan": [world["inbox"]], "user": [organiser.pk], "code": [guest.code],
        "device": [world["devices"]],
        **dict.fromkeys(("starts_on", "ends_on", "received_on", "birth_date", "on", "from", "to"), days),
        **dict.fromkeys(("starts_at", "ends_at", "opens_at", "closes_at", "scanned_at", "counted_at", "device_time"), times),
    }  # fmt: skip


@st.composite
def with_real_ids(draw: st.DrawFn, cases: st.SearchStrategy[Any], ids: dict[str, list[Any]]) -> Any:
    """Draw a request; most ids that its body and its query name are of rows that there are."""

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return [replaced(item) for item in value]
        if not isinstance(value, dict):
            return value
        nouns = {name: name.removesuffix("_id") for name in value}
        return {
            name: draw(st.sampled_from(ids[nouns[name]])) if nouns[name] in ids and draw(st.integers(0, 3)) else replaced(item)
            for name, item in value.items()
        }

    case = draw(cases)
    if isinstance(case.body, dict | list):
        case.body = replaced(case.body)
    if case.query:
        case.query = replaced(dict(case.query))
    return case


@pytest.mark.parametrize("role", by_depth(FEW_ROLES, deep=("admin", *share_of_engine(ALL_ROLES[1:]))))
def test_every_call_answers_as_the_schema_says(request, subtests, role, api, today, organiser, world, ids, calls, kept_connection):  # noqa: F811
    """That every well-formed request is accepted, and every other refused, is not asked."""
    authorization = {}
    if role != "passer_by":
        client = pair_phone(today, by=organiser)[1] if role == "phone" else api(request.getfixturevalue(role))
        authorization = {"Authorization": client._credentials["HTTP_AUTHORIZATION"]}
    operations = [result.ok() for result in calls.get_all_operations()]
    # Half of the calls of each role, of the administrator the other half on the other engine; strangers and phones may try all.
    half = share_of_engine(operations, start=ALL_ROLES.index(role))
    for call in by_depth(operations[::3], deep=operations if role in ("stranger", "phone") else half):
        parts = call.path.strip("/").split("/")
        real = {
            name: "participation-tally" if noun == "reports" else NAMED.get((noun, name)) or (world | {"units": 1})[noun]
            for noun, part in pairwise(parts)
            for name in re.findall(r"{(\w+)}", part)
        }
        modes = by_depth([GenerationMode.POSITIVE], deep=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
        cases = st.one_of(call.as_strategy(mode, path_parameters=real) for mode in modes)

        @settings(max_examples=share_of_examples(by_depth(1, deep=2)), phases=[Phase.generate])
        @given(case=with_real_ids(cases, ids))
        def play(case: Any) -> None:
            began = time.process_time()
            with transaction.atomic():
                answer = case.call(headers=authorization | {"Accept-Encoding": "identity"})
                transaction.set_rollback(True)
            assert time.process_time() - began < MOST_SECONDS
            case.validate_response(answer, excluded_checks=UNCHECKED)
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0] == "application/problem+json"
            if role in SEES_NOTHING:
                assert not any(secret in answer.content.decode("utf-8", "replace") for secret in SECRETS)

        with subtests.test(call.label):
            play()
