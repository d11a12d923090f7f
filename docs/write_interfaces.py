"""Writes the generated parts of facts.md, json.md and python.md, from the code itself.

``python docs/write_interfaces.py`` writes them again; a test holds that they are current.
"""

import inspect
import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from parts import Parts, table, write_pages

import megaroth_xl
from megaroth_xl.cli import main
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_facts import FACTS
from megaroth_xl.strategy.saver.case_facts import TABLES as NUMBERED
from megaroth_xl.strategy.saver.fact import Fact, FactKind
from megaroth_xl.strategy.saver.tables import TABLES
from megaroth_xl.strategy.saver.year import saver_year
from megaroth_xl.texts import text, texts

HERE = Path(__file__).parent


# facts.md

NUMBERS = (
    "These take any number: `bonus 1 date`, `bonus 2 date` and so on. Employer 1 is this employer, "
    "whose facts stand above; other employers are `employer 2`, `employer 3` and so on."
)
FIRST = {"employer": 2}


def facts() -> str:
    """A table of the facts, of those that are numbered, and of the answers."""
    heads = ("name", "label in the template", "what to type", "what it is")
    plain = [_fact(f"`{name}`", name, fact) for name, fact in FACTS.items()]
    numbered = [
        _fact(f"`{kind} {FIRST.get(kind, 1)} {name}`".replace("_", " "), f"{kind}.{name}", fact)
        for kind, columns in NUMBERED.items()
        for name, fact in columns.items()
    ]
    answers = saver_year(SaverCase(year=2026)).answers.values()
    asked = [
        (
            f"`{each.item}`",
            text(f"answers.{each.item}.label"),
            text(f"answers.unit.{each.unit}"),
            text(f"answers.{each.item}.note"),
            each.source,
        )
        for each in answers
    ]
    tables = ", ".join(f"`{name}`" for name in TABLES)
    return "\n\n".join(
        (
            f"### Facts\n\n{table(heads, plain)}",
            f"### Numbered facts\n\n{NUMBERS}\n\n{table(heads, numbered)}",
            "### Answers\n\n" + table(("name", "label", "unit", "what it is", "source"), asked),
            f"### Tables\n\n`MEGAROTH_YEAR(case, NAME)` also gives these tables: {tables}.",
        )
    )


def _fact(name: str, key: str, fact: Fact) -> tuple[str, str, str, str]:
    """One row of the tables of facts."""
    places = (f"facts.{key}", f"plan_settings.setting.{key}")
    stem = next(each for each in places if f"{each}.label" in texts())
    table_name = key.partition(".")[0] if "." in key else ""
    number = {"number": str(FIRST.get(table_name, 1))} if table_name else {}
    label = text(f"{stem}.label", **number)
    note = text(f"{stem}.note") if f"{stem}.note" in texts() else ""
    return name, label, _takes(fact), note


def _takes(fact: Fact) -> str:
    """What to type for a fact."""
    if fact.kind is FactKind.WORD:
        return ", ".join(f"`{word}`" for word in fact.words)
    said = fact.quantity.expected if fact.kind is FactKind.NUMBER else fact.kind.value
    return f"{said}, or `none`" if fact.may_be_none else said


# json.md

SAMPLE = "workbook/sample_roster.xlsx --plan workbook/sample_plan.toml --year 2026"
FAILING = "census/tpa_census.csv --plan census/plan.toml --reading census/tpa.toml --year 2026"
COMMANDS = (
    "room --case examples/01-high-earner/case.csv --json",
    "limits 2026 --json",
    f"roster check {SAMPLE} --json",
    "plan check workbook/sample_plan.toml --json",
    f"plan-test {FAILING} --json",
    f"report {SAMPLE} --out reports --json",
    "payroll census/payroll_dates.csv --plan census/plan.toml --year 2026 --out payroll --json",
)
"""Every command that takes --json, as a person may type it."""
LONGEST_VALUE = 60


def outputs() -> str:
    """For each command its keys, each with the value that it has for the samples."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for source in ("workbook", "examples", "docs/census"):
            shutil.copytree(HERE.parent / source, Path(folder, Path(source).name))
        with chdir(folder):
            for command in COMMANDS:
                run = CliRunner().invoke(main, shlex.split(command), prog_name="megaroth")
                keys = dict(_keys(json.loads(run.stdout)))
                rows = [(f"`{key}`", f"`{value}`") for key, value in keys.items()]
                name = " ".join(command.split()[: 2 if " check " in command else 1])
                shown = table(("key", "for example"), rows)
                parts.append(f"### megaroth {name}\n\n    megaroth {command}\n\n{shown}")
    return "\n\n".join(parts)


def _keys(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each place in the data once; `[]` stands for any element of a list, NAME for any name."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            name = "NAME" if _is_alike(data) else key
            yield from _keys(value, f"{place}.{name}" if place else name)
    elif isinstance(data, list) and data and isinstance(data[0], (list, Mapping)):
        for each in data:
            yield from _keys(each, f"{place}[]")
    else:
        shown = json.dumps(data, ensure_ascii=False)
        yield place, shown if len(shown) <= LONGEST_VALUE else f"{shown[: LONGEST_VALUE - 3]}..."


def _is_alike(data: Mapping[str, Any]) -> bool:
    """Whether a mapping has an entry of one kind for each of many names, such as years."""
    if all(re.fullmatch(r"\d{4}", key) for key in data):
        return True
    shapes = {tuple(each) if isinstance(each, Mapping) else type(each) for each in data.values()}
    return len(data) > 1 and len(shapes) == 1 and not shapes & SIMPLE


SIMPLE = {str, float, int, bool, type(None)}


# python.md


def interface() -> str:
    """Each public name with its signature and what its docstring says."""
    return "\n\n".join(_public(name) for name in megaroth_xl.__all__)


def _public(name: str) -> str:
    thing = getattr(megaroth_xl, name)
    said = inspect.cleandoc(thing.__doc__ or "")
    if inspect.isclass(thing):
        return f"### {name}\n\n{_described(said)}"
    given = ", ".join(_parameter(each) for each in inspect.signature(thing).parameters.values())
    return f"### {name}\n\n    {name}({given})\n\n{_described(said)}"


def _parameter(each: inspect.Parameter) -> str:
    return each.name if each.default is inspect.Parameter.empty else f"{each.name}={each.default!r}"


def _described(said: str) -> str:
    """A numpydoc docstring in Markdown: its first words, then each section."""
    pieces = re.split(r"^(\w[\w ]*)\n-+\n", said, flags=re.MULTILINE)
    lines = [pieces[0].strip().replace("``", "`")]
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if title == "Examples":
            lines.append(f"```pycon\n{_session(body)}\n```")
        elif title in {"Parameters", "Returns", "Raises"}:
            lines.append(f"*{title}*\n\n{_listed(body)}")
        else:
            lines.append(f"*{title}:* {' '.join(body.split())}")
    return "\n\n".join(lines)


def _session(body: str) -> str:
    return body.strip()


def _listed(body: str) -> str:
    """Names, each with what is said of it."""
    parts = re.split(r"\n(?=\S)", body.strip())
    return "\n".join(
        f"- `{name}`: {' '.join(words.split())}" if words else f"- {name}"
        for name, _, words in (part.partition("\n") for part in parts)
    )


PARTS: Parts = {
    "facts.md": ("facts", facts),
    "json.md": ("json", outputs),
    "python.md": ("python", interface),
}


if __name__ == "__main__":
    write_pages(PARTS)
