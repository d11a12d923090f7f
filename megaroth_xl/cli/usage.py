"""One sentence for whatever was mistyped on the command line."""

import re

import click

from megaroth_xl.phrases import Phrase
from megaroth_xl.words import expected_words, nearest

__all__ = ["said"]

QUOTED = re.compile(r"'(.*)' is not ", re.DOTALL)
"""What click quotes of a value that it refuses."""
BEYOND = re.compile(r"(\S+) is not in the range")
COMMAND = re.compile(r"No such command '(.*?)'", re.DOTALL)


def said(error: click.ClickException) -> str:
    """Return what is wrong, what was expected, and what to type.

    Examples
    --------
    >>> option = click.Option(["--lang"], type=click.Choice(["en", "ko"]))
    >>> said(click.BadParameter("'kr' is not one of 'en', 'ko'.", param=option))
    "--lang is 'kr': expected 'en' or 'ko'"
    """
    if isinstance(error, click.MissingParameter):
        return _missing(error)
    if isinstance(error, click.NoSuchOption):
        return _unknown_option(error)
    if isinstance(error, click.BadParameter):
        return _refused(error)
    typed = COMMAND.match(error.format_message())
    if isinstance(error, click.UsageError) and typed and isinstance(error.ctx, click.Context):
        return _unknown_command(error.ctx, typed[1])
    message = error.message
    return message if isinstance(message, Phrase) else error.format_message()


def _name(parameter: click.Parameter | None, context: click.Context | None) -> str:
    """An option as it is typed, or an argument as help calls it."""
    if parameter is None:
        return "a value"
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(context or click.Context(click.Command(""))).strip("[]")
    return parameter.opts[0]


def _missing(error: click.MissingParameter) -> str:
    name, kind = _name(error.param, error.ctx), getattr(error.param, "type", None)
    if isinstance(kind, click.Choice):
        expected = expected_words(map(str, kind.choices), "")
        return Phrase("{name} is missing: expected {expected}", name=name, expected=expected)
    meaning = error.param.help if isinstance(error.param, click.Option) else ""
    about = meaning.partition("  [")[0].rstrip(".") if meaning else ""
    words = "{name} is missing ({about}); {command} --help explains it"
    if not about:
        words = "{name} is missing; {command} --help explains it"
    return Phrase(words, name=name, about=about, command=_path(error.ctx))


def _unknown_option(error: click.NoSuchOption) -> str:
    known = [] if error.ctx is None else [o for each in error.ctx.command.params for o in each.opts]
    meant = nearest(error.option_name, [each for each in known if each.startswith("--")])
    words = "There is no option {name}; {command} --help explains it"
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        words = "There is no option {name} before a command; type options after the command"
    if meant:
        words = "There is no option {name}; did you mean {meant}?"
    return Phrase(words, name=error.option_name, meant=meant, command=_path(error.ctx))


def _unknown_command(context: click.Context, typed: str) -> str:
    """A word that a group does not know: a mistyped command, or what a command should follow."""
    group, path = context.command, context.command_path
    commands = list(group.commands) if isinstance(group, click.Group) else []
    meant = nearest(typed, commands)
    words = "{command} has no command {name}; type a command before it: {known}"
    if meant:
        words = "{command} has no command {name}; did you mean {meant}?"
    return Phrase(
        words,
        command=path,
        name=repr(typed),
        meant=f"{path} {meant}",
        known=", ".join(f"{path} {each}" for each in commands),
    )


def _refused(error: click.BadParameter) -> str:
    kind, typed = getattr(error.param, "type", None), QUOTED.match(error.message)
    expected: str
    if typed and isinstance(kind, click.Choice):
        expected = expected_words(map(str, kind.choices), typed[1])
    elif isinstance(kind, click.IntRange) and (beyond := BEYOND.match(error.message)):
        return _is(error, beyond[1], _range(kind))
    elif typed and isinstance(kind, click.types.IntParamType):
        expected = "a whole number"
    else:
        return error.format_message()
    return _is(error, repr(typed[1]), expected)


def _is(error: click.BadParameter, found: str, expected: str) -> str:
    words = "{name} is {found}: expected {expected}"
    name = _name(error.param, error.ctx)
    return Phrase(words, name=name, found=found, expected=expected)


def _range(kind: click.IntRange) -> str:
    least = f"{kind.min:,}" if kind.min is not None else ""
    if kind.max is None:
        return Phrase("{least} or more", least=least)
    return Phrase("{first} to {last}", first=least, last=f"{kind.max:,}")


def _path(context: click.Context | None) -> str:
    return context.command_path if context else "megaroth"
