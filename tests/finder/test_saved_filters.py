"""Saved filters: under a name, above their list, without anybody's name or number, the user's own."""

import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from finder.models import SavedFilter
from tests.finder.saving import save_from_page
from tests.pages import hidden_value, plain_text

pytestmark = pytest.mark.django_db


@pytest.mark.both_engines
def test_a_saved_filter_stands_as_a_link_above_its_list_and_is_renamed_and_removed(desk, ba_to):
    page = save_from_page(desk, "/activities/", {"kind": "contest", "unit": ba_to.pk, "sort": "title", "page": "2"}, "Hội thi Ba Tơ")
    query = f"kind=contest&unit={ba_to.pk}&sort=title"
    assert "Đã lưu bộ lọc “Hội thi Ba Tơ”" in page and "Lưu bộ lọc này" not in page
    page = desk.get("/activities/").content.decode()
    [link] = re.findall(r'<a href="\?([^"]*)">Hội thi Ba Tơ</a>', unescape(page))
    assert parse_qs(link) == parse_qs(query)
    assert "Hội thi Ba Tơ" not in desk.get("/people/").content.decode()
    saved = SavedFilter.objects.get()
    page = desk.post(f"/saved-filters/{saved.pk}/?next=/activities/", {"name": "Thi ở Ba Tơ"}, follow=True).content.decode()
    assert "Thi ở Ba Tơ" in page and page.count("<h1") == 1
    desk.post(f"/saved-filters/{saved.pk}/remove/?next=/activities/")
    assert SavedFilter.objects.count() == 0


def test_what_is_typed_into_text_fields_is_not_saved_and_the_screen_says_so(desk, enrolled):
    page = desk.post("/search/", {"search_page": "/people/", "q": "Phạm Rê", "gender": "M"}, follow=True)
    assert "Chữ và số gõ vào ô tìm không được lưu" in plain_text(page.content.decode())

    desk.post("/saved-filters/", {"list": hidden_value(page, "list"), "name": "Nam"})
    assert SavedFilter.objects.get().query == "gender=M"
    only_typed = desk.post("/search/", {"search_page": "/people/", "q": "Phạm Rê"}, follow=True).content.decode()
    assert "Lưu bộ lọc này" not in only_typed
    save_from_page(desk, "/activities/", {"q": "Phạm Rê", "kind": "contest"}, "Hội thi")
    assert SavedFilter.objects.get(name="Hội thi").query == "kind=contest"


def test_one_filter_serves_the_registrations_of_every_activity_and_each_report_has_its_own(desk, make_session, session, enrolled):
    save_from_page(desk, f"/activities/{session.pk}/registrations/", {"role": "participant"}, "Người dự")
    assert ">Người dự</a>" in desk.get(f"/activities/{session.pk}/registrations/").content.decode()
    save_from_page(desk, "/reports/participation-tally/", {"kind": "contest", "by": "month"}, "Theo tháng")
    assert SavedFilter.objects.get(name="Theo tháng").filters == {"from": [""], "to": [""], "kind": ["contest"], "by": ["month"]}
    assert ">Theo tháng</a>" not in desk.get("/reports/activity-list/").content.decode()


def test_what_a_later_version_does_not_know_is_left_out_with_a_word(desk, organiser):
    SavedFilter.objects.create(
        user=organiser,
        list_name="activity-list",
        name="Cũ",
        filters={"kind": ["contest"], "colour": ["red"]},
        saved_at=timezone.now(),
    )
    page = desk.get("/activities/").content.decode()
    assert '<a href="?kind=contest">Cũ</a>' in page and "bỏ qua điều kiện không còn dùng: colour" in plain_text(page)


@pytest.mark.parametrize(
    ("name", "message"), [("", "Hãy đặt tên"), ("x" * 61, "dài nhất 60"), ("Rê 0912345678", "không được chứa số điện thoại")]
)
def test_a_bad_name_is_told_and_nothing_is_saved(desk, name, message):
    assert message in save_from_page(desk, "/activities/", {"kind": "contest"}, name) and SavedFilter.objects.count() == 0


def test_a_stranger_neither_sees_nor_changes_it_and_nobody_writes_a_seal(desk, browser_of, stranger, organiser):
    save_from_page(desk, "/activities/", {"kind": "contest"}, "Của tôi")
    saved, other = SavedFilter.objects.get(), browser_of(stranger)
    assert "Của tôi" not in other.get("/activities/").content.decode()
    for path in (f"/saved-filters/{saved.pk}/", f"/saved-filters/{saved.pk}/remove/"):
        assert other.post(path, {"name": "Của người khác"}).status_code == 404
    assert desk.post("/saved-filters/", {"list": '["activity-list", "q=Rê", "//evil.example"]', "name": "x"}).status_code == 400
    save_from_page(desk, "/activities/", {"kind": "training-session"}, "Lớp")
    assert "đã có bộ lọc tên “Lớp”" in desk.post(f"/saved-filters/{saved.pk}/", {"name": "Lớp"}).content.decode()
    organiser.grants.all().delete()
    organiser.delete()
    assert SavedFilter.objects.count() == 0
