"""The official list of ethnic groups, loaded from people/data/ethnic_groups.csv (provenance: docs/data.md)."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import EthnicGroup
from vietnamese.text import clean, fold

SOURCE = Path(__file__).parent / "data" / "ethnic_groups.csv"


def load_groups() -> int:
    """Write the list; safe to repeat. Return how many groups there are."""
    with SOURCE.open(encoding="utf-8") as file:
        groups = [
            EthnicGroup(
                code=row["code"],
                code_2008=row["code_1019_2008"],
                name=clean(row["name"]),
                aliases=[clean(alias) for alias in f"{row['other_names']};{row['spellings']}".split(";") if alias.strip()],
                is_local=row["local_group"] == "1",
            )
            for row in csv.DictReader(file)
        ]
    EthnicGroup.objects.bulk_create(
        groups, update_conflicts=True, unique_fields=["code"], update_fields=["code_2008", "name", "aliases", "is_local"]
    )
    return len(groups)


def find_group(written: str) -> EthnicGroup | None:
    """Return the official group of a name as people write it: 'Hrê', 'H're', 'Ca Dong', 'Cor'. None when nothing fits or two do."""
    letters = _letters(written)
    if not letters:
        return None
    groups = list(EthnicGroup.objects.all())
    named = [g for g in groups if _letters(g.name) == letters]
    named = named or [g for g in groups if letters in {_letters(alias) for alias in g.aliases}]
    return named[0] if len(named) == 1 else None


def require_group(written: str) -> EthnicGroup:
    """Return the official group as `find_group` does. Raises ValidationError (code `unknown_group`) when no one group fits."""
    if group := find_group(written):
        return group
    raise ValidationError(_("Không có dân tộc nào tên “%(name)s”. Hãy chọn trong danh mục.") % {"name": written}, code="unknown_group")


def _letters(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())
