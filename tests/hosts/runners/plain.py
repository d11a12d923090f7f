"""The formulas as plain Python functions."""

from exchange import BLANK, OMITTED, alone, each_cell, serve

from megaroth_xl import udfs
from megaroth_xl.cell_errors import CellError, RefusedCellError
from megaroth_xl.errors import MegarothError


def cell(value):
    return None if value in {BLANK, OMITTED} else value


def shown(value):
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, CellError):
        return {"error": value.kind, "says": value.sentence}
    return value


def call(formula, arguments):
    while arguments and arguments[-1] is OMITTED:
        arguments.pop()
    try:
        answer = getattr(udfs, formula)(*(each_cell(cell, each) for each in arguments))
    except RefusedCellError as refused:
        return shown(refused.error)
    except MegarothError as error:
        return {"error": "#VALUE!", "says": str(error)}
    return alone(shown(answer))


if __name__ == "__main__":
    serve(call)
