"""The files of var/ that a backup holds, and the keys."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from maintenance.backups.archive import FILES, KEYS, is_backup
from maintenance.backups.file_swap import JOURNAL

KEY_FILES = ("secret_key", "digest_key", "digest_key_fallbacks")
# Made anew by `prepare`, or of the database, which is dumped; else of a restore.
LEFT_OUT = ("static", "static.sha256", "restore.lock", JOURNAL, *KEY_FILES)
BEFORE_RESTORE = "before-restore-"


def stored_files() -> dict[str, Path]:
    """Return {name in the backup: file} of whatever this installation keeps in var/ beside its database and keys."""
    return {f"{FILES}{path.relative_to(settings.VAR_DIR).as_posix()}": path for path in sorted(_stored(settings.VAR_DIR.iterdir()))}


def _stored(paths: Iterator[Path]) -> Iterator[Path]:
    database = Path(connection.settings_dict["NAME"]).name
    for path in paths:
        is_left_out = path.name in LEFT_OUT or path.name.startswith((".", BEFORE_RESTORE, database)) or path.is_symlink()
        if is_left_out or (path.is_file() and is_backup(path)):
            continue
        if path.is_dir():
            yield from _stored(path.iterdir())
        else:
            yield path


def write_keys(folder: Path) -> dict[str, Path]:
    """Write the keys in use into `folder`, wherever they come from, and return {name in the backup: file}."""
    (folder / KEYS).mkdir(mode=0o700)
    values = (settings.SECRET_KEY, settings.DIGEST_KEY, "\n".join(settings.DIGEST_KEY_FALLBACKS))
    names = [f"{KEYS}{name}" for name in KEY_FILES]
    return {name: write_private(folder / name, value) for name, value in zip(names, values, strict=True) if value}


def write_private(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def read_keys(folder: Path) -> tuple[str, Sequence[str]]:
    """Return DIGEST_KEY and its fallbacks of a backup that was extracted into `folder`."""
    fallbacks = folder / KEYS / "digest_key_fallbacks"
    return (folder / KEYS / "digest_key").read_text(), fallbacks.read_text().split() if fallbacks.exists() else []
