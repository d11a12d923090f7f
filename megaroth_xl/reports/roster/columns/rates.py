"""The columns of contributions that hold shares of pay, not dollars."""

from collections.abc import Iterator

import numpy as np

from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted
from megaroth_xl.reports.roster.columns.candidates import Candidates
from megaroth_xl.reports.roster.columns.meanings import ASKED
from megaroth_xl.reports.roster.columns.sources import OTHER_MONEY, Term
from megaroth_xl.reports.roster.files.cells import is_of_texts

__all__ = ["find_rates"]

WHOLE = 100.0
FEW_DOLLARS = 100.0
SMALL = frozenset(
    {"maybe_catch_up", "forfeitures", "qnec", "qmac", "match_true_up", "other_employer"}
)
"""Contributions that may come to a few dollars."""
LEAST_PAY = 10_000.0
"""Contributions of no more than the one beside pay of at least the other may be percentages."""


def find_rates(file: Candidates) -> None:
    """Ask whether columns hold shares of pay, where a heading or the figures say so."""
    if file.settings.rates is not None:
        rates = file.rates | _said_by_headings(file)
        for terms in file.out.sums.values():
            for term in terms:
                if file.headings[term.place].is_rate and term.place not in rates:
                    file.note(term.place, "rate_as_dollars")
        file.out.sums = {
            name: tuple(Term(t.place, t.place in rates) for t in terms)
            for name, terms in file.out.sums.items()
        }
        return
    suspected = [place for place in _contributions(file) if _looks_like_rate(file, place)]
    if all(_is_small(file, place) for place in suspected):
        return
    texts = list(dict.fromkeys(text for place in suspected for text in file.names(place)))
    listed = "[" + ", ".join(quoted([text]) for text in texts) + "]"
    elected = any(file.headings[place].is_election for place in suspected)
    key = "question.rates_elected" if elected else "question.rates"
    statement = Statement(key, {"headings": ", ".join(texts)})
    choices = (
        ReadingChoice(Statement("choice.rates"), (f"rates = {listed}",)),
        ReadingChoice(Statement("choice.dollars"), ("rates = []",)),
    )
    file.out.questions.append(Question("rates", statement, choices))


def _said_by_headings(file: Candidates) -> set[int]:
    """Columns whose headings say a rate, in a file that is said to hold some."""
    if not file.rates:
        return set()
    return {
        place
        for place in _contributions(file)
        if file.headings[place].is_rate and (np.nan_to_num(file.amounts(place)) <= WHOLE).all()
    }


def _contributions(file: Candidates) -> Iterator[int]:
    """The columns of contributions that are used or may be, each once."""
    seen = set()
    for meaning in ASKED:
        if meaning != "prior_wages":
            for place in file.free.get(meaning, []):
                if place not in file.out.notes:
                    seen.add(place)
                    yield place
    for name, terms in file.out.sums.items():
        if name in OTHER_MONEY or name == "compensation":
            continue
        for term in terms:
            if term.place not in seen:
                seen.add(term.place)
                yield term.place


def _is_small(file: Candidates, place: int) -> bool:
    return file.headings[place].meaning in SMALL and not _says_rate(file, place)


def _says_rate(file: Candidates, place: int) -> bool:
    return file.headings[place].is_rate or bool(
        is_of_texts(file.cells.to_series(place))
        and file.text(place).str.contains("%", literal=True).any()
    )


def _looks_like_rate(file: Candidates, place: int) -> bool:
    if _says_rate(file, place) or file.headings[place].is_election:
        return True
    terms = file.out.sums.get("compensation")
    if not terms:
        return False
    pay, values = file.amounts(terms[0].place), file.amounts(place)
    paid = pay >= LEAST_PAY
    given = values[paid & (values > 0)]
    if not given.size:
        return False
    return bool((given <= FEW_DOLLARS).all() or ((given > 0) & (given < 1)).any())
