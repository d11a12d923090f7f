"""The match of each pay date once more, in Excel's own formulas, for the sheet Checks."""

from collections.abc import Mapping

from megaroth_xl.workbook.book import quoted
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.pages.paychecks import SCHEDULE_ROWS

__all__ = ["formula_match", "most_of_a_year", "own_match"]

COLUMNS = {"A": "day", "B": "pay", "C": "counted", "E": "matched", "F": "match", "G": "so_far"}
UNITS = {"A": "day", **dict.fromkeys("BCEFG", "cents")}
TIERS = (1, 2, 3)


def _rate(number: int) -> str:
    return f"N(input_match_tier_{number}_rate)"


def _up_to(number: int) -> str:
    return f"N(input_match_tier_{number}_up_to)" if number else "0"


def formula_match(contribution: str, pay: str) -> str:
    """The term of the match's formula on a contribution and a pay."""

    def reached(number: int) -> str:
        return f"MIN({contribution},{pay}*{_up_to(number)})"

    return "+".join(
        f"{_rate(number)}*({reached(number)}-{reached(number - 1)})"
        if number > 1
        else f"{_rate(number)}*{reached(number)}"
        for number in TIERS
    )


def most_of_a_year() -> str:
    """The term of the most match that the formula gives on the limit of pay."""
    shares = "+".join(f"{_rate(n)}*({_up_to(n)}-{_up_to(n - 1)})*({_up_to(n)}>0)" for n in TIERS)
    return f"{{own_401a17}}*({shares})"


def own_match(page: TemplatePage, terms: Mapping[str, str]) -> Mapping[str, str]:
    """Write a row for each row of Paychecks; returns where the match so far ends.

    Parameters
    ----------
    page
        The sheet.
    terms
        `own_401a17`, `own_limit`, `own_each`, `own_most` and `own_in_full`: where the limits stand.
    """
    book = page.book
    page.section("section.own_dates")
    heads = {letter: book.say(f"checks.dates.{name}") for letter, name in COLUMNS.items()}
    page.head([heads.get(letter) for letter in "ABCDEFG"], "BCEFG")
    first = page.row
    for place in range(SCHEDULE_ROWS):
        row, there = page.row, HEAD_ROW + 1 + place
        cell = {
            name: book.ref("paychecks", f"{letter}{there}")
            for letter, name in zip(
                "ABCEFI", ("day", "pay", "deferral", "match", "after", "additions"), strict=True
            )
        }
        formulas = _formulas(row, cell, terms, first=place == 0)
        for letter, formula in formulas.items():
            page.put(f"{letter}{row}", f"={formula}", "Calculation", UNITS[letter])
        page.row += 1
    return {
        "own_dates_match": page.ref(f"G{page.row - 1}"),
        "own_dates_rows": page.ref(f"F{first}:F{page.row - 1}"),
    }


def _formulas(
    row: int, there: Mapping[str, str], terms: Mapping[str, str], *, first: bool
) -> Mapping[str, str]:
    """The formulas of one row: the first may hold what came before the first date."""
    is_date = f"ISNUMBER({there['day']})"
    pay, limit = f"N({there['pay']})", terms["own_401a17"]
    before = "0" if first else f"B{row - 1}"
    annual, each = (f"(input_match_pay_limit={quoted(way)})" for way in ("annual", "each pay date"))
    to_date = f"(MIN({limit},B{row})-MIN({limit},{before}))"
    counted = f"{annual}*{pay}+{each}*MIN({pay},{terms['own_each']})+(1-{annual}-{each})*{to_date}"
    yes = quoted(terms["yes"])
    matched = f"N({there['deferral']})+(input_matches_after_tax={yes})*N({there['after']})"
    made = "0" if first else f"G{row - 1}"
    left = f"MAX(0,{terms['own_most']}-{made})"
    free = f"{terms['own_limit']}-N({there['additions']})+N({there['match']})"
    room = f"MAX({terms['own_in_full']},{free})"
    found = formula_match(f"E{row}", f"C{row}")
    so_far = f"{made}+F{row}"
    if first:
        so_far = f"IF({is_date},F{row},N({there['match']}))"
    return {
        "A": f'IF({is_date},{there["day"]},{there["day"]}&"")',
        "B": pay if first else f"{before}+{is_date}*{pay}",
        "C": f"{is_date}*({counted})",
        "E": f"{is_date}*({matched})",
        "F": f"MIN({found},{left},{room})",
        "G": so_far,
    }
