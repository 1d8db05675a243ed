"""One walk through what people do, by the API and by the screens: each write leaves its line of the audit trail, and none lacks one."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.audit.subjects import subjects
from accounts.models import ChangeRecord
from accounts.roles import Role
from accounts.second_factor import actions as second_factor
from accounts.sign_in.open_sessions import open_sessions
from activities.models import PlanTask
from attendance.models import Attendance, Registration
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from certificates.prizes.actions import issue_prizes
from contests.actions import add_team
from contests.models import Performance, Snapshot
from exports.jobs.schedules import run_due
from exports.models import ExportSchedule
from exports.statistical_forms.actions import take_in_form, withdraw_form
from exports.statistical_forms.office import delivered_content
from finder.actions import save_filter
from imports.models import YearImport
from outreach.actions import attach_file, record_item, remove_channel, remove_item, revise_item, save_channel, set_channel_active
from outreach.models import Channel, OutreachItem
from privacy.requests import actions as requests
from privacy.retention import runs
from reporting import actions as reporting
from reporting.addresses.actions import remove_address, save_address
from reporting.document.redaction import redact
from reporting.document.template.standard_template import standard_template
from reporting.models import ReportAddress
from reporting.word_templates.actions import take_in_template, withdraw_template
from reporting.writing.creation import compose, create_report
from reporting.writing.section_texts import take_composed, write_sections
from tests.accounts.test_second_factor import SECRET, code
from tests.attendance.hall import address_of
from tests.conftest import DAY, PASSWORD, at
from tests.contests.scoring.rule_sets import round_of, rules_data
from tests.imports.made_files import rows_xlsx
from tests.pages import hidden_value

pytestmark = pytest.mark.django_db

WRITING = re.compile(r'\s*(INSERT|UPDATE|DELETE)\s+(?:INTO\s+|FROM\s+)?"?(\w+)"?')
# What machines note without anybody having decided anything.
NOTED_BY_MACHINES = {
    "attendance_device": {"last_seen_at", "clock_offset", "waiting", "unknown_scans", "unknown_since"},
    "imports_rosterimport": {"progress", "working_since"},
    "accounts_user": {"last_login"},
    "exports_exportjob": {"task_id", "heartbeat", "schedule_id", "due_on"},
    "exports_exportschedule": {"next_on"},
}
EVERYTHING = {subject.name for subject in subjects()}
# Lines that speak for rows of other tables, which they count or which go with theirs.
SPEAKING_FOR = {
    "activity.postponed": {"sitting"},
    "activity.removed": {"sitting"},
    "agency_period.removed": {"document_signer"},
    "device.scans_dismissed": {"inbox-decision"},
    "inbox-decision.taken_back": {"attendance"},
    **{f"yearly_report.{verb}": {"report_section"} for verb in ("created", "composed", "removed")},
    **{line: {"performance"} for line in ("rule_set.locked", "rule_set.amended", "draw.drawn", "team.added")},  # rows that follow
    "person.merged": EVERYTHING,
    "person.unmerged": EVERYTHING,
    "person.erased": EVERYTHING,
}


def subjects_written(queries):
    """Return the subjects in whose tables the statements wrote what somebody had decided."""
    by_table = {model._meta.db_table: s.name for s in subjects() for model in (s.model, *s.model.__subclasses__())}
    written = set()
    for sql in queries:
        statement = WRITING.match(sql)
        if statement is None or statement[2] not in by_table:
            continue
        columns = set(re.findall(r'"(\w+)" = ', sql.partition(" WHERE ")[0])) if statement[1] == "UPDATE" else {"*"}
        if not columns <= NOTED_BY_MACHINES.get(statement[2], set()):
            written.add(by_table[statement[2]])
    if any("INTO attendance_scan " in sql for sql in queries):
        written.discard("attendance")  # the scan itself is the evidence
    return written


def leaves(send, expected, *, by, reason="", status=range(200, 400)):
    """Check that what `send` writes leaves exactly these lines, and return its answer: leaves(send, {"team.added": "contest name"}, by=user).

    The words after a line are the columns that it tells of; None: whichever.
    """
    earlier = ChangeRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    queries = []

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if context["cursor"].rowcount or sql.startswith("INSERT"):  # SQLite counts what it returns only when it is fetched
            queries.append(sql)
        return result

    with connection.execute_wrapper(watch):
        answer = send()
    if hasattr(answer, "status_code"):
        assert answer.status_code in status, answer.content.decode()[:1000]
    lines = list(ChangeRecord.objects.filter(pk__gt=earlier))
    assert {f"{line.subject}.{line.verb}" for line in lines} == set(expected)
    for line in lines:
        columns = expected[f"{line.subject}.{line.verb}"]
        assert columns is None or set(line.changes) == set(columns.split()), line
    assert {line.actor_kind if line.actor is None else line.actor for line in lines} <= {by}
    assert reason in {line.reason for line in lines} | {""}
    spoken_for = {line.subject for line in lines}.union(*(SPEAKING_FOR.get(name, ()) for name in expected))
    assert subjects_written(queries) <= spoken_for
    return answer


def test_an_activity_its_sittings_and_targets_leave_a_line_for_each_write(api, desk, organiser, ba_to):
    client = api(organiser)
    session = {"title": "Lớp mới", "unit": ba_to.pk, "starts_on": "2024-05-20", "ends_on": "2024-05-20", "topics": ["Luật Đất đai"]}
    morning = {"label": "Sáng", "starts_at": at("07:30").isoformat(), "ends_at": at("11:00").isoformat()}
    made = {"activity.recorded": None, "sitting.added": None}
    answer = leaves(lambda: client.post("/api/v1/training-sessions/", session | {"sittings": [morning]}), made, by=organiser).json()
    page, sitting = f"/activities/{answer['id']}", answer["sittings"][0]["id"]
    address = f"/api/v1/training-sessions/{answer['id']}/"
    leaves(lambda: client.patch(address, {"venue": "Nhà văn hóa"}), {"activity.revised": "venue"}, by=organiser)
    leaves(lambda: client.patch(address, {"topics": ["Luật Hòa giải"]}), {"activity.revised": "topics"}, by=organiser)
    leaves(lambda: desk.post(f"{page}/status/", {"status": "open"}), {"activity.status_set": "status"}, by=organiser)
    evening = {"label": "Tối", "starts_at": at("18:30").isoformat(), "ends_at": at("21:00").isoformat()}
    added = leaves(lambda: client.post(f"/api/v1{page}/sittings/", evening), {"sitting.added": None}, by=organiser).json()
    address_of_added = f"/api/v1/sittings/{added['id']}/"
    leaves(lambda: client.patch(address_of_added, {"label": "Buổi tối"}), {"sitting.changed": "label"}, by=organiser)
    leaves(lambda: client.delete(address_of_added), {"sitting.removed": None}, by=organiser)
    copies = {"copies": [{"starts_on": "2024-06-20", "unit": ba_to.pk}]}
    leaves(lambda: client.post(f"{address}copy/", copies), made, by=organiser)
    leaves(lambda: desk.post(f"/sittings/{sitting}/door/key/"), {"sitting.door_key_changed": ""}, by=organiser)
    postponed = {"activity.postponed": "starts_on ends_on"}
    leaves(lambda: desk.post(f"{page}/postpone/", {"starts_on": "2024-05-21", "confirmed": "past:2024-05-21"}), postponed, by=organiser)
    cancelled = {"activity.cancelled": "status cancelled_at"}
    leaves(lambda: client.post(f"{address}cancel/", {"reason": "Bão số 4"}), cancelled, by=organiser, reason="Bão số 4")
    leaves(lambda: client.post(f"{address}restore/"), {"activity.restored": "status cancelled_at"}, by=organiser)
    leaves(lambda: desk.post(f"{page}/status/", {"status": "draft"}), {"activity.status_set": "status"}, by=organiser)
    leaves(lambda: desk.post(f"{page}/remove/"), {"activity.removed": None}, by=organiser)
    target = {"year": 2024, "kind": "contest", "unit": ba_to.pk, "planned_activities": 2}
    set_columns = {"target.set": "year kind unit planned_activities"}
    leaves(lambda: desk.post("/targets/new/", target), set_columns, by=organiser)
    pk = ChangeRecord.objects.filter(subject="target").latest("pk").subject_id
    leaves(lambda: desk.post(f"/targets/{pk}/edit/", {"planned_activities": 3}), {"target.set": "planned_activities"}, by=organiser)
    leaves(lambda: desk.post(f"/targets/{pk}/remove/"), {"target.removed": None}, by=organiser)
    calendar = {"unit": ba_to.pk}
    leaves(lambda: desk.post("/account/calendars/", calendar), {"calendar_feed.opened": "user unit"}, by=organiser)
    leaves(lambda: desk.post("/account/calendars/", calendar), {"calendar_feed.renewed": ""}, by=organiser)
    feed = {"feed": organiser.calendar_feeds.get().pk}
    leaves(lambda: desk.post("/account/calendars/revoke/", feed), {"calendar_feed.revoked": None}, by=organiser)


def test_documents_and_tasks_of_the_plan_leave_a_line_for_each_write(api, desk, organiser, ba_to):
    client = api(organiser)
    plan = {
        "kind": "plan",
        "number": "12/KH-UBND",
        "dated": "2024-05-20",
        "issuer": "UBND huyện",
        "title": "Tuyên truyền",
        "unit": ba_to.pk,
    }
    document = leaves(lambda: client.post("/api/v1/documents/", plan), {"document.recorded": None}, by=organiser).json()
    address, file = f"/api/v1/documents/{document['id']}/", {"file": SimpleUploadedFile("kh.pdf", b"%PDF-1.7")}
    leaves(lambda: client.patch(address, {"title": "Phổ biến pháp luật"}), {"document.revised": "title"}, by=organiser)
    leaves(lambda: client.put(f"{address}file/", file, format="multipart"), {"document.revised": "file"}, by=organiser)
    leaves(lambda: desk.post(f"/documents/{document['id']}/remove/"), {"document.removed": None}, by=organiser)
    area = {"name": "Khu vực III", "units": [ba_to.pk]}
    area_id = leaves(lambda: client.post("/api/v1/areas/", area), {"area.recorded": None}, by=organiser).json()["id"]
    leaves(lambda: desk.post(f"/areas/{area_id}/edit/", area | {"name": "Khu vực II"}), {"area.revised": "name"}, by=organiser)
    leaves(lambda: desk.post(f"/areas/{area_id}/archive/"), {"area.archived": "archived_at"}, by=organiser)
    leaves(lambda: client.post(f"/api/v1/areas/{area_id}/restore/"), {"area.restored": "archived_at"}, by=organiser)
    tasks = {"texts": "Một\nHai"}
    leaves(lambda: desk.post(f"/plan-tasks/?year=2024&unit={ba_to.pk}", tasks), {"plan_task.recorded": None}, by=organiser)
    first, second = PlanTask.objects.order_by("order")
    outcome = {"text": "Một", "outcome": "Xong", "is_done": "on"}
    leaves(lambda: desk.post(f"/plan-tasks/{first.pk}/edit/", outcome), {"plan_task.revised": "outcome is_done"}, by=organiser)
    leaves(lambda: desk.post(f"/plan-tasks/{second.pk}/move/", {"to": 1}), {"plan_task.moved": "order"}, by=organiser)
    year = {"year": 2024, "unit": ba_to.pk}
    leaves(lambda: desk.post("/plan-tasks/carry-over/", year), {"plan_task.carried_over": None}, by=organiser)
    leaves(lambda: desk.post(f"/plan-tasks/{first.pk}/remove/"), {"plan_task.removed": None}, by=organiser)


def test_the_other_channels_leave_a_line_for_each_write(organiser, ba_to):
    article = OutreachItem(channel=Channel.objects.get(key="website"), title="Bài viết", unit=ba_to, starts_on=DAY, ends_on=DAY)
    item = leaves(lambda: record_item(article, by=organiser), {"outreach_item.recorded": None}, by=organiser)
    item.title = "Bài khác"
    leaves(lambda: revise_item(item), {"outreach_item.revised": "title"}, by="system")
    contract = SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.7")
    leaves(lambda: attach_file(item, contract, by=organiser), {"outreach_attachment.attached": None}, by=organiser)
    leaves(lambda: remove_item(item), {"outreach_attachment.removed": None, "outreach_item.removed": None}, by="system")
    library = Channel(name="Tủ sách pháp luật", measure="cuốn", section="publications")
    leaves(lambda: save_channel(library), {"outreach_channel.added": None}, by="system")
    leaves(lambda: set_channel_active(library, is_active=False), {"outreach_channel.changed": "is_active"}, by="system")
    leaves(lambda: remove_channel(library), {"outreach_channel.removed": None}, by="system")


def test_exports_and_their_schedules_leave_a_line_for_each_order(api, desk, organiser):
    client, order = api(organiser), {"report": "activity-list", "format": "xlsx", "filters": {}}
    answer = leaves(lambda: client.post("/api/v1/exports/", order), {"export.requested": None}, by=organiser)
    cancelled = {"export.cancelled": "status is_cancel_wanted"}
    leaves(lambda: client.post(f"/api/v1/exports/{answer.json()['id']}/cancel/"), cancelled, by=organiser)
    rhythm = {"every": "month", "day": 5, "format": "xlsx"}
    leaves(lambda: desk.post("/reports/activity-list/schedule/", rhythm), {"export_schedule.scheduled": None}, by=organiser)
    schedule = ExportSchedule.objects.get()
    address = f"/api/v1/schedules/{schedule.pk}/"
    leaves(lambda: client.patch(address, {"day": 6}), {"export_schedule.changed": "day"}, by=organiser)
    leaves(lambda: run_due(at("08:00", schedule.next_on + timedelta(days=40))), {"export.requested": None}, by="system")
    leaves(lambda: desk.post(f"/export-schedules/{schedule.pk}/remove/"), {"export_schedule.removed": None}, by=organiser)


def test_ending_the_sharing_of_a_question_leaves_a_line(browser_of, admin, clerk_of_ba_to, ba_to):
    shared = save_filter(clerk_of_ba_to, list_name="report:activity-list", filters={}, name="Hội thi", at=timezone.now(), shared_in=ba_to)
    unshared = {"saved_filter.unshared": "shared_in"}
    leaves(lambda: browser_of(admin).post(f"/saved-filters/{shared.pk}/"), unshared, by=admin)


def test_reports_leave_a_line_for_each_write(organiser, clerk, ba_to):
    now, year = timezone.now(), {"kind": "cchc-year", "year": 2024, "unit": ba_to}
    report = leaves(lambda: create_report(**year, by=organiser, at=now), {"yearly_report.created": None}, by=organiser)
    later = now + timedelta(minutes=1)
    leaves(lambda: compose(report, by=organiser, at=later), {"yearly_report.composed": "composed_at"}, by=organiser)
    texts = {"closing": "Trên đây là báo cáo."}
    leaves(lambda: write_sections(report, texts, by=organiser, at=now), {"report_section.written": "text version"}, by=organiser)
    leaves(lambda: reporting.submit(report, by=organiser, at=now), {"yearly_report.submitted": "submitted_at submitted_by"}, by=organiser)
    leaves(lambda: reporting.send_back(report, remarks="Thiếu", by=clerk), {"yearly_report.sent_back": None}, by=clerk)
    reviewed = "status reviewed_at reviewed_by remarks"
    leaves(lambda: reporting.review(report, by=clerk, at=now), {"yearly_report.reviewed": reviewed}, by=clerk)
    composed_again = {"report_section.written": None, "yearly_report.reopened": None}
    section = report.sections.get(key="closing")
    leaves(lambda: take_composed(section, by=organiser, at=now), composed_again, by=organiser)
    reporting.review(report, by=clerk, at=now)
    issue = {"number": "1/BC-BDT", "dated": DAY}
    issued = "status number dated issued_at issued_by"
    leaves(lambda: reporting.issue(report, **issue, by=organiser, at=now), {"yearly_report.issued": issued}, by=organiser)
    file = reporting.keep_file(report, standard_template(), file_format="docx", at=now)
    leaves(lambda: redact(file, str.upper), {"yearly_report.redacted": None}, by="system")
    draft = create_report(**year, by=organiser, at=now)
    leaves(lambda: reporting.remove_report(draft, by=organiser), {"yearly_report.removed": None}, by=organiser)
    address = ReportAddress(kind="cchc-year", valid_from=DAY, recipients="Như trên")
    leaves(lambda: save_address(address, by=organiser), {"report_address.added": None}, by=organiser)
    address.recipients = "Lưu: VT"
    leaves(lambda: save_address(address, by=organiser), {"report_address.changed": "recipients"}, by=organiser)
    leaves(lambda: remove_address(address, by=organiser), {"report_address.removed": None}, by=organiser)
    sent = {"kind": "cchc-year", "valid_from": DAY, "file": SimpleUploadedFile("mau.docx", standard_template())}
    template, _ = leaves(lambda: take_in_template(**sent, by=organiser, at=now), {"report_template.taken_in": None}, by=organiser)
    withdrawn = {"report_template.withdrawn": "withdrawn_at"}
    leaves(lambda: withdraw_template(template, by=organiser, at=now), withdrawn, by=organiser)
    own = SimpleUploadedFile("bieu.toml", delivered_content("commune-summary").replace("commune-summary", "xa").encode())
    form = leaves(lambda: take_in_form(file=own, by=organiser, at=now), {"office_form.taken_in": None}, by=organiser)
    leaves(lambda: withdraw_form(form, by=organiser, at=now), {"office_form.withdrawn": "withdrawn_at"}, by=organiser)


def test_registrations_and_attendances_leave_a_line_for_each_write_and_scans_none(api, desk, organiser, session, morning, enrolled, ba_to):
    client, activity = api(organiser), f"/api/v1/activities/{session.pk}"
    described = {"full_name": "Đinh Văn Tám", "unit": ba_to.pk, "organisation": "Trường Tiểu học Ba Vì"}
    registered = {"person.added": None, "organisation.added": None, "registration.registered": None}
    body = {"person": described, "role": "participant"}
    pk = leaves(lambda: client.post(f"{activity}/registrations/", body), registered, by=organiser).json()["id"]
    address = f"/api/v1/registrations/{pk}/"
    leaves(lambda: client.patch(address, {"role": "guest"}), {"registration.role_changed": "role"}, by=organiser)
    leaves(lambda: client.post(f"{address}withdraw/"), {"registration.withdrawn": "status"}, by=organiser)
    leaves(lambda: desk.post(f"/registrations/{pk}/stand-again/"), {"registration.reinstated": "status"}, by=organiser)
    # scans: the scan is the evidence
    first, second = enrolled[:2]
    ids = {name: str(uuid4()) for name in ("arrived", "early", "alone")}
    scans = [(ids["arrived"], first, "08:00"), (ids["early"], first, "05:00"), (ids["alone"], second, "05:00")]
    sent = [
        {"id": pk, "code": registration.code, "sitting": morning.pk, "scanned_at": at(clock).isoformat(), "method": "pass"}
        for pk, registration, clock in scans
    ]
    leaves(lambda: client.post("/api/v1/scans/", {"scans": sent}), {}, by=organiser)
    attendance = Attendance.objects.get()
    annulled = {"attendance.annulled": "annulled_at annulled_by annul_reason"}
    address = f"/api/v1/attendances/{attendance.pk}/"
    leaves(lambda: client.post(f"{address}annul/", {"reason": "Quét hộ"}), annulled, by=organiser, reason="Quét hộ")
    restored = {"attendance.restored": "annulled_at annulled_by annul_reason"}
    leaves(lambda: client.post(f"{address}restore/"), restored, by=organiser)
    # decisions of the inbox, and taking them back
    decision = {"action": "accept", "reason": "Đến sớm"}
    decided, taken_back = {"inbox-decision.decided": None}, {"inbox-decision.taken_back": ""}
    undone = "Hoàn tác quyết định: Đến sớm"
    for scan, further in (
        ("early", {"attendance.arrival_changed": "arrived_at arrival_scan"}),
        ("alone", annulled),
    ):
        inbox = f"/api/v1/inbox/{ids[scan]}"
        leaves(lambda inbox=inbox: client.post(f"{inbox}/resolve/", decision), decided, by=organiser, reason="Đến sớm")
        leaves(lambda inbox=inbox: client.post(f"{inbox}/undo/"), taken_back | further, by=organiser, reason=undone)
    excuse = {"registration": enrolled[2].pk, "reason": "Ốm"}
    excused = {"excuse.excused": "registration sitting reason"}
    leaves(lambda: client.post(f"/api/v1/sittings/{morning.pk}/excuses/", excuse), excused, by=organiser)
    take_back = f"/sittings/{morning.pk}/people/{enrolled[2].pk}/excuse/take-back/"
    leaves(lambda: desk.post(take_back), {"excuse.removed": "registration sitting reason"}, by=organiser)
    count = {"category": "Khán giả", "count": 300, "basis": "estimated"}
    counted = {"headcount.counted": "sitting category count basis"}
    pk = leaves(lambda: client.post(f"/api/v1/sittings/{morning.pk}/headcounts/", count), counted, by=organiser).json()["id"]
    leaves(lambda: desk.post(f"/headcounts/{pk}/remove/"), {"headcount.removed": "sitting category count basis"}, by=organiser)


def test_what_a_door_and_a_phone_write_names_them(api, client, desk, organiser, today, sitting, walk_ins_allowed, make_person):
    walk_in = {"full_name": "Hồ Văn Đến", "birth_year": "1990", "gender": "M"}
    written = {"person.added": None, "registration.registered_on_the_spot": None}
    posted = walk_in | {"grant": hidden_value(client.get(address_of(sitting)), "grant")}
    leaves(lambda: client.post(f"/d/{sitting.pk}/new/", posted), written, by="door")
    assert {line.actor_label for line in ChangeRecord.objects.filter(actor_kind="door")} == {str(sitting)}
    page = f"/activities/{today.pk}"
    invited = {"device.invited": None}
    answer = leaves(lambda: api(organiser).post(f"/api/v1{page}/devices/", {"name": "Máy 1"}), invited, by=organiser).json()
    device = f"/devices/{answer['id']}"
    leaves(lambda: desk.post(f"{device}/rename/", {"name": "Máy cổng"}), {"device.renamed": "name"}, by=organiser)
    leaves(lambda: desk.post(f"{device}/pairing/"), {"device.code_renewed": ""}, by=organiser)
    answer = api(organiser).post(f"/api/v1{page}/devices/", {"name": "Máy 2"}).json()
    pair = {"pairing_code": answer["pairing_code"]}
    token = leaves(lambda: api(None).post("/api/v1/devices/pair/", pair), {"device.paired": ""}, by="visitor").json()["token"]
    phone = api(None)
    phone.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    now = timezone.now().isoformat()
    scans = [{"id": str(uuid4()), "sitting": sitting.pk, "scanned_at": now, "method": "list", "walk_in": {"id": str(uuid4()), **walk_in}}]
    scans[0]["walk_in"] |= {"full_name": "Hồ Văn Tới", "birth_year": 1991}
    leaves(lambda: phone.post("/api/v1/scans/", {"scans": scans}), written, by="device")
    assert {line.actor_label for line in ChangeRecord.objects.filter(actor_kind="device")} == {"Máy 2"}
    stray = [{"id": str(uuid4()), "code": "A" * 26, "sitting": sitting.pk, "scanned_at": now, "method": "pass"}]
    leaves(lambda: phone.post("/api/v1/scans/", {"scans": stray}), {}, by="device")
    dismiss, dismissed = f"{page}/inbox/devices/{answer['id']}/dismiss/", {"device.scans_dismissed": "scans"}
    leaves(lambda: desk.post(dismiss, {"reason": "Quét thử"}), dismissed, by=organiser, reason="Quét thử")
    leaves(lambda: api(organiser).post(f"/api/v1/devices/{answer['id']}/revoke/"), {"device.revoked": "revoked_at"}, by=organiser)


def test_a_contest_its_teams_and_results_leave_a_line_for_each_write(api, browser_of, organiser, make_person, ba_to):
    client = api(organiser)
    contest = {"title": "Hội thi mới", "unit": ba_to.pk, "starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open"}
    made = {"activity.recorded": None, "sitting.added": None, "team.added": "contest name"}
    body = contest | {"teams": [{"name": "Đội A"}]}
    pk = leaves(lambda: client.post("/api/v1/contests/", body), made, by=organiser).json()["id"]
    teams = f"/api/v1/contests/{pk}/teams/"
    team = leaves(lambda: client.post(teams, {"name": "Đội B"}), {"team.added": "contest name"}, by=organiser).json()["id"]
    address = f"/api/v1/teams/{team}/"
    leaves(lambda: client.patch(address, {"represents": "Khối 9"}), {"team.changed": "represents"}, by=organiser)
    desk, accepted = browser_of(organiser), {"team.composition_accepted": "composition_reason"}
    note = {"reason": "Trường nhỏ"}
    leaves(lambda: desk.post(f"/contests/teams/{team}/composition/", note), accepted, by=organiser, reason="Trường nhỏ")
    moment = {"roster_locked_at": "31/12/2099 7h00"}
    leaves(lambda: desk.post(f"/contests/{pk}/roster-lock/", moment), {"activity.revised": "roster_locked_at"}, by=organiser)
    person, listener = make_person(), make_person("Đinh Thị Mẫu")
    register_line = {"registration.registered": None, "team_member.added": "team registration part"}
    member = {"person_id": person.pk, "part": "official"}
    added = leaves(lambda: client.post(f"{address}members/", member), register_line, by=organiser).json()["id"]
    register(Registration.objects.get().activity, person=listener, role="audience", by=organiser)
    changed_role = {"registration.role_changed": "role", "team_member.added": "team registration part"}
    leaves(lambda: client.post(f"{address}members/", {"person_id": listener.pk, "part": "reserve"}), changed_role, by=organiser)
    members = f"/api/v1/team-members/{added}/"
    leaves(lambda: client.patch(members, {"part": "captain"}), {"team_member.part_changed": "part"}, by=organiser)
    for pk in Registration.objects.values_list("team_member", flat=True):
        removed = {"team_member.removed": "team registration part"}
        leaves(lambda pk=pk: client.delete(f"/api/v1/team-members/{pk}/"), removed, by=organiser)
    prize = {"prize": "first", "place": 1}
    given = leaves(lambda: client.post(f"{address}results/", prize), {"result.given": "team prize place"}, by=organiser).json()
    leaves(lambda: client.delete(f"/api/v1/results/{given['id']}/"), {"result.removed": "team prize place"}, by=organiser)
    client.post(f"{address}results/", prize)
    gone = {"result.removed": "team prize place", "team.removed": "composition_reason contest name represents"}
    leaves(lambda: client.delete(address), gone, by=organiser)


def test_a_scored_contest_leaves_a_line_for_each_write(api, admin, organiser, make_contest, agency):
    contest, now = make_contest(sittings=[]), timezone.now()
    client, second = api(organiser), api(admin)
    path, rules = f"/api/v1/contests/{contest.pk}/", rules_data(round_of(discrepancy="2"))
    team, other = add_team(contest, name="Đội A"), add_team(contest, name="Đội B")

    def send(method, address, body=None, expected=None, by=organiser, **more):
        caller = second if by == admin else client
        return leaves(lambda: getattr(caller, method)(address, body or {}, format="json"), expected or {}, by=by, **more).json()

    send("put", f"{path}rules/", rules, {"rule_set.added": None})
    head = {"number": "05/TL", "dated": "2024-05-01"}
    send("put", f"{path}rules/", rules | head, {"rule_set.changed": "number dated"})
    send("post", f"{path}rules/lock/", None, {"rule_set.locked": "locked_at"})
    amended = rules | head | {"reason": "QĐ 2", "rank_on": "exact"}
    send("post", f"{path}rules/amend/", amended, {"rule_set.amended": None}, reason="QĐ 2")
    send("post", f"{path}draw/", {"witnessed_by": "Các đội"}, {"draw.drawn": None})
    judges = [send("post", f"{path}seats/", {"name": f"Giám khảo {n}", "is_head": n == 1}, {"jury_seat.added": None}) for n in (1, 2, 3)]
    send("post", f"/api/v1/seats/{judges[0]['id']}/renew-link/", None, {"jury_seat.link_renewed": ""})
    excuse = {"team": other.pk, "reason": "Cùng trường"}
    send("post", f"/api/v1/seats/{judges[0]['id']}/recuse/", excuse, {"recusal.excused": None}, reason="Cùng trường")
    judges[1] = send(
        "post",
        f"/api/v1/seats/{judges[1]['id']}/replace/",
        {"name": "Giám khảo mới"},
        {"jury_seat.ended": "ended_at", "jury_seat.replaced": None},
    )
    send("post", f"/api/v1/seats/{judges[2]['id']}/end/", None, {"jury_seat.ended": "ended_at"})
    link = {"token": judges[1]["url"].rstrip("/").rpartition("/")[2], "pin": judges[1]["pin"]}
    leaves(lambda: api(None).post("/api/v1/judge/open/", link, format="json"), {"jury_seat.opened": ""}, by="visitor")
    rows = {row.team_id: row for row in Performance.objects.of_contest(contest)}
    for row in rows.values():
        send("patch", f"/api/v1/performances/{row.pk}/", {"status": "performed"}, {"performance.changed": "status"})
    ballots = []
    for row, seat, mark in ((rows[team.pk], 0, "5"), (rows[team.pk], 1, "9"), (rows[other.pk], 1, "7")):
        sheet = {"id": str(uuid4()), "performance": row.pk, "seat": judges[seat]["id"], "points": {"noi-dung": mark}}
        ballots.append(send("post", f"{path}ballots/", sheet, {"ballot.submitted": None})["id"])
        send("post", f"/api/v1/ballots/{ballots[-1]}/verify/", None, {"ballot.verified": "status"}, by=admin)
    returned = {"reason": "Cộng nhầm"}
    send("post", f"/api/v1/ballots/{ballots[2]}/return/", returned, {"ballot.returned": "status"}, by=admin, reason="Cộng nhầm")
    sheet |= {"id": str(uuid4())}
    pk = send("post", f"{path}ballots/", sheet, {"ballot.submitted": None})["id"]
    send("post", f"/api/v1/ballots/{pk}/verify/", None, {"ballot.verified": "status"}, by=admin)
    note, settled = {"note": "Giữ nguyên"}, {"discrepancy_ruling.settled": None}
    send("post", f"/api/v1/performances/{rows[team.pk].pk}/rulings/", note, settled, reason="Giữ nguyên")
    tie = {"teams": [team.pk, other.pk], "method": "lots", "note": "Trước các đội"}
    send("post", f"{path}tie-resolutions/", tie, {"tie_resolution.decided": None}, reason="Trước các đội")
    snapshot = send("post", f"{path}snapshots/", None, {"snapshot.approved": None})["id"]
    results = {"snapshot.published": "status", "result.given": None}
    send("post", f"/api/v1/snapshots/{snapshot}/publish/", None, results)
    pdf = {"prize_certificate.issued": None}
    leaves(lambda: issue_prizes(Snapshot.objects.get(pk=snapshot), by=organiser, at=now), pdf, by=organiser)
    reason = {"reason": "Khiếu nại"}
    reopened = {"snapshot.reopened": "status", "result.removed": None}
    send("post", f"{path}reopen/", reason, reopened, reason="Khiếu nại")


def test_a_roster_leaves_a_line_for_each_step_and_each_person(api, organiser, session, make_person, unit_called):
    make_person("Hồ Thị Cũ", "F", 1990, unit=unit_called("Ba Vì"), phone="0912345678")
    client = api(organiser)
    head = ["STT", "Họ và tên", "Năm sinh", "Xã", "Đơn vị", "Chức vụ", "Số điện thoại"]
    people = [[1, "Hồ Thị Cũ", 1990, "Ba Vì", "", "Trưởng thôn", "0912345678"], [2, "Hồ Văn Mới", 1991, "Ba Vì", "Trường Ba Vì", "", ""]]
    content = rows_xlsx([head, *people, [3, "Hồ Văn Ba", 1992, "Ba Vì", "", "", ""]])
    uploads = f"/api/v1/activities/{session.pk}/roster-imports/"
    workbook, same_workbook = ({"file": SimpleUploadedFile("ds.xlsx", content)} for _time in range(2))
    pdf = {"file": SimpleUploadedFile("ds.pdf", b"%PDF-1.4 x")}
    read = {"roster.received": None, "roster.read": "state"}
    preview = leaves(lambda: client.post(uploads, workbook, format="multipart"), read, by=organiser).json()
    address = f"/api/v1/roster-imports/{preview['id']}/"
    choice = {"rows": {"Sheet!4": {"exclude": True}}}
    leaves(lambda: client.patch(address, choice), {"roster.chosen": "rows"}, by=organiser)
    written = {"person.added": None, "person.completed": "position", "organisation.added": None}
    committed = {"registration.registered": None, "roster.committed": "committed_at result state"}
    leaves(lambda: client.post(f"{address}commit/"), written | committed, by=organiser)
    preview = client.post(uploads, same_workbook, format="multipart").json()
    address = f"/api/v1/roster-imports/{preview['id']}/"
    leaves(lambda: client.post(f"{address}discard/"), {"roster.discarded": "state"}, by=organiser)
    refused = {"roster.received": None, "roster.refused": "refusal state"}
    leaves(lambda: client.post(uploads, pdf, format="multipart"), refused, by=organiser, status=range(400, 500))


def test_a_workbook_of_a_year_leaves_a_line_for_each_step_and_all_that_it_writes(desk, organiser, quang_ngai):
    pasted = {"unit": quang_ngai.pk, "rows": "Nội dung\tThời gian\tĐịa điểm\tSố người\nTập huấn một\t1/3/2023\tXã Ba Vì\t5"}
    leaves(lambda: desk.post("/year-imports/new/", pasted), {"year-import.received": None}, by=organiser)
    address = f"/year-imports/{YearImport.objects.latest('pk').pk}/"
    row = {"key": next(iter(desk.get(address).context["plan"].rows)).row.key}
    leaves(lambda: desk.post(f"{address}row/", row | {"exclude": "1"}), {"year-import.chosen": "rows"}, by=organiser)
    desk.post(f"{address}row/", row | {"include": "1"})
    version = desk.get(address).context["plan"].version
    written = {"activity.recorded": None, "sitting.added": None, "headcount.counted": None}
    committed = {"year-import.committed": "committed_at result state"}
    leaves(lambda: desk.post(f"{address}commit/", {"version": version}), written | committed, by=organiser)
    removed = {"headcount.removed": None, "activity.removed": None, "year-import.reverted": "reverted_at state"}
    leaves(lambda: desk.post(f"{address}revert/"), removed, by=organiser)
    desk.post("/year-imports/new/", pasted)
    address = f"/year-imports/{YearImport.objects.latest('pk').pk}/"
    leaves(lambda: desk.post(f"{address}discard/"), {"year-import.discarded": "state"}, by=organiser)


def test_people_on_record_leave_a_line_for_each_correction_and_merge(api, desk, browser_of, admin, organiser, make_person, ba_to):
    client, person, double = api(organiser), make_person(), make_person("Phạm Văn Re")
    leaves(lambda: client.patch(f"/api/v1/persons/{person.pk}/", {"phone": "0912345678"}), {"person.corrected": "phone"}, by=organiser)
    apart = f"/people/{person.pk}/not-the-same/{double.pk}/"
    leaves(lambda: desk.post(apart), {"person.told_apart": "other_record"}, by=organiser)
    leaves(lambda: desk.post(f"{apart}back/"), {"person.offered_again": "other_record"}, by=organiser)
    merged = {"person.merged": "full_name merged_record moved"}  # the later name
    pk = leaves(lambda: client.post(f"/api/v1/persons/{person.pk}/merge/", {"other": double.pk}), merged, by=organiser).json()["id"]
    leaves(lambda: client.post(f"/api/v1/merges/{pk}/undo/"), {"person.unmerged": "merged_record moved"}, by=organiser)
    school = {"name": "Trường mới", "kind": "school", "unit": ba_to.pk}
    leaves(lambda: client.post("/api/v1/organisations/", school), {"organisation.added": "name kind unit"}, by=organiser)
    office = browser_of(admin)
    period = {"valid_from": "2024-05-20", "name": "Ban Dân tộc", "parent_name": "UBND", "abbreviation": "BDT", "place": "Quảng Ngãi"}
    period |= {"signatory_title": "Trưởng ban"}
    leaves(lambda: office.post("/admin/agency/new/", period), {"agency_period.added": None}, by=admin)
    office.post("/admin/agency/new/", period | {"valid_from": "2025-07-01"})
    page = f"/admin/agency/{ChangeRecord.objects.filter(subject='agency_period').latest('pk').subject_id}/"
    changed = period | {"valid_from": "2025-07-01", "place": "Kon Tum"}
    leaves(lambda: office.post(page, changed), {"agency_period.changed": "place"}, by=admin)
    signer = {"title": "Phó Giám đốc", "name": "Hồ Thị Mẫu"}
    leaves(lambda: desk.post("/reports/activity-list/signer/", signer), {"document_signer.set": None}, by=organiser)
    leaves(lambda: desk.post("/reports/activity-list/signer/", signer | {"name": ""}), {"document_signer.set": "name"}, by=organiser)
    leaves(lambda: office.post(f"{page}delete/"), {"agency_period.removed": None}, by=admin)
    notice = {"valid_from": f"{timezone.localdate():%Y-%m-%d}", "summary": "Ngắn", "text": "Dài"}
    leaves(lambda: office.post("/admin/notices/new/", notice), {"notice.published": None}, by=admin)


def test_a_payment_list_and_its_rates_leave_a_line_for_each_write(desk, browser_of, admin, organiser, session, enrolled):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    office, rate = (
        browser_of(admin),
        {"name": "Đi lại", "kind": "travel", "amount": "80000", "valid_from": "1/1/2023", "legal_source": "NQ mẫu"},
    )
    leaves(lambda: office.post("/admin/payment-rates/new/", rate), {"payment_rate.added": None}, by=admin)
    page = f"/admin/payment-rates/{ChangeRecord.objects.filter(subject='payment_rate').latest('pk').subject_id}/"
    leaves(lambda: office.post(page, rate | {"amount": "90000"}), {"payment_rate.changed": "amount"}, by=admin)
    unit, line, address = f"travel-{enrolled[0].person.unit_id}", f"line-{enrolled[0].pk}-days", f"/activities/{session.pk}/payments/"
    made = {"payment_list.made": None, "payment_list.travel_chosen": None, "payment_line.written": None}
    leaves(lambda: desk.post(address, {unit: page.split("/")[-2], line: "2"}), made, by=organiser)
    changed = {"payment_list.changed": "accountant", "payment_list.travel_chosen": None, "payment_line.cleared": None}
    leaves(lambda: desk.post(address, {"accountant": "Lê Thị Mẫu"}), changed, by=organiser)
    leaves(lambda: office.post(f"{page}delete/"), {"payment_rate.removed": None}, by=admin)


def test_invitations_leave_a_line_for_each_write(desk, organiser, session, enrolled):
    address = f"/activities/{session.pk}/invitations/"
    leaves(lambda: desk.post(f"{address}messages/", {"message": "Mời [họ tên]"}), {"invitation.written": None}, by=organiser)
    leaves(lambda: desk.post(f"{address}messages/", {"message": "Kính mời [họ tên]"}), {"invitation.changed": "message"}, by=organiser)
    told = {"chosen": [row.pk for row in enrolled], "way": "sms"}
    leaves(lambda: desk.post(f"{address}told/", told), {"notification.told": None}, by=organiser)
    leaves(lambda: desk.post(f"{address}told/", {"taken-back": enrolled[0].pk}), {"notification.taken_back": None}, by=organiser)


def test_certificates_leave_a_line_for_each_write(desk, browser_of, admin, organiser, session, enrolled, agency):
    office, page = browser_of(admin), "/admin/certificate-texts/training-session/"
    leaves(lambda: office.post(page, {"title": "GIẤY XÁC NHẬN"}), {"certificate_texts.written": None}, by=admin)
    leaves(lambda: office.post(page, {"title": "GIẤY CHỨNG NHẬN"}), {"certificate_texts.changed": "title"}, by=admin)
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    address = f"/activities/{session.pk}/certificates/issue/"
    leaves(lambda: desk.post(address, {"share": "1/2"}), {"certificate.issued": None}, by=organiser)
    pk = ChangeRecord.objects.filter(subject="certificate").latest("pk").subject_id
    again, revoked = {"reason": "Sửa họ tên"}, "revoked_at revoked_by revoke_reason"
    both = {"certificate.revoked": revoked, "certificate.issued": None}
    leaves(lambda: desk.post(f"/certificates/{pk}/reissue/", again), both, by=organiser, reason="Sửa họ tên")
    pk = ChangeRecord.objects.filter(subject="certificate").latest("pk").subject_id
    leaves(lambda: desk.post(f"/certificates/{pk}/revoke/", again), {"certificate.revoked": revoked}, by=organiser, reason="Sửa họ tên")


def test_a_request_about_personal_data_leaves_a_line_for_each_step(api, browser_of, admin, enrolled, ba_to):
    person, today = enrolled[0].person, timezone.localdate()
    body = {"kind": "access", "name": "Phạm Văn Rê", "unit": ba_to.pk, "received_on": f"{today:%Y-%m-%d}"}
    leaves(lambda: api(admin).post("/api/v1/data-requests/", body), {"data_request.received": None}, by=admin)
    request = requests.DataRequest.objects.get()
    leaves(lambda: requests.attach(request, person=person), {"data_request.attached": "person"}, by="system")
    leaves(lambda: requests.acknowledge(request, on=today), {"data_request.acknowledged": "acknowledged_on"}, by="system")
    extended = {"data_request.extended": "extended_on extension_reason"}
    leaves(lambda: requests.extend(request, reason="Hồ sơ giấy", on=today), extended, by="system", reason="Hồ sơ giấy")
    answered = {"data_request.answered": "outcome answer answered_on"}
    leaves(lambda: requests.answer(request, outcome="done", text="Đã gửi", by=admin, on=today), answered, by=admin)
    leaves(lambda: browser_of(admin).get(f"/people/{person.pk}/data/"), {"person.copied": "way"}, by=admin)
    erased = {"person.erased": None, "registration.pass_replaced": None}
    leaves(lambda: api(admin).post(f"/api/v1/persons/{person.pk}/erase/", {"reason": "Theo yêu cầu"}), erased, by=admin)
    leaves(lambda: runs.run_if_due(timezone.now() + timedelta(days=1)), {"night.swept": "swept"}, by="system")


def test_accounts_and_roles_leave_a_line_for_each_write(client, browser_of, admin, usher, ba_to):
    office, page = browser_of(admin), f"/admin/users/{usher.pk}"
    account = {"username": "moi", "full_name": "Người Mới", "role": "usher", "unit": ba_to.pk}
    leaves(lambda: office.post("/admin/users/new/", account), {"user.added": None, "grant.given": None}, by=admin)
    leaves(lambda: office.post(f"{page}/edit/", {"full_name": "Đinh Tâm", "email": ""}), {"user.changed": "full_name"}, by=admin)
    leaves(lambda: office.post(f"{page}/grants/new/", {"role": "clerk", "unit": ba_to.pk}), {"grant.given": None}, by=admin)
    grant = usher.grants.get(role=Role.CLERK).pk
    leaves(lambda: office.post(f"/admin/grants/{grant}/revoke/"), {"grant.revoked": None}, by=admin)
    wrong = {"username": "usher", "password": "sai"}
    leaves(lambda: client.post("/sign-in/", wrong), {"user.sign_in_failed": ""}, by="visitor")
    leaves(lambda: office.post(f"{page}/end-lockout/"), {"user.lockout_ended": ""}, by=admin)
    for _try in range(9):
        client.post("/sign-in/", wrong)
    leaves(lambda: client.post("/sign-in/", wrong), {"user.locked": ""}, by="visitor", status=(200, 429))
    office.post(f"{page}/end-lockout/")
    leaves(lambda: client.post("/sign-in/", wrong | {"password": PASSWORD}), {"user.signed_in": ""}, by=usher)
    [session] = open_sessions(usher)
    leaves(lambda: client.post("/account/sessions/end/", {"session": session.digest}), {"user.session_ended": ""}, by=usher)
    leaves(lambda: office.post(f"{page}/sign-out/"), {"user.signed_out": ""}, by=admin)
    disabled = {"user.disabled": "is_active", "user.signed_out": ""}
    leaves(lambda: office.post(f"{page}/disable/"), disabled, by=admin)
    leaves(lambda: office.post(f"{page}/enable/"), {"user.enabled": "is_active"}, by=admin)
    password = {"user.password_set": "", "user.signed_out": ""}
    leaves(lambda: office.post(f"{page}/password/", {"password": "Một mật khẩu khác 8"}), password, by=admin)
    usher.refresh_from_db()
    second_factor_added = {"user.second_factor_added": "", "user.signed_out": ""}
    now = timezone.now()
    leaves(lambda: second_factor.add_authenticator(usher, SECRET, code=code(), at=now), second_factor_added, by="system")
    codes = second_factor.make_recovery_codes(usher)
    leaves(lambda: second_factor.make_recovery_codes(usher), {"user.recovery_codes_made": ""}, by="system")
    codes = second_factor.make_recovery_codes(usher)
    leaves(lambda: second_factor.verify_code(usher, codes[0], at=now), {"user.recovery_code_used": ""}, by=usher)

    def guess():
        with pytest.raises(ValidationError):
            second_factor.verify_code(usher, "000000", at=now)

    leaves(guess, {"user.second_factor_failed": ""}, by="system")
    leaves(lambda: second_factor.remove_authenticator(usher), {"user.second_factor_removed": ""}, by="system")
    reset = {"user.second_factor_reset": "", "user.signed_out": ""}
    leaves(lambda: office.post(f"{page}/second-factor/reset/"), reset, by=admin)


BY_COMMANDS = {"person.card_forgotten"}  # tests/maintenance has it, and all lines about maintenance


def test_every_declared_verb_is_walked_above():
    walks = Path(__file__).read_text().partition("\ndef test_")[2]
    walked = set(re.findall(r'"([a-z_-]+\.[a-z_]+)"', walks))
    declared = {f"{subject.name}.{verb}" for subject in subjects() for verb in subject.verbs if subject.name != "maintenance"}
    assert declared - BY_COMMANDS <= walked
