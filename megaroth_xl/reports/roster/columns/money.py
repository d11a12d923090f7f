"""The columns of pay and contributions: totals, their parts, and questions about them."""

from collections.abc import Callable, Sequence

import numpy as np

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.compensation import counted_compensation
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.columns.candidates import CENT, Candidates
from megaroth_xl.reports.roster.columns.meanings import ASKED
from megaroth_xl.reports.roster.columns.questions import (
    ask_catch_up,
    ask_meaning,
    ask_parts,
    ask_second_pay,
    ask_total,
)
from megaroth_xl.reports.roster.columns.sources import (
    CAPPED_PAY,
    CATCH_UPS,
    CONTRIBUTIONS,
    FAMILIES,
    LAST_PAYS,
    OTHER_MONEY,
    PAY_PART,
    PAYS,
)
from megaroth_xl.strategy.plan.participant_columns import COLUMNS

__all__ = ["find_money"]

LEAST, MOST_ROWS = 0.5, 0.8
"""Shares of pay are those of the dollars beside where most rows come near: elections change."""
OLD = 62
"""An age at which the limit on deferrals is highest: it stands for one that is not known."""
WITHOUT_CATCH_UP = 40
"""An age at which there is no catch-up."""
OF_EMPLOYER = ("matching_contribution", "nonelective_contribution")
DEDUCTED = {
    "pretax_deductions": "elective_deferral",
    "after_tax_deductions": "after_tax_contribution",
}
"""All that payroll deducts, by the contribution that may be in it where nothing else holds it."""
OPEN_TOTALS = ("contribution", "employee_contribution", "employer_contribution")
"""Meanings asked about that may as well be the total of columns that are known."""


def find_money(file: Candidates, age: Callable[[], FloatArray]) -> None:
    """Find the columns of dollars.

    Parameters
    ----------
    file
        The columns.
    age
        Gives the age of each row on December 31, NaN where it is not known.
    """
    _Money(file, age).find()


class _Money:
    def __init__(self, file: Candidates, age: Callable[[], FloatArray]) -> None:
        self.file, self.age, self.out = file, age, file.out
        self.added_up: list[frozenset[int]] = []

    def find(self) -> None:
        self._pay()
        self._pass_over_totals()
        self._deferral()
        for name in OF_EMPLOYER:
            self._employer(name)
        for name in ("after_tax_contribution", *OTHER_MONEY):
            self._dollars(name)
        self._ask_meanings()
        self._take_asked()
        self._say_unused()

    def _dollars(self, name: str) -> None:
        if name in self.file.said:
            self.out.sums[name] = self.file.terms(*self.file.said[name])
            for place in self.file.free.get(name, []):
                if place not in self.file.said[name]:
                    self.file.note(place, "said_otherwise", column=name)
        elif (found := self.file.amount(name)) is not None:
            self.out.sums[name] = self.file.terms(found)

    # ---- pay

    def _pay(self) -> None:
        name = "compensation"
        if name in self.file.said:
            self.out.sums[name] = self.file.terms(*self.file.said[name])
            return
        found = [self.file.amount(kind, name) for kind in PAYS]
        places = [place for place in found if place is not None]
        if not places:
            self._last_pay(name)
            return
        first, *others = places
        differing = [place for place in others if not self._same_pay(first, place)]
        for place in set(others) - set(differing):
            key = "same" if self.file.same_amounts(first, place) else "capped"
            self.file.note(place, key, heading=self.file.heading(first))
        if differing:
            self.file.ask_which(name, [first, *differing], can_sum=False)
        self.out.sums[name] = self.file.terms(first)

    def _same_pay(self, first: int, other: int) -> bool:
        """True where two columns hold the same pay, or the other one only what a plan counts."""
        if self.file.same_amounts(first, other):
            return True
        pay, counted = self.file.amounts(first), self.file.amounts(other)
        try:
            capped = np.asarray(counted_compensation(np.nan_to_num(pay), self.file.year))
        except (InputError, UnknownYearError):
            return False
        is_blank = np.isnan(pay) | np.isnan(counted)
        return bool((np.isclose(capped, counted, atol=CENT) | is_blank).all())

    def _last_pay(self, name: str) -> None:
        """Ask about pay that is not quite the year's, or that comes in parts."""
        for kinds, can_sum in ((LAST_PAYS, False), ((CAPPED_PAY,), False), ((PAY_PART,), True)):
            places = [
                p for kind in kinds for p in self.file.free.get(kind, []) if self.file.has_any(p)
            ]
            if places:
                salary = [p for p in places if self.file.headings[p].meaning == "salary"]
                parts = [p for p in self.file.free.get(PAY_PART, []) if self.file.has_any(p)]
                if parts and salary == places:  # which together may be the pay of the year
                    self.file.ask_which(name, [*places, *parts], can_sum=True, alone=len(places))
                else:
                    self.file.ask_which(name, places, can_sum=can_sum and len(places) > 1)
                self.out.sums[name] = self.file.terms(places[0])
                return

    def _say_unused(self) -> None:
        """Say why columns that are known are not used."""
        for place in self.file.free.get("prior_amount", []):
            self.file.note(place, "of_the_year_before")
        for place in self.file.free.get("historic", []):
            self.file.note(place, "historic")
        for meaning in (PAY_PART, "beside_pay", "hours", CAPPED_PAY, *LAST_PAYS):
            for place in self.file.free.get(meaning, []):
                if not self.out.became(place):
                    self.file.note(place, "known_unused")

    # ---- totals and their parts

    def _places(self, meaning: str, name: str) -> list[int]:
        """The columns of dollars of a meaning: those that are said, or the one that is found."""
        if name in self.file.said and meaning == name:
            return list(self.file.said[name])
        place = self.file.amount(meaning, name)
        return [] if place is None else [place]

    def _pass_over_totals(self) -> None:
        """Totals by heading, which show what adds up: of all, or of what the employee paid."""
        file = self.file
        deferrals = ("elective_deferral", *FAMILIES["elective_deferral"])
        kinds = {
            place: kind
            for kind in (*CONTRIBUTIONS, *OPEN_TOTALS)
            for place in file.free.get(kind, [])
            if file.has_any(place)
        }
        others = [
            place
            for place in kinds
            if not (file.headings[place].is_total or file.headings[place].is_part)
        ]
        for place, kind in kinds.items():
            if file.headings[place].is_total and len(others) > 1:
                whole = np.nan_to_num(file.amounts(place))
                of_deferrals = [other for other in others if kinds[other] in deferrals]
                for parts in (others, of_deferrals):
                    if len(parts) > 1 and np.allclose(whole, self._sum(parts), atol=CENT):
                        file.free[kind] = [p for p in file.free[kind] if p != place]
                        headings = ", ".join(file.heading(part) for part in parts)
                        file.note(place, "total_of", headings=headings)
                        self.added_up.append(frozenset(parts))
                        break

    def _pass_over_rates(self, name: str) -> None:
        """Shares of pay beside dollars which are about what these shares come to."""
        file = self.file
        places = [p for kind in (name, *FAMILIES[name]) for p in file.free.get(kind, [])]
        rates = [p for p in places if file.is_rate(p)]
        dollars = [p for p in places if not file.is_rate(p) and file.has_any(p)]
        pay = next((term.place for term in self.out.sums.get("compensation", ())), None)
        if not rates or not dollars or pay is None or file.settings.rates is not None:
            return
        due = np.nan_to_num(file.amounts(pay)) * sum(file.shares(place) for place in rates)
        paid = self._sum(dollars)
        alike = np.where(due > 0, (paid > due * LEAST) & (paid < due / LEAST), paid == 0)
        if (due > 0).any() and alike.mean() >= MOST_ROWS:
            for kind in (name, *FAMILIES[name]):
                file.free[kind] = [p for p in file.free.get(kind, []) if p not in rates]
            for place in rates:
                file.note(place, "rate_beside", heading=file.heading(dollars[0]))

    def _deferral(self) -> None:
        name = "elective_deferral"
        self._pass_over_rates(name)
        total = [] if name in self.file.said else self._places(name, name)
        pretax = self._places("pretax_deferral", name)
        roth = self._places("roth_deferral", "roth_deferral")
        catch_ups = {kind: self._places(kind, "catch_up_deferral") for kind in CATCH_UPS}
        caught_up = [place for places in catch_ups.values() for place in places]
        if roth:
            self.out.sums["roth_deferral"] = self.file.terms(*roth)
        if caught_up:
            self.out.sums["catch_up_deferral"] = self.file.terms(*caught_up)
        if name in self.file.said:
            added: tuple[int, ...] = self.file.said[name]
        elif total:
            added = self._with_parts(name, total, [*pretax, *roth, *caught_up])
        elif pretax or roth:
            added = self._with_parts(name, [*pretax, *roth], caught_up)
        else:
            added = tuple(caught_up)
        if added:
            self.out.sums[name] = self.file.terms(*added)
        if roth and any(place in added for place in catch_ups["catch_up_roth"]):
            self.out.sums["roth_deferral"] = self.file.terms(*roth, *catch_ups["catch_up_roth"])

    def _employer(self, name: str) -> None:
        parts: list[int] = []
        for kind in FAMILIES[name]:
            places = self._places(kind, kind)
            parts += places
            if kind in COLUMNS and places:
                self.out.sums[kind] = self.file.terms(*places)
        if name in self.file.said:
            self.out.sums[name] = self.file.terms(*self.file.said[name])
            return
        total = self._places(name, name)
        added = self._with_parts(name, total, parts) if total else tuple(parts)
        if added:
            self.out.sums[name] = self.file.terms(*added)

    def _with_parts(self, name: str, base: Sequence[int], parts: Sequence[int]) -> tuple[int, ...]:
        """The columns that make up a total: with its parts, or without where these are in it."""
        file = self.file
        filled = [place for place in parts if file.has_any(place)]
        is_said = any(file.headings[p].is_own or file.headings[p].is_total for p in base)
        if is_said or all(file.headings[p].is_own for p in filled):
            self._compare_total(name, base, filled)
            return tuple(base)
        rates = {file.is_rate(place) for place in (*base, *filled)}
        values = {place: np.nan_to_num(file.amounts(place)) for place in (*base, *filled)}
        whole = self._sum(base)
        together = self._sum(filled)
        if len(rates) == 1:
            if len(filled) > 1 and np.allclose(whole, together, atol=CENT):
                for place in filled:
                    file.note(place, "in_total", heading=", ".join(map(file.heading, base)))
                return tuple(base)  # the total of just these
            is_more = {p: (values[p] > whole + CENT).any() for p in filled}
            adds = [p for p in filled if is_more[p] or file.headings[p].is_kind]
            within = [
                p for p in filled if p not in adds and self._is_within(name, whole, values[p])
            ]
            open_ = [p for p in filled if p not in adds and p not in within]
            if len(base) == 1 and len(filled) == 1 and np.allclose(whole, together, atol=CENT):
                within, open_ = filled, []
            more, open_ = self._catch_up(name, whole, open_)
            adds += more
        else:
            adds, within, open_ = [], [], filled
        if open_ and self._is_total_of(name, [*base, *adds], open_):
            adds, open_ = [*adds, *open_], []
        if open_:
            ask_parts(self.file, name, [*base, *adds], open_)
        for place in within:
            file.note(place, "part_of", column=name)
        return (*base, *adds)

    def _compare_total(self, name: str, base: Sequence[int], parts: Sequence[int]) -> None:
        """Ask which is right where a total is what its parts come to, but not in every row."""
        if not parts[1:] or not any(self.file.headings[p].is_total for p in base):
            return
        differs = np.abs(self._sum(base) - self._sum(parts)) > CENT
        if 0 < differs.sum() <= len(differs) * LEAST:
            ask_total(self.file, name, base, parts, int(differs.sum()))

    def _catch_up(
        self, name: str, whole: FloatArray, places: list[int]
    ) -> tuple[list[int], list[int]]:
        """The columns of catch-up that add to the other deferrals, and those that are still open.

        Payroll ends regular deferrals at the limit to the cent: whoever is there and has catch-up
        besides has more than that in all. A total that is above it holds the catch-up.
        """
        if not places or any(self.file.headings[p].meaning not in CATCH_UPS for p in places):
            return [], places
        try:
            limit = float(elective_deferral_limit(self.file.year, WITHOUT_CATCH_UP))
        except UnknownYearError:
            return [], places
        has_some = self._sum(places) > 0
        is_at = (has_some & (np.abs(whole - limit) <= CENT)).any()
        if is_at == (has_some & (whole > limit + CENT)).any():
            return [], places
        for place in () if is_at else places:
            self.file.note(place, "part_above_limit", column=name)
        return (places if is_at else []), []

    def _is_total_of(self, name: str, base: Sequence[int], open_: Sequence[int]) -> bool:
        """Return whether a total beside them holds a total and its open parts, one by one added."""
        file = self.file
        others = {
            "elective_deferral": ("after_tax_contribution",),
            "matching_contribution": (
                "nonelective_contribution",
                *FAMILIES["nonelective_contribution"],
            ),
            "nonelective_contribution": (
                "matching_contribution",
                *FAMILIES["matching_contribution"],
            ),
        }[name]
        beside = [p for kind in others for p in file.free.get(kind, []) if file.has_any(p)]
        together = self._sum([*base, *open_])
        if any({*base, *open_} <= parts for parts in self.added_up):
            return True
        return any(
            np.allclose(np.nan_to_num(file.amounts(place)), together + more, atol=CENT)
            for kind in OPEN_TOTALS
            for place in file.free.get(kind, [])
            if file.has_any(place)
            for more in (0.0, self._sum(beside))
        )

    def _sum(self, places: Sequence[int]) -> FloatArray:
        values = [np.nan_to_num(self.file.amounts(place)) for place in places]
        return sum(values, np.zeros(self.file.cells.height))

    def _is_within(self, name: str, whole: FloatArray, part: FloatArray) -> bool:
        """True where each row with a part shows that the total holds it: more would be too much."""
        if name != "elective_deferral":
            return False
        age = np.nan_to_num(self.age(), nan=OLD)
        try:
            limit = np.asarray(elective_deferral_limit(self.file.year, age))
        except UnknownYearError:
            return False
        has_part = part > 0
        return bool((whole + part > limit + CENT)[has_part].all())

    # ---- meanings that fit several columns

    def _ask_meanings(self) -> None:
        for meaning, fits in ASKED.items():
            for place in self.file.free.get(meaning, []):
                if place in self.file.taken:
                    continue
                if not self.file.has_any(place):
                    self.file.note(place, "asked_but_blank")
                elif DEDUCTED.get(meaning) in self.out.sums:
                    self.file.note(place, "known_unused")
                elif meaning in OPEN_TOTALS and (others := self._adds_up(place)):
                    headings = ", ".join(self.file.heading(other) for other in others)
                    self.file.note(place, "total_of", headings=headings)
                elif meaning == "maybe_catch_up":
                    ask_catch_up(self.file, self.age, place)
                elif meaning == "second_pay":
                    ask_second_pay(self.file, place)
                else:
                    ask_meaning(self.file, place, fits)

    def _take_asked(self) -> None:
        """Deferrals, which every roster has, for now from the first heading that may mean them."""
        name = "elective_deferral"
        asked = [
            place
            for meaning, fits in ASKED.items()
            if name in fits
            for place in self.file.free.get(meaning, ())
        ]
        if asked and name not in self.out.sums:
            best = min(asked, key=lambda place: place in self.out.notes)
            self.out.sums[name] = self.file.terms(best)

    def _adds_up(self, place: int) -> list[int]:
        """The columns that are known of which one is the total in every row; [] if it is none."""
        used = {
            name: [term.place for term in self.out.sums.get(name, ())]
            for name in ("elective_deferral", "after_tax_contribution", *OF_EMPLOYER)
        }
        employee = used["elective_deferral"] + used["after_tax_contribution"]
        employer = [p for name in OF_EMPLOYER for p in used[name]]
        whole = np.nan_to_num(self.file.amounts(place))
        for places in (used["elective_deferral"], employee, employer, [*employee, *employer]):
            filled = [p for p in places if self.file.has_any(p)]
            if filled and np.allclose(whole, self._sum(filled), atol=CENT):
                return filled
        return []
