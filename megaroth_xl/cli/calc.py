"""`megaroth calc FILLED.xlsx [--out COPY.xlsx]`: the template's results without the add-in."""

import atexit
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from megaroth_xl import __version__
from megaroth_xl.cli.options import json_option, new_file, say_disclaimer, write_json
from megaroth_xl.files import write_whole
from megaroth_xl.strategy.saver.shown import shown_value, year_data
from megaroth_xl.strategy.saver.year import ITEMS, SaverYear
from megaroth_xl.texts import in_language, text
from megaroth_xl.workbook.filled import Filled, computed, read_filled, year_of
from megaroth_xl.workbook.pages.checks import CHECKS
from megaroth_xl.workbook.pages.results import SECTIONS
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.plain import plain_bytes
from megaroth_xl.workbook.template import Template

__all__ = ["command"]


@click.command("calc")
@click.argument("path", metavar="FILLED", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write the copy; beside the file where it is not given.",
)
@click.option("--force", is_flag=True, help="Replace a copy that is there.")
@json_option
def command(path: Path, out: Path | None, *, force: bool, as_json: bool) -> None:
    """Compute a filled template, and write a copy of plain values that any program shows."""
    with _without_collection():
        _calculate(path, out, force=force, as_json=as_json)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Nothing is thrown away while a workbook is built, or at the end: looking takes time."""
    was_on = gc.isenabled()
    gc.disable()
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _calculate(path: Path, out: Path | None, *, force: bool, as_json: bool) -> None:
    filled = read_filled(path)
    template = computed(filled)
    year = year_of(template)
    if as_json:
        write_json(year_data(year))
        if out is None:
            return
    name = f"{path.stem}_computed.xlsx"
    target = new_file(out or path.with_name(name), name, (".xlsx",), force=force, option="--out")
    checked = template.shown("master")
    write_whole(target, plain_bytes(template))
    if as_json:
        return
    for item in SECTIONS["answer"]:
        label = text(f"answers.{item}.label", filled.lang)
        click.echo(f"{label}: {_text(year, item)}")
    for warning in year.warnings:
        click.echo(f"! {warning.what} {warning.cure}")
    click.echo(checked)
    for line in _disagreeing(template, filled.lang):
        click.echo(line)
    for line in _notes(filled):
        click.echo(line)
    click.echo(text("console.wrote.file", filled.lang, path=str(target)))
    say_disclaimer(filled.lang)


def _disagreeing(template: Template, lang: str) -> Iterator[str]:
    """Yield each check that does not agree: its cell, its name and what it says."""
    title, _, address = template.at["master"].partition("!")
    title, first = title.strip("'"), int(re.sub(r"\D", "", address)) + 2
    shown = template.values[title]
    for row, name in enumerate(CHECKS, start=first):
        if shown[f"H{row}"] != text("workbook.checks.ok", lang):
            label, note = (
                text(f"workbook.checks.check_{name}.{part}", lang) for part in ("label", "note")
            )
            yield f"  {title}!B{row}, {label}: {note}"


def _notes(filled: Filled) -> list[str]:
    """Return what a person has to know of the copy."""
    notes = []
    if filled.version != TEMPLATE_VERSION:
        notes.append(text("console.calc.earlier", filled.lang, version=str(filled.version)))
    if filled.built_with != __version__:
        versions = {"built_with": filled.built_with, "version": __version__}
        notes.append(text("console.calc.other_limits", filled.lang, **versions))
    notes += [
        text("console.calc.left_out", filled.lang, what=in_language(what, filled.lang))
        for what in filled.left_out
    ]
    return notes


def _text(year: SaverYear, item: str) -> str:
    """An answer as a person reads it."""
    value, unit = shown_value(year, item), ITEMS[item][0]
    if not isinstance(value, float):
        return str(value)
    return f"{value:.1%}" if unit == "rate" else f"{value:,.2f}"
