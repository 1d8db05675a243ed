"""Forms of the console in a browser: days and times as they are typed."""

import json
from pathlib import Path

import pytest

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
