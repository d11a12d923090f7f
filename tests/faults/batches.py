"""Runs in processes of their own, disturbed at random moments and looked at afterwards.

Each way of running writes the same workbooks: a file each, in bundles, by two processes, a folder
of rosters, and a local cluster. `disturb` starts a run, harms it in one way at a random moment, and
looks at what it has left; then it lets the same command finish, and compares with a run that
nobody disturbed.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import psutil

from megaroth_xl.reports.runs.verify import verify
from tests.archives import content, differing

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "workbook" / "sample_plan.toml"
WAYS = ("files", "bundles", "processes", "folder", "cluster")
EMPLOYEES, JOB = 600, 50
ROSTERS = 4
SECONDS = 60
SCRIPT = """
import errno, os, sys, time
from contextlib import nullcontext

from megaroth_xl.errors import MegarothError
from megaroth_xl.reports.runs.run import report
from megaroth_xl.reports.runs import copies
from megaroth_xl.reports.runs.cluster import cluster_executor

copies.JOB = int(os.environ["JOB"])  # several jobs and bundles for few employees
write, room = os.write, [int(os.environ.get("ROOM", 1 << 60))]

def filling(handle, data):  # a disk takes what fits, and then nothing
    if len(data) > room[0]:
        part, room[0] = room[0], 0
        if part:
            return write(handle, memoryview(data)[:part])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    room[0] -= len(data)
    return write(handle, data)

os.write = filling

if __name__ == "__main__":
    source, plan, out, way, *more = sys.argv[1:]
    workers = {"processes": 2, "folder": 2, "cluster": 3}.get(way, 1)
    running = cluster_executor("local", workers) if way == "cluster" else nullcontext()
    with running as executor:
        print("started", flush=True)
        began = time.perf_counter()
        try:
            done = report(source, plan, 2026, out, personal=True, bundle=way == "bundles",
                          workers=workers, executor=executor, force="force" in more)
        except (MegarothError, KeyboardInterrupt) as error:
            print("refused", str(error) or "stopped before this run wrote anything", flush=True)
            sys.exit(2)
        seconds = time.perf_counter() - began
    print("done", seconds, done.workbooks, done.written, done.workers_lost, flush=True)
"""
WRAPPER = """
import subprocess, sys, time

said, seconds, *command = sys.argv[1:]
with open(said, "w") as output:
    subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
while "started" not in open(said).read():
    time.sleep(0.001)
time.sleep(float(seconds))
"""
"""Starts a run, and ends soon after it has begun."""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "JOB": str(JOB)}
STOPPED = re.compile(r"stopped(?:: (\d[\d,]*) of [\d,]+ personal| before this run wrote anything)")
COMES_TO_ITS_END = {"parent gone", "worker lost"}


@dataclass
class Found:
    """What many disturbed runs gave."""

    disturbed: int = 0
    in_the_middle: int = 0
    not_whole: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seconds_to_stop: list[float] = field(default_factory=list)
    packed_otherwise: int = 0

    def __iadd__(self, other: "Found") -> "Found":
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self

    def __str__(self) -> str:
        slowest = f", {max(self.seconds_to_stop):.1f} s to stop" if self.seconds_to_stop else ""
        return (
            f"{self.disturbed} disturbed, {self.in_the_middle} of them with some files written"
            f"{slowest}; {len(self.not_whole)} files not whole, {len(self.lost)} lost or twice, "
            f"{self.packed_otherwise} packed otherwise with the same content"
        )


class Batches:
    """Runs of one way in a folder, and what each of them is to write.

    Parameters
    ----------
    folder
        Where the roster and the reports go.
    way
        One of `WAYS`.
    """

    def __init__(self, folder: Path, way: str) -> None:
        self.folder = folder
        self.way = way
        (folder / "run.py").write_text(SCRIPT, encoding="utf-8")
        terms = PLAN.read_text(encoding="utf-8").replace("Example Company", "Other Company")
        (folder / "other.toml").write_text(terms, encoding="utf-8")
        self.source = write_rosters(folder, way)
        self.seconds, *_ = self.finished(self.started("undisturbed"))
        self.whole = content(folder / "undisturbed")

    def command(self, out: str, *more: str) -> list[str]:
        """The command of a run; with "force" it is one under another plan."""
        script = str(self.folder / "run.py")
        plan = self.folder / "other.toml" if more else PLAN
        where = [str(self.source), str(plan), str(self.folder / out), self.way]
        return [sys.executable, script, *where, *more]

    def started(self, out: str, *more: str, room: int | None = None) -> "subprocess.Popen[str]":
        """A run that has just begun, in a session of its own as from a terminal."""
        environment = {**ENVIRONMENT}
        if room is not None:
            environment["ROOM"] = str(room)
        run = subprocess.Popen(
            self.command(out, *more),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert run.stdout is not None
        assert run.stdout.readline() == "started\n"
        return run

    def finished(self, run: "subprocess.Popen[str]") -> tuple[float, int, int, int]:
        """Seconds of a run, workbooks that are there, that it wrote, and workers that it lost."""
        said, _ = run.communicate(timeout=SECONDS)
        assert run.returncode == 0, said
        word, seconds, *counts = said.split()
        assert word == "done", said
        there, written, lost = map(int, counts)
        return float(seconds), there, written, lost

    def moment(self, chance: random.Random) -> float:
        """Some time within a run."""
        return chance.uniform(0, self.seconds)


def write_rosters(folder: Path, way: str) -> Path:
    """A roster, or for the way "folder" the same people in a folder of rosters."""
    lines = [f"e{i:05},{60_000 + i},{1_000 + i % 900}\n" for i in range(EMPLOYEES)]
    head = "id,pay,deferral\n"
    if way != "folder":
        (folder / "roster.csv").write_text(head + "".join(lines), encoding="utf-8")
        return folder / "roster.csv"
    (folder / "rosters").mkdir()
    for number in range(ROSTERS):
        part = "".join(lines[number::ROSTERS])
        (folder / "rosters" / f"{number}.csv").write_text(head + part, encoding="utf-8")
    return folder / "rosters"


def killed(batches: Batches, out: str, chance: random.Random, _: Found) -> None:
    """kill -9 on the first process."""
    run = batches.started(out)
    time.sleep(batches.moment(chance))
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert run.stdout is not None
    run.stdout.close()
    end_session(run.pid)


def orphaned(batches: Batches, out: str, chance: random.Random, _: Found) -> None:
    """The parent ends, as with nohup, a logout or a wrapper; the run goes on to its end."""
    said = batches.folder / f"{out}.txt"
    wrapper = [sys.executable, "-c", WRAPPER, str(said), str(batches.moment(chance))]
    subprocess.run([*wrapper, *batches.command(out)], check=True, env=ENVIRONMENT, timeout=SECONDS)
    until = time.monotonic() + SECONDS
    while "done" not in said.read_text(encoding="utf-8") and time.monotonic() < until:
        time.sleep(0.05)
    word, _, there, *_ = said.read_text(encoding="utf-8").splitlines()[-1].split()
    assert (word, there) == ("done", str(EMPLOYEES)), said.read_text(encoding="utf-8")


def worker_lost(batches: Batches, out: str, chance: random.Random, _: Found) -> None:
    """kill -9 on a worker; another does its jobs, and the run comes to its end."""
    run = batches.started(out)
    time.sleep(batches.moment(chance))
    workers = [
        child
        for child in psutil.Process(run.pid).children(recursive=True)
        if "spawn_main" in " ".join(child.cmdline())
    ]
    if workers:
        chance.choice(workers).kill()
    _, there, *_ = batches.finished(run)
    assert there == EMPLOYEES


def interrupted(batches: Batches, out: str, chance: random.Random, found: Found) -> None:
    """Ctrl-C, SIGTERM or SIGHUP: the run ends in seconds, and its count is what is there."""
    run = batches.started(out)
    time.sleep(batches.moment(chance))
    began = time.perf_counter()
    number = chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    if number is signal.SIGINT:
        os.killpg(run.pid, number)  # a terminal tells all processes
    else:
        run.send_signal(number)
    said, _ = run.communicate(timeout=SECONDS)
    found.seconds_to_stop.append(time.perf_counter() - began)
    if run.returncode not in {0, -number}:  # -number: before the run writes, or after its end
        stopped = STOPPED.search(said)
        assert stopped, said
        if stopped[1]:
            counted = int(stopped[1].replace(",", ""))
            assert counted == workbooks_listed(batches.folder / out), said


def disk_filled(batches: Batches, out: str, chance: random.Random, _: Found) -> None:
    """A disk without room, at some moment in the middle of a file."""
    size = sum(map(len, batches.whole.values()))
    run = batches.started(out, room=chance.randrange(size // 2))
    said, _ = run.communicate(timeout=SECONDS)
    if run.returncode:  # else what was left to write had room
        assert "cannot be written (No space left on device)" in said
    assert not list((batches.folder / out).rglob(".*.part"))


KINDS: dict[str, Callable[[Batches, str, random.Random, Found], None]] = {
    "killed": killed,
    "parent gone": orphaned,
    "worker lost": worker_lost,
    "interrupted": interrupted,
    "disk full": disk_filled,
}


def replace_again_and_again(batches: Batches, times: int, chance: random.Random) -> Found:
    """Kill runs that replace the reports of another plan: reports of both are never together."""
    found = Found()
    batches.finished(batches.started("other", "force"))
    other = content(batches.folder / "other")
    for attempt in range(times):
        out = batches.folder / f"replaced-{attempt}"
        shutil.copytree(batches.folder / "undisturbed", out)
        run = batches.started(out.name, "force")
        time.sleep(batches.moment(chance))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        end_session(run.pid)
        there = content(out)
        old, new = (set(differing(there, each)) for each in (batches.whole, other))
        found.disturbed += 1
        found.in_the_middle += 0 < len(there) < len(other)
        if old and new:  # neither all of the one nor all of the other
            found.not_whole += sorted(old & new) or ["reports of both plans"]
        batches.finished(batches.started(out.name, "force"))
        now = content(out)
        found.not_whole += differing(now, other)
        found.lost += sorted(now.keys() ^ other.keys())
    return found


def end_session(leader: int) -> None:
    """Wait until no process of a session is left: the workers end with the first process."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not any(session_of(each) == leader for each in psutil.pids()):
            return
        time.sleep(0.01)
    raise AssertionError("workers stay when the first process is gone")


def session_of(process: int) -> int:
    try:
        return os.getsid(process)
    except OSError:
        return 0


def workbooks_listed(folder: Path) -> int:
    """Workbooks that the manifest has with their sizes."""
    path = folder / "manifest.csv"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    rows = (line.split(",") for line in text.splitlines()[1:])
    names = {row[0] for row in rows if row[0].startswith("personal/") and row[1]}
    if any(name.endswith(".zip") for name in names):
        return sum(name.count(".zip") for name in names) * JOB
    return len(names)


def look(batches: Batches, out: str, found: Found) -> None:
    """Look at what a disturbed run has left: whole files, all of them in its manifest."""
    folder = batches.folder / out
    there = content(folder) if folder.exists() else {}
    found.disturbed += 1
    found.in_the_middle += 0 < len(there) < len(batches.whole)
    found.not_whole += differing(there, batches.whole)
    if there:
        listed = (folder / "manifest.csv").read_text(encoding="utf-8")
        found.lost += [name for name in there if f"{name}," not in listed]


def compare(batches: Batches, out: str, found: Found) -> None:
    """Compare a run that came to its end with one that nobody disturbed."""
    folder = batches.folder / out
    now = content(folder)
    found.not_whole += differing(now, batches.whole)
    found.lost += sorted(now.keys() ^ batches.whole.keys())
    found.packed_otherwise += sum(now[name] != batches.whole.get(name) for name in now)
    assert verify(folder).is_whole
    assert not list(folder.rglob(".*.part"))


def finish(batches: Batches, out: str, found: Found) -> None:
    """Let the same command finish, and compare with a run that nobody disturbed."""
    _, there, *_ = batches.finished(batches.started(out))
    assert there == EMPLOYEES
    compare(batches, out, found)


def disturb(batches: Batches, kinds: Sequence[str], out: str, chance: random.Random) -> Found:
    """Disturb the runs into one folder one after the other, and finish what was stopped last."""
    found = Found()
    for kind in kinds:
        KINDS[kind](batches, out, chance, found)
        look(batches, out, found)
    if kinds[-1] in COMES_TO_ITS_END:
        compare(batches, out, found)
    else:
        finish(batches, out, found)
    return found
