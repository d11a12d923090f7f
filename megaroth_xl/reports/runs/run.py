"""A run: rosters and a plan in, a folder of reports out, whatever does the work."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from megaroth_xl.errors import InputError, RunStoppedError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.roster import ReadingSettings, read_plan
from megaroth_xl.reports.runs.aside import new_aside
from megaroth_xl.reports.runs.asked import Asked
from megaroth_xl.reports.runs.course import Course, Report
from megaroth_xl.reports.runs.home import reserved
from megaroth_xl.reports.runs.pdf import refuse_without_libreoffice
from megaroth_xl.reports.runs.privacy import refuse_without_encryption
from megaroth_xl.reports.runs.rosters import is_folder, read_rosters
from megaroth_xl.reports.runs.store import absolute, is_url
from megaroth_xl.reports.runs.whole import DATA
from megaroth_xl.reports.runs.work import Workers, stoppable
from megaroth_xl.texts import LANGUAGES

__all__ = ["Report", "report"]


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
        Processes that write personal workbooks and read the rosters of a folder, this one among
        them.
    executor
        Has the others, instead of new processes of this machine. It does all of that work where
        `workers` is 1.
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
            course = Course(asked, rosters, crew, aside)
            with reserved(absolute(asked.out)) as home, stoppable() as stop:
                return course.write(home, stop, progress=progress)
    except KeyboardInterrupt as error:
        raise RunStoppedError(0, 0) from error


def _check_unencrypted(names: Sequence[str], *, encrypt: bool) -> None:
    """Refuse names that are not data files, or that say nothing without a password."""
    for name in names:
        if name not in DATA:
            raise InputError(
                "unencrypted", repr(name), Phrase("one of {words}", words=", ".join(DATA))
            )
    if names and not encrypt:
        raise InputError("unencrypted", "given", "encrypt as well: without it all are written")
