"""The workbook's charts: the limit filling up, and the years ahead."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

from megaroth_xl.workbook.page import Page

__all__ = ["CHART_ROWS", "add_filling_chart", "add_lines_chart", "title_charts"]

CHART_ROWS = 13
CHARACTER, FILLING_HEIGHT, LINES_HEIGHT = 0.186, 6.6, 12.0
"""Centimetres: of a character of a column's width, and of the charts."""
COLORS = ("1F3864", "4A6FA8", "8A6D1F", "2E7D4F", "6B7480")
DASHES = ("solid", "dash", "sysDot")
INK, GRID = "1F2933", "D5DAE1"
DOLLARS = "#,##0"
NO_ZERO = "#,##0;-#,##0;;"

Chart: TypeAlias = BarChart | LineChart


def add_filling_chart(
    page: Page, *, title: str, parts: Mapping[str, str], unit: str, description: str
) -> None:
    """One stacked bar of a limit's parts, from the page's next row on.

    Parameters
    ----------
    page
        Where it stands.
    title
        The cell that says the finding.
    parts
        By label, the cell of each part.
    unit
        What the axis counts.
    description
        What the chart shows, in words, for those who cannot see it.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    for color, (label, cell) in zip(COLORS, parts.items(), strict=True):
        series = Series(Reference(page.sheet, range_string=cell), title=label)
        series.graphicalProperties = _filled(color)
        series.dLbls = DataLabelList(
            showVal=True,
            showSerName=False,
            showCatName=False,
            showLegendKey=False,
            showPercent=False,
            numFmt=NO_ZERO,
            txPr=_text(1000, "FFFFFF", bold=True),
        )
        chart.series.append(series)
    chart.x_axis.delete = True
    _finish(page, chart, FILLING_HEIGHT, title, unit, description)


def add_lines_chart(
    page: Page,
    *,
    title: str,
    columns: Sequence[str],
    categories: str,
    units: tuple[str, str],
    description: str,
) -> None:
    """Lines over the years, told apart by dashes and end labels as well as by colour.

    Parameters
    ----------
    page, title, description
        As in `add_filling_chart`.
    columns
        The block of each line, its heading included.
    categories
        The block of the years.
    units
        What the two axes count, across and up.
    """
    chart = LineChart()
    for color, dash, column in zip(COLORS, DASHES, columns, strict=False):
        series = Series(Reference(page.sheet, range_string=column), title_from_data=True)
        series.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=color, prstDash=dash, w=28_000)
        )
        series.smooth = False
        chart.series.append(series)
    chart.set_categories(Reference(page.sheet, range_string=categories))
    chart.x_axis.delete = False
    chart.x_axis.title = _title(units[0], 1000)
    chart.x_axis.txPr = _text(900)
    chart.x_axis.tickLblSkip = 5
    _finish(page, chart, LINES_HEIGHT, title, units[1], description)


def _finish(
    page: Page, chart: Chart, height: float, title: str, unit: str, description: str
) -> None:
    """What both charts share: zero base, units, legend, and a title taken from a cell."""
    axis = chart.y_axis
    axis.delete = False
    axis.title = _title(unit, 1000)
    axis.number_format, axis.scaling.min = DOLLARS, 0
    axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    axis.txPr = _text(900)
    chart.legend.position = "b"
    chart.legend.txPr = _text(1000)
    chart.title = Title(tx=Text(strRef=StrRef(f=title)), overlay=False, txPr=_text(1200, bold=True))
    chart.roundedCorners = False
    chart.width, chart.height = CHARACTER * sum(page.widths.values()), height
    page.sheet.add_chart(chart, f"A{page.row}")
    page.book.alternative_texts.setdefault(page.sheet.title, []).append(description)


def title_charts(charts: Sequence[Chart], shown: Mapping[str, Any]) -> None:
    """Give charts the titles that their cells show, for viewers that do not calculate.

    Parameters
    ----------
    charts
        Of one sheet.
    shown
        What the sheet's cells show, by address.
    """
    for chart in charts:
        source = chart.title.tx.strRef
        address = source.f.rpartition("!")[2].replace("$", "")
        source.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=shown[address])])


def _filled(color: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=color, ln=LineProperties(solidFill="FFFFFF", w=9_525))


def _text(size: int, color: str = INK, *, bold: bool = False) -> RichText:
    look = CharacterProperties(sz=size, b=bold, solidFill=color)
    return RichText(
        bodyPr=RichTextProperties(),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)],
    )


def _title(words: str, size: int) -> Title:
    from openpyxl.chart.title import title_maker  # noqa: PLC0415

    title: Title = title_maker(words)
    title.txPr = _text(size)
    return title
