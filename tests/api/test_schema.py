"""The API is what it says it is."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from backend.wsgi import application
from tests.depth import by_depth


def test_the_schema_names_every_call_of_the_contract(client):
    paths = client.get("/api/schema/", HTTP_ACCEPT="application/json").json()["paths"]
    promised = {
        "auth/login/", "auth/logout/", "me/", "units/", "training-sessions/", "contests/", "activities/", "training-sessions/{id}/cancel/",
        "activities/{id}/sittings/", "sittings/{id}/", "activities/{activity}/registrations/", "registrations/{id}/",
        "registrations/{id}/withdraw/", "registrations/{id}/pass.svg", "registrations/{id}/pass.png", "sittings/{sitting}/door/",
        "sittings/{sitting}/door.svg", "scans/", "sittings/{sitting}/attendances/", "attendances/{id}/annul/", "sittings/{sitting}/headcounts/",
        "reports/", "reports/{name}/", "reports/{name}.xlsx", "reports/{name}.csv", "activities/{activity}/devices/", "devices/pair/",
        "devices/{id}/revoke/", "scanner/roster/", "activities/{activity}/inbox/", "inbox/{scan}/resolve/", "inbox/{scan}/undo/",
        "activities/{activity}/roster-imports/", "roster-imports/{id}/", "roster-imports/{id}/commit/", "persons/", "persons/{id}/",
        "persons/{id}/activities/", "persons/likely-duplicates/", "persons/{id}/merge/", "merges/{id}/undo/",
    }  # fmt: skip
    assert promised - {path.removeprefix("/api/v1/") for path in paths} == set()


def test_the_docs_page_asks_nobody_else_for_anything(client):
    page = client.get(reverse("api-docs")).content.decode()
    assert "https://" not in page and "http://" not in page and "<style" not in page and "onclick" not in page


DESCRIBED = SchemaGenerator().get_schema(request=None, public=True)
CALLS = schemathesis.openapi.from_dict(DESCRIBED)
CALLS.app = application


@pytest.fixture
def kept_connection(db):
    """The WSGI application over the test's own connection: it must not be closed after a request, as a server would."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.deep
@pytest.mark.parametrize("call", [operation.ok() for operation in CALLS.get_all_operations()], ids=lambda call: call.label)
def test_every_call_answers_as_the_schema_says(call, api, admin, enrolled, kept_connection):
    """No 500, no undocumented status, no body of another shape; whatever is sent.

    That every well-formed request is accepted is not asked: a unit has to exist, and dates have to go together.
    """
    token = api(admin)._credentials["HTTP_AUTHORIZATION"]

    @settings(max_examples=by_depth(2, deep=10))
    @given(case=call.as_strategy())
    def play(case):
        with transaction.atomic():
            case.call_and_validate(
                headers={"Authorization": token, "Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
            )
            transaction.set_rollback(True)

    play()
