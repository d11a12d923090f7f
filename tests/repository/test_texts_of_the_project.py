"""The project speaks of itself alone, and refuses in each of its languages."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from megaroth_xl.texts.catalog import topic

ROOT = Path(__file__).parents[2]
MACHINE = re.compile(r"(?<![\w.])/(?:work|farm|root|home|opt)/\w|https?://[\w.-]*(?:pypi|npmjs)\b")


def tracked() -> list[Path]:
    run = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:  # a source distribution has no history
        return [p for p in ROOT.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [ROOT / name for name in run.stdout.splitlines()]


def test_no_path_or_registry_of_a_machine() -> None:
    hits = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a workbook or a picture
        if path != Path(__file__):
            hits += [f"{path.name}: {hit}" for hit in MACHINE.findall(text)]
    assert not hits


PACKAGE = ROOT / "megaroth_xl"
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
            "given_files.py",
            "phrases.py",
            "plan_settings.py",
            "quantities.py",
            "typed_plan.py",
            "words.py",
            "workbook/filled.py",
            "workbook/read_back.py",
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
    assert not missing, (
        "make it a Phrase with a name for each fact, and say it in texts/refusals.toml"
    )


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
