"""The questions about columns of pay and contributions."""

from collections.abc import Callable, Sequence

import numpy as np

from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted
from megaroth_xl.reports.roster.columns.candidates import Candidates

__all__ = ["ask_catch_up", "ask_meaning", "ask_parts", "ask_second_pay", "ask_total"]

LEAST_AGE = 50
"""The age from which there is catch-up (IRC 414(v)(5)(A))."""


def ask_parts(file: Candidates, name: str, base: Sequence[int], parts: Sequence[int]) -> None:
    """Ask whether columns add to a total, or are counted in it."""
    totals = [text for place in base for text in file.names(place)]
    texts = [text for place in parts for text in file.names(place)]
    values = {"column": name, "total": ", ".join(totals), "parts": ", ".join(texts)}
    add = ReadingChoice(
        Statement("choice.adds", values), (f"columns.{name} = {quoted([*totals, *texts])}",)
    )
    within = ReadingChoice(
        Statement("choice.part", values), (f"columns.{name} = {quoted(totals)}",)
    )
    file.out.questions.append(
        Question(f"columns.{name}", Statement("question.parts", values), (add, within))
    )


def ask_total(
    file: Candidates, name: str, base: Sequence[int], parts: Sequence[int], rows: int
) -> None:
    """Ask whether a total is right, or its parts, which come to something else in some rows."""
    totals = [file.heading(place) for place in base]
    texts = [file.heading(place) for place in parts]
    values = {"total": ", ".join(totals), "parts": ", ".join(texts), "rows": f"{rows:,}"}
    choices = (
        ReadingChoice(
            Statement("choice.one", {"column": name, "heading": ", ".join(totals)}),
            (f"columns.{name} = {quoted(totals)}",),
        ),
        ReadingChoice(
            Statement("choice.sum", {"column": name, "headings": ", ".join(texts)}),
            (f"columns.{name} = {quoted(texts)}",),
        ),
    )
    statement = Statement("question.total_differs", values)
    file.out.questions.append(Question(f"columns.{name}", statement, choices))


def ask_meaning(file: Candidates, place: int, fits: Sequence[str]) -> None:
    """Ask which of our columns a column is."""
    names = file.names(place)
    text = ", ".join(names)
    choices = tuple(
        ReadingChoice(
            Statement("choice.one", {"column": name, "heading": text}),
            (f"columns.{name} = {quoted([*_beside(file, name), *names])}",),
        )
        for name in fits
    )
    leave = _ignored(names)
    pair = {"one": fits[0], "two": fits[1]} if len(fits) == 2 else {}  # noqa: PLR2004
    statement = Statement(
        "question.meaning" if pair else "question.unknown", {"heading": text, **pair}
    )
    file.out.questions.append(Question(f"columns.{fits[0]}", statement, (*choices, leave)))


def ask_second_pay(file: Candidates, place: int) -> None:
    """Ask whether the pay of another company adds to the year's."""
    name, names = "compensation", file.names(place)
    base = _beside(file, name)
    values = {"column": name, "parts": ", ".join(names), "total": ", ".join(base)}
    choices = (
        ReadingChoice(
            Statement("choice.adds", values), (f"columns.{name} = {quoted([*base, *names])}",)
        ),
        _ignored(names),
    )
    statement = Statement("question.second_pay", values)
    file.out.questions.append(Question(f"columns.{name}", statement, choices))


def ask_catch_up(file: Candidates, age: Callable[[], FloatArray], place: int) -> None:
    """Ask whether a column is catch-up, or a credit union: people below 50 have no catch-up."""
    names = file.names(place)
    if (age()[np.nan_to_num(file.amounts(place)) > 0] < LEAST_AGE).any():
        file.note(place, "not_catch_up", age=LEAST_AGE)
        return
    total = "elective_deferral"
    base = _beside(file, total)
    values = {"parts": ", ".join(names), "total": ", ".join(base)}
    part = f"columns.catch_up_deferral = {quoted(names)}"
    choices = (
        ReadingChoice(
            Statement("choice.catch_up_adds", values),
            (f"columns.{total} = {quoted([*base, *names])}", part),
        ),
        ReadingChoice(
            Statement("choice.catch_up_part", values),
            (f"columns.{total} = {quoted(base)}", part),
        ),
        _ignored(names),
    )
    statement = Statement("question.maybe_catch_up", {"heading": ", ".join(names)})
    file.out.questions.append(Question("columns.catch_up_deferral", statement, choices))


def _ignored(names: Sequence[str]) -> ReadingChoice:
    """The reading that columns are not used."""
    listed = ", ".join(quoted([name]) for name in names)
    return ReadingChoice(
        Statement("choice.ignore", {"heading": ", ".join(names)}), (f"ignore = [{listed}]",)
    )


def _beside(file: Candidates, name: str) -> list[str]:
    """Headings that make up a column already, so that another is added to them."""
    return [file.heading(term.place) for term in file.out.sums.get(name, ())]
