"""For each client: the room left in 2026, what stops it, and the tax of converting in a month."""

import csv
from pathlib import Path

import megaroth_xl as megaroth
from megaroth_xl.udfs import CONVERSION_TAX_BY_BRACKET

YEAR, MONTHLY_RETURN = 2026, 0.005

with Path(__file__).with_name("clients.csv").open(encoding="utf-8", newline="") as file:
    clients = list(csv.DictReader(file))


def column(name: str) -> list[float | None]:
    """One column as numbers; a blank is not known."""
    return [float(client[name]) if client[name] else None for client in clients]


facts = {
    "elective_deferral": column("deferral"),
    "employer_contribution": column("employer"),
    "year": YEAR,
    "age": column("age"),
    "after_tax_contribution": column("after_tax"),
    "compensation": column("pay"),
    "plan_cap": column("plan_cap"),
}
rooms = megaroth.after_tax_room(*facts.values())
stops = megaroth.binding_limit(*facts.values())
print(f"{'client':<10}{'room':>10}{'tax':>8}  stopped by")
for client, room, stop in zip(clients, rooms, stops, strict=True):
    earned = room * MONTHLY_RETURN
    income, status = float(client["taxable_income"]), client["filing_status"]
    tax = CONVERSION_TAX_BY_BRACKET(room, earned, income, status, YEAR)
    print(f"{client['client']:<10}{room:>10,.0f}{tax:>8,.2f}  {stop}")
