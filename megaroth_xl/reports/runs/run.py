"""A run: rosters and a plan in, a folder of reports out, whatever does the work."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from tqdm import tqdm

from megaroth_xl import __version__
from megaroth_xl.errors import FilesGoneError, InputError, RunStoppedError
from megaroth_xl.files import Bytes, sha256
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.report_setting import ReportSetting
from megaroth_xl.reports.results.letter_refunds import letter_refunds
from megaroth_xl.reports.roster.account import Account
from megaroth_xl.reports.roster.plan_file import read_plan
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.runs.copies import Job, Slice, copy_jobs, copy_names, write_copies
from megaroth_xl.reports.runs.home import PASSWORDS, PERSONAL, Home, reserved
from megaroth_xl.reports.runs.identity import PERSONAL_SETTINGS, Identity, digest
from megaroth_xl.reports.runs.names import names_of
from megaroth_xl.reports.runs.pdf import refuse_without_libreoffice
from megaroth_xl.reports.runs.privacy import (
    password_file,
    passwords_for,
    refuse_without_encryption,
)
from megaroth_xl.reports.runs.rosters import Rosters, is_folder, read_rosters
from megaroth_xl.reports.runs.store import absolute, is_url
from megaroth_xl.reports.runs.whole import DATA, FILES, RESULT, content_of
from megaroth_xl.reports.runs.work import Stop, Workers, stoppable
from megaroth_xl.strategy.hce_status import hce_status
from megaroth_xl.strategy.participants import COLUMNS, Kind, Problem
from megaroth_xl.texts import LANGUAGES

__all__ = ["Report", "report"]


@dataclass(frozen=True)
class Report:
    """The end of a run.

    Parameters
    ----------
    files
        The files about all employees, the summary first: paths, or addresses of object storage.
    rosters
        Rosters that were read.
    rows
        Their rows that are not blank.
    rows_left_out
        Rows that are in no report.
    employees
        Employees reported.
    problems
        What kept rows out.
    personal
        The folder of the personal workbooks; None where none were asked for.
    workbooks
        Personal workbooks of this run in that folder, counted there.
    pdfs
        PDFs of them, likewise.
    written
        Personal workbooks and PDFs that were written now; the others were there already.
    workers_lost
        Times that workers were lost, whose jobs others then did.
    result
        Counts, and ``result`` of the plan's ACP pre-test ("passes", "fails" or "not tested") with
        its figures, as in the file ``result.json``.
    accounts
        How each roster was read.
    unwritten
        Data files that were left out, since passwords are asked for and they cannot have one.
    """

    files: tuple[Path | str, ...]
    rosters: int
    rows: int
    rows_left_out: int
    employees: int
    problems: tuple[Problem, ...]
    personal: Path | str | None = None
    workbooks: int = 0
    pdfs: int = 0
    written: int = 0
    workers_lost: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    unwritten: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a question about a roster is open, or a row of totals differs."""
        return any(account.questions or account.differs for account in self.accounts)


def report(
    roster: Path | str,
    plan: Path | str,
    year: int,
    out: Path | str,
    *,
    limits: LimitsTable | None = None,
    lang: str = LANGUAGES[0],
    headings: Mapping[str, str] | None = None,
    settings: ReadingSettings | None = None,
    password: str | None = None,
    strict: bool = False,
    periods_left: int | None = None,
    personal: bool = False,
    bundle: bool = False,
    encrypt: bool = False,
    redact: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    force: bool = False,
    allow_left_out: int = 0,
    refunds_in_letters: bool = True,
    name_by: str = "employee_id",
    share: bool = False,
    pdf: bool = False,
    unencrypted: Sequence[str] = (),
    progress: bool = False,
) -> Report:
    r"""Write reports on rosters under a plan into a folder.

    Rows with problems are left out of the results, and listed in the summary and in
    ``problems.csv``. What a run of the same input has written stays, so that a run that was
    stopped resumes; rosters of a folder that changed, came or went are taken as they are now.

    Parameters
    ----------
    roster
        A roster, or a folder of rosters with all rows of an employee in one of them: a path, or
        an address such as ``s3://bucket/rosters``.
    plan
        The plan's terms, a TOML file.
    year
        The calendar year that the rosters describe.
    out
        The folder to write to, or an address of object storage. It is made if it does not exist.
    limits
        A table to use instead of the package's own.
    lang
        Language of the reports, "en" or "ko".
    headings
        By our name, the rosters' headings that mean just that.
    settings
        What is said of the rosters beyond what they say themselves (`read_settings`).
    password
        What opens a protected roster.
    strict
        Refuse the rosters if there is any problem.
    periods_left
        Pay dates still to come for those whose row does not say; without it they get no election.
    personal
        Also write a workbook for each employee, into the folder ``personal``.
    bundle
        Put these into zip archives of some thousands instead of a file each, as object storage
        always gets them.
    encrypt
        Give each personal workbook a password of its own; the passwords are in the file
        ``passwords.csv``.
    redact
        Leave the employees' names out of the summary.
    workers
        Processes that write personal workbooks and read the rosters of a folder.
    executor
        Does that instead of processes of this machine.
    force
        Start over, and replace the reports of other input.
    allow_left_out
        Rows that may be left out of the plan's tests all the same; the reports say so.
    refunds_in_letters
        Personal workbooks say what the plan's pre-test expects to go back to the person.
    name_by
        The column of texts that names personal workbooks, such as ``name``, or a heading of the
        roster that is not used. What looks like a Social Security number names none: the row does.
    share
        Let the group of the folder read the reports too, but for the passwords; without it only
        their owner can.
    pdf
        Also write each personal workbook as PDF, which takes LibreOffice.
    unencrypted
        With `encrypt`, the files of `DATA` that are written all the same, though nobody needs a
        password for them; the others are then not written.
    progress
        Show how far it is.

    Returns
    -------
    Report

    Raises
    ------
    MegarothError
        With one sentence, if a file cannot be read or written, the year has no limits, the folder
        holds something that may not be replaced, or the run is stopped. Every file is then whole
        or not there.

    Examples
    --------
    >>> import tempfile
    >>> plan = 'name = "Our 401(k)"\naccepts_after_tax = true\naccepts_roth = true\n'
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     roster = "id,age,pay,deferral\n7,40,200000,20000\n8,52,90000,many\n"
    ...     _ = (folder / "roster.csv").write_text(roster, encoding="utf-8")
    ...     _ = (folder / "plan.toml").write_text(plan + "pay_periods = 26", encoding="utf-8")
    ...     done = report(folder / "roster.csv", folder / "plan.toml", 2026, folder / "out")
    >>> done.rows, done.employees, done.problems[0].column
    (2, 1, 'elective_deferral')
    """
    table = limits or limits_table()
    table[year]
    if encrypt:
        refuse_without_encryption()
    if pdf:
        refuse_without_libreoffice()
        if encrypt:
            raise InputError("--pdf", "with --encrypt", "one of the two: a PDF has no password")
    _check_unencrypted(unencrypted, encrypt=encrypt)
    source = str(roster)
    asked = _Asked(
        str(out),
        ReportSetting(read_plan(plan, password=password), year, table, lang, periods_left),
        plan=Path(plan),
        settings=ReadingSettings.of_headings(headings or {}).over(settings or ReadingSettings()),
        strict=strict,
        password=password,
        personal=personal or bundle or encrypt or pdf,
        bundle=bundle or is_url(str(out)),
        encrypt=encrypt,
        redact=redact,
        force=force,
        allow_left_out=allow_left_out,
        refunds_in_letters=refunds_in_letters,
        name_by=name_by,
        share=share,
        pdf=pdf,
        unencrypted=tuple(name for name in DATA if name in unencrypted),
    )
    processes = workers if asked.personal or is_folder(source) else 1
    try:
        with Workers(processes, executor) as crew:
            run = _Run(asked, read_rosters(source, year, asked.reading, crew))
            with reserved(absolute(asked.out)) as home, stoppable() as stop:
                return run.write(home, crew, stop, progress=progress)
    except KeyboardInterrupt as error:
        raise RunStoppedError(0, 0) from error


@dataclass(frozen=True, eq=False)
class _Asked:
    """Everything that is asked of a run, beside its rosters."""

    out: str
    setting: ReportSetting
    plan: Path
    settings: ReadingSettings
    strict: bool
    password: str | None
    personal: bool
    bundle: bool
    encrypt: bool
    redact: bool
    force: bool
    allow_left_out: int
    refunds_in_letters: bool
    name_by: str
    share: bool
    pdf: bool
    unencrypted: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The files about all employees that the run writes, the summary first."""
        left_out = set(DATA) - set(self.unencrypted) if self.encrypt else set()
        return tuple(name for name in FILES if name not in left_out)

    @property
    def reading(self) -> Mapping[str, Any]:
        """How the rosters are to be read: what else `read_roster` takes."""
        return {
            "settings": self.settings,
            "strict": self.strict,
            "password": self.password,
            "plan": self.setting.plan,
            "periods_left": self.setting.periods_left,
            "limits": self.setting.limits,
        }


class _Run:
    """A run whose rosters are read."""

    def __init__(self, asked: _Asked, rosters: Rosters) -> None:
        setting = asked.setting._replace(as_of=rosters.roster.as_of)
        people = rosters.roster.participants
        self._asked = replace(asked, setting=setting)
        self._rosters = rosters
        self._hce = hce_status(people, setting.plan, setting.year, limits=setting.limits)
        self._identity = _identity(asked, rosters)

    def write(self, home: Home, crew: Workers, stop: Stop, *, progress: bool) -> Report:
        """Write what is not there yet, and count what is there at the end."""
        asked, roster = self._asked, self._rosters.roster
        top, passwords, jobs = dict.fromkeys(asked.names, self._identity.digest()), b"", []
        if asked.personal:
            employees = self._employees(None if asked.force else home.passwords)
            if employees.passwords is not None:
                passwords = password_file(
                    employees.labels, employees.names, employees.passwords, home.passwords
                )
                top = {PASSWORDS: digest(hashlib.sha256(passwords).hexdigest()), **top}
            jobs = list(self._jobs(employees))
        wanted = pl.concat(
            [
                pl.DataFrame({"file": list(top), "made_of": list(top.values())}),
                *(job.files.to_frame().with_columns(made_of=pl.lit(job.made_of)) for job in jobs),
            ]
        )
        plan = home.plan(self._identity, wanted, personal=asked.personal, force=asked.force)
        with ExitStack() as stack:
            missing = [name for name in plan.todo.head(len(top))["file"] if name in top]
            drafts = {
                name: stack.enter_context(home.store.draft(name, pieces))
                for name, pieces in self._pieces(missing, passwords)
            }
            if stop.asked:
                raise RunStoppedError(0, 0)
            home.start(plan, drafts)
        written = self._write_jobs(home, crew, jobs, plan.todo, stop, progress=progress)
        whole = home.finish(wanted)
        if asked.share:
            home.share()
        workbooks, total = sum(_counts(jobs, whole)), sum(_counts(jobs, wanted))
        documents = sum(_counts([job for job in jobs if job.as_pdf], whole))
        if whole.height < wanted.height:
            if stop.asked:
                raise RunStoppedError(workbooks, total)
            raise FilesGoneError(asked.out, wanted.height - whole.height, wanted.height)
        return Report(
            files=tuple(_place(asked.out, name) for name in asked.names),
            rosters=len(self._rosters.parts),
            rows=roster.rows,
            rows_left_out=roster.rows_left_out,
            employees=len(self._hce),
            problems=roster.problems,
            personal=_place(asked.out, PERSONAL) if asked.personal else None,
            workbooks=workbooks - documents,
            pdfs=documents,
            written=written,
            workers_lost=crew.lost,
            result=json.loads(home.store.read(RESULT) or b"{}"),
            accounts=roster.accounts,
            unwritten=tuple(name for name in FILES if name not in asked.names),
        )

    def _pieces(
        self, names: Sequence[str], passwords: bytes
    ) -> Iterator[tuple[str, Iterable[Bytes]]]:
        """The content of files that are not of one employee, piece by piece."""
        asked = self._asked
        if PASSWORDS in names:
            yield PASSWORDS, [passwords]
        if left := [name for name in names if name != PASSWORDS]:
            content = content_of(
                self._rosters,
                asked.setting,
                self._hce,
                asked.plan,
                redact=asked.redact,
                allow_left_out=asked.allow_left_out,
            )
            yield from ((name, FILES[name](content)) for name in left)

    def _write_jobs(
        self,
        home: Home,
        crew: Workers,
        jobs: Sequence[Job],
        todo: pl.DataFrame,
        stop: Stop,
        *,
        progress: bool,
    ) -> int:
        """Write the personal workbooks that are missing; returns how many."""
        left = sum(_counts(jobs, todo))
        total = sum(len(job.employees) for job in jobs)
        written = 0
        with tqdm(
            total=total,
            initial=total - left,
            unit=" files",
            disable=not (progress and left),
        ) as bar:
            try:
                for job, done in crew.results(write_copies, _left(home, jobs, todo), stop):
                    home.enter(done)
                    written += len(job.employees)
                    bar.update(len(job.employees))
            except KeyboardInterrupt as error:
                raise RunStoppedError(total - left + written, total) from error
        return written

    def _employees(self, earlier: bytes | None) -> Slice:
        """All employees with the names of their workbooks, and the passwords that these have."""
        roster, bundle = self._rosters.roster, self._asked.bundle
        chosen = _column(roster, self._asked.name_by)
        rows = pl.Series(roster.participants.row)
        by = names_of(chosen, roster.labels["employee_id"], rows)
        names = pl.concat(
            copy_names(by[part.employees], part.folder, bundle=bundle)
            for part in self._rosters.parts
        )
        passwords = passwords_for(names, earlier) if self._asked.encrypt else None
        return Slice(
            roster.participants, roster.labels, self._hce, names, passwords, self._refunds()
        )

    def _refunds(self) -> FloatArray | None:
        asked = self._asked
        if not asked.refunds_in_letters:
            return None
        return letter_refunds(
            self._rosters.roster,
            asked.setting.plan,
            asked.setting.year,
            hce=self._hce,
            allow_left_out=asked.allow_left_out,
            limits=asked.setting.limits,
        )

    def _jobs(self, employees: Slice) -> Iterator[Job]:
        made_of = digest(self._identity.settings, str(self._asked.setting.as_of))
        for part in self._rosters.parts:
            yield from copy_jobs(
                employees.take(part.employees),
                absolute(self._asked.out),
                self._asked.setting,
                within=part.folder,
                bundle=self._asked.bundle,
                made_of=made_of,
            )
            if self._asked.pdf:
                yield from copy_jobs(
                    employees.take(part.employees),
                    absolute(self._asked.out),
                    self._asked.setting,
                    within=part.folder,
                    bundle=self._asked.bundle,
                    made_of=made_of,
                    as_pdf=True,
                )


def _column(roster: Roster, name: str) -> pl.Series:
    """A column of texts of a roster by its name or its heading, null where it says nothing.

    Raises
    ------
    InputError
        If the roster has no such column.
    """
    if name in roster.labels.columns:
        return roster.labels.get_column(name)
    if name in COLUMNS and COLUMNS[name].kind is Kind.TEXT:
        texts = getattr(roster.participants, name).tolist()
        return pl.Series(name, texts, dtype=pl.String).replace("", None)
    headings = [heading for heading in roster.passthrough.columns if heading != "row"]
    if name in headings:
        return roster.passthrough.get_column(name).replace("", None)
    raise InputError("name_by", repr(name), "a column of texts of the roster, such as name")


def _place(out: str, name: str) -> Path | str:
    return f"{out.rstrip('/')}/{name}" if is_url(out) else Path(out, name)


def _counts(jobs: Sequence[Job], files: pl.DataFrame) -> Iterator[int]:
    """How many of each job's workbooks are among files of a run."""
    counts = dict(files.group_by("made_of").len().iter_rows())
    for job in jobs:
        count = counts.get(job.made_of, 0)
        yield len(job.employees) if job.bundle and count else count


def _left(home: Home, jobs: Sequence[Job], todo: pl.DataFrame) -> Iterator[Job]:
    """What is left of the jobs, entered into the manifest before it is handed out."""
    for job, count in zip(jobs, _counts(jobs, todo), strict=True):
        if not count:
            continue
        left = job
        if count < len(job.employees):
            missing = todo.filter(pl.col("made_of") == job.made_of)["file"]
            left = job.of(np.flatnonzero(job.files.is_in(missing.implode()).to_numpy()))
        home.reserve(left.files, left.made_of)
        yield left


def _check_unencrypted(names: Sequence[str], *, encrypt: bool) -> None:
    """Refuse names that are no data files, or that say nothing without a password."""
    for name in names:
        if name not in DATA:
            raise InputError("unencrypted", repr(name), f"one of {', '.join(DATA)}")
    if names and not encrypt:
        raise InputError("unencrypted", "given", "encrypt as well: without it all are written")


def _identity(asked: _Asked, rosters: Rosters) -> Identity:
    """What the reports of a run are made of."""
    setting = asked.setting
    limits = repr([setting.limits[year] for year in setting.limits.years])
    terms = {each.name: str(getattr(setting.plan, each.name)) for each in fields(setting.plan)}
    settings = {
        "version": __version__,
        "year": setting.year,
        "language": setting.lang,
        "plan": terms,
        "plan file": sha256(asked.plan),
        "limits": hashlib.sha256(limits.encode()).hexdigest(),
        "reading": {"settings": list(asked.settings.lines()), "strict": asked.strict},
        "pay dates left": setting.periods_left,
        "names left out of the summary": asked.redact,
        "rows that tests may leave out": asked.allow_left_out,
        PERSONAL_SETTINGS: {
            "bundles": asked.bundle,
            "passwords": asked.encrypt,
            "PDFs": asked.pdf,
            "files without a password": ", ".join(asked.unencrypted),
            "refunds": asked.refunds_in_letters,
            "named by": asked.name_by,
        },
    }
    return Identity(rosters.hashes, rosters.is_folder, settings)
