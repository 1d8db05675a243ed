"""Putting the files of a backup in their places, with a journal on the disk by which that is taken back, also after a kill.

The database changes places after the files, in one step. A run that dies in between leaves the journal and the database aside.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

JOURNAL = "restore-under-way.json"


def is_under_way() -> bool:
    """Return whether files were put in their places by a restore that has not ended, or was killed."""
    return _journal().exists()


def put_in_place(places: Mapping[Path, Path], *, former_folder: Path) -> list[Path]:
    """Move files, {source: its place in var/}, once what stands there is copied into `former_folder`; return the copies."""
    moves: list[tuple[Path, Path | None]] = []
    for place in places.values():
        former = former_folder / place.relative_to(settings.VAR_DIR) if place.exists() else None
        if former:
            former.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy_to_disk(place, former)
        moves.append((place, former))
    if moves:
        _write_journal(moves)
    for source, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.replace(place)
    return [former for _place, former in moves if former]


def put_back() -> None:
    """Take back what `put_in_place` did, as its journal says; may be killed and called again."""
    for place_name, former_name in json.loads(_journal().read_text()):
        place = settings.VAR_DIR / place_name
        if former_name:
            copy = place.with_name(f"{place.name}.being-put-back")
            _copy_to_disk(settings.VAR_DIR / former_name, copy)
            copy.replace(place)
        else:
            place.unlink(missing_ok=True)
    forget()


def forget() -> None:
    """Let the files stay where they were put."""
    _journal().unlink(missing_ok=True)


def _journal() -> Path:
    return settings.VAR_DIR / JOURNAL


def _write_journal(moves: list[tuple[Path, Path | None]]) -> None:
    names = [[str(path.relative_to(settings.VAR_DIR)) if path else None for path in move] for move in moves]
    unfinished = _journal().with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(names, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(_journal())


def _copy_to_disk(source: Path, target: Path) -> None:
    shutil.copy2(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
