"""What a run may do in its folder: only what is its own is replaced or removed."""

import csv
import time
from pathlib import Path
from typing import Any

import pytest

from megaroth_xl.reports.runs.home import Home
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import (
    EditedFileError,
    FilesGoneError,
    ForeignFileError,
    NoReportsError,
    RunDiffersError,
)
from megaroth_xl.reports.runs.verify import verify
from megaroth_xl.reports.runs.whole import FILES
from tests.archives import RECORDS, content

PLAN = Path(__file__).parents[3] / "workbook" / "sample_plan.toml"
IDS = ("a1", "b2", "c3")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return written(tmp_path, IDS)


def written(folder: Path, ids: tuple[str, ...], pay: int = 90_000) -> Path:
    path = folder / "roster.csv"
    lines = [f"{each},{pay},5000" for each in ids]
    path.write_text("id,pay,deferral\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def made(roster: Path, **options: Any) -> Report:
    return report(roster, PLAN, 2026, roster.parent / "out", personal=True, **options)


@pytest.mark.parametrize("name", [*FILES, *sorted(RECORDS), "personal/b2.xlsx"])
def test_a_file_of_somebody_else_is_refused_by_name(roster: Path, name: str) -> None:
    own = roster.parent / "out" / name
    own.parent.mkdir(parents=True)
    own.write_text("mine", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(ForeignFileError, match=f"holds {name} already, not written by a"):
            made(roster, force=force)
    assert [path for path in (roster.parent / "out").rglob("*") if path.is_file()] == [own]
    assert own.read_text(encoding="utf-8") == "mine"


def test_the_passwords_of_somebody_else_are_refused(roster: Path) -> None:
    own = roster.parent / "out" / "passwords.csv"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(ForeignFileError, match=r"passwords\.csv already"):
        made(roster, encrypt=True, force=True)
    assert own.read_text(encoding="utf-8") == "mine"


def test_a_project_folder_keeps_its_own_files(roster: Path) -> None:
    folder = roster.parent
    others = [".hidden/a.part", ".x.part", "deep/er/.y.7.part", "notes.txt", "deep/summary.xlsx"]
    for name in others:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    report(roster, PLAN, 2026, folder, personal=True)
    report(roster, PLAN, 2026, folder, personal=True, force=True)
    for name in others:
        assert (folder / name).read_text(encoding="utf-8") == name
    assert verify(folder).is_whole


def test_notes_in_a_summary_are_kept_beside_it(roster: Path) -> None:
    summary = made(roster).files[0]
    assert isinstance(summary, Path)
    before = content(summary.parent)
    summary.write_bytes(before["summary.xlsx"] + b"notes")
    changed = content(summary.parent)
    written(roster.parent, IDS[:2])
    for attempt in (1, 2):
        with pytest.raises(RunDiffersError):
            made(roster)
        assert content(summary.parent) == changed
        made(roster, force=True)
        kept = summary.with_name(f"summary (kept {attempt}).xlsx")
        assert kept.read_bytes() == changed["summary.xlsx"]
        summary.write_bytes(changed["summary.xlsx"])
        changed = content(summary.parent)
        written(roster.parent, IDS[: 2 + attempt])


def test_notes_of_the_same_length_are_noticed(roster: Path) -> None:
    done = made(roster)
    problems = done.files[1]
    assert isinstance(problems, Path)
    problems.write_bytes(problems.read_bytes()[::-1])
    with pytest.raises(EditedFileError, match=r"problems\.csv in .* changed after the report"):
        made(roster)
    assert made(roster, force=True).written == 3
    assert (problems.parent / "problems (kept 1).csv").exists()


def test_a_changed_personal_workbook_is_kept_beside(roster: Path) -> None:
    folder = made(roster).files[0].parent
    workbook = folder / "personal" / "b2.xlsx"
    workbook.write_bytes(b"notes")
    with pytest.raises(EditedFileError, match=r"personal/b2\.xlsx in"):
        made(roster)
    assert workbook.read_bytes() == b"notes"
    made(roster, force=True)
    assert (folder / "personal" / "b2 (kept 1).xlsx").read_bytes() == b"notes"
    found = verify(folder)
    assert (found.foreign, found.is_whole) == (("personal/b2 (kept 1).xlsx",), False)


def test_a_file_that_lost_its_content_is_written_again(roster: Path) -> None:
    folder = made(roster).files[0].parent
    before = content(folder)
    for name in ("personal/a1.xlsx", "summary.xlsx"):
        (folder / name).write_bytes(b"")
    assert made(roster).written == 1
    assert content(folder) == before


def test_force_leaves_nothing_of_other_input(roster: Path) -> None:
    folder = made(roster).files[0].parent
    roster.unlink()
    other = written(roster.parent, ("b2", "d4"), pay=70_000)
    with pytest.raises(RunDiffersError, match=r"the roster \(roster\.csv\)"):
        made(other)
    made(other, force=True)
    fresh = report(other, PLAN, 2026, roster.parent / "fresh", personal=True).files[0].parent
    assert content(folder) == content(fresh)
    report(other, PLAN, 2026, folder, force=True)
    assert set(content(folder)) == set(FILES)


def test_results_alone_leave_the_workbooks_of_the_same_input(roster: Path) -> None:
    folder = made(roster).files[0].parent
    before = content(folder)
    done = report(roster, PLAN, 2026, folder)
    assert (done.personal, done.workbooks) == (None, 0)
    assert content(folder) == before
    assert verify(folder).is_whole


def test_workbooks_can_be_added_later(roster: Path) -> None:
    folder = report(roster, PLAN, 2026, roster.parent / "out").files[0].parent
    stamp = (folder / "summary.xlsx").stat().st_mtime_ns
    assert made(roster, bundle=True).written == 3
    assert (folder / "summary.xlsx").stat().st_mtime_ns == stamp
    assert verify(folder).whole == len(FILES) + 1


def test_each_setting_that_changes_a_report_is_named(roster: Path, tmp_path: Path) -> None:
    made(roster)
    plan = tmp_path / "plan.toml"
    terms = PLAN.read_text(encoding="utf-8")
    plan.write_text(terms.replace("after_tax_cap = 40_000", "after_tax_cap = 30_000"), "utf-8")
    differences = {
        r"plan: after_tax_cap \(was 40000\.0, is now 30000\.0\); plan file": {"plan": plan},
        r"year \(was 2026, is now 2025\)": {"year": 2025},
        r"pay dates left \(was not given, is now 5\)": {"periods_left": 5},
        r"names left out of the summary \(was no, is now yes\)": {"redact": True},
        r"personal workbooks: bundles \(was no, is now yes\)": {"bundle": True},
        "reading: settings": {"headings": {"compensation": "pay", "elective_deferral": "deferral"}},
    }
    for words, options in differences.items():
        given = {"plan": PLAN, "year": 2026, "personal": True, **options}
        with pytest.raises(RunDiffersError, match=words):
            report(roster, out=tmp_path / "out", **given)


def test_verify_names_what_is_missing_changed_and_foreign(roster: Path) -> None:
    folder = made(roster).files[0].parent
    assert verify(folder).is_whole
    personal = folder / "personal"
    (personal / "a1.xlsx").unlink()
    data = bytearray((personal / "b2.xlsx").read_bytes())
    data[-1] ^= 1
    (personal / "b2.xlsx").write_bytes(data)
    (personal / "letter.docx").write_bytes(b"")
    (personal / "~$c3.xlsx").write_bytes(b"")
    found = verify(folder)
    assert found.missing == ("personal/a1.xlsx",)
    assert found.changed == ("personal/b2.xlsx",)
    assert found.foreign == ("personal/letter.docx",)
    assert (found.whole, found.finished) == (len(FILES) + 1, True)
    with (folder / "manifest.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert verify(folder).changed == ("personal/b2.xlsx", "manifest.csv")
    with pytest.raises(NoReportsError):
        verify(roster.parent)


def test_the_manifest_lists_every_file(roster: Path) -> None:
    folder = made(roster).files[0].parent
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == sorted(content(folder))
    for row in rows:
        assert (folder / row["file"]).stat().st_size == int(row["bytes"])


def test_a_file_that_changes_while_the_run_goes_on_is_noticed(
    roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, out = Home.put, roster.parent / "out"

    def put_and_changed(home: Home, *given: Any) -> None:
        put(home, *given)
        time.sleep(0.02)  # a system's clock for files may stand still for 10 milliseconds
        size = (out / "result.json").stat().st_size
        (out / "result.json").write_bytes(b" " * size)

    monkeypatch.setattr(Home, "put", put_and_changed)
    with pytest.raises(FilesGoneError, match="1 of"):
        report(roster, PLAN, 2026, out)
