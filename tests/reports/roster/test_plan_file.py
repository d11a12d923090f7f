"""The plan file: strict, and everything wrong said at once."""

from dataclasses import fields
from pathlib import Path

import pytest

from megaroth_xl.errors import PlanFileError
from megaroth_xl.reports.roster.plan_file import PlanFile, read_plan
from megaroth_xl.strategy.plan import PlanTerms, TestingMethod

SAMPLE = Path(__file__).parents[3] / "workbook" / "sample_plan.toml"


def refusal(tmp_path: Path, content: str) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_the_sample_is_read() -> None:
    plan = read_plan(SAMPLE)
    assert plan.match_tiers == ((1.0, 0.03), (0.5, 0.05))
    assert (plan.after_tax_cap, plan.after_tax_cap_share) == (40_000, 0.25)
    assert plan.testing_method is TestingMethod.PRIOR_YEAR


def test_the_keys_are_the_fields_of_the_terms() -> None:
    assert tuple(PlanFile.model_fields) == tuple(field.name for field in fields(PlanTerms))
    sample = SAMPLE.read_text(encoding="utf-8")
    named = {line.removeprefix("# ").split(" = ")[0] for line in sample.splitlines()}
    assert [key for key in PlanFile.model_fields if key not in named] == []


def test_all_problems_come_in_one_message(tmp_path: Path) -> None:
    content = """
        name = ""
        accepts = true
        after_tax_cap = -5
        after_tax_cap_share = 10
        match_tiers = [[1, 0.03], [0.5, "x"]]
        accepts_roth = 1
        pay_periods = "26"
    """
    assert refusal(tmp_path, content).split("; ") == [
        "name is '': string should have at least 1 character",
        "match_tiers.1.1 is 'x': input should be a valid number",
        "accepts_after_tax is missing",
        "after_tax_cap is -5: expected dollars from 0 to a trillion",
        "after_tax_cap_share is 10: expected a share between 0 and 1",
        "for 10 percent type 10% or 0.1",
        "accepts_roth is 1: input should be a valid boolean",
        "pay_periods is '26': input should be a valid integer",
        "accepts is no term of a plan (the terms are " + ", ".join(PlanFile.model_fields) + ")",
    ]


MINIMAL = 'name = "P"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 24\n'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "is not a TOML file"),
        (MINIMAL + "match_tiers = [[1, 0.05], [1, 0.03]]", "tiers is not rising"),
        (MINIMAL + 'testing_method = "other"', "'prior year' or 'current year'"),
        (MINIMAL + "after_tax_cap = nan", "after_tax_cap is not a number"),
        (MINIMAL + "after_tax_cap = inf", "after_tax_cap is inf"),
        (MINIMAL + "match_tiers = 5", "match_tiers is 5"),
        (MINIMAL + "match_tiers = [[1, 0.05, 3]]", "match_tiers.0"),
    ],
)
def test_terms_that_are_refused(tmp_path: Path, content: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, content)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="cannot be read"):
        read_plan(tmp_path / "none.toml")
