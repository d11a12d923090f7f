"""Writes the pictures of these pages: sheets rendered by LibreOffice, each cut to what it shows.

``python docs/write_pictures.py [NAME ...]`` writes them anew into docs/pictures. It needs
LibreOffice (soffice) and poppler (pdftoppm, pdftotext).
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from openpyxl import load_workbook

from megaroth_xl.law.limits import limits_table
from megaroth_xl.reports.pages.personal import PersonalPress
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import personal_frame
from megaroth_xl.reports.roster.start_workbook import start_workbook
from megaroth_xl.reports.runs.payroll_run import reconcile_payroll
from megaroth_xl.reports.runs.run import report
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.workbook.book import SHEETS
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.plain import plain_bytes
from megaroth_xl.workbook.template import build_template, started

HERE = Path(__file__).parent
ROOT = HERE.parent
FOLDER = HERE / "pictures"
DOTS = 110
LETTER_DOTS = 60
SHEET_DOTS = 100
TEMPLATE_DOTS = 80
"""To the inch."""


class Picture(NamedTuple):
    """A part of a printed page.

    Parameters
    ----------
    workbook
        What makes the workbook's bytes.
    shows
        A text on the page; the first page that has it is taken.
    box
        Left, top, width and height of the part, in inches.
    dots
        To the inch.
    """

    workbook: Callable[[], bytes]
    shows: str
    box: tuple[float, float, float, float] = (0.3, 0.3, 10.4, 7.4)
    dots: int = DOTS


def start() -> bytes:
    """The workbook to start from, as it is written."""
    return start_workbook()


def filled() -> bytes:
    """The same, with an example's plan and three people."""
    workbook = load_workbook(BytesIO(start_workbook()))
    plan, roster = workbook["Plan"], workbook["Roster"]
    for row in range(1, plan.max_row + 1):
        label = str(plan.cell(row, 1).value)
        if label in PLAN:
            plan.cell(row, 2).value = PLAN[label]
    headings = {cell.value: cell.column for cell in roster[1]}
    for row, person in enumerate(PEOPLE, start=2):
        for heading, value in person.items():
            cell = roster.cell(row, headings[heading])
            cell.value = value
            cell._style = roster.column_dimensions[cell.column_letter]._style
    for heading, column in headings.items():
        if heading not in PEOPLE[0]:
            roster.column_dimensions[roster.cell(1, column).column_letter].hidden = True
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


PLAN = {
    "Plan name": "Example Company 401(k) Plan",
    "Pay dates a year": 26,
    "Roth deferrals accepted": "yes",
    "Match tier 1: match rate": 1,
    "Match tier 1: up to this share of pay": 0.03,
    "Match tier 2: match rate": 0.5,
    "Match tier 2: up to this share of pay": 0.05,
    "Match trued up after the year": "yes",
    "After-tax contributions accepted": "yes",
    "In-plan Roth rollover of after-tax contributions": "yes",
    "NHCE average of the prior year, ACP test": 0.035,
}
PEOPLE = [
    dict(
        zip(
            (
                "Employee ID",
                "Name",
                "Birth date",
                "Compensation",
                "Elective deferral",
                "After-tax contribution",
                "Matching contribution",
                "Prior-year compensation",
            ),
            person,
            strict=True,
        )
    )
    for person in (
        ("00417", "Kim, Jane", "1985-07-21", 250_000, 24_500, 12_000, 10_000, 240_000),
        ("00522", "Ortiz, Luis", "1990-03-02", 82_000, 6_560, 0, 3_280, 79_000),
        ("00608", "Chen, Wei", "1974-11-30", 61_000, 1_830, 600, 1_830, 58_500),
    )
]

LETTER_PLAN = PlanTerms(
    "Example Company 401(k) Plan",
    match_tiers=[(1, 0.03), (0.5, 0.05)],
    true_up=True,
    in_plan_roth_rollover=True,
    in_service_distribution=False,
    after_tax_cap=40_000,
    letterhead="Example Company\n1 Main Street, Springfield",
    contact="Benefits desk, benefits@example.com, 555-0100",
    closing="Benefits department",
)
BASE: dict[str, Any] = {
    "age": 41,
    "compensation": 250_000,
    "elective_deferral": 24_500,
    "after_tax_contribution": 12_000,
    "prior_year_compensation": 150_000,
    "pay_periods_left": 10,
}
LETTERS: Mapping[str, dict[str, Any]] = {
    "open": {},
    "full": {"after_tax_contribution": 37_500},
    "leaving": {"termination_date": "2026-11-30", "pay_periods_left": 3},
    "gone": {"termination_date": "2026-05-15", "pay_periods_left": np.nan},
    "not-eligible": {"excluded_class": 1, "elective_deferral": 0, "after_tax_contribution": 0},
    "facts-missing": {"age": np.nan, "elective_deferral": 32_500},
    "no-after-tax": {"elective_deferral": 20_000, "after_tax_contribution": 0},
    "no-pay": {
        "compensation": 0,
        "elective_deferral": 0,
        "after_tax_contribution": 0,
        "pay_periods_left": np.nan,
    },
    "leaving-full": {
        "termination_date": "2026-11-30",
        "pay_periods_left": 3,
        "after_tax_contribution": 37_500,
    },
    "over-cap": {"after_tax_contribution": 36_000},
    "over-additions": {"nonelective_contribution": 40_000, "after_tax_contribution": 0},
    "over-deferral": {"deferral_elsewhere": 9_000},
    "refund": {"prior_year_compensation": 240_000},
    "ages-60-to-63": {"age": 62, "elective_deferral": 35_750, "prior_year_wages": 141_000},
    "roth-catch-up": {"age": 52, "elective_deferral": 32_500, "prior_year_wages": 200_000},
    "projected": {},
}
"""By state, how the person differs from `BASE`."""
REFUND = (3_000.0, 0.06, np.nan)
"""Dollars, and the after-tax rate at which the test would pass (`expected_refunds`)."""


def letter(state: str, lang: str) -> bytes:
    """A personal workbook in one state."""
    year = 2027 if state == "projected" else 2026
    plan = replace(
        LETTER_PLAN,
        accepts_after_tax=state != "no-after-tax",
        after_tax_cap=30_000 if state == "over-cap" else 40_000,
    )
    row = {name: [value] for name, value in (BASE | LETTERS[state]).items()}
    people = Participants.of({"employee_id": ["00417"], **row})
    labels = pl.DataFrame({"employee_id": ["00417"], "name": ["Kim, Jane"]})
    setting = ReportSetting(plan, year, limits_table(), lang)
    refunds = np.array([REFUND if state == "refund" else (0.0, np.nan, np.nan)])
    frame = personal_frame(people, labels, employee_outcomes(people, plan, year), setting, refunds)
    return next(PersonalPress(setting).copies(frame))


def of_example() -> bytes:
    """The formulas of the first example."""
    return (ROOT / "examples" / "01-high-earner" / "room.xlsx").read_bytes()


def template(person: str) -> bytes:
    """The template workbook that shows one of its example people, with plain values.

    LibreOffice computes array formulas again when it opens a file, and has no add-in here.
    """
    shown = {("inputs", CHOICE): text(f"workbook.people.{person}")}
    return plain_bytes(build_template("en", {**started("en"), **shown}))


def summary() -> bytes:
    """The summary of the sample roster."""
    with tempfile.TemporaryDirectory() as folder:
        samples = ROOT / "workbook"
        report(samples / "sample_roster.xlsx", samples / "sample_plan.toml", 2026, folder)
        return Path(folder, "summary.xlsx").read_bytes()


def payroll() -> bytes:
    """The workbook of a reconciled payroll."""
    with tempfile.TemporaryDirectory() as folder:
        census = HERE / "census"
        reconcile_payroll(census / "payroll_dates.csv", census / "plan.toml", 2026, folder)
        return Path(folder, "payroll.xlsx").read_bytes()


TEMPLATE_SHEETS = tuple(sheet for sheet in SHEETS if sheet != "results")
SUMMARY_SHEETS = {
    "reading": "How the file was read",
    "plan-test": "Plan pre-test",
    "what-if": "What if",
    "refunds": "Refunds",
    "participants": "Participants",
    "employees": "Employees",
    "plan": "After-tax room 2026",
    "limits": "Limits",
    "run": "Run",
}
"""By sheet of the summary, a text on its first page."""
HIGH_EARNER = partial(template, "high_earner")
PICTURES: Mapping[str, Picture] = {
    "formulas": Picture(of_example, "How much more", (0.5, 0.5, 10.2, 3.3), SHEET_DOTS),
    "template-results": Picture(HIGH_EARNER, "The answers", dots=SHEET_DOTS),
    **{
        f"template-{sheet}": Picture(
            HIGH_EARNER, text(f"workbook.{sheet}.title"), dots=TEMPLATE_DOTS
        )
        for sheet in TEMPLATE_SHEETS
    },
    **{
        f"summary-{sheet}": Picture(summary, shows, dots=TEMPLATE_DOTS)
        for sheet, shows in SUMMARY_SHEETS.items()
    },
    "summary-to-do": Picture(
        summary, "What to decide and do", (0.3, 0.3, 10.4, 4.2), dots=SHEET_DOTS
    ),
    "payroll-to-do": Picture(
        payroll, "Payroll against elections", (0.3, 0.3, 10.4, 4.4), dots=SHEET_DOTS
    ),
    "payroll-findings": Picture(
        payroll, "What was found  ", (0.3, 0.3, 10.4, 2.2), dots=SHEET_DOTS
    ),
    "start-instructions": Picture(start, "From a plan and a roster"),
    "start-plan": Picture(filled, "The plan's terms"),
    "start-reading": Picture(start, "How the roster is read"),
    "start-roster": Picture(filled, "Ortiz, Luis", (0.3, 0.3, 10.4, 1.6)),
    **{
        f"letter-{state}-{lang}": Picture(
            partial(letter, state, lang), "Kim, Jane", (0.3, 0.3, 7.9, 10.4), LETTER_DOTS
        )
        for state in LETTERS
        for lang in LANGUAGES
    },
}


@cache
def printed(make: Callable[[], bytes]) -> Path:
    """A workbook as LibreOffice prints it."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "book.xlsx"
    path.write_bytes(make())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, path)
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return path.with_suffix(".pdf")


def page_that_shows(pdf: Path, words: str) -> int:
    """The number of the first page with a text."""
    pages = subprocess.run(
        ("pdftotext", "-layout", pdf, "-"), check=True, capture_output=True, text=True
    ).stdout.split("\f")
    heads = ("\n".join(page.strip().splitlines()[:1]) for page in pages)
    headed = [number for number, head in enumerate(heads, start=1) if head.startswith(words)]
    return (headed or [number for number, page in enumerate(pages, start=1) if words in page])[0]


def write(name: str) -> Path:
    """One picture, as docs/pictures/NAME.png."""
    picture = PICTURES[name]
    pdf = printed(picture.workbook)
    page = str(page_that_shows(pdf, picture.shows))
    left, top, width, height = (str(round(each * picture.dots)) for each in picture.box)
    target = FOLDER / name
    FOLDER.mkdir(exist_ok=True)
    box = ("-x", left, "-y", top, "-W", width, "-H", height)
    cut = ("pdftoppm", "-r", str(picture.dots), "-png", "-singlefile", "-f", page, "-l", page, *box)
    subprocess.run((*cut, pdf, target), check=True)
    return target.with_suffix(".png")


if __name__ == "__main__":
    for each in sys.argv[1:] or PICTURES:
        print(write(each))
