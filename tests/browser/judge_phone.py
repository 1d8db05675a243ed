"""The judge's page on one phone: what a thumb does with it, and what its screen says."""

from playwright.sync_api import expect

from tests.browser.scanner_phone import SEEN_WITHIN

# What a thumb presses and types, pressed and typed by a script of the page, in a third of the time: the sheets of a round,
# [[team, [mark, …]], …], one after the other, each until its row says `state`.
MARK_AND_SEND = """async ({ round, sheets, state, within }) => {
  const until = async (find, what) => {
    for (const began = performance.now(); performance.now() - began < within; await new Promise(done => setTimeout(done, 10))) {
      const result = find();
      if (result) return result;
    }
    throw new Error(`not seen: ${what}`);
  };
  const shown = element => element?.checkVisibility() ? element : null;
  const press = async selector => (await until(() => shown(document.querySelector(`${selector}:not(:disabled)`)), selector)).click();
  const row = team => {
    const section = [...document.querySelectorAll("#rounds section")].find(section => section.querySelector("h2").textContent === round);
    return shown([...section?.querySelectorAll(".row") ?? []].find(row => row.textContent.includes(team)));
  };
  for (const [team, marks] of sheets) {
    (await until(() => row(team), team)).click();
    await until(() => document.querySelector("#sheet-team").textContent === team && shown(document.querySelector("#criteria input")), team);
    const inputs = [...document.querySelectorAll("#criteria input")];
    if (inputs.length !== marks.length) throw new Error(`${inputs.length} marks`);
    inputs.forEach((input, index) => {
      input.value = marks[index];
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await press("#sheet-send");
    await press("#confirm-send");
    await until(() => row(team)?.querySelector(".state").textContent.includes(state), `${team}: ${state}`);
  }
}"""


class JudgePhone:
    """The judge's page on one phone; `sent` is the id of each sheet that it tried to send."""

    def __init__(self, context):
        self.context, self.page, self.sent = context, context.new_page(), []
        self.page.on("request", self.note_request)

    def note_request(self, request):
        if request.url.endswith("/api/v1/judge/ballots/"):
            self.sent.append(request.post_data_json["id"])

    def open(self, judge, *, pin=None):
        self.page.goto(judge["url"])
        self.page.fill("#pin", pin or judge["pin"])
        self.page.click("#link-form button")

    def mark(self, team, round_, *marks):
        """Fill in the sheet of a team, and stay on it."""
        self.row(team, round_).click()
        fields = self.page.locator("#criteria input")
        expect(fields).to_have_count(len(marks))
        for field, mark in zip(fields.all(), marks, strict=True):
            field.fill(mark)

    def send(self):
        self.page.click("#sheet-send")
        self.page.click("#confirm-send")

    def row(self, team, round_="Chào hỏi"):
        section = self.page.locator("#rounds section").filter(has=self.page.get_by_role("heading", name=round_))
        return section.locator(".row").filter(has_text=team)

    def expect_state(self, team, words, round_="Chào hỏi"):
        expect(self.row(team, round_).locator(".state")).to_have_text(words, timeout=SEEN_WITHIN)

    def expect_progress(self, words):
        expect(self.page.locator("#progress")).to_contain_text(words, timeout=SEEN_WITHIN)

    def refresh(self):
        """Let the page ask the server now, as it does by itself after a while."""
        self.page.evaluate("window.dispatchEvent(new Event('online'))")
        self.page.reload()
