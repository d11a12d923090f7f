from megaroth_xl.errors import MegarothError as MegarothError
from megaroth_xl.law.annual_additions import annual_additions_limit as annual_additions_limit
from megaroth_xl.law.annual_additions import excess_annual_addition as excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_limit as catch_up_limit
from megaroth_xl.law.compensation import matching_contribution as matching_contribution
from megaroth_xl.law.elective_deferrals import elective_deferral_limit as elective_deferral_limit
from megaroth_xl.law.limits import limits_table as limits_table
from megaroth_xl.law.limits_file import read_limits_file as read_limits_file
from megaroth_xl.law.nondiscrimination import acp_test as acp_test
from megaroth_xl.law.rollovers import conversion_taxable as conversion_taxable
from megaroth_xl.law.rollovers import rollover_split as rollover_split
from megaroth_xl.reports.roster.plan_file import read_plan as read_plan
from megaroth_xl.reports.roster.reading import read_roster as read_roster
from megaroth_xl.reports.runs.run import report as report
from megaroth_xl.strategy.conversion import conversion_tax as conversion_tax
from megaroth_xl.strategy.elections import after_tax_election as after_tax_election
from megaroth_xl.strategy.eligibility import route as route
from megaroth_xl.strategy.participants import Participants as Participants
from megaroth_xl.strategy.paychecks import paycheck_schedule as paycheck_schedule
from megaroth_xl.strategy.plan import PlanTerms as PlanTerms
from megaroth_xl.strategy.projection import roth_projection as roth_projection
from megaroth_xl.strategy.room import after_tax_room as after_tax_room
from megaroth_xl.strategy.room import binding_limit as binding_limit
from megaroth_xl.strategy.saver_warnings import saver_warnings as saver_warnings
from megaroth_xl.workbook.template import template_bytes as template_bytes

__version__: str
