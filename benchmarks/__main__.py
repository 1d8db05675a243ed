"""`make bench`, or `python -m benchmarks --only scans --quick`. Loopback only; it stops by itself."""

import argparse
import os

from benchmarks import attendance_list, duplicates, field, roster_preview, roster_reading, scans, tally
from benchmarks.report import Report
from benchmarks.stage import ENGINES, ROOT

BENCHMARKS = {
    "scans": scans.measure,
    "field": field.measure,
    "tally": tally.measure,
    "list": attendance_list.measure,
    "reading": roster_reading.measure,
    "roster": roster_preview.measure,
    "duplicates": duplicates.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="may be given more than once")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both unless given")
    parser.add_argument("--quick", action="store_true", help="smaller and shorter: to see that it works, not to quote")
    asked = parser.parse_args()
    report = Report()
    report.where()
    for name in asked.only or BENCHMARKS:
        BENCHMARKS[name](report, engines=asked.engine or ENGINES, quick=asked.quick)
    folder = os.environ.get("VAR_DIR")
    print(f"\n→ {report.keep((ROOT / 'var') if not folder else ROOT / folder)}")


if __name__ == "__main__":
    main()
