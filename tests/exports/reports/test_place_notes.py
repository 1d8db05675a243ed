"""A report about a unit of another time says whose place it counts."""

from datetime import date

import pytest

from exports.reports.catalogue import fetch_report
from tests.pages import page_text

pytestmark = pytest.mark.both_engines
YEAR_2023 = {"from": "2023-01-01", "to": "2023-12-31"}
WHOSE = "Tỉnh Quảng Ngãi có từ 01/7/2025; số liệu trước ngày đó là của: tỉnh Kon Tum; tỉnh Quảng Ngãi."


def notes_of(report, user, **query):
    return list(fetch_report(user, report).build_table(user, query).notes)


@pytest.mark.parametrize("report", ["participation-tally", "activity-list", "plan-vs-actual", "outreach-tally"])
def test_todays_province_in_an_earlier_year_names_those_that_went_into_it(clerk, unit_called, report):
    today = unit_called("Quảng Ngãi", "province", date(2026, 3, 9))

    assert WHOSE in notes_of(report, clerk, **YEAR_2023, unit=today.pk)
    assert not any("trước ngày đó" in note for note in notes_of(report, clerk, **{"from": "2025-07-01", "to": "2025-12-31"}, unit=today.pk))
    assert WHOSE in notes_of(report, clerk, unit=today.pk)  # whatever the time


def test_a_unit_that_ceased_names_who_is_in_its_place(clerk, unit_called):
    district = unit_called("Ba Tơ", "district")
    notes = notes_of("participation-tally", clerk, **{"from": "2024-01-01", "to": "2025-12-31"}, unit=district.pk)
    [note] = [note for note in notes if "không còn" in note]

    assert note.startswith("Huyện Ba Tơ, tỉnh Quảng Ngãi không còn từ 01/7/2025; số liệu từ ngày đó là của: xã Ba Dinh, tỉnh Quảng Ngãi; ")
    assert not any("không còn từ" in note for note in notes_of("participation-tally", clerk, **YEAR_2023, unit=district.pk))


def test_the_note_stands_under_the_table_on_the_screen(clerk_browser, unit_called, make_session):
    make_session(status="closed")
    today = unit_called("Quảng Ngãi", "province", date(2026, 3, 9))

    assert WHOSE in page_text(
        clerk_browser.get("/reports/participation-tally/", {"from": "2024-01-01", "to": "2024-12-31", "unit": today.pk})
    )
