"""The extension for LibreOffice Calc, its shell, and the Python that answers it."""

import io
import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl.cli import main
from megaroth_xl.hosts.libreoffice import addin as libreoffice
from megaroth_xl.hosts.libreoffice import answers as calc
from megaroth_xl.hosts.libreoffice import server as calc_server
from megaroth_xl.hosts.libreoffice.addin import extension_bytes, package_folders
from megaroth_xl.udfs import FORMULAS, MEGAROTH_VERSION
from tests.hosts.windows.readers import saved_by_libreoffice

# Notice 2023-75 for 2024: 69,000 less the deferral and the employer's money.
CALLS = {
    ("MEGAROTH_HEADROOM", (23000.0, 15000.0, 2024.0)): ((31000.0,),),
    ("MEGAROTH_HEADROOM", (((23000.0,), (1.0,)), 15000.0, 2024.0)): ((31000.0,), (53999.0,)),
    ("MEGAROTH_WHY", ("MEGAROTH_HEADROOM", "x", 15000.0, 2024.0)): (
        ("deferral is 'x': expected dollars from 0 to a trillion",),
    ),
    ("MEGAROTH_BINDING_LIMIT", (23000.0, 10000.0, 2024.0, 40.0, 0.0, 30000.0)): (
        ("no room left: 100% of pay",),
    ),
}
NOT_AVAILABLE = ("MEGAROTH_HEADROOM", ((("x",), (2.0,)), ((1.0,), (2.0,), (3.0,)), 2024.0))
"""What is refused shows #VALUE! and a row without a partner #N/A; both travel as NaN."""

Answer = Callable[[str, tuple[Any, ...]], tuple[tuple[Any, ...], ...]]


@contextmanager
def shell(python: str) -> Iterator[Any]:
    """What asks another Python, as LibreOffice runs it."""
    names: dict[str, Any] = {}
    exec(libreoffice.ASKED.format(python=python), names)  # noqa: S102 - our own shell
    server = names["answer"].__self__
    yield server
    server.end()


@pytest.fixture(scope="module")
def ask() -> Iterator[Answer]:
    with shell(sys.executable) as server:
        yield server.answer


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call[1]))
def test_the_shell_shows_what_another_python_answers(
    ask: Answer, call: tuple[str, tuple[Any, ...]]
) -> None:
    assert ask(*call) == CALLS[call]


def test_an_error_keeps_its_code_on_its_way(ask: Answer) -> None:
    name, cells = NOT_AVAILABLE
    here, there = calc.answer(name, cells), ask(name, cells)
    for place in (0, 2):
        ((one,), (other,)) = here[place], there[place]
        assert isnan(other)
        assert pack("<d", one) == pack("<d", other)


def without_package(folder: Path) -> Path:
    """A Python that starts and has no package."""
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return python


@pytest.mark.skipif(os.name == "nt", reason="the Python without a package is a shell script")
def test_every_cell_says_why_a_python_does_not_answer(tmp_path: Path) -> None:
    reasons = {
        "no-such-python": "[Errno 2] No such file or directory: 'no-such-python'",
        shutil.which("false") or "": "it ended with exit code 1",
        str(without_package(tmp_path)): "No module named 'megaroth_xl'",
    }
    for python, reason in reasons.items():
        with shell(python) as server:
            shown = [server.answer("MEGAROTH_VERSION", ()) for _ in range(5)]
            assert server.starts <= 3
        for ((said,),) in shown:
            assert said.startswith(f"{python} does not answer for megaroth_xl (")
            assert reason in said
            assert said.endswith("): run megaroth libreoffice addin again")


def test_a_portable_add_in_finds_its_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEGAROTH_PYTHON", sys.executable)
    with shell("") as server:
        assert server.answer("MEGAROTH_VERSION", ()) == ((MEGAROTH_VERSION(),),)
    monkeypatch.delenv("MEGAROTH_PYTHON")
    megaroth = shutil.which("megaroth")
    with shell("") as server:
        assert server.command == (megaroth and [megaroth, "libreoffice", "answer"])
    monkeypatch.setenv("PATH", "")
    with shell("") as server:
        ((said,),) = server.answer("MEGAROTH_VERSION", ())
    assert said.startswith("no Python with megaroth-xl was found: install it")


def test_after_the_python_ended_another_one_is_started() -> None:
    with shell(sys.executable) as server:
        assert server.answer("MEGAROTH_VERSION", ()) == ((MEGAROTH_VERSION(),),)
        server.process.kill()
        server.process.wait()
        assert server.answer("MEGAROTH_VERSION", ()) == ((MEGAROTH_VERSION(),),)


def test_answers_line_by_line() -> None:
    lines = [json.dumps(["IRS_LIMIT", ["ira", [[2024.0], [2026.0]]]]), json.dumps(NOT_AVAILABLE)]
    shown = io.StringIO()
    calc_server.serve(lines, shown)
    first, second = (json.loads(line) for line in shown.getvalue().splitlines())
    assert first == [[7000.0], [7500.0]]
    assert second[0] == [{"bits": 0x7FF8000000000000 | 519}]
    assert second[2] == [{"bits": 0x7FF8000000000000 | 32767}]


def test_the_extension_lists_its_files_and_every_formula() -> None:
    data = extension_bytes(Path("python"))
    assert data == extension_bytes(Path("python"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    manifest = texts.pop("META-INF/manifest.xml")
    listed = re.findall(r'full-path="([^"]+)"', manifest)
    assert set(listed) | {"description.xml", "megaroth_calc.py"} == set(texts)
    for name in FORMULAS:
        assert f">{name}</value>" in texts["CalcAddIns.xcu"]
    assert "PYTHON = 'python'" in texts["megaroth_calc.py"]
    machine = re.compile(r"(?<![\w.:/])/(?:home|root|usr|opt|tmp)\b")
    assert not [name for name, text in texts.items() if machine.search(text)]
    compile(texts["megaroth_calc.py"], "megaroth_calc.py", "exec")


def test_an_add_in_inside_libreoffice_names_the_folders_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "megaroth.oxt"
    asked = ["libreoffice", "addin", str(path), "--inside"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    with zipfile.ZipFile(path) as archive:
        shell = archive.read("megaroth_calc.py").decode()
    assert all(repr(str(folder)) in shell for folder in package_folders())
    assert "subprocess" not in shell
    refused = CliRunner().invoke(main, [*asked, "--portable", "--force"])
    assert "--inside is given with --portable: expected one of the two" in refused.output


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_cells_of_libreoffice_show_the_answers(tmp_path: Path) -> None:
    """In a fresh profile, unpacked as a system's own extensions are: root may install none."""
    extension = tmp_path / "extensions" / "megaroth"
    with zipfile.ZipFile(io.BytesIO(extension_bytes(Path(sys.executable)))) as file:
        file.extractall(extension)
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "=MEGAROTH_VERSION()"
    sheet["A2"] = "=MEGAROTH_HEADROOM(23000,15000,2024)"
    sheet["A3"] = '=MEGAROTH_HEADROOM("x",15000,2024)'
    sheet["A4"] = "=MEGAROTH_BINDING_LIMIT(23000,10000,2024,40,0,30000)"
    sheet["A5"] = "=ISNA(MEGAROTH_HEADROOM(NA(),15000,2024))"
    sheet["A6"] = "=IFERROR(MEGAROTH_HEADROOM(-1,15000,2024),0)"
    sheet["B1"] = ArrayFormula("B1:C2", '=IRS_LIMIT({"ira","402(g)"},{2024;2026})')
    book.save(tmp_path / "cells.xlsx")
    extensions = f"-env:BUNDLED_EXTENSIONS={extension.parent.as_uri()}"
    saved = saved_by_libreoffice(tmp_path / "cells.xlsx", "xlsx:Calc MS Excel 2007 XML", extensions)
    shown = load_workbook(io.BytesIO(saved), data_only=True).active
    assert [row[0].value for row in shown["A1:A6"]] == [
        MEGAROTH_VERSION(),
        31000,
        "#VALUE!",
        "no room left: 100% of pay",
        True,
        0,
    ]
    # Notices 2023-75 and 2025-67.
    assert [[cell.value for cell in row] for row in shown["B1:C2"]] == [
        [7000, 23000],
        [7500, 24500],
    ]
