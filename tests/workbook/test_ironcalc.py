"""IronCalc, which knows none of our functions, computes the sheet Checks' own formulas alike."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from megaroth_xl.workbook.inputs import EXAMPLES
from megaroth_xl.workbook.pages.checks import OWN
from megaroth_xl.workbook.template import Template, build_template
from tests.workbook.typing_in import address_of, starts

SITUATIONS: dict[str, dict[str, Any]] = {
    "own": {},
    **{person: {"shown": person} for person in EXAMPLES},
    "three tiers, a cap, a match on after-tax money": {
        "match_rate_1": 1.0,
        "match_up_to_1": 0.03,
        "match_rate_2": 0.5,
        "match_up_to_2": 0.05,
        "match_rate_3": 0.25,
        "match_up_to_3": 0.10,
        "compensation": 400_000,
        "after_tax_so_far": 8_000,
        "after_tax_is_matched": "yes",
        "plan_cap": 15_000,
        "earnings": 90_000,
        "state_rate": 0.093,
    },
    "a projected year": {"year": 2027, "age": 62, "deferral_to_come": 37_250},
}


def built(situation: dict[str, Any]) -> Template:
    choices = build_template().book
    typed = {
        ("inputs", address_of(name)): choices.say(f"people.{value}") if name == "shown" else value
        for name, value in situation.items()
    }
    return build_template(typed={**starts(), **typed})


@pytest.mark.parametrize("situation", SITUATIONS)
def test_room_match_and_tax_come_out_alike(situation: str, tmp_path: Path) -> None:
    if find_spec("ironcalc") is None:
        pytest.skip("ironcalc is not installed")
    import ironcalc  # noqa: PLC0415

    template = built(SITUATIONS[situation])
    path = tmp_path / "template.xlsx"
    path.write_bytes(template.data())
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    sheet = template.workbook.sheetnames.index("Checks")
    names = [name for lines in OWN.values() for name in lines]
    assert len(names) > 30
    for name in names:
        row, column = coordinate_to_tuple(template.at[name].partition("!")[2].replace("$", ""))
        found = model.get_cell_value(sheet, row, column)
        assert found == pytest.approx(template.shown(name), abs=1e-9), name
