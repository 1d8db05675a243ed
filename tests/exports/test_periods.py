"""Reporting periods in the words of an office."""

from datetime import date, timedelta

import pytest

from exports.periods import in_file_name, in_words, neighbours, usual, whole_years


@pytest.mark.parametrize(
    ("first", "last", "words", "in_name"),
    [
        ("2026-01-01", "2026-12-31", "năm 2026", "2026"),
        ("2023-01-01", "2026-12-31", "từ năm 2023 đến năm 2026", "2023-2026"),
        ("2026-01-01", "2026-06-30", "6 tháng đầu năm 2026", "2026-6-thang-dau"),
        ("2026-07-01", "2026-12-31", "6 tháng cuối năm 2026", "2026-6-thang-cuoi"),
        ("2026-01-01", "2026-09-30", "9 tháng đầu năm 2026", "2026-9-thang"),
        ("2026-10-01", "2026-12-31", "quý IV năm 2026", "2026-Q4"),
        ("2024-02-01", "2024-02-29", "tháng 2 năm 2024", "2024-02"),
        ("2024-02-01", "2024-02-28", "từ ngày 01/02/2024 đến ngày 28/02/2024", "20240201-20240228"),
        ("2024-05-20", "2024-05-20", "ngày 20/05/2024", "20240520"),
        ("9999-01-01", "9999-12-31", "năm 9999", "9999"),
        ("2025-12-15", "2026-12-14", "năm báo cáo 2026, từ ngày 15/12/2025 đến ngày 14/12/2026", "nam-bao-cao-2026"),
        ("2026-03-01", None, "từ ngày 01/03/2026", "tu-20260301"),
        (None, "2026-03-31", "đến ngày 31/03/2026", "den-20260331"),
        (None, None, "toàn bộ thời gian", "tat-ca"),
    ],
)
def test_a_period_is_called_as_an_office_calls_it(first, last, words, in_name):
    days = first and date.fromisoformat(first), last and date.fromisoformat(last)
    assert (in_words(*days), in_file_name(*days)) == (words, in_name)


@pytest.mark.parametrize(
    ("day", "quarters"),
    [
        ("2026-03-31", {"Quý này": "2026-01", "Quý IV/2025": "2025-10", "Quý III/2025": "2025-07", "Quý II/2025": "2025-04"}),
        ("2026-10-01", {"Quý này": "2026-10", "Quý III/2026": "2026-07", "Quý II/2026": "2026-04", "Quý I/2026": "2026-01"}),
    ],
)
def test_the_usual_periods_of_a_day(day, quarters):
    periods = {label: tuple(bound.isoformat() for bound in period) for label, period in usual(date.fromisoformat(day))}
    for label, first_month in quarters.items():
        first, last = map(date.fromisoformat, periods.pop(label))
        assert (f"{first:%Y-%m}", first.day, last.month, (last + timedelta(days=1)).day) == (first_month, 1, first.month + 2, 1)
    assert periods == {
        "Năm nay": ("2026-01-01", "2026-12-31"),
        "Năm trước": ("2025-01-01", "2025-12-31"),
        "6 tháng đầu năm": ("2026-01-01", "2026-06-30"),
        "9 tháng đầu năm": ("2026-01-01", "2026-09-30"),
        "6 tháng đầu năm trước": ("2025-01-01", "2025-06-30"),
        "9 tháng đầu năm trước": ("2025-01-01", "2025-09-30"),
        "15/12/2025–14/12/2026": ("2025-12-15", "2026-12-14"),
        "15/12/2024–14/12/2025": ("2024-12-15", "2025-12-14"),
    }


def test_from_15_december_the_year_of_periodical_reports_is_the_next_one():
    labels = [[label for label, _period in usual(day)][-2] for day in (date(2026, 12, 14), date(2026, 12, 15))]
    assert labels == ["15/12/2025–14/12/2026", "15/12/2026–14/12/2027"]


@pytest.mark.parametrize(
    ("first", "last", "before", "earlier"),
    [
        ("2026-07-01", "2026-09-30", "2026-04-01 2026-06-30", "2025-07-01 2025-09-30"),
        ("2026-01-01", "2026-03-31", "2025-10-01 2025-12-31", "2025-01-01 2025-03-31"),
        ("2026-01-01", "2026-06-30", "2025-07-01 2025-12-31", "2025-01-01 2025-06-30"),
        ("2026-03-01", "2026-03-31", "2026-02-01 2026-02-28", "2025-03-01 2025-03-31"),
        ("2026-01-01", "2026-09-30", None, "2025-01-01 2025-09-30"),
        ("2026-01-01", "2026-12-31", None, "2025-01-01 2025-12-31"),
        ("2025-12-15", "2026-12-14", None, "2024-12-15 2025-12-14"),
        ("2026-03-10", "2026-03-19", "2026-02-28 2026-03-09", "2025-03-10 2025-03-19"),
        ("1900-01-01", "9999-12-31", None, "1899-01-01 9998-12-31"),
    ],
)
def test_the_period_before_and_the_same_a_year_earlier(first, last, before, earlier):
    expected = ([("Kỳ trước", before)] if before else []) + [("Cùng kỳ năm trước", earlier)]
    periods = neighbours(date.fromisoformat(first), date.fromisoformat(last))
    assert [(label, f"{period[0]} {period[1]}") for label, period in periods] == expected


def test_a_period_that_cuts_a_year_has_no_whole_years():
    assert whole_years(date(2023, 1, 1), date(2024, 12, 31)) == range(2023, 2025)
    assert whole_years(date(2023, 1, 2), date(2024, 12, 31)) is None
    assert whole_years(None, date(2024, 12, 31)) is None
