"""The workbooks of the examples are current, and carry the figures that their story tells."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.docs.generators import EXAMPLES, generator

WRITE = generator("write_examples", EXAMPLES)


@pytest.mark.parametrize("name", WRITE.WORKBOOKS)
def test_each_workbook_is_current(name: str) -> None:
    assert (EXAMPLES / name).read_bytes() == WRITE.WORKBOOKS[name](), (
        "write it anew: python examples/write_examples.py"
    )


def test_the_first_example_answers_with_formulas() -> None:
    data = (EXAMPLES / "01-high-earner" / "room.xlsx").read_bytes()
    shown = load_workbook(BytesIO(data), data_only=True)["Room"]
    formulas = load_workbook(BytesIO(data))["Room"]
    # By hand: 69,000 - 23,000 - 12,000, and 6% of 250,000 leaves 69,000 - 23,000 - 15,000;
    # 24% of 150 and of 3,000.
    expected = {"B8": 34_000, "C7": 15_000, "C8": 31_000, "B12": 36, "C13": 720}
    assert {address: shown[address].value for address in expected} == expected
    assert all(str(formulas[address].value).startswith("=") for address in expected)
