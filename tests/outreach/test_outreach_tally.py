"""Report outreach-tally: each figure is the sum of the items in its line, and quantities of different measures are never added up."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given

from exports.reports import catalogue
from outreach.models import SUMMED, Channel, OutreachItem
from tests.depth import examples
from tests.exports.test_reports_api import as_json

pytestmark = pytest.mark.both_engines
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
NUMBERS = ["items", *SUMMED]

drawn_items = st.lists(
    st.tuples(
        st.integers(0, 13),
        st.integers(0, 1),
        st.integers(-40, 400),
        st.integers(1, 500),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 9),
    ),
    max_size=12,
)


@pytest.mark.parametrize("by", ["channel", "month", "unit", "quarter", "commune", "former-district"])
@examples(6, deep=60)
@given(drawn=drawn_items)
def test_each_figure_is_the_sum_of_its_items(by: str, organiser: Any, ba_to: Any, ba_vi: Any, drawn: list[Any]) -> None:
    channels, units = list(Channel.objects.all()), [ba_to, ba_vi]
    OutreachItem.objects.all().delete()
    rows = []
    for channel, unit, days, quantity, copies, minority in drawn:
        day = FIRST + timedelta(days=days)
        numbers = {"quantity": quantity, "copies": copies, "minority_language_copies": min(minority or 0, copies) if copies else None}
        rows.append(OutreachItem(channel=channels[channel], title="Mục", unit=units[unit], starts_on=day, ends_on=day, **numbers))
    OutreachItem.objects.bulk_create(rows)
    counted = [row for row in rows if FIRST <= row.starts_on <= LAST]
    keys = {
        "channel": lambda row: row.channel.name,
        "month": lambda row: f"Tháng {row.starts_on.month}/{row.starts_on.year}",
        "quarter": lambda row: f"Quý {['I', 'II', 'III', 'IV'][(row.starts_on.month - 1) // 3]}/{row.starts_on.year}",
        "unit": lambda row: row.unit.label[:1].upper() + row.unit.label[1:],
        "commune": lambda row: "xã Ba Vì" if row.unit == ba_vi else "huyện Ba Tơ",
        "former-district": lambda row: "Huyện Ba Tơ",
    }
    expected: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in counted:
        line = expected[keys[by](row).casefold(), row.channel.measure]
        for index, number in enumerate((1, row.quantity, row.copies or 0, row.minority_language_copies or 0)):
            line[index] += number
    table = catalogue.get("outreach-tally").build_table(organiser, {"by": by, "from": FIRST.isoformat(), "to": LAST.isoformat()})
    lines = {(line[0].split(" (")[0].casefold() if by == "commune" else line[0].casefold(), line[1]): line[2:] for line in table.rows}
    assert {key: [number or 0 for number in numbers] for key, numbers in lines.items()} == dict(expected)
    sums = [sum(line[index] for line in expected.values()) for index in range(4)]
    assert table.totals is not None and [table.totals[2], *table.totals[4:]] == [sums[0], *sums[2:]]
    assert table.totals[3] == (sums[1] if len({measure for _group, measure in expected}) == 1 else None)
    by_channel = OutreachItem.objects.between(FIRST, LAST).totals_by_channel()
    assert sum(totals["items"] for totals in by_channel.values()) == len(counted)


def test_the_tally_is_read_on_screen_and_in_files_by_whoever_reports_there(
    make_item: Any, api: Any, browser_of: Any, clerk: Any, usher: Any, stranger: Any, leader: Any, quang_ngai: Any
) -> None:
    make_item("printed-matter", quantity=2, copies=300, minority_language_copies=120)
    make_item("broadcast", quantity=4)
    make_item("banner", starts_on=timezone.localdate() + timedelta(days=3), unit=quang_ngai)
    address, year = "/api/v1/reports/outreach-tally", {"from": "2024-01-01", "to": "", "by": "month"}
    body = as_json(api(clerk), "outreach-tally", **year)
    assert [column["key"] for column in body["columns"]] == ["group", "measure", *NUMBERS]
    assert body["rows"] == [["Tháng 5/2024", "loại", 1, 2, 300, 120], ["Tháng 5/2024", "lượt", 1, 4, None, None]]
    assert body["totals"] == ["Tổng cộng", None, 2, None, 300, 120]
    only = as_json(api(clerk), "outreach-tally", **year, channel="broadcast")
    assert only["totals"][2:4] == [1, 4], "one measure adds up"
    assert api(clerk).get(f"{address}.xlsx", year).status_code == 200
    assert '"Tháng 5/2024","loại","1","2","300","120"' in b"".join(api(clerk).get(f"{address}.csv", year).streaming_content).decode(
        "utf-8-sig"
    )
    page = browser_of(leader).get("/reports/outreach-tally/", year).content.decode()
    assert "Tháng 5/2024" in page and "không cộng với nhau" in page
    assert as_json(api(stranger), "outreach-tally", **year)["rows"] == [] and api(usher).get(f"{address}/", year).status_code == 403
    wrong = api(clerk).get(f"{address}/", {"channel": "radio", "by": "weather", "from": "2024-02-01", "to": "2024-01-01"})
    assert wrong.status_code == 400 and {error["field"] for error in wrong.json()["errors"]} == {"channel", "by", "to"}


def make_items(unit: Any, *channels: str) -> None:
    for key in channels:
        OutreachItem.objects.create(
            channel=Channel.objects.get(key=key), title="Mục", unit=unit, starts_on=FIRST, ends_on=FIRST, quantity=3, copies=2
        )


def open_cell(user: Any, row: str, column: str) -> Any:
    return catalogue.get("outreach-tally").open_figure(user, {"from": FIRST, "to": LAST, "by": "channel", "row": row, "column": column})


def test_quantities_of_different_measures_are_not_opened_as_a_sum(clerk: Any, ba_to: Any) -> None:
    make_items(ba_to, "website", "website")
    assert open_cell(clerk, "total", "quantity").value == 6

    make_items(ba_to, "banner")
    assert open_cell(clerk, "total", "copies").value == 6
    with pytest.raises(ValidationError) as refused:
        open_cell(clerk, "total", "quantity")
    assert refused.value.error_dict["column"][0].code == "no_such_column"


@pytest.mark.parametrize("row", ["", "|", "1|", "1", "1|\x00", "\x00|bài", "x|bài"])
def test_a_line_that_there_is_not_is_refused(clerk: Any, ba_to: Any, row: str) -> None:
    make_items(ba_to, "website")
    with pytest.raises(ValidationError) as refused:
        open_cell(clerk, row, "items")
    assert refused.value.error_dict["row"][0].code == "no_such_row"
