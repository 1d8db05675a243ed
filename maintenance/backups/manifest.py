"""The manifest of a backup: what is in it, of which moment, and how to tell that it is whole."""

import json
import tomllib
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
PRODUCT = "tap-huan-hoi-thi"


class NotABackup(Exception):
    """A file that is no backup of this program, or not whole; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the backup."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`newest_change`: NUMBER:HASH of the newest link of the audit trail. `keys`: the ids of DIGEST_KEY and its fallbacks, newest first."""

    made_at: str
    version: str
    engine: str  # sqlite, postgresql
    newest_change: str
    row_counts: dict[str, int]
    migrations: list[str]
    keys: list[str]
    has_keys: bool
    parts: dict[str, Part] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps({"product": PRODUCT, "format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raise NotABackup for anything that `to_json` did not write."""
        try:
            values: dict[str, Any] = json.loads(text)
            product, format_ = values.pop("product"), values.pop("format")
            parts = {name: Part(**part) for name, part in values.pop("parts").items()}
            manifest = cls(**values, parts=parts)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotABackup("its manifest cannot be read") from error
        if product != PRODUCT:
            raise NotABackup(f"it is of another program ({product})")
        if format_ != FORMAT:
            raise NotABackup(f"it was made by a newer version ({manifest.version})")
        return manifest


def program_version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def applied_migrations() -> list[str]:
    """Return the migrations of the database as "app.name", in order."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
