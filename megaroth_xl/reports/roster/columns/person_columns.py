"""The columns that are not amounts: who a person is, when the person came and left, and more."""

from collections.abc import Sequence

import polars as pl

from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted
from megaroth_xl.reports.roster.columns.candidates import Candidates
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind

__all__ = ["find_facts", "find_who"]

OTHER_DATES = (
    "termination_date_2",
    "birth_date",
    "last_paycheck",
    "pay_date",
    "period_start",
    "period_end",
)
"""Days that need no second look."""
BARE = frozenset(map(plain, ("Employee", "Participant", "Associate", "Worker", "EE", "Emp")))
"""Headings that stand over ids in some files and over names in others."""
HALF = 0.5
MOST_OTHERS = 2
"""Columns that are not known and may hold ids, in a question."""


def find_who(file: Candidates) -> None:
    """Find the column of ids and those of names."""
    ids = _id_places(file)
    together = file.said.get("employee_id", ())
    if len(together) > 1:
        file.out.joins["employee_id"] = together
    elif ids:
        file.out.takes["employee_id"] = ids[0]
    if "name" in file.said:
        file.out.joins["name"] = file.said["name"]
    else:
        _find_names(file, ids)
    for other in ids[1:]:
        if other not in file.out.joins.get("name", ()):
            file.note(other, "another_id")
    if not ids:
        _ask_names_as_ids(file)


def _find_names(file: Candidates, ids: Sequence[int]) -> None:
    place = file.one("name")
    if place is None:
        place = next((p for p in ids[1:] if _holds_names(file, p)), None)
    found = [file.one(part) for part in ("last_name", "first_name", "middle_name", "suffix")]
    parts = tuple(part for part in found if part is not None)
    if place is not None:
        file.out.joins["name"] = (place,)
        for part in parts:
            file.note(part, "another", heading=file.heading(place))
    elif parts:
        file.out.joins["name"] = parts


def _ask_names_as_ids(file: Candidates) -> None:
    """Ask whether names serve as ids, where the file has none."""
    names = file.out.joins.get("name", ())
    if not names:
        return
    file.out.joins["employee_id"] = names
    born = file.free.get("birth_date", [])[:1]
    ways = {"names": names, "names_and_births": (*names, *born)} if born else {"names": names}
    choices = [
        ReadingChoice(Statement(f"choice.{key}"), (_as_ids(file, places),))
        for key, places in ways.items()
    ]
    choices += [
        ReadingChoice(
            Statement("choice.one", {"column": "employee_id", "heading": file.heading(place)}),
            (_as_ids(file, [place]),),
        )
        for place, heading in enumerate(file.headings)
        if heading.text and not heading.meaning and _is_told_apart(file.text(place))
    ][:MOST_OTHERS]
    statement = Statement("question.names_as_ids")
    file.out.questions.append(Question("columns.employee_id", statement, tuple(choices)))


def _as_ids(file: Candidates, places: Sequence[int]) -> str:
    return f"columns.employee_id = {quoted([file.heading(place) for place in places])}"


def _is_told_apart(cells: pl.Series) -> bool:
    """Return whether each row has a text of its own, as ids do."""
    return cells.len() > 1 and cells.n_unique() == cells.len() and not cells.null_count()


def _id_places(file: Candidates) -> list[int]:
    """The columns of ids, the best first: said, then an id proper, then a number, then SSN."""
    if "employee_id" in file.said:
        return [file.said["employee_id"][0]]
    ids = file.free.get("employee_id", [])
    filled = [p for p in ids if file.is_filled(p) or len(ids) == 1]
    persons = [place for place in filled if _holds_names(file, place)]
    proper = sorted(
        (place for place in filled if place not in persons),
        key=lambda p: (not _says(file, p, "id"), not _says(file, p, "number")),
    )
    return [*proper, *file.free.get("ssn", []), *persons]


def _says(file: Candidates, place: int, word: str) -> bool:
    text = file.heading(place).lower()
    spelled = {"id": ("id",), "number": ("number", "no", "#", "num")}[word]
    return any(part in text for part in spelled)


def _holds_names(file: Candidates, place: int) -> bool:
    """Return whether a column that is only called "Employee" holds names."""
    if plain(file.heading(place)) not in BARE:
        return False
    given = file.text(place).drop_nulls()
    like_names = given.str.contains(r"[A-Za-z]{2}.*[ ,]")
    return int(like_names.sum()) > HALF * given.len()


def find_facts(file: Candidates) -> None:
    """Find the dates, the yes or no, and the texts."""
    _find_dates(file)
    for name, column in COLUMNS.items():
        if column.is_dollars or name in file.out.takes or name == "employee_id":
            continue
        if column.kind is ColumnKind.DATE and name in ("hire_date", "rehire_date"):
            continue
        if column.kind is ColumnKind.TEXT and len(file.said.get(name, ())) > 1:
            file.out.joins[name] = file.said[name]
        elif (found := file.one(name)) is not None:
            file.out.takes[name] = found
    opposite = file.one("nhce")
    if opposite is not None and "hce" not in file.out.takes:
        file.out.takes["hce"] = opposite
    elif opposite is not None:
        file.note(opposite, "opposite", heading=file.heading(file.out.takes["hce"]))
    opposite = file.one("ineligible")
    if opposite is not None and "eligible" not in file.out.takes:
        file.out.takes["eligible"] = opposite
    _find_prior_hce(file)


def _find_prior_hce(file: Candidates) -> None:
    """Ask of which year a status is that a heading dates in the year before."""
    place = file.one("prior_hce")
    if place is None:
        return
    if "hce" in file.out.takes or "prior_year_compensation" in {*file.free, *file.said}:
        file.note(place, "of_the_year_before")
        return
    heading = file.heading(place)
    values = {"heading": heading, "year": file.year, "before": file.year - 1}
    choices = (
        ReadingChoice(
            Statement("choice.prior_hce", values), (f"columns.hce = {quoted([heading])}",)
        ),
        ReadingChoice(Statement("choice.ignore", values), (f"ignore = [{quoted([heading])}]",)),
    )
    statement = Statement("question.prior_hce", values)
    file.out.questions.append(Question("columns.hce", statement, choices))


def _find_dates(file: Candidates) -> None:
    original, hire = file.one("original_hire_date"), file.one("hire_date")
    rehire = file.one("rehire_date")
    start, end = file.one("start_date"), file.one("end_date")
    if start is not None and end is not None and _is_period(file.text(start), file.text(end)):
        for place in (start, end):
            file.note(place, "pay_period")
        file.out.takes.setdefault("period_start", start)
        file.out.takes.setdefault("period_end", end)
        start = end = None
    elif hire is None and original is None and "hire_date" not in file.said:
        hire = start
    if original is not None and hire is not None and original != hire:
        # With both, the plain one is that of the last hire.
        if rehire is None and not file.same_texts(original, hire):
            rehire = hire
        hire = original
    termination = _termination(file)
    if termination is None:
        termination = file.one("last_day_worked", "termination_date")
    if termination is None and "termination_date" not in file.said:
        termination = end
    entry = file.one("entry_date")
    dates = {
        "hire_date": hire if hire is not None else original,
        "rehire_date": rehire,
        "termination_date": termination,
        "entry_date": entry if entry is not None else file.one("eligibility_date", "entry_date"),
        **{name: file.one(name) for name in OTHER_DATES},
    }
    for name, at in dates.items():
        if at is not None:
            file.out.takes.setdefault(name, at)


def _termination(file: Candidates) -> int | None:
    """The column of who left when; one that says yes or no stands for the status."""
    place = file.one("termination_date")
    if place is None or not _is_flag(file, place):
        return place
    file.free["termination_date"].remove(place)
    status = file.one("status")
    file.out.takes["status"] = place if status is None else status
    return None


def _is_flag(file: Candidates, place: int) -> bool:
    """Return whether a column says who left, and not when."""
    given = file.text(place).drop_nulls()
    is_said = "termination_date" in file.said
    return not is_said and given.len() > 0 and bool(given.str.contains(FLAG).all())


FLAG = r"(?i)^(y(es)?|no?|true|false|t|f|x)$"


def _is_period(start: pl.Series, end: pl.Series) -> bool:
    """Return whether two dates are those of a pay period: every row has both, and shares them."""
    pairs = set(zip(start, end, strict=True))
    if any(one is None or two is None for one, two in pairs):
        return False
    return len(pairs) * 2 <= max(start.len(), 2)
