"""Whole reports by size: `python benchmarks/whole_report.py [--most 1000000]`.

A made-up roster in Parquet, read, checked, computed and printed as a summary workbook: seconds,
peak memory and the cost of a row, which should not grow.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from roster_to_answers import PLAN, YEAR, roster
from side_by_side import Contender, Work, main

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def report_of(rows: int, kind: str) -> Contender:
    def contender(_: argparse.Namespace) -> Work:
        from megaroth_xl.reports.runs.run import report

        path, out = roster(rows, kind), Path(tempfile.mkdtemp())

        def work() -> int:
            return report(path, PLAN, YEAR, out).files[0].stat().st_size

        return work

    return contender


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--kind", choices=("parquet", "csv", "xlsx"), default="parquet")


def argument(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


if __name__ == "__main__":
    most, kind = int(argument("--most", str(SIZES[-1]))), argument("--kind", "parquet")
    sizes = {f"{size:,} rows, a row": size for size in SIZES if size <= most}
    contenders = {name: report_of(size, kind) for name, size in sizes.items()}
    main("Whole reports", contenders, items=sizes, options=options)
