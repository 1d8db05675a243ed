"""Find the official ethnic group behind what a roster writes, all names loaded once."""

import re
from collections import defaultdict
from difflib import get_close_matches

from people.models import EthnicGroup
from vietnamese.text import fold

_PREFIX = re.compile(r"^(?:dan toc|d toc|dt|nguoi|d\.t\.?)\s*[:.]?\s+(?=\w)")
_MOST_SUGGESTIONS, _LONGEST_SUGGESTED = 200, 40  # different names of groups that nobody knows for which one is suggested
UNNAMED_MINORITY = {"dtts", "dan toc thieu so", "thieu so", "dbdtts", "dong bao dan toc", "khac", "dan toc khac"}


class EthnicGroupFinder:
    def __init__(self) -> None:
        self._cache: dict[str, EthnicGroup | None] = {}
        self._suggestions: dict[str, str] = {}
        self.by_name: dict[str, EthnicGroup] = {}
        groups_by_alias: dict[str, set[EthnicGroup]] = defaultdict(set)
        for group in EthnicGroup.objects.all():
            self.by_name[_letters(group.name)] = group
            for alias in group.aliases:
                groups_by_alias[_letters(alias)].add(group)
        self.by_alias = {alias: groups.pop() for alias, groups in groups_by_alias.items() if len(groups) == 1}

    @property
    def names(self) -> frozenset[str]:
        """Return the official names as `fold` gives them."""
        return frozenset(fold(group.name) for group in self.by_name.values())

    def find(self, written: str) -> EthnicGroup | None:
        """Return None when nothing fits or two do: 'Ca Dong' → Xơ Đăng, 'dân tộc Hrê.' → Hrê; a bare number names nothing."""
        if written not in self._cache:
            words = fold(written).strip(" .,;:")
            names = map(_letters, (words, _PREFIX.sub("", words), re.sub(r"\s*\(.*\)$", "", words)))
            group = next((group for name in names if (group := self.by_name.get(name) or self.by_alias.get(name))), None)
            in_parentheses = re.search(r"\((.+)\)", words)
            if group is None and in_parentheses:
                group = self.find(in_parentheses.group(1))
            self._cache[written] = group
        return self._cache[written]

    def suggest(self, written: str) -> str:
        """Return the official name that may be meant; aliases are matched but never shown."""
        letters = _letters(fold(written))
        if letters not in self._suggestions:
            if len(letters) > _LONGEST_SUGGESTED or len(self._suggestions) >= _MOST_SUGGESTIONS:
                return ""
            names = {key: group.name for key, group in (self.by_alias | self.by_name).items()}
            self._suggestions[letters] = next((names[key] for key in get_close_matches(letters, names, n=1, cutoff=0.6)), "")
        return self._suggestions[letters]


def _letters(words: str) -> str:
    return "".join(c for c in fold(words) if c.isalnum())
