"""Record what two packages say of state income tax before credits, for test_state_taxes.py.

Run it in an environment of its own:

    python -m venv taxes && taxes/bin/pip install policyengine-us tenforty
    taxes/bin/python tests/truth/extract_state_taxes.py

Each household has wages alone and takes the standard deduction; it is calculated without and with
3,000 of taxable pension income (tenforty: of other income). PolicyEngine gives the tax before
credits, tenforty the tax of the state's form.
"""

import csv
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tenforty
from policyengine_us import Simulation

ADDED = 3_000.0
WAGES = tuple(float(w) for w in (40_000, 90_000, 110_000, 127_000, 140_000, 190_000, 255_000))
WAGES += tuple(float(w) for w in (320_000, 420_000, 640_000, 1_099_000, 1_300_000))
STATUSES = {
    "single": ("SINGLE", "Single"),
    "mfj": ("JOINT", "Married/Joint"),
    "mfs": ("SEPARATE", "Married/Sep"),
    "hoh": ("HEAD_OF_HOUSEHOLD", "Head_of_House"),
}
BEFORE_CREDITS = {
    "CA": "ca_income_tax_before_credits",
    "MA": "ma_income_tax_before_credits",
    "MD": "md_income_tax_before_credits",
    "MN": "mn_income_tax_before_credits",
    "NJ": "nj_main_income_tax",
    "NY": "ny_income_tax_before_credits",
    "OR": "or_income_tax_before_credits",
    "VA": "va_income_tax_before_non_refundable_credits",
}
YEARS = (2024, 2025, 2026)
PUBLISHED_THERE = {"NJ", "NY", "VA"}
"""States whose figures of 2026 PolicyEngine has without uprating those of 2025 itself."""
FILE = Path(__file__).with_name("state_taxes.csv")


Found = dict[str, list[tuple[float, float]]]
"""By filing status, federal AGI and state tax at each of the wages."""


def by_policyengine(year: int, state: str, added: float) -> Found:
    """All households of a year and state in one simulation; the tax before credits."""
    situation: dict[str, Any] = {"people": {}, "tax_units": {}, "households": {}}
    for status, (name, _) in STATUSES.items():
        for number, wages in enumerate(WAGES):
            unit = f"{status}{number}"
            members = [f"{unit}head"]
            situation["people"][members[0]] = {
                "age": {year: 40},
                "employment_income": {year: wages},
                "taxable_private_pension_income": {year: added},
            }
            if status == "mfj":
                members.append(f"{unit}spouse")
                situation["people"][members[1]] = {"age": {year: 40}}
            situation["tax_units"][unit] = {"members": members, "filing_status": {year: name}}
            situation["households"][unit] = {"members": members, "state_code": {year: state}}
    simulation = Simulation(situation=situation)
    agi = simulation.calculate("adjusted_gross_income", year)
    tax = simulation.calculate(BEFORE_CREDITS[state], year)
    pairs = list(zip(map(float, agi), map(float, tax), strict=True))
    width = len(WAGES)
    return {s: pairs[i * width : (i + 1) * width] for i, s in enumerate(STATUSES)}


def by_tenforty(year: int, state: str, added: float) -> Found:
    """The tax of the state's form, household by household."""
    found: Found = {}
    for status, (_, name) in STATUSES.items():
        returns = [
            tenforty.evaluate_return(
                year=year,
                state=state,
                filing_status=name,
                w2_income=wages,
                schedule_1_income=added,
            )
            for wages in WAGES
        ]
        found[status] = [
            (filed.federal_adjusted_gross_income, filed.state_total_tax) for filed in returns
        ]
    return found


def main() -> None:
    """Write the file, its first line saying where the figures come from."""
    rows = []
    packages = {"policyengine": by_policyengine, "tenforty": by_tenforty}
    for package, calculated in packages.items():
        for state in BEFORE_CREDITS:
            for year in YEARS:
                if year == YEARS[-1] and (package == "tenforty" or state not in PUBLISHED_THERE):
                    continue
                try:
                    without = calculated(year, state, 0.0)
                    with_it = calculated(year, state, ADDED)
                except ValueError as error:
                    print(package, state, year, error)  # noqa: T201
                    continue
                for status in STATUSES:
                    pairs = zip(without[status], with_it[status], strict=True)
                    rows += [
                        {
                            "package": package,
                            "state": state,
                            "year": year,
                            "filing_status": status,
                            "agi": f"{agi:.2f}",
                            "tax": f"{tax:.2f}",
                            "tax_with": f"{higher:.2f}",
                        }
                        for (agi, tax), (_, higher) in pairs
                    ]
    with FILE.open("w", newline="", encoding="utf-8") as file:
        file.write(
            f"# policyengine-us {version('policyengine-us')} and tenforty {version('tenforty')}, "
            f"recorded {datetime.now(UTC):%Y-%m-%d} by extract_state_taxes.py\n"
        )
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
