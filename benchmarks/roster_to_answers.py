"""From a roster in Excel to answers: `python benchmarks/roster_to_answers.py`.

A made-up roster of 100,000 rows and 20 columns, read, matched, checked and computed, beside readers
that only read it. With `--shared-texts` its texts lie apart from the cells that show them, as Excel
itself writes a workbook. With `--against` a checkout of build f9e5e0f does the same.
"""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from side_by_side import Contender, Work, main

PLAN = Path(__file__).parents[1] / "workbook" / "sample_plan.toml"
YEAR = 2026


def roster(rows: int, kind: str = "xlsx", *, is_shared: bool = False) -> Path:
    """A made-up roster, written once."""
    name = f"megaroth-roster-{rows}{'-shared' if is_shared else ''}.{kind}"
    path = Path(tempfile.gettempdir()) / name
    if path.exists():
        return path
    random = np.random.default_rng(0)
    pay = np.round(random.uniform(2e4, 4e5, rows), 2)
    frame = pl.DataFrame(
        {
            "employee_id": [f"E{i:07}" for i in range(rows)],
            "name": [f"Employee {i} O'Brien" for i in range(rows)],
            "job": random.choice(["Desk", "Shop"], rows),
            "birth_date": [date(1958 + i % 45, 1 + i % 12, 1 + i % 28) for i in range(rows)],
            "compensation": pay,
            "elective_deferral": np.round(np.minimum(pay * 0.1, 24_500), 2),
            "matching_contribution": np.round(pay * 0.04, 2),
            "nonelective_contribution": np.round(pay * 0.02, 2),
            "after_tax_contribution": random.integers(0, 10_000, rows),
            "deferral_elsewhere": np.zeros(rows),
            "prior_year_compensation": np.round(pay * 0.97, 2),
            "prior_year_wages": np.round(pay * 0.96, 2),
            "owner": random.choice(["yes", "no"], rows),
            "pay_per_period": np.round(pay / 26, 2),
            "pay_periods_left": random.integers(0, 26, rows),
            "hire_date": [date(2000 + i % 25, 1 + i % 12, 1) for i in range(rows)],
            "department": random.choice(["A", "B", "C"], rows),
            "cost_center": random.integers(1000, 9999, rows),
            "badge": random.integers(0, 10**6, rows),
            "remark": "",
        }
    )
    if is_shared:
        write_with_shared_texts(frame, path)
    elif kind == "xlsx":
        from openpyxl import Workbook

        from megaroth_xl.sheets.page import field
        from megaroth_xl.sheets.press import Press, Rows

        workbook = Workbook()
        sheet = workbook.active
        for column, name in enumerate(frame.columns, start=1):
            sheet.cell(1, column, name)
            sheet.cell(2, column, field(name))
            if frame.schema[name] == pl.Date:
                sheet.cell(2, column).number_format = "yyyy-mm-dd"
        rows_of = Rows(frame.height, frame.iter_slices(4096))
        with path.open("wb") as file:
            file.writelines(Press(workbook).rows({sheet.title: rows_of}))
    else:
        getattr(frame, f"write_{kind}")(path)
    return path


def write_with_shared_texts(frame: pl.DataFrame, path: Path) -> None:
    """Write a workbook as Excel does: XlsxWriter writes the same XML."""
    from xlsxwriter import Workbook

    with Workbook(path, {"default_date_format": "m/d/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("Roster")
        amount = workbook.add_format({"num_format": "#,##0.00"})
        for place, kind in enumerate(frame.dtypes):
            sheet.set_column(place, place, 12, amount if kind == pl.Float64 else None)
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(number, 0, row)


def answers(kind: str, *, default_reader: bool = False) -> Contender:
    def contender(chosen: argparse.Namespace) -> Work:
        from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
        from megaroth_xl.reports.results.pretest import SLICE
        from megaroth_xl.reports.roster.plan.plan_file import read_plan
        from megaroth_xl.reports.roster.roster_file import read_roster

        if default_reader:
            from megaroth_xl.reports.roster.files import excel

            excel.is_installed = lambda: False
        is_shared = kind == "xlsx" and chosen.shared_texts
        path, plan = roster(chosen.rows, kind, is_shared=is_shared), read_plan(PLAN)

        def work() -> int:
            people = read_roster(path, YEAR).participants
            for start in range(0, len(people), SLICE):
                employee_outcomes(people.take(slice(start, start + SLICE)), plan, YEAR)
            return 0

        return work

    return contender


def answers_of_f9e5e0f(chosen: argparse.Namespace) -> Work:
    path = roster(chosen.rows, is_shared=chosen.shared_texts)
    sys.path.insert(0, str(chosen.against))
    from megaroth_xl.reports.batch import SLICE
    from megaroth_xl.reports.outcomes import outcomes
    from megaroth_xl.reports.plan_file import read_plan

    from megaroth_xl.reports.roster import read_roster

    plan = read_plan(chosen.against / "workbook" / PLAN.name)

    def work() -> int:
        people = read_roster(path, YEAR).participants
        for start in range(0, len(people), SLICE):
            outcomes(people.take(slice(start, start + SLICE)), plan, YEAR)
        return 0

    return work


def calamine(chosen: argparse.Namespace) -> Work:
    from python_calamine import CalamineWorkbook

    path = roster(chosen.rows, is_shared=chosen.shared_texts)
    return lambda: 0 * len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def fastexcel(chosen: argparse.Namespace) -> Work:
    import fastexcel

    path = roster(chosen.rows, is_shared=chosen.shared_texts)
    return lambda: 0 * fastexcel.read_excel(path).load_sheet(0).to_polars().height


def openpyxl(chosen: argparse.Namespace) -> Work:
    from openpyxl import load_workbook

    path = roster(chosen.rows, is_shared=chosen.shared_texts)

    def work() -> int:
        sheet = load_workbook(path, read_only=True).worksheets[0]
        return 0 * sum(1 for _ in sheet.iter_rows(values_only=True))

    return work


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--shared-texts", action="store_true", help="as Excel writes them")
    parser.add_argument("--against", type=Path, help="a checkout of build f9e5e0f")


CONTENDERS: dict[str, Contender] = {
    "python-calamine, reading only": calamine,
    "fastexcel (calamine), reading only": fastexcel,
    "xlsx to answers": answers("xlsx"),
    "xlsx to answers, without excelreader-native": answers("xlsx", default_reader=True),
    "csv to answers": answers("csv"),
    "parquet to answers": answers("parquet"),
    "openpyxl read-only, reading only": openpyxl,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    options(parser)
    asked, _ = parser.parse_known_args()
    other = {"build f9e5e0f, xlsx to answers": answers_of_f9e5e0f} if asked.against else {}
    roster(asked.rows, is_shared=asked.shared_texts)  # made by this checkout
    main("A roster to answers", {**CONTENDERS, **other}, options=options)
