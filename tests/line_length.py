"""python -m tests.line_length FILE…: refuse lines over 140 characters, as Ruff does in Python."""

import sys
from pathlib import Path

LONGEST = 140


if __name__ == "__main__":
    violations = [
        f"{path}:{number}: {len(line)} characters"
        for path in map(Path, sys.argv[1:])
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST
    ]
    print("\n".join(violations) if violations else f"{len(sys.argv) - 1} templates: no line over {LONGEST} characters")
    sys.exit(bool(violations))
