"""Personal workbooks: one each, whole, never twice, whoever prints them."""

import io
import pickle
import re
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unicodedata import normalize

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from megaroth_xl.errors import InputError, OutputError, RunStoppedError, UnknownYearError
from megaroth_xl.files import Written
from megaroth_xl.reports.runs import copies
from megaroth_xl.reports.runs.home import reserved
from megaroth_xl.reports.runs.names import safe_names
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import ForeignFileError, RunDiffersError
from megaroth_xl.reports.runs.store import Folder
from megaroth_xl.reports.runs.whole import FILES
from megaroth_xl.sheets.archive import archive
from tests.archives import RECORDS, content

WORKBOOK = Path(__file__).parents[3] / "workbook"
ROSTER, PLAN = WORKBOOK / "sample_roster.csv", WORKBOOK / "sample_plan.toml"
EMPLOYEES = 25


def printed(out: Path, **options: Any) -> Report:
    return report(ROSTER, PLAN, 2026, out, personal=True, **options)


@pytest.fixture
def small_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "JOB", 5)
    monkeypatch.setattr(copies, "FOLDER", 10)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole")
    done = printed(out)
    assert (done.personal, done.written) == (out / "personal", EMPLOYEES)
    return content(out)


def test_every_employee_gets_a_workbook(whole: dict[str, bytes]) -> None:
    names = sorted(name for name in whole if name.startswith("personal/"))
    assert names == [f"personal/{i}.xlsx" for i in range(1001, 1026)]
    assert set(whole) - set(names) == set(FILES)
    sheet = load_workbook(io.BytesIO(whole["personal/1015.xlsx"]))["Your year"]
    assert sheet["B2"].value == "'=1+1, 1015"
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any(cell.startswith("Estimate from the employer's figures") for cell in cells)


@pytest.mark.parametrize("employee", [1001, 1002, 1004, 1006, 1011, 1012, 1020, 1021])
def test_what_fills_the_limit_adds_up_to_it(whole: dict[str, bytes], employee: int) -> None:
    sheet = load_workbook(io.BytesIO(whole[f"personal/{employee}.xlsx"]))["Figures"]
    said = {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]}
    labels = list(said)
    first, limit = (
        labels.index("Deferral without catch-up"),
        labels.index("Limit on annual additions"),
    )
    assert sum(said[label] or 0 for label in labels[first:limit]) == pytest.approx(
        said[labels[limit]]
    )


def test_no_workbook_holds_another_employee(whole: dict[str, bytes]) -> None:
    everybody = {str(i) for i in range(1001, 1026)}
    for employee in everybody:
        with zipfile.ZipFile(io.BytesIO(whole[f"personal/{employee}.xlsx"])) as parts:
            said = " ".join(parts.read(name).decode() for name in parts.namelist())
        assert everybody & set(re.findall(r"\b10\d\d\b", said)) == {employee}


@pytest.mark.usefixtures("small_jobs")
def test_jobs_and_folders_change_no_workbook(whole: dict[str, bytes], tmp_path: Path) -> None:
    printed(tmp_path)
    flat = {re.sub(r"/\d{4}/", "/", name): data for name, data in content(tmp_path).items()}
    assert flat == whole
    assert (tmp_path / "personal" / "0003" / "1025.xlsx").exists()


@pytest.mark.usefixtures("small_jobs")
def test_threads_print_the_same(whole: dict[str, bytes], tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = printed(tmp_path, executor=pool)
    assert done.written == EMPLOYEES
    assert {re.sub(r"/\d{4}/", "/", n): data for n, data in content(tmp_path).items()} == whole


def test_processes_print_the_same(whole: dict[str, bytes], tmp_path: Path) -> None:
    assert printed(tmp_path, workers=2).written == EMPLOYEES
    assert content(tmp_path) == whole


@pytest.mark.usefixtures("small_jobs")
def test_bundles_hold_the_same(whole: dict[str, bytes], tmp_path: Path) -> None:
    printed(tmp_path, bundle=True)
    bundles = sorted((tmp_path / "personal").glob("*.zip"))
    assert [bundle.name for bundle in bundles] == [f"bundle-000{i}.zip" for i in range(1, 6)]
    held = {}
    for bundle in bundles:
        with zipfile.ZipFile(bundle) as parts:
            assert parts.testzip() is None
            held |= {f"personal/{name}": parts.read(name) for name in parts.namelist()}
    assert held == {n: data for n, data in whole.items() if n.endswith(".xlsx") and "/" in n}
    assert printed(tmp_path, bundle=True).written == 0


def test_a_rerun_prints_only_what_is_missing(whole: dict[str, bytes], tmp_path: Path) -> None:
    printed(tmp_path)
    for employee in ("1001", "1024"):
        (tmp_path / "personal" / f"{employee}.xlsx").unlink()
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert printed(tmp_path).written == 2
    assert content(tmp_path) == whole
    records = {tmp_path / name for name in RECORDS}
    assert {p: p.stat().st_mtime_ns for p in stamps.keys() - records} == {
        p: stamp for p, stamp in stamps.items() if p not in records
    }
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert printed(tmp_path).written == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == stamps


def test_another_input_does_not_mix_with_what_is_there(tmp_path: Path) -> None:
    printed(tmp_path)
    before = content(tmp_path)
    with pytest.raises(RunDiffersError, match=r"language \(was en, is now ko\)"):
        printed(tmp_path, lang="ko")
    assert content(tmp_path) == before
    assert printed(tmp_path, lang="ko", force=True).written == EMPLOYEES
    sheet = load_workbook(tmp_path / "personal" / "1001.xlsx").worksheets[0]
    assert sheet.title == "올해 요약"


def test_force_prints_all_again(tmp_path: Path) -> None:
    printed(tmp_path)
    assert printed(tmp_path, force=True).written == EMPLOYEES


def test_files_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "personal" / "1003.xlsx"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(ForeignFileError, match=r"1003\.xlsx already, not written by"):
            printed(tmp_path, force=force)
    assert content(tmp_path) == {"personal/1003.xlsx": b"mine"}


@pytest.mark.usefixtures("small_jobs")
def test_an_interrupted_run_leaves_whole_files_and_goes_on(
    whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(100))
    put = Folder.put

    def interrupted(self: Folder, name: str, pieces: Iterable[bytes]) -> Written:
        if name.startswith("personal/") and next(calls) == 12:
            raise KeyboardInterrupt
        return put(self, name, pieces)

    monkeypatch.setattr(Folder, "put", interrupted)
    with pytest.raises(RunStoppedError, match="stopped: 10 of 25 personal workbooks are written"):
        printed(tmp_path)
    monkeypatch.setattr(Folder, "put", put)
    assert len(content(tmp_path / "personal")) == 12
    assert printed(tmp_path).written == EMPLOYEES - 10  # the job in hand is done again
    flat = {re.sub(r"/\d{4}/", "/", name): data for name, data in content(tmp_path).items()}
    assert flat == whole


def test_what_a_killed_run_left_is_cleared(whole: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "personal").mkdir()
    for folder in (tmp_path, tmp_path / "personal"):
        (folder / ".megaroth-xl.7-0a1b2c3d-4.part").write_bytes(b"half")
    others = {tmp_path / ".download.part", tmp_path / "personal" / ".1001.xlsx.9.part"}
    for other in others:
        other.write_bytes(b"of another program")
    printed(tmp_path)
    assert content(tmp_path) == whole
    assert set(tmp_path.rglob(".*")) == others


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with reserved(str(tmp_path)), pytest.raises(OutputError, match="another run is writing there"):
        printed(tmp_path)
    assert not content(tmp_path)


@pytest.mark.parametrize(
    "error",
    [
        OutputError(Path("out"), "disk full"),
        InputError("age", "7", "an age"),
        UnknownYearError(2031, [2018, 2026], [2027]),
        RunStoppedError(1, 2),
    ],
)
def test_errors_travel_between_processes(error: Exception) -> None:
    travelled = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(travelled), str(travelled)) == (type(error), str(error))
    assert vars(travelled) == vars(error)


IDS = st.text(max_size=12) | st.sampled_from(
    [
        "../etc/passwd",
        "C:\\x",
        "con",
        "CON.txt",
        "nul",
        ".",
        "..",
        "a",
        "A",
        "a~2",
        "-rf",
        "é",
        "e\u0301",
    ]
)


@given(ids=st.lists(IDS, min_size=1, max_size=20))
def test_names_of_files_are_safe_and_unique(ids: list[str]) -> None:
    names = safe_names(pl.Series(ids, dtype=pl.String)).to_list()
    assert len({normalize("NFC", name.lower()) for name in names}) == len(ids)
    for name in names:
        assert 0 < len(name) < 70
        assert not set(name) & set('<>:"/\\|?*= \t\n\x00')
        assert name[0] not in ".-"
        assert name[-1] not in "."
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)


def test_an_archive_of_nothing_is_an_archive() -> None:
    assert zipfile.ZipFile(io.BytesIO(b"".join(archive([])))).namelist() == []
