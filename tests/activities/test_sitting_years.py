"""Years that no sitting can have are refused before anything is computed from them."""

import pytest


@pytest.mark.parametrize("field", ["starts_at", "ends_at", "opens_at", "closes_at"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "0001-01-02T12:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T10:00:00Z"])
def test_an_impossible_year_is_refused_by_name(api, organiser, session, field, moment):
    answer = api(organiser).patch(f"/api/v1/sittings/{session.sittings.first().pk}/", {field: moment})
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert api(organiser).get(f"/api/v1/activities/{session.pk}/sittings/").status_code == 200
