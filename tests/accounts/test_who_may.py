"""A page that somebody can only read says who may do what it is for."""

from attendance.registrations.actions import register
from tests.pages import page_text


def test_a_page_to_read_names_the_roles_and_people_for_its_work(
    browser_of, clerk, leader, usher, nobody, organiser, admin, stranger, session, morning, enrolled
):
    work = {
        (clerk, "/targets/"): "lập, sửa hoạt động, đội thi, kết quả, chỉ tiêu và văn bản do người có vai trò Quản trị, Cán bộ tổ chức làm.",
        (clerk, session.get_absolute_url()): "Hãy liên hệ: Admin, Organiser.",
        (leader, f"/sittings/{morning.pk}/"): "Việc điểm danh do người có vai trò Quản trị, Cán bộ tổ chức, Chuyên viên tổng hợp",
        (usher, f"/activities/{session.pk}/registrations/"): "Hãy liên hệ: Admin, Clerk, Organiser.",
        (usher, f"/activities/{session.pk}/inbox/"): "Việc sửa điểm danh, quyết định lượt chờ xử lý do",
        (clerk, f"/people/{enrolled[0].person_id}/"): "dữ liệu cá nhân do người có vai trò Quản trị làm. Hãy liên hệ: Admin.",
        (nobody, "/"): "chưa có vai trò ở địa bàn nào",
    }
    texts = {(user, page): page_text(browser_of(user).get(page)) for user, page in work}
    assert [page for (user, page), sentence in work.items() if sentence not in texts[user, page]] == []
    assert not [page for page, text in texts.items() if "Stranger" in text]


def test_whoever_may_do_it_is_told_nothing_and_who_left_is_not_named(browser_of, clerk, organiser, admin, session):
    assert "Hãy liên hệ" not in page_text(browser_of(organiser).get("/targets/"))
    admin.is_active = False
    admin.save()
    assert "Hãy liên hệ: Organiser." in page_text(browser_of(clerk).get("/targets/"))


def test_an_administrator_of_a_part_hands_over_only_who_is_known_nowhere_else(
    browser_of, make_user, make_session, enrolled, organiser, ba_to, unit_called
):
    person, browser = enrolled[0].person, browser_of(make_user("of-ba-to", "administrator", ba_to))
    pages = [page_text(browser.get(f"/people/{person.pk}/"))]
    register(make_session(unit=unit_called("Sơn Hà", "district")), person=person, role="participant", by=organiser)
    pages.append(page_text(browser.get(f"/people/{person.pk}/")))
    assert ["Lấy toàn bộ dữ liệu" in page for page in pages] == [True, False]
    assert ["là việc của người quản trị cấp tỉnh" in page for page in pages] == [False, True]
    assert ["Thêm một yêu cầu về dữ liệu" in page for page in pages] == [True, True]
