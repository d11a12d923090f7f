"""Census files as payroll clerks, record-keepers and TPAs make them, and what each must give.

Every figure follows from the file itself by sight: a column taken, columns added up, a share of
pay, or the pace of a year of 26 pay dates.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["CASES", "NONE", "PLAIN", "Case", "paid"]

NONE = float("nan")
Figures = Mapping[str, Mapping[str, float | str]]


@dataclass(frozen=True)
class Case:
    """A census file.

    Parameters
    ----------
    name
        What is special about it.
    rows
        Its text, or the rows of its sheet.
    right
        By employee, what `Participants` must hold.
    asks
        The settings that are asked for, nothing else; () where nothing is uncertain.
    answer
        The reading file that settles it.
    left_out
        The rows that are problems.
    change
        What is done to the sheet.
    choices
        The fewest readings that a question offers.
    encoding
        Of a text.
    """

    name: str
    rows: str | Sequence[Sequence[object]]
    right: Figures
    asks: tuple[str, ...] = ()
    answer: str = ""
    left_out: tuple[int, ...] = ()
    change: Callable[[Worksheet], object] | None = None
    choices: int = 2
    encoding: str = field(default="utf-8")

    def written(self, folder: Path) -> Path:
        """The file."""
        if isinstance(self.rows, str):
            path = folder / "census.csv"
            path.write_bytes(self.rows.lstrip("\n").encode(self.encoding))
            return path
        path = folder / "census.xlsx"
        book = Workbook()
        sheet = book.active
        for row in self.rows:
            sheet.append(row)
        if self.change is not None:
            self.change(sheet)
        book.save(path)
        return path


def paid(
    pay: float, deferral: float, match: float, **others: float | str
) -> dict[str, float | str]:
    return {
        "compensation": pay,
        "elective_deferral": deferral,
        "matching_contribution": match,
        **others,
    }


PLAIN = {"1": paid(150_000, 15_000, 6_000), "2": paid(90_000, 7_200, 3_600)}
"""The people of files that differ in how they are written only."""


def _dated(birth: str, hire: str) -> str:
    return (
        "Employee ID,Name,Date of Birth,Hire Date,Gross Pay,Deferral,Match\n"
        f'1,Ann Lee,"{birth}","{hire}",150000,15000,6000\n'
    )


BORN = {"1": paid(150_000, 15_000, 6_000, age=47, hire_date="2011-06-01")}


def _groups(sheet: Worksheet) -> None:
    for block in ("C1:D1", "E1:G1", "H1:I1"):
        sheet.merge_cells(block)


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True


CASES = (
    Case(
        "a payroll provider's census with a column for each kind of deferral",
        """
File Number,Payroll Name,Tax ID (SSN),Birth Date,Hire Date,Termination Date,Gross Pay,\
401K Pre-Tax,401K Roth,401K After Tax,Company Match
001001,"Alvarez, Maria",900-12-3401,03/14/1971,06/01/2011,,248000.00,20000.00,4500.00,12000.00,\
9920.00
001002,"Brooks, Daniel",900-12-3402,07/02/1984,03/15/2018,,96000.00,5000.00,4600.00,4800.00,3840.00
""",
        {
            "001001": paid(
                248_000, 24_500, 9_920, roth_deferral=4_500, after_tax_contribution=12_000, age=55
            ),
            "001002": paid(96_000, 9_600, 3_840, after_tax_contribution=4_800),
        },
    ),
    Case(
        "a contribution report with titles, totals and a count",
        """
Company: Harbor Tools LLC,,,,,,,
401(k) Contribution Report,,,,,,,
Plan Year 01/01/2026 - 12/31/2026,,,,,,,
,,,,,,,
SSN,Last Name,First Name,M.I.,Gross Wages,EE Pre-Tax,EE Roth,ER Match
900-12-3401,Alvarez,Maria,L,"248,000.00","20,000.00","4,500.00","9,920.00"
900-12-3402,Brooks,Daniel,,"96,000.00","5,000.00","4,600.00","3,840.00"
Company Totals,,,,"344,000.00","25,000.00","9,100.00","13,760.00"
Employee Count: 2,,,,,,,
""",
        {
            "900-12-3401": paid(248_000, 24_500, 9_920, roth_deferral=4_500),
            "900-12-3402": paid(96_000, 9_600, 3_840),
        },
    ),
    Case(
        "a record-keeper's grid with core contributions and an eligibility date",
        """
Social Security Number,Participant Name,Employee Status,Eligibility Date,Plan Year Compensation,\
Pre-Tax Deferral,Roth Deferral,After-Tax,Employer Match,Employer Core
900-12-3401,"ALVAREZ, MARIA",A,07/01/2012,248000.00,20000.00,4500.00,12000.00,9920.00,7440.00
900-12-3402,"BROOKS, DANIEL",A,04/01/2019,96000.00,5000.00,4600.00,4800.00,3840.00,2880.00
""",
        {
            "900-12-3401": paid(
                248_000,
                24_500,
                9_920,
                nonelective_contribution=7_440,
                after_tax_contribution=12_000,
                entry_date="2012-07-01",
            ),
            "900-12-3402": paid(96_000, 9_600, 3_840, nonelective_contribution=2_880),
        },
    ),
    Case(
        "a TPA's grid: excluded pay beside the gross, a deferral and a Roth deferral",
        """
SSN,Name,D.O.B.,DOH,DOT,Hours,Gross Comp,Excluded Comp,Plan Comp,Deferral,Roth Deferral,Match,\
SHNEC,Profit Sharing,HCE,Key,Own %
900123401,"Alvarez, Maria",3/14/1979,6/1/2011,,2080,248000,10000,238000,20000,4500,9920,7140,\
12000,Y,Y,60
900123402,"Brooks, Daniel",7/2/1984,3/15/2018,,2080,96000,0,96000,5000,0,3840,2880,4800,N,N,0
""",
        {
            "900123401": paid(
                248_000, 24_500, 9_920, nonelective_contribution=19_140, ownership_percent=60, hce=1
            ),
            "900123402": paid(96_000, 5_000, 3_840, nonelective_contribution=7_680),
        },
        asks=("columns.compensation", "columns.elective_deferral"),
        answer='[columns]\ncompensation = "Gross Comp"\n'
        'elective_deferral = ["Deferral", "Roth Deferral"]\n',
    ),
    Case(
        "totals of the employee, of the employer and of both beside their parts",
        """
Employee ID,Name,Compensation,Pre-Tax,Roth,Total Employee,Match,Profit Sharing,Total Employer,\
Total Contributions
1,Ann Lee,150000,10000,5000,15000,6000,4500,10500,25500
2,Bo Kim,90000,9000,0,9000,3600,2700,6300,15300
""",
        {
            "1": paid(150_000, 15_000, 6_000, nonelective_contribution=4_500),
            "2": paid(90_000, 9_000, 3_600, nonelective_contribution=2_700),
        },
    ),
    Case(
        "a total of the employer that holds more than the match beside it",
        """
Employee ID,Name,Compensation,Pre-Tax,Match,Employer Contributions
1,Ann Lee,150000,15000,6000,10500
2,Bo Kim,90000,9000,3600,6300
""",
        {"1": paid(150_000, 15_000, 6_000), "2": paid(90_000, 9_000, 3_600)},
        asks=("columns.matching_contribution",),
        answer='ignore = ["Employer Contributions"]',
    ),
    Case(
        "the percentage and the dollars of one thing",
        """
Emp ID,Name,Annual Pay,Deferral %,Deferral $,Match %,Match $,After-Tax %,After-Tax $
1,Ann Lee,150000,10%,15000,4%,6000,2%,3000
2,Bo Kim,90000,8%,7200,4%,3600,0%,0
""",
        {
            "1": paid(150_000, 15_000, 6_000, after_tax_contribution=3_000),
            "2": paid(90_000, 7_200, 3_600, after_tax_contribution=0),
        },
    ),
    Case(
        "contributions by a name that nobody knows are not passed over",
        """
Emp ID,Name,Annual Pay,Deferral,Match,Supplemental Contribution,Special 401k Amount
1,Ann Lee,150000,15000,6000,4500,1000
2,Bo Kim,90000,7200,3600,2700,500
""",
        {
            "1": paid(150_000, 15_000, 6_000, nonelective_contribution=5_500),
            "2": paid(90_000, 7_200, 3_600, nonelective_contribution=3_200),
        },
        asks=("columns.elective_deferral", "columns.elective_deferral"),
        answer='[[columns]]\nnonelective_contribution = "Supplemental Contribution"\n'
        '[[columns]]\nnonelective_contribution = "Special 401k Amount"\n',
    ),
    Case(
        "loans, balances and rollovers are no contributions",
        """
Emp ID,Name,Annual Pay,401k Deferral,401k Match,401k Loan Payment,Vested %,401k Balance,\
Rollover Contributions
1,Ann Lee,150000,15000,6000,2400,100%,340000.22,0
2,Bo Kim,90000,7200,3600,0,80%,44000.00,12000
""",
        PLAIN,
    ),
    Case(
        "names of groups in merged cells above the headings",
        [
            ["", "", "Compensation", "", "Employee", "", "", "Employer", ""],
            ["SSN", "Name", "Gross", "Plan", "Pre-Tax", "Roth", "After-Tax", "Match", "PS"],
            ["1", "Ann Lee", 150000, 150000, 10000, 5000, 3000, 6000, 1000],
            ["2", "Bo Kim", 90000, 90000, 7200, 0, 0, 3600, 500],
        ],
        {
            "1": paid(
                150_000,
                15_000,
                6_000,
                after_tax_contribution=3_000,
                nonelective_contribution=1_000,
            ),
            "2": paid(90_000, 7_200, 3_600, nonelective_contribution=500),
        },
        change=_groups,
    ),
    Case(
        "subtotals of divisions, labeled beside the ids",
        """
Department,Employee ID,Name,Gross Pay,401k,Match
Sales,1,Ann Lee,150000,15000,6000
Subtotal Sales,,,150000,15000,6000
Ops,2,Bo Kim,90000,7200,3600
Subtotal Ops,,,90000,7200,3600
Report Totals (2 employees),,,240000,22200,9600
""",
        PLAIN,
    ),
    Case(
        "subtotals whose label ends with the word, and a total of all",
        """
Department,Employee ID,Name,Gross Pay,401k,Match
Sales,1,Ann Lee,150000,15000,6000
Sales Subtotal,,,150000,15000,6000
Ops,2,Bo Kim,90000,7200,3600
Ops Subtotal,,,90000,7200,3600
Grand Total,,,240000,22200,9600
""",
        PLAIN,
    ),
    Case(
        "a column that says another year",
        """
Plan Year End,Employee ID,Name,Gross Pay,401k,Match
12/31/25,1,Ann Lee,150000,15000,6000
12312025,2,Bo Kim,90000,7200,3600
""",
        PLAIN,
        asks=("year",),
        answer="year = 2026",
    ),
    Case(
        "pay dates that are all of the year before",
        """
Check Date,EE ID,Gross Pay,401k,Match
12/12/2025,1,150000,15000,6000
12/26/2025,2,90000,7200,3600
""",
        PLAIN,
        asks=("amounts", "year"),
        answer="year = 2026\namounts = 'year'",
    ),
    Case(
        "a column that says this year",
        "Plan Year,EE ID,Gross Pay,401k,Match\n2026,1,150000,15000,6000\n"
        "2025-2026,2,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "a blank behind each comma, before the quotes",
        """
"EE ID", "Name", "Gross Pay", "401k", "Match"
"1", "Lee, Ann", "150000", "15000", "6000"
"2", "Kim, Bo", "90,000.00", "7200", "3600"
""",
        PLAIN,
    ),
    Case(
        "the form of a date in its heading, marks of HCE in two letters",
        """
EE ID,DOB (MMDDYYYY),Gross Pay,401k,Match,HC/NHC
1,03091971,150000,15000,6000,HC
2,3091985,90000,7200,3600,NH
""",
        {
            "1": paid(150_000, 15_000, 6_000, age=55.0, hce=1.0),
            "2": paid(90_000, 7_200, 3_600, age=41.0, hce=0.0),
        },
    ),
    Case(
        "totals without a label, a count where the ids stand",
        "Employee ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n"
        "2,Bo Kim,90000,7200,3600\n2,,240000,22200,9600\n",
        PLAIN,
    ),
    Case(
        "totals that nothing has calculated",
        [
            ["EE ID", "Name", "Gross Pay", "401k", "Match"],
            [1, "Ann Lee", 150000, 15000, 6000],
            [2, "Bo Kim", 90000, 7200, 3600],
            [None, None, "=SUM(C2:C3)", "=SUM(D2:D3)", "=SUM(E2:E3)"],
        ],
        PLAIN,
    ),
    Case(
        "people whose names are words of totals",
        """
Employee ID,Last Name,First Name,Gross Pay,401k,Match
1,Count,Ann,150000,15000,6000
2,Sum,Bo,90000,7200,3600
""",
        PLAIN,
    ),
    Case(
        "page breaks, headings again, notes and sections",
        """
Employee ID,Name,Gross Pay,401k,Match
Active Employees,,,,
1,Ann Lee,150000,15000,6000
Page 1 of 2,,,,
Employee ID,Name,Gross Pay,401k,Match
2,Bo Kim,90000,7200,3600
* Ann was on leave in May,,,,
Confidential - do not distribute,,,,
""",
        PLAIN,
    ),
    Case(
        "a row of units below the headings",
        [
            ["EE ID", "Name", "Gross Pay", "401k", "Match"],
            ["", "", "($)", "($)", "($)"],
            [1, "Ann Lee", 150000, 15000, 6000],
            [2, "Bo Kim", 90000, 7200, 3600],
        ],
        PLAIN,
    ),
    Case(
        "amounts as accountants write them",
        """
Employee ID,Name,Gross Pay,Pre-Tax 401(k),Roth 401(k),After-Tax,Match
1,Ann Lee,"$150,000.00 "," $15,000.00 ", $ -   , $ -   ,"$ 6,000.00"
2,Bo Kim,"USD 90,000","7\u00a0200.00",\u2014,-,'3600
""",
        PLAIN,
    ),
    Case(
        "negative amounts keep their rows out",
        'Employee ID,Name,Gross Pay,401(k),Match\n1,Ann Lee,150000,"(1,500.00)",6000\n'
        "2,Bo Kim,90000,7200.00-,3600\n3,Cy Day,80000,4000,3200\n",
        {"3": paid(80_000, 4_000, 3_200)},
        left_out=(2, 3),
    ),
    Case(
        "decimal commas, days first, semicolons",
        "Employee ID;Name;Gross Pay;Deferral;Match;Hire Date\n"
        "1;Ann Lee;150.000,00;15.000,00;6.000,00;01.06.2011\n"
        "2;Bo Kim;90.000,50;7.200,04;3.600,02;15.03.2018\n",
        {
            "1": paid(150_000, 15_000, 6_000, hire_date="2011-06-01"),
            "2": paid(90_000.5, 7_200.04, 3_600.02, hire_date="2018-03-15"),
        },
    ),
    *(
        Case(f"dates such as {hire}", _dated(birth, hire), BORN)
        for birth, hire in (
            ("3/14/79", "6/1/11"),
            ("14-Mar-79", "01-Jun-11"),
            ("Wed, Mar 14, 1979", "Wed, Jun 1, 2011"),
            ("03141979", "06012011"),
            ("3141979", "6012011"),
            ("19790314", "20110601"),
            ("1979-03-14T00:00:00-05:00", "2011-06-01T00:00:00.000Z"),
            ("1979\ub144 3\uc6d4 14\uc77c", "2011\ub144 6\uc6d4 1\uc77c"),
            ("1979. 3. 14.", "2011. 6. 1."),
        )
    ),
    Case(
        "one id with and without its zeros and dashes",
        """
SSN,Name,Division,Gross Pay,401k,Match
001-12-3401,Ann Lee,East,100000,10000,4000
1123401,"Lee, Ann",West,50000,5000,2000
900123402,Bo Kim,West,90000,7200,3600
""",
        {"001-12-3401": PLAIN["1"], "900123402": PLAIN["2"]},
    ),
    Case(
        "two people under one id",
        "Employee ID,Name,Gross Pay,401k,Match\n1,Ann Lee,100000,10000,4000\n"
        "1,Bo Kim,50000,5000,2000\n2,Bo Kim,90000,7200,3600\n",
        {"2": PLAIN["2"]},
        left_out=(2, 3),
    ),
    Case(
        "two hires and two terminations in a row",
        """
Employee ID,Name,Date of Hire 1,Date of Termination 1,Date of Hire 2,Date of Termination 2,\
Gross Pay,401k,Match
1,Ann Lee,06/01/2011,05/31/2019,02/01/2022,,150000,15000,6000
2,Bo Kim,06/01/2011,,,,90000,7200,3600
3,Cy Day,06/01/2011,05/31/2019,02/01/2022,12/31/2025,0,0,0
""",
        {
            "1": {**PLAIN["1"], "termination_date": "NaT"},
            "2": PLAIN["2"],
            "3": {"termination_date": "2025-12-31"},
        },
    ),
    Case(
        "a status that says that somebody left, on a day that is not given",
        "Employee ID,Name,Status,Gross Pay,401k,Match\n1,Ann Lee,Active,150000,15000,6000\n"
        "2,Bo Kim,Terminated,90000,7200,3600\n",
        {"1": {"pay_periods_left": NONE}, "2": {**PLAIN["2"], "pay_periods_left": 0}},
    ),
    Case(
        "lookups that failed and cells that say nothing",
        """
Employee ID,Name,Termination Date,Gross Pay,401k,After-Tax,Match
1,Ann Lee,N/A,100000,10000,#N/A,4000
2,Bo Kim,-,90000,7200,0,3600
3,Cy Day,n/a,90000,9000,TBD,3600
""",
        {"2": PLAIN["2"]},
        left_out=(2, 4),
    ),
    Case(
        "a heading twice, with other figures below it",
        "Employee ID,Name,Gross Pay,401k,Match,Match\n1,Ann Lee,150000,15000,5500,500\n"
        "2,Bo Kim,90000,7200,3200,400\n",
        PLAIN,
        asks=("columns.matching_contribution",),
        answer='columns.matching_contribution = ["Match", "Match"]',
    ),
    Case(
        "Korean headings",
        """
\uc0ac\ubc88,\uc774\ub984,\uc0dd\ub144\uc6d4\uc77c,\uc804\ub144\ub3c4 \uae09\uc5ec,\uae09\uc5ec,\
\uae09\uc5ec\uacf5\uc81c \ub0a9\uc785,\ud68c\uc0ac \ub9e4\uce6d,\uc138\ud6c4 \ub0a9\uc785
1,\uae40\ud558\ub098,1979-03-14,140000,150000,15000,6000,3000
2,\uc774\ub458,1984-07-02,85000,90000,7200,3600,0
""",
        {
            "1": {
                **PLAIN["1"],
                "after_tax_contribution": 3_000,
                "prior_year_compensation": 140_000,
            },
            "2": PLAIN["2"],
        },
    ),
    Case(
        "the period and the year to date side by side, with the date of the check",
        """
Employee ID,Name,Check Date,Gross Pay,YTD Gross Pay,401k,YTD 401k,Match,YTD Match
1,Ann Lee,06/30/2026,5769.23,75000,577,7500,231,3000
2,Bo Kim,06/30/2026,3461.54,45000,277,3600,138,1800
""",
        {
            "1": paid(150_000, 15_000, 6_000, pay_to_date=75_000),
            "2": paid(90_000, 7_200, 3_600, pay_to_date=45_000),
        },
    ),
    Case(
        "year-to-date figures of several checks: the last one counts",
        """
Employee ID,Name,Check Date,YTD Gross Pay,YTD 401k,YTD Match
1,Ann Lee,06/16/2026,69231,6923,2769
2,Bo Kim,06/16/2026,41538,3323,1661
1,Ann Lee,06/30/2026,75000,7500,3000
2,Bo Kim,06/30/2026,45000,3600,1800
""",
        PLAIN,
    ),
    Case(
        "pay that grows from check to check, and no word of year to date",
        """
Employee ID,Name,Check Date,Gross Pay,401k,Match
1,Ann Lee,06/16/2026,69231,6923,2769
1,Ann Lee,06/30/2026,75000,7500,3000
2,Bo Kim,01/16/2026,3462,277,138
2,Bo Kim,01/30/2026,6923,554,277
""",
        {"1": {"compensation": 144_231}, "2": {"compensation": 10_385}},
        asks=("amounts",),
        answer='amounts = "pay period"\nas_of = 2026-12-31',
    ),
    Case(
        "a year's pay beside contributions to date",
        "Employee ID,Name,Annual Compensation,401k YTD,Match YTD\n"
        "1,Ann Lee,150000,7500,3000\n2,Bo Kim,90000,3600,1800\n",
        {"1": {**PLAIN["1"], "pay_to_date": 75_000}, "2": PLAIN["2"]},
        asks=("pay", "as_of"),
        answer='pay = "year"\nas_of = 2026-06-30',
    ),
    Case(
        "a title of another year",
        "Census for plan year 2025,,,,\nEE ID,Name,Gross Pay,401k,Match\n"
        "1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n",
        PLAIN,
        asks=("year",),
        answer="year = 2026",
    ),
    Case(
        "a title that only says when the report was run",
        "Report run 01/15/2027,,,,\nEE ID,Name,Gross Pay,401k,Match\n"
        "1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "hidden rows and columns",
        [
            ["Employee ID", "Name", "Gross Pay", "401k", "After-Tax", "Match"],
            [1, "Ann Lee", 150000, 15000, 3000, 6000],
            [2, "Bo Kim", 90000, 7200, 0, 3600],
        ],
        {"1": {**PLAIN["1"], "after_tax_contribution": 3_000}, "2": PLAIN["2"]},
        change=_hide,
    ),
    Case(
        "a column of shares in which one says dollars",
        "Employee ID,Name,Gross Pay,Deferral Amt/Pct,Match\n1,Ann Lee,150000,0.10,6000\n"
        "2,Bo Kim,90000,7200,3600\n",
        {"2": PLAIN["2"]},
        asks=("rates",),
        answer="rates = []",
    ),
    Case(
        "pay in parts, without a total",
        "EE ID,Name,Regular Pay,Overtime,Bonus,401k,Match\n1,Ann Lee,140000,0,10000,15000,6000\n"
        "2,Bo Kim,80000,5000,5000,7200,3600\n",
        PLAIN,
        asks=("columns.compensation",),
        answer='columns.compensation = ["Regular Pay", "Overtime", "Bonus"]',
    ),
    Case(
        "ownership that is 1 for one person and 0 for all others",
        "EE ID,Name,Ownership Percentage,Gross Pay,401k,Match\n1,Ann Lee,1,150000,15000,6000\n"
        "2,Bo Kim,0,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "ownership_percent": 100}, "2": PLAIN["2"]},
        asks=("rates",),
        answer='rates = ["Ownership Percentage"]',
    ),
    Case(
        "figures of other things to the right and below",
        [
            ["Employee ID", "Name", "Gross Pay", "401k", "Match", "", "Plan limits", ""],
            [1, "Ann Lee", 150000, 15000, 6000, "", "402(g)", 24500],
            [2, "Bo Kim", 90000, 7200, 3600, "", "415(c)", 72000],
            [],
            ["Summary"],
            ["HCE count", 1],
            ["Average deferral", 11100],
        ],
        PLAIN,
    ),
    Case(
        "people gone before the year, with blanks for amounts",
        "Employee ID,Name,Termination Date,Compensation,Elective Deferral,Match\n"
        "1,Ann Lee,,150000,15000,6000\n2,Bo Kim,,90000,7200,3600\n3,Cy Day,11/14/2025,,,\n",
        {**PLAIN, "3": paid(0, 0, 0)},
    ),
    Case(
        "the day since when a person is eligible",
        "EE ID,Name,Eligible,Gross Pay,401k,Match\n1,Ann Lee,1/1/2012,150000,15000,6000\n"
        "2,Bo Kim,7/1/2027,90000,7200,3600\n",
        {
            "1": {**PLAIN["1"], "entry_date": "2012-01-01"},
            "2": {**PLAIN["2"], "entry_date": "2027-07-01"},
        },
    ),
    Case(
        "quarters and months beside their total",
        """
EE ID,Name,Q1 Match,2nd Qtr Match,Gross Pay,Jan 401k,Feb 401k,Total 401k,Match
1,Ann Lee,3000,3000,150000,7500,7500,15000,6000
2,Bo Kim,1800,1800,90000,3600,3600,7200,3600
""",
        PLAIN,
    ),
    Case(
        "quarters without a total, the same in each",
        """
EE ID,Name,Gross Pay,401k,Match Q1,Match Q2
1,Ann Lee,150000,15000,3000,3000
2,Bo Kim,90000,7200,1800,1800
""",
        PLAIN,
        asks=("columns.matching_contribution",),
        answer='columns.matching_contribution = ["Match Q1", "Match Q2"]',
    ),
    Case(
        "totals that settle what adds: catch-up to the deferrals, safe harbor match to the match",
        """
EE ID,Name,Gross Pay,Pre-Tax,Roth,Catch-Up,EE Total,Match,SH Match,PS,ER Total,Total Contributions
1,Ann Lee,150000,10000,5000,1000,16000,6000,0,4500,10500,26500
2,Bo Kim,90000,7200,0,0,7200,1800,1800,2700,6300,13500
""",
        {
            "1": paid(150_000, 16_000, 6_000, nonelective_contribution=4_500),
            "2": paid(90_000, 7_200, 3_600, safe_harbor_match=1_800),
        },
    ),
    *(
        Case(
            f"totals under another name: {label}",
            "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n"
            f"2,Bo Kim,90000,7200,3600\n{label},240000,22200,9600\nVariance,,0,0,0\n",
            PLAIN,
        )
        for label in ("***,", "Per GL,", "All,Everyone", "Company,", "31 East,")
    ),
    *(
        Case(
            f"a row below the headings that tells what to enter: {below}",
            f"EE ID,Name,Gross Pay,401k,Match\n{below}\n1,Ann Lee,150000,15000,6000\n"
            "2,Bo Kim,90000,7200,3600\n",
            PLAIN,
        )
        for below in (
            "#,text,$,$,$",
            "Required,Optional,Required,Required,Optional",
            "99999,text,9.99,9.99,9.99",
            "=====,=====,=====,=====,=====",
            "Example: 123,John Doe,50000,5000,2000",
        )
    ),
    *(
        Case(
            f"years of two digits: {now}",
            f"EE ID,Name,{now} Comp,{now} 401k,{now} Match,{before} Comp\n"
            "1,Ann Lee,150000,15000,6000,140000\n2,Bo Kim,90000,7200,3600,80000\n",
            {"1": {**PLAIN["1"], "prior_year_compensation": 140_000}, "2": PLAIN["2"]},
        )
        for now, before in (("CY26", "PY25"), ("'26", "'25"), ("PY2026", "PY2025"))
    ),
    Case(
        "spaces between thousands, decimal commas",
        "EE ID;Name;Gross Pay;401k;Match\n1;Ann Lee;$ 150 000,00;$ 15 000,00;6 000,00\n"
        "2;Bo Kim;90 000,00;7 200,00;3 600,00\n",
        PLAIN,
    ),
    Case(
        "IDs that an export keeps as texts by a formula",
        'EE ID,Name,Gross Pay,401k,Match\n"=""00417""",Ann Lee,150000,15000,6000\n',
        {"00417": PLAIN["1"]},
    ),
    Case(
        "IDs that Excel shortened, of several people",
        "SSN,Gross Pay,401k,Match\n1.23E+08,150000,15000,6000\n1.23E+08,90000,7200,3600\n"
        "4.57E+08,90000,7200,3600\n",
        {"4.57E+08": PLAIN["2"]},
        left_out=(2, 3),
    ),
    Case(
        "who is eligible and does not take part",
        "EE ID,Name,Eligibility,Gross Pay,401k,Match\n"
        "1,Ann Lee,Eligible - Participating,150000,15000,6000\n"
        "2,Bo Kim,Eligible - Not Participating,90000,0,0\n3,Cy Day,Not Eligible,20000,0,0\n",
        {"1": {"eligible": 1}, "2": {"eligible": 1}, "3": {"eligible": 0}},
    ),
    Case(
        "owners who are said to be owners under a heading of percentages",
        "EE ID,Name,Ownership,Gross Pay,401k,Match\n1,Ann Lee,Y,150000,15000,6000\n"
        "2,Bo Kim,N,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "owner": 1}, "2": {**PLAIN["2"], "owner": 0}},
    ),
    Case(
        "money that was converted is no contribution",
        "EE ID,Name,Gross Pay,401k,After-Tax,In-Plan Roth Conversion,Match\n"
        "1,Ann Lee,150000,15000,3000,3000,6000\n",
        {"1": {**PLAIN["1"], "after_tax_contribution": 3_000}},
    ),
    *(
        Case(
            f"a title of half a year: {title}",
            f"{title}\nEE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,75000,7500,3000\n",
            {"1": PLAIN["1"]},
            asks=("amounts",),
            answer='amounts = "year to date"\nas_of = 2026-06-30',
        )
        for title in (
            "Period: 01/01/2026 - 06/30/2026",
            "Contributions Q2 2026",
            "2nd quarter 2026",
        )
    ),
    Case(
        "a last paycheck of somebody who left before the year",
        "EE ID,Name,Term Date,Gross Pay,401k,Match\n1,Ann Lee,,150000,15000,6000\n"
        "2,Bo Kim,12/15/2025,9000,0,0\n",
        {"1": PLAIN["1"], "2": {"eligible": 0}},
        asks=("paid_after_leaving",),
        answer='paid_after_leaving = "does not count"',
    ),
    Case(
        "shares of pay under a heading that does not say so, beside the dollars",
        "EE ID,Name,Gross Pay,Deferral,401k Deferral $,Match\n1,Ann Lee,150000,0.1,15000,6000\n"
        "2,Bo Kim,90000,0.08,7200,3600\n",
        PLAIN,
    ),
    Case(
        "people hired after the year",
        "EE ID,Name,Hire Date,Gross Pay,401k,Match\n1,Ann Lee,6/1/2011,150000,15000,6000\n"
        "2,Bo Kim,2/1/2027,0,0,0\n3,Cy Day,2/1/2027,,,\n",
        {"1": PLAIN["1"], "2": paid(0, 0, 0), "3": paid(0, 0, 0)},
    ),
    Case(
        "pay periods that correct others, and a match that comes without pay",
        """
EE ID,Name,Check Date,Gross Pay,Pre-Tax,Roth,Match
1,Ann Lee,12/11/2026,75000,8000,0,3000
1,Ann Lee,12/24/2026,75000,8000,500,3000
1,Ann Lee,12/31/2026,0,-1000,-500,0
2,Bo Kim,12/11/2026,45000,3600,0,1200
2,Bo Kim,12/24/2026,45000,3600,0,1200
2,Bo Kim,12/31/2026,0,0,0,1200
""",
        {"1": {**PLAIN["1"], "roth_deferral": 0}, "2": PLAIN["2"]},
    ),
    Case(
        "a form with rows that nobody has filled in",
        [
            ["EE ID", "Name", "Gross Pay", "401k", "Match"],
            [1, "Ann Lee", 150000, 15000, 6000],
            [2, "Bo Kim", 90000, 7200, 3600],
            [0, None, 0, 0, 0],
            [None, None, 0, 0, 0],
        ],
        PLAIN,
    ),
    *(
        Case(
            f"columns counted below the headings: {below}",
            f"EE ID,Name,Gross Pay,401k,Match\n{below}\n1,Ann Lee,150000,15000,6000\n"
            "2,Bo Kim,90000,7200,3600\n",
            PLAIN,
        )
        for below in ("1,2,3,4,5", "A,B,C,D,E")
    ),
    *(
        Case(
            f"a day that says that nobody left: {day}",
            f"EE ID,Name,Term Date,Gross Pay,401k,Match\n1,Ann Lee,{day},150000,15000,6000\n"
            "2,Bo Kim,,90000,7200,3600\n",
            {"1": {**PLAIN["1"], "termination_date": "NaT"}, "2": PLAIN["2"]},
        )
        for day in ("1/1/1900", "12/31/9999", "Present", "/  /")
    ),
    Case(
        "only those who are eligible are marked",
        "EE ID,Name,Eligible,Gross Pay,401k,Match\n1,Ann Lee,X,150000,15000,6000\n"
        "2,Bo Kim,x,90000,7200,3600\n3,Cy Day,,40000,0,0\n",
        {"1": {**PLAIN["1"], "eligible": 1}, "2": {"eligible": 1}, "3": {"eligible": 0}},
    ),
    Case(
        "some are eligible, some are not, and one is not said",
        "EE ID,Name,Eligible,Gross Pay,401k,Match\n1,Ann Lee,Y,150000,15000,6000\n"
        "2,Bo Kim,N,90000,0,0\n3,Cy Day,,40000,0,0\n",
        {"1": PLAIN["1"], "2": {"eligible": 0}},
        left_out=(4,),
    ),
    Case(
        "only highly compensated employees are marked, and last year's pay is not given",
        "EE ID,Name,HCE,Gross Pay,401k,Match\n1,Ann Lee,X,150000,15000,6000\n"
        "2,Bo Kim,,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "hce": 1}, "2": {**PLAIN["2"], "hce": 0}},
    ),
    Case(
        "ownership as 5%, as 0.6 and blank in one column",
        "EE ID,Name,% Owned,Gross Pay,401k,Match\n1,Ann Lee,5%,150000,15000,6000\n"
        "2,Bo Kim,0.6,90000,7200,3600\n3,Cy Day,,80000,4000,3200\n",
        {"1": {"ownership_percent": 5}, "2": {"ownership_percent": 60}, "3": {}},
        asks=("rates",),
        answer='rates = ["% Owned"]',
    ),
    Case(
        "a person whose figures are those of two others together",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,75000,7500,3000\n2,Bo Kim,75000,7500,3000\n"
        "3,Cy Day,150000,15000,6000\n",
        {"1": {}, "2": {}, "3": PLAIN["1"]},
    ),
    Case(
        "sums by group below the people",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n"
        ",,,,\nHCE ADP,10.00%,,,\nHCE,1,150000,15000,6000\nNHCE,1,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "a label with amounts that are nobody's and no sum",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n"
        "Prior,,1000,100,10\n",
        PLAIN,
        left_out=(4,),
    ),
    Case(
        "a total of one column, without a label",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n"
        ",,,22200,\n",
        PLAIN,
    ),
    Case(
        "what a page carries forward",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n"
        "Balance Forward,,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "rows of months that are all alike",
        "EE ID,Name,Month,Gross Pay,401k,Match\n1,Ann Lee,Jan,75000,7500,3000\n"
        "1,Ann Lee,Feb,75000,7500,3000\n2,Bo Kim,Jan,45000,3600,1800\n"
        "2,Bo Kim,Feb,45000,3600,1800\n",
        PLAIN,
        asks=("amounts",),
        answer='amounts = "pay period"\nas_of = 2026-12-31',
    ),
    Case(
        "one Social Security number with two IDs of the employer",
        "EE ID,SSN,Name,Gross Pay,401k,Match\n1,900-12-3401,Ann Lee,100000,10000,4000\n"
        "17,900123401,Ann Lee,50000,5000,2000\n2,900-12-3402,Bo Kim,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "one ID with two Social Security numbers",
        "EE ID,SSN,Gross Pay,401k,Match\n1,900-12-3401,100000,10000,4000\n"
        "1,900-12-3403,50000,5000,2000\n2,900-12-3402,90000,7200,3600\n",
        {"2": PLAIN["2"]},
        left_out=(2, 3),
    ),
    Case(
        "an employee who is said to be eligible and of an excluded class",
        "EE ID,Name,Eligible,Union,Gross Pay,401k,Match\n1,Ann Lee,Y,N,150000,15000,6000\n"
        "2,Bo Kim,Y,Y,90000,7200,3600\n3,Cy Day,N,Y,80000,0,0\n",
        {"1": PLAIN["1"], "3": {"excluded_class": 1}},
        left_out=(3,),
    ),
    *(
        Case(
            f"numbers that are nobody's: {number}",
            f"EE ID,SSN,Name,Gross Pay,401k,Match\n1,{number},Ann Lee,150000,15000,6000\n"
            f"2,{number},Bo Kim,90000,7200,3600\n",
            PLAIN,
        )
        for number in ("000-00-0000", "999-99-9999", "12-3456788")
    ),
    Case(
        "an employee of one digit without pay, among others without names",
        "EE ID,Gross Pay,401k,Match\n1,150000,15000,6000\n2,90000,7200,3600\n9,0,0,0\n",
        {**PLAIN, "9": {}},
    ),
    Case(
        "forfeitures of a few dollars are no percentages",
        "EE ID,Name,Gross Pay,401k,Match,Forfeiture Allocation,Profit Sharing\n"
        "1,Ann Lee,150000,15000,6000,50,3000\n2,Bo Kim,90000,7200,3600,30,1800\n",
        {
            "1": {**PLAIN["1"], "nonelective_contribution": 3_050, "forfeitures": 50},
            "2": {**PLAIN["2"], "nonelective_contribution": 1_830},
        },
    ),
    Case(
        "a byte for each letter, curly quotes and accents",
        "EE ID\tName\tGross Pay\t401k\tMatch\n"
        "1\tJos\u00e9 N\u00fa\u00f1ez\t150,000.00\t15,000\t6,000\n"
        "2\tZo\u00eb O\u2019Neil\t90,000\t7,200\t3,600\n",
        PLAIN,
        encoding="cp1252",
    ),
)
"""The files."""
