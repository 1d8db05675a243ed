"""Forms of the console in a browser: days and times as they are typed, and what is typed and not saved."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.served_activity import VIETNAM, ServedActivity

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser

READ = """async ({days, times, moments, year}) => {
  const {readDay, readTime, readMoment} = await import("/typed-dates.js");
  const pad = (number) => String(number).padStart(2, "0");
  const day = (value) => `${value.year}-${pad(value.month)}-${pad(value.day)}`;
  const time = (value) => `${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}`;
  const readAll = (texts, read, write) => Object.fromEntries(texts.map((text) => [text, (value => value && write(value))(read(text))]));
  return {
    days: readAll(days, (text) => readDay(text, year), day),
    times: readAll(times, readTime, time),
    moments: readAll(moments, (text) => readMoment(text, year), (value) => `${day(value)}T${time(value)}`),
  };
}"""


def test_the_browser_reads_days_and_times_as_the_server_does(chromium):
    vectors = json.loads((ROOT / "tests/vietnamese/typed_dates_vectors.json").read_text())
    page = chromium.new_page()
    script = ROOT / "console/static/console/typed-dates.js"
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html"))
    page.route("**/typed-dates.js", lambda route: route.fulfill(path=script, content_type="text/javascript"))
    page.goto("http://localhost:9/")
    kinds = ("days", "times", "moments")
    results = page.evaluate(READ, {kind: list(vectors[kind]) for kind in kinds} | {"year": int(vectors["near"][:4])})
    page.close()
    assert results == {kind: vectors[kind] for kind in kinds}


DRAFTS = "Object.entries(localStorage).filter(([name]) => name.startsWith('draft:'))"


def wait_for_draft(page):
    """Return the one draft as [name, value], some time after the last key was pressed."""
    page.wait_for_timeout(600)
    for _attempt in range(50):
        if len(drafts := page.evaluate(DRAFTS)) == 1:
            return drafts[0]
        page.wait_for_timeout(100)
    raise AssertionError(drafts)


def test_what_is_typed_comes_back_until_it_is_saved_dropped_or_the_session_ends(site, open_context):
    tomorrow = timezone.localdate() + timedelta(days=1)
    starts, ends = (datetime.combine(tomorrow, clock, VIETNAM) for clock in (time(7, 30), time(11)))
    activity = ServedActivity(site, "Lớp nháp", [], sittings=[("Sáng", starts, ends)])
    page = open_context(1280, 900).new_page()
    asked, answers = [], {"beforeunload": True}
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept() if answers[dialog.type] else dialog.dismiss()))
    sign_in(page, "organiser", site.password)
    address = f"/activities/{activity.id}/registrations/new/"
    name, notice = page.locator("[name=full_name]"), page.locator(".draft-restored")

    page.goto(address)
    name.press_sequentially("Phạm Thị Nháp")
    page.locator("[name=national_id]").press_sequentially("051085000123")
    page.fill(".picker-search input", "hà nội")  # a place that the page does not show before it is looked for
    page.locator(".picker-list label", has_text="thành phố Hà Nội").first.click()
    entry, sealed = wait_for_draft(page)
    assert "Nháp" not in sealed and "051085000123" not in sealed and address in entry

    answers["beforeunload"] = False
    page.get_by_role("link", name="Báo cáo").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and page.url.endswith(address)
    answers["beforeunload"] = True
    page.goto("/activities/")
    page.goto(address)
    expect(name).to_have_value("Phạm Thị Nháp")
    expect(page.locator("[name=national_id]")).to_have_value("")
    expect(page.locator("[name=unit]:checked + span")).to_contain_text("Hà Nội")
    expect(notice).to_be_visible()
    notice.get_by_role("button").click()
    expect(name).to_have_value("")
    assert page.evaluate(DRAFTS) == []

    name.fill("Phạm Thị Nháp")
    page.fill("[name=phone]", "12")
    page.get_by_role("button", name="Đăng ký, nhập người tiếp theo").click()
    page.locator(".error-summary").wait_for()
    del asked[:]
    page.goto("/activities/")
    assert asked == ["beforeunload"], "what was refused is not saved"
    page.goto(address)
    expect(name).to_have_value("Phạm Thị Nháp")
    page.fill("[name=phone]", "0912000111")
    page.locator("[name=unit]").nth(1).check()
    page.get_by_role("button", name="Xong, về danh sách").click()
    page.wait_for_url(f"**/activities/{activity.id}/registrations/")
    assert page.evaluate(DRAFTS) == []
    page.goto(address)
    expect(name).to_have_value("")
    expect(notice).to_have_count(0)

    name.press_sequentially("Đinh Văn Dở")
    wait_for_draft(page)
    page.locator("details.menu summary", has_text="Tổ chức").or_(page.locator("header details.menu.wide summary")).first.click()
    page.get_by_role("button", name="Đăng xuất").first.click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate(DRAFTS) == []
    page.evaluate("localStorage.setItem('draft:0123456789abcdef:/x', '{}')")  # left by a browser that was killed
    sign_in(page, "clerk", site.password)
    assert page.evaluate(DRAFTS) == []
