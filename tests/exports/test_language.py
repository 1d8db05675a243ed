"""What is signed and filed is Vietnamese, whatever language its maker reads the screens in."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.utils.translation import get_language, override

from activities.models import Activity

WHERE = "?from=2024-05-01&to=2024-05-31&by=kind"


@pytest.fixture
def english(browser_of, clerk, session, enrolled):
    Activity.objects.filter(pk=session.pk).update(status=Activity.Status.CLOSED)
    client = browser_of(clerk)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_workbook_and_csv_of_an_english_reader_are_vietnamese(english):
    book = openpyxl.load_workbook(io.BytesIO(english.get(f"/api/v1/reports/participation-tally.xlsx{WHERE}").getvalue()))
    written = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert {"Lớp tập huấn", "Tổng cộng", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"} - written <= {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}
    for report in ("participation-tally", "attendance-list"):
        csv = b"".join(english.get(f"/api/v1/reports/{report}.csv{WHERE}").streaming_content).decode()
        assert "Lớp tập huấn" in csv or "Hoạt động" in csv


@pytest.mark.parametrize("report", ["participation-tally", "attendance-list"])
def test_a_csv_leaves_no_language_behind_for_those_who_are_served_between_its_pieces(english, report):
    answer = english.get(f"/api/v1/reports/{report}.csv{WHERE}")
    with override("en"):
        next(iter(answer.streaming_content))
        assert get_language() == "en"
    with override("vi"):
        answer.close()  # the reader is gone
        assert get_language() == "vi"


def test_json_speaks_its_readers_language_whatever_is_served_between_its_pieces(english):
    pieces = english.get(f"/api/v1/reports/participation-tally/{WHERE}").streaming_content
    with override("vi"):
        assert "Training sessions" in b"".join(pieces).decode()


def test_the_same_figures_on_the_screen_are_in_their_language(english):
    assert "Training sessions" in english.get(f"/reports/participation-tally/{WHERE}").content.decode()
