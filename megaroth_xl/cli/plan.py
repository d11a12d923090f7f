"""`megaroth plan check PLAN`: a plan in plain sentences, and what in it is open."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from megaroth_xl.cli.options import json_option, lang_option, write_json
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.strategy.plan.explained import Explanation, PlanSentence, plan_explained
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import text

__all__ = ["command"]


@click.group("plan")
def command() -> None:
    """Explain a plan's terms, and say what in them is open."""


@command.command("check")
@click.argument("plan", type=click.Path(path_type=Path))
@lang_option
@json_option
def _check(plan: Path, lang: str, *, as_json: bool) -> None:
    """Explain PLAN: what it means for savers and for the tests, and what is missing.

    PLAN is a plan.toml. Ends with exit code 1 where something needs you.
    """
    terms = read_plan(plan)
    found = plan_explained(terms, lang=lang)
    if as_json:
        settings = {field.name: getattr(terms, field.name) for field in fields(PlanTerms)}
        sentences = {
            about: [each._asdict() for each in each_about]
            for about, each_about in found._asdict().items()
        }
        write_json({"plan": terms.name, **sentences, "settings": settings})
    else:
        _print(terms.name, found, lang)
    if found.needs_you:
        sys.exit(1)


def _print(name: str, found: Explanation, lang: str) -> None:
    click.echo(name)
    parts: dict[str, Any] = found._asdict()
    for about, sentences in parts.items():
        if sentences:
            click.echo(f"\n{text(f'plan_explained.about.{about}', lang)}")
        for each in sentences:
            click.echo(_line(each))


def _line(sentence: PlanSentence) -> str:
    source = f" ({sentence.citation})" if sentence.citation else ""
    return f"- {sentence.text}{source}"
