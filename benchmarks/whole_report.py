"""Whole reports by size: `python benchmarks/whole_report.py [--most 1000000] [--against CHECKOUT]`.

A made-up roster, read, checked, tested and computed, and all reports of a run written: seconds,
peak memory and bytes. Where several sizes are measured, seconds are those of a row, which should
not grow. "The employees' sheet" is the same as far as the summary workbook without its sheet of
participants, nothing else being written: what build f9e5e0f wrote. With `--against`, another
checkout of this package makes its whole report in the same run, under its sample plan, which both
sides then take.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from roster_to_answers import PLAN, YEAR, roster
from side_by_side import Contender, Work, main

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def plan_of(chosen: argparse.Namespace) -> Path:
    return PLAN if chosen.against is None else chosen.against / "workbook" / PLAN.name


def report_of(rows: int, kind: str, *, other: bool = False) -> Contender:
    def contender(chosen: argparse.Namespace) -> Work:
        if other:
            sys.path.insert(0, str(chosen.against))
        try:
            from megaroth_xl.reports.runs.run import report
        except ImportError:
            from megaroth_xl.reports import report

        path, folder = roster(rows, kind), tempfile.TemporaryDirectory()
        out = Path(folder.name)

        def work() -> int:
            with folder:
                report(path, plan_of(chosen), YEAR, out)
                return size(out)

        return work

    return contender


def sheet_of(rows: int, kind: str) -> Contender:
    def contender(chosen: argparse.Namespace) -> Work:
        from megaroth_xl.files import write_whole
        from megaroth_xl.law.limits import limits_table
        from megaroth_xl.reports.pages.summary import summary
        from megaroth_xl.reports.results.content import ReportSetting, Table
        from megaroth_xl.reports.results.frames import Frames
        from megaroth_xl.reports.results.pretest import pretest
        from megaroth_xl.reports.roster import read_plan
        from megaroth_xl.reports.runs.aside import new_aside
        from megaroth_xl.reports.runs.rosters import read_rosters
        from megaroth_xl.reports.runs.work import Workers

        path, folder = roster(rows, kind), tempfile.TemporaryDirectory()
        out = Path(folder.name)
        plan, limits = read_plan(plan_of(chosen)), limits_table()

        def work() -> int:
            with folder, new_aside() as aside:
                rosters = read_rosters(str(path), YEAR, {"plan": plan}, Workers(), aside)
                setting = ReportSetting(plan, YEAR, limits, "en", as_of=rosters.facts.as_of)
                frames = Frames(setting, rosters.facts, aside, redact=False)
                found = pretest(
                    rosters.facts,
                    rosters,
                    plan,
                    YEAR,
                    limits=limits,
                    each=lambda _, part, of_part: frames.add(part, of_part),
                )
                rosters.let_go(for_good=True)
                whole = frames.content(found, {}, names_persons=True)
                nobody = Table(0, lambda: iter(()), whole.participants.units)
                pieces = summary(replace(whole, participants=nobody))
                return write_whole(out / "summary.xlsx", pieces).size

        return work

    return contender


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--least", type=int, default=SIZES[0])
    parser.add_argument("--kind", choices=("parquet", "csv", "xlsx"), default="parquet")
    parser.add_argument("--against", type=Path, help="another checkout of this package")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    options(parser)
    asked, _ = parser.parse_known_args()
    contenders: dict[str, Contender] = {}
    items: dict[str, int] = {}
    sizes = [rows for rows in SIZES if asked.least <= rows <= asked.most]
    for rows in sizes:
        roster(rows, asked.kind)  # made by this checkout
        ways: dict[str, Contender] = {}
        if asked.against:
            ways[f"{rows:,} rows, the other checkout"] = report_of(rows, asked.kind, other=True)
        ways[f"{rows:,} rows, the employees' sheet"] = sheet_of(rows, asked.kind)
        ways[f"{rows:,} rows, all reports"] = report_of(rows, asked.kind)
        contenders |= ways
        items |= dict.fromkeys(ways, rows)
    several = items if len(sizes) > 1 else None
    main("Whole reports", contenders, items=several, options=options)
