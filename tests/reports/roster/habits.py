"""Census files with the habits of payroll clerks, and what each must give.

Every figure follows from the file itself by sight, as in `invented`.
"""

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
