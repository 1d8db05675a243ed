"""python -m tests.line_length FILE…: refuse lines over 140 characters, as Ruff does in Python."""

import sys
from pathlib import Path

LONGEST = 140


def long_lines(path: Path) -> list[str]:
    """Return 'path:line: 153 characters' for each line over the limit."""
    lines = enumerate(path.read_text().splitlines(), start=1)
    return [f"{path}:{number}: {len(line)} characters" for number, line in lines if len(line) > LONGEST]


if __name__ == "__main__":
    violations = [line for name in sys.argv[1:] for line in long_lines(Path(name))]
    print("\n".join(violations) if violations else f"{len(sys.argv) - 1} templates: no line over {LONGEST} characters")
    sys.exit(bool(violations))
