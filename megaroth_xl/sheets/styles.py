"""The look of cells: one palette, fonts by language, named styles, and formats by unit."""

from collections.abc import MutableMapping
from copy import copy
from types import MappingProxyType
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

__all__ = [
    "GRAY",
    "INK",
    "NAVY",
    "RULE",
    "SECTION_STYLE",
    "SERIES",
    "UNITS",
    "WHITE",
    "Looks",
    "Unit",
    "add_styles",
    "below_zero",
    "dress",
    "flagged",
    "font_of",
    "passed",
    "ruled",
    "ruled_above",
]

FONTS = MappingProxyType({"en": "Calibri", "ko": "Malgun Gothic"})
SIZES = MappingProxyType({"en": 11, "ko": 10})

INK, GRAY, NAVY, BLUE, WHITE = "1F2933", "52606D", "1F3864", "0000CC", "FFFFFF"
RED, GREEN = "9C0006", "00552B"
PALE_BLUE, PALE_YELLOW, PALE_GREEN, PALE_GRAY = "DDE6F3", "FFF8DC", "E3F1E5", "EDEFF2"
PALE_RED = "FFE1E1"
RULE = "B0B8C1"
"""Lines between cells, and the grid of a chart."""
SERIES = (NAVY, "4A6FA8", "8A6D1F", "2E7D4F", "6B7480")
"""What tells the parts of a chart apart."""

OPAQUE = "FF"
"""What stands before a color in the styles of cells."""
THIN, HAIR = (Side(style=width, color=OPAQUE + RULE) for width in ("thin", "hair"))
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
BELOW = Border(bottom=HAIR)


class Unit(NamedTuple):
    """The style of one kind of content.

    Parameters
    ----------
    number_format
        Excel's format; a negative amount carries a minus sign as well as the color.
    horizontal
        Where it stands in its cell.
    wraps
        Whether a long text goes on in another line of the cell, rather than over the blank cells
        beside it.
    """

    number_format: str = "General"
    horizontal: str = "right"
    wraps: bool = False


UNITS = MappingProxyType(
    {
        "dollars": Unit("#,##0;[Red]-#,##0;0"),
        "cents": Unit("#,##0.00;[Red]-#,##0.00;0.00"),
        "money": Unit('"$"#,##0.00;[Red]-"$"#,##0.00;"$"0.00'),
        "rate": Unit("0.0%"),
        "share": Unit("0.00%"),
        "year": Unit("0"),
        "years": Unit("0"),
        "months": Unit("0.0"),
        "number": Unit("0"),
        "count": Unit("#,##0"),
        "date": Unit("yyyy-mm-dd"),
        "day": Unit("[>=40000]yyyy-mm-dd;0"),
        "text": Unit(horizontal="left", wraps=True),
        "one_line": Unit(horizontal="left"),
        "word": Unit(horizontal="center"),
        "word_among_figures": Unit(),
    }
)
"""By unit, how it is shown."""

BUILT_IN = MappingProxyType({"Input": 20, "Output": 21, "Calculation": 22, "Check Cell": 23})
"""The numbers of Excel's own cell styles, so that its gallery shows ours under their names."""

SECTION_STYLE = "Section"

Looks = MutableMapping[tuple[str, str], Any]
"""The look of a cell by named style and unit, once a workbook has it."""


def font_of(lang: str) -> tuple[str, int]:
    """The name and size of a language's font."""
    return FONTS[lang], SIZES[lang]


def _filled(color: str) -> PatternFill:
    return PatternFill("solid", start_color=OPAQUE + color, end_color=OPAQUE + color)


def _style(
    name: str,
    font: Font,
    *,
    fill: str | None = None,
    border: Border | None = None,
    locked: bool = True,
    vertical: str = "center",
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font,
        fill=_filled(fill) if fill else PatternFill(),
        border=border or Border(),
        alignment=Alignment(vertical=vertical, indent=1, horizontal="left", wrap_text=True),
        protection=Protection(locked=locked),
        builtinId=BUILT_IN.get(name),
    )


def add_styles(workbook: Workbook, lang: str) -> None:
    """Give a new workbook the package's named styles in the font of a language."""
    family, size = font_of(lang)

    def font(color: str = INK, *, larger: int = 0, bold: bool = False) -> Font:
        return Font(name=family, size=size + larger, bold=bold, color=OPAQUE + color)

    for style in (
        _style("Page Title", font(NAVY, larger=7, bold=True)),
        _style("Page Note", font(GRAY)),
        _style("Person", font(larger=1, bold=True)),
        _style("Part", font(NAVY, bold=True), vertical="top"),
        _style("Alert", font(RED, bold=True)),
        _style("Row", font()),
        _style("Row Note", font(GRAY, larger=-1)),
        _style(SECTION_STYLE, font(NAVY, larger=1, bold=True), fill=PALE_BLUE),
        _style("Label", font(), border=BELOW),
        _style("Note", font(GRAY, larger=-1), border=BELOW),
        _style("Body", font(), vertical="top"),
        _style("Statement", font(larger=1, bold=True), fill=PALE_GREEN),
        _style("Table Head", font(WHITE, bold=True), fill=NAVY, border=BOX),
        _style("Input", font(BLUE), fill=PALE_YELLOW, border=BOX, locked=False),
        _style("Calculation", font(), border=BELOW),
        _style("Output", font(bold=True), fill=PALE_GREEN, border=BOX),
        _style("Total", font(bold=True), border=Border(top=THIN)),
        _style("Check Cell", font(bold=True), fill=PALE_GRAY, border=BOX),
    ):
        workbook.add_named_style(style)
    normal = workbook._named_styles["Normal"]  # noqa: SLF001 - the only way to set a book's font
    normal.font = Font(name=family, size=size, color=OPAQUE + INK)


def dress(cell: Cell, style: str, unit: str = "", looks: Looks | None = None) -> None:
    """Give a cell a named style and a unit's format and alignment.

    Parameters
    ----------
    cell
        The cell.
    style, unit
        A named style of `add_styles`, and one of `UNITS`, or "" for the style alone.
    looks
        The looks that the workbook has so far: much faster than by name.
    """
    known = {} if looks is None else looks
    if (style, unit) not in known:
        cell.style = style
        if unit in UNITS:
            shown = UNITS[unit]
            cell.number_format = shown.number_format
            cell.alignment = Alignment(
                shown.horizontal, cell.alignment.vertical, indent=1, wrap_text=shown.wraps
            )
        known[style, unit] = copy(cell._style)  # noqa: SLF001
    cell._style = copy(known[style, unit])  # noqa: SLF001


def flagged(condition: str) -> FormulaRule:
    """Bold red on pale red where a condition holds; the words beside it say why as well."""
    return FormulaRule(
        formula=[condition], font=Font(bold=True, color=OPAQUE + RED), fill=_filled(PALE_RED)
    )


def ruled(condition: str) -> FormulaRule:
    """A line below where a condition holds: rows that are blank show nothing."""
    return FormulaRule(formula=[condition], border=BELOW)


def ruled_above(condition: str) -> FormulaRule:
    """A line above where a condition holds: what follows is another part."""
    return FormulaRule(formula=[condition], border=Border(top=HAIR))


def passed(condition: str) -> FormulaRule:
    """Bold green where a condition holds; the cell's own words say it as well."""
    return FormulaRule(formula=[condition], font=Font(bold=True, color=OPAQUE + GREEN))


def below_zero() -> tuple[CellIsRule, CellIsRule]:
    """Pale red below zero and pale green from zero on; the figure's sign says it as well."""
    return (
        CellIsRule("lessThan", ["0"], fill=_filled(PALE_RED)),
        CellIsRule("greaterThanOrEqual", ["0"], fill=_filled(PALE_GREEN)),
    )
