"""A folder of rosters: reported on as one roster, with the same files whatever does the work."""

import io
import json
import os
import re
import signal
import socket
import ssl
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import distributed
import fsspec
import msoffcrypto
import numpy as np
import polars as pl
import psutil
import pytest
from click.testing import CliRunner
from moto.server import ThreadedMotoServer
from openpyxl import load_workbook

from megaroth_xl.cli.report import command
from megaroth_xl.errors import InputError, MissingExtraError, RosterFileError
from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.reports.results import pretest
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.runs.cluster import LOCAL_WAYS, cluster_executor
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import (
    EditedFileError,
    RunDiffersError,
    WorkersLostError,
)
from tests.archives import RECORDS, content, differing

PLAN = Path(__file__).parents[3] / "workbook" / "sample_plan.toml"
PARTS = 6
EACH = 40


def frame(number: int) -> pl.DataFrame:
    """One part's employees; some rows have problems."""
    chance = np.random.default_rng(number)
    pay = chance.integers(30_000, 400_000, EACH).astype(float)
    return pl.DataFrame(
        {
            "employee_id": [f"p{number}-{i}" for i in range(EACH)],
            "name": [f"Person {i}" for i in range(EACH)],
            "age": chance.integers(20, 70, EACH),
            "pay": [*pay[:-1], -1.0],
            "deferral": np.round(pay * 0.05, 2),
            "match": np.round(pay * chance.uniform(0, 0.05, EACH), 2),
            "after tax": np.round(pay * chance.uniform(0, 0.04, EACH), 2),
            "prior year pay": np.round(pay * 0.97, 2),
        }
    )


@pytest.fixture(scope="module")
def rosters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts") / "rosters"
    folder.mkdir()
    for number in range(PARTS):
        frame(number).write_parquet(folder / f"roster-{number}.parquet")
    frame(PARTS).write_csv(folder / "roster-more.csv")
    (folder / "read me.md").write_text("no roster", encoding="utf-8")
    return folder


def made(rosters: Path | str, out: Path | str, **options: Any) -> Report:
    return report(rosters, PLAN, 2026, out, personal=True, **options)


def refuse_differing(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert set(found) == set(expected)
    assert not differing(found, expected)


@pytest.fixture(scope="module")
def undisturbed(rosters: Path) -> dict[str, bytes]:
    made(rosters, rosters.parent / "undisturbed")
    return content(rosters.parent / "undisturbed")


@pytest.fixture(scope="module")
def single(rosters: Path) -> dict[str, bytes]:
    """The reports on one roster that holds what the folder holds."""
    everybody = rosters.parent / "everybody.parquet"
    pl.concat(frame(number) for number in range(PARTS + 1)).write_parquet(everybody)
    made(everybody, rosters.parent / "single")
    return content(rosters.parent / "single")


FILES = {
    "elections.csv",
    "problems.csv",
    "refunds.csv",
    "result.json",
    "results.csv",
    "results.parquet",
    "summary.xlsx",
}
"""What a run writes beside the personal workbooks, its manifest left out."""


def test_a_folder_gives_the_files_of_one_roster(
    undisturbed: dict[str, bytes], single: dict[str, bytes]
) -> None:
    def plain(files: dict[str, bytes]) -> dict[str, bytes]:
        return {re.sub(r"^personal/.*/", "personal/", name): data for name, data in files.items()}

    folder, one = plain(undisturbed), plain(single)
    assert set(folder) == set(one)
    assert {name for name in folder if not name.startswith("personal/")} == FILES
    assert len(folder) == (PARTS + 1) * (EACH - 1) + len(FILES)
    assert set(differing(folder, one)) <= {"summary.xlsx", "problems.csv", "result.json"}
    where = {name.split("/")[1] for name in undisturbed if name.startswith("personal/")}
    assert where == {*(f"roster-{n}.parquet" for n in range(PARTS)), "roster-more.csv"}


SHEETS = ["To do", "Plan", "Employees", "Plan test", "Limits"]


def test_the_summary_of_a_folder_is_that_of_one_roster(
    undisturbed: dict[str, bytes], single: dict[str, bytes]
) -> None:
    folder, one = (
        load_workbook(io.BytesIO(each["summary.xlsx"])) for each in (undisturbed, single)
    )
    assert folder.sheetnames == one.sheetnames
    assert set(SHEETS) < set(folder.sheetnames)
    for title in SHEETS:
        # Of one roster a reason names the rows.
        cells = [
            [
                [re.sub(r" \(rows [^)]*\)", "", str(cell)) for cell in row]
                for row in each[title].iter_rows(values_only=True)
            ]
            for each in (folder, one)
        ]
        assert cells[0] == cells[1], title
        assert len(cells[0]) > 3, title
    rows = list(folder["Problems"].iter_rows(values_only=True))
    assert rows[0] == ("Roster file", "Row", "Cell", "Column", "Found", "Expected")
    assert [(*row[:2], row[3]) for row in rows[1:3]] == [
        ("roster-0.parquet", EACH + 1, "compensation"),
        ("roster-1.parquet", EACH + 1, "compensation"),
    ]
    assert len(rows) == PARTS + 2


def test_no_verdict_while_rows_are_left_out(rosters: Path, tmp_path: Path) -> None:
    done = made(rosters, tmp_path / "out")
    assert (done.result["result"], done.result["limit"]) == ("not tested", None)
    assert done.result["reasons"] == [f"{PARTS + 1} rows left out"]
    assert (done.rows, done.employees) == ((PARTS + 1) * EACH, (PARTS + 1) * (EACH - 1))
    assert (done.rosters, done.rows_left_out) == (PARTS + 1, PARTS + 1)


def test_the_averages_are_those_of_the_whole_roster(tmp_path: Path) -> None:
    rosters = tmp_path / "rosters"
    rosters.mkdir()
    frames = [frame(number).filter(pl.col("pay") >= 0) for number in range(PARTS)]
    for number, part in enumerate(frames):
        part.write_parquet(rosters / f"roster-{number}.parquet")
    done, good = made(rosters, tmp_path / "out"), pl.concat(frames)
    columns = {name: good[name].to_numpy() for name in good.columns}
    whole = acp_test(
        columns["prior year pay"] > 160_000,  # the 414(q) amount of 2025, for 2026
        columns["pay"],
        columns["match"],
        columns["after tax"],
        2026,
        read_plan(PLAN).prior_year_nhce_acp,
    )
    assert done.result["hce_acp"] == whole.hce_average
    assert (done.result["nhce_acp"], done.result["limit"]) == (whole.nhce_average, whole.limit)
    assert done.result["result"] == ("passes" if whole.passes else "fails")


def test_threads_write_the_same(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(2) as executor:
        made(rosters, tmp_path / "out", executor=executor)
    refuse_differing(content(tmp_path / "out"), undisturbed)


def test_processes_write_the_same(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    made(rosters, tmp_path / "out", workers=2)
    refuse_differing(content(tmp_path / "out"), undisturbed)


def test_a_rerun_does_what_is_missing(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made(rosters, out)
    gone = [out / "summary.xlsx", *(out / "personal" / "roster-2.parquet").glob("p2-1*.xlsx")]
    for path in gone:
        path.unlink()
    kept = out / "personal" / "roster-1.parquet" / "p1-1.xlsx"
    before = kept.stat().st_mtime_ns
    assert made(rosters, out).written == len(gone) - 1 == 11
    refuse_differing(content(out), undisturbed)
    assert kept.stat().st_mtime_ns == before
    with pytest.raises(RunDiffersError, match=r"year \(was 2026, is now 2025\)"):
        report(rosters, PLAN, 2025, out, personal=True)
    refuse_differing(content(out), undisturbed)


def acp_roster(path: Path, after_tax: int) -> None:
    """Two highly compensated employees who contribute this much, and one who is not."""
    lines = [f"{path.stem}1,200000,190000,0,0,{after_tax}", f"{path.stem}2,50000,50000,0,0,2000"]
    head = "id,pay,prior year pay,deferral,match,after tax\n"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def test_a_corrected_part_is_reported_on_again(tmp_path: Path) -> None:
    rosters = tmp_path / "rosters"
    rosters.mkdir()
    plan = tmp_path / "plan.toml"
    terms = PLAN.read_text(encoding="utf-8").replace('"prior year"', '"current year"')
    plan.write_text(terms, encoding="utf-8")
    acp_roster(rosters / "a.csv", 10_000)
    acp_roster(rosters / "b.csv", 12_000)
    # Two HCEs at 5% and 6%: 5.50%, under the 6% that an NHCE average of 4% allows.
    out = tmp_path / "out"
    first = report(rosters, plan, 2026, out, personal=True)
    assert (first.result["result"], first.result["hce_acp"]) == ("passes", 0.055)
    before = content(out)
    acp_roster(rosters / "b.csv", 20_000)  # 10%, so 7.50% together
    second = report(rosters, plan, 2026, out, personal=True)
    assert (second.result["result"], second.result["hce_acp"]) == ("fails", 0.075)
    assert second.written == 2
    after = content(out)
    assert {name for name in before if before[name] == after[name]} == {
        *(f"personal/{name}.xlsx" for name in ("a.csv/a1", "a.csv/a2", "b.csv/b2")),
        "elections.csv",
        "problems.csv",
    }
    (rosters / "b.csv").unlink()
    acp_roster(rosters / "c.csv", 12_000)
    third = report(rosters, plan, 2026, out, personal=True)
    assert third.result["hce_acp"] == 0.055
    assert {name for name in content(out) if name.startswith("personal")} == {
        f"personal/{part}.csv/{part}{number}.xlsx" for part in "ac" for number in (1, 2)
    }
    acp_roster(rosters / "c.csv", 13_000)
    with pytest.raises(RunDiffersError, match="it has personal workbooks, which take --personal"):
        report(rosters, plan, 2026, out)


TERMS = {
    "top-paid group": {"top_paid_election = false": "top_paid_election = true"},
    "safe harbor": {
        'adp_safe_harbor = "none"': 'adp_safe_harbor = "traditional"',
        "acp_safe_harbor = false": "acp_safe_harbor = true",
    },
    "earnings": {"# refund_earnings_rate": "refund_earnings_rate", "# vesting =": "vesting ="},
}


def several(frame: pl.DataFrame) -> pl.DataFrame:
    """The same people in divisions, in families and with other columns; no row has a problem."""
    places = pl.int_range(pl.len())
    return frame.filter(pl.col("pay") >= 0).with_columns(
        pl.col("pay") + 100_000,
        deferral=pl.col("pay") * 0.05 + places * 500,
        match=pl.when(places < 10).then(0.0).otherwise("match"),
        division=pl.when(places % 3 == 0).then(pl.lit("shop")).otherwise(pl.lit("sales")),
        **{
            "prior year pay": (pl.col("prior year pay") + 50_000).round(2),
            "after tax": (
                pl.col("pay") * pl.when(pl.col("pay") > 200_000).then(0.06).otherwise(0.02)
            ).round(2),
            "ownership %": pl.when(places == 0).then(4),
            "family of": pl.when(places == 30).then(pl.lit("p3-0")),
            "desk": pl.when(places > 20).then(pl.lit("=1+1")),
        },
    )


@pytest.mark.parametrize("changes", TERMS.values(), ids=TERMS)
def test_a_roster_in_parts_gives_what_the_whole_gives(
    changes: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = PLAN.read_text(encoding="utf-8").replace('"prior year"', '"current year"')
    for old, new in changes.items():
        assert old in terms
        terms = terms.replace(old, new)
    (tmp_path / "plan.toml").write_text(terms, encoding="utf-8")
    (tmp_path / "rosters").mkdir()
    whole = several(frame(3))
    whole.write_csv(tmp_path / "one.csv")
    for number, part in enumerate(whole.iter_slices(10)):
        # A column in which nobody of a part has a value is not in its file.
        columns = [each.name for each in part if each.null_count() < part.height]
        part[columns].write_csv(tmp_path / "rosters" / f"{number}.csv")
    one, parts = (
        report(tmp_path / source, tmp_path / "plan.toml", 2026, tmp_path / out, personal=True)
        for source, out in (("one.csv", "one"), ("rosters", "parts"))
    )
    assert one.result == parts.result
    assert "fails" in {one.result["result"], one.result["adp"]["result"]}
    files = [content(tmp_path / out) for out in ("one", "parts")]
    files[1] = {re.sub(r"personal/\d.csv/", "personal/", n): data for n, data in files[1].items()}
    assert files[0].keys() == files[1].keys()
    assert set(differing(*files)) <= {"summary.xlsx"}
    assert files[0]["refunds.csv"].count(b"\n") > 3
    summaries = [load_workbook(io.BytesIO(each["summary.xlsx"])) for each in files]
    for title in summaries[0].sheetnames:
        if title not in {"Reading", "Run"}:
            first, second = (list(each[title].iter_rows(values_only=True)) for each in summaries)
            assert first == second, title
    assert set(summaries[0].sheetnames) == set(summaries[1].sheetnames) >= {"What if", "Refunds"}
    monkeypatch.setattr(pretest, "SLICE", 7)
    report(tmp_path / "one.csv", tmp_path / "plan.toml", 2026, tmp_path / "slices", personal=True)
    refuse_differing(content(tmp_path / "slices"), content(tmp_path / "one"))
    if "top_paid_election = true" in terms:
        top = [row for row in summaries[1]["Employees"].iter_rows(values_only=True) if "yes" in row]
        assert 8 <= len(top) < sum(whole["prior year pay"] > 160_000)  # a fifth of 39


def test_what_is_alike_in_eight_bytes_need_not_be_one_employee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pl.Series, "hash", lambda self: pl.Series([1] * len(self), dtype=pl.UInt64))
    for name in ("a", "b"):
        acp_roster(tmp_path / f"{name}.csv", 1_000)
    assert report(tmp_path, PLAN, 2026, tmp_path / "out").employees == 4
    (tmp_path / "c.csv").write_text("id,pay,deferral\na2,1,0\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match=r"a.csv, c.csv: an employee is in several"):
        report(tmp_path, PLAN, 2026, tmp_path / "out")


@pytest.mark.parametrize("bundle", [False, True])
def test_a_folder_encrypts_and_redacts_too(tmp_path: Path, bundle: bool) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for number in (1, 2):
        frame(number).head(3).write_csv(few / f"{number}.csv")
    done = made(few, tmp_path / "out", encrypt=True, redact=True, bundle=bundle, workers=2)
    assert done.workbooks == done.written == 6
    listed = pl.read_csv(tmp_path / "out" / "passwords.csv")
    assert listed["workbook"][0] == "summary.xlsx"
    summary = io.BytesIO()
    locked = msoffcrypto.OfficeFile(io.BytesIO(Path(done.files[0]).read_bytes()))
    locked.load_key(password=listed["password"][0], verify_password=True)
    locked.decrypt(summary, verify_integrity=True)
    listed = listed[1:]
    assert listed["employee_id"].to_list() == [f"p{n}-{i}" for n in (1, 2) for i in range(3)]
    for _, workbook, password in listed.iter_rows():
        folder, name = workbook.split("/")
        if bundle:
            with zipfile.ZipFile(tmp_path / "out/personal" / folder / "bundle-0001.zip") as found:
                locked = found.read(name)
        else:
            locked = (tmp_path / "out/personal" / workbook).read_bytes()
        opened = msoffcrypto.OfficeFile(io.BytesIO(locked))
        opened.load_key(password=password, verify_password=True)
    names = load_workbook(summary)["Employees"].iter_rows(values_only=True, min_row=2)
    assert {row[1] for row in names} == {"***"}
    again = made(few, tmp_path / "out", encrypt=True, redact=True, bundle=bundle)
    assert (again.workbooks, again.written) == (6, 0)


def test_a_strict_run_refuses_a_folder_with_a_problem(rosters: Path, tmp_path: Path) -> None:
    with pytest.raises(RosterFileError, match=r"roster-0\.parquet: has a problem in row"):
        made(rosters, tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()


def test_files_that_programs_keep_beside_an_open_roster_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "rosters"
    folder.mkdir()
    frame(1).write_csv(folder / "a.csv")
    (folder / "~$a.xlsx").write_bytes(b"\x05Name of a person" + bytes(148))
    (folder / ".~lock.a.csv#").write_text(",name,computer,", encoding="utf-8")
    (folder / "._a.csv").write_bytes(b"\x00\x05\x16\x07")
    assert made(folder, tmp_path / "out").rosters == 1


def test_an_employee_in_two_rosters_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rosters").mkdir()
    for name in ("a", "b"):
        frame(1).write_parquet(tmp_path / "rosters" / f"{name}.parquet")
    frame(2).write_parquet(tmp_path / "rosters" / "c.parquet")
    with pytest.raises(RosterFileError, match=r"a.parquet, b.parquet: 39 employees are in several"):
        made(tmp_path / "rosters", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("id,name\n00417,Iris Abbott", "id,name\n417,Iris Abbott", "'00417' and '417'"),
        ("id,name\nE-7,Iris Abbott", "id,name\ne7,Abbott", "'E-7' and 'e7'"),
        ("id\n417", "id\n000417", "'417' and '000417'"),
        ("ssn\n900-12-3401", "ssn\n900123401", "'***-**-3401' and '***-**-3401'"),
        ("id,name,age\n00417,Iris Abbott,50", "id,name,age\n417,Iris Abbott,41", ""),
        ("id,name\n00417,Iris Abbott", "id,name\n417,Tomas Bello", ""),
        ("id,name\n00417,Iris Abbott", "id,name\n4170,Iris Abbott", ""),
    ],
)
def test_an_id_that_two_rosters_spell_in_two_ways_is_one_employee(
    first: str, second: str, said: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rosters"
    folder.mkdir()
    for name, rows in (("a", first), ("b", second)):
        head, row = rows.split("\n")
        text = f"{head},pay,deferral\n{row},90000,9000\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    if not said:
        assert report(folder, PLAN, 2026, tmp_path / "out").employees == 2
        return
    with pytest.raises(RosterFileError, match=r"a.csv, b.csv: an employee is in") as refused:
        report(folder, PLAN, 2026, tmp_path / "out")
    assert said in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_reading_file_may_name_headings_that_some_rosters_have(tmp_path: Path) -> None:
    folder = tmp_path / "rosters"
    folder.mkdir()
    texts = {
        "a": "EE ID,Gross Pay,401k,Match\na1,100000,8000,4000\n",
        "b": "EE ID,Gross Pay,Def %,ER Contribution,Bonus\nb1,100000,5,3000,9\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    columns = {"matching_contribution": ("ER Contribution",), "elective_deferral": ("Def %",)}
    settings = ReadingSettings(columns=columns, ignore=("Bonus",), rates=("Def %",))
    report(folder, PLAN, 2026, tmp_path / "out", settings=settings)
    found = pl.read_csv(tmp_path / "out" / "results.csv")
    assert found["elective_deferral"].to_list() == [8_000, 5_000]
    assert found["matching_contribution"].to_list() == [4_000, 3_000]
    settings = ReadingSettings(columns=columns, ignore=("Bonsu",), rates=("Def %",))
    with pytest.raises(RosterFileError, match="has no roster with a column 'Bonsu'"):
        report(folder, PLAN, 2026, tmp_path / "out", settings=settings)


def test_the_command_takes_a_folder(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    arguments = [str(rosters), "--plan", str(PLAN), "--year", "2026", "--personal", "--out"]
    done = CliRunner().invoke(command, [*arguments, str(tmp_path / "out")])
    assert done.exit_code == 1, done.output
    assert f"{(PARTS + 1) * EACH} rows in {PARTS + 1} rosters: " in done.output
    assert f"{PARTS + 1} rows left out" in done.output
    refuse_differing(content(tmp_path / "out"), undisturbed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_cluster_writes_the_same_though_a_worker_is_killed(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed = []

    def kill_one(pids: list[int]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and not list(out.glob("personal/*")):
            time.sleep(0.001)
        os.kill(pids[0], signal.SIGKILL)
        killed.append(len(list(out.glob("personal/*/*.xlsx"))))

    with cluster_executor("local", 3) as executor:
        executor._client.wait_for_workers(2, timeout=60)  # type: ignore[attr-defined]
        pids = list(executor._client.run(os.getpid).values())  # type: ignore[attr-defined]
        assert len(set(pids)) == 2
        killer = threading.Thread(target=kill_one, args=(pids,))
        killer.start()
        made(rosters, out, executor=executor, workers=3)
        killer.join()
    assert killed
    assert killed[0] < (PARTS + 1) * (EACH - 1), "the worker was killed too late to matter"
    refuse_differing(content(out), undisturbed)


def test_a_local_cluster_without_workers_ends_with_a_sentence(
    rosters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LOCAL_WAYS, "distributed.scheduler.no-workers-timeout", "1s")
    monkeypatch.setattr(distributed.LocalCluster, "scale", lambda *_: None)
    with cluster_executor("local", 2) as executor, pytest.raises(WorkersLostError):
        made(rosters, tmp_path / "out", executor=executor)


def test_one_roster_on_a_cluster_prints_the_same_workbooks(rosters: Path, tmp_path: Path) -> None:
    roster = rosters / "roster-0.parquet"
    alone = report(roster, PLAN, 2026, tmp_path / "alone", personal=True)
    with cluster_executor("local", 1) as executor:
        shared = report(roster, PLAN, 2026, tmp_path / "shared", personal=True, executor=executor)
    assert alone.written == shared.written == EACH - 1
    refuse_differing(content(tmp_path / "alone"), content(tmp_path / "shared"))


def test_a_cluster_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("megaroth_xl.reports.runs.cluster.PATIENCE", "1s")
    with (
        pytest.raises(InputError, match="that answers"),
        cluster_executor("tcp://127.0.0.1:9", insecure=True),
    ):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingExtraError, match="pip install cryptography distributed"),
        cluster_executor("local"),
    ):
        pass


def listening() -> set[int]:
    """Ports of this machine on which this process or one that it started listens."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    connections = [each for process in family for each in process.net_connections("inet")]
    return {each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN}


def answers_strangers(port: int) -> bool:
    """Whether a port says anything to a program that has no credentials."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=5)
    with plain:
        plain.sendall(b"GET /info/main/workers.html HTTP/1.0\r\n\r\n")
        try:
            said = plain.recv(1)
        except OSError:
            said = b""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as bare,
            context.wrap_socket(bare) as secured,
        ):
            return bool(said or secured.recv(1))
    except OSError:
        return bool(said)


def test_a_local_cluster_answers_nobody_else() -> None:
    before = listening()
    with cluster_executor("local", 3) as executor:
        assert executor.submit(sum, [1, 2]).result() == 3
        executor._client.wait_for_workers(2, timeout=60)  # type: ignore[attr-defined]
        ports = listening() - before
        assert len(ports) == 5  # the scheduler, two workers, and the two that restart them
        assert [port for port in ports if answers_strangers(port)] == []
        address = executor._client.scheduler.address  # type: ignore[attr-defined]
        with pytest.raises((OSError, TypeError)):
            distributed.Client(address, timeout="2s")


def test_a_cluster_without_tls_is_refused_unless_the_user_insists() -> None:
    with (
        pytest.raises(InputError, match="which has no TLS"),
        cluster_executor("tcp://127.0.0.1:9"),
    ):
        pass


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Object storage on this machine's loopback address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        fsspec.filesystem("s3").mkdir("plans")
        yield "s3://plans"
    server.stop()


@pytest.mark.parametrize("cluster", [False, True])
def test_object_storage_holds_the_same(
    bucket: str, rosters: Path, tmp_path: Path, cluster: bool
) -> None:
    storage = fsspec.filesystem("s3")
    for path in rosters.iterdir():
        storage.put_file(str(path), f"{bucket}/rosters/{path.name}")
    out = f"{bucket}/out-{cluster}"

    def run() -> Report:
        if not cluster:
            return made(f"{bucket}/rosters", out)
        with cluster_executor("local", 2) as executor:
            return made(f"{bucket}/rosters", out, executor=executor)

    made(rosters, tmp_path / "here", bundle=True)
    expected = content(tmp_path / "here")
    done = run()
    storage.invalidate_cache()
    found = {path.split("/", 2)[2]: storage.cat_file(path) for path in storage.find(out)}
    assert found.keys() - expected.keys() == RECORDS
    refuse_differing({name: found[name] for name in found.keys() - RECORDS}, expected)
    assert done.files[0] == f"{out}/summary.xlsx"
    assert json.loads(found["result.json"])["employees"]["reported"] == done.employees
    storage.rm_file(f"{out}/personal/roster-3.parquet/bundle-0001.zip")
    again = run()
    assert (again.workbooks, again.written) == (done.workbooks, EACH - 1)
    storage.pipe_file(f"{out}/summary.xlsx", b"notes")
    with pytest.raises(EditedFileError, match=r"summary\.xlsx in"):
        run()
