"""IronCalc, which knows none of our functions, computes what stands around them alike."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from megaroth_xl.workbook.evaluation import formulas
from megaroth_xl.workbook.inputs import EXAMPLES
from megaroth_xl.workbook.plain import plain_bytes
from megaroth_xl.workbook.template import Template, build_template
from tests.workbook.libreoffice import differences
from tests.workbook.typing_in import SHOWN, starts, typed_into

SITUATIONS: dict[str, dict[str, Any]] = {
    "own": {},
    "three tiers, a cap": {
        "match tier 1 rate": 1.0,
        "match tier 1 up to": 0.03,
        "match tier 2 rate": 0.5,
        "match tier 2 up to": 0.05,
        "match tier 3 rate": 0.25,
        "match tier 3 up to": 0.10,
        "match_cap": 15_000,
        "compensation": 400_000,
        "after_tax_contribution": 8_000,
        "after_tax_cap": 15_000,
        "earnings": 90_000,
        "state_rate": 0.093,
    },
    "pay above the limit, each pay date": {
        "compensation": 700_000,
        "match_pay_limit": "each pay date",
        "true_up": "yes",
        "after_tax_cap_share": 0.05,
    },
    "a projected year": {
        "year": 2027,
        "as_of": None,
        "age": 62,
        "deferral_to_come": 37_250,
        "first_pay_date": date(2027, 1, 8),
        "pay_periods_left": 26,
    },
}


def built(situation: str) -> Template:
    if situation in EXAMPLES:
        said = build_template().book.say
        return build_template(typed={**starts(), SHOWN: said(f"people.{situation}")})
    return build_template(typed=typed_into(SITUATIONS[situation]))


@pytest.mark.parametrize("situation", [*SITUATIONS, *EXAMPLES])
def test_excels_own_formulas_come_out_alike(situation: str, tmp_path: Path) -> None:
    if find_spec("ironcalc") is None:
        pytest.skip("ironcalc is not installed")
    import ironcalc  # noqa: PLC0415

    template = built(situation)
    path = tmp_path / "plain.xlsx"
    path.write_bytes(plain_bytes(template))
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    own = {sheet.title: formulas(sheet) for sheet in load_workbook(path)}
    found = {
        title: {a: model.get_cell_value(number, *coordinate_to_tuple(a)) for a in cells}
        for number, (title, cells) in enumerate(own.items())
    }
    carried = {title: {a: template.values[title][a] for a in cells} for title, cells in own.items()}
    assert sum(map(len, found.values())) > 1000
    assert differences(carried, found) == []
