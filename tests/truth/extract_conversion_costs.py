"""Record what two tax packages say a conversion adds, for test_conversion_costs.py.

Run it in an environment of its own:

    python -m venv taxes && taxes/bin/pip install policyengine-us taxcalc
    taxes/bin/python tests/truth/extract_conversion_costs.py

The households are drawn from a fixed seed. Each is calculated twice, without and with taxable
pension income of the size of a conversion's earnings; what is recorded of the difference is income
tax before credits and net investment income tax, without payroll taxes and alternative minimum tax.
"""

import csv
import random
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import taxcalc
from extract_taxcalc import of_year
from policyengine_us import Simulation

SEED = 20261128
YEARS = (2024, 2025, 2026)
STATUSES = ("single", "mfj", "mfs", "hoh")
HOUSEHOLDS = 120
FILE = Path(__file__).with_name("conversion_costs.csv")
TAXCALC = ("c00100", "c04800", "c05200", "niit")
POLICYENGINE = (
    "adjusted_gross_income",
    "taxable_income",
    "regular_tax_before_credits",
    "net_investment_income_tax",
)


def households() -> list[dict[str, Any]]:
    """Wages from 60,000 to 1.2 million dollars; half itemize; a third are 65 or older.

    Some have an income at which the deduction of state and local taxes shrinks.
    """
    chance = random.Random(SEED)  # noqa: S311
    rows = []
    for number in range(HOUSEHOLDS):
        status = STATUSES[number % len(STATUSES)]
        year = YEARS[(number // 4) % len(YEARS)]
        shrinks = year > YEARS[0] and (number // 12) % 4 == 1
        itemizes = number % 2 == 1 or shrinks
        part = 0.5 if status == "mfs" else 1.0
        wages = part * chance.uniform(480_000, 620_000)
        taxes = part * chance.uniform(25_000, 90_000)
        if not shrinks:
            wages, taxes = 60_000 * 20 ** chance.random(), 2_000 * 40 ** chance.random()
        rows.append(
            {
                "year": year,
                "filing_status": status,
                "wages": round(wages, 0),
                "interest": round(100 * 500 ** chance.random(), 0) if number % 3 else 0.0,
                "earnings": chance.choice((500.0, 3_000.0, 20_000.0)),
                "seniors": chance.choice((0, 0, 1, 2 if status == "mfj" else 1)),
                "real_estate_tax": round(taxes, 0) if itemizes else 0.0,
                "mortgage_interest": round(10_000 * 12 ** chance.random(), 0) if itemizes else 0.0,
            }
        )
    return rows


def by_taxcalc(rows: list[dict[str, Any]], added: bool) -> None:
    """Tax-Calculator's figures; real estate tax stands for all state and local taxes."""
    for year in YEARS:
        chosen = [row for row in rows if row["year"] == year]
        joint = [row["filing_status"] == "mfj" for row in chosen]
        extra = [row["earnings"] if added else 0.0 for row in chosen]
        frame = pd.DataFrame(
            {
                "RECID": range(1, len(chosen) + 1),
                "MARS": [STATUSES.index(row["filing_status"]) + 1 for row in chosen],
                "XTOT": [2 if j else 1 for j in joint],
                "FLPDYR": year,
                "age_head": [70 if row["seniors"] else 40 for row in chosen],
                "age_spouse": [
                    (70 if row["seniors"] == 2 else 40) if j else 0
                    for row, j in zip(chosen, joint, strict=True)
                ],
                "e00200": [row["wages"] for row in chosen],
                "e00200p": [row["wages"] for row in chosen],
                "e00200s": 0.0,
                "e00300": [row["interest"] for row in chosen],
                "e01700": extra,
                "e01500": extra,
                "e18500": [row["real_estate_tax"] for row in chosen],
                "e19200": [row["mortgage_interest"] for row in chosen],
            }
        )
        calculator = of_year(year, frame)
        for variable in (*TAXCALC, "c04470", "standard"):
            for row, figure in zip(chosen, calculator.array(variable), strict=True):
                row[f"taxcalc_{variable}_{'with' if added else 'without'}"] = f"{figure:.2f}"


def by_policyengine(rows: list[dict[str, Any]], added: bool) -> None:
    """PolicyEngine's figures, in a state without income tax."""
    for row in rows:
        year = row["year"]
        head: dict[str, Any] = {
            "age": {year: 70 if row["seniors"] else 40},
            "employment_income": {year: row["wages"]},
            "taxable_interest_income": {year: row["interest"]},
            "taxable_private_pension_income": {year: row["earnings"] if added else 0.0},
            "real_estate_taxes": {year: row["real_estate_tax"]},
            "deductible_mortgage_interest": {year: row["mortgage_interest"]},
        }
        people = {"head": head}
        if row["filing_status"] == "mfj":
            people["spouse"] = {"age": {year: 70 if row["seniors"] == 2 else 40}}
        status = {
            "single": "SINGLE",
            "mfj": "JOINT",
            "mfs": "SEPARATE",
            "hoh": "HEAD_OF_HOUSEHOLD",
        }[row["filing_status"]]
        members = list(people)
        simulation = Simulation(
            situation={
                "people": people,
                "tax_units": {"unit": {"members": members, "filing_status": {year: status}}},
                "households": {"house": {"members": members, "state_code": {year: "TX"}}},
            }
        )
        for variable in (*POLICYENGINE, "itemized_taxable_income_deductions", "standard_deduction"):
            figure = float(simulation.calculate(variable, year)[0])
            row[f"policyengine_{variable}_{'with' if added else 'without'}"] = f"{figure:.2f}"


def main() -> None:
    """Write the file, its first line saying where the figures come from."""
    rows = households()
    for added in (False, True):
        by_taxcalc(rows, added)
        by_policyengine(rows, added)
    with FILE.open("w", newline="", encoding="utf-8") as file:
        file.write(
            f"# Tax-Calculator {taxcalc.__version__} and policyengine-us "
            f"{version('policyengine-us')}, recorded {datetime.now(UTC):%Y-%m-%d} "
            f"by extract_conversion_costs.py with seed {SEED}\n"
        )
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
