"""A run: rosters and a plan in, a folder of reports out, whatever does the work."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from megaroth_xl.errors import InputError, RunStoppedError
from megaroth_xl.files import Bytes
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.results.content import Content, ReportSetting
from megaroth_xl.reports.results.frames import Frames
from megaroth_xl.reports.results.pretest import pretest
from megaroth_xl.reports.roster import Account, ReadingSettings, Roster, read_plan
from megaroth_xl.reports.runs.aside import Aside, new_aside
from megaroth_xl.reports.runs.asked import Asked
from megaroth_xl.reports.runs.home import PASSWORDS, PERSONAL, Home, reserved
from megaroth_xl.reports.runs.identity import digest
from megaroth_xl.reports.runs.jobs import files_of, place_of, write_jobs
from megaroth_xl.reports.runs.letters import Letters
from megaroth_xl.reports.runs.pdf import refuse_without_libreoffice
from megaroth_xl.reports.runs.privacy import (
    encrypted,
    passwords_for,
    refuse_without_encryption,
)
from megaroth_xl.reports.runs.rosters import Rosters, is_folder, read_rosters
from megaroth_xl.reports.runs.run_errors import FilesGoneError
from megaroth_xl.reports.runs.store import absolute, is_url, store_at
from megaroth_xl.reports.runs.whole import DATA, FILES, RESULT, SUMMARY, without_refunds
from megaroth_xl.reports.runs.work import Stop, Workers, stoppable
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.strategy.pretest.part_test import PartTest
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
        its figures, as in the file ``result.json`` but for the refunds of single persons
        (`whole_result`).
    accounts
        How each roster was read.
    unwritten
        Data files that were left out, since passwords are asked for and they cannot have one.
    passwords
        The file of passwords; None where nothing has one.
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
    passwords: Path | str | None = None

    def whole_result(self) -> dict[str, Any]:
        """Return all that the file ``result.json`` says, the refunds of each person included."""
        *_, file = self.files
        folder = str(file.parent) if isinstance(file, Path) else file.rpartition("/")[0]
        return dict(json.loads(store_at(folder).read(RESULT) or b"{}"))

    @property
    def is_open(self) -> bool:
        """Return whether a question about a roster is open, or a row of totals differs."""
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
        Give the summary and each personal workbook a password of its own; the passwords are in
        the file ``passwords.csv``.
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
        roster that is not used. Where that looks like a Social Security number, the file is
        named by the row instead.
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
    asked = Asked(
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
        with Workers(processes, executor) as crew, new_aside() as aside:
            rosters = read_rosters(source, year, asked.reading, crew, aside, lang)
            run = _Run(asked, rosters, aside)
            with reserved(absolute(asked.out)) as home, stoppable() as stop:
                return run.write(home, crew, stop, progress=progress)
    except KeyboardInterrupt as error:
        raise RunStoppedError(0, 0) from error


class _Run:
    """A run whose rosters are read."""

    def __init__(self, asked: Asked, rosters: Rosters, aside: Aside) -> None:
        setting = asked.setting._replace(as_of=rosters.facts.as_of)
        self._asked, self._rosters, self._aside = replace(asked, setting=setting), rosters, aside
        self._identity = asked.identity(rosters)

    def write(self, home: Home, crew: Workers, stop: Stop, *, progress: bool) -> Report:
        """Write what is not there yet, and count what is there at the end."""
        asked, facts = self._asked, self._rosters.facts
        top = dict.fromkeys(asked.names, self._identity.digest())
        earlier = None if asked.force else home.passwords
        secret = passwords_for(pl.Series([SUMMARY]), earlier)[0] if asked.encrypt else ""
        if secret:
            top[SUMMARY] = digest(self._identity.digest(), secret)
        missing = set(top) if asked.force else set(home.missing(top))
        content, letters = self._computed(home, for_files=bool(missing))
        passwords = letters.password_file(secret, home.passwords) if letters else b""
        if passwords:
            top = {PASSWORDS: digest(hashlib.sha256(passwords).hexdigest()), **top}
        jobs = letters.jobs if letters else []
        wanted = pl.concat(
            [
                pl.DataFrame({"file": list(top), "made_of": list(top.values())}),
                *(
                    letters.files(job).to_frame().with_columns(made_of=pl.lit(job.made_of))
                    for job in jobs
                    if letters
                ),
            ]
        )
        plan = home.plan(self._identity, wanted, personal=asked.personal, force=asked.force)
        with ExitStack() as stack:
            drafts = {}
            for name in filter(top.__contains__, plan.todo.head(len(top))["file"]):
                pieces = [passwords] if name == PASSWORDS else _pieces(name, content, secret)
                drafts[name] = stack.enter_context(home.store.draft(name, pieces))
            if stop.asked:
                raise RunStoppedError(0, 0)
            home.start(plan, drafts)
        written = 0
        if letters:
            written = write_jobs(home, crew, letters, plan.todo, stop, progress=progress)
        whole = home.finish(wanted)
        if asked.share:
            home.share()
        workbooks, total = sum(files_of(jobs, whole)), sum(files_of(jobs, wanted))
        documents = sum(files_of([job for job in jobs if job.as_pdf], whole))
        if whole.height < wanted.height:
            if stop.asked:
                raise RunStoppedError(workbooks, total)
            raise FilesGoneError(asked.out, wanted.height - whole.height, wanted.height)
        return Report(
            files=tuple(place_of(asked.out, name) for name in asked.names),
            rosters=len(self._rosters),
            rows=facts.rows,
            rows_left_out=facts.rows_left_out,
            employees=facts.employees,
            problems=facts.problems,
            personal=place_of(asked.out, PERSONAL) if asked.personal else None,
            workbooks=workbooks - documents,
            pdfs=documents,
            written=written,
            workers_lost=crew.lost,
            result=without_refunds(home.store.pieces(RESULT)),
            accounts=facts.accounts,
            unwritten=tuple(name for name in FILES if name not in asked.names),
            passwords=place_of(asked.out, PASSWORDS) if secret else None,
        )

    def _computed(self, home: Home, *, for_files: bool) -> tuple[Content | None, Letters | None]:
        """Go through the rosters; what the files say, and the personal workbooks to be."""
        asked, rosters, setting = self._asked, self._rosters, self._asked.setting
        frames = letters = None
        if for_files:
            frames = Frames(setting, rosters.facts, self._aside, redact=asked.redact)
        if asked.personal:
            earlier = None if asked.force else home.passwords
            settings = self._identity.settings
            letters = Letters(asked, rosters, self._aside, settings, earlier)
        if frames is None and letters is None:
            return None, None

        def each(place: int, roster: Roster, found: PartTest) -> None:
            if frames is not None:
                frames.add(roster, found)
            if letters is not None:
                letters.add(place, found)

        found = pretest(
            rosters.facts,
            rosters,
            setting.plan,
            setting.year,
            allow_left_out=asked.allow_left_out,
            limits=setting.limits,
            each=each,
        )
        rosters.let_go(for_good=letters is None)
        if frames is None:
            return None, letters
        run = asked.run(rosters)
        return frames.content(found, run, names_persons=asked.names_persons), letters


def _pieces(name: str, content: Content | None, secret: str) -> Iterable[Bytes]:
    """Yield one of the files about all employees, the summary under its password if it has one."""
    if content is None:
        raise AssertionError(name)
    pieces = FILES[name](content)
    return [encrypted(b"".join(pieces), secret)] if name == SUMMARY and secret else pieces


def _check_unencrypted(names: Sequence[str], *, encrypt: bool) -> None:
    """Refuse names that are not data files, or that say nothing without a password."""
    for name in names:
        if name not in DATA:
            raise InputError(
                "unencrypted", repr(name), Phrase("one of {words}", words=", ".join(DATA))
            )
    if names and not encrypt:
        raise InputError("unencrypted", "given", "encrypt as well: without it all are written")
