"""The sheet Limits: every limit of every year with its source, phase-outs and federal brackets."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from openpyxl.utils import get_column_letter

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import LIMIT_RULES, Source, YearLimits
from megaroth_xl.texts import text
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.permitted import PERMITTED

__all__ = ["OWN_YEARS", "build_limits"]

OWN_YEARS = 2
"""Columns left free for years of the user's own."""
FIRST_YEAR_COLUMN = 2
TABLE = limits_table()
YEAR_COLUMNS = [get_column_letter(FIRST_YEAR_COLUMN + i) for i in range(len(TABLE.years))]
OWN_COLUMNS = [
    get_column_letter(FIRST_YEAR_COLUMN + len(TABLE.years) + i) for i in range(OWN_YEARS)
]
FIGURES = [*YEAR_COLUMNS, *OWN_COLUMNS]
MEANING, CODE = (get_column_letter(FIRST_YEAR_COLUMN + len(FIGURES) + i) for i in range(2))
WIDTHS = {"A": 46, **dict.fromkeys(FIGURES, 13), MEANING: 50, CODE: 18}
BRACKET_ENDS = 6


def build_limits(book: Book) -> Mapping[str, str]:
    """Write the sheet and name its limits; returns where limits and brackets stand."""
    page = TemplatePage(book, "limits", WIDTHS, freeze=f"B{HEAD_ROW}")
    say = book.say
    years = [str(year) for year in TABLE.years]
    own_years = [say("limits.own_year", number=i) for i in range(1, OWN_YEARS + 1)]
    headings = [say("limits.limit"), *years, *own_years, say("limits.meaning"), say("limits.code")]
    page.head(headings, FIGURES)
    for column, start in zip(OWN_COLUMNS, own_years, strict=True):
        page.input(f"{column}{HEAD_ROW}", start, "", PERMITTED["year_heading"])
    for name, rule in LIMIT_RULES.items():
        page.put(f"A{page.row}", name, "Label")
        for column, limits in zip_longest(FIGURES, TABLE):
            amount = limits.amounts.get(name) if limits else None
            dollars = amount.dollars if amount else None
            page.input(f"{column}{page.row}", dollars, "dollars", PERMITTED["dollars"])
        page.put(f"{MEANING}{page.row}", text(f"limits.{name}", book.lang), "Note")
        page.put(f"{CODE}{page.row}", rule.citation, "Note")
        page.row += 1
    last = page.row - 1
    page.excel_table("LimitsByYear", f"A{HEAD_ROW}:{CODE}{last}")
    block = f"A{HEAD_ROW}:{FIGURES[-1]}{last}"
    book.name("limits_table", "limits", block)
    book.cells["limits_table"] = ("limits", block)
    _statuses(page)
    _phase_outs(page)
    at = {
        "limit_names": page.ref(f"A{HEAD_ROW}:A{last}"),
        "limit_years": page.ref(f"A{HEAD_ROW}:{FIGURES[-1]}{HEAD_ROW}"),
        **_brackets(page),
    }
    _sources(page)
    page.finish()
    return at


def _statuses(page: TemplatePage) -> None:
    """Below the limits, how sure each year's are."""
    page.put(f"A{page.row}", page.book.say("limits.status"), "Label")
    for column, limits in zip(YEAR_COLUMNS, TABLE, strict=True):
        status = "projected" if limits.is_projected else "official"
        page.put(f"{column}{page.row}", _word(page.book, status), "Calculation", "count")
    page.row += 2


def _word(book: Book, status: str) -> str:
    return text(f"common.status.{status}", book.lang)


def _titled(
    page: TemplatePage, key: str, headings: Sequence[str], figures: Sequence[str] = ()
) -> int:
    """A section with the headings of a table below it; returns the headings' row."""
    page.section(f"section.{key}")
    page.head(headings, figures)
    return page.row - 1


def _phase_outs(page: TemplatePage) -> None:
    """Write where IRA contributions and deductions phase out, year by year."""
    say = page.book.say
    headings = [say("limits.phase_out"), *map(str, TABLE.years)]
    head = _titled(page, "phase_outs", headings, YEAR_COLUMNS)
    for kind in next(iter(TABLE)).phase_outs:
        for end in ("start", "end"):
            page.put(f"A{page.row}", f"{kind} {end}", "Label")
            for column, limits in zip(YEAR_COLUMNS, TABLE, strict=True):
                dollars = getattr(limits.phase_outs[kind], end)
                page.put(f"{column}{page.row}", dollars, "Calculation", "dollars")
            page.row += 1
    page.excel_table("PhaseOuts", f"A{head}:{YEAR_COLUMNS[-1]}{page.row - 1}")
    page.row += 1


def _brackets(page: TemplatePage) -> Mapping[str, str]:
    """Upper ends of the federal brackets, a row for each year and filing status."""
    say = page.book.say
    ends = [say("limits.bracket", rate=rate) for rate in ("10%", "12%", "22%", "24%", "32%", "35%")]
    names = ("bracket_key", "year", "filing_status")
    headings = [*(say(f"limits.{name}") for name in names), *ends]
    headings += [say("limits.standard_deduction"), say("limits.source")]
    head = _titled(page, "brackets", headings, "DEFGHIJ")
    for limits in TABLE:
        for status in FILING_STATUS.words if limits.brackets else ():
            figures = limits.brackets[status]
            row: list[Any] = [f"{limits.year} {status}", limits.year, status, *figures.upper_ends]
            row += [limits.standard_deduction[status].dollars, figures.source.citation]
            for number, content in enumerate(row, start=1):
                unit = "dollars" if isinstance(content, float) else "one_line"
                page.put(f"{get_column_letter(number)}{page.row}", content, "Calculation", unit)
            page.row += 1
    last = page.row - 1
    page.excel_table("TaxBrackets", f"A{head}:{get_column_letter(len(headings))}{last}")
    page.row += 1
    ends_to = get_column_letter(3 + BRACKET_ENDS)
    return {
        "bracket_keys": page.ref(f"A{head + 1}:A{last}"),
        "bracket_ends": page.ref(f"D{head + 1}:{ends_to}{last}"),
    }


def _sources(page: TemplatePage) -> None:
    """Write the source of each year's figures, their certainty, and when they were compared."""
    say = page.book.say
    names = ("source", "year", "status", "checked", "source_title")
    head = _titled(page, "sources", [say(f"limits.{name}") for name in names])
    years: dict[Source, list[int]] = {}
    for limits in TABLE:
        for source in dict.fromkeys(_used(limits)):
            years.setdefault(source, []).append(limits.year)
    for source, used in years.items():
        span: Any = used[0] if len(used) == 1 else f"{used[0]}-{used[-1]}"
        status = _word(page.book, source.status)
        row = (source.citation, span, status, source.checked, source.title)
        for column, content in zip("ABCDE", row, strict=True):
            unit = "date" if column == "D" else "one_line"
            page.put(f"{column}{page.row}", content, "Note", unit)
        page.row += 1
    page.excel_table("Sources", f"A{head}:E{page.row - 1}")


def _used(limits: YearLimits) -> list[Source]:
    """The sources of a year's figures, in the order of the figures."""
    figures: list[Any] = [
        *limits.amounts.values(),
        *limits.phase_outs.values(),
        *limits.brackets.values(),
        *limits.standard_deduction.values(),
    ]
    return [figure.source for figure in figures]
