"""The arguments of the Excel formulas that are taken whole, not cell by cell: most are ranges.

One type is one meaning, as in `arguments`.
"""

from math import nan
from typing import Annotated, Any

from megaroth_xl.cells import Argument
from megaroth_xl.ranges import (
    column_of_ages,
    column_of_answers,
    column_of_dollars,
    conversion_years,
    day,
    language,
    match_tier_rows,
    workbook_limits,
)
from megaroth_xl.texts import LANGUAGES
from megaroth_xl.typed_case import case_of, employer_table


def _as_it_stands(place: str) -> Argument:
    return Argument(
        f"The {place} argument of that formula, as it stands there",
        blank="",
        whole=lambda _, block: block,
    )


OwnLimits = Annotated[
    Any,
    Argument(
        "The workbook's own limits table: years in the first row, limit names in the first "
        "column; its figures go before the package's",
        blank="",
        zero_is_blank=True,
        whole=workbook_limits,
    ),
]
Tiers = Annotated[
    Any,
    Argument(
        "Two columns: match rate, and the share of pay up to which it runs; 100% on 3% and 50% "
        'on the next 2% is {1,0.03;0.5,0.05}; one rate may be a text: "50% up to 6%"',
        whole=match_tier_rows,
    ),
]
ConversionYears = Annotated[
    Any,
    Argument(
        "Three columns, a row for each year with conversions not taken out yet: year, dollars "
        "taxed then, dollars of after-tax money; leave out if none",
        blank="",
        zero_is_blank=True,
        whole=conversion_years,
    ),
]
FirstDay = Annotated[Any, Argument("First day of the limitation year or plan year", whole=day)]
LastDay = Annotated[Any, Argument("Its last day, at most a year after the first", whole=day)]
EachIsHce = Annotated[
    Any,
    Argument(
        "A row for each eligible employee: TRUE if highly compensated", whole=column_of_answers
    ),
]
EachMatch = Annotated[
    Any, Argument("Match of each, dollars; blank: 0", blank=0.0, whole=column_of_dollars)
]
Language = Annotated[
    Any,
    Argument(
        "Language of the words: en or ko; blank: en",
        blank=LANGUAGES[0],
        zero_is_blank=True,
        whole=language,
    ),
]
FirstCells = Annotated[Any, _as_it_stands("first")]
SecondCells = Annotated[Any, _as_it_stands("second")]
ThirdCells = Annotated[Any, _as_it_stands("third")]
FourthCells = Annotated[Any, _as_it_stands("fourth")]
FifthCells = Annotated[Any, _as_it_stands("fifth")]
SixthCells = Annotated[Any, _as_it_stands("sixth")]
SeventhCells = Annotated[Any, _as_it_stands("seventh")]
EighthCells = Annotated[Any, _as_it_stands("eighth")]
NinthCells = Annotated[Any, _as_it_stands("ninth")]
TenthCells = Annotated[Any, _as_it_stands("tenth")]
EleventhCells = Annotated[Any, _as_it_stands("eleventh")]
EachPay = Annotated[
    Any,
    Argument(
        "Pay of each employee, dollars; blank: not known, and the plan is not tested",
        whole=column_of_dollars,
    ),
]
EachAfterTax = Annotated[
    Any,
    Argument(
        "After-tax contributions of each, dollars; blank: 0", blank=0.0, whole=column_of_dollars
    ),
]
EachDeferral = Annotated[
    Any,
    Argument(
        "Pre-tax plus Roth deferral of each, catch-up included, dollars; blank: 0",
        blank=0.0,
        whole=column_of_dollars,
    ),
]
EachAge = Annotated[
    Any,
    Argument("Age of each on December 31; blank or 0: not known", blank=nan, whole=column_of_ages),
]

# A case
CaseRange = Annotated[
    Any,
    Argument(
        "Two columns, a name and a value in each row: the facts of one saver's year; a blank "
        "value is not known",
        whole=case_of,
    ),
]
Employers = Annotated[
    Any,
    Argument(
        "A heading row (employer, controlled_group, group_for_415, owned_by, share_owned, "
        "compensation, elective_deferral, matching_contribution, nonelective_contribution, "
        "after_tax_contribution, plan_cap), then a row for each",
        whole=employer_table,
    ),
]
