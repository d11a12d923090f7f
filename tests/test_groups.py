"""Tests that share what is dear to start run in one worker."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import group

ROOT = Path(__file__).parents[1]
COMMAND = "-m pytest -v -n 2 --dist loadgroup -p no:cacheprovider tests/test_choices.py"


def test_the_tests_of_a_file_run_in_one_worker() -> None:
    command = [sys.executable, *COMMAND.split()]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    done = [line for line in run.stdout.splitlines() if " PASSED " in line]
    assert len(done) > 1
    assert len({line.split("]")[0] for line in done}) == 1


def test_runs_of_one_way_and_one_libreoffice_are_shared() -> None:
    file = "tests/faults/test_processes.py"
    assert group(f"{file}::test_a[files]") == group(f"{file}::test_b[parent gone-files-2]")
    assert group(f"{file}::test_a[files]") != group(f"{file}::test_a[folder]")
    filled, score = (f"tests/workbook/test_{name}.py::test_a" for name in ("filled", "score_sheet"))
    assert group(filled) == group(score) != group("tests/workbook/test_design.py::test_a")
