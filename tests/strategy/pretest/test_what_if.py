from dataclasses import replace

from megaroth_xl.strategy.pretest.what_if import WhatIf, what_ifs
from tests.strategy.plans import CURRENT, PRIOR, match_of, plan_test, staff

COLUMNS = {
    "hce": [1, 1, 0, 0],
    "compensation": [200_000, 300_000, 50_000, 60_000],
    "matching_contribution": [4_000, 6_000, 1_000, 1_200],
    "after_tax_contribution": [20_000, 12_000, 1_000, 1_200],
    "division": ["sales", "shop", "shop", "shop"],
}


def found(plan: object = CURRENT, **changes: object) -> dict[tuple[str, object], WhatIf]:
    people = staff(**{**COLUMNS, **changes})
    test = plan_test(people, plan, 2026, match=match_of(people))  # type: ignore[arg-type]
    return {(each.kind, each.value): each for each in what_ifs(test)}


def test_as_it_is_and_with_caps() -> None:
    ways = found()
    as_it_is = ways["as_it_is", ""]
    assert (as_it_is.hce_average, as_it_is.limit, as_it_is.passes) == (0.09, 0.06, False)
    # 2 percent of match each, and 4 percent after tax.
    assert (ways["cap", 0.04].hce_average, ways["cap", 0.04].passes) == (0.06, True)
    assert (ways["cap", 0.06].hce_average, ways["cap", 0.06].passes) == (0.07, False)


def test_qnec() -> None:
    ways = found()
    assert (ways["qnec", 0.02].limit, ways["qnec", 0.02].cost) == (0.08, 2_200)
    assert (ways["qnec", 0.03].limit, ways["qnec", 0.03].passes) == (0.09, True)
    assert not any(kind == "qnec" for kind, _ in found(PRIOR))


def test_without_a_division() -> None:
    without = found()["without_division", "sales"]
    assert (without.hce_average, without.limit, without.passes) == (0.06, 0.06, True)
    # In the shop is every NHCE.
    assert found()["without_division", "shop"].limit is None
    assert ("without_division", "shop") not in found(division=["shop"] * 4)


def test_the_other_method() -> None:
    assert found(PRIOR)["other_method", "current year"].nhce_average == 0.04
    known = replace(CURRENT, prior_year_nhce_acp=0.08)
    assert found(known)["other_method", "prior year"].passes
    assert not any(kind == "other_method" for kind, _ in found())


def test_nothing_where_nothing_is_compared() -> None:
    assert found(hce=[1] * 4) == {}
    assert found(replace(PRIOR, prior_year_nhce_acp=None)) == {}
