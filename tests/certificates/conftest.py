"""Who attended what of the session of 20 May 2024."""

import os

import pytest
from django.conf import settings

from attendance.sittings.actions import excuse, tick
from certificates.document.fonts import TINOS
from scanner.page.vendored_assets import REGISTRY, AssetsUnavailable, install
from tests.conftest import at


@pytest.fixture(scope="session")
def font():
    """The font, fetched once for all tests of this checkout."""
    try:
        install(TINOS, settings.VENDOR_DIR, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
    except AssetsUnavailable as error:
        pytest.skip(f"no font: {error}")


@pytest.fixture
def attended(session, enrolled, organiser, agency):
    """Phạm Văn Rê came to both sittings; Đinh Thị Mẫu to the first, excused from the second; Nguyễn Thị Hoa to none."""
    morning, afternoon = session.sittings.all()
    tick(enrolled[0], sitting=morning, by=organiser, at=at("07:40"))
    tick(enrolled[0], sitting=afternoon, by=organiser, at=at("13:40"))
    tick(enrolled[1], sitting=morning, by=organiser, at=at("07:45"))
    excuse(enrolled[1], sitting=afternoon, reason="Ốm", by=organiser, at=at("12:00"))
    return enrolled
