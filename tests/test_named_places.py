"""Files and modules that documents and docstrings name are there, where they are said to be."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.composing.facts import WORDS
from reporting.composing.figures import FIGURES

ROOT = Path(__file__).parent.parent
TRACKED = set(
    subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
)
ROOMS = {path.split("/")[0] for path in TRACKED if path.endswith("/apps.py") and path.count("/") == 1} | {
    "backend",
    "screens",
    "tests",
    "vietnamese",
}
MADE_LATER = {"var/sbom.cdx.json", "scan/package.json"}  # by an installation, and an address
FILE = re.compile(r"[\w./{},-]*\w\.(?:py|toml|html|js|css|json|md|csv|sh|typ)(?![\w(])")
MODULE = re.compile(rf"(?<![\w./@])(?:{'|'.join(sorted(ROOMS))})(?:\.\w+)+(?![\w/-])")
FOLDERS = {"/".join(path.split("/")[:depth]) for path in TRACKED for depth in range(1, path.count("/") + 1)}
FOLDER = re.compile(rf"(?<![\w./{{-])(?<!GET )(?:{'|'.join(sorted(ROOMS))})/(?:[\w-]+/)*[\w-]+/(?![\w*{{])")
WITHIN_ROOMS = {path.split("/")[-2] for path in TRACKED if path.endswith(".py") and path.count("/") > 1 and "tests/" not in path} - ROOMS
PART_OF_ROOM = re.compile(rf"(?<![\w./@])(?:{'|'.join(sorted(WITHIN_ROOMS))})\.[a-z_]+(?:\.\w+)*(?![\w/-])")  # 'counting.measures.count'
QUOTED = re.compile(r"`([^`\n]+)`")


def spread(written: str) -> list[str]:
    """Return the names that braces stand for: 'rules/{verdict,names}.py'."""
    match = re.search(r"\{([^{}]*)\}", written)
    if not match:
        return [written]
    return [name for part in match[1].split(",") for name in spread(written[: match.start()] + part + written[match.end() :])]


def is_module(dotted: str) -> bool:
    """Return whether the longest part of the name that is a module is one in a room, and the next name stands in its file."""
    if dotted in FIGURES or dotted in WORDS:  # facts of reports are written alike
        return True
    parts = dotted.split(".")
    if parts[0] not in ROOMS:
        homes = {path.rpartition(f"/{parts[0]}/")[0] for path in TRACKED if f"/{parts[0]}/" in path and path.endswith(".py")}
        return any(is_module(f"{home.replace('/', '.')}.{dotted}") for home in homes)
    for length in range(len(parts), 1, -1):
        path = "/".join(parts[:length])
        if f"{path}.py" in TRACKED:
            names = parts[length:]
            return not names or re.search(rf"\b{names[0]}\b", (ROOT / f"{path}.py").read_text()) is not None
        if f"{path}/__init__.py" in TRACKED:
            return length == len(parts)
    return False


def missing_in(text: str) -> Iterator[str]:
    for path in (path for written in FILE.findall(text) for path in spread(written) if "/" in path and path not in MADE_LATER):
        if not any(f"/{name}".endswith(f"/{path.lstrip('./')}") for name in TRACKED):
            yield path
    yield from (folder for folder in FOLDER.findall(text) if folder.rstrip("/") not in FOLDERS)
    dotted_names = MODULE.findall(text) + PART_OF_ROOM.findall(text)
    yield from (dotted for dotted in dotted_names if not FILE.fullmatch(dotted) and not is_module(dotted))


@pytest.mark.parametrize("document", sorted(name for name in TRACKED if name.startswith("docs/") and name.endswith(".md")))
def test_what_a_document_names_is_there(document):
    text = (ROOT / document).read_text()
    assert [(quoted, name) for quoted in QUOTED.findall(text) for name in missing_in(quoted)] == []


def test_what_docstrings_name_is_there():
    wrong = []
    for name in sorted(name for name in TRACKED if name.endswith(".py") and not name.startswith("tests/")):
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [(name, missing) for missing in missing_in(ast.get_docstring(node) or "")]
    assert wrong == []
