"""Guides with their pictures, and what is new, marked until a user has looked."""

from datetime import date
from pathlib import Path

import lxml.html
from django.contrib.staticfiles import finders
from PIL import Image

from accounts.models import User
from console.help import news
from console.help.guides import GUIDES
from tests.conftest import at
from tests.pages import page_text

MOST_BYTES = 600_000  # of all pictures: a phone on a slow line opens the page, too


def test_each_guide_has_three_steps_with_a_small_picture_of_the_size_it_is_drawn_in(browser_of, usher):
    page = lxml.html.fromstring(browser_of(usher).get("/help/").content)
    drawn = page.xpath("//ol[@class='steps']/li/img")
    steps = [step for guide in GUIDES for step in guide.steps]
    assert [image.get("alt") for image in drawn] == [step.alt for step in steps] and len(steps) == 9
    paths = [finders.find(f"console/help/{step.picture}") for step in steps]
    assert [Image.open(path).size for path in paths] == [step.size for step in steps]
    assert sum(Path(path).stat().st_size for path in paths) < MOST_BYTES


def test_empty_lists_lead_to_their_guide(browser_of, organiser, session):
    for address, guide in (("/activities/?q=&kind=", None), (f"/activities/{session.pk}/registrations/", "roster"), ("/people/", "roster")):
        page = browser_of(organiser).get(address).content.decode()
        assert ("#roster" in page) == (guide is not None)
    session.sittings.all().delete()
    session.delete()
    assert "/help/#activity" in browser_of(organiser).get("/activities/").content.decode()


def test_what_is_new_is_marked_until_the_user_has_looked_and_the_mark_asks_the_database_nothing(
    browser_of, organiser, clerk, django_assert_num_queries
):
    User.objects.update(date_joined=at("08:00"))
    browser = browser_of(organiser)
    assert 'class="news-dot"' in browser.get("/help/").content.decode()
    page = browser.get("/help/news/")
    assert page_text(page).count("Bạn chưa xem") == len({item.day for item in news.NEWS})
    assert "Bạn chưa xem" not in page_text(browser.get("/help/news/"))
    assert 'class="news-dot"' not in browser.get("/help/").content.decode()
    clerk.refresh_from_db()
    with django_assert_num_queries(0):
        assert news.has_unseen(clerk)
    assert User.objects.get(pk=clerk.pk).news_seen_on is None  # each user for themselves


def test_news_stand_newest_first_and_an_account_made_later_has_seen_them(make_user, db):
    days = [item.day for item in news.NEWS]
    assert days == sorted(days, reverse=True)
    later = make_user("later")
    later.date_joined = later.date_joined.replace(year=date.max.year)
    assert not news.has_unseen(later)
