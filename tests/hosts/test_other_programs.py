"""Other programs read from our files what stands in them.

What they lose is listed in docs/other-programs.md.

openpyxl's reading is compared with that of exceljs, a library of JavaScript, and of Gnumeric, a
spreadsheet with code of its own.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries

from megaroth_xl.cli import main

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "workbook"
RUNNER = Path(__file__).parent / "runners" / "exceljs.cjs"
LIBRARY = "exceljs"
REPORTS = ("summary.xlsx", "personal/1001.xlsx", "personal/1007.xlsx")
FILES = [
    *sorted(path.name for path in SHIPPED.glob("*.xls?")),
    *(f"{lang}/{name}" for lang in ("en", "ko") for name in REPORTS),
]


@pytest.fixture(scope="module")
def produced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of file that the package writes."""
    folder = tmp_path_factory.mktemp("produced")
    for path in SHIPPED.glob("*.xls?"):
        shutil.copy(path, folder)
    roster, plan = str(SHIPPED / "sample_roster.xlsx"), str(SHIPPED / "sample_plan.toml")
    for lang in ("en", "ko"):
        out = str(folder / lang)
        arguments = [roster, "--plan", plan, "--year", "2026", "--out", out, "--lang", lang]
        run = CliRunner().invoke(main, ["report", *arguments, "--personal"])
        assert (folder / lang / "summary.xlsx").is_file(), run.output
    return folder


def cells(book: Workbook) -> Iterator[tuple[str, str, Any]]:
    """Sheet, address and value of every cell that holds something."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in {None, ""}:
                    yield sheet.title, cell.coordinate, cell.value


@cache
def npm_modules() -> Path | None:
    """Where npm's global libraries are; None where exceljs is not among them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    found = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True, check=True)
    folder = Path(found.stdout.strip())
    return folder if (folder / LIBRARY).is_dir() else None


@pytest.mark.parametrize("name", FILES)
def test_exceljs_reads_every_value_date_name_and_table(name: str, produced: Path) -> None:
    modules = npm_modules()
    if modules is None:
        pytest.skip(f"not installed: {LIBRARY}")
    path = produced / name
    run = subprocess.run(
        ["node", RUNNER, path],
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    read = json.loads(run.stdout)
    book = load_workbook(path, data_only=True, keep_vba=False)
    assert list(read["sheets"]) == book.sheetnames
    held = list(cells(book))
    assert held
    for title, address, value in held:
        found = read["sheets"][title]["cells"].get(address, "")
        if isinstance(value, datetime):
            assert found == {"date": f"{value.isoformat()}.000Z"}, (title, address)
        elif found == {"date": "none"}:  # a text where the cell's format is a date's
            assert isinstance(value, str), (title, address)
        else:
            assert found == value, (title, address)
    tables = {t.name: t.ref for sheet in book.worksheets for t in sheet.tables.values()}
    assert {k: v for s in read["sheets"].values() for k, v in s["tables"].items()} == tables
    ranges = {name for name, defined in book.defined_names.items() if "!" in defined.attr_text}
    assert ranges <= set(read["names"])


def cells_of(area: str) -> Iterator[tuple[int, int]]:
    """Row and column of each cell of an area."""
    left, top, right, bottom = range_boundaries(area)
    return product(range(top, bottom + 1), range(left, right + 1))


def converted(path: Path, folder: Path) -> Workbook:
    """What Gnumeric saves after reading a file."""
    saved = folder / f"{path.stem}.xlsx"
    subprocess.run(["ssconvert", path, saved], capture_output=True, timeout=120, check=True)
    with pytest.warns(UserWarning, match="no default style"):  # Gnumeric writes none
        return load_workbook(saved, data_only=True)


def is_formula(cell: Cell) -> bool:
    return cell.data_type == "f"


@pytest.mark.parametrize("name", FILES)
def test_gnumeric_reads_every_value_and_name_but_recalculates_blocks(
    name: str, produced: Path, tmp_path: Path
) -> None:
    if shutil.which("ssconvert") is None:
        pytest.skip("not installed: ssconvert, which comes with Gnumeric")
    path = produced / name
    before, after = load_workbook(path, data_only=True), converted(path, tmp_path)
    assert after.sheetnames == before.sheetnames
    assert set(before.defined_names) <= set(after.defined_names)
    formulas = load_workbook(path)
    blocks = {
        (sheet.title, f"{get_column_letter(column)}{row}")
        for sheet in formulas.worksheets
        for area in sheet.array_formulae.values()
        for row, column in cells_of(area)
    }
    found = {(title, address): value for title, address, value in cells(after)}
    held = [cell for cell in cells(before) if cell[:2] not in blocks]
    assert held
    constant = [cell for cell in held if not is_formula(formulas[cell[0]][cell[1]])]
    assert len(constant) > len(held) // 2
    for title, address, value in held:
        shown = found.get((title, address), "")
        if blocks and is_formula(formulas[title][address]):
            continue  # calculated anew from blocks whose functions Gnumeric lacks
        if isinstance(value, float):
            assert shown == pytest.approx(value, rel=1e-12), (title, address)
        else:
            assert shown == value, (title, address)
