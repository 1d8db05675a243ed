"""Minutes and list of prizes of approved results."""

import io
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook

from people.models import Disclosure
from tests.contests.scoring.played_contest import PlayedContest

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(make_contest, api, organiser, admin):
    played = PlayedContest(make_contest(sittings=[], title="Hội thi Học sinh với pháp luật"), api(organiser), api(admin))
    played.perform()
    played.mark_everything()
    return played


def content(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_the_minutes_tell_the_result_the_jury_and_how_it_came_about(played):
    row = played.performances()[played.teams[2].pk, "tieu-pham"]
    PlayedContest.ok(played.revise(row["id"], status="disqualified", reason="Thuê diễn viên"))
    snapshot = played.publish()
    file = content(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/minutes.docx"))
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file)).paragraphs)
    cells = [cell.text for table in Document(io.BytesIO(file)).tables for row in table.rows for cell in row.cells]
    assert "Kết quả Hội thi Học sinh với pháp luật" in text.replace("\n", " ")
    assert "1. Giám khảo 1, Trưởng ban giám khảo." in text and "Đội C: bị loại, không xếp hạng." in text
    assert "Thể lệ: số 05/TL-BTC ngày 01/05/2024, phiên bản 1." in text
    assert "Chao-hoi: trung bình của 9; 9; 9 là 9." in text and snapshot["sha256"][:16] in text
    assert [cells[cells.index("Đội A") + n] for n in range(5)] == ["Đội A", "9,00", "32,00", "41,00", "Giải Nhất"]
    assert Disclosure.objects.filter(what="contest-minutes", people=3).count() == 1
    zipfile.ZipFile(io.BytesIO(file)).testzip()


def minutes_text(played, snapshot):
    file = content(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/minutes.docx"))
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file)).paragraphs)


def test_who_marked_and_was_replaced_stands_in_the_minutes(played):
    replaced = played.seats[1]["id"]
    PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{replaced}/replace/", {"name": "Giám khảo mới"}, format="json"))
    text = minutes_text(played, played.publish())
    assert "Giám khảo 2, giám khảo." in text and "Giám khảo mới" not in text


def test_a_decision_about_teams_that_are_tied_no_more_is_not_told(make_contest, api, organiser, admin):
    played = PlayedContest(make_contest(sittings=[]), api(organiser), api(admin), teams=2)
    played.perform()
    played.mark_everything(lead=False)
    teams = [team.pk for team in played.teams]
    tie = {"teams": teams, "method": "lots", "note": "Bốc thăm trước các đội"}
    PlayedContest.ok(played.secretary.post(played.path + "tie-resolutions/", tie, format="json"))
    assert "Bốc thăm trước các đội" in minutes_text(played, played.publish())
    PlayedContest.ok(played.reopen())
    played.mark(0, "chao-hoi", 0, "9")
    answer = played.secretary.post(played.path + "tie-resolutions/", tie, format="json")
    assert answer.json()["errors"][0]["code"] == "not_tied"
    assert "Bốc thăm trước các đội" not in minutes_text(played, played.publish())


def test_the_list_of_prizes_is_a_workbook(played):
    snapshot = played.publish()
    book = load_workbook(io.BytesIO(content(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/prizes.xlsx"))))
    rows = [[cell for cell in row if cell is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert [1, "Đội A", 41, "Giải Nhất"] in rows and [3, "Đội C", 39, "Giải Ba"] in rows


def test_the_scores_are_a_workbook_with_every_judges_total_and_every_mark(played):
    snapshot = played.publish()
    book = load_workbook(io.BytesIO(content(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/scores.xlsx"))))
    totals, marks = (
        [[cell for cell in row if cell is not None] for row in book[name].iter_rows(values_only=True)]
        for name in ("Điểm tổng hợp", "Từng tiêu chí")
    )
    assert ["Phần thi", "Đội", "Điểm của giám khảo", "Điểm tổng hợp", "Điểm phần thi"] in totals
    assert ["Giám khảo 1", "Giám khảo 2", "Giám khảo 3"] in totals
    assert [row for row in totals if row[1:2] == ["Đội A"]] == [
        ["Chao-hoi", "Đội A", 9, 9, 9, 9, 9],
        ["Tieu-pham", "Đội A", 32, 32, 32, 32, 32],
    ]
    of_first = [row for row in marks if row[1:3] == ["Đội A", "Giám khảo 1"]]
    assert [sum(row[-1] for row in of_first if row[0] == name) for name in ("Chao-hoi", "Tieu-pham")] == [9, 32]
    assert all(row[-1] <= row[-2] for row in of_first)


def test_documents_come_from_standing_results_alone(played, api, stranger, usher):
    snapshot = PlayedContest.ok(played.approve())
    paths = [f"/api/v1/snapshots/{snapshot['id']}/{name}" for name in ("minutes.docx", "prizes.xlsx", "scores.xlsx")]
    assert [played.secretary.get(path).status_code for path in paths] == [200, 200, 200]
    assert [api(stranger).get(path).status_code for path in paths] == [404, 404, 404]
    assert [api(usher).get(path).status_code for path in paths] == [403, 403, 403]
    PlayedContest.ok(played.reopen())
    assert [played.secretary.get(path).status_code for path in paths] == [404, 404, 404]
