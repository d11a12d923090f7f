"""How cells look: named styles, number formats and widths, one meaning each."""

from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

__all__ = ["COLUMN_WIDTHS", "FONT", "FORMATS", "add_styles"]

FONT = "Calibri"
INK = "FF1F2933"
INPUT_BLUE = "FF0000CC"
LINE = Side(style="thin", color="FFB0B8C1")
COLUMN_WIDTHS = MappingProxyType({"A": 40, "B": 22, "C": 14, "D": 56, "E": 38})
"""Label, value, unit, note, source: the same columns on every sheet."""

FORMATS = MappingProxyType(
    {
        "dollars": "#,##0;[Red]-#,##0;0",
        "cents": "#,##0.00;[Red]-#,##0.00;0.00",
        "percent": "0.0%",
        "year": "0",
        "years": "0",
        "text": "General",
    }
)
"""Number formats by unit; negative amounts carry a minus sign as well as the colour."""

BUILT_IN = MappingProxyType({"Input": 20, "Output": 21, "Calculation": 22, "Check Cell": 23})
"""The numbers of Excel's own cell styles, so that its gallery shows ours under their names."""


def _style(
    name: str,
    *,
    size: int = 11,
    bold: bool = False,
    color: str = INK,
    fill: str | None = None,
    border: bool = False,
    locked: bool = True,
    wrap: bool = False,
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=Font(name=FONT, size=size, bold=bold, color=color),
        fill=PatternFill("solid", start_color=fill, end_color=fill) if fill else PatternFill(),
        border=Border(left=LINE, right=LINE, top=LINE, bottom=LINE) if border else Border(),
        alignment=Alignment(vertical="center", wrap_text=wrap),
        protection=Protection(locked=locked),
        builtinId=BUILT_IN.get(name),
    )


def add_styles(workbook: Workbook) -> None:
    """Give a new workbook the package's named styles and its font."""
    for style in (
        _style("Page Title", size=16, bold=True),
        _style("Page Note", wrap=True, color="FF52606D"),
        _style("Section", size=12, bold=True, fill="FFE4E7EB"),
        _style("Label", wrap=True),
        _style("Table Head", bold=True, fill="FFE4E7EB", border=True, wrap=True),
        _style("Input", color=INPUT_BLUE, fill="FFFFF8DC", border=True, locked=False),
        _style("Calculation", border=True),
        _style("Output", bold=True, fill="FFE3F1E5", border=True),
        _style("Check Cell", bold=True, fill="FFE6EAF5", border=True),
    ):
        workbook.add_named_style(style)
