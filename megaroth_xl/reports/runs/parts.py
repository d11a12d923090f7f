"""A roster in parts, on one machine or many: each part read, computed and written by itself.

A part's results do not depend on what runs it or when: one machine and a cluster write the same
files. What needs all parts, the averages of the plan test, is a sum of whole numbers.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
from tqdm import tqdm

from megaroth_xl import __version__
from megaroth_xl.errors import InputError, OutputError, RosterFileError
from megaroth_xl.files import sha256
from megaroth_xl.hundredths import HUNDREDTHS, average_hundredths, ratio_hundredths
from megaroth_xl.law.compensation import counted_compensation
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.nondiscrimination import acp_limit, passing_hundredths
from megaroth_xl.quantities import FloatArray, cents
from megaroth_xl.reports.pages.personal import Setting
from megaroth_xl.reports.pages.summary import problem_frame
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import Outcomes, hce_status, outcomes
from megaroth_xl.reports.results.pretest import not_tested
from megaroth_xl.reports.roster.plan_file import read_plan
from megaroth_xl.reports.roster.reading import Roster, read_roster
from megaroth_xl.reports.runs.copies import bundle_pieces, copy_jobs
from megaroth_xl.reports.runs.storage import absolute, is_there, local_copy, put, read, roster_parts
from megaroth_xl.sheets.cell_text import harmless_texts
from megaroth_xl.strategy.plan_test import applicable_nhce_average
from megaroth_xl.texts import LANGUAGES

__all__ = ["Part", "PartResult", "PlanTotals", "report_parts", "write_part"]

AHEAD = 32
"""Parts that are handed out at a time."""


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a roster: all that a worker needs to report on it.

    Parameters
    ----------
    name
        The part's name in the folder.
    roster, folder
        Where it lies, and where its reports go: paths or addresses of object storage.
    setting
        What all parts have in common.
    headings
        By our name, the roster's headings that mean just that.
    personal
        Whether to print a workbook for each employee.
    """

    name: str
    roster: str
    folder: str
    setting: Setting
    headings: Mapping[str, str]
    personal: bool


@dataclass(frozen=True)
class PartResult:
    """What a part comes to.

    Parameters
    ----------
    roster_hash
        The hash of its bytes.
    rows, rows_left_out, employees
        How many.
    room
        Their after-tax room together, in cents.
    hce, nhce
        How many there are of each.
    hce_ratios, nhce_ratios
        The sums of their ratios, in whole hundredths of a percentage point.
    unknown
        Of how many it is not known.
    """

    roster_hash: str
    rows: int
    rows_left_out: int
    employees: int
    room: int
    hce: int
    nhce: int
    hce_ratios: int
    nhce_ratios: int
    unknown: int


@dataclass(frozen=True)
class PlanTotals:
    """What all parts come to.

    Parameters
    ----------
    parts, rows, rows_left_out, employees
        How many.
    room
        The after-tax room of all, dollars.
    hce_average, nhce_average, limit
        Of the ACP test, shares; None where there is none.
    passes
        Whether it passes; None where it cannot be said, and then `reason` says why.
    reason
        What is missing for the test, or "".
    """

    parts: int
    rows: int
    rows_left_out: int
    employees: int
    room: float
    hce_average: float | None
    nhce_average: float | None
    limit: float | None
    passes: bool | None
    reason: str


def write_part(part: Part) -> PartResult:
    """Report on one part; reports on the same bytes stay.

    The results go first, the mark that a part is done goes last: a part whose worker is lost is
    done again by another, with the same bytes.
    """
    done = f"{part.folder}/done/{part.name}.json"
    setting = part.setting
    with local_copy(part.roster) as path:
        roster_hash = sha256(path)
        if is_there(done):
            earlier = PartResult(**json.loads(read(done)))
            if earlier.roster_hash == roster_hash:
                return earlier
        roster = read_roster(path, setting.year, headings=part.headings)
        if sha256(path) != roster_hash:
            raise RosterFileError(part.roster, "", "changed while it was read; start again")
    people, year, limits = roster.participants, setting.year, setting.limits
    hce = hce_status(people, setting.plan, year, limits=limits)
    results = outcomes(
        people, setting.plan, year, hce=hce, periods_left=setting.periods_left, limits=limits
    )
    table = io.BytesIO()
    employee_frame(people, roster.labels, results, setting.lang).write_parquet(table)
    put(f"{part.folder}/results/{part.name}.parquet", [table.getvalue()])
    problems = harmless_texts(problem_frame(roster.problems))
    listed = problems.write_csv(include_bom=True, line_terminator="\r\n").encode()
    put(f"{part.folder}/problems/{part.name}.csv", [listed])
    if part.personal:
        _print_copies(part, roster, hce)
    result = _result(part, roster, roster_hash, hce, results)
    put(done, [json.dumps(asdict(result), indent=2).encode()])
    return result


def _print_copies(part: Part, roster: Roster, hce: FloatArray) -> None:
    people, labels = roster.participants, roster.labels
    jobs = copy_jobs(people, labels, hce, Path(), part.setting, bundle=True)
    for job in jobs:
        put(f"{part.folder}/personal/{part.name}-{job.bundle}", bundle_pieces(job))


def _result(
    part: Part, roster: Roster, roster_hash: str, hce: FloatArray, results: Outcomes
) -> PartResult:
    people, setting = roster.participants, part.setting
    contributions = results.matching_contribution + people.after_tax_contribution
    pay = counted_compensation(people.compensation, setting.year, limits=setting.limits)
    ratios = ratio_hundredths(contributions, np.asarray(pay))
    return PartResult(
        roster_hash=roster_hash,
        rows=roster.rows,
        rows_left_out=len({problem.row for problem in roster.problems}),
        employees=len(people),
        room=int(cents(results.after_tax_room).sum()),
        hce=int((hce == 1).sum()),
        nhce=int((hce == 0).sum()),
        hce_ratios=int(ratios[hce == 1].sum()),
        nhce_ratios=int(ratios[hce == 0].sum()),
        unknown=int(np.isnan(hce).sum()),
    )


def report_parts(
    source: str,
    plan: str,
    year: int,
    out: str,
    *,
    limits: LimitsTable | None = None,
    lang: str = LANGUAGES[0],
    headings: Mapping[str, str] | None = None,
    periods_left: int | None = None,
    personal: bool = False,
    executor: Executor | None = None,
    progress: bool = False,
) -> PlanTotals:
    """Reports on a roster in parts, each written by itself, and what they come to together.

    Parameters
    ----------
    source
        A folder of rosters, all rows of an employee in one of them: a path, or an address such as
        ``s3://bucket/rosters``.
    plan
        The plan's terms, a TOML file.
    year, limits, lang, headings, periods_left, personal
        As in `report`.
    out
        The folder, or address, to write to. Parts that are done stay.
    executor
        What runs the parts; by default this process.
    progress
        Whether to show how far it is.

    Raises
    ------
    MegarothError
        Where a file cannot be read or written, an employee is in several parts, or the plan elects
        the top-paid group, which takes everybody's pay in one place.
    """
    terms = read_plan(plan)
    if terms.top_paid_election:
        raise InputError("top_paid_election", "true", "false for a roster in parts")
    setting = Setting(terms, year, limits or limits_table(), lang, periods_left)
    setting.limits[year]
    addresses, out = roster_parts(source), absolute(out)
    identity = _identity(setting, addresses, headings or {}, personal=personal)
    _claim(f"{out}/run.json", identity)
    parts = [
        Part(f"part-{number:05}", address, out, setting, headings or {}, personal)
        for number, address in enumerate(addresses, start=1)
    ]
    found: dict[str, PartResult] = {}
    with tqdm(total=len(parts), unit=" parts", disable=not progress) as bar:
        for part, result in _results(parts, executor):
            found[part.name] = result
            bar.update()
    _refuse_twins(parts)
    totals = _totals([found[part.name] for part in parts], setting)
    put(f"{out}/plan.json", [json.dumps(asdict(totals), indent=2).encode()])
    return totals


def _results(parts: Iterable[Part], executor: Executor | None) -> Iterator[tuple[Part, PartResult]]:
    if executor is None:
        yield from ((part, write_part(part)) for part in parts)
        return
    rest = iter(parts)
    running: dict[Future[PartResult], Part] = {}
    while True:
        for part in islice(rest, AHEAD - len(running)):
            running[executor.submit(write_part, part)] = part
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future.result()


def _identity(
    setting: Setting, addresses: Sequence[str], headings: Mapping[str, str], *, personal: bool
) -> bytes:
    """What the reports are made of, apart from the rosters' own bytes."""
    names = [address.replace("\\", "/").rsplit("/", 1)[-1] for address in addresses]
    limits = repr([setting.limits[y] for y in setting.limits.years])
    made_of = {
        "version": __version__,
        "parts": names,
        "plan": repr(setting.plan),
        "year": setting.year,
        "lang": setting.lang,
        "periods_left": setting.periods_left,
        "headings": dict(headings),
        "personal": personal,
        "limits": hashlib.sha256(limits.encode()).hexdigest(),
    }
    return json.dumps(made_of, indent=2, ensure_ascii=False).encode()


def _claim(mark: str, identity: bytes) -> None:
    if not is_there(mark):
        put(mark, [identity])
    elif read(mark) != identity:
        raise OutputError(mark, "the folder holds the reports of other rosters, plan or version")


def _refuse_twins(parts: Sequence[Part]) -> None:
    """Refuse employees who are in several parts: nobody has added up their amounts."""
    marks = []
    for part in parts:
        with local_copy(f"{part.folder}/results/{part.name}.parquet") as path:
            ids = pl.read_parquet(path, columns=["employee_id"])["employee_id"]
        marks.append(ids.hash(0).to_numpy())
    known, counts = np.unique(np.concatenate(marks), return_counts=True)
    twins = known[counts > 1]
    if twins.size:
        place = next(p.roster for p, m in zip(parts, marks, strict=True) if np.isin(twins, m).any())
        problem = f"has some of the {twins.size:,} employees who are in several parts; keep an "
        raise RosterFileError(place, "", problem + "employee's rows in one")


def _totals(results: Sequence[PartResult], setting: Setting) -> PlanTotals:
    def whole(name: str) -> int:
        return sum(getattr(result, name) for result in results)

    def average(group: str) -> float | None:
        count = whole(group)
        return float(average_hundredths(whole(f"{group}_ratios"), count)) if count else None

    hce, nhce = average("hce"), average("nhce")
    reason = not_tested(setting.plan, whole("unknown"), setting.lang)
    known = not reason
    given = applicable_nhce_average(setting.plan) if known else None
    if given is None:
        given = None if nhce is None else nhce / HUNDREDTHS
    passes = hce is None or given is None or hce <= float(passing_hundredths(given))
    return PlanTotals(
        parts=len(results),
        rows=whole("rows"),
        rows_left_out=whole("rows_left_out"),
        employees=whole("employees"),
        room=whole("room") / 100,
        hce_average=hce / HUNDREDTHS if known and hce is not None else None,
        nhce_average=given if known else None,
        limit=float(acp_limit(given)) if known and given is not None else None,
        passes=passes if known else None,
        reason=reason,
    )
