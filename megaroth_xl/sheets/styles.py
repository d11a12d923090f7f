"""How cells look: named styles and number formats, one meaning each."""

from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

__all__ = ["FORMATS", "SECTION_STYLE", "add_styles", "flagged", "font_of", "passed", "ruled"]

FONTS = MappingProxyType({"en": "Calibri", "ko": "Malgun Gothic"})
SIZES = MappingProxyType({"en": 11, "ko": 10})

INK, GRAY, NAVY, BLUE = "FF1F2933", "FF52606D", "FF1F3864", "FF0000CC"
RED, GREEN = "FF9C0006", "FF00552B"
PALE_BLUE, PALE_YELLOW, PALE_GREEN, PALE_GRAY = "FFDDE6F3", "FFFFF8DC", "FFE3F1E5", "FFEDEFF2"
PALE_RED = "FFFFE1E1"
LINE = Side(style="thin", color="FFB0B8C1")
HAIR = Side(style="hair", color="FFB0B8C1")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
BELOW = Border(bottom=HAIR)

FORMATS = MappingProxyType(
    {
        "dollars": "#,##0;[Red]-#,##0;0",
        "cents": "#,##0.00;[Red]-#,##0.00;0.00",
        "rate": "0.0%",
        "year": "0",
        "years": "0",
        "months": "0.0",
        "count": "0",
        "date": "yyyy-mm-dd",
        "text": "General",
        "one_line": "General",
    }
)
"""Number formats by unit, `one_line` for a text that runs on over the blank cells beside it.

A negative amount carries a minus sign as well as the colour.
"""

BUILT_IN = MappingProxyType({"Input": 20, "Output": 21, "Calculation": 22, "Check Cell": 23})
"""The numbers of Excel's own cell styles, so that its gallery shows ours under their names."""

SECTION_STYLE = "Section"


def font_of(lang: str) -> tuple[str, int]:
    """The name and size of a language's font."""
    return FONTS[lang], SIZES[lang]


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
        fill=PatternFill("solid", start_color=fill, end_color=fill) if fill else PatternFill(),
        border=border or Border(),
        alignment=Alignment(vertical=vertical, indent=1, horizontal="left", wrap_text=True),
        protection=Protection(locked=locked),
        builtinId=BUILT_IN.get(name),
    )


def add_styles(workbook: Workbook, lang: str) -> None:
    """Give a new workbook the package's named styles in the font of a language."""
    family, size = font_of(lang)

    def font(color: str = INK, *, larger: int = 0, bold: bool = False) -> Font:
        return Font(name=family, size=size + larger, bold=bold, color=color)

    for style in (
        _style("Page Title", font(NAVY, larger=7, bold=True)),
        _style("Page Note", font(GRAY)),
        _style("Row", font()),
        _style("Row Note", font(GRAY, larger=-1)),
        _style(SECTION_STYLE, font(NAVY, larger=1, bold=True), fill=PALE_BLUE),
        _style("Label", font(), border=BELOW),
        _style("Note", font(GRAY, larger=-1), border=BELOW),
        _style("Body", font(), vertical="top"),
        _style("Statement", font(larger=1, bold=True), fill=PALE_GREEN),
        _style("Table Head", font("FFFFFFFF", bold=True), fill=NAVY, border=BOX),
        _style("Input", font(BLUE), fill=PALE_YELLOW, border=BOX, locked=False),
        _style("Calculation", font(), border=BELOW),
        _style("Output", font(bold=True), fill=PALE_GREEN, border=BOX),
        _style("Check Cell", font(bold=True), fill=PALE_GRAY, border=BOX),
    ):
        workbook.add_named_style(style)
    normal = workbook._named_styles["Normal"]  # noqa: SLF001 - the only way to set a book's font
    normal.font = Font(name=family, size=size, color=INK)


def flagged(condition: str) -> FormulaRule:
    """Bold red on pale red where a condition holds; the words beside it say why as well."""
    fill = PatternFill("solid", start_color=PALE_RED, end_color=PALE_RED)
    return FormulaRule(formula=[condition], font=Font(bold=True, color=RED), fill=fill)


def ruled(condition: str) -> FormulaRule:
    """A line below where a condition holds: rows that are blank show nothing."""
    return FormulaRule(formula=[condition], border=BELOW)


def passed(condition: str) -> FormulaRule:
    """Bold green where a condition holds; the cell's own words say it as well."""
    return FormulaRule(formula=[condition], font=Font(bold=True, color=GREEN))
