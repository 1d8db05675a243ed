"""Rooms: a lower room knows nothing of a room above it, not even by name; what it must know is registered from above."""

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOTTED_NAME = re.compile(r"(\w+)\.\w+")


def test_no_room_names_a_module_or_model_of_a_room_above_it_in_a_string():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [[room.strip() for room in layer.split("|")] for layer in contracts[0]["layers"]]  # the highest first
    above: set[str] = set()
    named = []
    for rooms in layers:
        for room in rooms:
            for path in (ROOT / room).rglob("*.py"):
                if "migrations" in path.parts:
                    continue
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        match = DOTTED_NAME.fullmatch(node.value)
                        if match and match[1] in above:
                            named.append((str(path.relative_to(ROOT)), node.value))
        above.update(rooms)
    assert named == []
