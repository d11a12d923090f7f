"""The sample roster: made-up people, at least one for each rule that a report applies.

``python -m megaroth_xl.reports.sample FOLDER`` writes it as a workbook and as CSV.
"""

import csv
import io
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from megaroth_xl.reports.design import add_styles, put
from megaroth_xl.reports.files import workbook_bytes, write_whole
from megaroth_xl.reports.headings import EXTRA
from megaroth_xl.strategy.participants import COLUMNS

__all__ = ["SAMPLE", "sample_csv", "sample_workbook"]

Cell = str | float | date | None

YEAR = 2026


def _person(
    employee_id: str,
    name: str,
    birth_year: int | None,
    compensation: Cell,
    elective_deferral: Cell,
    **others: Cell,
) -> Mapping[str, Cell]:
    born = None if birth_year is None else date(birth_year, int(employee_id) % 12 + 1, 15)
    return {
        "employee_id": employee_id,
        "name": name,
        "birth_date": born,
        "compensation": compensation,
        "elective_deferral": elective_deferral,
        **others,
    }


SAMPLE = (
    _person("1001", "Ann Rivera", 1985, 200_000, 24_500, prior_year_compensation=158_000),
    _person(
        "1002",
        "O'Brien, Sean",
        1990,
        150_000,
        10_000,
        nonelective_contribution=3_000,
        prior_year_compensation=160_000,
    ),
    _person("1003", "Zoë Lindqvist", 1999, 30_000, 24_000, prior_year_compensation=29_000),
    _person(
        "1004",
        "김민준",
        1976,
        210_000,
        32_500,
        prior_year_compensation=175_000,
        prior_year_wages=150_000,
    ),
    _person("1005", "Dana Forty-Nine", 1977, 210_000, 24_500, prior_year_compensation=205_000),
    _person(
        "1006",
        "Priya Natarajan",
        1967,
        180_000,
        32_500,
        prior_year_compensation=171_000,
        prior_year_wages=148_000.50,
    ),
    _person(
        "1007",
        "Luis Ortega",
        1966,
        180_000,
        35_750,
        prior_year_compensation=159_500,
        prior_year_wages=141_000,
    ),
    _person(
        "1008",
        "Ingrid Holm",
        1963,
        180_000,
        35_750,
        prior_year_compensation=159_500,
        prior_year_wages=141_000,
    ),
    _person(
        "1009",
        "Walter Sixty-Four",
        1962,
        180_000,
        32_500,
        prior_year_compensation=159_500,
        prior_year_wages=141_000,
    ),
    _person(
        "1010",
        "Ruth Abiola",
        1962,
        180_000,
        35_750,
        prior_year_compensation=159_500,
        prior_year_wages=141_000,
    ),
    _person(
        "1011",
        "Max Overly",
        1981,
        400_000,
        24_500,
        matching_contribution=14_400,
        nonelective_contribution=40_000,
        prior_year_compensation=390_000,
    ),
    _person(
        "1012",
        "Mina Overly",
        1974,
        400_000,
        24_500,
        matching_contribution=14_400,
        nonelective_contribution=40_000,
        prior_year_compensation=390_000,
    ),
    _person(
        "1013",
        "Helen Hightower",
        1971,
        320_000,
        32_500,
        prior_year_compensation=310_000,
        prior_year_wages=285_000,
    ),
    _person(
        "1014", "Omar Owner", 1979, 60_000, 12_000, prior_year_compensation=58_000, owner="yes"
    ),
    _person("1015", "=1+1", 1988, 95_000, 9_500, prior_year_compensation=92_000),
    _person("1016", "Jo Twojobs", 1991, 70_000, 7_000, job="Desk"),
    _person("1016", "Jo Twojobs", 1991, 25_000, 2_500, job="Shop"),
    _person(
        "1017",
        "Rae Rehired",
        1986,
        40_000,
        4_000,
        hire_date=date(2019, 3, 4),
        termination_date=date(2026, 2, 27),
    ),
    _person("1017", "Rae Rehired", 1986, 45_000, 4_500, hire_date=date(2026, 8, 3)),
    _person("1018", "Nia Newhire", 1993, 88_000, 12_000, hire_date=date(2026, 7, 6)),
    _person(
        "1019",
        "Theo Switcher",
        1987,
        110_000,
        14_000,
        deferral_elsewhere=15_000,
        hire_date=date(2026, 5, 18),
    ),
    _person("1020", "Gus Gone", 1995, 42_000.75, 4_200, termination_date=date(2026, 6, 30)),
    _person("1021", "Lee Onleave", 1984, 0, 0),
    _person("1022", "Blank Optional", None, 120_000, 24_500),
    _person(
        "1023",
        "Full Tank",
        1983,
        260_000,
        20_000,
        after_tax_contribution=40_000,
        prior_year_compensation=250_000,
    ),
    _person(
        "1024",
        "Big Pay",
        1978,
        500_000,
        24_500,
        after_tax_contribution=10_000,
        prior_year_compensation=480_000,
    ),
    _person("1025", "Tess Typo", 1992, "to be confirmed", 5_000),
)
"""One row each; the ids 1016 and 1017 have two, and the last row has a problem."""

HEADINGS = ("employee_id", "name", "birth_date", *(c for c in COLUMNS if c != "employee_id"))
"""Every column that a roster may have; the age is left to the date of birth."""
HEADINGS = tuple(heading for heading in HEADINGS if heading != "age")


def sample_workbook() -> Workbook:
    """The sample roster as a workbook: the roster, and what its columns mean."""
    workbook = Workbook()
    add_styles(workbook)
    sheet = workbook.active
    sheet.title = "Roster"
    for column, heading in enumerate(HEADINGS, start=1):
        put(sheet.cell(1, column), heading, "heading")
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 16
    for row, person in enumerate(SAMPLE, start=2):
        for column, heading in enumerate(HEADINGS, start=1):
            value = person.get(heading)
            put(sheet.cell(row, column), value, _style(value))
    sheet.row_dimensions[1].height = 30
    sheet.column_dimensions["B"].width = 22
    sheet.freeze_panes = "C2"

    legend = workbook.create_sheet("Columns")
    for column, heading in enumerate(("Column", "Meaning", "Required"), start=1):
        put(legend.cell(1, column), heading, "heading")
    for row, heading in enumerate(HEADINGS, start=2):
        meaning = {**COLUMNS, **EXTRA}[heading]
        put(legend.cell(row, 1), heading, "text")
        put(legend.cell(row, 2), meaning.meaning, "text")
        put(legend.cell(row, 3), "yes" if meaning.required else "no", "word")
    for letter, width in zip("ABC", (26, 70, 10), strict=True):
        legend.column_dimensions[letter].width = width
    legend.freeze_panes = "A2"
    workbook.properties.title = f"Sample roster {YEAR}, made-up people"
    workbook.properties.creator = "megaroth-xl"
    return workbook


def sample_csv() -> str:
    """The sample roster as CSV."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADINGS)
    lines.writerows([person.get(heading) for heading in HEADINGS] for person in SAMPLE)
    return written.getvalue()


def _style(value: Cell) -> str:
    if isinstance(value, date):
        return "day"
    return "text" if isinstance(value, str) else "dollars"


def main(folder: Path) -> None:
    """Write both into a folder."""
    write_whole(folder / "sample_roster.xlsx", workbook_bytes(sample_workbook()))
    write_whole(folder / "sample_roster.csv", sample_csv().encode("utf-8-sig"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
