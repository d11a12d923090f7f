"""The settings that all of a report's workbooks share."""

from datetime import date
from typing import NamedTuple

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import text

__all__ = ["ReportSetting"]


class ReportSetting(NamedTuple):
    """The terms that all of a report's workbooks have in common.

    Parameters
    ----------
    plan, year, limits, lang
        As in a report.
    periods_left
        Pay dates still to come for those whose row does not say.
    as_of
        The day up to which the roster goes; None where it does not say.
    """

    plan: PlanTerms
    year: int
    limits: LimitsTable
    lang: str
    periods_left: int | None = None
    as_of: date | None = None

    def say(self, key: str, **values: object) -> str:
        """A text of the reports."""
        return text(f"reports.{key}", self.lang, **values)

    def say_letter(self, key: str, **values: object) -> str:
        """A text of the letters."""
        return text(f"letters.{key}", self.lang, **values)
