"""The judge's page in a real Chromium: the PIN, marks, sheets with the network and without, and everything that goes wrong with a sentence."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.judge_phone import SEEN_WITHIN, JudgePhone
from tests.browser.proxy import Proxy
from tests.browser.scanner_phone import SERVICE_WORKER
from tests.browser.served_contest import ServedContest
from tests.browser.test_axe import VIOLATIONS, axe_script  # noqa: F401 - the latter is a fixture
from tests.local_server import local_server

pytestmark = pytest.mark.browser
# What is lower than 44 px or hardly to be told from its ground, and whether the page is wider than the screen.
LOOK = """() => {
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (element) => { for (let each = element; each; each = each.parentElement) { const c = colour(getComputedStyle(each).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const isSeen = (element) => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1 && !element.closest(".visually-hidden"); };
  const name = (element) => `${element.tagName}#${element.id} ${element.textContent.trim().slice(0, 30)}`;
  const small = [...document.querySelectorAll("button, summary, input")].filter((e) => isSeen(e) && Math.round(e.getBoundingClientRect().height) < 44).map(name);
  const pale = [...document.querySelectorAll("body *")].filter((e) => isSeen(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).filter((e) => {
    const [a, b] = [luminance(colour(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map(name);
  return { small, pale, isWide: document.documentElement.scrollWidth > innerWidth };
}"""
FITS = {"small": [], "pale": [], "isWide": False}


@pytest.fixture
def contest(site):
    return ServedContest(site, "Hội thi để chấm")


@pytest.fixture
def open_phone(open_context):
    return lambda **options: JudgePhone(open_context(may_be_offline=True, **options))


@pytest.fixture
def phone(open_phone, contest):
    """The first judge's phone, with the link opened."""
    phone = open_phone()
    phone.open(contest.judges[0])
    phone.expect_state("Đội Công lý", "Chưa chấm")
    return phone


def test_the_pin_is_asked_for_once_and_the_address_loses_its_secret(open_phone, contest):
    phone, judge = open_phone(), contest.judges[0]
    phone.open(judge, pin="0")
    expect(phone.page.locator("#pin-wrong")).to_contain_text("Mã PIN không đúng")
    expect(phone.page.locator("#pin")).to_be_focused()
    phone.page.fill("#pin", judge["pin"])
    phone.page.click("#link-form button")
    phone.expect_state("Đội Công lý", "Chưa chấm")
    expect(phone.page.locator("#judge")).to_have_text("Giám khảo: Giám khảo 1")
    assert phone.page.url.endswith("/j/")
    phone.page.goto(judge["url"])  # the QR is read again on the same phone
    phone.expect_state("Đội Công lý", "Chưa chấm")
    assert phone.page.url.endswith("/j/")
    assert judge["url"].rstrip("/").rpartition("/")[2] not in phone.page.content()


def test_a_sheet_is_marked_with_commas_points_and_steps_and_sent(phone, contest):
    page = phone.page
    phone.mark("Đội Công lý", "Tiểu phẩm", "20,5", "12.5")
    expect(page.locator("#total")).to_have_text("Tổng: 33 / 40 điểm")
    page.get_by_role("button", name="Tăng điểm Diễn xuất").click()
    expect(page.get_by_label("Diễn xuất", exact=True)).to_have_value("13")
    expect(page.locator("#total")).to_have_text("Tổng: 33,5 / 40 điểm")
    page.click("#sheet-send")
    expect(page.locator("#confirm-total")).to_have_text("Tổng: 33,5 / 40 điểm")
    page.click("#confirm-send")
    phone.expect_state("Đội Công lý", "Đã gửi: 33,5 điểm", "Tiểu phẩm")
    phone.expect_progress("Không còn phiếu nào chờ gửi.")
    [ballot] = contest.ballots()
    assert (ballot["points"], ballot["total"], ballot["source"]) == ({"noi-dung": "20.5", "dien-xuat": "13"}, "33.5", "device")
    contest.ok(contest.second.post(f"ballots/{ballot['id']}/verify/"))
    phone.refresh()
    phone.expect_state("Đội Công lý", "Đã được kiểm tra: 33,5 điểm", "Tiểu phẩm")


def test_wrong_marks_have_each_their_sentence_at_the_field_and_nothing_is_sent(phone, contest):
    page = phone.page
    phone.mark("Đội Công lý", "Tiểu phẩm", "24,25", "tám")
    page.click("#sheet-send")
    expect(page.locator("#mark-noi-dung-wrong")).to_have_text("Điểm cao nhất là 24.")
    expect(page.locator("#mark-dien-xuat-wrong")).to_have_text("Điểm là một số, ví dụ 8,5.")
    expect(page.locator("#mark-noi-dung")).to_be_focused()
    page.locator("#mark-noi-dung").fill("20,3")
    page.locator("#mark-dien-xuat").fill("")
    page.click("#sheet-send")
    expect(page.locator("#mark-noi-dung-wrong")).to_have_text("Điểm phải chẵn theo bước 0,5.")
    expect(page.locator("#mark-dien-xuat-wrong")).to_have_text("Chưa có điểm tiêu chí này.")
    assert contest.ballots() == [] and phone.sent == []


def test_what_was_marked_without_a_network_is_sent_once_when_it_is_back(phone, open_phone, contest):
    other = open_phone()
    other.open(contest.judges[1])
    other.expect_state("Đội Công lý", "Chưa chấm")
    other.mark("Đội Công lý", "Chào hỏi", "7")
    other.send()
    other.expect_state("Đội Công lý", "Đã gửi: 7 điểm")

    assert phone.page.evaluate(SERVICE_WORKER)
    phone.context.set_offline(True)
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    phone.expect_progress("Chưa có mạng: 1 phiếu đã lưu trên máy")
    phone.mark("Đội Chân lý", "Chào hỏi", "9")
    expect(phone.page.locator("#sheet-kept")).to_have_text("Đã lưu trên máy này, chưa gửi.")
    phone.page.goto("about:blank")
    phone.page.goto("/j/")  # the page opens again, and has everything
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    phone.expect_state("Đội Chân lý", "Đang chấm dở, chưa gửi")

    phone.context.set_offline(False)
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")
    assert len(set(phone.sent)) == 1
    assert [(ballot["id"], ballot["points"], ballot["version"]) for ballot in contest.ballots() if ballot["id"] in phone.sent] == [
        (phone.sent[0], {"noi-dung": "8.5"}, 1)
    ]
    phone.row("Đội Chân lý").click()
    expect(phone.page.locator("#criteria input")).to_have_value("9")


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_id(phone, contest):
    lost: list[int] = []

    def lose_the_first_answer(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    phone.page.route("**/api/v1/judge/ballots/", lose_the_first_answer)
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    phone.page.click("#send-now")
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")
    assert lost == [201] and len(phone.sent) == 2 and len(set(phone.sent)) == 1
    assert [ballot["id"] for ballot in contest.ballots()] == phone.sent[:1]


def test_a_returned_sheet_says_why_and_is_corrected_under_another_id(phone, contest):
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")
    contest.ok(contest.second.post(f"ballots/{phone.sent[0]}/return/", json={"reason": "Điểm ngoài khung"}))
    phone.refresh()
    phone.expect_state("Đội Công lý", "Tổ Thư ký trả lại, cần sửa")
    expect(phone.row("Đội Công lý")).to_contain_text("Lý do: Điểm ngoài khung")
    phone.row("Đội Công lý").click()
    expect(phone.page.locator("#sheet-note")).to_contain_text("Điểm ngoài khung")
    expect(phone.page.locator("#criteria input")).to_have_value("8,5")
    phone.page.fill("#criteria input", "8")
    phone.send()
    phone.expect_state("Đội Công lý", "Đã gửi: 8 điểm")
    assert [(ballot["status"], ballot["version"]) for ballot in contest.ballots()] == [("returned", 1), ("submitted", 2)]
    assert len(set(phone.sent)) == 2


def test_opened_on_a_second_phone_the_first_says_so_and_keeps_everything(phone, open_phone, contest):
    phone.mark("Đội Chân lý", "Chào hỏi", "9")
    phone.page.click("#sheet-back")
    second = open_phone()
    second.open(contest.judges[0])
    second.expect_state("Đội Công lý", "Chưa chấm")

    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    expect(phone.page.locator("#closed")).to_contain_text("đường dẫn đã mở trên máy khác", timeout=SEEN_WITHIN)
    phone.expect_progress("1 phiếu còn trên máy, chưa gửi được.")
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    phone.expect_state("Đội Chân lý", "Đang chấm dở, chưa gửi")
    assert contest.ballots() == []

    phone.page.fill("#again-pin", contest.judges[0]["pin"])
    phone.page.click("#again-form button")
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")
    expect(phone.page.locator("#closed")).to_be_hidden()
    assert len(set(phone.sent)) == 1
    second.page.reload()
    expect(second.page.locator("#closed")).to_be_visible(timeout=SEEN_WITHIN)


def test_a_replaced_judge_is_told_so_and_reads_what_was_not_sent_to_the_secretaries(phone, open_phone, contest):
    judge = contest.judges[0]
    contest.ok(contest.secretary.post(f"seats/{judge['id']}/replace/", json={"name": "Giám khảo mới"}))
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    expect(phone.page.locator("#closed-why")).to_contain_text("Đã có giám khảo khác thay, đường dẫn này hết hiệu lực.", timeout=SEEN_WITHIN)
    expect(phone.page.locator("#closed")).to_contain_text("đọc các phiếu chưa gửi cho Tổ Thư ký")
    expect(phone.page.locator("#again-form")).to_be_hidden()
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    late = open_phone()
    late.open(judge)
    expect(late.page.locator("#pin-wrong")).to_contain_text("Đã có giám khảo khác thay")


EMPTY_STORE = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("judge");
  request.onsuccess = () => {
    const tables = [...request.result.objectStoreNames];
    const transaction = request.result.transaction(tables, "readwrite");
    for (const table of tables) transaction.objectStore(table).clear();
    transaction.oncomplete = () => { request.result.close(); resolve(true); };
    transaction.onabort = () => reject(transaction.error);
  };
})"""


def test_a_store_that_the_browser_emptied_is_filled_again_and_everything_is_sent_once(phone, contest):
    page = phone.page
    assert page.evaluate(SERVICE_WORKER)
    phone.context.set_offline(True)
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    phone.send()
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    phone.mark("Đội Chân lý", "Chào hỏi", "9")
    expect(page.locator("#sheet-kept")).to_have_text("Đã lưu trên máy này, chưa gửi.")
    page.click("#sheet-back")
    assert page.evaluate(EMPTY_STORE)  # under the open page
    page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.expect_state("Đội Công lý", "Đã lưu trên máy, chờ gửi: 8,5 điểm")
    assert page.evaluate(EMPTY_STORE)  # while the page is closed
    page.goto("about:blank")
    page.goto("/j/")
    phone.expect_progress("1 phiếu đã lưu trên máy")
    phone.context.set_offline(False)
    phone.expect_progress("Không còn phiếu nào chờ gửi.")
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")
    phone.expect_state("Đội Chân lý", "Đang chấm dở, chưa gửi")
    assert len(set(phone.sent)) == 1 and [ballot["points"] for ballot in contest.ballots()] == [{"noi-dung": "8.5"}]
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('judge-copy:ballots'))") == []


# Something else writes, and what comes after it waits.
BUSY_STORE = """() => {
  window.isBusy = true;
  indexedDB.open("judge").onsuccess = ({ target }) => {
    const drafts = target.result.transaction(["drafts", "ballots"], "readwrite").objectStore("drafts");
    const goOn = () => { if (window.isBusy) drafts.count().onsuccess = goOn; else target.result.close(); };
    goOn();
  };
}"""


def test_a_sheet_that_is_not_yet_kept_on_the_phone_is_said_to_be_none(phone):
    page = phone.page
    phone.mark("Đội Công lý", "Chào hỏi", "8")
    expect(page.locator("#sheet-kept")).to_have_text("Đã lưu trên máy này, chưa gửi.")
    page.evaluate(BUSY_STORE)
    page.fill("#criteria input", "8,5")
    expect(page.locator("#sheet-kept")).to_have_text("Đang lưu trên máy này…")
    phone.send()
    expect(page.locator("#confirm-kept")).to_have_text("Đang lưu trên máy này…")
    page.evaluate("window.isBusy = false")
    phone.expect_state("Đội Công lý", "Đã gửi: 8,5 điểm")


def test_a_team_that_withdrew_meanwhile_gets_no_sheet_and_the_marks_stay(phone, contest):
    phone.mark("Đội Công lý", "Chào hỏi", "8,5")
    performance = contest.performance("Đội Công lý", "tieu-pham")
    contest.ok(contest.secretary.patch(f"performances/{performance}/", json={"status": "withdrawn", "reason": "Có người ốm"}))
    phone.send()
    phone.expect_state("Đội Công lý", "Đội đã rút")
    phone.expect_progress("Không còn phiếu nào chờ gửi.")
    assert contest.ballots() == []
    phone.row("Đội Công lý").click()
    expect(phone.page.locator("#sheet-note")).to_contain_text("Không gửi được: đội này đã rút")
    expect(phone.page.locator("#criteria input")).to_have_value("8,5")
    expect(phone.page.locator("#sheet-send")).to_be_disabled()


def test_an_excused_judge_has_no_sheet_of_that_team_and_a_trial_judge_is_told(open_phone, contest):
    judge = contest.seat("Người chấm thử", is_shadow=True)
    contest.ok(contest.secretary.post(f"seats/{judge['id']}/recuse/", json={"team": contest.teams["Đội Chân lý"], "reason": "Cùng trường"}))
    phone = open_phone()
    phone.open(judge)
    phone.expect_state("Đội Chân lý", "Không chấm đội này")
    expect(phone.row("Đội Chân lý")).not_to_have_role("button")
    expect(phone.page.locator("#shadow")).to_contain_text("Chấm thử")


def test_every_screen_fits_a_small_phone_and_a_thumb(phone):
    page = phone.page
    assert page.evaluate(LOOK) == FITS
    phone.mark("Đội Công lý", "Tiểu phẩm", "20,5", "x")
    page.click("#sheet-send")
    assert page.evaluate(LOOK) == FITS
    page.locator("#mark-dien-xuat").fill("12")
    page.click("#sheet-send")
    expect(page.locator("#confirm h1")).to_be_focused()
    assert page.evaluate(LOOK) == FITS
    page.go_back()
    expect(page.locator("#sheet h1")).to_be_focused()
    page.go_back()
    expect(page.locator("#list h1")).to_be_focused()


def test_axe_has_nothing_to_say_about_any_screen_of_a_judge(open_phone, contest, axe_script):  # noqa: F811
    phone = open_phone(bypass_csp=True)
    page = phone.page
    page.add_init_script(axe_script)
    page.goto(contest.judges[0]["url"])
    expect(page.locator("#pin")).to_be_visible()
    violations = {"pin": page.evaluate(VIOLATIONS)}
    phone.open(contest.judges[0])
    phone.expect_state("Đội Công lý", "Chưa chấm")
    violations["list"] = page.evaluate(VIOLATIONS)
    phone.mark("Đội Công lý", "Tiểu phẩm", "20,3", "")
    page.click("#sheet-send")
    violations["sheet"] = page.evaluate(VIOLATIONS)
    page.locator("#mark-noi-dung").fill("20")
    page.locator("#mark-dien-xuat").fill("12")
    page.click("#sheet-send")
    expect(page.locator("#confirm")).to_be_visible()
    violations["confirm"] = page.evaluate(VIOLATIONS)
    assert {screen: sentences for screen, sentences in violations.items() if sentences} == {}


def test_the_page_speaks_english_when_asked(phone):
    phone.page.get_by_role("button", name="English").click()
    expect(phone.page.locator("#list h1")).to_have_text("Teams in order")
    phone.page.reload()
    phone.expect_state("Đội Công lý", "Not marked")
    assert not re.search("Chưa chấm", phone.page.locator("main#list").inner_text())


@pytest.mark.parametrize("encodings", ["br", "gzip"])
def test_a_first_visit_asks_for_at_most_30_kb_and_for_nothing_twice(open_phone, site, contest, encodings):
    proxy = Proxy(urlsplit(site.address).netloc, encodings=encodings)
    with local_server(proxy.answer) as proxy.address:
        phone = open_phone(base_url=proxy.address)
        phone.page.goto(proxy.address + urlsplit(contest.judges[0]["url"]).path)
        expect(phone.page.locator("#pin")).to_be_visible(timeout=SEEN_WITHIN)
        phone.page.wait_for_load_state("networkidle")
        phone.context.close()
    page, *others = proxy.paths
    assert page.startswith("/j/") and sorted(others) == ["/j/package.json", "/j/sw.js", "/static/phone/boot.js"]
    padding = 0 if encodings == "br" else 3 * 100  # Django adds up to so many bytes by chance to each answer that it gzips
    assert sum(proxy.sizes) <= 30_000 + padding
