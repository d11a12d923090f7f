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
