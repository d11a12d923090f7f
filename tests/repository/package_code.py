"""The package's code as syntax: its modules, what they define, and what their names mean."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

__all__ = [
    "BY_NAME",
    "COUNTED_BASES",
    "PACKAGE",
    "Code",
    "Definition",
    "Function",
    "Module",
    "methods",
]

ROOT = Path(__file__).parents[2]
PACKAGE = "megaroth_xl"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef | ast.Assign | ast.AnnAssign
BY_NAME = -1
"""The place of a parameter that goes by name only."""
PLAIN_DECORATORS = {"dataclass", "cache", "lru_cache", "contextmanager", "wraps", "total_ordering"}
"""Decorators that hand nothing over to anybody."""
COUNTED_BASES = {"NamedTuple", "StrEnum", "Enum", "Exception", "Protocol", "Generic", "TypedDict"}
"""Bases from outside whose subclasses' methods nobody else calls."""


@dataclass
class Module:
    """One module: its definitions and what its names mean."""

    name: str
    tree: ast.Module
    definitions: dict[str, Definition] = field(default_factory=dict)
    statements: list[ast.stmt] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    registered: list[str] = field(default_factory=list)
    """What a decorator hands over when the module is imported, and what Python itself calls."""

    def __post_init__(self) -> None:
        self.imports.update(_imports(self.tree))
        for statement in self.tree.body:
            if isinstance(statement, Function | ast.ClassDef):
                self.definitions[statement.name] = statement
                is_hook = statement.name.startswith("__")
                if is_hook or not PLAIN_DECORATORS.issuperset(map(_word, statement.decorator_list)):
                    self.registered.append(statement.name)
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                self.definitions.update(dict.fromkeys(_assigned(statement), statement))
            elif not isinstance(statement, ast.Import | ast.ImportFrom):
                self.statements.append(statement)

    @cached_property
    def goes_by_text(self) -> bool:
        """Whether something in it is reached by a text."""
        return any(
            isinstance(node, ast.Name) and node.id in {"getattr", "hasattr", "vars"}
            for node in ast.walk(self.tree)
        )


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """By the name that a module gives it, what it imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.split(".")[0]
                yield alias.asname or whole, whole
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _assigned(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


class Code:
    """All modules of a package.

    Parameters
    ----------
    sources
        By the whole name of each module, its text.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.modules = {name: Module(name, ast.parse(text)) for name, text in sources.items()}

    @classmethod
    def here(cls) -> Self:
        """The package of this checkout."""
        sources = {}
        for path in sorted((ROOT / PACKAGE).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            sources[name] = path.read_text(encoding="utf-8")
        return cls(sources)

    def meaning(self, name: str) -> str | None:
        """The module or definition that a dotted name means, through what is imported on."""
        if name in self.modules:
            return name
        home, _, last = name.rpartition(".")
        module = self.modules.get(home)
        if module is None:
            return None
        if last in module.definitions:
            return name
        onward = module.imports.get(last)
        return self.meaning(onward) if onward and onward != name else None

    def definition(self, name: str) -> tuple[Module, Definition] | None:
        """A definition and its module; None for a module's own name."""
        home, _, last = name.rpartition(".")
        module = self.modules.get(home)
        return (module, module.definitions[last]) if module and name not in self.modules else None

    def __iter__(self) -> Iterator[tuple[str, Function | ast.ClassDef]]:
        """Every function, class and method by its whole name."""
        for module in self.modules.values():
            for name, node in module.definitions.items():
                if isinstance(node, Function | ast.ClassDef):
                    yield f"{module.name}.{name}", node
                if isinstance(node, ast.ClassDef):
                    for method in methods(node):
                        yield f"{module.name}.{name}.{method.name}", method


def _word(decorator: ast.expr) -> str:
    """The last word of a decorator's name."""
    return ast.unparse(decorator).partition("(")[0].rpartition(".")[2]


def methods(node: ast.ClassDef) -> list[Function]:
    """The methods of a class."""
    return [each for each in node.body if isinstance(each, Function)]
