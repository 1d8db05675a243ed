import os

import pytest
from django.conf import settings

from certificates.document.fonts import TINOS
from scanner.page.vendored_assets import REGISTRY, AssetsUnavailable, install


@pytest.fixture(scope="session")
def font():
    """The font, fetched once for all tests of this checkout."""
    try:
        install(TINOS, settings.VENDOR_DIR, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
    except AssetsUnavailable as error:
        pytest.skip(f"no font: {error}")
