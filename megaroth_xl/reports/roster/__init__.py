"""A file becomes columns that are certain: what HR hands over, and how it was read.

These names are what results, pages and runs know of the room; what is behind them is its own.
"""

from megaroth_xl.reports.roster.account import Account, numbered
from megaroth_xl.reports.roster.account_text import account_lines, refuse_open_questions
from megaroth_xl.reports.roster.columns.candidates import HeadingAbsentError
from megaroth_xl.reports.roster.facts import RosterFacts, RowCounts
from megaroth_xl.reports.roster.files.cells import masked
from megaroth_xl.reports.roster.files.freed_memory import return_freed_memory
from megaroth_xl.reports.roster.files.kinds import KINDS
from megaroth_xl.reports.roster.payroll_elections import read_elections
from megaroth_xl.reports.roster.payroll_file import ELECTIONS, Payroll, read_payroll
from megaroth_xl.reports.roster.payroll_reversals import FLOWS
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.roster import Roster, redacted
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.sheet.compared_rows import ComparedRows
from megaroth_xl.reports.roster.sheet.people import bare_ids
from megaroth_xl.reports.roster.sheet.ssn import is_ssn, whole_numbers

__all__ = [
    "Account",
    "ComparedRows",
    "ELECTIONS",
    "FLOWS",
    "HeadingAbsentError",
    "KINDS",
    "Payroll",
    "ReadingSettings",
    "Roster",
    "RosterFacts",
    "RowCounts",
    "account_lines",
    "bare_ids",
    "is_ssn",
    "masked",
    "numbered",
    "read_elections",
    "read_payroll",
    "read_plan",
    "read_roster",
    "redacted",
    "refuse_open_questions",
    "return_freed_memory",
    "whole_numbers",
]
