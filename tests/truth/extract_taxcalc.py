"""Record what Tax-Calculator says of random households, for test_tax_calculator.py.

Run it in an environment of its own:

    python -m venv taxcalc && taxcalc/bin/pip install taxcalc==6.8.5
    taxcalc/bin/python tests/truth/extract_taxcalc.py

The households are drawn from a fixed seed, so that a second run has the same ones. Each has wages
and interest only and takes the standard deduction; the tax recorded is the one of the rate
schedules on regular taxable income (c05200), without credits, payroll taxes or alternative minimum
tax.
"""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import taxcalc

SEED = 20261121
YEARS = range(2018, 2027)
STATUSES = ("single", "mfj", "mfs", "hoh", "qss")
HOUSEHOLDS = 10
FILE = Path(__file__).with_name("taxcalc.csv")


def households() -> list[dict[str, float | str]]:
    """Wages from 5,000 to 2 million dollars, evenly in their logarithm; interest in every other."""
    chance = random.Random(SEED)  # noqa: S311
    return [
        {
            "year": year,
            "filing_status": status,
            "wages": round(5000 * 400 ** chance.random(), 2),
            "interest": round(100 * 2000 ** chance.random(), 2) if number % 2 else 0.0,
        }
        for year in YEARS
        for status in STATUSES
        for number in range(HOUSEHOLDS)
    ]


def of_year(year: int, frame: pd.DataFrame) -> taxcalc.Calculator:
    """Tax-Calculator, after it has calculated a year's households."""
    policy = taxcalc.Policy()
    policy.set_year(year)
    records = taxcalc.Records(
        data=frame, start_year=year, gfactors=None, weights=None, adjust_ratios=None
    )
    calculator = taxcalc.Calculator(policy=policy, records=records, verbose=False)
    calculator.calc_all()
    return calculator


def calculated(year: int, rows: list[dict[str, float | str]]) -> None:
    """Add Tax-Calculator's figures to one year's households."""
    frame = pd.DataFrame(
        {
            "RECID": range(1, len(rows) + 1),
            "MARS": [STATUSES.index(str(row["filing_status"])) + 1 for row in rows],
            "XTOT": 1,
            "FLPDYR": year,
            "age_head": 40,
            "age_spouse": [40 if row["filing_status"] == "mfj" else 0 for row in rows],
            "e00200": [row["wages"] for row in rows],
            "e00200p": [row["wages"] for row in rows],
            "e00200s": 0.0,
            "e00300": [row["interest"] for row in rows],
        }
    )
    calculator = of_year(year, frame)
    for column, variable in (
        ("adjusted_gross_income", "c00100"),
        ("standard_deduction", "standard"),
        ("taxable_income", "c04800"),
        ("tax", "c05200"),
        ("net_investment_income_tax", "niit"),
    ):
        for row, figure in zip(rows, calculator.array(variable), strict=True):
            row[column] = f"{figure:.4f}"


def main() -> None:
    """Write the file, its first lines saying where the figures come from."""
    rows = households()
    for year in YEARS:
        calculated(year, [row for row in rows if row["year"] == year])
    with FILE.open("w", newline="", encoding="utf-8") as file:
        file.write(
            f"# Tax-Calculator {taxcalc.__version__}, recorded {datetime.now(UTC):%Y-%m-%d} "
            f"by extract_taxcalc.py with seed {SEED}\n"
        )
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
