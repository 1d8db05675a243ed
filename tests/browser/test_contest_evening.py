"""Two contests from the rules to the certificate, played through the browser, against totals that were worked out by hand."""

import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.contest_evening import CHILDREN, JUDGES, PAPER, TEAMS, Evening
from tests.browser.judge_phone import SEEN_WITHIN
from tests.serving import ROOT, environment

pytestmark = [pytest.mark.browser, pytest.mark.only_deep]
BINH_MINH, CONG_LY, CHAN_LY, DOAN_KET, HY_VONG, SAO_MAI = range(6)
GREETING, KNOWLEDGE, CASE, PLAY = range(4)

# Marks by team and round as on each judge's sheet, the first criterion moved by what the judge is used to: of all six together nothing.
USED_TO = [0, 0.5, -0.5, 1, -1, 0]
POINTS = [
    [(3.5, 3.5), (24,), (8, 4.5, 3), (16, 9, 6)],  # 7 + 24 + 15.5 + 31 = 77.5
    [(3, 3), (24,), (9, 4.5, 3), (16, 9, 6)],  # 6 + 24 + 16.5 + 31 = 77.5: equal, in the play and the knowledge, too
    [(4, 4), (22,), (7, 4, 3), (15, 8, 6)],  # 8 - 0.5 for 65 seconds too many + 22 + 14 + 29 = 72.5
    [(3, 4), (20.5,), (7, 4, 2.5), (13.5, 8, 5.5)],  # 7 + 20.5 + 13.5 + (6 × 27 - 9.5) / 6 = 41 + 25.41666… = 66.41666…
    [(3, 3), (18,), (6, 3, 2), (12, 7, 5)],  # 6 + 18 + 11 + 24 = 59
    [(3, 3), (19,), (6, 3, 2), (12, 7, 5)],
]
FAR_APART = {(2, PLAY, DOAN_KET): (4, 8, 5)}  # 17 and not 26.5: 9.5 less than the judge would give, 11 less than another gave


def marks_of_four_rounds(judge, round_, team):
    points = list(POINTS[team][round_])
    points[0] += USED_TO[judge]
    return [written(mark, judge) for mark in FAR_APART.get((judge, round_, team), points)]


def written(mark, judge):
    """Some write a comma, some a point."""
    return f"{mark:g}".replace(".", ",."[judge % 2])


@pytest.fixture
def evening(site, open_context):
    rounds = ["Chào hỏi", "Kiến thức pháp luật (bốc thăm gói câu hỏi)", "Xử lý tình huống", "Tiểu phẩm"]
    return Evening(site, open_context, "Hội thi bốn phần", rounds=rounds, marks=marks_of_four_rounds)


def recount(evening, site, tmp_path):
    """Return the rows that the export says when its results are computed again."""
    file = tmp_path / "results.json"
    evening.click_and_save("Dữ liệu để tính lại (JSON)").save_as(file)
    command = [sys.executable, "manage.py", "recount", str(file)]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment(site.folder, site.database_url), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The results are what the sheets give." in done.stdout
    assert not any(judge in file.read_text() for judge in JUDGES)
    assert json.loads(file.read_text())["sha256"]
    return [line.split()[:2] for line in done.stdout.splitlines()[: len(evening.teams_in())]]


def test_a_contest_of_four_rounds_with_packages(evening, site, tmp_path):
    desk, phones = evening.desk, evening.phones
    evening.open_tab("Thể lệ")
    desk.get_by_role("link", name="4 phần, 100 điểm").click()
    evening.lock_rules()
    evening.draw_order()
    evening.draw_packages(KNOWLEDGE)
    evening.seat_judges()
    phones = evening.phones

    evening.perform(GREETING)
    evening.correct(GREETING, CHAN_LY, elapsed_seconds="4:05")
    expect(evening.board_row(GREETING, CHAN_LY)).to_contain_text("quá 1:05")
    expect(evening.board_row(GREETING, CHAN_LY).locator(".number")).to_have_text("0,5")
    for judge in range(PAPER):
        evening.mark(judge, GREETING)
    evening.copy_paper(GREETING)
    assert evening.verify() == 36

    for phone in phones[1:3]:
        phone.context.set_offline(True)
    evening.mark(1, KNOWLEDGE, [SAO_MAI], state="Đã lưu trên máy, chờ gửi")
    evening.withdraw(SAO_MAI, "Có bạn bị ốm")
    evening.perform(KNOWLEDGE)
    for judge in range(PAPER):
        evening.mark(judge, KNOWLEDGE, state="Đã lưu trên máy, chờ gửi" if judge in (1, 2) else "Đã gửi")
    evening.copy_paper(KNOWLEDGE)
    assert evening.verify() == 20
    phones[1].expect_progress("Chưa có mạng: 6 phiếu đã lưu trên máy")
    for phone in phones[1:3]:
        phone.context.set_offline(False)
        phone.expect_progress("Không còn phiếu nào chờ gửi.")
    phones[1].expect_state(TEAMS[SAO_MAI], "Đội đã rút", evening.rounds[KNOWLEDGE])
    phones[1].expect_state(TEAMS[HY_VONG], "Đã gửi: 18,5 điểm", evening.rounds[KNOWLEDGE])
    phones[1].row(TEAMS[SAO_MAI], evening.rounds[KNOWLEDGE]).click()
    expect(phones[1].page.locator("#sheet-note")).to_contain_text("Không gửi được: đội này đã rút")
    expect(phones[1].page.locator("#criteria input")).to_have_value("19,5")
    phones[1].page.click("#sheet-back")
    assert evening.verify() == 10

    evening.perform(CASE)
    evening.mark(3, CASE, [BINH_MINH, CONG_LY])
    phones[3].mark(TEAMS[CHAN_LY], evening.rounds[CASE], *evening.marks(3, CASE, CHAN_LY))
    old = evening.replace_judge(3, "Hồ Văn Thay")
    old.send()
    expect(old.page.locator("#closed")).to_contain_text("Đã có giám khảo khác thay, đường dẫn này hết hiệu lực.", timeout=SEEN_WITHIN)
    old.expect_state(TEAMS[CHAN_LY], "Đã lưu trên máy, chờ gửi: 15 điểm", evening.rounds[CASE])
    for judge in range(PAPER):
        evening.mark(judge, CASE, [CHAN_LY, DOAN_KET, HY_VONG] if judge == 3 else None)
    evening.copy_paper(CASE)
    assert evening.verify() == 30

    evening.perform(PLAY)
    for judge in range(PAPER):
        evening.mark(judge, PLAY)
    evening.copy_paper(PLAY)
    evening.open_tab("Kết quả")
    expect(desk.get_by_text("Chưa chốt được kết quả")).to_be_visible()
    expect(desk.get_by_role("link", name="Chốt kết quả")).to_have_count(0)
    assert evening.verify() == 30

    evening.open_tab("Kết quả")
    expect(desk.get_by_text("Đội Đoàn Kết, Tiểu phẩm: điểm cao nhất và thấp nhất cách nhau 11, quá mức 8.")).to_be_visible()
    evening.settle_discrepancy("Giữ nguyên điểm")
    expect(desk.get_by_text("Cùng hạng 1: Đội Bình Minh, Đội Công Lý.")).to_be_visible()
    evening.settle_tie("Câu hỏi phụ", CONG_LY, BINH_MINH)
    desk.locator("tr", has_text=TEAMS[DOAN_KET]).locator("summary").click()
    expect(desk.get_by_text("Vì sao 66,42?")).to_be_visible()
    expect(desk.locator("tr", has_text=TEAMS[DOAN_KET]).locator("details")).to_contain_text("Tổng: 7 + 20,5 + 13,5 + 25,4167… = 66,42.")

    evening.approve()
    text, _rows = evening.read_public_page()
    assert "Chưa có kết quả" in text
    phones[0].mark(TEAMS[BINH_MINH], evening.rounds[PLAY], "20", "12", "8")
    phones[0].send()
    phones[0].expect_progress("Không còn phiếu nào chờ gửi.")
    phones[0].row(TEAMS[BINH_MINH], evening.rounds[PLAY]).click()
    expect(phones[0].page.locator("#sheet-note")).to_contain_text("kết quả hội thi đã chốt")
    evening.publish()
    published = [
        ["1", TEAMS[CONG_LY], "77,50", "Giải Nhất"],
        ["2", TEAMS[BINH_MINH], "77,50", "Giải Nhì"],
        ["3", TEAMS[CHAN_LY], "72,50", "Giải Nhì"],
        ["4", TEAMS[DOAN_KET], "66,42", "Giải Ba"],
        ["5", TEAMS[HY_VONG], "59,00", "Giải Ba"],
    ]
    text, rows = evening.read_public_page()
    assert rows == published
    assert not any(child in text for child in CHILDREN) and not any(judge in text for judge in JUDGES)
    check_documents(evening, tmp_path, published)
    assert recount(evening, site, tmp_path) == [[place, total.replace(",", ".")] for place, _team, total, _prize in published]

    evening.reopen("Khiếu nại: mất điện khi đội Chân Lý thi chào hỏi")
    text, rows = evening.read_public_page()
    assert "Chưa có kết quả" in text and rows == []
    evening.correct(GREETING, CHAN_LY, decided_penalty="0", reason="Mất điện")
    evening.approve()
    evening.publish()
    text, rows = evening.read_public_page()
    assert "Lần chốt 2" in text
    assert rows == [*published[:2], ["3", TEAMS[CHAN_LY], "73,00", "Giải Nhì"], *published[3:]]


def check_documents(evening, tmp_path, published):
    """The minutes, the list of prizes and the certificates say what was published."""
    evening.click_and_save("Biên bản (Word)").save_as(tmp_path / "minutes.docx")
    minutes = zipfile.ZipFile(tmp_path / "minutes.docx").read("word/document.xml").decode()
    assert all(word in minutes for row in published for word in row)
    assert not any(child in minutes for child in CHILDREN)
    evening.click_and_save("Danh sách giải (Excel)").save_as(tmp_path / "prizes.xlsx")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "prizes.xlsx").worksheets[0].iter_rows()]
    prizes = [(row[1], row[4]) for row in cells if row[1] in TEAMS]
    assert prizes == [(team, prize or "Không có giải") for _place, team, _total, prize in published]
    evening.click_and_save("Giấy chứng nhận giải (PDF)").save_as(tmp_path / "certificates.pdf")
    certificates = subprocess.run(["pdftotext", "-layout", str(tmp_path / "certificates.pdf"), "-"], capture_output=True, check=True).stdout
    pages = [" ".join(page.split()) for page in certificates.decode().split("\f") if page.strip()]
    assert len(pages) == sum(bool(prize) for *_rest, prize in published)
    for page, (_place, team, _total, prize) in zip(pages, published, strict=False):
        assert team in page and prize in page


# The small set, out of ten, with two rounds more and each judge's extremes left out: of six marks the highest and the lowest.
PLAY_OF_TEN, KNOWLEDGE_OF_TEN, SPEECH = 1, 2, 3
USED_TO_OF_TEN = [0, 0.25, -0.25, 0.5, -0.5, 0]
POINTS_OF_TEN = [
    (8, 8.25, 8, 8),  # 8 + 2 × 8.25 + 8 + 8 = 40.5
    (8.5, 8, 8, 8),  # (8 + 8.5 + 8.5 + 8.75) / 4 = 8.4375 without the 5 and the 9; + 2 × 8 + 8 + 8 = 40.4375
    (7, 7.5, 8, 7),  # 7 + 15 + 8 + 7 = 37
    (8, 7.5, 7, 7),  # 8 + 15 + 7 + 7 = 37: equal, in the play, too
    (6, 6, 6, 6),  # 6 - 2 for two full minutes + 12 + 6 + 6 = 28
    (7, 7, 7, 7),
]
FIVE_BY_MISTAKE = (2, GREETING, CONG_LY)


def marks_out_of_ten(judge, round_, team):
    mark = 5 if (judge, round_, team) == FIVE_BY_MISTAKE else POINTS_OF_TEN[team][round_] + USED_TO_OF_TEN[judge]
    return [written(mark, judge)]


def write_rules_of_ten(evening):
    """Begin with the small set; add two rounds; leave out extremes, take the median, let the play count twice."""
    desk = evening.desk
    evening.open_tab("Thể lệ")
    desk.get_by_role("link", name="Hội thi nhỏ").click()
    for number, name in ((KNOWLEDGE_OF_TEN, evening.rounds[KNOWLEDGE_OF_TEN]), (SPEECH, evening.rounds[SPEECH])):
        desk.get_by_role("button", name="Thêm phần thi").click()
        desk.locator(f"[name='rounds.{number}.name']").fill(name)
        desk.locator(f"[name='rounds.{number}.criteria.0.name']").fill("Điểm chung")
        desk.locator(f"[name='rounds.{number}.criteria.0.max']").fill("10")
    desk.locator("[name='rounds.1.weight']").fill("2")
    for number, aggregation in ((GREETING, "trimmed"), (PLAY_OF_TEN, "trimmed"), (KNOWLEDGE_OF_TEN, "median")):
        part = desk.locator("details").filter(has=desk.locator(f"[name='rounds.{number}.aggregation']"))
        part.locator("summary").click()
        part.locator("select").select_option(aggregation)
        if aggregation == "trimmed":
            part.locator(f"[name='rounds.{number}.drop']").fill("1")


def test_a_small_contest_with_extremes_left_out(site, open_context, tmp_path):
    rounds = ["Chào hỏi", "Tiểu phẩm", "Kiến thức pháp luật", "Hùng biện"]
    evening = Evening(site, open_context, "Hội thi thang điểm mười", rounds=rounds, marks=marks_out_of_ten)
    desk = evening.desk
    write_rules_of_ten(evening)
    evening.lock_rules()
    evening.draw_order()
    evening.seat_judges()
    phones = evening.phones

    evening.perform(GREETING)
    evening.correct(GREETING, HY_VONG, elapsed_seconds="7:10")
    expect(evening.board_row(GREETING, HY_VONG).locator(".number")).to_have_text("2")
    for phone in (phones[0], phones[4]):
        phone.context.set_offline(True)
    for judge in range(PAPER):
        evening.mark(judge, GREETING, state="Đã lưu trên máy, chờ gửi" if judge in (0, 4) else "Đã gửi")
    evening.copy_paper(GREETING)
    evening.withdraw(SAO_MAI, "Trường gọi về")

    phones[4].page.goto("about:blank")  # closed and opened again without a network: everything is there
    phones[4].page.goto("/j/")
    phones[4].expect_progress("Chưa có mạng: 6 phiếu đã lưu trên máy")
    for phone in (phones[0], phones[4]):
        phone.context.set_offline(False)
        phone.expect_progress("Không còn phiếu nào chờ gửi.")
        phone.expect_state(TEAMS[SAO_MAI], "Đội đã rút", rounds[GREETING])
    expect(desk.get_by_text("Đã ghi tình trạng")).to_be_visible()

    evening.perform(PLAY_OF_TEN)
    evening.mark(1, PLAY_OF_TEN, [BINH_MINH, CONG_LY])
    evening.replace_judge(1, "Hồ Văn Thay")
    for judge in range(PAPER):
        evening.mark(judge, PLAY_OF_TEN, [CHAN_LY, DOAN_KET, HY_VONG] if judge == 1 else None)
    evening.copy_paper(PLAY_OF_TEN)
    evening.verify()
    for round_ in (KNOWLEDGE_OF_TEN, SPEECH):
        evening.perform(round_)
        for judge in range(PAPER):
            evening.mark(judge, round_, [team for team in evening.teams_in() if (judge, round_, team) != (4, SPEECH, HY_VONG)])
        evening.copy_paper(round_)
    evening.open_tab("Bảng Tổ Thư ký")
    expect(desk.locator(".stage")).to_contain_text(f"{JUDGES[4]}: {rounds[SPEECH]} ({TEAMS[HY_VONG]})")
    evening.board_cell(SPEECH, HY_VONG, 4).get_by_role("link", name="nhập phiếu").click()  # paper of one who else has a phone
    evening.type_sheet(evening.marks(4, SPEECH, HY_VONG))
    evening.verify()

    evening.open_tab("Kết quả")
    expect(desk.get_by_text("Đội Công Lý, Chào hỏi: điểm cao nhất và thấp nhất cách nhau 4, quá mức 2.")).to_be_visible()
    evening.settle_discrepancy("Giám khảo giữ điểm của mình")
    evening.settle_tie("Bốc thăm", DOAN_KET, CHAN_LY)
    evening.approve()
    evening.publish()
    published = [
        ["1", TEAMS[BINH_MINH], "40,50", "Giải Nhất"],
        ["2", TEAMS[CONG_LY], "40,44", "Giải Nhì"],
        ["3", TEAMS[DOAN_KET], "37,00", "Giải Ba"],
        ["4", TEAMS[CHAN_LY], "37,00", ""],
        ["5", TEAMS[HY_VONG], "28,00", ""],
    ]
    text, rows = evening.read_public_page()
    assert rows == published and not any(child in text for child in CHILDREN)
    check_documents(evening, tmp_path, published)
    assert recount(evening, site, tmp_path) == [[place, total.replace(",", ".")] for place, _team, total, _prize in published]

    evening.reopen("Khiếu nại: giám khảo Ba ghi nhầm 5 thay cho 9,75")
    phones[2].mark(TEAMS[CONG_LY], rounds[GREETING], "9,75")
    phones[2].send()
    phones[2].expect_state(TEAMS[CONG_LY], "Đã gửi: 9,75 điểm", rounds[GREETING])
    assert evening.verify() == 1
    evening.approve()
    evening.publish()
    # (8.5 + 8.5 + 8.75 + 9) / 4 = 8.6875 without the 8 and the 9.75; + 2 × 8 + 8 + 8 = 40.6875
    published[:2] = [["1", TEAMS[CONG_LY], "40,69", "Giải Nhất"], ["2", TEAMS[BINH_MINH], "40,50", "Giải Nhì"]]
    text, rows = evening.read_public_page()
    assert rows == published and "Lần chốt 2" in text
    check_documents(evening, tmp_path, published)
    assert recount(evening, site, tmp_path) == [[place, total.replace(",", ".")] for place, _team, total, _prize in published]
