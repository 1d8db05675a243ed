"""The file of a backup: a zip of its parts and the manifest."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from maintenance.backups.manifest import Manifest, NotABackup, Part

MANIFEST = "manifest.json"
FILES, KEYS = "files/", "keys/"  # before the names of files of var/ and of keys
COMPRESSED_ALREADY = ".dump"
BLOCK = 1 << 20
MOST_OF_A_MANIFEST = 10 << 20


def write(path: Path, manifest: Manifest, sources: Mapping[str, Path]) -> Manifest:
    """Write a backup of `sources` (name in it → file) down to the disk, readable by its owner alone; return the manifest with the parts."""
    manifest = replace(manifest, parts={name: describe_part(source) for name, source in sources.items()})
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, manifest.to_json())
            for name, source in sources.items():
                archive.write(source, name, zipfile.ZIP_STORED if name.endswith(COMPRESSED_ALREADY) else None)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Raise NotABackup for what is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > MOST_OF_A_MANIFEST:
                raise NotABackup("its manifest is too large")
            return Manifest.from_json(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        raise NotABackup(f"it is no backup, or only a part of one ({error})") from error


def extract(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write every part into `folder`, each compared with its size and hash. Raise NotABackup at the first that differs."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()) - {MANIFEST}
            if names != set(manifest.parts):
                raise NotABackup(f"its parts are not those of its manifest: {', '.join(sorted(names ^ set(manifest.parts)))}")
            for name, part in manifest.parts.items():
                place = folder / require_inside(name)
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with archive.open(name) as source, os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(source, file, BLOCK)
                if describe_part(place) != part:
                    raise NotABackup(f"{name} is not what was backed up: its hash differs")
    except (zipfile.BadZipFile, EOFError, OSError, zipfile.LargeZipFile) as error:
        raise NotABackup(f"it cannot be read to its end ({error})") from error


def require_inside(name: str) -> PurePosixPath:
    """Return the name of a part as a path. Raise NotABackup for one that would lead out of its folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\x00" in name:
        raise NotABackup(f"the name of a part leads elsewhere: {name!r}")
    return path


def describe_part(path: Path) -> Part:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return Part(digest.hexdigest(), path.stat().st_size)


def is_backup(path: Path) -> bool:
    try:
        read_manifest(path)
    except NotABackup:
        return False
    return True
