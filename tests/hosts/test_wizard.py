"""The function wizards of classic Excel and of Office.js say what the formulas say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from megaroth_xl.formulas import CATEGORY
from megaroth_xl.udfs import FORMULAS

RUNNER = Path(__file__).parent / "runners" / "wizard.py"
OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}


@pytest.mark.parametrize(
    ("engine", "environment"),
    [
        ("classic", {}),
        pytest.param("officejs", OFFICE_JS, marks=pytest.mark.noncommercial),
    ],
)
def test_wizard_explains_every_formula_and_argument(engine, environment):
    own = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
    run = subprocess.run(
        [sys.executable, RUNNER, engine],
        env=own | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = {formula.pop("name"): formula for formula in json.loads(run.stdout)}
    assert set(told) == set(FORMULAS)
    for name, formula in FORMULAS.items():
        assert told[name].pop("category", CATEGORY) == CATEGORY
        assert told[name] == {
            "description": formula.summary,
            "parameters": [
                {"name": own, "description": a.meaning, "optional": i >= formula.required}
                for i, (own, a) in enumerate(formula.arguments.items())
            ],
        }
