"""After an erasure nothing of the person is left: not of a former name either, not in free text, not in the raw files of the database."""

import json
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone

from accounts.audit import chain
from accounts.models import ChangeRecord
from activities.actions import set_target
from activities.documents.actions import record_document
from activities.models import Activity, Document, Sitting
from activities.plan_tasks.actions import add_tasks, revise_task
from attendance.headcounts.actions import record_headcount
from attendance.inbox.decisions import attach
from attendance.models import Attendance, Device, Registration, Scan
from attendance.registrations.actions import register
from attendance.scans.uploads import record_items
from attendance.sittings.actions import annul, excuse, tick
from certificates.actions import issue, revoke, save_texts
from certificates.models import CertificateTexts
from certificates.prizes.actions import issue_prizes
from contests.actions import add_member, add_team, give_result, record_contest
from contests.models import Contest
from exports.jobs.actions import request_export
from exports.jobs.making.running import run_job
from exports.jobs.schedules import save_schedule
from exports.models import ExportJob, ExportSchedule, OfficeForm
from finder.actions import save_filter
from imports.actions import make_preview, receive
from imports.commit import commit_roster
from imports.files.stored_workbooks import load_workbook
from imports.models import RosterImport
from imports.years.actions import receive_year
from invitations.actions import mark_told, save_invitation
from maintenance.backups.databases import connected_to
from outreach.actions import attach_file, record_item
from outreach.models import Channel, OutreachItem
from payments.actions import save_list
from people.actions import correct_person, find_or_add_organisation
from people.disclosures.log import note_disclosure
from people.models import Person
from people.personal_texts import PersonalText, personal_texts
from privacy.data_subject.erasure import erase, preview_erasure
from privacy.requests.actions import receive as receive_request
from registry.merging.actions import merge
from reporting.actions import send_back
from reporting.addresses.actions import save_address
from reporting.models import ReportAddress
from reporting.writing.creation import create_report
from tests import prepared
from tests.conftest import DAY, at
from tests.contests.scoring.small_contest import score_contest
from tests.imports.conftest import roster
from training.actions import set_speakers, set_topics

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

NAME, PHONE = "Đỗ Quỳnh Nghĩa", "0387654321"
MAIDEN_NAME = "Lò Thị Tuyết Vân"  # of a second record, merged into the first
WORDS = f"{NAME} 0387 654 321"
NOT_YET_THERE = ("registry.merge.moved", "privacy.erasure.reason")  # made by what the test does


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A database of its own, in which transactions are committed: what is left in its files is looked at."""
    url = os.environ.get("DATABASE_URL", "")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = str(tmp_path / "erasure.sqlite3")
            prepared.copy_country_file(Path(name))
        else:
            name = f"erasure_{os.getpid()}"
            prepared.copy_country_database(url, name)
        try:
            with connected_to(name):
                yield
        finally:
            if connection.vendor != "sqlite":
                prepared.drop_database(url, name)


# The name and number in every form in which a file can hold them: composed or not, in capitals, without accents, as JSON writes it.
SPELLINGS = [form(name) for name in (NAME, MAIDEN_NAME) for form in (str, str.upper, str.lower, str.title)]
COMPOSED = [*SPELLINGS, *(unicodedata.normalize("NFD", name) for name in SPELLINGS), "do quynh nghia", "lo thi tuyet van"]
WRITTEN_FORMS = [text.encode() for text in [*COMPOSED, *(json.dumps(name)[1:-1] for name in COMPOSED), PHONE, "0387 654 321"]]


@pytest.fixture
def person(make_person: Any, ba_to: Any) -> Person:
    return make_person(NAME, "F", 1982, phone=PHONE)


def words_for(column: PersonalText, value: Any) -> Any:
    """A value of the column that names the person, of a shape that the column takes."""
    if isinstance(value, dict):
        return value | {"note": WORDS, WORDS: [WORDS]}
    if isinstance(value, list):
        return [["Tìm", WORDS]]
    field: Any = column.model._meta.get_field(column.column)
    return (f"Ghi nhầm cho {WORDS.upper()} hôm trước" if field.max_length is None or field.max_length > 80 else WORDS)[: field.max_length]


@pytest.fixture
def life(person: Person, session: Any, agency: Any, make_person: Any, organiser: Any, clerk: Any, admin: Any, ba_to: Any) -> Person:
    """A row in every table that can hold somebody's words, and the person's name in each of its texts."""
    now, sittings = timezone.now(), list(session.sittings.all())
    namesake = make_person(MAIDEN_NAME, "F", 1982, phone="0387654322")
    registration = register(session, person=person, role="participant", by=organiser)
    register(session, person=namesake, role="participant", by=organiser)
    tick(registration, sitting=sittings[0], by=organiser, at=at("07:40"))
    annul(Attendance.objects.get(registration=registration), reason="Nhầm", by=clerk, at=at("08:00"))
    excuse(registration, sitting=sittings[1], reason="Ốm", by=clerk, at=at("12:00"))
    stray = {"id": "1b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7a13", "code": "LẠ", "activity": session.pk, "scanned_at": at("07:45").isoformat()}
    record_items([stray], among=Registration.objects.all(), sittings=Sitting.objects.all(), received_at=now, user=organiser)
    attach(Scan.objects.get(pk=stray["id"]), registration=registration, sitting=sittings[1], reason="Đúng", by=clerk, at=now)
    contest = record_contest(
        Contest(title="Hội thi", theme="Luật", rounds=["Chào hỏi"], unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser
    )
    team = add_team(contest, name="Đội Một", represents="Khối 8")
    add_member(team, person=person, part="official", by=organiser)
    give_result(team, prize="special", title="Giải phụ")
    scored = score_contest(contest, team, secretary=organiser, second=admin, at=now)
    issue_prizes(scored.snapshot, by=organiser, at=now)
    set_topics(session, ["Luật Đất đai"])
    set_speakers(session, [{"full_name": "Lê Văn Giảng", "title": "Báo cáo viên"}])
    Device.objects.create(activity=session, name="Cửa chính", pairing_expires_at=now, invited_at=now)
    record_headcount(sittings[0], category="Khán giả", count=3, basis="counted", by=organiser, at=now)
    set_target(year=2024, kind="contest", unit=ba_to, planned_activities=1, plan_reference="KH 12")
    plan = Document(kind="plan", number="12/KH", dated=DAY, issuer="UBND huyện", title="Tuyên truyền", unit=ba_to)
    record_document(plan, file=SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.7"), by=organiser)
    [task] = add_tasks(2024, ba_to, texts=["Mở lớp"], by=organiser)
    revise_task(task, outcome="Đã mở", by=organiser)
    save_invitation(session, message="Mời [họ tên]", change_message="Báo [họ tên]", cancellation_message="Báo hủy")
    mark_told(session, [registration], way="sms", by=clerk, at=now)
    save_list(session, meals=None, lodging=None, accountant="", travel={}, lines={registration.pk: {"note": "Đi xe máy"}})
    save_texts(CertificateTexts(kind="contest"), title="GIẤY KHEN")
    [certificate] = issue(session, share="1/2", by=organiser, at=now)
    revoke(certificate, reason="Cấp nhầm", by=organiser, at=now)
    save_filter(organiser, list_name="person-list", filters={"gender": ["F"]}, name="Nữ", at=now)
    find_or_add_organisation("Hộ kinh doanh", unit=ba_to)
    note_disclosure("person", "view", by=clerk, people=1, about=NAME, person=person)
    note_disclosure("registration-list", "view", by=clerk, people=3, about=session.title, unit=ba_to, filters=[("Tìm", NAME.lower())])
    today = timezone.localdate()
    receive_request(kind="access", unit=ba_to, received_on=today, by=clerk, today=today, person=person, contact=PHONE, text=WORDS)
    receive_request(kind="access", unit=ba_to, received_on=today, by=clerk, today=today, name=f"Con của {NAME}", text=WORDS)
    content = roster([1, NAME, 1982, "Nữ", "Hrê", "Ba Vì", "Trưởng thôn", None, PHONE], [2, "Lê Văn Khác", 1970, "Nam", "Kinh", "Ba Vì"])
    committed, waiting = (receive(session, content=content, file_name=f"{NAME}.xlsx", by=organiser, at=now) for _number in range(2))
    for roster_import in (committed, waiting):
        make_preview(roster_import, by=organiser, at=now)
    commit_roster(committed, by=organiser, at=now)
    figures = f"Nội dung;Thời gian;Số người\nTập huấn;1/3/2023;5\n;;{NAME}"
    receive_year(ba_to, content=figures.encode(), file_name=f"{NAME}.csv", by=organiser, at=now)
    article = OutreachItem(channel=Channel.objects.all()[0], title="Bài viết", unit=ba_to, starts_on=DAY, ends_on=DAY)
    item = record_item(article, by=organiser)
    attach_file(item, SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.4 %%EOF"), by=organiser)
    report = create_report(kind="cchc-year", year=2024, unit=ba_to, by=organiser, at=now)
    send_back(report, remarks="Thiếu hội nghị", by=clerk)
    save_address(ReportAddress(kind="cchc-year", valid_from=DAY), by=admin)
    request_export(organiser, report_name="attendance-list", file_format="csv", filters={}, at=now)
    run_job(ExportJob.objects.get().pk, beats=False)
    save_schedule(ExportSchedule(report="activity-list"), by=organiser, at=now)
    OfficeForm.objects.create(key="bieu", title="Biểu của cơ quan", file_name="bieu.toml", content='key = "bieu"', uploaded_at=now)
    for column in personal_texts():
        field = column.column
        if column.rewrite:  # a file: tests/reporting/test_report_files.py
            continue
        rows = column.model._base_manager.values_list("pk", field)
        rows = list(rows.exclude(annulled_at=None) if field == "annul_reason" else rows)
        assert rows or column.name in NOT_YET_THERE, column.name
        for pk, value in rows:
            column.model._base_manager.filter(pk=pk).update(**{field: words_for(column, value)})
    merge(person, namesake, by=admin, at=now)
    return person


@pytest.mark.parametrize("way", ["screen", "action"])
def test_nothing_of_the_person_is_left(way: str, life: Person, admin: Any, browser_of: Any) -> None:
    correct_person(life, by=None, full_name="Trần Văn Mới", phone="0912345678", unit=life.unit)
    traces_before = stored_bytes()
    assert all(form in traces_before for form in (NAME.encode(), PHONE.encode()))
    if way == "action":
        erase(life, reason="Theo yêu cầu", by=admin, at=timezone.now())
    else:
        url = f"/people/{life.pk}/erase/"
        page = browser_of(admin).get(url).content.decode()
        assert f"<mark>{NAME}</mark>" in page and "<mark>0387 654 321</mark>" in page
        assert browser_of(admin).post(url, {"reason": "Theo yêu cầu"}).status_code == 302
    remaining_bytes = stored_bytes()
    assert [form.decode() for form in (*WRITTEN_FORMS, "Trần Văn Mới".encode(), b"0912345678") if form in remaining_bytes] == []
    for roster_import in RosterImport.objects.exclude(original=None, grid=None):
        assert NAME not in str(load_workbook(roster_import))
    assert list(chain.breaches()) == []


def stored_bytes() -> bytes:
    """All that the database holds: the bytes of its files, the write-ahead log's too, or every column of every table as text."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return b"".join(file.read_bytes() for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")) if file.exists())
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts).encode()


def test_each_text_that_a_person_can_be_named_in_is_declared() -> None:
    """A new column of text fails here until its room has said so in its personal_data.py, or it is listed as one that holds no words."""
    declared = {(column.model, column.column) for column in personal_texts()}
    missing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if (Path(__file__).parents[2] / model._meta.app_label).is_dir()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
        if (model, field.name) not in declared
    }
    assert missing == {name for names in WORDLESS.values() for name in names}


WORDLESS = {
    "the row of the person, erased as a whole": {
        *(f"people.Person.{name}" for name in ("full_name", "folded", "sort_key", "ethnicity_note", "phone", "position")),
        *(f"people.Person.{name}" for name in ("national_id_digest", "national_id_last4")),
    },
    "the audit trail, whose lines are emptied": {f"accounts.ChangeRecord.{name}" for name in ("actor_label", "changes", "reason")},
    "follows from a text": {
        *("people.Organisation.folded", "activities.Activity.folded", "activities.Document.folded"),
        *("outreach.OutreachItem.folded", "outreach.OutreachItem.folded_title"),
    },
    "closed words, numbers, codes and digests": {
        *("contests.Draw.round", "contests.Draw.result", "contests.Performance.round", "contests.Ballot.points"),
        *(f"contests.JurySeat.{name}" for name in ("token_digest", "pin_digest", "device_digest")),
        *("contests.DiscrepancyRuling.ballots", "contests.TieResolution.teams", "contests.Snapshot.sha256"),
        *("certificates.PrizeCertificate.code", "certificates.PrizeCertificate.prize", "certificates.PrizeCertificate.series"),
        *(f"accounts.ChangeRecord.{name}" for name in ("request_id", "verb", "subject", "subject_id", "salt", "details_digest")),
        *("accounts.Authenticator.sealed_secret", "accounts.RecoveryCode.digest", "accounts.Passkey.credential_id"),
        *("accounts.ChainLink.hash", "people.Disclosure.what", "people.Disclosure.sensitive", "activities.Sitting.door_key"),
        *(f"attendance.Registration.{name}" for name in ("code", "code_digest", "short_code", "withdrawals")),
        *("attendance.FormerPass.code", "attendance.FormerPass.short_code"),
        *("attendance.Device.pairing_digest", "attendance.Device.token_digest", "attendance.Scan.content", "attendance.DoorTry.device"),
        *("certificates.Certificate.series", "certificates.Certificate.code"),
        *("attendance.DoorEntry.phone", "attendance.CardLookup.traces"),
        "finder.SavedFilter.list_name",
        *("attendance.BulkChange.changes", "activities.CalendarFeed.token_digest", "activities.StoredFile.digest"),
        *("attendance.PaperList.registrations", "imports.RosterImport.file_digest", "imports.RosterImport.result"),
        *("imports.YearImport.file_digest", "imports.YearImport.result"),
        *("privacy.Erasure.removed", "privacy.Night.swept", "privacy.Night.trouble", "maintenance.MaintenanceRun.details"),
        *("outreach.Channel.key", "outreach.Channel.fields"),
        *(f"exports.ExportJob.{name}" for name in ("report", "digest", "people", "sensitive", "rights_in", "error")),
        *("exports.ExportSchedule.report", "exports.OfficeForm.key", "exports.OfficeForm.content"),
        *("reporting.YearlyReport.kind", "reporting.YearlyReport.figures", "reporting.ReportAddress.kind", "reporting.ReportTemplate.kind"),
        "reporting.IssuedFile.issued_digest",
        *("reporting.ReportSection.key", "reporting.ReportSection.figures", "reporting.ReportSection.composed_figures"),
    },
    "places, peoples, published texts": {
        *(f"payments.Rate.{name}" for name in ("name", "legal_source")),
        *(f"certificates.CertificateTexts.{name}" for name in ("title", "heading", "details", "body")),
        *("outreach.Channel.name", "outreach.Channel.measure"),
        "places.Area.name",
        *(f"places.Unit.{name}" for name in ("code", "name", "kind", "path", "lowered", "folded", "sort_key")),
        *(f"people.EthnicGroup.{name}" for name in ("code", "code_2008", "name", "aliases")),
        *(f"people.Notice.{name}" for name in ("summary", "text", "summary_en", "text_en")),
    },
    "staff and who signs for the agency: not as somebody who was registered": {
        *(f"accounts.User.{name}" for name in ("password", "username", "email", "full_name")),
        *(f"exports.DocumentSigner.{name}" for name in ("authority", "title", "name", "preparer")),
        "payments.PaymentList.accountant",
        *(f"certificates.CertificateTexts.{name}" for name in ("place", "signer_authority", "signer_title", "signer_name")),
        *("accounts.Passkey.name", "accounts.FailedAttempt.subject", "accounts.FailedAttempt.name"),
        *(f"people.AgencyPeriod.{name}" for name in ("name", "parent_name", "abbreviation", "place")),
        *(f"people.AgencyPeriod.{name}" for name in ("signatory_authority", "signatory_title", "signatory_name", "preparer_name")),
    },
}


def test_a_namesake_s_texts_stay_where_somebody_says_so(session: Any, person: Person, admin: Any, organiser: Any) -> None:
    Activity.objects.filter(pk=session.pk).update(title=f"Lớp của {NAME}")
    (text,) = preview_erasure(person).texts
    assert [value for value, _label in text.choices] == ["replace", "keep"]
    erase(person, reason="Theo yêu cầu", by=admin, at=timezone.now(), choices={text.key: "keep"})
    assert Activity.objects.get(pk=session.pk).title == f"Lớp của {NAME}"


def test_a_programme_sees_each_text_and_decides_about_it(
    session: Any, person: Person, admin: Any, clerk: Any, organiser: Any, api: Any
) -> None:
    register(session, person=person, role="participant", by=organiser)
    called_off = {"status": "cancelled", "cancelled_at": timezone.now(), "cancel_reason": f"Nhà {NAME}, gọi {PHONE}"}
    Activity.objects.filter(pk=session.pk).update(title=f"Lớp của {NAME}", **called_off)
    url, program = f"/api/v1/persons/{person.pk}/erase/", api(admin)
    assert [api(clerk).get(url).status_code, api(clerk).post(url, {"reason": "x"}).status_code] == [403, 403]
    preview = program.get(url).json()
    texts = {text["key"].partition(":")[0]: text for text in preview["texts"]}
    assert preview["how"] == "anonymised" and {row["number"] for row in preview["removed"]} >= {1}
    title, why = texts["activities.activity.title"], texts["activities.activity.cancel_reason"]
    assert [piece["text"] for piece in why["pieces"] if piece["names_person"]] == [NAME, PHONE]
    assert (title["choices"], title["default"]) == (["replace", "keep"], "replace")
    assert (why["choices"], why["default"]) == (["replace", "blank", "keep"], "blank")
    body = {"reason": "Theo yêu cầu"}
    wrong = [{title["key"]: "blank"}, {title["key"]: "xóa"}, {"activities.activity.title:999": "keep"}]
    answers = [program.post(url, body | {"choices": choices}) for choices in wrong]
    assert [answer.status_code for answer in answers] == [400] * 3
    codes = [(error["field"], error["code"]) for answer in answers for error in answer.json()["errors"]]
    key = f"choices.{title['key']}"
    assert codes == [(key, "invalid_choice"), (key, "invalid_choice"), ("choices.activities.activity.title:999", "unknown_text")]
    person.refresh_from_db()
    assert person.anonymised_at is None
    assert program.post(url, body | {"choices": {title["key"]: "keep", why["key"]: "replace"}}).status_code == 200
    activity = Activity.objects.get(pk=session.pk)
    assert (activity.title, activity.cancel_reason) == (f"Lớp của {NAME}", "Nhà …, gọi …")


def test_at_night_a_name_goes_only_where_it_is_certainly_the_person_s(session: Any, person: Person) -> None:
    Activity.objects.filter(pk=session.pk).update(title=f"Lớp của {NAME}", venue=f"Gọi {PHONE}", organiser=f"Gọi {PHONE}")
    erase(person, reason="Hết thời hạn lưu", by=None, at=timezone.now())
    activity = Activity.objects.get(pk=session.pk)
    assert (activity.title, activity.venue, activity.organiser) == (f"Lớp của {NAME}", "Gọi …", "Gọi …")


def test_the_audit_trail_says_that_somebody_was_erased_and_not_who(person: Person, admin: Any) -> None:
    erase(person, reason=f"{NAME} yêu cầu", by=admin, at=timezone.now())
    line = ChangeRecord.objects.about("person", person.pk).get(verb="erased")
    assert (line.actor, line.reason, line.changes) == (admin, "(đã xóa)", {"how": [None, "deleted"]})
    assert NAME not in str(list(ChangeRecord.objects.values_list("changes", "reason")))
