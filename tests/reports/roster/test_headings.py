"""Headings in the words and abbreviations of payroll clerks, and what each must mean."""

from pathlib import Path

import pytest

from megaroth_xl.reports.roster.columns.vocabulary import understood
from megaroth_xl.reports.roster.roster_file import read_roster

MEANT = {
    "employee_id": "FILENUMBER|Employee ID (assigned by payroll)|EecEmpNo|EMPLID|EMPLOYEENUMBER|"
    "EE ID#|Badge|Unique ID|HR ID|Staff ID|Employee ID (Required)|Pay No",
    "ssn": "Taxpayer ID|Social|SOCSEC|Emp SSN (no dashes)|Social Sec Num",
    "name": "Last, First|Employee Full Name|Name (L,F)|Member Name",
    "birth_date": "Born|B.D.A.Y.|DOBirth|Birth",
    "termination_date": "TERMINATIONDATE|Sep Date|DOTerm|Exit Date",
    "entry_date": "DOP|Part. Date",
    "status": "Stat|Emp Stat|Status Cd",
    "company": "FEIN|Subsidiary|Adopting Employer",
    "division": "Home Department|Dept Code|Store",
    "hce": "HCEFlag|HCEY/N|HCEStatus|HCE Ind|HCEIND|Highly Comp|HCE (X)",
    "eligible": "Eligible to Defer|Elig Flag|ELIG_IND",
    "excluded_class": "Excl|Excl Class|Union Member",
    "ownership_percent": "Stock %|Shareholder %",
    "gross_pay": "Gross Salary Before Deductions:|Compensation (including bonus)|Gross.Pay|"
    "Gross Wages (all of 2026)|"
    "GROSSWAGES|TOTALGROSS|"
    "Tot Comp|TTL COMP|TotGross|CY Comp|Cal Yr Comp|Calendar Year Compensation|"
    "Entire Year Compensation|Plan Year Gross (1/1 - 12/31)|Gross Income|Total Remuneration",
    "prior_year_compensation": "2025GrossComp|PYComp|Gross Comp 1/1/25-12/31/25|LY Comp|"
    "FY25 Comp|FY '25 Gross Pay",
    "elective_deferral": "SRC 1 DEFERRAL|4. 401k|(d) 401k [$]|401k (2)|'401k'|X401k|401k 2026 YE|"
    "VOL DED K-401K|Elec Def|EEDEF|Sal Red|401k W/H|EE Def $|EE Deferral (incl. catch-up)",
    "plan_pay": "Total gross compensation for the plan year (W-2 Box 1 plus pre-tax deferrals)|"
    "Def Comp Wages|Deferral Compensation|PYE Comp|PYE 12/31/2026 Compensation|PYE 2026 Comp",
    "pretax_deferral": "Employee-Pre-Tax-(Src-01)|Tax-Deferred|B4 Tax|Pre.Tax|"
    "Pre\u2013Tax 401(k)|401K_BTX|BEFORE|Box 12D|"
    "W-2 Box 12 Code D|Box12D|12D|401KP|B/T|BT|401K REG|"
    "Regular Deferral",
    "maybe_catch_up": "CU|CU $",
    "catch_up_roth": "Roth CU",
    "ineligible": "Not Eligible|Ineligible",
    "family_of": "Related to Owner|Family Member",
    "box_1": "Gross Compensation (W-2 Box 1)|W-2 Wages (Box 1)",
    "employee_contribution": "EE $|EE Amt|EE YTD|EE %|Employee Contrib",
    "box_3": "Box 3|W-2 Box 3|FICA Wages|Soc Sec Wages|SS Wages",
    "box_5": "Box 5|Medicare Wages",
    "nhce": "NHCE|NHCE Flag|Non-Highly Compensated|Non-HCE",
    "roth_deferral": "W-2 Box 12AA|Box 12 Code AA|12AA|W2 12AA Roth|VOL DED R-ROTH|401K-R|"
    "R401K|401KR|RTH|Roth K",
    "catch_up_deferral": "C/U|401k CU $|CTCHUP|401K CU|EE CU",
    "after_tax_contribution": "AT|A/T|AFT|EE AT|AT $|Vol. A/T|401k AT|AT YTD|EEAFTERTAX|ATAX|"
    "EE Vol AT Contrib|Employee After-tax Vol.|After-tax Savings|K AFTER TAX",
    "after_tax_deductions": "After-Tax Deductions|Total Post-Tax Deductions",
    "pretax_deductions": "Total Pre-Tax Deductions",
    "discretionary_match": "Student Loan Match|QSLP Match",
    "matching_contribution": "Match (100% of 3% + 50% of 2%)|ER Match (50% on 6%)|"
    "401(K) E/R Match|401KM|ERMAT|401K Match - Memo|MEMO M-MATCH|"
    "Comp Match|Emp. Match|ER Mtch|Er Mtch $|Empr Match|Firm Match|401K MTCH",
    "safe_harbor_match": "Enhanced Safe Harbor Match|SHMatch|S/H Match|SHMAC|Safe Hbr Match|"
    "SH Mtch",
    "safe_harbor_nonelective": "ER SHNE|SNEC|SH Nonelec|3% SHNEC",
    "nonelective_contribution": "Non Elec|Non-Matching|Employer Nonmatching|Top-Heavy Minimum",
    "profit_sharing": "P/S|Prof Shr|Profit Shar.|PSP|PS Alloc|PROF SHARE",
    "qnec": "Q-NEC|QNECs",
    "qmac": "Q-MAC",
    "forfeitures": "Forfs|Reallocated Forfeitures",
    "employer_contribution": "ER $|ER Amt|ER %|ER XYZ|ER Automatic|Employer Basic|"
    "Employer Allocation",
    "contribution": "Thrift|MBDR|Bonus Deferral|401KQ",
    "": "Previous Employee ID|Pay (excluding bonus)|SSN (last 4)|Gross (less 125)|ER FUTA|"
    "ER Health Care|"
    "Employer Zip|Age at Hire Code|Sep|Regular|Medical Pretax|"
    "After-Tax Life Insurance|AFLAC After Tax|"
    "Federal Tax Withheld|Roth IRA|ESPP After-Tax|HSA Catch-Up|401k R/O|Dental Pre-Tax",
}


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [(heading, meaning) for meaning, headings in MEANT.items() for heading in headings.split("|")],
)
def test_a_heading_means_what_payroll_means(heading: str, meaning: str) -> None:
    assert understood(heading, 2026).meaning == meaning


@pytest.mark.parametrize("heading", ["Employee Contributions", "EE Total", "Special 401k Amount"])
def test_the_only_column_of_deferrals_is_asked_about(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text(f"EE ID,Gross Pay,{heading},Match\n1,150000,15000,6000\n", encoding="utf-8")
    (question,) = read_roster(path, 2026).account.questions
    assert question.key == "columns.elective_deferral"


def test_a_column_that_says_employer_holds_companies_or_money(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    for cells, asked in ((("6000", "3600.5"), 1), (("Acme", "Acme"), 0)):
        one, two = cells
        path.write_text(
            f"EE ID,Gross Pay,401k,Employer\n1,150000,15000,{one}\n2,90000,7200,{two}\n",
            encoding="utf-8",
        )
        assert len(read_roster(path, 2026).account.questions) == asked


def test_all_after_tax_deductions_are_asked_about_only_where_nothing_else_is_after_tax(
    tmp_path: Path,
) -> None:
    path = tmp_path / "census.csv"
    for heading, asked in (("After-Tax", 0), ("Gym", 1)):
        path.write_text(
            f"EE ID,Gross Pay,401k,{heading},After-Tax Deductions,Pre-Tax Deductions\n"
            "1,150000,15000,3000,4200,18000\n",
            encoding="utf-8",
        )
        assert len(read_roster(path, 2026).account.questions) == asked
