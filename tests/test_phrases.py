"""What a command refuses, it refuses in the language of the command."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import megaroth_xl
from megaroth_xl import errors
from megaroth_xl.errors import InputError, RosterFileError, UnknownYearError, WorkersLostError
from megaroth_xl.phrases import Phrase
from megaroth_xl.plan_settings import SETTINGS
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.saver.case_facts import FACTS
from megaroth_xl.texts import in_language
from megaroth_xl.texts.catalog import topic

PACKAGE = Path(megaroth_xl.__file__).parent
COMMANDS = (
    *PACKAGE.glob("cli/*.py"),
    *PACKAGE.glob("reports/**/*.py"),
    *PACKAGE.glob("strategy/plan/*.py"),
    *PACKAGE.glob("strategy/saver/*.py"),
    *(
        PACKAGE / name
        for name in (
            "errors.py",
            "files.py",
            "phrases.py",
            "plan_settings.py",
            "quantities.py",
            "typed_plan.py",
            "words.py",
            "workbook/filled.py",
            "workbook/reading.py",
        )
    ),
)
"""Modules whose refusals a command meets first; formulas in cells speak English."""
FOR_PROGRAMMERS = {
    "the arguments' shapes do not go together: {parts}; give one length",
    "single values",
    """an f-string: f"one of {', '.join(COLUMNS)}\"""",
    "an f-string: f'without {name}'",
    "an f-string: f'a column {name}'",
    "an f-string: f'of shape {found.shape}'",
    "an f-string: f'of type {type(values).__name__}'",
}
"""Said of arrays and calls, not of what somebody types."""
WHOLE = {"Phrase": 0, "Quantity": 0, "_refusal": 3, "Problem": 2, "OutputError": 1}
"""Calls whose argument from this place on, and those after it, are English words."""
WHOLE |= dict.fromkeys(("FileError", "RosterFileError", "PlanFileError"), 2)
WHOLE |= {"InputError": 1, "FilledTemplateError": 2}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in COMMANDS:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def constants(tree: ast.Module) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def said(
    node: ast.expr, named: dict[str, list[ast.expr]], *, is_made_once: bool = False
) -> Iterator[str]:
    """The English that an argument may be; an f-string with words in it says that it is one.

    One that is made once, when its module is imported, is compared by its value instead.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from said(node.body, named)
        yield from said(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, ()):
            if not isinstance(value, ast.Name):
                yield from said(value, named)
    elif isinstance(node, ast.JoinedStr):
        fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if any(letter.isalpha() for part in fixed for letter in str(part)) and not is_made_once:
            yield f"an f-string: {ast.unparse(node)}"


def english() -> Iterator[tuple[str, str]]:
    """Where English stands that a person may meet in a refusal, and what it is."""
    for path, tree in trees():
        named = constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for argument in node.args[WHOLE.get(name, len(node.args)) :]:
                for words in said(argument, named, is_made_once=name == "Quantity"):
                    if " " in words.strip() or name == "Phrase":
                        yield f"{path.relative_to(PACKAGE)}:{node.lineno}", words


def test_every_refusal_of_a_command_has_its_korean() -> None:
    kept = {
        each.sentences["en"]
        for name in ("refusals", "reading", "plan_settings")
        for each in topic(name).values()
    }
    missing = {
        (place, words)
        for place, words in english()
        if words not in kept | FOR_PROGRAMMERS
        and any(map(str.isalpha, re.sub(r"{\w+}", "", words)))  # not a frame, alike in both
    }
    assert missing == set()


def test_every_number_that_a_person_gives_says_in_korean_what_it_takes() -> None:
    asked = [column.quantity for column in COLUMNS.values()]
    asked += [fact.quantity for fact in FACTS.values()]
    asked += [setting.entry.quantity for setting in SETTINGS.values() if setting.entry]
    expected = {quantity.expected for quantity in asked}
    assert {words for words in expected if in_language(words, "ko") == words} == set()


def test_every_korean_refusal_is_of_words_that_the_code_has() -> None:
    code = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    put_together = {  # with a number of the code's in it
        "a percentage from 0 to 100",
        "a whole number from 0 to 366",
        "a whole number of pay dates from 1 to 366",
        "a whole number of years from 1 to 30",
        "months from 0 to 1,200",
    }
    kept = {text.sentences["en"] for text in topic("refusals").values()}
    assert kept - code - put_together == set()


@pytest.mark.parametrize(
    ("error", "korean"),
    [
        (
            InputError("--deferral", "'abc'", Phrase("{words} or {last}", words="1", last="2")),
            "--deferral 값을 확인하세요('abc'). 필요한 값: 1 또는 2",
        ),
        (
            RosterFileError(
                "r.csv",
                Phrase("row {row}", row="3"),
                "is empty; check that the right file was chosen",
            ),
            "r.csv, 3행: 빈 파일입니다. 파일을 바르게 골랐는지 확인하세요.",
        ),
        (
            UnknownYearError(2050, (2002, 2026), (2027,)),
            "2050년의 한도가 없습니다. 있는 한도: 2002에서 2026까지, 추정은 2027. "  # noqa: ISC004
            "IRS_LIMIT_FORECAST를 쓰거나 그해의 한도 파일을 더하세요.",
        ),
    ],
)
def test_an_error_speaks_both_languages(error: errors.MegarothError, korean: str) -> None:
    assert in_language(error.args[0], "en") == str(error)
    assert in_language(error.args[0], "ko") == korean
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just written
    assert in_language(again.args[0], "ko") == korean


def test_words_of_no_text_stay_as_they_are() -> None:
    assert in_language("'23,0000'", "ko") == "'23,0000'"
    frame = Phrase("{path}: {problem}", path="a.csv", problem="blank")
    assert in_language(frame, "ko") == "a.csv: 빈칸"
    assert in_language(WorkersLostError().args[0], "ko").endswith("온전합니다.")
