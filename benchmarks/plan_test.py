"""How long a plan pre-test takes: `python benchmarks/plan_test.py [employees]`.

Medians of the CPU time of five runs, one process, on a made-up plan in which a tenth are highly
compensated. The last line does a few scenarios of the grid one by one in plain Python, as a
spreadsheet would.
"""

import argparse
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from megaroth_xl.law.nondiscrimination import acp_limit, acp_test
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import TestingMethod
from megaroth_xl.strategy.pretest.adoption import adoption_grid
from megaroth_xl.strategy.pretest.findings import plan_findings
from megaroth_xl.strategy.pretest.plan_test import plan_test

RUNS = 5
SHARES = np.linspace(0, 1, 11)
RATES = np.linspace(0, 0.2, 21)


def seconds(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = process_time()
        run()
        times.append(process_time() - start)
    return median(times)


def show(what: str, scenarios: int, took: float) -> None:
    print(f"{what:<66}{scenarios:>10,} scenarios {took * 1000:>9.1f} ms")


def plain_scenario(rows: list[tuple[bool, float, float]], share: float, rate: float) -> float:
    """One scenario's margin, row by row."""
    ratios: dict[bool, list[float]] = {True: [], False: []}
    adopters = share * sum(is_hce for is_hce, _, _ in rows)
    for is_hce, pay, match in rows:
        adopts = is_hce and len(ratios[True]) < adopters
        ratios[is_hce].append(round((match + (rate * pay if adopts else 0.0)) / pay, 4))
    hce, nhce = (round(sum(ratios[k]) / len(ratios[k]), 4) for k in (True, False))
    return float(acp_limit(nhce)) - hce


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("employees", type=int, nargs="?", default=10_000)
    employees = parser.parse_args().employees
    random = np.random.default_rng(2026)
    is_hce = random.random(employees) < 0.1
    pay = np.where(
        is_hce,
        random.uniform(160_000, 500_000, employees),
        random.uniform(30_000, 160_000, employees),
    ).round(2)
    match = (0.03 * np.minimum(pay, 360_000)).round(2)
    after_tax = np.where(is_hce, 0.08, 0.01) * pay * (random.random(employees) < 0.4)
    deferral = np.minimum(pay * random.uniform(0, 0.16, employees), 24_500).round(2)
    room = 72_000 - 24_500 - match
    people = Participants.of(
        {
            "employee_id": [str(i) for i in range(employees)],
            "compensation": pay,
            "elective_deferral": deferral,
            "matching_contribution": match,
            "after_tax_contribution": after_tax.round(2),
            "age": random.integers(22, 66, employees).astype(float),
            "hce": is_hce.astype(float),
        }
    )
    method = TestingMethod.CURRENT_YEAR
    tiers = [(1, 0.03)]
    plan = PlanTerms("Example 401(k)", testing_method=method, match_tiers=tiers)
    harbor = PlanTerms(
        "Example 401(k)",
        testing_method=method,
        match_tiers=tiers,
        adp_safe_harbor="traditional",
        acp_safe_harbor=True,
    )
    hce_axes = {"hce_adoption": SHARES, "hce_rate": RATES, "room": room}
    nhce_axes = {"nhce_adoption": SHARES, "nhce_rate": RATES}
    grid = SHARES.size * RATES.size

    def pretest(terms: PlanTerms) -> object:
        return plan_findings(plan_test([(people, match)], terms, 2026))

    print(f"{employees:,} employees, {is_hce.sum():,} of them highly compensated")
    show("ACP test with refunds", 1, seconds(lambda: acp_test(is_hce, pay, match, after_tax, 2026)))
    both = seconds(lambda: pretest(plan))
    show("pre-test: ACP and ADP, refunds, corrections, ways out, findings", 1, both)
    show(
        "the same in a safe harbor plan: the ACP test read both ways",
        1,
        seconds(lambda: pretest(harbor)),
    )
    show(
        "HCE grid, bounds",
        grid,
        seconds(lambda: adoption_grid(is_hce, pay, match, 2026, **hce_axes, trials=0)),
    )
    if employees <= 100_000:
        show(
            "HCE x NHCE grid, bounds",
            grid**2,
            seconds(
                lambda: adoption_grid(is_hce, pay, match, 2026, **hce_axes, **nhce_axes, trials=0)
            ),
        )
        show(
            "HCE x NHCE grid, bounds and 100 draws of the adopters",
            grid**2 * 100,
            seconds(lambda: adoption_grid(is_hce, pay, match, 2026, **hce_axes, **nhce_axes)),
        )
    rows = list(zip(is_hce.tolist(), pay.tolist(), match.tolist(), strict=True))
    show(
        "plain Python, one scenario after another",
        10,
        seconds(lambda: [plain_scenario(rows, share, 0.1) for share in SHARES[1:]]),
    )


if __name__ == "__main__":
    main()
