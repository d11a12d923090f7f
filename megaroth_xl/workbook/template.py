"""The template workbook: Inputs, Results and Limits, alive through our Excel functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from megaroth_xl import __version__
from megaroth_xl.law.amounts import LIMITS, Status
from megaroth_xl.law.limits import limits_table
from megaroth_xl.workbook.package import Value, workbook_bytes
from megaroth_xl.workbook.sheets import Formula, Page, Permitted
from megaroth_xl.workbook.styles import FORMATS, add_styles

__all__ = ["template_bytes"]

DISCLAIMER = (
    "An estimate from statutory limits, not advice. The plan must allow after-tax contributions "
    "and their conversion: ask the plan administrator, and a tax professional, before you act."
)
DOLLARS = Permitted("decimal", "dollars, 0 or more", "0", "1000000000")
RATE = Permitted("decimal", "a rate between 0% and 100%, such as 24%", "0", "1")


@dataclass(frozen=True)
class Input:
    """One cell that a person fills in."""

    name: str
    label: str
    example: Value | None
    unit: str
    note: str
    permitted: Permitted


INPUTS: Mapping[str, tuple[Input, ...]] = MappingProxyType(
    {
        "Person": (
            Input(
                "input_year",
                "Year",
                2026,
                "year",
                "Calendar year of the contributions",
                Permitted("whole", "a year from 2018 on", "2018", "2100"),
            ),
            Input(
                "input_age",
                "Age on December 31",
                40,
                "years",
                "14 to 110; blank: no catch-up is taken into account",
                Permitted("whole", "an age from 14 to 110, or leave blank", "14", "110"),
            ),
            Input(
                "input_compensation",
                "Pay from this employer",
                250000,
                "dollars",
                "Gross pay of the year before deferrals; blank: the 100%-of-pay limit is unchecked",
                DOLLARS,
            ),
        ),
        "The year with this employer": (
            Input(
                "input_deferral",
                "Deferral, pre-tax plus Roth",
                24500,
                "dollars",
                "Whole year, catch-up included",
                DOLLARS,
            ),
            Input(
                "input_employer",
                "Employer contributions",
                15000,
                "dollars",
                "Match, profit sharing and allocated forfeitures of the whole year",
                DOLLARS,
            ),
            Input(
                "input_after_tax",
                "After-tax contributions so far",
                0,
                "dollars",
                "Not Roth deferrals: these stand above",
                DOLLARS,
            ),
            Input(
                "input_plan_cap",
                "Plan's cap on after-tax",
                None,
                "dollars",
                "Most after-tax dollars the plan takes in a year; blank: no cap",
                DOLLARS,
            ),
        ),
        "Conversion": (
            Input(
                "input_conversion",
                "After-tax contributions to convert",
                31000,
                "dollars",
                "",
                DOLLARS,
            ),
            Input(
                "input_earnings",
                "Earned on them before converting",
                150,
                "dollars",
                "Negative for a loss",
                Permitted("decimal", "dollars; negative for a loss", "-1000000000", "1000000000"),
            ),
            Input("input_rate", "Federal tax rate", 0.24, "percent", "Marginal rate", RATE),
            Input("input_state_rate", "State tax rate", 0.0, "percent", "0% where none", RATE),
        ),
    }
)
NAMES = (
    "input_deferral",
    "input_employer",
    "input_year",
    "input_age",
    "input_after_tax",
    "input_compensation",
)
ROOM = (*NAMES, "input_plan_cap", "limits_table")


def template_bytes() -> bytes:
    """The template workbook as a file's bytes; the same bytes every time.

    Its formulas call the package's Excel functions and carry the values that these give for the
    example person, so that the file shows right answers before anything calculates.
    """
    workbook = Workbook()
    add_styles(workbook)
    workbook.properties.title = "Mega backdoor Roth planner"
    workbook.properties.creator = f"megaroth-xl {__version__}"
    workbook.properties.language = "en-US"
    inputs = _inputs(workbook)
    table = _limits(workbook)
    named: dict[str, Any] = {i.name: i.example for group in INPUTS.values() for i in group}
    named["limits_table"] = table
    results = _results(workbook, named)
    workbook.move_sheet("Results", -1)
    workbook.active = 0
    return workbook_bytes(workbook, {page.sheet.title: page.values for page in (inputs, results)})


def _name(workbook: Workbook, name: str, target: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=target)


def _inputs(workbook: Workbook) -> Page:
    sheet = workbook.worksheets[0]
    sheet.title = "Inputs"
    page = Page(
        sheet,
        "Mega backdoor Roth planner",
        "Fill in the yellow cells with blue figures; the figures here are an example. "
        "Results follow on the next sheet.",
    )
    page.head()
    for heading, group in INPUTS.items():
        page.section(heading)
        for entry in group:
            address = page.line(
                entry.label, entry.example, entry.unit, style="Input", note=entry.note
            )
            page.permit(address, entry.permitted)
            _name(workbook, entry.name, f"Inputs!${address[0]}${address[1:]}")
    page.section("Read this")
    page.sheet[f"A{page.row}"].value = DISCLAIMER
    page.row += 1
    page.finish()
    return page


def _results(workbook: Workbook, named: Mapping[str, Any]) -> Page:
    page = Page(
        workbook.create_sheet("Results"),
        "What still fits this year",
        "Follows from Inputs and Limits. An estimate: the plan's own rules go before it.",
    )
    page.head()

    def call(label: str, function: str, arguments: tuple[str, ...], **line: Any) -> str:
        formula = Formula(function, arguments)
        style = line.pop("style", "Calculation")
        unit = line.pop("unit", "dollars")
        return page.line(label, formula.text, unit, style=style, value=formula.value(named), **line)

    page.section("Room for after-tax contributions")
    call(
        "Limit on annual additions",
        "ANNUAL_ADDITIONS_LIMIT",
        ("input_year", "input_compensation", "limits_table"),
        note="The lesser of the 415(c) dollars and 100% of pay",
        source="IRC 415(c)(1)",
    )
    call(
        "Deferral limit at this age",
        "DEFERRAL_LIMIT",
        ("input_year", "input_age", "limits_table"),
        note="402(g) plus catch-up; one limit over all employers",
        source="IRC 402(g)(1), 414(v)",
    )
    call(
        "After-tax room",
        "MEGAROTH_HEADROOM",
        ROOM,
        style="Output",
        note="Still possible this year with this employer",
        source="IRC 415(c)(2), 414(v)(3)(A)",
    )
    call("Stopped by", "MEGAROTH_BINDING_LIMIT", ROOM, unit="text", style="Output")
    excess = call(
        "To be corrected, above 415(c)",
        "MEGAROTH_EXCESS",
        (*NAMES, "limits_table"),
        note="More than 0: ask the plan to correct it",
        source="Rev. Proc. 2021-30, s. 6.06(2)",
    )
    page.warn_where(excess, f"{excess}>0")
    call(
        "Roth money of the year",
        "MEGAROTH_ROTH_TOTAL",
        ROOM,
        note="If the deferral is Roth and all after-tax money is converted",
    )
    page.section("Converting")
    call(
        "Tax on converting",
        "CONVERSION_TAX",
        ("input_conversion", "input_earnings", "input_rate", "input_state_rate"),
        unit="cents",
        style="Output",
        note="On the earnings only; the contributions were taxed already",
        source="IRC 402A(c)(4), 72(e)(8)",
    )
    page.section("Made with")
    call("Version", "MEGAROTH_VERSION", (), unit="text")
    page.sheet[f"A{page.row}"].value = DISCLAIMER
    page.row += 1
    page.finish()
    return page


def _limits(workbook: Workbook) -> list[list[Any]]:
    """Write every limit of every year; returns the table as cells hold it."""
    sheet = workbook.create_sheet("Limits")
    page = Page(
        sheet,
        "Limits of each year",
        "A figure typed here goes before the package's. Each figure's source stands to the right.",
    )
    table = limits_table()
    years = [str(year) for year in table.years]
    last = list(table)[-1]
    rows: list[list[Any]] = [["Limit", *years]]
    sources: list[list[str]] = [["Meaning", "Code section", f"Source of {last.year}", "Status"]]
    for name, rule in LIMITS.items():
        amounts = [limits.amounts.get(name) for limits in table]
        rows.append([name, *(amount.dollars if amount else None for amount in amounts)])
        source = last.amount(name).source
        statute = rule.citation if source.status is Status.PROJECTED else source.citation
        sources.append([rule.meaning, rule.citation, statute, str(source.status)])
    top = page.row
    width = len(rows[0])
    for i, (figures, words) in enumerate(zip(rows, sources, strict=True), start=top):
        for j, value in enumerate((*figures, *words), start=1):
            cell = sheet.cell(i, j, value)
            is_figure = i > top and 1 < j <= width
            cell.style = "Table Head" if i == top else "Input" if is_figure else "Label"
            if is_figure:
                cell.number_format = FORMATS["dollars"]
    for j, size in enumerate((30, *(10,) * len(years), 44, 16, 40, 11), start=1):
        sheet.column_dimensions[get_column_letter(j)].width = size
    page.row = top + len(rows)
    right, bottom = get_column_letter(width + len(sources[0])), page.row - 1
    sheet.add_table(Table(displayName="LimitsByYear", ref=f"A{top}:{right}{bottom}"))
    figures_right = get_column_letter(width)
    _name(workbook, "limits_table", f"Limits!$A${top}:${figures_right}${bottom}")
    sheet.freeze_panes = f"B{top + 1}"
    page.row += 1
    for limits in table:
        source = limits.amount("annual_additions").source
        sheet.cell(page.row, 1, f"{limits.year}: {source.status}, {source.citation}")
        page.row += 1
    page.finish(right)
    return rows
