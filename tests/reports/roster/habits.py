"""Census files with the habits of payroll clerks, and what each must give.

Every figure follows from the file itself by sight, as in `invented`.
"""

from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.roster.invented import NONE, PLAIN, Case, paid

__all__ = ["CASES"]

ONE_OF_TWO = {"2": PLAIN["2"]}


def _of_period(start: str, end: str) -> str:
    return (
        "EE ID,Name,Period Start,Period End,Gross Pay,401k,Match\n"
        f"1,Ann Lee,{start},{end},150000,15000,6000\n2,Bo Kim,{start},{end},90000,7200,3600\n"
    )


def _amount(cell: str) -> str:
    return f'EE ID,Gross Pay,401k,Match\n1,150000,"{cell}",6000\n2,90000,7200,3600\n'


TWO_PEOPLE = (
    {
        "id": "1", "ssn": "900-12-3401", "last": "Lee", "first": "Ann", "born": "03/01/1971",
        "hired": "06/01/2011", "pay": "150000.00", "deferral": "15000.00", "pretax": "12000.00",
        "roth": "3000.00", "aftertax": "1500.00", "match": "6000.00", "all": "21000.00",
        "share": "10%", "other": "135000.00", "no": "N", "yes": "Y", "none": "", "zero": "0",
        "text": "A",
    },
    {
        "id": "2", "ssn": "900-12-3402", "last": "Kim", "first": "Bo", "born": "07/04/1985",
        "hired": "01/15/2019", "pay": "90000.00", "deferral": "7200.00", "pretax": "5760.00",
        "roth": "1440.00", "aftertax": "720.00", "match": "3600.00", "all": "10800.00",
        "share": "8%", "other": "81000.00", "no": "N", "yes": "Y", "none": "", "zero": "0",
        "text": "A",
    },
)  # fmt: skip


def _template(columns: str) -> str:
    """A census with some headings, each beside what stands below it."""
    parts = [column.split("=") for column in columns.split("|")]
    lines = [[heading for heading, _ in parts]]
    lines += [[person[kind] for _, kind in parts] for person in TWO_PEOPLE]
    return "".join(",".join(line) + "\n" for line in lines)


BY_SSN = {"900-12-3401": PLAIN["1"], "900-12-3402": PLAIN["2"]}
WITH_ROTH = {"1": {**PLAIN["1"], "roth_deferral": 3_000}, "2": PLAIN["2"]}
WITH_ROTH_OF_QUARTERS = {"1": {**PLAIN["1"], "roth_deferral": 3_000}, "2": PLAIN["2"]}
WITH_AFTER_TAX = {"1": {**WITH_ROTH["1"], "after_tax_contribution": 1_500}, "2": PLAIN["2"]}
ADDS = ("columns.elective_deferral",)
TEMPLATES = (
    (
        "a portal that asks for rates and contributions",
        (
            "Full name=last|Employee ID=id|Current pre-tax deferral rate=share|"
            "Current Roth deferral rate=zero|Gross wages=pay|401(k) contributions=deferral|"
            "Employer match=match"
        ),
        PLAIN,
    ),
    (
        "columns named without blanks",
        (
            "SSNum=ssn|LastName=last|FirstName=first|MidInit=none|BirthDate=born|HireDate=hired|"
            "GrossComp=pay|PlanComp=pay|DeferralPreTax=pretax|DeferralRoth=roth|MatchAmt=match"
        ),
        BY_SSN,
    ),
    (
        "an export that names each table",
        (
            "EecEmpNo=id|EepNameLast=last|EepNameFirst=first|EepSSN=ssn|"
            "EecDateOfOriginalHire=hired|GrossEarn=pay|401KP=pretax|401KR=roth|401KM=match"
        ),
        WITH_ROTH,
    ),
    (
        "a register with deduction codes before their names",
        (
            "File #=id|Name=last|Total Gross=pay|K - PRETAX=pretax|R - ROTH=roth|AT - AFTER TAX="
            "aftertax|M - MATCH=match"
        ),
        WITH_AFTER_TAX,
    ),
    (
        "deductions and memos by their names",
        (
            "File Number=id|Payroll Name=last|Gross Pay=pay|401K PRETAX - Employee Deduction="
            "pretax|401K ROTH - Employee Deduction=roth|401K Match - Memo=match"
        ),
        WITH_ROTH,
    ),
    (
        "pay components",
        (
            "Employee ID=id|Gross Amount=pay|Pay Component: 401k Pre-Tax=pretax|"
            "Pay Component: 401k Roth=roth|Pay Component: 401k Employer Match=match"
        ),
        WITH_ROTH,
    ),
    (
        "what one record-keeper calls pay and deferral",
        (
            "Employee Number=id|Def Comp Wages=pay|401k Pre-Tax EE Curr Amt=pretax|"
            "401k Roth EE Curr Amt=roth|401k Match ER Curr Amt=match"
        ),
        WITH_ROTH,
    ),
    (
        "codes of table columns",
        (
            "EMPLID=id|NAME=last|TOTAL_GROSS=pay|401K_BTX=pretax|401K_ROTH=roth|401K_ATX=aftertax|"
            "401K_MATCH=match|DEPTID=text"
        ),
        WITH_AFTER_TAX,
    ),
    (
        "before and after tax in a word",
        "EE ID=id|Gross=pay|BEFORE=pretax|ROTH=roth|AFTER=aftertax|MATCH=match",
        WITH_AFTER_TAX,
    ),
    (
        "compensation for each purpose, alike",
        (
            "EE ID=id|Gross Compensation=pay|415 Compensation=pay|Deferral Compensation=pay|"
            "Match Compensation=pay|Elective Deferrals (Pre-tax)=pretax|"
            "Elective Deferrals (Roth)=roth|Employer Matching=match"
        ),
        WITH_ROTH,
    ),
    (
        "a total of what both paid",
        "EE#=id|NAME=last|GROSS=pay|401K=pretax|ROTH=roth|401K MATCH=match|TOTAL 401K=all",
        WITH_ROTH,
    ),
    (
        "a total of what the employee paid",
        "EE#=id|NAME=last|GROSS=pay|401K=pretax|ROTH=roth|401K MATCH=match|TOTAL 401K=deferral",
        WITH_ROTH,
    ),
    (
        "a status of the year before, beside its pay",
        "EE ID=id|Gross=pay|2025 HCE=yes|2025 Comp=other|401k=deferral|Match Deposited=match",
        {"1": {**PLAIN["1"], "hce": NONE, "prior_year_compensation": 135_000}, "2": PLAIN["2"]},
    ),
    (
        "after-tax money that is converted",
        (
            "EE ID=id|Gross=pay|Pre-tax=pretax|Roth=roth|"
            "Voluntary After-Tax (converted to Roth)=aftertax|Match=match"
        ),
        WITH_AFTER_TAX,
    ),
    (
        "dates of employment in words",
        (
            "SS#=ssn|Last name=last|First name and middle initial=first|EE 401(k) contributions="
            "deferral|ER 401(k) match=match|EE Gross income/salary=pay|EE DOB=born|"
            "EE DOE (Date of Employment)=hired|EE DOT (Date of Termination)=none"
        ),
        {**BY_SSN, "900-12-3401": {**PLAIN["1"], "age": 55, "hire_date": "2011-06-01"}},
    ),
)
"""Headings of templates, with nothing to ask."""
ASKING = (
    (
        "codes of money",
        "SSN=ssn|EEDEF=pretax|EEROT=roth|ERMAT=match|ERPS1=zero|Plan YTD Compensation=pay",
        ADDS,
        'columns.elective_deferral = ["EEDEF", "EEROT"]\n',
        BY_SSN,
    ),
    (
        "pay of a second company",
        (
            "EE ID=id|Gross Compensation=other|Company 2: Gross Compensation=deferral|"
            "401(k)=deferral|Match=match"
        ),
        ("columns.compensation",),
        'columns.compensation = ["Gross Compensation", "Company 2: Gross Compensation"]\n',
        {"1": PLAIN["1"], "2": {**PLAIN["2"], "compensation": 88_200}},
    ),
    (
        "a status of the year before, alone",
        "EE ID=id|Gross=pay|2025 HCE=yes|401k=deferral|Match=match",
        ("columns.hce",),
        'ignore = ["2025 HCE"]\n',
        {"1": {**PLAIN["1"], "hce": NONE}, "2": PLAIN["2"]},
    ),
    (
        "a deduction that is not known, and may be a contribution",
        "EE ID=id|Gross=pay|Pretax=deferral|401KQ=aftertax|Match=match",
        ADDS,
        'ignore = ["401KQ"]\n',
        PLAIN,
    ),
    (
        "a company's contribution in the name of a deferral",
        (
            "EE ID=id|Gross earnings=pay|Traditional 401k (employee)=pretax|"
            "Roth 401k (employee)=roth|Traditional 401k (company)=match"
        ),
        ("columns.matching_contribution",),
        'columns.matching_contribution = "Traditional 401k (company)"\n',
        WITH_ROTH,
    ),
    (
        "a total beside contributions that are asked about",
        (
            "EE ID=id|Gross Wages=pay|Employee Contributions=deferral|Employer Match=match|"
            "Total Contributions=all"
        ),
        ADDS,
        'columns.elective_deferral = "Employee Contributions"\n',
        PLAIN,
    ),
)
"""Headings of templates, what is asked, and an answer."""

HEADS = ("SSN", "Name", "Gross Comp", "Pre-Tax", "Roth", "Match", "Comments")
LEE = ("900-12-3401", "Lee, Ann", 150_000, 12_000, 3_000, 6_000, None)
KIM = ("900-12-3402", "Kim, Bo", 90_000, 5_760, 1_440, 3_600, "on leave 2 mo.")


def _merged(sheet: Worksheet) -> None:
    for block in ("C1:E1", "F1:H1", "I1:J1"):
        sheet.merge_cells(block)


CASES = (
    Case(
        "two rows of headings, where the lower one says halves and totals",
        [
            ("SSN", "Name", "Comp", None, None, "401k", None, None, "Match"),
            (None, None, "Jan-Jun", "Jul-Dec", "Total", "Jan-Jun", "Jul-Dec", "Total", "Total"),
            ("900-12-3401", "Lee", 75_000, 75_000, 150_000, 7_500, 7_500, 15_000, 6_000),
            ("900-12-3402", "Kim", 45_000, 45_000, 90_000, 3_600, 3_600, 7_200, 3_600),
        ],
        BY_SSN,
        change=_merged,
    ),
    Case(
        "notes, a contact and a page number below",
        [
            HEADS,
            LEE,
            KIM,
            (),
            ("* Gross Comp includes a bonus of 5,000",),
            ("Note: Dee Cruz left in 2025 with 1,200.00",),
            ("HR contact", "Pat Roe", "512-555-0100"),
            ("Page 1 of 1",),
        ],
        BY_SSN,
    ),
    Case(
        "those who left below a divider, with subtotals and a grand total",
        [
            ("Acme 2026",),
            HEADS,
            ("ACTIVE EMPLOYEES",),
            LEE,
            ("Subtotal - Active", None, 150_000, 12_000, 3_000, 6_000),
            ("TERMINATED EMPLOYEES",),
            KIM,
            ("Subtotal - Terminated", None, 90_000, 5_760, 1_440, 3_600),
            ("GRAND TOTAL", None, 240_000, 17_760, 4_440, 9_600),
        ],
        BY_SSN,
    ),
    Case(
        "apostrophes that keep numbers texts",
        [
            HEADS,
            ("'900123401", "Lee", "'150,000.00", "'12,000", "'3,000", "'6,000", None),
            ("'900123402", "Kim", "90000", "5760", "1440", "3600", None),
        ],
        {"900123401": PLAIN["1"], "900123402": PLAIN["2"]},
    ),
    Case(
        "the four quarters of the year",
        "EE ID,Q1 Comp,Q2 Comp,Q3 Comp,Q4 Comp,Q1 401k,Q2 401k,Q3 401k,Q4 401k,Match\n"
        "1,37500,37500,37500,37500,3750,3750,3750,3750,6000\n"
        "2,20000,20000,25000,25000,1800,1800,1800,1800,3600\n",
        PLAIN,
    ),
    Case(
        "quarters before somebody came are blank",
        "EE ID,Q1 Comp,Q2 Comp,Q3 Comp,Q4 Comp,401k,Match\n"
        "1,37500,37500,37500,37500,15000,6000\n2,,,45000,45000,7200,3600\n",
        PLAIN,
        asks=("blank_amounts",),
        answer='blank_amounts = "zero"\n',
    ),
    *(
        Case(
            f"pay in kinds, some of which are {said or 'blank'}",
            f"EE ID,Regular Wages,Overtime,Bonus,401k,Match\n1,140000,{said},10000,15000,6000\n"
            f"2,80000,10000,{said},7200,3600\n",
            PLAIN,
            asks=("columns.compensation",),
            answer='columns.compensation = ["Regular Wages", "Overtime", "Bonus"]\n'
            'blank_amounts = "zero"\n',
        )
        for said in ("", "N/A")
    ),
    Case(
        "the pay of a month",
        "EE ID,Gross Pay,401k,Match\n1,12500,1250,500\n2,7500,600,300\n3,5000,0,0\n",
        {"1": paid(12_500, 1_250, 500), "2": {}, "3": {}},
        asks=("amounts",),
        answer='amounts = "year"\n',
    ),
    Case(
        "amounts of the month and of the quarter beside those of the year to date",
        "EE ID,Gross MTD,Gross QTD,Gross YTD,401k MTD,401k QTD,401k YTD,Match YTD\n"
        "1,12000,36000,75000,1200,3600,7500,3000\n2,7000,21000,45000,560,1680,3600,1800\n",
        {"1": paid(150_000, 15_000, 6_000), "2": paid(90_000, 7_200, 3_600)},
        asks=("as_of",),
        answer="as_of = 2026-07-01\n",
    ),
    Case(
        "headings of the current period alone",
        "EE ID,Gross Current,401k Current,Match Current\n1,6000,600,240\n2,3500,280,140\n",
        {"1": paid(12_000, 1_200, 480), "2": paid(7_000, 560, 280)},
        asks=("amounts",),
        answer='amounts = "year to date"\nas_of = 2026-07-01\n',
    ),
    Case(
        "years of two digits",
        "EE ID,Comp 26,Def 26,Match 26,Comp 25\n1,150000,15000,6000,140000\n2,90000,7200,3600,0\n",
        {"1": {**PLAIN["1"], "prior_year_compensation": 140_000}, "2": PLAIN["2"]},
    ),
    Case(
        "a report that ran within the year",
        "Report run 10/15/2026 by jsmith,,,\nEE ID,Gross Pay,401k,Match\n1,150000,15000,6000\n"
        "2,90000,7200,3600\n",
        PLAIN,
        asks=("amounts",),
        answer='amounts = "year"\n',
    ),
    *(Case(f"template: {name}", _template(spec), right) for name, spec, right in TEMPLATES),
    *(
        Case(f"template: {name}", _template(spec), right, asks=asks, answer=answer)
        for name, spec, asks, answer, right in ASKING
    ),
    Case(
        "a period from the first to the last day of the year is the year",
        _of_period("1/1/2026", "12/31/2026"),
        PLAIN,
    ),
    Case(
        "a long period from the first day of the year is the year to date",
        _of_period("1/1/2026", "7/1/2026"),
        {"1": paid(300_000, 24_500, 12_000), "2": paid(180_000, 14_400, 7_200)},
    ),
    Case(
        "a month from the first day of the year may be a pay period",
        _of_period("1/1/2026", "1/31/2026"),
        PLAIN,
        asks=("amounts",),
        answer='amounts = "year"\n',
    ),
    Case(
        "one end of a pay period for all, in the year before",
        "EE ID,Name,Period End,Gross Pay,401k,Match\n1,Ann Lee,12/31/2025,150000,15000,6000\n"
        "2,Bo Kim,12/31/2025,90000,7200,3600\n",
        PLAIN,
        asks=("year", "amounts"),
        answer='year = 2026\namounts = "year"\n',
    ),
    Case(
        "a column of those who are not highly compensated",
        "EE ID,NHCE,Gross Pay,401k,Match\n1,N,150000,15000,6000\n2,Y,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "hce": 1}, "2": {**PLAIN["2"], "hce": 0}},
    ),
    *(
        Case(
            f"who is highly compensated, under {heading}",
            f"EE ID,{heading},Gross Pay,401k,Match\n1,{one},150000,15000,6000\n"
            f"2,{two},90000,7200,3600\n",
            {"1": {**PLAIN["1"], "hce": 1}, "2": {**PLAIN["2"], "hce": 0}},
        )
        for heading, one, two in (
            ("HCE Status", "HCE", "NHCE"),
            ("HCE or NHCE", "H", "N"),
            ("Highly Comp", "*", ""),
            ("NHCE", "HCE", "NHCE"),
        )
    ),
    Case(
        "marks for those who are not highly compensated, beside marks for those who are",
        "EE ID,HCE,NHCE,Gross Pay,401k,Match\n1,X,,150000,15000,6000\n2,,X,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "hce": 1}, "2": {**PLAIN["2"], "hce": 0}},
    ),
    Case(
        "an employee who is said to be and not to be highly compensated",
        "EE ID,HCE,NHCE,Gross Pay,401k,Match\n1,Y,Y,150000,15000,6000\n2,N,Y,90000,7200,3600\n",
        ONE_OF_TWO,
        left_out=(2,),
    ),
    *(
        Case(
            f"an election beside what was contributed: {one}",
            f"EE ID,Gross Pay,Deferral Election,Deferrals,Match\n1,150000,{one},15000,6000\n"
            f"2,90000,{two},7200,3600\n",
            PLAIN,
        )
        for one, two in (("10%", "8%"), ("10", "8"), ("600", "300"))
    ),
    Case(
        "an election and nothing of what was contributed",
        "EE ID,Gross Pay,Deferral Election,Match\n1,150000,10%,6000\n2,90000,8%,3600\n",
        PLAIN,
        asks=("rates",),
        answer='rates = ["Deferral Election"]\n',
    ),
    Case(
        "every amount is marked as a credit",
        "EE ID,Gross Pay,401k,Match\n1,150000,15000.00 CR,6000CR\n2,90000,7200.00 CR,3600CR\n",
        PLAIN,
    ),
    *(
        Case(f"one amount that is written {cell}", _amount(cell), ONE_OF_TWO, left_out=(2,))
        for cell in ("15000.00 CR", "15000.00 DR", "15k", "$15K", "(1,500.00)", "1,500.00-")
    ),
    Case(
        "names instead of IDs",
        "Last Name,First Name,DOB,Gross Pay,401k,Match\nLee,Ann,3/1/1971,150000,15000,6000\n"
        "Kim,Bo,3/1/1981,90000,7200,3600\nTotal,,,240000,22200,9600\n",
        {"Lee, Ann": {**PLAIN["1"], "age": 55}, "Kim, Bo": {**PLAIN["2"], "age": 45}},
        asks=("columns.employee_id",),
        answer='columns.employee_id = ["Last Name", "First Name"]\n',
    ),
    Case(
        "names that two people share, with birth dates that tell them apart",
        "Employee Name,DOB,Gross Pay,401k,Match\nAnn Lee,3/1/1971,150000,15000,6000\n"
        "Ann Lee,3/1/1981,90000,7200,3600\n",
        {
            "Ann Lee, 3/1/1971": {**PLAIN["1"], "age": 55},
            "Ann Lee, 3/1/1981": {**PLAIN["2"], "age": 45},
        },
        asks=("columns.employee_id",),
        answer='columns.employee_id = ["Employee Name", "DOB"]\n',
    ),
    Case(
        "names that two people share as IDs",
        "Last Name,First Name,DOB,Gross Pay,401k,Match\nLee,Ann,3/1/1971,150000,15000,6000\n"
        "Lee,Ann,3/1/1981,90000,7200,3600\nKim,Bo,3/1/1981,90000,7200,3600\n",
        {"Kim, Bo": PLAIN["2"]},
        asks=("columns.employee_id",),
        answer='columns.employee_id = ["Last Name", "First Name"]\n',
        left_out=(2, 3),
    ),
    Case(
        "what the employee and the employer paid, without a word more",
        "EE ID,Gross Pay,EE,ER\n1,150000,15000,6000\n2,90000,7200,3600\n",
        PLAIN,
        asks=("columns.elective_deferral", "columns.matching_contribution"),
        answer='columns.elective_deferral = "EE"\ncolumns.matching_contribution = "ER"\n',
    ),
    Case(
        "the employee number in a column EE, beside Social Security numbers",
        "EE,SSN,Gross Pay,401k,Match\n1,900-12-3401,150000,15000,6000\n"
        "2,900-12-3402,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "the codes of W-2 box 12",
        "EE ID,Gross Pay,Box 12D,Box 12AA,Box 12DD,Match\n1,150000,9000,6000,8123.45,6000\n"
        "2,90000,7200,0,8123.45,3600\n",
        {"1": {**PLAIN["1"], "roth_deferral": 6_000}, "2": PLAIN["2"]},
    ),
    Case(
        "the lines of W-2 box 12",
        "EE ID,Gross Pay,Box 12a,Box 12b,Box 12d,Match\n1,150000,80,81,15000,6000\n"
        "2,90000,90,91,7200,3600\n",
        PLAIN,
        asks=("columns.elective_deferral",),
        answer='columns.elective_deferral = "Box 12d"\n',
    ),
    *(
        Case(
            f"pay that may leave out a part: {heading}",
            f"EE ID,{heading},401k,Match\n1,150000,15000,6000\n2,90000,7200,3600\n",
            PLAIN,
            asks=("columns.compensation",),
            answer=f'columns.compensation = "{heading}"\n',
            choices=1,
        )
        for heading in ("Box 1", "Box 3", "Box 5", "Medicare Wages", "FICA Wages")
    ),
    *(
        Case(
            f"a text file parted by {separator}",
            "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000.00,15000,6000\n"
            "2,Bo Kim,90000,7200,3600\n".replace(",", separator),
            PLAIN,
        )
        for separator in "^~|;"
    ),
    *(
        Case(
            f"catch-up beside pre-tax: {name}",
            f"EE ID,DOB,Gross Pay,Pre-Tax,Catch-Up,Match\n1,1/1/1960,150000,{pretax},3000,6000\n"
            "2,1/1/1960,90000,7200,1000,3600\n",
            {
                "1": paid(150_000, deferral, 6_000, catch_up_deferral=3_000),
                "2": paid(90_000, other, 3_600, catch_up_deferral=1_000),
            },
            asks=() if not answer else ("columns.elective_deferral",),
            answer=answer,
        )
        for name, pretax, deferral, other, answer in (
            # 24,500 is the limit of 2026 without catch-up.
            ("at the limit", 24_500, 27_500, 8_200, ""),
            ("above the limit", 27_500, 27_500, 7_200, ""),
            ("below it", 20_000, 20_000, 7_200, 'columns.elective_deferral = "Pre-Tax"\n'),
        )
    ),
    *(
        Case(
            f"halves of a year: {first}, {second}",
            f"EE ID,Gross Pay,{first},{second},Match\n1,150000,9000,6000,6000\n"
            "2,90000,7200,,3600\n",
            PLAIN,
            asks=("blank_amounts",),
            answer='blank_amounts = "zero"\n',
        )
        for first, second in (
            ("H1 401(k)", "H2 401(k)"),
            ("1H 401k", "2H 401k"),
            ("401(k) First Half", "401(k) Second Half"),
            ("401k 1st half", "401k 2nd half"),
        )
    ),
    Case(
        "quarters of deferrals, and of a part or an addition",
        "EE ID,Gross Pay,401(k) Q1,401(k) Q2,401(k) Q3,401(k) Q4,Roth Q1,Roth Q2,Roth Q3,Roth Q4,"
        "Match\n1,150000,3000,3000,3000,3000,1000,1000,500,500,6000\n"
        "2,90000,1800,1800,1800,1800,0,0,0,0,3600\n",
        WITH_ROTH_OF_QUARTERS,
        asks=("columns.elective_deferral",),
        answer='columns.elective_deferral = ["401(k) Q1", "401(k) Q2", "401(k) Q3", "401(k) Q4", '
        '"Roth Q1", "Roth Q2", "Roth Q3", "Roth Q4"]\n',
    ),
    Case(
        "a salary and the pay beside it",
        "EE ID,Base Salary,Bonus,Overtime,401k,Match\n1,130000,20000,0,15000,6000\n"
        "2,85000,0,5000,7200,3600\n",
        PLAIN,
        asks=("columns.compensation",),
        answer='columns.compensation = ["Base Salary", "Bonus", "Overtime"]\n',
    ),
    Case(
        "quarters with their ordinals",
        "EE ID,Gross Pay,401k First Quarter,401k Second Qtr,401k 3rd Quarter,401k Fourth Quarter,"
        "Match\n1,150000,9000,1000,2000,3000,6000\n2,90000,7200,0,0,0,3600\n",
        PLAIN,
    ),
    Case(
        "shares of pay for each half of the year do not add up",
        "EE ID,Gross Pay,401k % H1,401k % H2,Match\n1,150000,10,10,6000\n2,90000,8,8,3600\n",
        PLAIN,
        asks=("columns.elective_deferral", "rates"),
        answer='columns.elective_deferral = "401k % H1"\nrates = ["401k % H1"]\n',
    ),
    Case(
        "CU of somebody who is too young for catch-up",
        "EE ID,DOB,Gross Pay,401k,CU,Match\n1,1/1/1990,150000,15000,1000,6000\n"
        "2,1/1/1960,90000,7200,0,3600\n",
        PLAIN,
    ),
    *(
        Case(
            f"CU of people who may catch up: {answer}",
            "EE ID,DOB,Gross Pay,401k,CU,Match\n1,1/1/1960,150000,15000,1000,6000\n"
            "2,1/1/1960,90000,7200,0,3600\n",
            {"1": {**PLAIN["1"], **right}, "2": PLAIN["2"]},
            asks=("columns.catch_up_deferral",),
            answer=answer,
        )
        for answer, right in (
            ('ignore = ["CU"]\n', {"catch_up_deferral": NONE}),
            (
                'columns.elective_deferral = ["401k", "CU"]\ncolumns.catch_up_deferral = "CU"\n',
                {"elective_deferral": 16_000, "catch_up_deferral": 1_000},
            ),
            (
                'columns.elective_deferral = "401k"\ncolumns.catch_up_deferral = "CU"\n',
                {"catch_up_deferral": 1_000},
            ),
        )
    ),
    Case(
        "facts that pass through without a question",
        "EE ID,Name,Union Code,Leased Employee,Dept,Location,Cost Center,Pay Group,FLSA,"
        "Scheduled Hours,FTE,Hours Worked,State,Country,Phone,Zip,SSN,Gross Pay,401k,Match\n"
        "1,Ann Lee,U1,N,10,NY,100,BW,E,2080,1,2000,NY,US,212-555-0000,10001,900-12-3401,150000,"
        "15000,6000\n2,Bo Kim,,N,20,CA,200,BW,N,2080,0.5,1000,CA,US,2125550001,90001,"
        "900-12-3402,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "division": "10"}, "2": {**PLAIN["2"], "division": "20"}},
    ),
)
"""The files."""
