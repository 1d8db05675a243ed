"""docs/security.md names only places and tests that there are, and every group of the standard."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
QUOTED = re.findall(r"`([^`\s]+)`", PAGE)
# Groups of ASVS 5.0.0 with requirements of level 1 or 2. V10 and V17 stand in a sentence each.
GROUPS = {1: 5, 2: 4, 3: 7, 4: 4, 5: 4, 6: 8, 7: 6, 8: 4, 9: 2, 11: 6, 12: 3, 13: 4, 14: 3, 15: 3, 16: 5}
ONLY_LEVEL_3 = {"V3.1", "V3.6", "V6.7"}


def test_every_test_that_is_named_exists():
    named = [name.split("::") for name in QUOTED if "test_" in name and "::" in name]
    assert len(named) > 100
    missing = [
        (file, test) for file, test in named if not re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text(), flags=re.MULTILINE)
    ]
    assert missing == []


def test_every_place_that_is_named_exists():
    places = [name.partition("::") for name in QUOTED if re.fullmatch(r"[\w./-]+(\.(py|sh|txt|gz|toml)|/)(::\w+)?", name)]
    code = [(path, symbol) for path, _, symbol in places if "test_" not in path.rpartition("/")[2] and not path.startswith("/")]
    assert len(code) > 50
    missing = [path for path, _symbol in code if not any((folder / path).exists() for folder in (ROOT, ROOT / "tests"))]
    assert missing == []
    assert [(path, symbol) for path, symbol in code if symbol and symbol not in (ROOT / path).read_text()] == []


def test_every_group_of_the_standard_has_its_line():
    groups = {f"V{chapter}.{number}" for chapter, most in GROUPS.items() for number in range(1, most + 1)} - ONLY_LEVEL_3
    lines = re.findall(r"^\| (V\d+\.\d+) .*\| (met|partly|not met|does not apply|met by the proxy's settings) \|", PAGE, flags=re.MULTILINE)
    assert {group for group, _result in lines} == groups
    met, partly = (sum(result.startswith(word) for _group, result in lines) for word in ("met", "partly"))
    assert f"Of the 75 groups {met} are met, {partly} partly, {75 - met - partly} do not apply." in PAGE


def test_what_a_group_lacks_stands_in_the_list_of_what_is_open():
    opening = PAGE.partition("## What is open")[2].partition("## The rules")[0]
    open_numbers = set(re.findall(r"\d+\.\d+\.\d+", opening))
    partly = "".join(re.findall(r"^\| V\d+\.\d+ [^|]*\| partly \|[^|]*\|([^|]*)\|", PAGE, flags=re.MULTILINE))
    assert set(re.findall(r"(\d+\.\d+\.\d+)(?=[:,]| for | by )", partly)) - open_numbers == set()
