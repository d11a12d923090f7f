"""Record PolicyEngine US's own transcription of the tax tables, for test_tax_tables.py.

Run it in an environment of its own; nothing of the model is run, its parameter files are read:

    python -m venv policyengine && policyengine/bin/pip install policyengine-us
    policyengine/bin/python tests/truth/extract_policyengine_tax.py
"""

import csv
from datetime import UTC, date, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

YEARS = range(2018, 2027)
STATUSES = {
    "single": "SINGLE",
    "mfj": "JOINT",
    "mfs": "SEPARATE",
    "hoh": "HEAD_OF_HOUSEHOLD",
    "qss": "SURVIVING_SPOUSE",
}
FILE = Path(__file__).with_name("policyengine_tax.csv")


def parameters(path: str) -> Any:
    """One parameter file of the installed package."""
    spec = find_spec("policyengine_us")
    if spec is None or spec.origin is None:
        raise SystemExit("policyengine-us is not installed here")
    file = Path(spec.origin).parent / "parameters" / "gov" / "irs" / path
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def in_force(dated: dict[Any, Any], year: int) -> Any:
    """The value in force on January 1 of a year."""
    values = dated.get("values", dated)
    start = max(day for day in values if isinstance(day, date) and day <= date(year, 1, 1))
    return values[start]


def main() -> None:
    """Write the file, its first lines saying where the figures come from."""
    brackets = parameters("income/bracket.yaml")
    deduction = parameters("deductions/standard/amount.yaml")
    threshold = parameters("investment/net_investment_income_tax/threshold.yaml")
    with FILE.open("w", newline="", encoding="utf-8") as file:
        file.write(
            f"# policyengine-us {version('policyengine-us')}, parameter files read "
            f"{datetime.now(UTC):%Y-%m-%d} by extract_policyengine_tax.py\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        ends = [f"upper_end_{number}" for number in range(1, 7)]
        rates = [f"rate_{number}" for number in range(1, 8)]
        writer.writerow(
            ["year", "filing_status", *ends, *rates, "standard_deduction", "net_investment_income"]
        )
        for year in YEARS:
            for status, theirs in STATUSES.items():
                writer.writerow(
                    [
                        year,
                        status,
                        *(in_force(brackets["thresholds"][n][theirs], year) for n in range(1, 7)),
                        *(in_force(brackets["rates"][n], year) for n in range(1, 8)),
                        in_force(deduction[theirs], year),
                        in_force(threshold[theirs], year),
                    ]
                )


if __name__ == "__main__":
    main()
