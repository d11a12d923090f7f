"""The plan file: a plan's settings in TOML or on a sheet, with every problem in one message."""

from pathlib import Path

from megaroth_xl.errors import PlanFileError
from megaroth_xl.given_files import is_workbook, read_toml_lines
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.plan.sheet import given_on_sheet, no_plan
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.typed_plan import Given, plan_terms

__all__ = ["own_plan", "read_plan"]


def read_plan(path: Path | str, *, password: str | None = None) -> PlanTerms:
    r"""A plan's terms from a TOML file, or from a workbook's sheet Plan.

    Parameters
    ----------
    path
        The file; its keys are the fields of `PlanTerms`, of which ``name``,
        ``accepts_after_tax``, ``accepts_roth`` and ``pay_periods`` must be there. Values may be
        typed as people say them: "yes", "6%", "$40,000".
    password
        What opens a protected workbook.

    Raises
    ------
    PlanFileError, RosterFileError
        For a file that is neither, or with settings that are unknown, missing or cannot be read;
        all of them in one message, each with its line or cell.

    Examples
    --------
    >>> import tempfile
    >>> plan = 'name = "Our 401(k)"\naccepts_after_tax = "yes"\naccepts_roth = true\n'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plan.toml"
    ...     _ = path.write_text(plan + "pay_periods = 26", encoding="utf-8")
    ...     read_plan(path).accepts_after_tax
    True
    """
    path = Path(path)
    if is_workbook(path):
        on_sheet = given_on_sheet(path, password=password)
        if on_sheet is None:
            raise no_plan(path)
        return plan_terms(path, on_sheet)
    settings, lines = read_toml_lines(path, PlanFileError)
    given = (
        Given(key, value, Phrase("line {number}", number=str(lines[key])) if key in lines else key)
        for key, value in settings.items()
    )
    return plan_terms(path, given)


def own_plan(roster: Path, *, password: str | None = None) -> PlanTerms | None:
    """The plan in a roster's own workbook; None where it has no sheet Plan, or a blank one.

    Parameters
    ----------
    roster
        The roster, of any kind of file.
    password
        What opens it where it is protected.
    """
    given = given_on_sheet(roster, password=password) if is_workbook(roster) else None
    is_filled = any(each.value is not None for each in given or ())
    return plan_terms(roster, given) if given and is_filled else None
