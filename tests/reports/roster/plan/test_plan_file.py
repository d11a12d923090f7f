"""The plan file: strict, and everything wrong said at once."""

from pathlib import Path

import pytest

from megaroth_xl.errors import PlanFileError
from megaroth_xl.plan_settings import SETTINGS
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.strategy.plan.words import VESTING, TestingMethod

SAMPLE = Path(__file__).parents[4] / "workbook" / "sample_plan.toml"


def refusal(tmp_path: Path, content: str) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    return str(caught.value).removeprefix(f"{path}").removeprefix(": ").removeprefix(", ")


def test_the_sample_is_read() -> None:
    plan = read_plan(SAMPLE)
    assert plan.match_tiers == ((1.0, 0.03), (0.5, 0.05))
    assert (plan.after_tax_cap, plan.after_tax_cap_share) == (40_000, 0.25)
    assert plan.testing_method is TestingMethod.PRIOR_YEAR


def test_the_sample_names_every_setting() -> None:
    sample = SAMPLE.read_text(encoding="utf-8")
    named = {line.removeprefix("# ").split(" = ")[0] for line in sample.splitlines()}
    assert [name for name in SETTINGS if name not in named] == []


def test_all_problems_come_in_one_message_each_with_its_line(tmp_path: Path) -> None:
    content = """name = ""
accepts = true
after_tax_cap = -5
after_tax_cap_share = 10
match_tiers = [[1, 0.03], [0.5, "x"]]
accepts_roth = "perhaps"
pay_periods = "26"
"""
    assert refusal(tmp_path, content).split("\n  ") == [
        "7 problems",
        "line 2: unknown plan setting 'accepts'; did you mean accepts_roth?",
        "line 3: after_tax_cap is -5: expected dollars from 0 to a trillion",
        (
            "line 4: after_tax_cap_share is 10: expected a share between 0 and 1; "
            "for 10 percent type 10% or 0.1"
        ),
        "line 5: match_tiers, row 2, up_to is 'x': expected a share, such as 6%",
        "line 6: accepts_roth is 'perhaps': expected yes or no",
        "line 1: name is missing: expected text",
        "accepts_after_tax (After-tax contributions accepted) is missing: expected yes or no",
    ]


MINIMAL = 'name = "P"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 24\n'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "is not a TOML file"),
        (MINIMAL + "match_tiers = [[1, 0.05], [1, 0.03]]", "tiers is not rising"),
        (MINIMAL + 'testing_method = "other"', "'prior year' or 'current year'"),
        (MINIMAL + "after_tax_cap = nan", "line 5: after_tax_cap is not a number"),
        (MINIMAL + "after_tax_cap = inf", "after_tax_cap is inf"),
        (MINIMAL + "match_tiers = 5", "match_tiers is 5: expected rows of rate and up_to"),
        (MINIMAL + "match_tiers = [{rate = 1}]", "such as match_tiers = [[1.0, 0.03]]"),
        (MINIMAL + "match_tiers = [[1, 0.05, 3]]", "match_tiers, row 1, is [1, 0.05, 3]"),
        (MINIMAL + "match_tiers = [[100, 6]]", "for 100 percent type 100% or 1"),
        (MINIMAL + 'after_tax_cap = "6%"', "after_tax_cap is '6%': expected dollars"),
        (MINIMAL + 'after_tax_cap_share = "$5"', "expected a share, such as 6%"),
        (MINIMAL + 'after_tax_cap = "unknown"', "expected dollars, such as 40,000, or none"),
        (
            MINIMAL + "true_up = yes",
            'line 5: cannot be read as TOML: quotation marks are missing; type true_up = "yes"',
        ),
        (MINIMAL + "match_cap = $40,000", 'type match_cap = "$40,000"'),
        (MINIMAL + "match_tiers = [[100%, 6%]]", 'such as "6%", or as a number, such as 0.06'),
        (MINIMAL + 'name = "Q"', "line 5: name is given twice (also on line 1)"),
        (MINIMAL + "Match_Cap = 1\nmatch_cap = 2", "given twice (also line 5)"),
        (MINIMAL + "acp_safe_harbor = true", "line 5: acp_safe_harbor is yes: expected no, or"),
        (MINIMAL + 'closing = "a\\u202eb"', "signs that can be printed"),
        (MINIMAL + "[match]\nrate = 1", "unknown plan setting 'match'; did you mean match_cap?"),
        (MINIMAL + "vesting = [[1, 0.5]]", "line 5: vesting is not a schedule"),
    ],
)
def test_terms_that_are_refused(tmp_path: Path, content: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ('true_up = "yes"', "true_up", True),
        ('true_up = "No"', "true_up", False),
        ("true_up = 1", "true_up", True),
        ('after_tax_cap = "$40,000"', "after_tax_cap", 40_000),
        ('after_tax_cap = "none"', "after_tax_cap", None),
        ('after_tax_cap_share = "6%"', "after_tax_cap_share", 0.06),
        ('match_tiers = [["100%", "3%"], ["50%", "5%"]]', "match_tiers", ((1, 0.03), (0.5, 0.05))),
        ('in_plan_roth_rollover = "unknown"', "in_plan_roth_rollover", None),
        ("eaca = \u201call eligible\u201d", "eaca", "all eligible"),
        ("eaca = \u2018some\u2019", "eaca", "some"),
        ("contact = \u201cBob\u2019s desk\u201d", "contact", "Bob\u2019s desk"),
        ("contact = 5551234", "contact", "5551234"),
        ("plan_year_start = 2026-07-01", "plan_year_start", "07-01"),
        ('plan_year_start = "July 1"', "plan_year_start", "07-01"),
        ('vesting = "6 year graded"', "vesting", VESTING["6-year graded"]),
        ('"match tier 1 rate" = 1\nmatch_tier_1_up_to = "6%"', "match_tiers", ((1, 0.06),)),
        ('refund_earnings_rate = "-3%"', "refund_earnings_rate", -0.03),
        (
            'election_file = [["employee_id", "File #"]]',
            "election_file",
            [("employee_id", "File #")],
        ),
    ],
)
def test_what_people_type_is_read(tmp_path: Path, line: str, name: str, value: object) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(MINIMAL + line, encoding="utf-8")
    assert getattr(read_plan(path), name) == value


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="there is no such file"):
        read_plan(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "rows",
    [
        "match_tiers = [{rate = 1, up_to = 0.03}, {rate = 0.5, up_to = 0.05}]",
        "[[match_tiers]]\nrate = 1\nup_to = 0.03\n[[match_tiers]]\nup_to = 0.05\nrate = 0.5",
    ],
)
def test_rows_may_be_tables(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(MINIMAL + rows, encoding="utf-8")
    assert read_plan(path).match_tiers == ((1, 0.03), (0.5, 0.05))
