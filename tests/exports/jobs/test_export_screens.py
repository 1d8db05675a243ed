"""Screens of exports and schedules, walked as a clerk does."""

import pytest
from django.utils import timezone

from exports.jobs.making.running import run_job
from exports.models import ExportJob, ExportSchedule
from tests.pages import whole_body

pytestmark = pytest.mark.django_db
QUERY = "?from=2023-01-01&to=2023-12-31&by=kind"


def test_a_report_is_exported_in_the_background_seen_growing_and_fetched(year_2023, clerk_browser, django_assert_num_queries):
    report = clerk_browser.get(f"/reports/participation-tally/{QUERY}").content.decode()
    assert "/reports/participation-tally/export/?from=2023-01-01&amp;to=2023-12-31&amp;by=kind" in report
    form = clerk_browser.get(f"/reports/participation-tally/export/{QUERY}").content.decode()
    assert "năm 2023" in form and f"/reports/participation-tally/schedule/{QUERY.replace('&', '&amp;')}" in form
    assert clerk_browser.post(f"/reports/participation-tally/export/{QUERY}", {"format": "csv"})["Location"] == "/exports/"
    job = ExportJob.objects.get()
    assert (job.format, job.filters) == ("csv", {"from": "2023-01-01", "to": "2023-12-31", "by": "kind"})

    page = clerk_browser.get("/exports/").content.decode()
    assert 'hx-trigger="every 2s"' in page and "Đang chờ" in page and f"/exports/{job.pk}/cancel/" in page
    ExportJob.objects.update(status="running", attempt=2, progress=40, rows=4000)
    part = clerk_browser.get("/exports/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="40"' in part and "Đang xuất lại từ đầu, lần 2" in part and "4.000" in part and "<html" not in part

    ExportJob.objects.update(status="queued", attempt=0)
    run_job(job.pk, beats=False)
    page = clerk_browser.get("/exports/").content.decode()
    assert "hx-trigger" not in page and f"/exports/{job.pk}/file/" in page and f"/exports/{job.pk}/cancel/" not in page
    assert whole_body(clerk_browser.get(f"/exports/{job.pk}/file/")).startswith(b"\xef\xbb\xbf")


def test_one_is_stopped_and_ordered_again_from_the_list(year_2023, clerk_browser):
    clerk_browser.post(f"/reports/participation-tally/export/{QUERY}", {"format": "xlsx"})
    job = ExportJob.objects.get()
    clerk_browser.post(f"/exports/{job.pk}/cancel/")
    page = clerk_browser.get("/exports/").content.decode()
    assert "Đã dừng" in page and f"/exports/{job.pk}/again/" in page
    clerk_browser.post(f"/exports/{job.pk}/again/")
    again = ExportJob.objects.exclude(pk=job.pk).get()
    assert (again.status, again.filters, again.described) == ("queued", job.filters, job.described)


def test_an_expired_file_says_so_and_why_a_refused_one_was_refused_stands_there(clerk, clerk_browser):
    now = timezone.now()
    shared = {"owner": clerk, "report": "activity-list", "format": "xlsx", "created_at": now, "heartbeat": now}
    ExportJob.objects.create(**shared, status="done", size=1, expires_at=now)
    ExportJob.objects.create(**shared, status="failed", error="Bạn không được xem số liệu ở xã Ba Vì.")
    page = clerk_browser.get("/exports/").content.decode()
    assert "Đã hết hạn" in page and "không được xem số liệu ở xã Ba Vì" in page and page.count("Xuất lại") == 2


def test_wrong_filters_lead_back_to_the_report_which_says_what_is_wrong(clerk_browser):
    wrong = "/reports/participation-tally/export/?from=x"
    assert clerk_browser.get(wrong)["Location"] == clerk_browser.post(wrong)["Location"] == "/reports/participation-tally/?from=x"
    assert not ExportJob.objects.exists()


@pytest.mark.parametrize("step", ["export", "schedule"])
@pytest.mark.parametrize("report", ["participation-tally", "form-commune-summary"])
def test_an_area_of_others_leads_back_to_the_report_and_is_neither_described_nor_stored(
    world, unit_called, api, stranger, browser_of, step, report
):
    area = world.area("Cụm mật", [unit_called("Ba Tơ", "district")])
    browser, query = browser_of(stranger), f"?area={area.pk}&by=kind"
    address = f"/reports/{report}/{step}/{query}"
    form = {"every": "month", "day": "5", "format": "xlsx"}
    back = f"/reports/{report}/{query}"
    assert browser.get(address)["Location"] == browser.post(address, form)["Location"] == back
    page = browser.get(back).content.decode()
    assert "Cụm mật" not in page and 'name="list"' not in page, "it may be saved as a question"
    order = form | {"report": report, "filters": {"area": area.pk}}
    refused = api(stranger).post(f"/api/v1/{step}s/", order)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, ["filters.area"])
    assert not ExportJob.objects.exists() and not ExportSchedule.objects.exists()


def test_a_schedule_is_set_from_a_report_changed_and_deleted(year_2023, clerk_browser):
    address = f"/reports/participation-tally/schedule/{QUERY}"
    form = clerk_browser.get(address).content.decode()
    assert "Loại hoạt động" in form and "vừa hết" in form and "năm 2023" not in form
    assert "từ 1 đến 28" in clerk_browser.post(address, {"every": "month", "day": "31", "format": "xlsx"}).content.decode()
    clerk_browser.post(address, {"every": "month", "day": "5", "format": "xlsx"})
    schedule = ExportSchedule.objects.get()
    assert (schedule.filters, schedule.day, schedule.next_on.day) == ({"by": "kind"}, 5, 5)
    listed = clerk_browser.get("/export-schedules/").content.decode()
    assert "Hằng tháng" in listed and f"/export-schedules/{schedule.pk}/edit/" in listed
    clerk_browser.post(f"/export-schedules/{schedule.pk}/edit/", {"every": "year", "day": "2", "format": "csv"})
    schedule.refresh_from_db()
    assert (schedule.every, schedule.next_on.month, schedule.filters) == ("year", 1, {"by": "kind"})
    assert "Xóa lịch" in clerk_browser.get(f"/export-schedules/{schedule.pk}/remove/").content.decode()
    clerk_browser.post(f"/export-schedules/{schedule.pk}/remove/")
    assert not ExportSchedule.objects.exists()


def test_a_report_of_one_activity_is_exported_but_not_scheduled(clerk_browser, session, clerk):
    address = f"/reports/attendance-register/export/?activity={session.pk}"
    assert "/schedule/" not in clerk_browser.get(address).content.decode()
    clerk_browser.post(address, {"format": "xlsx"})
    run_job(ExportJob.objects.get().pk, beats=False)
    assert ExportJob.objects.get().status == "done"
    refused = clerk_browser.post(
        f"/reports/attendance-register/schedule/?activity={session.pk}", {"every": "month", "day": "5", "format": "xlsx"}
    )
    assert "không đặt lịch được" in refused.content.decode() and not ExportSchedule.objects.exists()


def test_the_lists_take_as_many_statements_for_three_rows_as_for_one(clerk, clerk_browser, django_assert_num_queries):
    now = timezone.now()
    clerk_browser.get("/exports/")
    for further_rows in (1, 2):
        for _row in range(further_rows):
            schedule = ExportSchedule.objects.create(owner=clerk, report="activity-list", created_at=now, next_on=now.date())
            ExportJob.objects.create(
                owner=clerk,
                report="activity-list",
                format="xlsx",
                created_at=now,
                heartbeat=now,
                status="failed",
                schedule=schedule,
                due_on=now.date(),
            )
        for address in ("/exports/", "/export-schedules/"):
            with django_assert_num_queries(8):
                clerk_browser.get(address)
