"""What a person types into a template is read back, computed, and refused where it is wrong."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from megaroth_xl import __version__
from megaroth_xl.errors import FileError
from megaroth_xl.workbook.book import SHEETS, Book
from megaroth_xl.workbook.earlier import NEW_IN_3
from megaroth_xl.workbook.evaluation import formulas
from megaroth_xl.workbook.filled import Filled, FilledTemplateError, computed, read_filled
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.permitted import LISTS
from megaroth_xl.workbook.plain import CALL_OF_OURS, plain_bytes
from megaroth_xl.workbook.template import build_template, lay_out, template_bytes
from tests.workbook.libreoffice import Calc
from tests.workbook.lint import findings
from tests.workbook.typing_in import SHOWN, place_of, starts, titled


def laid_out(lang: str) -> Book:
    book = Book(lang)
    lay_out(book)
    return book


blank_template = cache(template_bytes)
BOOKS = {lang: laid_out(lang) for lang in ("en", "ko")}
CELLS: Mapping[str, str] = {
    name: address for name, (sheet, address) in BOOKS["en"].facts.items() if sheet == "inputs"
}
"""Where each fact is typed on Inputs."""
MARK = next(address for sheet, address in BOOKS["en"].inputs if sheet == "checklist")
"""Where the first step is marked as done."""
SHEET = {sheet: f"xl/worksheets/sheet{n}.xml" for n, sheet in enumerate(SHEETS, start=1)}
"""The part of each sheet."""
EARLIER = Path(__file__).parent / "earlier"
"""Templates of earlier versions, filled in."""


def filled_in(path: Path, typed: Mapping[str, Any], lang: str = "en") -> Path:
    """A template with values typed into Inputs, by name, or into Sheet!Address."""
    book = load_workbook(io.BytesIO(blank_template(lang)))
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
    path.write_bytes(blank_template(lang))
    assert computed(read_filled(path)).data() == blank_template(lang)


def test_what_was_typed_decides_and_survives(tmp_path: Path) -> None:
    typed = {
        "year": 2025,
        "age": 61,
        "compensation": 300_000,
        "deferral_to_come": 34_750,
        "as_of": datetime(2025, 1, 1),
        "first_pay_date": datetime(2025, 1, 10),
        f"Checklist!{MARK}": "yes",
        "Conversions!F7": "a note of mine",
    }
    template = computed(read(tmp_path, typed))
    # 2025 at 61: 70,000 less 23,500 (the 11,250 of catch-up apart) and 6 percent of 300,000.
    assert template.shown("after_tax_room") == 70_000 - 23_500 - 18_000
    assert str(template.shown("master")).startswith("OK")
    again = load_workbook(io.BytesIO(template.data()))
    inputs = again["Inputs"]
    assert [inputs[CELLS[name]].value for name in ("year", "age")] == [2025, 61]
    assert inputs[CELLS["as_of"]].value == datetime(2025, 1, 1)
    assert again["Checklist"][MARK].value == "yes"
    assert again["Conversions"]["F7"].value == "a note of mine"


def test_a_blank_is_not_known_and_not_zero(tmp_path: Path) -> None:
    filled = read(tmp_path, {"age": None, "compensation": "  "})
    assert filled.values["inputs", CELLS["compensation"]] is None
    template = computed(filled)
    # Without the pay there is no match that could be computed, and so no room: none is assumed.
    assert template.shown("match") == "not known"
    assert template.shown("after_tax_room") == "not known"
    note = template.values["Results"][template.at["after_tax_room"].replace("$B$", "D")[8:]]
    assert str(note).startswith("Not known yet. Give: Pay from this employer.")
    assert str(template.shown("master")).startswith("OK")


def test_other_programs_spellings_are_understood(tmp_path: Path) -> None:
    spelled = {
        "compensation": ("$250,000", 250_000),
        "tax_rate": ("24%", 0.24),
        "age": (61.0, 61),
        "as_of": (46_023, date(2026, 1, 1)),  # days since 1899-12-30, as exports write them
        "first_pay_date": ("2026-01-09", date(2026, 1, 9)),
        "filing_status": ("Married Filing Jointly", "mfj"),
        "accepts_after_tax": (True, "yes"),
        "in_plan_roth_rollover": ("No", "no"),
        "accepts_roth": ("아니요", "no"),
        "after_tax_cap": (" No cap", "none"),
    }
    values = read(tmp_path, {name: typed for name, (typed, _) in spelled.items()}).values
    found = {name: values["inputs", CELLS[name]] for name in spelled}
    assert found == {name: value for name, (_, value) in spelled.items()}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("number", range(5))
def test_every_word_of_every_list_can_be_chosen(lang: str, number: int, tmp_path: Path) -> None:
    book = BOOKS[lang]
    first = {rule.key: place for place, rule in reversed(book.inputs.items())}
    chosen = {
        first[key]: rule.words(book)[number % len(rule.choices)] for key, rule in LISTS.items()
    }
    chosen[SHOWN] = book.people[number + 1]
    typed = {f"{book.title(sheet)}!{address}": word for (sheet, address), word in chosen.items()}
    filled = read(tmp_path, typed, lang)
    assert {place: filled.values[place] for place in chosen} == chosen
    shown = computed(filled).values[book.title("inputs")]["B7"]
    assert str(shown).endswith(book.people[number + 1])


def test_every_wrong_cell_is_named_with_what_it_takes(tmp_path: Path) -> None:
    typed = {
        "year": 20_266,
        "conversions_per_year": date(2026, 1, 1),
        "age": 61.5,
        "filing_status": "married",
        "tax_rate": 24,
        "compensation": "to be confirmed",
        "after_tax_cap": "plenty",
        "Limits!J7": -1,
        "Conversions!D8": "all",
        "Employers!D5": "a lot",
    }
    with pytest.raises(FilledTemplateError) as refused:
        read(tmp_path, typed)
    first, *lines = str(refused.value).splitlines()
    assert first.endswith("filled.xlsx: cells to mend:")
    assert len(lines) == len(typed)
    year, status, cap = (
        f"  Inputs!{CELLS[name]}" for name in ("year", "filing_status", "after_tax_cap")
    )
    expected = "a calendar year from 2018 on, such as 2026"
    assert lines[0] == f"{year} (Year) is 20266: expected {expected}"
    assert any("is 2026-01-01: expected a whole number" in line for line in lines)
    begins = (
        f"{status} (Filing status) is 'married': ",
        f"{cap} (Plan's own cap on after-tax contributions) is 'plenty': expected dollars",
        "  Limits!J7 (higher_catch_up) is -1: ",
        "  Conversions!D8 (Converted (1099-R box 1)) is 'all': ",
        "  Employers!D5 (Pay, dollars) is 'a lot': ",
    )
    for begin in begins:
        assert any(line.startswith(begin) for line in lines), begin


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("compensation", "24.500", "'24.500', which may mean 24,500 or 24.5"),
        ("compensation", "24500,50", "'24500,50', with a comma before the decimals; type 24500.50"),
        ("compensation", "10%", "'10%'"),
        ("tax_rate", "$0.1", "'$0.1'"),
        (
            "compensation",
            "24.500,00",
            "'24.500,00', with a comma before the decimals; type 24500.00",
        ),
        ("as_of", "7/1/2026", "'7/1/2026'"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(
    name: str, typed: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(FilledTemplateError) as refused:
        read(tmp_path, {name: typed})
    assert f"Inputs!{CELLS[name]}" in str(refused.value)
    assert f"is {said}: expected" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("compensation", "$24,500", 24_500),
        ("compensation", "24 500 USD", 24_500),
        ("tax_rate", "22.5%", 0.225),
        ("tax_rate", "0.225", 0.225),
        ("as_of", "2026. 7. 1.", date(2026, 7, 1)),
        ("as_of", "2026년 7월 1일", date(2026, 7, 1)),
        ("as_of", "2026/7/1", date(2026, 7, 1)),
    ],
)
def test_what_can_be_read_in_one_way_is_read(
    name: str, typed: str, value: Any, tmp_path: Path
) -> None:
    filled = read(tmp_path, {name: typed})
    assert filled.values["inputs", CELLS[name]] == value


def test_a_typed_formula_keeps_its_text_and_its_value(tmp_path: Path) -> None:
    path = filled_in(tmp_path / "filled.xlsx", {"compensation": "=12*20000"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts[SHEET["inputs"]]
    assert sheet.count(b"<f>12*20000</f><v></v>") + sheet.count(b"<f>12*20000</f><v />") == 1
    with pytest.raises(FilledTemplateError, match=r"Inputs!B.* holds a formula without a value"):
        read_filled(path)
    for blank in (b"<v></v>", b"<v />"):
        sheet = sheet.replace(b"<f>12*20000</f>" + blank, b"<f>12*20000</f><v>240000</v>")
    parts[SHEET["inputs"]] = sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    template = computed(read_filled(path))
    assert template.shown("after_tax_room") == 72_000 - 24_500 - 14_400
    for data in (template.data(), plain_bytes(template)):
        book, values = (load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
        assert book["Inputs"][CELLS["compensation"]].value == "=12*20000"
        assert values["Inputs"][CELLS["compensation"]].value == 240_000


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = filled_in(tmp_path / "filled.xlsx", {"Conversions!F7": "a note"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = SHEET["conversions"]
    texts = [name for name, data in parts.items() if b">a note<" in data]
    assert len(texts) == 1
    parts[texts[0]] = parts[texts[0]].replace(b">a note<", b">=HYPERLINK(&quot;x&quot;)<")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    template = computed(read_filled(path))
    with zipfile.ZipFile(io.BytesIO(template.data())) as archive:
        assert b"<f>HYPERLINK" not in archive.read(sheet)
    cell = load_workbook(io.BytesIO(template.data()))["Conversions"]["F7"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_limits_of_a_new_year_are_used(tmp_path: Path) -> None:
    names = load_workbook(io.BytesIO(blank_template("en")))["Limits"]
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
    typed |= {"pay_periods_left": 26}
    template = computed(read(tmp_path, typed))
    assert template.shown("annual_additions_limit") == 77_000
    assert template.shown("after_tax_room") == 77_000 - 26_000 - 15_000
    assert str(template.shown("master")).startswith("OK")


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"tax_rate": 0.9, "state_rate": 0.6}, "tax_rate", "(Federal tax rate): rate + state_rate"),
        ({"year": 2031}, "year", "(Year): no limits for 2031"),
        ({"year": None}, "year", "(Year): year is not given"),
        (
            {"pay_periods_left": 30},
            "pay_periods_left",
            "(Pay dates still to come): pay_periods_left is 30: expected 26, the pay dates after",
        ),
        (
            {"deferral_rate": 0.1},
            "deferral_to_come",
            "(Deferrals still planned): deferral_to_come is given together with deferral_rate",
        ),
        ({"match tier 1 up to": None}, "match tier 1 up to", "match tier 1 up to is blank"),
        (
            {"hire_date": date(2027, 3, 1)},
            "hire_date",
            "hire_date is 2027-03-01: expected a day of 2026 or earlier, or blank",
        ),
    ],
)
def test_what_does_not_go_together_is_named_by_its_cell(
    typed: dict[str, Any], name: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(FilledTemplateError, match="cannot be computed:") as refused:
        computed(read(tmp_path, typed))
    _, line, *more = str(refused.value).splitlines()
    assert line.startswith(f"  Inputs!{CELLS[name]} (")
    assert sentence in line
    assert more == []


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        ("megaroth-xl template 0 en, 0.0.1", "is an older template; write a new one"),
        ("megaroth-xl template 9 en, 9.0", "is a newer template; install the newer"),
        ("megaroth-xl template 3 fr, 9.0", "is a newer template; install the newer"),
        ("some other planner", "is not a template of megaroth-xl; `megaroth template` writes one"),
    ],
)
def test_other_versions_are_refused_with_the_way_out(
    mark: str, sentence: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(blank_template("en"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    own = f"megaroth-xl template {TEMPLATE_VERSION} en, {__version__}".encode()
    assert own in parts[SHEET["start"]]
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(own, mark.encode()))
    with pytest.raises(FileError, match=sentence):
        read_filled(tmp_path / "other.xlsx")


def test_a_sheet_that_is_missing_is_named(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(blank_template("en")))
    del book["Limits"]
    book.save(tmp_path / "less.xlsx")
    with pytest.raises(FileError, match=r"less\.xlsx, Limits: is missing"):
        read_filled(tmp_path / "less.xlsx")


def test_what_the_copy_does_not_have_is_said(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(blank_template("en")))
    book.create_sheet("My notes")
    book["Inputs"]["D9"].comment = Comment("ask HR", "me")
    book.save(tmp_path / "more.xlsx")
    left_out = read_filled(tmp_path / "more.xlsx").left_out
    assert left_out == ("the sheet 'My notes'", "comments on cells")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_plain_copy_holds_values_alone(lang: str, tmp_path: Path) -> None:
    path = filled_in(tmp_path / "filled.xlsx", {}, lang)
    template = computed(read_filled(path))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(plain_bytes(template))
    assert findings(copy) == []
    written, carried = (load_workbook(copy, data_only=only) for only in (False, True))
    for sheet in written:
        for address, formula in formulas(sheet).items():
            assert not CALL_OF_OURS.search(formula.text), address
        for address, value in template.values[sheet.title].items():
            found = carried[sheet.title][address].value
            if isinstance(found, datetime):
                continue
            wanted = value if isinstance(value, str | bool) else pytest.approx(value, rel=1e-14)
            assert ("" if found is None else found) == wanted, (sheet.title, address)
    with zipfile.ZipFile(copy) as archive:
        assert b'fullCalcOnLoad="0"' in archive.read("xl/workbook.xml")
    # It is a template still, and says the same when it is computed again.
    assert computed(read_filled(copy)).values == computed(read_filled(path)).values


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_template_of_version_1_is_read(lang: str) -> None:
    filled = read_filled(EARLIER / f"template-1-{lang}.xlsx")
    assert filled.version == 1
    template = computed(filled)
    book = template.book

    def typed(name: str) -> Any:
        sheet, address = book.facts[name]
        return template.workbook[book.title(sheet)][address].value

    assert typed("year") == 2025
    assert typed("pay_periods_left") == 13
    assert typed("match tier 2 up to") == 0.05
    assert typed("true_up") == book.word("yes")
    assert typed("after_tax_cap") == 20_000
    assert typed("match_to_date") == 6_000
    assert typed("nonelective_contribution") == 0
    assert typed("deferral_rate") is None
    assert typed("conversion 1 date") == date(2025, 3, 14)
    assert typed("conversion 2 converted") is None  # an example of the new workbook
    # What version 1 showed: the cap of 20,000 less 4,000, and 34,750 with all after-tax money.
    assert template.shown("after_tax_room") == 16_000
    assert template.shown("roth_total") == 54_750
    assert template.workbook[book.title("limits")]["L5"].value == 30_000
    assert str(template.shown("master")).startswith("OK")


def test_a_template_of_version_2_is_read() -> None:
    filled = read_filled(EARLIER / "template-2-en.xlsx")
    assert filled.version == 2
    template = computed(filled)

    def typed(name: str) -> Any:
        return filled.values[template.book.facts[name]]

    # What stands before and after each row that Inputs has gained.
    assert (typed("group_for_415"), typed("net_profit")) == ("B", 10_000)
    assert (typed("earnings"), typed("tax_rate")) == (250, 0.32)
    assert (typed("first_roth_account_year"), typed("annual_return")) == (2021, 0.06)
    assert (typed("debt"), typed("hsa_coverage")) == (5_000, "family")
    assert (typed("years_until_access"), typed("years_to_need")) == (8, 4)
    assert (typed("years_to_lower_income"), typed("employer 2 name")) == (9, "Sister")
    assert [filled.values.get(template.book.facts[name]) for name in NEW_IN_3] == [None] * 6
    assert typed("conversion 1 date") == date(2025, 2, 3)
    # 70,000 of 2025 less 23,500 beside the catch-up, 6% of 280,000 (the bonus of 20,000 defers
    # nothing, and there is no true-up), and 1,000 of the sister's.
    assert template.shown("after_tax_room") == 70_000 - 23_500 - 16_800 - 1_000
    assert str(template.shown("master")).startswith("OK")


def test_an_open_document_is_read(calc: Calc, tmp_path: Path) -> None:
    saved = tmp_path / "saved.ods"
    typed = {place_of("compensation"): 300_000, place_of("age"): 52}
    calc.shows(blank_template("en"), titled(typed), saved)
    found = computed(read_filled(saved))
    assert found.data() == build_template(typed={**starts(), **typed}).data()


def zipped(name: str, content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)

    return write


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda path: path.write_bytes(b"no zip"), "is not an Excel workbook"),
        (zipped("xl/workbook.xml", b"<!DOCTYPE x>"), "larger than any template, or built"),
        (lambda path: Workbook().save(path), "is not a template"),
        (zipped("mimetype", b"text/plain"), "cannot be read as a workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(
    tmp_path: Path, write: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "notes.xlsx"
    write(path)
    with pytest.raises(FileError, match=says):
        read_filled(path)


LAYOUTS = {1: "201946a471cb7700", 2: "6029650c423cd6d9", 3: "af6987893058ba47"}
"""By template version, the hash of where its yellow cells are and what they are called."""


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_yellow_cell_moves_without_a_new_template_version(lang: str) -> None:
    book = load_workbook(io.BytesIO(blank_template(lang)))
    yellow = [
        (number, cell.coordinate)
        for number, sheet in enumerate(book)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    found = sha256(repr(yellow).encode()).hexdigest()[:16]
    assert LAYOUTS[TEMPLATE_VERSION] == found, "raise TEMPLATE_VERSION, and add its hash here"
