"""One walk over every address there is: shut for who is not signed in, 404 for the stranger, 403 for a role too small."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from activities.actions import set_target
from activities.areas.actions import save_area
from activities.documents.actions import record_document
from activities.files.actions import store_file
from activities.models import Document, Sitting
from activities.plan_tasks.actions import add_tasks
from attendance.devices.pairing import invite
from attendance.door import codes
from attendance.headcounts.actions import record_headcount
from attendance.inbox.decisions import dismiss
from attendance.models import Attendance, BulkChange, DoorEntry, Registration, Scan
from attendance.paper.lists import make_list
from attendance.scans.uploads import record_items
from certificates.actions import issue as issue_certificates
from contests.actions import add_member, add_team, give_result, record_contest
from contests.models import Contest
from exports.jobs.actions import queue_export
from exports.jobs.schedules import save_schedule
from exports.models import ExportSchedule
from exports.statistical_forms.actions import take_in_form
from exports.statistical_forms.office import delivered_content
from finder.actions import save_filter
from imports.actions import receive
from imports.years.actions import receive_year
from outreach.actions import attach_file, record_item
from outreach.models import Channel, OutreachItem
from outreach.workbooks.actions import receive_items
from payments.actions import save_rate
from payments.models import Rate
from people.models import AgencyPeriod
from privacy.requests.actions import receive as receive_request
from registry.merging.actions import merge
from reporting.addresses.actions import save_address
from reporting.models import ReportAddress, ReportTemplate
from reporting.writing.creation import create_report
from tests.conftest import DAY, at
from tests.contests.scoring.small_contest import score_contest
from tests.pages import whole_body

# Addresses that answer without sign-in, and why.
OPEN = {
    "healthz": "for whoever watches the servers",
    "readyz": "the same",
    "favicon.ico": "browsers ask for it by themselves",
    "api/schema/": "the API describes itself",
    "api/docs/": "the same, to read",
    "api/docs/script.js": "the same",
    "api/v1/auth/login/": "signing in",
    "api/v1/devices/pair/": "a phone shows its pairing code, once: the code is the secret",
    "sign-in/": "signing in",
    "sign-in/second-factor/": "the second step of signing in, closed to whoever has not done the first",
    "i18n/setlang/": "a choice of language is no secret",
    "p/<code>": "one's own pass: the code is the secret",
    "p/<code>/qr.svg": "the same",
    "calendar/feeds/<token>.ics": "a private address of a calendar: the token is the secret",
    "d/<pk>/<token>": "the door of a sitting: the token is the secret",
    "d/<pk>/": "the door's form: its signed grant is the secret",
    "d/<pk>/new/": "the door's form for who is on no list: the same grant",
    "d/<pk>/receipt/<signed_receipt>": "what one's own check-in came to: signed",
    "P/<code>": "as printed in the QR",
    "v/<code>/": "checking a certificate: the code on it is the secret",
    "V/<code>": "as printed in its QR",
    "results/<pk>/": "published results, without names of people",
    "j/<token>/": "the page of a judge: it holds nothing until link and PIN are shown",
    "api/v1/judge/open/": "a judge's phone shows link and PIN: they are the secret",
    "api/v1/judge/": "a judge's phone: its token is the secret, and an account opens nothing",
    "api/v1/judge/ballots/": "the same",
    "notice/": "what is done with personal data is told to everybody",
    "scan/": "the scanner's page holds no data: what it shows comes by the device's token",
    "scan/sw.js": "the same: what keeps that page on the phone",
    "scan/package.json": "the same: its texts in one answer",
    "scan/manifest.webmanifest": "the same: its name and icons",
    "scan/decode-worker.js": "the same: a script of that page",
    "j/": "the judge's page holds no data: what it shows comes by the access that link and PIN give",
    "j/sw.js": "the same: what keeps that page on the phone",
    "j/package.json": "the same: its texts in one answer",
    "j/words.json": "the same: its sentences",
    "D/<pk>/<token>": "as shown in the QR",
}
# Addresses that a signed-in person may use whoever they are: about themselves, or the same for everybody.
FOR_EVERYBODY = (
    "account/", "sign-out/", "api/v1/auth/logout/", "api/v1/me/", "api/v1/units/", "api/v1/ethnic-groups/", "units/options/", "find/", "i18n/setlang/", "",
)  # fmt: skip


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


def plain(pattern: str) -> str:
    """Both spellings of a pattern as words with <names>."""
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\([^)]*\))*\)", r"<\1>", pattern)
    pattern = re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
    pattern = re.sub(r"\(\?i:?([^)]*)\)", r"\1", pattern)
    pattern = re.sub(r"\[(\w)\w\]", lambda m: m.group(1).lower(), pattern)
    return pattern.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "").replace("/?", "/")


@pytest.fixture
def world(session, enrolled, organiser, ba_to, quang_ngai, usher, make_person):
    """One of everything in Ba Tơ, where the stranger has no business; ids by the noun that stands before them in an address."""
    session.title = "Lớp bí mật 7391"
    session.save()
    sitting = session.sittings.first()
    contest = record_contest(Contest(title="Hội thi bí mật", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    team = add_team(contest, name="Đội Công lý")
    member = add_member(team, person=enrolled[1].person, part="official", by=organiser)
    result = give_result(team, prize="first", place=1)
    scored = score_contest(contest, team, secretary=organiser, second=usher, at=timezone.now())
    item = {
        "id": "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a11",
        "registration": enrolled[0].pk,
        "scanned_at": at("07:40").isoformat(),
        "method": "list",
    }
    early = {
        "id": "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a12",
        "registration": enrolled[0].pk,
        "scanned_at": at("05:00").isoformat(),
        "method": "pass",
    }
    stray = {"id": "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a13", "code": "A" * 26, "activity": session.pk, "scanned_at": at("07:40").isoformat()}
    everything = {"among": Registration.objects.all(), "sittings": Sitting.objects.all()}
    record_items([item, early, stray], **everything, user=organiser, received_at=timezone.now())
    DoorEntry.objects.create(scan_id=item["id"], grant=uuid4(), place=1, phone="d" * 32, has_cookie=True)
    decided = dismiss(Scan.objects.get(pk=stray["id"]), reason="Quét nhầm", by=organiser, at=timezone.now())
    target = set_target(year=2024, kind="contest", unit=ba_to, planned_activities=2)
    period = AgencyPeriod.objects.create(
        valid_from=DAY, name="Ban Dân tộc", parent_name="UBND", abbreviation="BDT", place="Quảng Ngãi", signatory_title="Trưởng ban"
    )
    device, _code = invite(session, name="Máy bí mật", by=organiser, at=timezone.now())
    heads = record_headcount(sitting, category="Khán giả", count=300, basis="estimated", by=organiser, at=timezone.now())
    roster = receive(session, content=b"TT;...", file_name="Danh sách bí mật.csv", by=organiser, at=timezone.now())
    year = receive_year(
        ba_to,
        content="Nội dung;Thời gian\nTập huấn;1/3/2023".encode(),
        file_name="Danh sách bí mật năm.csv",
        by=organiser,
        at=timezone.now(),
    )
    merged = merge(enrolled[2].person, make_person("Hồ Thị Gộp", unit=ba_to), by=organiser, at=timezone.now())
    change = BulkChange.objects.create(activity=session, action="tick", sitting=sitting, count=1, done_by=organiser, done_at=timezone.now())
    passkey = organiser.passkeys.create(name="Máy bí mật", credential_id="AAAA", public_key=b"0", added_at=timezone.now())
    rate = save_rate(Rate(kind="travel", name="Đi lại", amount=80_000, valid_from=DAY, legal_source="Nghị quyết mẫu"))
    [certificate, *_others] = issue_certificates(session, share="1/2", by=organiser, at=timezone.now())
    plan = Document(kind="plan", number="1/KH", dated=DAY, issuer="UBND", title="Văn bản bí mật", unit=ba_to)
    record_document(plan, file=SimpleUploadedFile("Văn bản bí mật.pdf", b"%PDF-1.7"), by=organiser)
    [task] = add_tasks(DAY.year, ba_to, texts=["Nhiệm vụ bí mật"], by=organiser)
    area = save_area(province=quang_ngai, name="Khu vực bí mật", units=[ba_to], valid_from=None, valid_to=None, by=organiser)
    saved = save_filter(organiser, list_name="activity-list", filters={"kind": ["contest"]}, name="Hội thi bí mật", at=timezone.now())
    question = save_filter(
        organiser, list_name="report:activity-list", filters={"from": [""], "to": [""]}, name="Câu hỏi bí mật", at=timezone.now()
    )
    items = receive_items(
        ba_to, content="Nội dung;Thời gian\nBài;1/3/2023".encode(), file_name="Danh sách bí mật.csv", by=organiser, at=timezone.now()
    )
    banner = OutreachItem(channel=Channel.objects.get(key="banner"), title="Băng rôn bí mật", unit=ba_to, starts_on=DAY, ends_on=DAY)
    attachment = attach_file(record_item(banner, by=organiser), SimpleUploadedFile("anh-bi-mat.pdf", b"%PDF-1.7"), by=organiser)
    report = create_report(kind="cchc-year", year=2024, unit=ba_to, programme_line="Báo cáo bí mật", by=organiser, at=timezone.now())
    file = store_file(b"", name="mau-bao-cao", file_format="docx", by=organiser)
    template = ReportTemplate.objects.create(kind="cchc-year", valid_from=DAY, file=file, uploaded_at=timezone.now())
    address = save_address(ReportAddress(kind="cchc-year", valid_from=DAY, recipients="Nơi nhận bí mật"), by=organiser)
    form_file = SimpleUploadedFile("bieu.toml", delivered_content("commune-summary").replace("commune-summary", "bieu-bi-mat").encode())
    form = take_in_form(file=form_file, by=organiser, at=timezone.now())
    order = {"report_name": "participation-tally", "filters": {}, "described": [["Địa bàn", "Tệp bí mật"]]}
    export = queue_export(organiser, **order, file_format="xlsx", at=timezone.now())
    schedule = save_schedule(
        ExportSchedule(report="participation-tally", filters={"programme_line": "Lịch bí mật"}), by=organiser, at=timezone.now()
    )
    return {
        "performances": scored.performance.pk, "seats": scored.seat.pk, "sheets": scored.seat.pk, "ballots": scored.ballot.pk,
        "snapshots": scored.snapshot.pk,
        "exports": export.pk, "schedules": schedule.pk, "export-schedules": schedule.pk,
        "report-forms": form.pk,
        "yearly-reports": report.pk, "report-addresses": address.pk, "report-templates": template.pk,
        "outreach-imports": items.pk,
        "outreach-items": banner.pk, "attachments": attachment.pk, "outreach-channels": banner.channel_id,
        "saved-filters": saved.pk, "questions": question.pk,
        "areas": area.pk,
        "documents": plan.pk, "plan-tasks": task.pk,
        "certificates": certificate.pk,
        "passkeys": passkey.pk, "bulk-changes": change.pk,
        "payment-rates": rate.pk,
        "roster-imports": roster.pk, "year-imports": year.pk,
        "merges": merged.pk, "merge": enrolled[1].person_id, "not-the-same": enrolled[1].person_id,
        "headcounts": heads.pk, "activities": session.pk, "training-sessions": session.pk, "contests": contest.pk, "sittings": sitting.pk, "d": sitting.pk,
        "registrations": enrolled[0].pk, "attendances": Attendance.objects.get().pk, "teams": team.pk, "team-members": member.pk, "members": member.pk,
        "results": result.pk, "targets": target.pk, "users": organiser.pk, "agency": period.pk, "grants": organiser.grants.get().pk,
        "inbox": early["id"], "resolutions": decided.pk,
        "data-requests": receive_request(kind="access", unit=ba_to, received_on=DAY, by=organiser, today=DAY, person=enrolled[0].person).pk, "notices": 1,
        "devices": device.pk, "door-phones": "d" * 32, "paper-lists": make_list(sitting, by=organiser, at=timezone.now()).pk,
        "persons": enrolled[0].person_id, "people": enrolled[0].person_id, "code": enrolled[0].code, "token": codes.token(sitting.door_key, codes.POSTER),
    }  # fmt: skip


SECRETS = (
    "Lớp bí mật 7391",
    "Hội thi bí mật",
    "Phạm Văn Rê",
    "Đội Công lý",
    "Máy bí mật",
    "Hồ Thị Gộp",
    "Danh sách bí mật",
    "Băng rôn bí mật",
    "anh-bi-mat",
    "Văn bản bí mật",
    "Nhiệm vụ bí mật",
    "Báo cáo bí mật",
    "Nơi nhận bí mật",
    "Tệp bí mật",
    "Lịch bí mật",
    "Khu vực bí mật",
    "Câu hỏi bí mật",
    "Giám khảo bí mật",
)


def filled(path: str, world: dict) -> str:
    """The address with real ids; a KeyError says which noun this test has to learn."""
    parts = path.split("/")
    for n, part in enumerate(parts):
        for name in re.findall(r"<(\w+)>", part):
            noun = parts[n - 1] if n else ""
            value = world[name] if name in ("code", "token") else NAMED.get((noun, name)) or world[noun]
            parts[n] = part = part.replace(f"<{name}>", str(value))
    return "/" + "/".join(parts)


# Parts of an address that choose among a few words rather than name a row.
NAMED = {
    ("reports", "name"): "participation-tally",
    ("ranking", "place"): 1,
    ("units", "pk"): 1,
    ("certificate-texts", "kind"): "contest",
    ("sample", "kind"): "cchc-year",
    ("figures", "key"): "training.people",
    ("sections", "key"): "closing",
    ("delivered", "key"): "commune-summary",
    ("new", "channel"): "banner",
}


ALL = sorted({plain(path) for path, _route in routes() if not path.startswith(("static", "^static"))})
WITH_ID = {
    path
    for path in ALL
    for noun, part in pairwise(["", *path.split("/")])
    for name in re.findall(r"<(\w+)>", part)
    if (noun, name) not in NAMED
}


@contextmanager
def at_one_address(subtests: pytest.Subtests, path: str) -> Iterator[None]:
    """Told apart from the other addresses when it fails; whatever was done there is undone before the next."""
    with subtests.test(path), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_is_shut_for_who_is_not_signed_in(subtests, world, browser_of):
    for path in ALL:
        if path in OPEN:
            continue
        with at_one_address(subtests, path):
            client = browser_of(None)
            for method in (client.get, client.post):
                answer = method(filled(path, world))
                if answer.status_code == 302:
                    assert answer["Location"].startswith("/sign-in/")
                else:
                    assert answer.status_code in (401, 403, 405)


def test_the_stranger_finds_nothing_and_changes_nothing(subtests, world, browser_of, stranger):
    for path in ALL:
        if path in OPEN:
            continue
        with at_one_address(subtests, path):
            client, address = browser_of(stranger), filled(path, world)
            page = client.get(address)
            body = whole_body(page)
            assert not any(secret in body.decode("utf-8", "replace") for secret in SECRETS)
            # The administration is one room: who administers nothing does not come in at all.
            refusals = (403, 404, 405) if path.startswith("admin/") else (404, 405)
            if path in WITH_ID:
                assert page.status_code in refusals, page.status_code
            sent = client.post(address, {"reason": "Thử", "confirm": "on"})
            if path not in FOR_EVERYBODY and not path.startswith("account/"):
                assert sent.status_code in (refusals if path in WITH_ID else (200, 400, 403, 404, 405, 415, 422)), sent.status_code


# What may be written when a leader looks: the session, the log of who looked at what, and what they opened lately.
WRITTEN_BY_LOOKING = ("django_session", "people_disclosure", "people_disclosedperson", "finder_seenactivity", "finder_seenperson")


def rows_written(queries):
    """Return the statements among `queries` that wrote something else than looking does."""
    writing = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql for sql in writing if not any(table in sql for table in WRITTEN_BY_LOOKING)]


def test_what_a_leader_may_not_add_is_refused_however_well_it_is_filled_in(world, api, leader, enrolled, ba_to):
    session = {"title": "Lớp mới", "unit": ba_to.pk, "starts_on": "2024-05-20", "ends_on": "2024-05-20"}
    sitting = {"label": "Sáng", "starts_at": at("07:30").isoformat(), "ends_at": at("11:00").isoformat()}
    scan = {"id": str(uuid4()), "registration": enrolled[1].pk, "scanned_at": at("07:45").isoformat(), "method": "list"}
    client, counted = api(leader), Attendance.objects.count()
    answers = [
        client.post("/api/v1/training-sessions/", session | {"topics": ["Luật Đất đai"], "sittings": [sitting]}),
        client.post("/api/v1/contests/", session | {"sittings": [sitting]}),
        client.post("/api/v1/organisations/", {"name": "Trường mới", "kind": "school", "unit": ba_to.pk}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert client.post("/api/v1/scans/", {"scans": [scan]}).status_code == 403
    assert (Attendance.objects.count(), Scan.objects.filter(pk=scan["id"]).exists()) == (counted, False)


def test_a_leader_has_figures_and_no_list_of_people(world, browser_of, leader):
    browser = browser_of(leader)
    assert [browser.get(f"/reports/{name}.xlsx").status_code for name in ("participation-tally", "activity-list")] == [200, 200]
    assert [browser.get(f"/reports/{name}.xlsx").status_code for name in ("attendance-list", "attendance-register")] == [403, 403]
    assert browser.get(f"/reports/attendance-register/?activity={world['activities']}").status_code == 403
    assert browser.get("/people/").status_code == 403


def test_a_role_too_small_is_told_so_and_never_writes(subtests, world, api, usher):
    """The usher sees the hall and checks in; whatever else changes something is 403 for them."""
    for path in (path for path in ALL if path.startswith("api/v1/") and path in WITH_ID):
        with at_one_address(subtests, path):
            client, address = api(usher), filled(path, world)
            for send in (client.post, client.patch, client.put, client.delete):
                answer = send(address, {})
                assert answer.status_code in (403, 405) or path.endswith(("headcounts/", "devices/", "registrations/bulk/", "registrations/bulk/undo/")), (
                    answer.status_code, answer.content[:200],
                )  # fmt: skip
