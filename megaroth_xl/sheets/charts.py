"""Charts: bars of a table, a limit filling up, and lines over the years.

Each says in words what it shows, for those who cannot see it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.sheets.styles import INK, NAVY, RULE, SERIES, WHITE

__all__ = [
    "Place",
    "add_bar_chart",
    "add_filling_chart",
    "add_lines_chart",
    "add_path_chart",
]

DASHES = ("solid", "dash", "sysDot")
WHOLE_DOLLARS = "#,##0"
DAY_OR_NUMBER = "[>=40000]yyyy-mm-dd;0"
"""A day, or where only a count is known, its number."""
NO_ZERO = "#,##0;-#,##0;;"
LARGE, MEDIUM, SMALL = 1200, 1000, 900
"""Hundredths of a point."""

Chart: TypeAlias = BarChart | LineChart | ScatterChart


class Place(NamedTuple):
    """The position of a chart, and its size in centimeters.

    Parameters
    ----------
    sheet, anchor
        The sheet, which holds its figures as well, and the cell of its upper left corner.
    width, height
        Centimeters.
    """

    sheet: Worksheet
    anchor: str
    width: float
    height: float


def add_bar_chart(
    place: Place,
    title: str,
    rows: tuple[int, int],
    *,
    upright: bool = False,
    number_format: str = WHOLE_DOLLARS,
    both_ways: bool = False,
) -> None:
    """Draw a bar for each row of a table: its label in column A, its length in column B.

    Parameters
    ----------
    place
        Where it stands.
    title
        The finding; it describes the chart as well.
    rows
        The table's first row and its last.
    upright
        Whether the bars stand or lie.
    number_format
        Excel's format of the lengths.
    both_ways
        Whether lengths may be below zero.
    """
    chart = BarChart()
    chart.type, chart.gapWidth = "col" if upright else "bar", 60
    first, last = rows
    chart.add_data(Reference(place.sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(place.sheet, min_col=1, min_row=first, max_row=last))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=NAVY)
    chart.title = _fixed_title(title)
    chart.legend = None
    chart.x_axis.delete = False
    if not upright:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    _finish(place, chart, title)
    if both_ways:
        chart.y_axis.scaling.min = None
        chart.x_axis.tickLblPos = "low"  # beside a bar below zero, not on it
        chart.series[0].invertIfNegative = False
    chart.y_axis.number_format = number_format


def add_filling_chart(
    place: Place,
    title: str,
    parts: Mapping[str, str],
    unit: str,
    description: str,
) -> None:
    """Draw one stacked bar of a limit's parts.

    Parameters
    ----------
    place
        As in `add_bar_chart`.
    title
        Words without figures: LibreOffice would show those of a cell as they were when the file
        was written.
    parts
        By label, the cell of each part.
    unit
        What the axis counts; "" where the title says it.
    description
        What the chart shows, in words.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    for color, (label, cell) in zip(SERIES, parts.items(), strict=False):
        series = Series(Reference(place.sheet, range_string=cell), title=label)
        series.graphicalProperties = GraphicalProperties(
            solidFill=color, ln=LineProperties(solidFill=WHITE, w=9_525)
        )
        series.dLbls = DataLabelList(
            showVal=True,
            **dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent"), False),
            numFmt=NO_ZERO,
            txPr=_text(MEDIUM, WHITE, bold=True),
        )
        chart.series.append(series)
    chart.x_axis.delete = True
    _title(chart, title, unit)
    _finish(place, chart, description)


def add_lines_chart(
    place: Place,
    title: str,
    columns: Sequence[str],
    categories: str,
    units: tuple[str, str],
    description: str,
) -> None:
    """Draw lines over the years, told apart by dashes and end labels as well as by color.

    Parameters
    ----------
    place, title, description
        As in `add_filling_chart`.
    columns
        The block of each line, its heading included.
    categories
        The block of the years.
    units
        What the two axes count, across and up.
    """
    chart = LineChart()
    for color, dash, column in zip(SERIES, DASHES, columns, strict=False):
        series = Series(Reference(place.sheet, range_string=column), title_from_data=True)
        series.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=color, prstDash=dash, w=28_000)
        )
        series.smooth = False
        chart.series.append(series)
    chart.set_categories(Reference(place.sheet, range_string=categories))
    chart.x_axis.delete = False
    chart.x_axis.title = _axis_title(units[0])
    chart.x_axis.txPr = _text(SMALL)
    chart.x_axis.tickLblSkip = 5
    _title(chart, title, units[1])
    _finish(place, chart, description)


def _fixed_title(words: str) -> Title:
    title: Title = title_maker(words)
    title.tx.rich.p[0].pPr = ParagraphProperties(
        defRPr=CharacterProperties(sz=LARGE, b=True, solidFill=INK)
    )
    return title


def add_path_chart(
    place: Place,
    title: str,
    columns: Sequence[str],
    days: str,
    units: tuple[str, str],
    description: str,
) -> None:
    """Draw lines from day to day, the first of them with a mark on each day.

    Parameters
    ----------
    place, title, columns, units, description
        As in `add_lines_chart`.
    days
        The block of the days.
    """
    chart = ScatterChart()
    chart.style, chart.scatterStyle = None, "lineMarker"
    across = Reference(place.sheet, range_string=days)
    for number, (color, dash, column) in enumerate(zip(SERIES, DASHES, columns, strict=False)):
        series = Series(
            Reference(place.sheet, range_string=column), xvalues=across, title_from_data=True
        )
        series.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=color, prstDash=dash, w=28_000)
        )
        series.marker.symbol = "none" if number else "circle"
        series.marker.size = None if number else 5
        series.smooth = False
        chart.series.append(series)
    chart.x_axis.delete = False
    chart.x_axis.number_format = DAY_OR_NUMBER
    chart.x_axis.majorGridlines = None
    chart.x_axis.title = _axis_title(units[0])
    chart.x_axis.txPr = _text(SMALL)
    _title(chart, title, units[1])
    _finish(place, chart, description)


def _title(chart: Chart, title: str, unit: str) -> None:
    """A title, a legend, and a unit on the axis."""
    chart.title = _fixed_title(title)
    chart.legend.position = "b"
    chart.legend.txPr = _text(MEDIUM)
    if unit:
        chart.y_axis.title = _axis_title(unit)


def _finish(place: Place, chart: Chart, description: str) -> None:
    """Set what all charts share: an axis of whole dollars from zero, a quiet grid, their words."""
    axis = chart.y_axis
    axis.delete = False
    axis.number_format, axis.scaling.min = WHOLE_DOLLARS, 0
    axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=RULE))
    axis.txPr = _text(SMALL)
    chart.roundedCorners = False
    chart.width, chart.height = place.width, place.height
    chart.alternative_text = description
    place.sheet.add_chart(chart, place.anchor)


def _text(size: int, color: str = INK, *, bold: bool = False) -> RichText:
    look = CharacterProperties(sz=size, b=bold, solidFill=color)
    return RichText(
        bodyPr=RichTextProperties(),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)],
    )


def _axis_title(words: str) -> Title:
    title: Title = title_maker(words)
    title.txPr = _text(MEDIUM)
    return title
