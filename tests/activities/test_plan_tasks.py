"""Tasks of a year's plan: pasted, put in order, with what came of them, and carried over to the next year once."""

from datetime import date

import pytest

from activities.models import PlanTask
from activities.plan_tasks.actions import add_tasks, carry_over, revise_task
from tests.pages import error_summary, hidden_value, messages_of, page_text, table_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(quang_ngai, organiser):
    return add_tasks(2026, quang_ngai, texts=["Mở 06 lớp", "Tổ chức 10 hội thi", "In tờ gấp"], by=organiser)


def test_pasted_lines_become_tasks_in_order_each_once(desk, quang_ngai):
    address = f"/plan-tasks/?year=2026&unit={quang_ngai.pk}"
    sent = desk.post(address, {"texts": "1. Mở 06 lớp\n\n- Tổ chức 10 hội thi\n2) Mở 06 lớp\r\n"}, follow=True)
    assert messages_of(sent) == ["Đã thêm 2 nhiệm vụ."]
    desk.post(address, {"texts": "mở 06 LỚP\nIn tờ gấp"})
    assert list(PlanTask.objects.values_list("order", "text")) == [(1, "Mở 06 lớp"), (2, "Tổ chức 10 hội thi"), (3, "In tờ gấp")]
    assert [row[1] for row in table_rows(desk.get(address))] == ["Mở 06 lớp", "Tổ chức 10 hội thi", "In tờ gấp"]
    assert [row[1] for row in table_rows(desk.get("/plan-tasks/?year=2026"))] == ["Mở 06 lớp", "Tổ chức 10 hội thi", "In tờ gấp"]
    too_long = desk.post(address, {"texts": "a" * 501})
    assert "dài quá 500 ký tự" in error_summary(too_long)[0] and "a" * 501 in too_long.content.decode()


def test_tasks_are_moved_up_and_down_and_no_further_than_the_ends(desk, tasks):
    for task, to, expected in ((tasks[2], 2, [0, 2, 1]), (tasks[0], 2, [2, 0, 1]), (tasks[1], 999, [2, 0, 1]), (tasks[1], 0, [1, 2, 0])):
        assert desk.post(f"/plan-tasks/{task.pk}/move/", {"to": to}).status_code == 302
        assert list(PlanTask.objects.order_by("order")) == [tasks[number] for number in expected]
    assert desk.post(f"/plan-tasks/{tasks[0].pk}/move/", {"to": "x"}).status_code == 302


def test_what_came_of_a_task_is_written_and_asked_about_where_another_wrote_meanwhile(desk, browser_of, admin, tasks):
    address = f"/plan-tasks/{tasks[0].pk}/edit/"
    opened = hidden_value(desk.get(address), "revision")
    browser_of(admin).post(address, {"text": "Mở 06 lớp", "outcome": "Đã mở 05 lớp"})
    asked = desk.post(address, {"text": "Mở 06 lớp", "outcome": "Đã mở 06 lớp", "is_done": "on", "revision": opened})
    assert "Kết quả, đang lưu: “Đã mở 05 lớp”" in page_text(asked) and "Đã mở 06 lớp" in asked.content.decode()
    assert desk.post(address, {"text": "Mở 06 lớp", "outcome": "Đã mở 06 lớp", "is_done": "on"}).status_code == 302
    desk.post(f"/plan-tasks/{tasks[1].pk}/done/", {"is_done": "1"})
    assert list(PlanTask.objects.order_by("order").values_list("outcome", "is_done")) == [("Đã mở 06 lớp", True), ("", True), ("", False)]
    desk.post(f"/plan-tasks/{tasks[1].pk}/done/", {"is_done": "0"})
    assert PlanTask.objects.unfinished().count() == 2


@pytest.mark.both_engines
def test_the_next_year_begins_with_what_is_not_done_and_twice_pressed_does_not_double(desk, tasks, quang_ngai, organiser):
    revise_task(tasks[0], is_done=True, by=organiser)
    page = {"year": 2026, "unit": quang_ngai.pk}
    first, second = (desk.post("/plan-tasks/carry-over/", page, follow=True) for _time in range(2))
    assert messages_of(first) == ["Đã chuyển 2 nhiệm vụ chưa xong sang năm 2027."]
    assert messages_of(second) == ["Không còn nhiệm vụ nào của năm 2026 để chuyển."]
    assert list(PlanTask.objects.filter(year=2027).values_list("order", "text", "carried_from")) == [
        (1, "Tổ chức 10 hội thi", tasks[1].pk), (2, "In tờ gấp", tasks[2].pk),
    ]  # fmt: skip


def test_tasks_of_a_province_that_was_merged_go_on_in_the_one_in_its_place(unit_called, quang_ngai, organiser):
    former = unit_called("Quảng Ngãi", "province", date(2024, 6, 1))
    add_tasks(2024, former, texts=["Việc cũ"], by=organiser)
    assert former != quang_ngai
    assert [task.unit for task in carry_over(2024, former, by=organiser)] == [quang_ngai]


def test_whoever_may_not_record_reads_and_a_stranger_finds_nothing(browser_of, api, usher, stranger, tasks, quang_ngai):
    reader, other, pk = browser_of(usher), browser_of(stranger), tasks[0].pk
    assert len(table_rows(reader.get("/plan-tasks/?year=2026"))) == 3
    assert reader.post(f"/plan-tasks/?year=2026&unit={quang_ngai.pk}", {"texts": "Việc"}).status_code == 403
    for page in ("edit", "move", "done", "remove"):
        assert reader.post(f"/plan-tasks/{pk}/{page}/", {"to": 2, "text": "x", "is_done": "1"}).status_code == 403
        assert other.post(f"/plan-tasks/{pk}/{page}/", {"to": 2, "text": "x", "is_done": "1"}).status_code == 404
    assert [browser.post("/plan-tasks/carry-over/", {"year": 2026, "unit": quang_ngai.pk}).status_code for browser in (reader, other)] == [
        403,
        404,
    ]
    assert other.get(f"/plan-tasks/?year=2026&unit={quang_ngai.pk}").status_code == 404
    assert "Mở 06 lớp" not in other.get("/plan-tasks/?year=2026").content.decode()
    assert api(stranger).get(f"/api/v1/plan-tasks/{pk}/").status_code == 404
    assert PlanTask.objects.filter(is_done=False).count() == 3


def test_tasks_over_http(api, organiser, tasks, quang_ngai):
    client = api(organiser)
    made = client.post("/api/v1/plan-tasks/", {"year": 2026, "order": 1, "text": "Ban hành kế hoạch", "outcome": "Đã ban hành"})
    assert (made.status_code, made.json()["order"], made.json()["unit"]) == (201, 1, quang_ngai.pk)
    listed = client.get("/api/v1/plan-tasks/?year=2026&is_done=false").json()
    assert [task["text"] for task in listed["results"]] == ["Ban hành kế hoạch", "Mở 06 lớp", "Tổ chức 10 hội thi", "In tờ gấp"]
    changed = client.patch(f"/api/v1/plan-tasks/{tasks[2].pk}/", {"order": 1, "is_done": True, "year": 2030})
    assert (changed.json()["order"], changed.json()["is_done"], changed.json()["year"]) == (1, True, 2026)
    again = client.post("/api/v1/plan-tasks/", {"year": 2026, "text": "in TỜ gấp"})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (400, "text")
    wrong = client.post("/api/v1/plan-tasks/", {"year": 26, "order": 0, "text": ""})
    assert (wrong.status_code, {error["field"] for error in wrong.json()["errors"]}) == (400, {"year", "order", "text"})
    carried = client.post("/api/v1/plan-tasks/carry-over/", {"year": 2026}).json()
    assert [(task["year"], task["text"]) for task in carried] == [
        (2027, "Ban hành kế hoạch"),
        (2027, "Mở 06 lớp"),
        (2027, "Tổ chức 10 hội thi"),
    ]
    assert client.post("/api/v1/plan-tasks/carry-over/", {"year": 2026}).json() == []
    assert client.delete(f"/api/v1/plan-tasks/{made.json()['id']}/").status_code == 204
    assert PlanTask.objects.filter(year=2027).count() == 3


def test_a_task_changed_since_it_was_read_is_not_overwritten_by_a_program_and_one_moved_is_the_same(api, organiser, tasks):
    client, address = api(organiser), f"/api/v1/plan-tasks/{tasks[0].pk}/"
    read = client.get(address).json()
    assert client.patch(f"/api/v1/plan-tasks/{tasks[2].pk}/", {"order": 1}).status_code == 200
    done = client.patch(address, {"is_done": True, "outcome": "Đã mở 02 lớp", "revision": read["revision"]})
    assert done.status_code == 200
    late = client.patch(address, {"outcome": "Đã mở 03 lớp", "revision": read["revision"]})
    assert late.status_code == 409
    assert late.json()["conflicts"] == [{"field": "outcome", "sent": "Đã mở 03 lớp", "current": "Đã mở 02 lớp"}]
