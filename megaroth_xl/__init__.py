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
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "MegarothError",
    "Participants",
    "PlanTerms",
    "SaverCase",
    "SaverYear",
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
    "saver_year",
    "template_bytes",
]

_HOMES = {
    "MegarothError": "megaroth_xl.errors",
    "Participants": "megaroth_xl.strategy.plan.participants",
    "PlanTerms": "megaroth_xl.strategy.plan.terms",
    "SaverCase": "megaroth_xl.strategy.saver.case",
    "SaverYear": "megaroth_xl.strategy.saver.year",
    "acp_test": "megaroth_xl.law.nondiscrimination",
    "after_tax_election": "megaroth_xl.strategy.pay.elections",
    "after_tax_room": "megaroth_xl.strategy.room",
    "annual_additions_limit": "megaroth_xl.law.annual_additions",
    "binding_limit": "megaroth_xl.strategy.room",
    "catch_up_limit": "megaroth_xl.law.catch_up",
    "conversion_tax": "megaroth_xl.strategy.conversion.cost",
    "conversion_taxable": "megaroth_xl.law.rollovers",
    "elective_deferral_limit": "megaroth_xl.law.elective_deferrals",
    "excess_annual_addition": "megaroth_xl.law.annual_additions",
    "limits_table": "megaroth_xl.law.limits",
    "matching_contribution": "megaroth_xl.law.compensation",
    "paycheck_schedule": "megaroth_xl.strategy.plan.paychecks",
    "read_limits_file": "megaroth_xl.law.limits_file",
    "read_plan": "megaroth_xl.reports.roster.plan.plan_file",
    "read_roster": "megaroth_xl.reports.roster.roster_file",
    "report": "megaroth_xl.reports.runs.run",
    "rollover_split": "megaroth_xl.law.rollovers",
    "roth_projection": "megaroth_xl.strategy.years_ahead.projection",
    "route": "megaroth_xl.strategy.conversion.eligibility",
    "saver_warnings": "megaroth_xl.strategy.saver.warnings",
    "saver_year": "megaroth_xl.strategy.saver.year",
    "template_bytes": "megaroth_xl.workbook.template",
}
"""By public name, the module it comes from."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
