"""What blanks and zeros mean, argument by argument: the contract of the formulas."""

import math

import pytest

from megaroth_xl import arguments as take
from megaroth_xl.udfs import FORMULAS

PLAN_FEATURES = {"after_tax_allowed", "in_plan_rollover", "in_service_distribution"}


def arguments():
    for formula in FORMULAS.values():
        for place, (name, argument) in enumerate(formula.arguments.items()):
            yield formula, name, argument, place < formula.required


def test_required_arguments_that_may_be_blank():
    may_be_blank = {
        name for _, name, a, required in arguments() if required and a.blank is not None
    }
    money = {"employer", "after_tax", "match", "deferral"}
    assert may_be_blank == money | PLAN_FEATURES | {"conversions"}


def test_blank_money_is_nothing():
    for _, name, argument, required in arguments():
        if required and name in {"employer", "after_tax", "match"}:
            assert argument.blank == 0


def test_blank_plan_features_are_unknown():
    for name in PLAN_FEATURES:
        assert math.isnan(FORMULAS["MEGAROTH_ELIGIBLE"].arguments[name].blank)


def test_arguments_in_which_zero_means_not_given():
    zero = {name for _, name, argument, _ in arguments() if argument.zero_is_blank}
    contract = {"age", "compensation", "plan_cap", "magi"}
    no_sense_as_zero = {"from_year", "to_year", "first_year", "election_step"}
    no_number_at_all = {"lang", "limits", "conversions"}
    assert zero == contract | no_sense_as_zero | no_number_at_all


@pytest.mark.parametrize(
    "formula",
    [name for name, f in FORMULAS.items() if "compensation" in list(f.arguments)[: f.required]],
)
def test_pay_that_a_formula_needs_is_not_optional(formula):
    argument = FORMULAS[formula].arguments["compensation"]
    assert argument.blank is None
    assert not argument.zero_is_blank


def test_every_argument_says_what_it_expects():
    for _, _, argument, _ in arguments():
        assert argument.expected
        assert not argument.expected.endswith(".")


def test_formulas_share_meanings_unless_they_say_otherwise():
    (age,), (after_tax,) = take.Age.__metadata__, take.AfterTax.__metadata__
    assert FORMULAS["MEGAROTH_HEADROOM"].arguments["age"] is age
    assert FORMULAS["MEGAROTH_EXCESS"].arguments["age"] is age
    assert FORMULAS["ACP_TEST"].arguments["after_tax"] is not after_tax
