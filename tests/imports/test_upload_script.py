"""The script of the upload page."""

import math
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from imports.files.uploads import MAX_BYTES


def test_the_page_keeps_back_files_from_the_size_that_the_server_refuses():
    script = Path(str(finders.find("imports/upload.js"))).read_text()
    factors = re.search(r"LARGEST = ([\d *]+);", script).group(1)
    assert math.prod(int(factor) for factor in factors.split("*")) == MAX_BYTES
