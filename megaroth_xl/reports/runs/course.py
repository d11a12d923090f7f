"""The course of a run, from rosters that are read to files that are counted."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from megaroth_xl.errors import RunStoppedError
from megaroth_xl.files import Bytes
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.frames import Frames
from megaroth_xl.reports.results.pretest import pretest
from megaroth_xl.reports.roster import Account, Roster, return_freed_memory
from megaroth_xl.reports.runs.aside import Aside
from megaroth_xl.reports.runs.asked import Asked
from megaroth_xl.reports.runs.home import PASSWORDS, PERSONAL, Home
from megaroth_xl.reports.runs.identity import digest
from megaroth_xl.reports.runs.jobs import Jobs, files_of, place_of
from megaroth_xl.reports.runs.letters import Letters
from megaroth_xl.reports.runs.privacy import encrypted, passwords_for
from megaroth_xl.reports.runs.rosters import Rosters
from megaroth_xl.reports.runs.run_errors import FilesGoneError
from megaroth_xl.reports.runs.store import Drafted, Store, store_at
from megaroth_xl.reports.runs.whole import FILES, RESULT, SUMMARY, without_refunds
from megaroth_xl.reports.runs.work import Feed, StopRequest, Workers
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest

__all__ = ["Course", "Report"]

Piece = TypeVar("Piece")


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

    @property
    def needs_attention(self) -> bool:
        """True where somebody has to act; of a result that does not say it, it is not known."""
        return self.is_open or bool(self.result.get("needs_attention", True))


class Course:
    """A run whose rosters are read.

    Parameters
    ----------
    asked, rosters
        What is asked, of which rosters.
    crew
        Does the work.
    aside
        Takes what is needed again.
    """

    def __init__(self, asked: Asked, rosters: Rosters, crew: Workers, aside: Aside) -> None:
        setting = asked.setting._replace(as_of=rosters.facts.as_of)
        self._asked = replace(asked, setting=setting)
        self._rosters, self._crew, self._aside = rosters, crew, aside
        self._identity = asked.identity(rosters)

    def write(self, home: Home, stop: StopRequest, *, progress: bool) -> Report:
        """Write what is not there yet, and count what is there at the end."""
        asked = self._asked
        top = dict.fromkeys(asked.names, self._identity.digest())
        earlier = None if asked.force else home.passwords
        secret = passwords_for(pl.Series([SUMMARY]), earlier)[0] if asked.encrypt else ""
        if secret:
            top[SUMMARY] = digest(self._identity.digest(), secret)
        missing = set(top) if asked.force else set(home.missing(top))
        content, letters = self._computed(earlier, for_files=bool(missing))
        passwords = letters.password_file(secret, home.passwords) if letters else b""
        if passwords:
            top = {PASSWORDS: digest(hashlib.sha256(passwords).hexdigest()), **top}
        wanted = pl.DataFrame({"file": list(top), "made_of": list(top.values())})
        if letters:
            wanted = pl.concat([wanted, *letters.wanted()])
        plan = home.plan(self._identity, wanted, personal=asked.personal, force=asked.force)
        todo = list(filter(top.__contains__, plan.todo.head(len(top))["file"]))
        work = Jobs(home, self._crew, letters, plan.todo, stop) if letters else None
        # Where nothing of an earlier run has to go, others write personal workbooks meanwhile.
        at_once = letters is not None and self._crew.taker is not None and plan.ours.is_empty()
        first = [name for name in todo if name == PASSWORDS or not at_once]
        with _Drafts(home.store, content, secret, passwords, stop) as drafts:
            ready = drafts.of(first)
            if stop.asked:
                raise RunStoppedError(0, 0)
            home.start(plan, ready)

            def beside(feed: Feed) -> None:
                ready = drafts.of(todo[len(first) :], feed)
                if not stop.asked:
                    home.put(plan, ready)

            if work:
                work.write(beside, progress=progress)
        whole = home.finish(wanted)
        if asked.share:
            home.share()
        return self._counted(home, letters, wanted, whole, stop, work.written if work else 0)

    def _computed(
        self, passwords: bytes | None, *, for_files: bool
    ) -> tuple[Callable[[Feed], Content] | None, Letters | None]:
        """Go through the rosters: what gives the files' content, and the personal workbooks to be.

        Where others can write these meanwhile, the content is computed only when it is asked for.
        """
        asked, rosters, setting = self._asked, self._rosters, self._asked.setting
        letters = said = None
        if asked.personal:
            letters = Letters(asked, rosters, self._aside, self._identity.settings, passwords)
        if for_files:
            is_later = letters is not None and self._crew.taker is not None
            said = _Said(asked, rosters, self._aside, is_later=is_later)
        if said is None and letters is None:
            return None, None

        def each(place: int, roster: Roster, found: PartTest) -> None:
            if said is not None:
                said.add(place, roster, found)
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
        return None if said is None else partial(said.content, found), letters

    def _counted(
        self,
        home: Home,
        letters: Letters | None,
        wanted: pl.DataFrame,
        whole: pl.DataFrame,
        stop: StopRequest,
        written: int,
    ) -> Report:
        """The report of what is there.

        Raises
        ------
        RunStoppedError, FilesGoneError
            If not all of it is.
        """
        asked, facts, jobs = self._asked, self._rosters.facts, letters.jobs if letters else []
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
            workers_lost=self._crew.lost,
            result=without_refunds(home.store.pieces(RESULT)),
            accounts=facts.accounts,
            unwritten=tuple(name for name in FILES if name not in asked.names),
            passwords=place_of(asked.out, PASSWORDS) if asked.encrypt else None,
        )


class _Said:
    """What the files about all employees say.

    Parameters
    ----------
    asked, rosters, aside
        As in `Course`.
    is_later
        Nothing is computed before it is asked for.
    """

    def __init__(self, asked: Asked, rosters: Rosters, aside: Aside, *, is_later: bool) -> None:
        self._asked, self._rosters, self._aside = asked, rosters, aside
        self._frames = Frames(asked.setting, rosters.facts, aside, redact=asked.redact)
        self._is_later = is_later
        self._later: list[tuple[int, int]] = []

    def add(self, place: int, roster: Roster, found: PartTest) -> None:
        """Add the next employees, by the place of their roster, and what they come to."""
        if self._is_later:
            self._later.append((place, self._aside.put(found)))
        else:
            self._frames.add(roster, found)

    def content(self, found: PlanTest, feed: Feed) -> Content:
        """All that the files say; `feed` is called again and again while it is computed."""
        for roster, part in fed(self._put_off(), feed):
            self._frames.add(roster, part)
        run, names_persons = self._asked.run(self._rosters), self._asked.names_persons
        return self._frames.content(found, run, names_persons=names_persons)

    def _put_off(self) -> Iterator[tuple[Roster, PartTest]]:
        before = start = 0
        for place, number in self._later:
            part: PartTest = self._aside.get(number)
            start = start if place == before else 0
            stop = start + len(part.hce)
            yield self._rosters.roster(place).part(slice(start, stop)), part
            before, start = place, stop


def fed(pieces: Iterable[Piece], feed: Feed) -> Iterator[Piece]:
    """Pieces of a whole, with a call after each of them."""
    for piece in pieces:
        yield piece
        feed()


class _Drafts(ExitStack):
    """The files about all employees, got ready; those that are not put in place go with it.

    Parameters
    ----------
    store
        The folder of the run.
    content
        Gives what the files say; None where none is missing.
    secret
        The password of the summary; "" for none.
    passwords
        The file of passwords.
    stop
        Ends the work after the file in hand.
    """

    def __init__(
        self,
        store: Store,
        content: Callable[[Feed], Content] | None,
        secret: str,
        passwords: bytes,
        stop: StopRequest,
    ) -> None:
        super().__init__()
        self._store, self._content, self._stop = store, content, stop
        self._secret, self._passwords = secret, passwords

    def of(self, names: Sequence[str], feed: Feed = lambda: None) -> dict[str, Drafted]:
        """The files of these names; `feed` is called again and again meanwhile."""
        ready: dict[str, Drafted] = {}
        feed()
        said = None if {*names} <= {PASSWORDS} or self._content is None else self._content(feed)
        for name in names:
            draft = self._store.draft(name, fed(self._pieces(name, said), feed))
            ready[name] = self.enter_context(draft)
            if self._stop.asked:
                break
        return ready

    def _pieces(self, name: str, content: Content | None) -> Iterable[Bytes]:
        """Return the pieces of a file, the summary under its password if it has one."""
        if name == PASSWORDS:
            return [self._passwords]
        if content is None:
            raise AssertionError(name)
        pieces = FILES[name](content)
        return_freed_memory()  # what the summary's pages and the file before took
        hidden = name == SUMMARY and self._secret
        return [encrypted(b"".join(pieces), self._secret)] if hidden else pieces
