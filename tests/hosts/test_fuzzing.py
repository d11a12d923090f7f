"""Any value that Excel can hold, thrown at every formula on both engines of xlwings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUNNERS = Path(__file__).parent / "runners"
EXAMPLES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else 500
OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}


@pytest.mark.parametrize(
    ("engine", "environment"),
    [
        ("classic", {}),
        pytest.param("officejs", OFFICE_JS, marks=pytest.mark.noncommercial),
    ],
)
def test_every_formula_answers(engine: str, environment: dict[str, str]) -> None:
    own = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
    run = subprocess.run(
        [sys.executable, RUNNERS / "fuzz.py", engine, str(EXAMPLES)],
        env=own | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
