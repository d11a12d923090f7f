"""Personal facts stay with those they concern: in the reports, and nowhere else."""

import csv
import hashlib
import io
import json
import os
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import msoffcrypto
import polars as pl
import pytest
from openpyxl import load_workbook

from megaroth_xl.errors import InputError, MissingExtraError, RosterFileError
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.runs import privacy
from megaroth_xl.reports.runs.locking import password_digest
from megaroth_xl.reports.runs.privacy import encrypted
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import FolderTakenError
from megaroth_xl.reports.runs.verify import verify

ROOT = Path(__file__).parents[3]
PLAN = ROOT / "workbook" / "sample_plan.toml"
PEOPLE = {"secret-7": "Ada Lovelace", "secret-8": "Kim Minsu", "secret-9": "Zoe Quist"}
ROSTER = "id,name,pay,deferral\n" + "".join(
    f"{employee_id},{name},123456.78,5432.1\n" for employee_id, name in PEOPLE.items()
)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def made(roster: Path, **options: Any) -> Report:
    return report(roster, PLAN, 2026, roster.parent / "out", personal=True, **options)


def passwords(folder: Path) -> dict[str, str]:
    with (folder / "passwords.csv").open(encoding="utf-8-sig", newline="") as file:
        return {line["workbook"]: line["password"] for line in csv.DictReader(file)}


def opened(workbook: bytes, password: str) -> bytes:
    plain = io.BytesIO()
    locked = msoffcrypto.OfficeFile(io.BytesIO(workbook))
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def test_each_workbook_opens_with_its_own_password_only(roster: Path, tmp_path: Path) -> None:
    folder = made(roster, encrypt=True).files[0].parent
    known = passwords(folder)
    plain = report(roster, PLAN, 2026, tmp_path / "plain", personal=True)
    assert list(known) == ["summary.xlsx", *(f"{employee_id}.xlsx" for employee_id in PEOPLE)]
    assert len(set(known.values())) == 1 + len(PEOPLE)
    assert min(map(len, known.values())) == 19
    summary = opened((folder / "summary.xlsx").read_bytes(), known.pop("summary.xlsx"))
    assert summary == (tmp_path / "plain" / "summary.xlsx").read_bytes()
    for name, password in known.items():
        locked = (folder / "personal" / name).read_bytes()
        assert b"EncryptedPackage".decode().encode("utf-16-le") in locked
        assert plain.personal is not None
        assert opened(locked, password) == (plain.personal / name).read_bytes()
        for wrong in {*known.values()} - {password}:
            with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
                opened(locked, wrong)


def test_the_digest_of_a_password_is_that_of_the_specification() -> None:
    digest = hashlib.sha512(bytes(range(16)) + "Łódź".encode("utf-16-le")).digest()
    for number in range(1_000):
        digest = hashlib.sha512(struct.pack("<I", number) + digest).digest()
    assert password_digest("Łódź", bytes(range(16)), 1_000) == digest


def test_no_two_files_have_a_key_in_common() -> None:
    word = "same"
    files = [msoffcrypto.OfficeFile(io.BytesIO(encrypted(b"PK" * 40, word))) for _ in range(2)]
    for file in files:
        file.load_key(password=word, verify_password=True)
    keys = [file.secret_key for file in files]
    assert len({*keys, *(file.info["keyDataSalt"] for file in files)}) == 4
    assert {len(key) for key in keys} == {32}
    assert all(key[16:] != b"6" * 16 for key in keys)  # all of its bytes are by chance


def test_a_bundle_is_encrypted_inside(roster: Path) -> None:
    done = made(roster, encrypt=True, bundle=True)
    assert done.personal is not None
    with zipfile.ZipFile(done.personal / "bundle-0001.zip") as bundle:
        for name, password in list(passwords(done.files[0].parent).items())[1:]:
            assert opened(bundle.read(name), password)[:2] == b"PK"


def test_a_rerun_keeps_the_passwords_and_prints_what_is_missing(roster: Path) -> None:
    folder = made(roster, encrypt=True).files[0].parent
    known = passwords(folder)
    missing = folder / "personal" / "secret-8.xlsx"
    missing.unlink()
    summary = folder / "summary.xlsx"
    before = summary.read_bytes()
    assert made(roster, encrypt=True).written == 1
    assert summary.read_bytes() == before
    summary.unlink()
    assert made(roster, encrypt=True).written == 0
    assert passwords(folder) == known
    assert opened(missing.read_bytes(), known[missing.name])
    assert opened(summary.read_bytes(), known[summary.name])
    assert verify(folder).is_whole


def test_an_employee_called_summary_cannot_open_the_summary(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER.replace("secret-7", "summary"), encoding="utf-8")
    known = passwords(made(path, encrypt=True).files[0].parent)
    assert {"summary.xlsx", "_summary.xlsx"} < known.keys()
    assert known["summary.xlsx"] != known["_summary.xlsx"]


def test_a_summary_with_a_password_is_not_replaced_by_one_without(roster: Path) -> None:
    folder = made(roster, encrypt=True).files[0].parent
    before = (folder / "summary.xlsx").read_bytes()
    with pytest.raises(FolderTakenError, match=r"passwords \(was yes, is now no\)"):
        report(roster, PLAN, 2026, folder)
    assert (folder / "summary.xlsx").read_bytes() == before


FAILING = """id,name,pay,deferral,after-tax,prior pay,age
secret-7,Ada Lovelace,250000,24500,40000,240000,45
secret-8,Kim Minsu,60000,3000,0,60000,45
"""


def test_nobody_is_named_in_clear_beside_what_has_a_password(roster: Path) -> None:
    roster.write_text(FAILING, encoding="utf-8")
    open_run = made(roster)
    folder = open_run.files[0].parent
    plain = json.loads((folder / "result.json").read_bytes())
    assert [each["employee_id"] for each in plain["refunds"]] == ["secret-7"]
    assert open_run.whole_result() == plain
    done = made(roster, encrypt=True, force=True)
    result = json.loads((folder / "result.json").read_bytes())
    assert result == plain | {"refunds": None, "adp": plain["adp"] | {"refunds": None}}
    assert done.result == done.whole_result() == open_run.result == result
    clear = [path for path in folder.iterdir() if path.is_file() and path != done.passwords]
    assert len(clear) == 5  # summary, problems, result, run and manifest
    for path in clear:
        words = path.read_bytes().replace(b"personal/secret-", b"")  # the manifest names files
        assert b"secret-" not in words, path
        assert b"Lovelace" not in words, path
    made(roster, encrypt=True, unencrypted=["refunds.csv"], force=True)
    assert json.loads((folder / "result.json").read_bytes()) == plain


def test_passwords_of_replaced_workbooks_stay_beside_the_new_ones(roster: Path) -> None:
    done = made(roster, encrypt=True)
    folder = done.files[0].parent
    first = passwords(folder)
    del first["summary.xlsx"]
    handed_out = {name: (folder / "personal" / name).read_bytes() for name in first}
    made(roster, encrypt=True, force=True)
    lines = roster.read_text(encoding="utf-8").splitlines(keepends=True)
    roster.write_text("".join(lines[:-1]), encoding="utf-8")
    made(roster, encrypt=True, force=True)
    with (folder / "passwords.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {line["workbook"]: line for line in csv.DictReader(file)}
    assert listed.keys() == {"summary.xlsx", *first}
    gone = [name for name, line in listed.items() if not line["password"]]
    assert len(gone) == 1
    for name, password in first.items():
        earlier = listed[name]["earlier_passwords"].split()
        assert password in earlier
        assert len(earlier) == 2
        assert opened(handed_out[name], password).startswith(b"PK")


def test_starting_over_without_passwords_keeps_those_of_copies_handed_out(roster: Path) -> None:
    folder = made(roster, encrypt=True).files[0].parent
    before = (folder / "passwords.csv").read_bytes()
    handed_out = (folder / "personal" / "secret-7.xlsx").read_bytes()
    known = passwords(folder)
    made(roster, force=True)
    assert not (folder / "passwords.csv").exists()
    kept = folder / "passwords (kept 1).csv"
    assert kept.read_bytes() == before
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert opened(handed_out, known["secret-7.xlsx"]).startswith(b"PK")
    made(roster, encrypt=True, force=True)
    made(roster, force=True)
    assert (folder / "passwords (kept 2).csv").exists()
    assert kept.read_bytes() == before


DATA = {"results.csv", "results.parquet", "refunds.csv", "elections.csv"}


def test_data_files_have_no_password_and_are_written_only_by_name(roster: Path) -> None:
    done = made(roster, encrypt=True)
    folder = done.files[0].parent
    assert {*done.unwritten} == DATA
    assert not DATA & {path.name for path in folder.iterdir()}
    assert {"summary.xlsx", "problems.csv", "result.json"} <= {p.name for p in folder.iterdir()}
    with pytest.raises(FolderTakenError, match="files without a password"):
        made(roster, encrypt=True, unencrypted=["elections.csv"])
    made(roster, encrypt=True, unencrypted=["elections.csv"], force=True)
    assert DATA & {path.name for path in folder.iterdir()} == {"elections.csv"}
    plain = made(roster, force=True)
    assert plain.unwritten == ()
    assert {path.name for path in folder.iterdir()} >= DATA


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"unencrypted": ["results.csv"]}, "encrypt as well"),
        ({"encrypt": True, "unencrypted": ["summary.xlsx"]}, "one of results.parquet"),
    ],
)
def test_names_of_data_files_are_checked(roster: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(roster, **options)
    assert not (roster.parent / "out").exists()


def test_workbooks_whose_passwords_are_gone_are_not_added_to(roster: Path) -> None:
    folder = made(roster, encrypt=True).files[0].parent
    (folder / "passwords.csv").unlink()
    with pytest.raises(FolderTakenError, match="and with it the passwords of the"):
        made(roster, encrypt=True)
    assert made(roster, encrypt=True, force=True).written == len(PEOPLE)
    assert len(passwords(folder)) == 1 + len(PEOPLE)


def test_plain_and_encrypted_workbooks_do_not_mix(roster: Path) -> None:
    made(roster)
    with pytest.raises(FolderTakenError, match=r"passwords \(was no, is now yes\)"):
        made(roster, encrypt=True)


def test_without_the_library_nothing_is_written(
    roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="pip install cryptography msoffcrypto-tool"):
        made(roster, encrypt=True)
    assert not (roster.parent / "out").exists()


def test_a_redacted_summary_has_no_name(roster: Path) -> None:
    done = made(roster, redact=True)
    texts = {
        cell
        for sheet in load_workbook(done.files[0])
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    }
    assert not [name for name in PEOPLE.values() if any(name in cell for cell in texts)]
    assert "***" in texts
    assert "secret-7" in texts
    assert done.personal is not None
    personal = load_workbook(done.personal / "secret-7.xlsx").worksheets[0]
    assert any("Ada" in str(v) for row in personal.iter_rows(values_only=True) for v in row)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own rights of access")
def test_files_and_folders_are_their_owners_only(roster: Path) -> None:
    old = os.umask(0)
    try:
        folder = made(roster, encrypt=True).files[0].parent
    finally:
        os.umask(old)
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


WATCH = """
import os, sys

def watch(event, args):
    if event.startswith("socket."):
        with open(os.environ["SOCKETS"], "a") as file:
            file.write(f"{event} {args}\\n")

sys.addaudithook(watch)
"""


def run(folder: Path, *arguments: str) -> tuple["subprocess.CompletedProcess[str]", str]:
    """The command in a process of its own, and every socket that it or its workers asked for."""
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    temporary, sockets = folder / "temporary", folder / "sockets.txt"
    temporary.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", "from megaroth_xl.cli import main; main()", "report", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
            "SOCKETS": str(sockets),
            "TMPDIR": str(temporary),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert list(temporary.iterdir()) == []
    return done, sockets.read_text(encoding="utf-8") if sockets.exists() else ""


def command(folder: Path, *options: str) -> list[str]:
    plan = ["--plan", str(PLAN), "--year", "2026", "--out", "out"]
    return [str(folder / "roster.csv"), *plan, *options]


def test_the_watch_sees_a_socket(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    sockets = tmp_path / "sockets.txt"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "SOCKETS": str(sockets)}
    code = "import socket; socket.socket().close()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert "socket.__new__" in sockets.read_text(encoding="utf-8")


def test_nothing_is_sent_said_or_left_behind(roster: Path) -> None:
    folder = roster.parent
    done, sockets = run(folder, *command(folder, "--encrypt", "--workers", "2"))
    assert (done.returncode, done.stderr) == (1, "")  # who is highly compensated is not known
    assert sockets == ""
    for fact in [
        *PEOPLE,
        *PEOPLE.values(),
        "123456.78",
        "123,456.78",
        *passwords(folder / "out").values(),
    ]:
        assert fact not in done.stdout + done.stderr
    assert {path.name for path in folder.iterdir()} == {
        "out", "roster.csv", "sitecustomize.py", "temporary",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (ROSTER + "secret-7,Ada Lovelace,x,y\n", ["--strict"]),
        (ROSTER.split("\n", 1)[1], []),
        (ROSTER + "secret-5,Ada Lovelace,1,2,3,4,5\n", []),
        (ROSTER.replace("secret-8", '"secret-8'), []),
    ],
    ids=["strict", "no header", "ragged", "quote"],
)
def test_no_refusal_names_a_person(tmp_path: Path, content: str, options: list[str]) -> None:
    (tmp_path / "roster.csv").write_text(content, encoding="utf-8")
    done, _ = run(tmp_path, *command(tmp_path, *options))
    said = done.stdout + done.stderr
    assert done.returncode
    assert "Traceback" not in said
    for fact in [*PEOPLE, "secret-5", *PEOPLE.values(), "5432"]:
        assert fact not in said


def test_no_refusal_of_a_parquet_file_shows_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "roster.parquet"
    pl.DataFrame({"id": [b"secret\xff"], "pay": [1], "deferral": [1]}).write_parquet(path)
    with pytest.raises(RosterFileError) as caught:
        read_roster(path, 2026)
    assert "secret" not in str(caught.value)
