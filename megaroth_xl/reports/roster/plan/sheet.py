"""The plan's terms on a sheet of a workbook: a name in the first column, its value beside it."""

from pathlib import Path

from megaroth_xl.errors import PlanFileError
from megaroth_xl.reports.roster.files.kinds import open_roster
from megaroth_xl.reports.roster.plan.named_cells import given_beside
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.typed_plan import Given
from megaroth_xl.words import letters

__all__ = ["given_on_sheet", "no_plan"]

SHEETS = tuple(text("start_workbook.sheet.plan", lang) for lang in LANGUAGES)
"""What the sheet with the plan's terms is called."""


def given_on_sheet(path: Path, *, password: str | None = None) -> list[Given] | None:
    """Return what stands on a workbook's sheet Plan, row by row; None where it has no such sheet.

    Parameters
    ----------
    path
        A workbook of any kind that a roster may have.
    password
        What opens it where it is protected.

    Raises
    ------
    RosterFileError
        For a file that is not a workbook, or that cannot be read.
    """
    opened = open_roster(path, score=lambda _: 0, password=password)
    for sheet in opened.file.sheets:
        if letters(sheet.name) in map(letters, SHEETS) and sheet.state != "chart":
            return list(given_beside(sheet.name, opened.file.cells(sheet.name)))
    return None


def no_plan(path: Path) -> PlanFileError:
    """The refusal of a workbook that does not hold a plan."""
    problem = (
        "has no sheet Plan; name the plan with --plan, or begin with a workbook of "
        "`megaroth roster new`"
    )
    return PlanFileError(path, "", problem)
