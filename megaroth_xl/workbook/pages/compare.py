"""The sheet Compare: the other ways to save, the order to fill them, and three other savers."""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.texts import citation, keys, text
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.lines import Line, Sections, write_lines
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage
from megaroth_xl.workbook.pages.projection import projection

__all__ = ["build_compare"]

STRATEGIES = keys("alternatives.strategy")
STEPS = keys("alternatives.step")
"""Both in the order of the package's functions, whose tables have a heading in row 1."""


def _profile(name: str, years: str, later_rate: str) -> Mapping[str, Line]:
    """The lines of one saver: what each way is worth after so many years."""
    table = projection("{contribution}", f"MAX(1,N({years}))", later_rate)
    ways = {"roth": 2, "taxable": 3, "plan": 4}
    lines = {
        f"{name}_{way}": Line(f"INDEX({table},MAX(1,N({years}))+1,{column})", words=f"way_{way}")
        for way, column in ways.items()
    }
    best_other = f"MAX({{{name}_taxable}},{{{name}_plan}})"
    ahead = Line(f"{{{name}_roth}}-{best_other}", style="Output", words=f"{name}_ahead")
    return lines | {f"{name}_ahead": ahead}


PROFILES: Sections = MappingProxyType(
    {
        "profiles": {
            "contribution": Line("{converted}"),
            "later_rate": Line(
                'IF(input_later_tax_rate="",N(input_tax_rate),input_later_tax_rate)', "rate"
            ),
            "early_rate": Line("MIN(1,{later_rate}+0.1)", "rate"),
        },
        "early": _profile("early", "input_years_to_retirement", "{early_rate}"),
        "need": _profile("need", "input_years_to_need", "{early_rate}"),
        "lower": _profile("lower", "input_years", "N(input_lower_tax_rate)"),
    }
)


def build_compare(book: Book, results: Mapping[str, str]) -> Mapping[str, str]:
    """Write the sheet; returns where the dollars of the savings order stand."""
    page = TemplatePage(book, "compare", freeze=f"A{STATUS_ROW + 1}")
    _strategies(page, results)
    dollars = _order(page)
    page.break_before()
    write_lines(page, PROFILES, results)
    page.finish()
    return {"order": dollars}


def _strategies(page: TemplatePage, results: Mapping[str, str]) -> None:
    """What each way to save takes in the year, with its income limit."""
    say, lang = page.book.say, page.book.lang
    page.section("section.strategies")
    names = ("strategy", "maximum", "unit", "income_limit", "source")
    page.head([say(f"compare.column.{name}") for name in names])
    table = (
        f"MEGAROTH_COMPARISON(input_year,input_age,{results['deferral']},{results['employer']},"
        f"input_filing_status,input_modified_agi,limits_table,{quoted(lang)})"
    )
    unknown = quoted(say("compare.unknown"))
    for place, strategy in enumerate(STRATEGIES, start=2):
        key = f"alternatives.strategy.{strategy}"
        row, limit = page.row, f"IFERROR(INDEX({table},{place},3),{unknown})"
        words = page.book.sentence(
            "workbook.compare.income_limit", limit=limit, note=quoted(text(f"{key}.note", lang))
        )
        page.words(
            {
                "A": text(f"{key}.name", lang),
                "C": say("unit.dollars"),
                "D": f"={words}",
                "E": citation(f"{key}.note"),
            },
            "Note",
            lines=3 if strategy.endswith("_ira") else 2,
        )
        page.put(f"A{row}", text(f"{key}.name", lang), "Label")
        page.put(
            f"B{row}", f"=IFERROR(INDEX({table},{place},2),{unknown})", "Calculation", "dollars"
        )


def _order(page: TemplatePage) -> str:
    """Where the budget goes, step by step; debt stands after the full match."""
    say, lang = page.book.say, page.book.lang
    page.section("section.order")
    names = ("step", "dollars", "unit", "why", "source")
    page.head([say(f"compare.column.{name}") for name in names])
    first = page.row
    order = (
        "SAVINGS_ORDER({budget},input_year,input_compensation,match_tiers,input_age,"
        f"input_hsa_coverage,input_after_tax_allowed,limits_table,{quoted(lang)})"
    )
    debt = f"B{first + STEPS.index('debt')}"
    without = order.format(budget=f"N(input_budget)-{debt}")
    place = 1
    for step in STEPS:
        key, row = f"alternatives.step.{step}", page.row
        if step == "debt":
            match = f"IFERROR(INDEX({order.format(budget='N(input_budget)')},2,2),0)"
            formula = f"=MIN(N(input_debt),N(input_budget)-{match})"
        else:
            place += 1
            formula = f"=IFERROR(INDEX({without},{place},2),0)"
        page.words(
            {
                "A": text(f"{key}.name", lang),
                "C": say("unit.dollars"),
                "D": text(f"{key}.why", lang),
                "E": citation(f"{key}.why"),
            },
            "Note",
        )
        page.put(f"A{row}", text(f"{key}.name", lang), "Label")
        page.put(f"B{row}", formula, "Calculation", "dollars")
    return page.ref(f"B{first}:B{page.row - 1}")
