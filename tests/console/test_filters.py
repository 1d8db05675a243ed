"""The filters of lists: what a list is narrowed by, and taking it away."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from tests.pages import plain_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "query", "chips"),
    [
        (
            "/activities/",
            {"status": "open", "from": "2024-01-01"},
            {"Trạng thái: Đang mở": "from=2024-01-01", "Từ ngày: 01/01/2024": "from=&status=open"},
        ),
        (
            "/reports/participation-tally/",
            {"kind": "contest", "unit": "BA TO", "by": "month"},
            {
                "Loại hoạt động: Hội thi": "by=month&unit=BA TO",
                "Địa bàn: huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)": "by=month&kind=contest",
            },
        ),
        ("/reports/participation-tally/", {"from": "2024-12-31", "to": "2024-01-01"}, {"Từ ngày: 31/12/2024": "from=&to=2024-01-01"}),
        ("/activities/", {}, {}),
    ],
)
def test_what_a_list_is_narrowed_by_is_shown_and_taken_away_by_a_click(desk, ba_to, path, query, chips):
    html = desk.get(path, {name: value.replace("BA TO", str(ba_to.pk)) for name, value in query.items()}).content.decode()
    shown = {}
    for query_string, text in re.findall(r'<a href="\?([^"]*)">\s*<span>(.*?)</span>\s*<span aria-hidden="true">×', html, re.S):
        shown[plain_text(text)] = dict(parse_qsl(unescape(query_string), keep_blank_values=True))
    assert shown == {
        words: dict(parse_qsl(address.replace("BA TO", str(ba_to.pk)), keep_blank_values=True)) for words, address in chips.items()
    }


def test_a_name_that_is_searched_for_is_taken_away_like_any_filter(desk, enrolled):
    page = desk.post("/search/", {"search_page": "/people/", "q": "Mẫu", "gender": "F"}, follow=True)
    links = re.findall(r'<a href="\?([^"]*)">\s*<span>(Tìm: <strong>Mẫu</strong>)', page.content.decode())
    assert [query for query, _words in links] == ["gender=F"]
