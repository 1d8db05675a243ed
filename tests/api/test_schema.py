"""The API is what it says it is."""

from django.urls import reverse


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
