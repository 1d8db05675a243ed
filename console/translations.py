"""Compiles translations: .po files to .mo files, by Babel, since a fresh machine has no GNU gettext."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_translations() -> int:
    """Write every .mo file that is missing or older than its .po file; return how many were written."""
    sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")]
    count = 0
    for source in sources:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po_file:
            catalogue = read_po(po_file)
        # Renamed when complete, each from a name of its own: two processes may compile at once.
        with NamedTemporaryFile(dir=source.parent, suffix=".part", delete=False) as mo_file:
            write_mo(mo_file, catalogue)
        Path(mo_file.name).chmod(0o644)
        Path(mo_file.name).replace(target)
        count += 1
    return count
