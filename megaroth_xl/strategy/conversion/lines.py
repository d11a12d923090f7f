"""The whole tax on the earnings in a conversion: the brackets, and what higher income reduces.

Each line is computed on its own facts. A fact that is not given makes its line "not known", unless
the other facts decide it: no fact is taken to be 0.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from megaroth_xl import quantities
from megaroth_xl.law.income_deductions import (
    FIRST_YEAR_OF_REDUCTION,
    deductions_shrink,
    income_before_reduction,
    itemized_deduction_reduction,
    senior_deduction,
    standard_deduction_at_65,
    state_and_local_tax_deduction,
)
from megaroth_xl.law.income_tax import (
    federal_tax,
    marginal_rate,
    net_investment_income_tax_from_conversion,
    standard_deduction,
)
from megaroth_xl.law.individual_retirement_plans import income_range
from megaroth_xl.law.medicare_premiums import YEARS_LATER, premium_threshold
from megaroth_xl.law.state_income_tax import (
    StateIncome,
    needs_agi,
    state_figures,
    state_tax_added,
)
from megaroth_xl.quantities import DOLLARS, MOST_DOLLARS, SIGNED_DOLLARS
from megaroth_xl.strategy.conversion.household import FACTS, ConversionFacts
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["ConversionCost", "CostLine", "conversion_cost"]

NEEDED: Mapping[str, tuple[str, ...]] = {
    "brackets": (),
    "state": ("state", "magi"),
    "state_and_local_taxes": ("magi", "itemized_salt"),
    "seniors": ("magi", "seniors"),
    "itemized": ("itemized_deductions",),
    "investment_income": ("magi", "investment_income"),
}
"""By line, the facts that it rests on."""


class CostLine(NamedTuple):
    """One line of the table: its id, its words, its dollars, and what it rests on.

    `amount` is None where the facts do not decide it.
    """

    id: str
    name: str
    amount: float | None
    note: str


@dataclass(frozen=True)
class ConversionCost:
    """The cost of a conversion, line by line.

    Parameters
    ----------
    earnings
        Taxable earnings, dollars; 0 for a loss.
    lines
        The dollars of each tax and of each deduction that is lost.
    total
        Of the lines that are known, dollars.
    effective_rate
        The total as a share of the earnings; None without earnings.
    bracket_rate
        Federal rate on the next dollar without the conversion.
    warnings
        What the higher income may bring beside the tax of the year.
    not_known
        Names of the facts whose lines are not known.
    """

    earnings: float
    lines: tuple[CostLine, ...]
    total: float
    effective_rate: float | None
    bracket_rate: float
    warnings: tuple[CostLine, ...]
    not_known: tuple[str, ...]

    def rows(self, after_tax: float = 0.0, lang: str = LANGUAGES[0]) -> list[list[str | float]]:
        """The lines as rows for a table: words, dollars or a rate, and a note.

        Parameters
        ----------
        after_tax
            After-tax contributions converted, dollars; they are not taxed again.
        lang
            "en" or "ko".
        """
        say = _say(lang)
        unknown = say("not_known")
        rows: list[list[str | float]] = [
            [say(f"column.{name}") for name in ("line", "amount", "note")]
        ]
        rows.append([say("after_tax.name"), after_tax, say("after_tax.note")])
        rows.append([say("earnings.name"), self.earnings, say("earnings.note")])
        rows += [
            [line.name, unknown if line.amount is None else line.amount, line.note]
            for line in self.lines
        ]
        names = ", ".join(say(f"fact.{name}") for name in self.not_known)
        rate = unknown if self.effective_rate is None else self.effective_rate
        partly = "partly" if self.not_known else "whole"
        rows += [
            [say("total.name"), self.total, say(f"total.{partly}", names=names)],
            [say("effective_rate.name"), rate, say("effective_rate.note")],
            [say("bracket_rate.name"), self.bracket_rate, say("bracket_rate.note")],
        ]
        rows += [[line.name, "", line.note] for line in self.warnings]
        return [*rows, [say("not_modelled.name"), "", say("not_modelled.note")]]


def conversion_cost(
    earnings: float,
    facts: ConversionFacts,
    *,
    lang: str = LANGUAGES[0],
) -> ConversionCost:
    """Return what the earnings in a conversion cost in tax, line by line.

    The after-tax contributions themselves are not income. Each deduction that shrinks is valued at
    the brackets it pushes income into, in the order of the lines.

    Parameters
    ----------
    earnings
        Taxable earnings converted, dollars; a loss is not income.
    facts
        What is known of the household's year without the conversion.
    lang
        "en" or "ko".

    Returns
    -------
    ConversionCost
        A line whose facts are not given is not known, and not in the total.

    Raises
    ------
    InputError, UntaxedYearError

    References
    ----------
    IRC 1(j)(2); 164(b)(6) and (7); 151(d)(5)(C); 68; 1411; P.L. 119-21 s. 70103, s. 70111 and
    s. 70120;
    42 USC 1395r(i).

    Examples
    --------
    >>> facts = ConversionFacts(480000, "mfj", 2026, magi=540000, itemized_salt=45000, state=0,
    ...                         seniors=0, investment_income=0, itemized_deductions=60000)
    >>> cost = conversion_cost(3000, facts)
    >>> cost.total, cost.effective_rate
    (1248.0, 0.416)
    """
    gain = max(quantities.single(earnings, SIGNED_DOLLARS, "earnings"), 0.0)
    return _Household(gain, facts, lang).cost()


def _say(lang: str) -> Callable[..., str]:
    """The words of the table in one language."""
    return lambda key, **values: text(f"conversion_lines.{key}", lang, **values)


class _Household:
    """One household's year without and with the added income."""

    def __init__(self, gain: float, facts: ConversionFacts, lang: str) -> None:
        self.gain, self.facts = gain, facts
        self.say = _say(lang)
        self.status, self.year = facts.filing_status, int(facts.year)
        self.income = float(facts.taxable_income)
        self.shrink = deductions_shrink(self.year)

    def cost(self) -> ConversionCost:
        bracket = self.tax(self.income + self.gain) - self.tax(self.income)
        note = "of_income" if self.income else "at_most"
        lines = [self.line("brackets", bracket, note, income=self.income)]
        higher = self.income + self.gain
        for name, lost, note in self.lost_deductions():
            amount = None if lost is None else self.tax(higher + lost) - self.tax(higher)
            values = {} if lost is None else {"lost": lost}
            lines.append(self.line(name, amount, note, **values))
            higher += lost or 0.0
        lines.append(self.investment_income_line())
        lines.insert(1, self.state_line(higher))
        total = round(sum(line.amount for line in lines if line.amount is not None), 2)
        not_known = tuple(
            name
            for name in FACTS
            if getattr(self.facts, name) is None
            and any(line.amount is None and name in NEEDED[line.id] for line in lines)
        )
        return ConversionCost(
            earnings=self.gain,
            lines=tuple(lines),
            total=total,
            effective_rate=round(total / self.gain, 6) if self.gain else None,
            bracket_rate=float(marginal_rate(self.income, self.status, self.year)),
            warnings=tuple(self.warnings()),
            not_known=not_known,
        )

    def line(self, name: str, amount: float | None, note: str, /, **values: object) -> CostLine:
        cents = None if amount is None else float(quantities.round_half_up(amount))
        words = self.say(f"{name}.{note}", year=self.year, **values)
        return CostLine(name, self.say(f"{name}.name"), cents, words)

    def tax(self, income: float) -> float:
        return float(federal_tax(max(income, 0.0), self.status, self.year))

    # What the higher income takes away, with the words for it: None where it is not known.

    def lost_deductions(self) -> Iterator[tuple[str, float | None, str]]:
        lost_taxes, note = self.lost_taxes()
        yield "state_and_local_taxes", lost_taxes, note
        lost_senior, note = self.lost_senior()
        yield "seniors", lost_senior, note
        yield "itemized", *self.lost_itemized(lost_taxes or 0.0, lost_senior or 0.0)

    def lost_taxes(self) -> tuple[float | None, str]:
        if not self.shrink:
            return 0.0, "not_in_force"
        facts = self.facts
        most = MOST_DOLLARS if facts.itemized_salt is None else facts.itemized_salt
        if not self.itemizes or most == 0:
            return 0.0, "not_itemized"
        lost = self.between(
            lambda magi: state_and_local_tax_deduction(most, magi, self.status, self.year)
        )
        if lost is None or (lost and facts.itemized_salt is None):
            return None, "not_known"
        if facts.itemized_deductions is not None:
            lost = min(lost, facts.itemized_deductions - self.standard)
        return lost, "lost" if lost else "unchanged"

    def lost_senior(self) -> tuple[float | None, str]:
        if not self.shrink:
            return 0.0, "not_in_force"
        if self.status == "mfs":
            return 0.0, "separate"
        given = self.facts.seniors
        persons = self.facts.most_seniors if given is None else given
        if persons == 0:
            return 0.0, "none"
        lost = self.between(lambda magi: senior_deduction(persons, magi, self.status, self.year))
        if lost is None or (lost and self.facts.seniors is None):
            return None, "not_known"
        return lost, "lost" if lost else "unchanged"

    def lost_itemized(self, taxes: float, senior: float) -> tuple[float | None, str]:
        """Itemized deductions lost to IRC 68 beyond those lost without the conversion."""
        before = self.facts.itemized_deductions
        if self.year < FIRST_YEAR_OF_REDUCTION:
            return 0.0, "not_in_force"
        if before is None:
            return None, "not_known"
        if not self.itemizes:
            return 0.0, "not_itemized"
        full = float(income_before_reduction(before, self.income, self.status, self.year))
        cut_before = self.income - full
        after = before - taxes
        cut_after = float(
            itemized_deduction_reduction(
                after, full + self.gain + taxes + senior, self.status, self.year
            )
        )
        # Taxes are lost below the 37 percent bracket only: where less is cut, the facts disagree.
        lost = max(min(cut_after - cut_before, after - cut_before - self.standard), 0.0)
        return lost, "lost" if lost > 0 else "unchanged"

    @property
    def standard(self) -> float:
        """The standard deduction, which is taken where it is more than the itemized ones."""
        basic = float(standard_deduction(self.status, self.year))
        persons = self.facts.seniors or 0
        return basic + float(standard_deduction_at_65(persons, self.status, self.year))

    @property
    def itemizes(self) -> bool:
        """Return whether deductions may be itemized, as far as it is known."""
        deductions = self.facts.itemized_deductions
        return deductions is None or deductions > self.standard

    def between(self, deduction: Callable[[float], object]) -> float | None:
        """Tell what a deduction shrinks by as modified AGI rises; None where that is not known."""
        magi = self.facts.magi
        if magi is None:
            return None
        without, with_it = (
            quantities.single(deduction(agi), DOLLARS, "deduction")  # type: ignore[arg-type]
            for agi in (magi, magi + self.gain)
        )
        return without - with_it

    def investment_income_line(self) -> CostLine:
        magi, income = self.facts.magi, self.facts.investment_income
        if income == 0:
            return self.line("investment_income", 0.0, "none")
        if magi is None:
            return self.line("investment_income", None, "not_known")
        added = float(
            net_investment_income_tax_from_conversion(
                self.gain, MOST_DOLLARS if income is None else income, magi, self.status, self.year
            )
        )
        if added and income is None:
            return self.line("investment_income", None, "not_known")
        return self.line("investment_income", added, "added" if added else "unchanged")

    def state_line(self, income_with: float) -> CostLine:
        state, magi = self.facts.state, self.facts.magi
        if state is None:
            return self.line("state", None, "not_known")
        if not isinstance(state, str):
            return self.line("state", self.gain * state, "of_rate")
        found, figures = state_figures(state, self.year)
        if figures.tax:
            note = "untaxed" if figures.tax == "none" else "conversions_untaxed"
            return self.line("state", 0.0, note, state=found.name)
        if not needs_agi(state, self.year):
            share = f"{figures.numbers['rate'] * 100:.10g}%"
            added = self.gain * figures.numbers["rate"]
            return self.line("state", added, "flat", state=found.name, rate=share)
        if magi is None:
            return self.line("state", None, "agi_not_known", state=found.name)
        before = StateIncome(self.status, magi, self.tax(self.income))
        after = StateIncome(self.status, magi + self.gain, self.tax(income_with))
        added = state_tax_added(state, self.year, before, after, self.gain)
        return self.line("state", added, "graduated", state=found.name)

    # What the higher income may bring beside the year's tax, and facts that cannot all be right.

    def warnings(self) -> Iterator[CostLine]:
        magi = self.facts.magi
        if magi is not None and magi < self.income:
            yield self.line("facts", None, "disagree", magi=magi, income=self.income)
        yield self.medicare_warning()
        yield self.retirement_account_warning()

    def medicare_warning(self) -> CostLine:
        later = self.year + YEARS_LATER
        threshold = premium_threshold(later, self.status)
        values: dict[str, object] = {"later": later}
        if threshold is None:
            return self.line("medicare", None, "not_published", **values)
        values["threshold"] = threshold.dollars
        if self.facts.magi is None:
            return self.line("medicare", None, "not_known", **values)
        above = self.facts.magi + self.gain > threshold.dollars
        return self.line("medicare", None, "above" if above else "below", **values)

    def retirement_account_warning(self) -> CostLine:
        magi = self.facts.magi
        if magi is None:
            return self.line("accounts", None, "not_known")
        ranges = [
            income_range(kind, self.status, self.year) for kind in ("roth_ira", "traditional_ira")
        ]
        touched = any(magi < r.end and magi + self.gain > r.start for r in ranges)
        return self.line("accounts", None, "touched" if touched else "untouched")
