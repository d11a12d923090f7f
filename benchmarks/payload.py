"""How large a call of a formula over ranges is as JSON: `python benchmarks/payload.py`.

Excel on the web carries at most 5 MB in one request or response between a sheet and an add-in.
Each formula gets a column of dollars and cents, ages or words for every argument that may be one,
which is the widest call that there is. MEGAROTH_WHY is measured with every row refused.

The Office.js engine is the part of xlwings that is free for non-commercial use.
"""

import json
import os
from typing import Any

os.environ.update({"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"})

import asyncio

import xlwings as xw
from xlwings import server

from megaroth_xl import udfs
from megaroth_xl.udfs import FORMULAS

ROWS = (10_000, 50_000, 100_000)
LIMIT = 5_000_000
SAMPLES: dict[str, Any] = {
    "year": 2026,
    "age": 52,
    "periods_left": 12,
    "election_step": 0.01,
    "months": 12,
    "filing_status": "mfj",
    "limit_name": "annual_additions",
    "annual_return": 0.07,
    "inflation": 0.025,
    "rate": 0.24,
    "state_rate": 0.093,
    "nhce_acp": 0.0412,
    "after_tax_allowed": True,
    "in_plan_rollover": True,
    "in_service_distribution": True,
}
ALONE = {"tiers": [[1, 0.03], [0.5, 0.05]], "year": [[2026]]}
"""What is not a column."""
COLUMNS = ("ACP_REFUNDS", "ADP_REFUNDS", "MEGAROTH_WHY")
"""They answer a table, and take columns."""
DOLLARS = {"balance": 212_345.67, "headroom": 34_821.55, "pay_per_period": 9_615.38}


def columns(name: str, rows: int) -> list[Any]:
    """A column for each argument that may be one."""
    if name == "MEGAROTH_WHY":
        return [[["MEGAROTH_HEADROOM"]], [["x"]] * rows, *columns("MEGAROTH_HEADROOM", rows)[1:]]
    return [
        [[_sample(argument, i)] for i in range(rows)]
        if bool(contract.whole) == (name in COLUMNS)
        else ALONE.get(argument)
        for argument, contract in FORMULAS[name].arguments.items()
    ]


def _sample(argument: str, i: int) -> Any:
    if argument == "is_hce":
        return i % 10 == 0
    if argument in SAMPLES:
        return SAMPLES[argument]
    return round(DOLLARS.get(argument, 20_000.0) + i % 3_000 * 1.37, 2)


def call(name: str, arguments: list[Any]) -> tuple[int, int]:
    """The size of a call and of its answer."""
    data = {
        "func_name": name,
        "args": arguments,
        "client": "Office.js",
        "version": xw.__version__,
        "runtime": "1.4",
    }
    sent = len(json.dumps(data, separators=(",", ":")))
    answer = asyncio.run(server.custom_functions_call(data, udfs))
    return sent, len(json.dumps(answer, separators=(",", ":")))


def main() -> None:
    print(f"{'MB of call / answer':<28}" + "".join(f"{rows:>18,}" for rows in ROWS) + "  most rows")
    for name in (name for name, f in FORMULAS.items() if name in COLUMNS or not f.table):
        if not FORMULAS[name].arguments:
            continue
        sizes = [call(name, columns(name, rows)) for rows in ROWS]
        widest = max(max(pair) / rows for pair, rows in zip(sizes, ROWS, strict=True))
        shown = "".join(f"{sent / 1e6:>11.2f} /{back / 1e6:5.2f}" for sent, back in sizes)
        print(f"{name:<28}{shown}{LIMIT / widest:>11,.0f}")


if __name__ == "__main__":
    main()
