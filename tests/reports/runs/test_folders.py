"""A roster in parts: the same files whatever runs it, and the plan's averages to the last digit."""

import json
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import distributed
import fsspec
import numpy as np
import polars as pl
import psutil
import pytest
from click.testing import CliRunner
from megaroth_xl.reports.runs.parts import PlanTotals, report_parts
from moto.server import ThreadedMotoServer

from megaroth_xl.cli.report import command
from megaroth_xl.errors import InputError, MissingExtraError, OutputError, RosterFileError
from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.reports import report
from megaroth_xl.reports.roster.plan_file import read_plan
from megaroth_xl.reports.runs.cluster import cluster_executor
from tests.archives import content, differing

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
    (folder / "read me.txt").write_text("no roster", encoding="utf-8")
    return folder


def made(rosters: Path | str, out: Path | str, **options: Any) -> PlanTotals:
    return report_parts(str(rosters), str(PLAN), 2026, str(out), personal=True, **options)


def refuse_differing(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert set(found) == set(expected)
    assert not differing(found, expected)


@pytest.fixture(scope="module")
def undisturbed(rosters: Path) -> dict[str, bytes]:
    made(rosters, rosters.parent / "undisturbed")
    return content(rosters.parent / "undisturbed")


def test_each_part_has_results_problems_and_workbooks(undisturbed: dict[str, bytes]) -> None:
    parts = [f"part-{number:05}" for number in range(1, PARTS + 2)]
    expected = {"run.json", "plan.json"}
    for part in parts:
        expected |= {f"results/{part}.parquet", f"problems/{part}.csv", f"done/{part}.json"}
        expected |= {f"personal/{part}-bundle-0001.zip"}
    assert set(undisturbed) == expected


def test_the_averages_are_those_of_the_whole_roster(rosters: Path, tmp_path: Path) -> None:
    everybody = pl.concat(frame(number) for number in range(PARTS + 1))
    good = everybody.filter(pl.col("pay") >= 0)
    totals = made(rosters, tmp_path / "out")
    plan = read_plan(PLAN)
    columns = {name: good[name].to_numpy() for name in good.columns}
    whole = acp_test(
        columns["prior year pay"] > 160_000,  # the 414(q) amount of 2025, for 2026
        columns["pay"],
        columns["match"],
        columns["after tax"],
        2026,
        plan.prior_year_nhce_acp,
    )
    assert totals.hce_average == whole.hce_average
    assert totals.nhce_average == whole.nhce_average
    assert (totals.limit, totals.passes) == (whole.limit, whole.passes)
    assert (totals.rows, totals.employees) == (everybody.height, good.height)
    assert totals.rows_left_out == PARTS + 1


def test_the_results_are_those_of_the_whole_roster(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    everybody = tmp_path / "roster.parquet"
    pl.concat(frame(number) for number in range(PARTS + 1)).write_parquet(everybody)
    report(everybody, PLAN, 2026, tmp_path / "out")
    summary = pl.read_excel(tmp_path / "out" / "summary.xlsx", sheet_name="Employees")
    results = pl.concat(
        pl.read_parquet(data) for name, data in sorted(undisturbed.items()) if "results" in name
    )
    for heading, name in (("Employee", "employee_id"), ("After-tax room", "after_tax_room")):
        (column,) = [c for c in summary.columns if c.startswith(heading)][:1]
        assert summary[column].to_list() == results[name].to_list()


def test_threads_write_the_same(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(2) as executor:
        made(rosters, tmp_path / "out", executor=executor)
    refuse_differing(content(tmp_path / "out"), undisturbed)


def test_a_rerun_does_what_is_missing(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = made(rosters, out)
    for name in ("done/part-00002.json", "results/part-00002.parquet"):
        (out / name).unlink()
    before = (out / "results" / "part-00001.parquet").stat().st_mtime_ns
    assert made(rosters, out) == first
    refuse_differing(content(out), undisturbed)
    assert (out / "results" / "part-00001.parquet").stat().st_mtime_ns == before
    with pytest.raises(OutputError, match="other rosters, plan or version"):
        report_parts(str(rosters), str(PLAN), 2025, str(out), personal=True)


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
    first = report_parts(str(rosters), str(plan), 2026, str(tmp_path / "out"))
    assert (first.passes, first.hce_average) == (True, 0.055)
    acp_roster(rosters / "b.csv", 20_000)  # 10%, so 7.50% together
    second = report_parts(str(rosters), str(plan), 2026, str(tmp_path / "out"))
    assert (second.passes, second.hce_average) == (False, 0.075)


def test_an_employee_in_two_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rosters").mkdir()
    for name in ("a", "b"):
        frame(1).write_parquet(tmp_path / "rosters" / f"{name}.parquet")
    with pytest.raises(RosterFileError, match="employees who are in several parts"):
        made(tmp_path / "rosters", tmp_path / "out")
    assert not (tmp_path / "out" / "plan.json").exists()


def test_the_top_paid_group_takes_the_whole_roster(rosters: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    text = PLAN.read_text(encoding="utf-8").replace("top_paid_election = false", "")
    plan.write_text(text + "\ntop_paid_election = true\n", encoding="utf-8")
    with pytest.raises(InputError, match="false for a roster in parts"):
        report_parts(str(rosters), str(plan), 2026, str(tmp_path / "out"))


def test_the_command_takes_a_folder(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    arguments = [str(rosters), "--plan", str(PLAN), "--year", "2026", "--personal", "--out"]
    done = CliRunner().invoke(command, [*arguments, str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert f"{(PARTS + 1) * EACH} rows in {PARTS + 1} parts read" in done.output
    assert "The ACP test" in done.output
    refuse_differing(content(tmp_path / "out"), undisturbed)
    refused = CliRunner().invoke(command, [*arguments, str(tmp_path / "x"), "--encrypt"])
    assert "--encrypt takes one roster" in refused.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_cluster_writes_the_same_though_a_worker_is_killed(
    rosters: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed = []

    def kill_one(pids: list[int]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and not list(out.glob("done/*")):
            time.sleep(0.01)
        os.kill(pids[0], signal.SIGKILL)
        killed.append(len(list(out.glob("done/*"))))

    with cluster_executor("local", 2) as executor:
        pids = list(executor._client.run(os.getpid).values())  # type: ignore[attr-defined]
        assert len(set(pids)) == 2
        killer = threading.Thread(target=kill_one, args=(pids,))
        killer.start()
        made(rosters, out, executor=executor)
        killer.join()
    assert killed
    assert killed[0] < PARTS + 1, "the worker was killed too late to matter"
    refuse_differing(content(out), undisturbed)


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
    with cluster_executor("local", 2) as executor:
        assert executor.submit(sum, [1, 2]).result() == 3
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
    bucket: str, rosters: Path, undisturbed: dict[str, bytes], cluster: bool
) -> None:
    storage = fsspec.filesystem("s3")
    for path in rosters.iterdir():
        storage.put_file(str(path), f"{bucket}/rosters/{path.name}")
    out = f"{bucket}/out-{cluster}"
    if cluster:
        with cluster_executor("local", 2) as executor:
            totals = made(f"{bucket}/rosters", out, executor=executor)
    else:
        totals = made(f"{bucket}/rosters", out)
    storage.invalidate_cache()
    found = {path.split("/", 2)[2]: storage.cat_file(path) for path in storage.find(out)}
    refuse_differing(found, undisturbed)
    assert json.loads(found["plan.json"])["employees"] == totals.employees
