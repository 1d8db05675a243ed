"""The official ethnic group behind what a roster writes, all names loaded once."""

import re
from collections import defaultdict
from difflib import get_close_matches

from people.models import EthnicGroup
from vietnamese.text import fold

_PREFIX = re.compile(r"^(?:dan toc|d toc|dt|nguoi|d\.t\.?)\s*[:.]?\s+(?=\w)")
MINORITY_UNSAID = {"dtts", "dan toc thieu so", "thieu so", "dbdtts", "dong bao dan toc"}


class Groups:
    def __init__(self) -> None:
        self._known: dict[str, EthnicGroup | None] = {}
        self.by_name: dict[str, EthnicGroup] = {}
        aliases: dict[str, set[EthnicGroup]] = defaultdict(set)
        for group in EthnicGroup.objects.all():
            self.by_name[_letters(group.name)] = group
            for alias in group.aliases:
                aliases[_letters(alias)].add(group)
        self.by_alias = {alias: groups.pop() for alias, groups in aliases.items() if len(groups) == 1}

    @property
    def names(self) -> frozenset[str]:
        """As `fold` gives them."""
        return frozenset(fold(group.name) for group in self.by_name.values())

    def called(self, written: str) -> EthnicGroup | None:
        if written not in self._known:
            self._known[written] = self._called(written)
        return self._known[written]

    def _called(self, written: str) -> EthnicGroup | None:
        """None when nothing fits or two do: 'Ca Dong' → Xơ Đăng, 'dân tộc Hrê.' → Hrê; a bare number names nothing."""
        words = fold(written).strip(" .,;:")
        for tried in (words, _PREFIX.sub("", words), re.sub(r"\s*\(.*\)$", "", words)):
            if found := self.by_name.get(_letters(tried)) or self.by_alias.get(_letters(tried)):
                return found
        inside = re.search(r"\((.+)\)", words)
        return self.called(inside.group(1)) if inside else None

    def near(self, written: str) -> str:
        """The official name that may be meant, to suggest; aliases are matched but never shown."""
        names = {**{key: group.name for key, group in self.by_alias.items()}, **{key: group.name for key, group in self.by_name.items()}}
        return next((names[key] for key in get_close_matches(_letters(fold(written)), names, n=1, cutoff=0.6)), "")


def _letters(words: str) -> str:
    return "".join(c for c in fold(words) if c.isalnum())
