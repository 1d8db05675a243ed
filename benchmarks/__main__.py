"""`make bench`, or `python -m benchmarks --only scans --quick`. Loopback only; it stops by itself."""

import argparse
import os
from pathlib import Path

from benchmarks import attendance_list, audit, country, duplicates, field, roster_of_classes, roster_preview, roster_reading, scans, tally
from benchmarks.extent import Extent
from benchmarks.report import Report
from benchmarks.stage import ENGINES, ROOT, Engines

BENCHMARKS = {
    "scans": scans.measure,
    "field": field.measure,
    "tally": tally.measure,
    "country": country.measure,
    "list": attendance_list.measure,
    "reading": roster_reading.measure,
    "roster": roster_preview.measure,
    "classes": roster_of_classes.measure,
    "duplicates": duplicates.measure,
    "audit": audit.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="may be given more than once")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both unless given")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--quick", action="store_const", dest="extent", const=Extent.QUICK, help="smaller and shorter: not to quote")
    extent.add_argument("--smallest", action="store_const", dest="extent", const=Extent.SMALLEST, help="only to see that it runs")
    parser.set_defaults(extent=Extent.FULL)
    parser.add_argument("--country", type=Path, help="a SQLite database that holds the country already, copied instead of filling one")
    arguments = parser.parse_args()
    report = Report()
    report.where()
    with Engines(arguments.engine or ENGINES, country=arguments.country) as engines:
        for name in arguments.only or BENCHMARKS:
            BENCHMARKS[name](report, engines=engines, extent=arguments.extent)
    folder = os.environ.get("VAR_DIR")
    print(f"\n→ {report.keep((ROOT / 'var') if not folder else ROOT / folder)}")


if __name__ == "__main__":
    main()
