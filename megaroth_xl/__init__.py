"""The mega backdoor Roth: room, elections, conversion and plan tests, with the law behind them.

The names of `__all__` are the package's Python interface: they keep their meaning from one version
to the next. Each is loaded when it is first used, so that importing the package costs nothing; the
law and the strategies then need numpy alone, and only the reports and the template load a
spreadsheet library.

Examples
--------
>>> import megaroth_xl as megaroth
>>> megaroth.after_tax_room(24500, 15000, 2026, age=40)
32500.0
>>> megaroth.binding_limit(24500, 15000, 2026, compensation=60000)
'100% of pay'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from megaroth_xl.errors import MegarothError
    from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
    from megaroth_xl.law.catch_up import catch_up_limit
    from megaroth_xl.law.compensation import matching_contribution
    from megaroth_xl.law.elective_deferrals import elective_deferral_limit
    from megaroth_xl.law.limits import limits_table
    from megaroth_xl.law.limits_file import read_limits_file
    from megaroth_xl.law.nondiscrimination import acp_test
    from megaroth_xl.law.rollovers import conversion_taxable, rollover_split
    from megaroth_xl.reports.roster.plan_file import read_plan
    from megaroth_xl.reports.roster.reading import read_roster
    from megaroth_xl.reports.runs.single import report
    from megaroth_xl.strategy.conversion import conversion_tax
    from megaroth_xl.strategy.elections import after_tax_election
    from megaroth_xl.strategy.eligibility import route
    from megaroth_xl.strategy.participants import Participants
    from megaroth_xl.strategy.paychecks import paycheck_schedule
    from megaroth_xl.strategy.plan import PlanTerms
    from megaroth_xl.strategy.projection import roth_projection
    from megaroth_xl.strategy.room import after_tax_room, binding_limit
    from megaroth_xl.strategy.saver_warnings import saver_warnings
    from megaroth_xl.workbook.template import template_bytes

__version__ = "0.1.0"

__all__ = [
    "MegarothError",
    "Participants",
    "PlanTerms",
    "acp_test",
    "after_tax_election",
    "after_tax_room",
    "annual_additions_limit",
    "binding_limit",
    "catch_up_limit",
    "conversion_tax",
    "conversion_taxable",
    "elective_deferral_limit",
    "excess_annual_addition",
    "limits_table",
    "matching_contribution",
    "paycheck_schedule",
    "read_limits_file",
    "read_plan",
    "read_roster",
    "report",
    "rollover_split",
    "roth_projection",
    "route",
    "saver_warnings",
    "template_bytes",
]

_HOMES = {
    "MegarothError": "errors",
    "Participants": "strategy.participants",
    "PlanTerms": "strategy.plan",
    "acp_test": "law.nondiscrimination",
    "after_tax_election": "strategy.elections",
    "after_tax_room": "strategy.room",
    "annual_additions_limit": "law.annual_additions",
    "binding_limit": "strategy.room",
    "catch_up_limit": "law.catch_up",
    "conversion_tax": "strategy.conversion",
    "conversion_taxable": "law.rollovers",
    "elective_deferral_limit": "law.elective_deferrals",
    "excess_annual_addition": "law.annual_additions",
    "limits_table": "law.limits",
    "matching_contribution": "law.compensation",
    "paycheck_schedule": "strategy.paychecks",
    "read_limits_file": "law.limits_file",
    "read_plan": "reports.roster.plan_file",
    "read_roster": "reports.roster.reading",
    "report": "reports.runs.single",
    "rollover_split": "law.rollovers",
    "roth_projection": "strategy.projection",
    "route": "strategy.eligibility",
    "saver_warnings": "strategy.saver_warnings",
    "template_bytes": "workbook.template",
}
"""By public name, the module it comes from."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
