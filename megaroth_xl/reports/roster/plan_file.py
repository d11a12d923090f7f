"""The plan file: a plan's settings in TOML or on a sheet, with every problem in one message."""

import zipfile
from pathlib import Path

from megaroth_xl.errors import PlanFileError
from megaroth_xl.files import read_toml_lines
from megaroth_xl.reports.roster.plan_sheet import given_on_sheet
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.typed_plan import Given, plan_terms

__all__ = ["read_plan"]


def read_plan(path: Path | str) -> PlanTerms:
    r"""A plan's terms from a TOML file, or from a workbook's sheet Plan.

    Parameters
    ----------
    path
        The file; its keys are the fields of `PlanTerms`, of which ``name``,
        ``accepts_after_tax``, ``accepts_roth`` and ``pay_periods`` must be there. Values may be
        typed as people say them: "yes", "6%", "$40,000".

    Raises
    ------
    PlanFileError
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
    if zipfile.is_zipfile(path):
        return plan_terms(path, given_on_sheet(path))
    settings, lines = read_toml_lines(path, PlanFileError)
    given = (
        Given(key, value, f"line {lines[key]}" if key in lines else key)
        for key, value in settings.items()
    )
    return plan_terms(path, given)
