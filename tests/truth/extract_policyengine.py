"""Record the limits and price indexes that three packages carry, for test_limits_transcription.py.

Run it in an environment of its own:

    python -m venv elsewhere && elsewhere/bin/pip install policyengine-us==2.68.0 taxcalc cpi==2.1.0
    elsewhere/bin/python tests/truth/extract_policyengine.py

PolicyEngine gives the limits, the chained index and the wage base, Tax-Calculator a second wage
base and the thresholds of the net investment income tax, cpi the Bureau of Labor Statistics' own
file of the consumer price index. Their data files are read as they are; none of their forecasts is
taken. The packages' versions and the day stand at the head of each recorded file.
"""

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import yaml

YEARS = range(2018, 2027)
FILING_STATUSES = ("single", "mfj", "mfs", "hoh", "qss")
"""In the order in which both tax models list them."""
POLICYENGINE_STATUSES = ("SINGLE", "JOINT", "SEPARATE", "HEAD_OF_HOUSEHOLD", "SURVIVING_SPOUSE")
CHAINED_PUBLISHED_THROUGH = "2026-06"
"""After this month PolicyEngine's chained index is the Congressional Budget Office's forecast."""
WAGE_BASE_PUBLISHED_THROUGH = 2027
HSA_PUBLISHED_THROUGH = 2027

RETIREMENT = "gov/irs/gross_income/retirement_contributions"
HSA = "gov/irs/gross_income/health_savings_account_contributions/limit"
IRA_PHASE_OUT = "gov/irs/ald/ira/phase_out"

Row = tuple[str, str, int, float]


def folder(package: str) -> Path:
    """Where a package is installed; the package itself is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        message = f"{package} is not installed here"
        raise SystemExit(message)
    return Path(spec.origin).parent


def parameter(path: str) -> dict:
    text = (folder("policyengine_us") / "parameters" / f"{path}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def value(node: dict, year: int) -> float:
    """The value in force on January 1 of a year."""
    dated = node.get("values", node)
    starts = [day for day in dated if str(day)[:4].isdigit() and str(day) <= f"{year}-01-01"]
    return float(dated[max(starts)])


def policyengine_limits() -> Iterator[Row]:
    plain = {
        "elective_deferral": f"{RETIREMENT}/limit/401k",
        "annual_additions": f"{RETIREMENT}/limit/annual_additions",
        "ira": f"{RETIREMENT}/limit/ira",
        "ira_catch_up": f"{RETIREMENT}/catch_up/limit/ira",
        "hsa_self": f"{HSA}/self_only",
        "hsa_family": f"{HSA}/family",
        "social_security_wage_base": "gov/irs/payroll/social_security/cap",
    }
    published = {
        "hsa_self": HSA_PUBLISHED_THROUGH,
        "hsa_family": HSA_PUBLISHED_THROUGH,
        "social_security_wage_base": WAGE_BASE_PUBLISHED_THROUGH,
    }
    for name, path in plain.items():
        node = parameter(path)
        first = 1995 if name == "social_security_wage_base" else YEARS.start
        for year in range(first, published.get(name, YEARS.stop - 1) + 1):
            yield "policyengine-us", name, year, value(node, year)
    by_age = {
        value(band["threshold"], 2018): band["amount"]
        for band in parameter(f"{RETIREMENT}/catch_up/limit/k401")["brackets"]
    }
    for year in YEARS:
        for age in (49, 50, 59, 60, 63, 64):
            band = by_age[max(start for start in by_age if start <= age)]
            yield "policyengine-us", f"catch_up at {age}", year, value(band, year)
    start, width = parameter(f"{IRA_PHASE_OUT}/start"), parameter(f"{IRA_PHASE_OUT}/width")
    spouse = {end: parameter(f"{IRA_PHASE_OUT}/spouse_{end}") for end in ("start", "width")}
    threshold = parameter("gov/irs/investment/net_investment_income_tax/threshold")
    for year in YEARS:
        for ours, theirs in zip(FILING_STATUSES, POLICYENGINE_STATUSES, strict=True):
            low, wide = value(start[theirs], year), value(width[theirs], year)
            yield "policyengine-us", f"traditional_ira start {ours}", year, low
            yield "policyengine-us", f"traditional_ira end {ours}", year, low + wide
            investment = value(threshold[theirs], year)
            yield "policyengine-us", f"net_investment_income {ours}", year, investment
        low, wide = value(spouse["start"], year), value(spouse["width"], year)
        yield "policyengine-us", "traditional_ira start spouse covered", year, low
        yield "policyengine-us", "traditional_ira end spouse covered", year, low + wide


def taxcalc_limits() -> Iterator[Row]:
    policy = json.loads((folder("taxcalc") / "policy_current_law.json").read_text("utf-8"))

    def known(name: str, year: int, status: str | None) -> float:
        values = [
            entry
            for entry in policy[name]["value"]
            if entry["year"] <= year and (status is None or entry["MARS"] == status)
        ]
        return float(max(values, key=lambda entry: entry["year"])["value"])

    statuses = zip(
        FILING_STATUSES, ("single", "mjoint", "mseparate", "headhh", "widow"), strict=True
    )
    for year in YEARS:
        wage_base = known("SS_Earnings_c", year, None)
        yield "taxcalc", "social_security_wage_base", year, wage_base
    for ours, theirs in statuses:
        for year in YEARS:
            investment = known("NIIT_thd", year, theirs)
            yield "taxcalc", f"net_investment_income {ours}", year, investment


def prices() -> Iterator[tuple[str, str, int, int, str]]:
    with sqlite3.connect(folder("cpi") / "cpi.db") as database:
        months = database.execute(
            "select year, period, value from indexes where series = 'CUUR0000SA0'"
            " and year >= 1996 and period between 'M01' and 'M12' order by year, period"
        )
        for year, period, level in months:
            yield "cpi", "CUUR0000SA0", year, int(period[1:]), repr(level)
    path = folder("policyengine_us") / "parameters/gov/bls/cpi/c_cpi_u.yaml"
    # Read as text: a parsed number would lose the digits as printed.
    for month, level in re.findall(
        r"^  (\d{4}-\d\d)-01: ([\d.]+)", path.read_text("utf-8"), re.MULTILINE
    ):
        if month <= CHAINED_PUBLISHED_THROUGH:
            year, number = month.split("-")
            yield "policyengine-us", "SUUR0000SA0", int(year), int(number), level


def record(name: str, packages: tuple[str, ...], columns: tuple[str, ...], rows: list) -> None:
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    with Path(__file__).with_name(name).open("w", encoding="utf-8", newline="") as file:
        file.write(f"# Written by extract_policyengine.py from {versions}\n")
        file.write(f"# on {datetime.now(tz=UTC):%Y-%m-%d}; not to be edited.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([columns, *rows])


if __name__ == "__main__":
    record(
        "limits_elsewhere.csv",
        ("policyengine-us", "taxcalc"),
        ("package", "name", "year", "dollars"),
        [
            (package, name, year, f"{dollars:.0f}")
            for package, name, year, dollars in (*policyengine_limits(), *taxcalc_limits())
        ],
    )
    record(
        "prices_elsewhere.csv",
        ("cpi", "policyengine-us"),
        ("package", "series", "year", "month", "level"),
        list(prices()),
    )
