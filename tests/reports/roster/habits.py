"""Census files with the habits of payroll clerks, and what each must give.

Every figure follows from the file itself by sight, as in `invented`.
"""

from tests.reports.roster.invented import PLAIN, Case, paid

__all__ = ["CASES"]

ONE_OF_TWO = {"2": PLAIN["2"]}


def _of_period(start: str, end: str) -> str:
    return (
        "EE ID,Name,Period Start,Period End,Gross Pay,401k,Match\n"
        f"1,Ann Lee,{start},{end},150000,15000,6000\n2,Bo Kim,{start},{end},90000,7200,3600\n"
    )


def _amount(cell: str) -> str:
    return f'EE ID,Gross Pay,401k,Match\n1,150000,"{cell}",6000\n2,90000,7200,3600\n'


CASES = (
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
)
"""The files."""
