"""A contest as those who hold it live it: every step is a click on a screen of the secretary, of a second person, or of a judge's phone."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.judge_phone import MARK_AND_SEND, SEEN_WITHIN, JudgePhone
from tests.serving import Served

JUDGES = ["Lê Văn Một", "Hồ Thị Hai", "Phạm Văn Ba", "Đinh Thị Bốn", "Trần Văn Năm", "Nguyễn Thị Giấy"]
PAPER = 5  # the judge of JUDGES who marks on paper
TEAMS = ["Đội Bình Minh", "Đội Công Lý", "Đội Chân Lý", "Đội Đoàn Kết", "Đội Hy Vọng", "Đội Sao Mai"]  # in the order drawn
CHILDREN = ["Đinh Thị Hoa Mai", "Phạm Văn Suối Nhỏ"]  # in the first two teams
SEND_FORMS = """async buttons => {
  const answers = []
  for (const button of buttons) {
    const form = button.form
    answers.push((await fetch(form.action, { method: 'POST', body: new FormData(form, button), redirect: 'manual' })).type)
  }
  return answers
}"""  # one after the other, and the page is not asked for after each
CONTEST = re.compile(r"/contests/(\d+)/$")


class Evening:
    """`marks(judge, round, team)`: what that judge gives, by the number of each; rounds are known by their names."""

    def __init__(
        self,
        site: Served,
        open_context: Callable[..., BrowserContext],
        title: str,
        *,
        rounds: list[str],
        marks: Callable[[int, int, int], list[str]],
    ) -> None:
        self.title, self.rounds, self.marks = title, rounds, marks
        self.open_context = open_context
        self.contest, self.teams = _make_contest(site, title)
        self.desk, self.second = open_context(1280, 900).new_page(), open_context(1280, 900).new_page()
        sign_in(self.desk, "organiser", site.password)
        sign_in(self.second, "admin", site.password)
        self.cards: list[dict[str, str]] = []
        self.phones: list[JudgePhone] = []
        self.out: set[int] = set()

    # --- before the evening

    def open_tab(self, name: str) -> None:
        """Open a step of the contest at the secretary's desk."""
        self.desk.goto(f"/contests/{self.contest}/")
        self.desk.locator("nav.tabs").get_by_role("link", name=name, exact=True).click()

    def lock_rules(self) -> None:
        """Save the rules that are in the form, and lock them."""
        self.desk.fill("[name=number]", "05/TL-BTC")
        self.desk.fill("[name=dated]", "01/05/2024")
        self.desk.locator(".form-actions").get_by_role("button", name="Lưu thể lệ").click()
        self.desk.get_by_role("link", name="Khóa thể lệ").click()
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã khóa thể lệ.")).to_be_visible()

    @staticmethod
    def confirm(page: Page) -> None:
        page.locator("main form .button").first.click()

    def draw_order(self) -> None:
        self.open_tab("Bốc thăm")
        self.desk.get_by_role("link", name="Bốc thăm thứ tự thi").click()
        self.desk.get_by_label("Đã bốc bằng tay, nhập số thứ tự").check()
        for number, team in enumerate(TEAMS, 1):
            self.desk.get_by_label(team).fill(str(number))
        self.desk.fill("[name=witnessed_by]", "Đội trưởng các đội")
        self.confirm(self.desk)
        expect(self.desk.locator("tbody").first.locator("th")).to_have_text(TEAMS)

    def draw_packages(self, round_: int) -> None:
        self.open_tab("Bốc thăm")
        self.desk.locator("main").get_by_role("link", name=self.rounds[round_]).click()
        for number, team in enumerate(TEAMS, 1):
            self.desk.get_by_label(team).fill(f"Gói {7 - number}")
        self.desk.fill("[name=witnessed_by]", "Đội trưởng các đội")
        self.confirm(self.desk)
        expect(self.desk.get_by_text(f"{TEAMS[0]}: Gói 6")).to_be_visible()

    def seat_judges(self) -> None:
        """Seat the judges, and open on a phone each link that is not the paper judge's."""
        self.open_tab("Ban giám khảo")
        self.desk.get_by_role("link", name="Thêm giám khảo").first.click()
        self.desk.fill("[name=names]", "\n".join(JUDGES))
        self.confirm(self.desk)
        self.cards = self.read_cards()
        self.phones = [self.open_phone(card) for card in self.cards[:PAPER]]

    def read_cards(self) -> list[dict[str, str]]:
        cards = self.desk.locator(".jury-card")
        expect(cards.first).to_be_visible()
        return [
            {"url": card.locator(".jury-address").inner_text().strip(), "pin": card.locator(".jury-pin").inner_text().strip()}
            for card in cards.all()
        ]

    def open_phone(self, card: dict[str, str]) -> JudgePhone:
        phone = JudgePhone(self.open_context(360, 640, may_be_offline=True))
        phone.open(card)
        expect(phone.row(TEAMS[0], self.rounds[0])).to_be_visible(timeout=SEEN_WITHIN)
        return phone

    def replace_judge(self, judge: int, name: str) -> JudgePhone:
        """Let somebody else mark in the place of a judge, on another phone; return the phone of before."""
        self.open_tab("Ban giám khảo")
        self.desk.locator("tr", has_text=JUDGES[judge]).get_by_role("link", name=re.compile("^Thay")).click()
        self.desk.fill("[name=name]", name)
        self.confirm(self.desk)
        before = self.phones[judge]
        [card] = self.read_cards()
        self.phones[judge] = self.open_phone(card)
        return before

    # --- on the stage

    def board_row(self, round_: int, team: int) -> Locator:
        section = self.desk.locator("#board section").filter(has=self.desk.get_by_role("heading", name=self.rounds[round_]))
        return section.locator("tbody tr").filter(has_text=TEAMS[team])

    def perform(self, round_: int) -> None:
        """Run the clock of the board for every team that is still in the contest."""
        self.open_tab("Bảng Tổ Thư ký")
        for team in self.teams_in():
            row = self.board_row(round_, team)
            row.get_by_role("button", name="Bắt đầu").click()
            row.get_by_role("button", name="Dừng").click()
            expect(row.get_by_role("link", name="Đã thi")).to_be_visible()

    def teams_in(self) -> list[int]:
        return [team for team in range(len(TEAMS)) if team not in self.out]

    def correct(self, round_: int, team: int, **fields: str) -> None:
        """Correct what is known of a performance: its time, or a penalty that people decided."""
        self.open_tab("Bảng Tổ Thư ký")
        self.board_row(round_, team).get_by_role("link", name="Đã thi").click()
        for name, value in fields.items():
            self.desk.fill(f"[name={name}]", value)
        self.confirm(self.desk)

    def withdraw(self, team: int, reason: str) -> None:
        self.open_tab("Đội")
        self.desk.get_by_role("link", name=TEAMS[team], exact=True).click()
        self.desk.locator("summary", has_text="Thao tác khác").click()
        self.desk.get_by_role("link", name="Đội rút, vắng hoặc bị loại").click()
        self.desk.get_by_label("Rút khỏi hội thi").check()
        self.desk.fill("[name=reason]", reason)
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã ghi tình trạng")).to_be_visible()
        self.out.add(team)

    # --- sheets

    def mark(self, judge: int, round_: int, teams: Iterable[int] | None = None, *, state: str = "Đã gửi") -> None:
        """Let a judge fill in and send the sheets of a round on the phone: the first with a thumb, the others by a script of the page."""
        phone = self.phones[judge]
        first, *others = self.teams_in() if teams is None else teams
        phone.mark(TEAMS[first], self.rounds[round_], *self.marks(judge, round_, first))
        phone.send()
        expect(phone.row(TEAMS[first], self.rounds[round_]).locator(".state")).to_contain_text(state, timeout=SEEN_WITHIN)
        sheets = [[TEAMS[team], self.marks(judge, round_, team)] for team in others]
        phone.page.evaluate(MARK_AND_SEND, {"round": self.rounds[round_], "sheets": sheets, "state": state, "within": SEEN_WITHIN})

    def copy_paper(self, round_: int) -> None:
        """Copy the paper judge's sheets of a round: saved, the next one is offered."""
        self.open_tab("Bảng Tổ Thư ký")
        self.board_cell(round_, self.teams_in()[0], PAPER).get_by_role("link", name="nhập phiếu").click()
        for team in self.teams_in():
            expect(self.desk.locator("dl, .facts").filter(has_text=TEAMS[team]).first).to_be_visible()
            self.type_sheet(self.marks(PAPER, round_, team))
        self.desk.wait_for_url("**/board/")

    def type_sheet(self, marks: list[str]) -> None:
        fields = self.desk.locator("main form input[inputmode=decimal]")
        expect(fields).to_have_count(len(marks))
        for field, mark in zip(fields.all(), marks, strict=True):
            field.fill(mark)
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã nhập phiếu của")).to_be_visible()

    def board_cell(self, round_: int, team: int, judge: int) -> Locator:
        row = self.board_row(round_, team)
        expect(row).to_be_visible()
        heads = self.desk.locator("#board table").first.locator("thead th").all_inner_texts()
        column = next(number for number, head in enumerate(heads) if JUDGES[judge] in head)
        return row.locator("th, td").nth(column)

    def verify(self) -> int:
        """Let the second person say of every sheet that waits that it is as the judge wrote it; return how many there were.

        Three buttons are pressed; the forms of the others are sent from the same page, which is not drawn anew each time.
        """
        self.second.goto(f"/contests/{self.contest}/ballots/")
        buttons = self.second.get_by_role("button", name="Đúng với phiếu")
        count = buttons.count()
        unpressed = max(0, count - 3)
        for left in reversed(range(unpressed, count)):
            buttons.first.click()
            expect(buttons).to_have_count(left)
        assert buttons.evaluate_all(SEND_FORMS) == ["opaqueredirect"] * unpressed
        self.second.reload()
        expect(buttons).to_have_count(0)
        return count

    # --- results

    def settle_discrepancy(self, note: str) -> None:
        self.open_tab("Kết quả")
        self.desk.get_by_role("link", name="Ghi ý kiến của Trưởng ban giám khảo").click()
        self.desk.fill("[name=note]", note)
        self.confirm(self.desk)
        expect(self.desk.get_by_text(f"Trưởng ban giám khảo: {note}")).to_be_visible()

    def settle_tie(self, method: str, *teams: int) -> None:
        """Write down who is better of teams with the same total, the best first."""
        self.desk.get_by_role("link", name="Ghi cách phân định").click()
        self.desk.select_option("[name=method]", label=method)
        places = self.desk.locator("select[name^=place]")
        for number, team in enumerate(teams):
            place = self.desk.get_by_label(f"Hạng của đội {TEAMS[team].removeprefix('Đội ')}")
            place.select_option(index=number)
        expect(places).to_have_count(len(teams))
        self.desk.fill("[name=note]", "Trước các đội")
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã ghi cách phân định.")).to_be_visible()

    def click_and_save(self, name: str) -> Download:
        with self.desk.expect_download(timeout=120_000) as coming:  # certificates are drawn on a busy machine
            self.desk.locator("main, header").get_by_text(name, exact=True).first.click()
        return coming.value

    def approve(self) -> None:
        self.open_tab("Kết quả")
        self.desk.get_by_role("link", name="Chốt kết quả").click()
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã chốt kết quả.")).to_be_visible()

    def publish(self) -> None:
        self.desk.get_by_role("link", name="Công bố").click()
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã công bố kết quả.")).to_be_visible()

    def reopen(self, reason: str) -> None:
        self.desk.get_by_role("link", name="Mở lại kết quả").click()
        self.desk.fill("[name=reason]", reason)
        self.confirm(self.desk)
        expect(self.desk.get_by_text("Đã mở lại kết quả.")).to_be_visible()

    def read_public_page(self) -> tuple[str, list[list[str]]]:
        """Return the text and the rows of the page that everybody sees, on a phone that is signed in nowhere."""
        page = self.open_context(360, 640, may_be_offline=True).new_page()
        page.goto(f"/results/{self.contest}/")
        rows = [row.locator("th, td").all_inner_texts() for row in page.locator("tbody tr").all()]
        return page.locator("body").inner_text(), rows


def _make_contest(site: Served, title: str) -> tuple[int, list[int]]:
    """Record the contest with its teams, and children in two of them; return the ids."""
    api = site.api("organiser")
    unit = api.get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"][0]["id"]
    days = {"starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open"}
    teams = [{"name": name, "represents": f"Khối {number}"} for number, name in enumerate(TEAMS, 6)]
    answer = api.post("contests/", json={"title": title, "unit": unit, **days, "teams": teams})
    assert answer.status_code == 201, answer.text
    contest = answer.json()
    by_name: dict[str, Any] = {team["name"]: team["id"] for team in contest["teams"]}
    for name, team in zip(CHILDREN, TEAMS, strict=False):
        person = site.register({"id": contest["id"], "unit": unit}, name, 2011)["person"]
        member = api.post(f"teams/{by_name[team]}/members/", json={"person_id": person["id"], "part": "official"})
        assert member.status_code == 201, member.text
    return contest["id"], [by_name[name] for name in TEAMS]
