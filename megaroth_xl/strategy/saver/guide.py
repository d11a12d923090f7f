"""A saver's year in practice: the basics, the steps, the forms and the dates to keep."""

from typing import Any

from megaroth_xl.law.basis_filing import Occasion, basis_filing
from megaroth_xl.law.corrections import (
    CorrectionStep,
    annual_additions_correction,
    order_of_corrections,
)
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.individual_retirement_plans import ira_contribution_limit
from megaroth_xl.strategy.conversion.eligibility import PlanFeatures
from megaroth_xl.strategy.conversion.execution import execution_steps
from megaroth_xl.strategy.conversion.filing import expected_forms, key_dates
from megaroth_xl.strategy.saver.figure import Figure
from megaroth_xl.strategy.saver.table_words import Row, blank_row, heading, not_known
from megaroth_xl.strategy.saver.year import SaverYear
from megaroth_xl.texts import citation, keys, text

__all__ = ["basics_rows", "correction_rows", "date_rows", "form_rows", "step_rows"]

LINES_OF_RETURN = frozenset({"5a", "5b"})
HALF_CENT = 0.005


def _dollars(year: SaverYear, figure: Figure) -> Any:
    """Dollars for a sentence, or the facts that they lack."""
    if figure.is_known:
        return float(figure.value)
    return not_known(figure.missing, year.lang)


def basics_rows(year: SaverYear) -> list[Row]:
    """Return what it is, what counts and who can use it, with the person's own figures."""
    lang, room = year.lang, year.room
    values = {
        "year": room.year,
        "limit": _dollars(year, room.limit),
        "deferral_limit": _dollars(year, room.deferral_limit),
        "room": _dollars(year, room.room),
        "ira": float(ira_contribution_limit(room.year, room.case.age, limits=room.table)),
    }
    rows = []
    for name in keys("basics"):
        key = f"basics.{name}"
        rule, follows = (text(f"{key}.{part}", lang, **values) for part in ("rule", "consequence"))
        rows.append((text(f"{key}.subject", lang), rule, follows, citation(f"{key}.rule")))
    return [heading("basics", lang), *rows]


def step_rows(year: SaverYear) -> list[Row]:
    """Return what to do in which order, with the person's own figures and dates."""
    case, room, lang = year.case, year.room, year.lang
    features = PlanFeatures(
        accepts_after_tax=case.accepts_after_tax,
        in_plan_roth_rollover=case.in_plan_roth_rollover,
        accepts_roth=case.accepts_roth,
        in_service_distribution=case.in_service_distribution,
        conversions_per_year=case.conversions_per_year,
    )
    free = room.regular_room if room.regular_room.is_known else room.room
    steps = execution_steps(
        room.year,
        free.value or 0.0,
        features,
        pay_dates=room.ahead.dates,
        pay_per_period=room.ahead.per_date or None,
        election_step=room.plan.election_step,
        lang=lang,
    )
    rows = []
    for step in steps:
        what = step.what
        if step.number == "2" and not free.is_known:
            what = str(_dollars(year, free))
        elif step.number == "3" and room.ahead.dates is None:
            what = _election(year) or what
        rows.append((f"{step.number}. {step.title}", what, step.why, step.citation))
    return [heading("steps", lang), *rows]


def _election(year: SaverYear) -> str:
    """The election where the pay dates are known by number only; "" where it is not known."""
    room = year.room
    (share, dollars), count = room.elections, room.ahead.count.value
    if not share.is_known or not count:
        return ""
    return text(
        "execution.step.election.count",
        year.lang,
        percent=f"{share.value * 100:.4f}".rstrip("0").rstrip(".") + "%",
        each=room.election_dollars.value,
        count=int(count),
        unused=room.room_unused.value,
        per_paycheck=dollars.value,
    )


def form_rows(year: SaverYear) -> list[Row]:
    """The forms of the year's conversion, a row for each box or line, with its figure."""
    lang, conversion = year.lang, year.conversion
    missing = [*year.room.converted.missing] if not year.room.converted.is_known else []
    missing += ["earnings"] if year.case.earnings is None else []
    forms = expected_forms(
        year.room.year,
        year.room.converted.value or 0.0,
        max(year.case.earnings or 0.0, 0.0),
        conversion.destination,
        earnings_to_traditional_ira=conversion.leaves_earnings_behind,
        lang=lang,
    )
    unknown = _dollars(year, Figure(None, tuple(missing)))
    rows: list[Row] = []
    for form in forms:
        for place, (box, amount) in enumerate((form.entries or {"": ""}).items()):
            shown = unknown if missing and isinstance(amount, float) else amount
            what = form.what if not place else ""
            rows.append((_box(form.form, box, lang), what, "", form.citation, shown))
    own = Occasion.PLAN_TO_ROTH_IRA
    if conversion.destination is Destination.DESIGNATED_ROTH_ACCOUNT:
        own = Occasion.IN_PLAN_ROTH_ROLLOVER
    for occasion in Occasion:
        if occasion is not own:
            filing = basis_filing(occasion, lang)
            part = filing.part or text("answers.form_8606.not_filed", lang)
            rows.append((f"Form 8606: {part}", filing.what, filing.reason, filing.citation, ""))
    return [heading("forms", lang), *rows]


def _box(form: str, box: str, lang: str) -> str:
    """A box of a form, or a line of the return, by name."""
    if not box:
        return form
    kind = "line" if box in LINES_OF_RETURN else "box"
    return text(f"saver_tables.forms.{kind}", lang, form=form, box=box)


def correction_rows(year: SaverYear) -> list[Row]:
    """Steps that correct what went over, in order; one row where nothing is known to have."""
    lang, room = year.lang, year.room
    head = heading("corrections", lang)
    figures = (room.excess_deferral, room.excess_additions)
    deferral, additions = (float(each.value or 0.0) for each in figures)
    if max(deferral, additions) < HALF_CENT:
        missing = [name for each in figures if not each.is_known for name in each.missing]
        none = text("saver_tables.corrections.none", lang)
        said = not_known(list(dict.fromkeys(missing)), lang) if missing else none
        return [head, blank_row(said, len(head))]
    rows: list[Row] = []
    if deferral >= HALF_CENT:
        _add_steps(rows, order_of_corrections(lang), deferral)
    if additions >= HALF_CENT:
        _add_steps(rows, annual_additions_correction(lang), additions)
    return [head, *rows]


def _add_steps(rows: list[Row], steps: tuple[CorrectionStep, ...], dollars: float) -> None:
    """Number the steps, and say with the first of them how much they correct."""
    for place, step in enumerate(steps):
        amount = dollars if not place else ""
        source = step.citation.removesuffix(" (unconfirmed)")
        rows.append((len(rows) + 1, step.what, amount, step.how, source))


def date_rows(year: SaverYear) -> list[Row]:
    """The days to keep for the year's contributions and conversions."""
    days = key_dates(year.room.year, year.lang)
    return [heading("dates", year.lang), *((day.day, day.what, day.citation) for day in days)]
