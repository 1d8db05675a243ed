"""A year with one of everything that a report speaks of."""

from datetime import date

import pytest
from django.utils import timezone

from activities.actions import set_target
from activities.documents.actions import record_document
from activities.models import Activity, Document
from attendance.sittings.actions import tick
from outreach.actions import record_item
from outreach.models import Channel, OutreachItem
from reporting.writing.creation import create_report


@pytest.fixture
def year_2024(agency, quang_ngai, unit_called, ba_to, make_contest, enrolled, organiser, morning):
    """Tỉnh Quảng Ngãi as in 2024: a session that two of three people attended, a contest, two plans, two broadcasts, four sessions planned."""
    province = unit_called("Quảng Ngãi", "province")
    for registration in enrolled[:2]:
        tick(registration, sitting=morning, by=organiser, at=morning.starts_at)
    make_contest(starts_on=date(2024, 9, 10), status=Activity.Status.CLOSED)
    for kind, planned in ((Activity.Kind.TRAINING_SESSION, 4), (Activity.Kind.CONTEST, 1)):
        set_target(year=2024, kind=kind, unit=province, planned_activities=planned)
    for number, issuer in (("07/KH-UBND", "UBND tỉnh Quảng Ngãi"), ("12/KH-BDT", "Ban Dân tộc")):
        plan = Document(kind="plan", number=number, dated=date(2024, 1, 17), issuer=issuer, title="Tuyên truyền năm 2024", unit=quang_ngai)
        record_document(plan, by=organiser)
    contract = Document(kind="contract", number="05/HĐ", dated=date(2024, 2, 1), issuer="Ban Dân tộc", title="Phát sóng", unit=quang_ngai)
    record_document(contract, by=organiser)
    for title, quantity in (("Luật Đất đai trên sóng", 4), ("Câu chuyện pháp luật", 8)):
        item = OutreachItem(
            channel=Channel.objects.get(key="broadcast"),
            title=title,
            unit=province,
            starts_on=date(2024, 3, 1),
            ends_on=date(2024, 3, 2),
            quantity=quantity,
            partner="Đài PT-TH tỉnh (mẫu)",
            document=contract,
        )
        record_item(item, by=organiser)
    return province


@pytest.fixture
def report(year_2024, organiser):
    """The report of 2024, as it was composed by the organiser."""
    return create_report(kind="cchc-year", year=2024, unit=year_2024, by=organiser, at=timezone.now())
