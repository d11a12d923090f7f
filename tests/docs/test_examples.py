"""The workbooks of the examples are current, and carry the figures that their story tells."""

import csv
from io import BytesIO
from itertools import chain

import pytest
from openpyxl import load_workbook

from megaroth_xl.cells import Block
from megaroth_xl.strategy.saver.year import saver_year
from megaroth_xl.typed_case import case_of
from tests.docs.generators import EXAMPLES, generator

WRITE = generator("write_examples", EXAMPLES)


def test_the_workbook_of_formulas_is_current() -> None:
    written = (EXAMPLES / "01-high-earner" / "room.xlsx").read_bytes()
    assert written == WRITE.room_workbook(), "run python examples/write_examples.py"


def test_the_first_example_answers_with_formulas() -> None:
    data = (EXAMPLES / "01-high-earner" / "room.xlsx").read_bytes()
    shown = load_workbook(BytesIO(data), data_only=True)["Room"]
    formulas = load_workbook(BytesIO(data))["Room"]
    # By hand: 69,000 - 23,000 - 12,000, and 6% of 250,000 leaves 69,000 - 23,000 - 15,000;
    # 24% of 150 and of 3,000.
    expected = {"B8": 34_000, "C7": 15_000, "C8": 31_000, "B12": 36, "C13": 720}
    assert {address: shown[address].value for address in expected} == expected
    assert all(str(formulas[address].value).startswith("=") for address in expected)


ROOMS = {
    "01-high-earner": 69_000 - 23_000 - 12_000,
    "02-mid-year": 72_000 - 24_500 - 0.04 * 260_000 - 9_000,
    "03-ages-60-to-63": 72_000 - (35_750 - 11_250) - 7_600,
    "04-job-change": 72_000 - 9_500 - 2_850,
}
"""By hand, from the limits of the notices."""


@pytest.mark.parametrize("case", ROOMS)
def test_the_story_of_a_saver_adds_up(case: str) -> None:
    with (EXAMPLES / case / "case.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    found = saver_year(case_of("case", Block((len(rows), 2), [*chain.from_iterable(rows)])))
    assert found.answer("after_tax_room").value == pytest.approx(ROOMS[case], abs=0.005)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("05-solo-401k", ["22,304.45", "25,195.55"]),
        # 0.5% of the room at each client's bracket: 24%, 24%, 22%, 12%.
        (
            "06-planner-clients",
            ["28,100   33.72", "39,900   47.88", "15,000   16.50", "21,100   12.66"],
        ),
        # Levelled by ratios: 8.5% of 300,000 and 3.5% of 180,000; by dollars: 25,800 + 3,000.
        (
            "09-failing-test",
            ["31,800.00", "A                    28,800.00", "B                     3,000.00"],
        ),
        ("10-folder-of-rosters", ["5.84%, at most 6.00%", "6.84%, at most 7.00%"]),
    ],
)
def test_a_page_shows_the_figures_of_a_separate_computation(case: str, said: list[str]) -> None:
    page = (EXAMPLES / case / "README.md").read_text(encoding="utf-8")
    assert [each for each in said if each not in page] == []


def test_there_are_ten_and_the_list_names_each() -> None:
    cases = sorted(
        path.name for path in EXAMPLES.iterdir() if path.is_dir() and path.name[0] != "_"
    )
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert len(cases) == 10
    assert [case for case in cases if f"]({case}/README.md)" not in listed] == []


def test_the_filled_templates_carry_the_answers_of_their_case() -> None:
    for name, sheet in (
        ("01-high-earner/planner.xlsx", "Results"),
        ("02-mid-year/planner-ko.xlsx", "결과"),
    ):
        shown = load_workbook(EXAMPLES / name, data_only=True)[sheet]
        figures = {cell.value for row in shown.iter_rows() for cell in row}
        assert ROOMS[name.partition("/")[0]] in figures
