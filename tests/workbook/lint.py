"""What Excel answers with a repair prompt, or a wrong figure, and the Open XML SDK does not see.

`findings` reads a workbook file part by part, without a spreadsheet library, and says what is wrong
with it in sentences.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.etree import ElementTree as ET

from openpyxl.utils.cell import range_boundaries

from megaroth_xl.errors import InputError
from megaroth_xl.udfs import __all__ as our_functions
from megaroth_xl.workbook.expressions import Area, Call, Name, parse, parts

__all__ = ["findings"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DEFINED_NAME = re.compile(r"(?:_xlnm\.)?[^\W\d][\w.]*")
CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc]|[Rr][0-9]*[Cc][0-9]*")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NATIVE = frozenset(
    {"ABS", "AND", "COLUMN", "COUNT", "COUNTIF", "DATE", "EXACT", "IF", "IFERROR", "INDEX"}
    | {"ISBLANK", "ISERROR", "ISNUMBER", "LEFT", "MATCH", "MAX", "MIN", "N", "NOT", "OR"}
    | {"ROW", "SUM", "SUMIF", "TEXT"}
)
"""Functions that every Excel has had since 2007: any other needs ``_xlfn.`` in the file."""
LITE = "_xldudf_"
"""What xlwings Lite writes before the name of a function of ours."""
LONGEST = {"formula": 8192, "text": 32_767, "literal": 255, "sheet": 31, "list": 255}
PROMPTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
Box = tuple[int, int, int, int]


class Sheet(NamedTuple):
    """A sheet: its name, the name of its part, and its XML."""

    title: str
    part: str
    xml: ET.Element


@dataclass(frozen=True)
class Package:
    """A workbook file's parts by name."""

    parts: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> "Package":
        with zipfile.ZipFile(path) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def xml(self, name: str) -> ET.Element:
        return ET.fromstring(self.parts[name])  # noqa: S314 - files that the tests have made

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Identity, kind and target part of each relation of a part within the file."""
        name = f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels"
        for relation in self.xml(name) if name in self.parts else ():
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                whole = (
                    target[1:] if target.startswith("/") else normpath(join(dirname(part), target))
                )
                yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], whole

    @cached_property
    def book(self) -> ET.Element:
        return self.xml("xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[Sheet]:
        targets = {identity: part for identity, _, part in self.relations("xl/workbook.xml")}
        found = []
        for sheet in self.book.iter(f"{MAIN}sheet"):
            part = targets.get(sheet.get(RELATION, ""), "")
            if part in self.parts:
                found.append(Sheet(sheet.get("name", ""), part, self.xml(part)))
        return found

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """The defined names that hold in the whole workbook, with what they refer to."""
        return [
            (name.get("name", ""), name.text or "") for name in self.book.iter(f"{MAIN}definedName")
        ]

    @cached_property
    def shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        texts = self.xml("xl/sharedStrings.xml").findall(f"{MAIN}si")
        return ["".join(text.itertext()) for text in texts]


def findings(path: Path) -> list[str]:
    """What is wrong with a workbook file."""
    package = Package.read(path)
    return [sentence for check in CHECKS for sentence in check(package)]


def _parts(package: Package) -> Iterator[str]:
    """Every part has a type, and every relation a part."""
    types = package.xml("[Content_Types].xml")
    endings = {each.get("Extension", "").lower() for each in types} - {"xml", ""}
    typed = {each.get("PartName", "").lstrip("/") for each in types}
    for name in package.parts:
        is_typed = name in typed or name.rpartition(".")[2].lower() in endings
        if name != "[Content_Types].xml" and not is_typed:
            yield f"{name} has no content type"
        if not name.endswith(".rels"):
            for _, _, target in package.relations(name):
                if target not in package.parts:
                    yield f"{name} relates to {target}, which is not there"


def _sheet_names(package: Package) -> Iterator[str]:
    titles = [sheet.get("name", "") for sheet in package.book.iter(f"{MAIN}sheet")]
    for title in titles:
        wrong = re.search(r"[\[\]:*?/\\]", title) or title[:1] == "'" or title[-1:] == "'"
        if wrong or not 0 < len(title) <= LONGEST["sheet"]:
            yield f"no sheet can be called {title!r}"
    if len({title.lower() for title in titles}) < len(titles):
        yield "two sheets have one name"


def _defined_names(package: Package) -> Iterator[str]:
    titles = {sheet.title.lower() for sheet in package.sheets}
    seen = set()
    for name in package.book.iter(f"{MAIN}definedName"):
        key = (name.get("name", "").lower(), name.get("localSheetId"))
        if not DEFINED_NAME.fullmatch(key[0]) or CELL_LIKE.fullmatch(key[0]):
            yield f"nothing can be named {key[0]!r}"
        if key in seen:
            yield f"{key[0]!r} is named twice"
        seen.add(key)
        for quoted, plain in re.findall(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!", name.text or ""):
            if (quoted.replace("''", "'") or plain).lower() not in titles:
                yield f"{key[0]!r} refers to the sheet {quoted or plain!r}, which is not there"


def _cells(package: Package) -> Iterator[str]:
    """Cells in order, with styles and texts that exist, and with values that a cell can hold."""
    styles = len(package.xml("xl/styles.xml").findall(f"{MAIN}cellXfs/{MAIN}xf"))
    for sheet in package.sheets:
        row_before = 0
        for row in sheet.xml.iter(f"{MAIN}row"):
            number, column_before = int(row.get("r", row_before + 1)), 0
            if number <= row_before:
                yield f"{sheet.title}: row {number} is out of order"
            row_before = number
            for cell in row.iter(f"{MAIN}c"):
                place = f"{sheet.title}!{cell.get('r')}"
                address = ADDRESS.fullmatch(cell.get("r", ""))
                column = range_boundaries(cell.get("r"))[0] if address else 0
                if not address or int(address[2]) != number or column <= column_before:
                    yield f"{place} is out of order, or there twice"
                column_before = column
                if int(cell.get("s", 0)) >= styles:
                    yield f"{place} has a style that is not there"
                yield from _value(place, cell, package)


def _value(place: str, cell: ET.Element, package: Package) -> Iterator[str]:
    value, kind = cell.findtext(f"{MAIN}v"), cell.get("t", "n")
    if cell.find(f"{MAIN}f") is not None and value is None:
        yield f"{place} carries no value beside its formula"
    if kind == "e":
        yield f"{place} carries the error {value}"
    if kind == "n" and value is not None and not re.fullmatch(r"-?[0-9.]+(?:[eE][-+]?\d+)?", value):
        yield f"{place} holds {value!r}, which is no number"
    if kind == "s" and not _is_shared(cell, package):
        yield f"{place} holds a shared text that is not there"
        return
    text = _shown(cell, package)
    if len(text) > LONGEST["text"] or UNPRINTABLE.search(text):
        yield f"{place} holds a text that no cell can hold"


def _is_shared(cell: ET.Element, package: Package) -> bool:
    value = cell.findtext(f"{MAIN}v", "")
    return value.isdigit() and int(value) < len(package.shared)


def _shown(cell: ET.Element, package: Package) -> str:
    """What a cell shows, as a text."""
    value = cell.findtext(f"{MAIN}v", "")
    if cell.get("t") == "s":
        return package.shared[int(value)]
    return "".join(cell.itertext()) if cell.get("t") == "inlineStr" else value


def _formulas(package: Package) -> Iterator[str]:
    titles = {sheet.title for sheet in package.sheets}
    known = {name for name, _ in package.names}
    for sheet in package.sheets:
        blocks: list[tuple[str, Box]] = []
        for cell in sheet.xml.iter(f"{MAIN}c"):
            formula = cell.find(f"{MAIN}f")
            if formula is None:
                continue
            place = f"{sheet.title}!{cell.get('r')}"
            yield from (f"{place} {what}" for what in _text(formula.text or "", titles, known))
            if formula.get("t") == "array":
                block = formula.get("ref", "")
                if block.partition(":")[0] != cell.get("r"):
                    yield f"{place} has an array formula for {block}, which begins elsewhere"
                blocks.append((place, range_boundaries(block)))
        for (one, first), (other, second) in combinations(blocks, 2):
            if _overlap(first, second):
                yield f"the array formulas of {one} and {other} overlap"


def _text(formula: str, titles: set[str], known: set[str]) -> Iterator[str]:
    if formula.startswith("=") or len(formula) > LONGEST["formula"]:
        yield "has a formula that begins with '=' or is too long"
    if any(len(text) - 2 > LONGEST["literal"] for text in re.findall(r'"(?:[^"]|"")*"', formula)):
        yield "has a text of more than 255 characters in its formula"
    try:
        expression = parse(formula)
    except InputError as error:
        yield f"has a formula that cannot be read: {error}"
        return
    for part in parts(expression):
        match part:
            case Area(sheet) if sheet and sheet not in titles:
                yield f"refers to the sheet {sheet!r}, which is not there"
            case Name(name) if name not in known:
                yield f"names {name!r}, which is not defined"
            case Call(function) if function.removeprefix(LITE) not in {*NATIVE, *our_functions}:
                yield f"calls {function}, which Excel does not know by that name in a file"
            case _:
                pass


def _rules(package: Package) -> Iterator[str]:
    """Conditional formats and validations."""
    looks = len(package.xml("xl/styles.xml").findall(f"{MAIN}dxfs/{MAIN}dxf"))
    for sheet in package.sheets:
        for rule in sheet.xml.iter(f"{MAIN}cfRule"):
            if int(rule.get("dxfId", 0)) >= looks:
                yield f"{sheet.title} has a conditional format whose look is not there"
        validated: list[Box] = []
        for rule in sheet.xml.iter(f"{MAIN}dataValidation"):
            choices = rule.findtext(f"{MAIN}formula1", "")
            if rule.get("type") == "list" and len(choices) - 2 > LONGEST["list"]:
                yield f"{sheet.title} has a list of more than 255 characters"
            if rule.get("type") == "list" and choices.startswith('"'):
                yield f"{sheet.title} has a list within its rule, which some programs take apart"
            for attribute, longest in PROMPTS.items():
                if len(rule.get(attribute, "")) > longest:
                    yield f"{sheet.title} has a validation whose {attribute} is too long"
            validated += [range_boundaries(block) for block in rule.get("sqref", "").split()]
        if any(_overlap(one, other) for one, other in combinations(validated, 2)):
            yield f"{sheet.title} has two validations for one cell"


def _blocks(package: Package) -> Iterator[str]:
    """Tables and merged cells, which must not overlap, and tables' headings."""
    names, identities = {name.lower() for name, _ in package.names}, set[str]()
    for sheet in package.sheets:
        taken = [range_boundaries(each.get("ref")) for each in sheet.xml.iter(f"{MAIN}mergeCell")]
        for _, kind, part in package.relations(sheet.part):
            if kind != "table" or part not in package.parts:
                continue
            table = package.xml(part)
            title, box = table.get("displayName", ""), range_boundaries(table.get("ref"))
            if title.lower() in names or table.get("id", "") in identities:
                yield f"the table {title} has a name or number that is taken"
            names.add(title.lower())
            identities.add(table.get("id", ""))
            taken.append(box)
            yield from _headings(package, sheet, table, title, box)
        if any(_overlap(one, other) for one, other in combinations(taken, 2)):
            yield f"{sheet.title} has tables or merged cells that overlap"


def _headings(
    package: Package, sheet: Sheet, table: ET.Element, title: str, box: Box
) -> Iterator[str]:
    columns = [column.get("name", "") for column in table.iter(f"{MAIN}tableColumn")]
    if len({column.lower() for column in columns}) < len(columns):
        yield f"the table {title} has two columns of one name"
    if len(columns) != box[2] - box[0] + 1:
        yield f"the table {title} has not as many columns as its block"
    shown = {
        cell.get("r", ""): _shown(cell, package)
        for cell in sheet.xml.iter(f"{MAIN}c")
        if ADDRESS.fullmatch(cell.get("r", "")) and cell.get("r", "").endswith(str(box[1]))
    }
    row = [shown[a] for a in sorted(shown, key=lambda a: range_boundaries(a)[:2]) if _in(a, box)]
    if row != columns:
        yield f"the headings of the table {title} are not the names of its columns"


def _in(address: str, box: Box) -> bool:
    left, top, _, _ = range_boundaries(address)
    return box[0] <= left <= box[2] and top == box[1]


def _charts(package: Package) -> Iterator[str]:
    titles = {sheet.title for sheet in package.sheets}
    for name in package.parts:
        if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
            continue
        chart = package.xml(name)
        for reference in chart.iter(f"{CHART}f"):
            sheet = (reference.text or "").rpartition("!")[0].strip("'").replace("''", "'")
            if sheet not in titles:
                yield f"{name} refers to the sheet {sheet!r}, which is not there"
        axes = [*chart.iter(f"{CHART}valAx"), *chart.iter(f"{CHART}dateAx")]
        if any(axis.find(f"{CHART}delete") is None for axis in axes):
            yield f"{name} has an axis that Excel leaves out"


def _links(package: Package) -> Iterator[str]:
    titles = {sheet.title for sheet in package.sheets}
    for sheet in package.sheets:
        for link in sheet.xml.iter(f"{MAIN}hyperlink"):
            target = link.get("location", "").rpartition("!")[0].strip("'")
            if link.get(RELATION) is not None or target not in titles:
                yield f"{sheet.title}!{link.get('ref')} links out of the workbook, or nowhere"


def _overlap(one: Box, other: Box) -> bool:
    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart


CHECKS: tuple[Callable[[Package], Iterator[str]], ...] = (
    _parts,
    _sheet_names,
    _defined_names,
    _cells,
    _formulas,
    _rules,
    _blocks,
    _charts,
    _links,
)
