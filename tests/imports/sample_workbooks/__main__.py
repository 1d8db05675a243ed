import sys
from pathlib import Path

from tests.imports.sample_workbooks import ROSTERS

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for roster in ROSTERS.values():
    roster.build(folder)
print(f"{len(ROSTERS)} workbooks in {folder}")
