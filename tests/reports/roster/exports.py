"""Census files as payroll systems and record-keepers export them, and what each must give.

Every figure follows from the file itself by sight, as in `invented`.
"""

from tests.reports.roster.invented import PLAIN, Case, paid

__all__ = ["CASES"]

CASES = (
    Case(
        "people whose surname is a word for a total",
        "EE ID,Last Name,First Name,Gross Pay,401k,Match\n1,Total,Ann,150000,15000,6000\n"
        "2,Kim,Bo,90000,7200,3600\n,Total,,240000,22200,9600\n",
        PLAIN,
    ),
    Case(
        "a total whose label stands behind its amounts",
        "Gross Pay,401k,Match,Dept,EE ID,Name\n150000,15000,6000,10,1,Ann Lee\n"
        "150000,15000,6000,Dept 10 Total,,\n90000,7200,3600,20,2,Bo Kim\n"
        "90000,7200,3600,Dept 20 Total,,\n",
        PLAIN,
    ),
    Case(
        "a column of who is not eligible",
        "EE ID,Gross Pay,401k,Match,Ineligible?\n1,150000,15000,6000,N\n2,90000,7200,3600,Y\n",
        {"1": {**PLAIN["1"], "eligible": 1}, "2": {**PLAIN["2"], "eligible": 0}},
    ),
    Case(
        "a column that says who left and not when",
        "EE ID,Gross Pay,401k,Match,Terminated?\n1,150000,15000,6000,N\n2,90000,7200,3600,Y\n",
        {"1": PLAIN["1"], "2": {**PLAIN["2"], "status": "T", "pay_periods_left": 0}},
    ),
    Case(
        "relations to the owner: an owner's shares are not attributed to a brother",
        "EE ID,Gross Pay,401k,Match,Ownership %,Relationship to Owner\n1,150000,15000,6000,60,\n"
        "2,90000,7200,3600,0,Spouse\n3,90000,7200,3600,0,Brother\n4,90000,7200,3600,0,N\n",
        {
            "1": {**PLAIN["1"], "family_of": ""},
            "2": {**PLAIN["2"], "family_of": "1"},
            "3": {**PLAIN["2"], "family_of": ""},
            "4": {**PLAIN["2"], "family_of": ""},
        },
    ),
    Case(
        "matches of pre-tax and of Roth deferrals, and one of student loans",
        "EE ID,Gross Pay,401k,Pre-Tax Match,Roth Match,Match on Student Loans\n"
        "1,150000,15000,4000,1500,500\n2,90000,7200,3600,0,0\n",
        PLAIN,
    ),
    Case(
        "annualized pay, which is not the year's",
        "EE ID,Annualized Compensation,401k,Match\n1,150000,15000,6000\n2,90000,7200,3600\n",
        PLAIN,
        asks=("columns.compensation",),
        answer='columns.compensation = "Annualized Compensation"\n',
        choices=1,
    ),
    Case(
        "deductions with a minus, as payroll summaries show them",
        "EE ID,Gross Pay,Pre-Tax 401k,Roth 401k,401k Co. Match\n1,150000,(12000.00),-3000,6000\n"
        "2,90000,-7200,0,3600\nTotal,240000,-19200,-3000,9600\n",
        {"1": {**PLAIN["1"], "roth_deferral": 3_000}, "2": PLAIN["2"]},
    ),
    Case(
        "one refund of a deferral, which is no deduction",
        "EE ID,Gross Pay,401k Emp.,401k Co. Match\n1,150000,15000,6000\n2,90000,-7200,3600\n",
        {"1": PLAIN["1"]},
        left_out=(3,),
    ),
    Case(
        "amounts to date up to the end of the year",
        "Census,,,\nYTD as of 12/31/2026,,,\nEE ID,Gross YTD,401k YTD,Match YTD\n"
        "1,150000,15000,6000\n2,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "a second pay date below a person's first, without the ID: no total",
        "EE ID,Name,Check Date,Gross Pay,401k,Match\n1,Ann Lee,12/18/2026,75000,7500,3000\n"
        ",,12/31/2026,75000,7500,3000\n",
        {"1": paid(75_000, 7_500, 3_000)},
        asks=("amounts",),
        answer='amounts = "pay period"\n',
        left_out=(3,),
    ),
    Case(
        "a second table below, with its columns in another order",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n2,Bo Kim,90000,7200,3600\n\n"
        "Terminated,,,,\nEE ID,Name,401k,Match,Gross Pay\n3,Cy Ro,3000,1200,30000\n",
        PLAIN,
        left_out=(7,),
    ),
    Case(
        "a second table below, with the same columns",
        "EE ID,Name,Gross Pay,401k,Match\n1,Ann Lee,150000,15000,6000\n\nTerminated,,,,\n"
        "EE ID,Name,Gross Pay,401k,Match\n2,Bo Kim,90000,7200,3600\n",
        PLAIN,
    ),
    Case(
        "headings in two rows that stand again on the next page",
        "EE ID,,Employee,Employer\n,Gross Pay,401k,Contribution\n1,150000,15000,6000\n"
        "EE ID,,Employee,Employer\n,Gross Pay,401k,Contribution\n2,90000,7200,3600\n",
        PLAIN,
        asks=("columns.matching_contribution",),
        answer='columns.matching_contribution = "Employer Contribution"\n',
    ),
    *(
        Case(
            f"a total that its parts do not come to in one row: {right}",
            "EE ID,Gross Pay,Pre-Tax,Roth,Total Deferrals,Match\n1,150000,12000,3000,15000,6000\n"
            "2,90000,7200,0,7300,3600\n",
            {"1": PLAIN["1"], "2": {**PLAIN["2"], "elective_deferral": dollars}},
            asks=("columns.elective_deferral",),
            answer=f"columns.elective_deferral = {right}\n",
        )
        for right, dollars in (('["Pre-Tax", "Roth"]', 7_200), ('"Total Deferrals"', 7_300))
    ),
    *(
        Case(
            f"a title of a part of the year: {title}",
            f"{title},,,\nEE ID,Gross Pay,401k,Match\n1,150000,15000,6000\n2,90000,7200,3600\n",
            PLAIN,
            asks=("amounts",),
            answer='amounts = "year"\n',
        )
        for title in (
            "Report Date: 07/15/2026",
            "Quarter ending 12/31/2026",
            "Payroll Register for June 2026",
            "Contributions for pay date 06/12/2026",
        )
    ),
    *(
        Case(
            f"a title of the whole year: {title}",
            f"{title},,,\nEE ID,Gross Pay,401k,Match\n1,150000,15000,6000\n2,90000,7200,3600\n",
            PLAIN,
        )
        for title in (
            "Check dates 01/01/2026 to 12/31/2026",
            "January 2026 - December 2026",
            "Plan Year Ending 12/31/2026",
            "Report Date: 01/15/2027",
        )
    ),
    Case(
        "a flag whose heading says YN",
        "EE ID,HCE_YN,Eligible (YN),Gross Pay,401k,Match\n1,Y,Y,150000,15000,6000\n"
        "2,N,Y,90000,7200,3600\n",
        {"1": {**PLAIN["1"], "hce": 1, "eligible": 1}, "2": {**PLAIN["2"], "hce": 0}},
    ),
    Case(
        "pay beside what of it the plan counts: at most 360,000 in 2026",
        "EE ID,415 Compensation,Plan Compensation,401k,Match\n1,396123.45,360000,24500,14400\n"
        "2,90000,90000,7200,3600\n",
        {"1": paid(396_123.45, 24_500, 14_400), "2": PLAIN["2"]},
    ),
)
"""The files."""
