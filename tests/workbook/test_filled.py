"""What a person types into a template is read back, computed, and refused where it is wrong."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl import __version__
from megaroth_xl.errors import FileError
from megaroth_xl.workbook.filled import Filled, FilledTemplateError, computed, read_filled
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.template import template_bytes

TEMPLATES = {lang: template_bytes(lang) for lang in ("en", "ko")}
LABELS = {
    "year": "Year",
    "as_of": "Figures as of",
    "age": "Age on December 31",
    "filing_status": "Filing status",
    "compensation": "Pay from this employer",
    "deferral_to_come": "Deferrals still planned",
    "after_tax_allowed": "Plan takes after-tax contributions",
    "in_plan_rollover": "In-plan Roth rollover of them",
    "tax_rate": "Federal tax rate",
    "state_rate": "State tax rate",
}
"""The labels of the inputs that are typed here."""
CELLS: Mapping[str, str] = {
    name: next(
        f"B{cell.row}"
        for cell in load_workbook(io.BytesIO(TEMPLATES["en"]))["Inputs"]["A"]
        if cell.value == label
    )
    for name, label in LABELS.items()
}


MARK = next(
    cell.coordinate
    for cell in load_workbook(io.BytesIO(TEMPLATES["en"]))["Checklist"]["B"]
    if not cell.protection.locked
)
"""Where the first step is marked as done."""


def filled_in(path: Path, typed: Mapping[str, Any], lang: str = "en") -> Path:
    """A template with values typed into Inputs, by name, or into Sheet!Address."""
    book = load_workbook(io.BytesIO(TEMPLATES[lang]))
    for name, value in typed.items():
        sheet, _, address = name.rpartition("!")
        place = book[sheet] if sheet else book.worksheets[1]
        place[CELLS.get(address, address)].value = value
    book.save(path)
    return path


def read(tmp_path: Path, typed: Mapping[str, Any], lang: str = "en") -> Filled:
    return read_filled(filled_in(tmp_path / "filled.xlsx", typed, lang))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_an_untouched_template_comes_back_byte_for_byte(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "untouched.xlsx"
    path.write_bytes(TEMPLATES[lang])
    assert computed(read_filled(path)).data() == TEMPLATES[lang]


def test_what_was_typed_decides_and_survives(tmp_path: Path) -> None:
    typed = {
        "year": 2025,
        "age": 61,
        "compensation": 300_000,
        "deferral_to_come": 34_750,
        "as_of": datetime(2025, 3, 1),
        f"Checklist!{MARK}": "yes",
        "Conversions!K7": "a note of mine",
    }
    template = computed(read(tmp_path, typed))
    # 2025 at 61: 70,000 less 23,500 (the 11,250 of catch-up apart) and 6 percent of 300,000.
    assert template.shown("answer_room") == 70_000 - 23_500 - 18_000
    assert str(template.shown("master")).startswith("OK")
    again = load_workbook(io.BytesIO(template.data()))
    inputs = again["Inputs"]
    assert [inputs[CELLS[name]].value for name in ("year", "age")] == [2025, 61]
    assert inputs[CELLS["as_of"]].value == datetime(2025, 3, 1)
    assert again["Checklist"][MARK].value == "yes"
    assert again["Conversions"]["K7"].value == "a note of mine"


def test_a_blank_is_not_known_and_not_zero(tmp_path: Path) -> None:
    filled = read(tmp_path, {"age": None, "compensation": "  "})
    assert filled.values["inputs", CELLS["compensation"]] is None
    template = computed(filled)
    # Without the pay there is no match, and 100% of pay stops nothing.
    assert template.shown("answer_room") == 72_000 - 24_500
    assert str(template.shown("master")).startswith("OK")


def test_other_programs_spellings_are_understood(tmp_path: Path) -> None:
    spelled = {
        "compensation": ("$250,000", 250_000),
        "tax_rate": ("24%", 0.24),
        "age": (61.0, 61),
        "as_of": (46_023, date(2026, 1, 1)),  # days since 1899-12-30, as exports write them
        "filing_status": (" MFJ ", "mfj"),
        "after_tax_allowed": (True, "yes"),
        "in_plan_rollover": ("No", "no"),
    }
    values = read(tmp_path, {name: typed for name, (typed, _) in spelled.items()}).values
    found = {name: values["inputs", CELLS[name]] for name in spelled}
    assert found == {name: value for name, (_, value) in spelled.items()}


def test_every_wrong_cell_is_named_with_what_it_takes(tmp_path: Path) -> None:
    typed = {
        "year": 20_266,
        "age": 61.5,
        "filing_status": "married",
        "tax_rate": 24,
        "compensation": "to be confirmed",
        "Limits!J7": -1,
        "Conversions!D8": "all",
    }
    with pytest.raises(FilledTemplateError) as refused:
        read(tmp_path, typed)
    first, *lines = str(refused.value).splitlines()
    assert first.endswith("filled.xlsx: cells to mend:")
    assert len(lines) == len(typed)
    year, status = (f"  Inputs!{CELLS[name]}" for name in ("year", "filing_status"))
    expected = "a calendar year from 2018 on, such as 2026"
    assert lines[0] == f"{year} (Year) is 20266: expected {expected}"
    assert any(line.startswith(f"{status} (Filing status) is 'married': ") for line in lines)
    assert any(line.startswith("  Limits!J7 (higher_catch_up) is -1: ") for line in lines)


def test_a_typed_formula_keeps_its_text_and_its_value(tmp_path: Path) -> None:
    path = filled_in(tmp_path / "filled.xlsx", {"compensation": "=12*20000"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"]
    assert sheet.count(b"<f>12*20000</f><v></v>") + sheet.count(b"<f>12*20000</f><v />") == 1
    with pytest.raises(FilledTemplateError, match=r"Inputs!B.* holds a formula without a value"):
        read_filled(path)
    for blank in (b"<v></v>", b"<v />"):
        sheet = sheet.replace(b"<f>12*20000</f>" + blank, b"<f>12*20000</f><v>240000</v>")
    parts["xl/worksheets/sheet2.xml"] = sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    template = computed(read_filled(path))
    assert template.shown("answer_room") == 72_000 - 24_500 - 14_400
    data = io.BytesIO(template.data())
    assert load_workbook(data)["Inputs"][CELLS["compensation"]].value == "=12*20000"
    assert load_workbook(data, data_only=True)["Inputs"][CELLS["compensation"]].value == 240_000


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = filled_in(tmp_path / "filled.xlsx", {"Conversions!K7": "a note"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet5.xml"
    texts = [name for name, data in parts.items() if b">a note<" in data]
    assert len(texts) == 1
    parts[texts[0]] = parts[texts[0]].replace(b">a note<", b">=HYPERLINK(&quot;x&quot;)<")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    template = computed(read_filled(path))
    with zipfile.ZipFile(io.BytesIO(template.data())) as archive:
        assert b"<f>HYPERLINK" not in archive.read(sheet)
    cell = load_workbook(io.BytesIO(template.data()))["Conversions"]["K7"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_limits_of_a_new_year_are_used(tmp_path: Path) -> None:
    names = load_workbook(io.BytesIO(TEMPLATES["en"]))["Limits"]
    rows = {names[f"A{row}"].value: row for row in range(5, 18)}
    figures = {
        "elective_deferral": 26_000,
        "catch_up": 8_500,
        "higher_catch_up": 12_000,
        "annual_additions": 77_000,
        "compensation": 385_000,
        "roth_catch_up_wages": 160_000,
        "social_security_wage_base": 200_000,
        "ira": 7_500,
        "ira_catch_up": 1_100,
        "hsa_self": 4_600,
        "hsa_family": 9_200,
        "hsa_catch_up": 1_000,
        "hce": 170_000,
    }
    typed: dict[str, Any] = {f"Limits!L{rows[name]}": value for name, value in figures.items()}
    typed |= {"Limits!L4": "2028", "year": 2028, "as_of": None, "deferral_to_come": 26_000}
    template = computed(read(tmp_path, typed))
    assert template.shown("limit") == 77_000
    assert template.shown("answer_room") == 77_000 - 26_000 - 15_000
    assert str(template.shown("master")).startswith("OK")


def test_what_does_not_go_together_is_named(tmp_path: Path) -> None:
    with pytest.raises(FilledTemplateError, match=r"rate \+ state_rate is 1\.5") as refused:
        computed(read(tmp_path, {"tax_rate": 0.9, "state_rate": 0.6}))
    assert "cannot be computed" in str(refused.value)
    with pytest.raises(FilledTemplateError, match="no limits for 2031"):
        computed(read(tmp_path, {"year": 2031}))
    with pytest.raises(FilledTemplateError, match="year is blank"):
        computed(read(tmp_path, {"year": None}))


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        ("megaroth-xl template 0 en, 0.0.1", "is an older template; write a new one"),
        ("megaroth-xl template 9 en, 9.0", "is a newer template; install the newer"),
        ("megaroth-xl template 1 fr, 9.0", "is a newer template; install the newer"),
        ("some other planner", "is no template of megaroth-xl; `megaroth template` writes one"),
    ],
)
def test_other_versions_are_refused_with_the_way_out(
    mark: str, sentence: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATES["en"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    own = f"megaroth-xl template {TEMPLATE_VERSION} en, {__version__}".encode()
    assert own in parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(own, mark.encode()))
    with pytest.raises(FileError, match=sentence):
        read_filled(tmp_path / "other.xlsx")


def test_a_sheet_that_is_missing_is_named_and_a_strange_one_left_out(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(TEMPLATES["en"]))
    book.create_sheet("My notes")
    book.save(tmp_path / "more.xlsx")
    assert read_filled(tmp_path / "more.xlsx").left_out == ("My notes",)
    del book["Limits"]
    book.save(tmp_path / "less.xlsx")
    with pytest.raises(FileError, match=r"less\.xlsx, Limits: is missing"):
        read_filled(tmp_path / "less.xlsx")


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"no zip")
    with pytest.raises(FileError, match="is not an Excel workbook"):
        read_filled(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(FileError, match="larger, or other, than any template"):
        read_filled(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<!DOCTYPE x>")
    with pytest.raises(FileError, match="larger, or other, than any template"):
        read_filled(path)
    Workbook().save(path)
    with pytest.raises(FileError, match="is no template"):
        read_filled(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", b"text/plain")
    with pytest.raises(FileError, match="cannot be read as a workbook"):
        read_filled(path)


LAYOUTS = {1: "201946a471cb7700"}
"""By template version, the hash of where its yellow cells are and what they are called."""


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_yellow_cell_moves_without_a_new_template_version(lang: str) -> None:
    book = load_workbook(io.BytesIO(TEMPLATES[lang]))
    yellow = [
        (number, cell.coordinate)
        for number, sheet in enumerate(book)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    found = sha256(repr(yellow).encode()).hexdigest()[:16]
    assert LAYOUTS[TEMPLATE_VERSION] == found, "raise TEMPLATE_VERSION, and add its hash here"
