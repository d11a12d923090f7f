"""Which code of the package has a door, read from its syntax alone.

A *door* is a place where somebody outside comes in: an Excel formula, a command, a module that runs
by itself (``python -m``), what an outside program loads, or a public name of the package. From the
doors `Walk` follows names, attributes and calls. An attribute of a thing whose class is not known
reaches every method of that name; so what the walk does not reach is reached by nobody, but for
what goes by a text (`getattr`), for which identifiers among a module's texts count as attributes.

``python -m tests.repository.doors`` prints what has no door; a test demands that nothing is.
"""

import ast
import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import megaroth_xl
from tests.repository.package_code import (
    BY_NAME,
    COUNTED_BASES,
    PACKAGE,
    Code,
    Function,
    Module,
    methods,
)

__all__ = ["Walk", "lists"]

LOADED = (
    "megaroth_xl.hosts.windows.import_functions._Application",
    "megaroth_xl.hosts.windows.import_functions._Components",
    "megaroth_xl.reports.runs.cluster.dask_setup",
)
"""What programs outside call: xlwings, which takes the first two for Excel, and Dask."""


@dataclass
class Passed:
    """What calls pass to a function: how many by place, and which by name."""

    places: int = 0
    names: set[str] = field(default_factory=set)
    anything: bool = False

    def add(self, call: ast.Call) -> None:
        """Count one more call."""
        if any(isinstance(each, ast.Starred) for each in call.args):
            self.anything = True
        self.places = max(self.places, len(call.args))
        for keyword in call.keywords:
            if keyword.arg is None:
                self.anything = True
            else:
                self.names.add(keyword.arg)


class Walk:
    """What the doors reach.

    Parameters
    ----------
    code
        The package.
    roots
        The whole names of what has a door of its own; of a module, all that stands in it.
    """

    def __init__(self, code: Code, roots: Iterable[str]) -> None:
        self.code = code
        self.reached: set[str] = set()
        self.attributes: set[str] = set()
        self.calls: dict[str, Passed] = {}
        self.roots = frozenset(roots)
        self._classes: dict[str, tuple[Module, ast.ClassDef]] = {}
        self._visited: set[int] = set()
        for root in sorted(self.roots):
            self._enter(root)

    def _enter(self, root: str) -> None:
        module = self.code.modules.get(root)
        names = [f"{root}.{name}" for name in module.definitions] if module else [root]
        for name in names:
            self._reach(name)
            self._passed(name).anything = True
            if name in self._classes:
                _, node = self._classes[name]
                self._meet({each.name for each in methods(node) if each.name[0] != "_"}, [name])
        if module:
            self._run(module)

    def _run(self, module: Module) -> None:
        """What runs when a module is imported."""
        if module.name not in self.reached:
            self.reached.add(module.name)
            for statement in module.statements:
                self._visit(module, statement)
            for name in module.registered:
                self._reach(f"{module.name}.{name}")
                self._passed(f"{module.name}.{name}").anything = True

    def _passed(self, name: str) -> Passed:
        return self.calls.setdefault(name, Passed())

    def _reach(self, name: str) -> None:
        found = self.code.definition(name)
        if found is None or name in self.reached:
            return
        module, node = found
        self.reached.add(name)
        self._run(module)
        if not isinstance(node, ast.ClassDef):
            self._visit(module, node)
            return
        self._classes[name] = (module, node)
        for base in [*node.decorator_list, *node.bases, *node.keywords]:
            self._visit(module, base)
        for statement in node.body:
            if not isinstance(statement, Function):
                self._visit(module, statement)
        for method in methods(node):
            if method.name.startswith("__") or self._is_called_outside(module, node):
                self._reach_method(name, module, method)
        self._meet(self.attributes, [name])

    def _is_called_outside(self, module: Module, node: ast.ClassDef) -> bool:
        for base in node.bases:
            word = ast.unparse(base).partition("[")[0]
            root, _, rest = word.partition(".")
            whole = f"{module.imports.get(root, f'{module.name}.{root}')}{'.' * bool(rest)}{rest}"
            if word.rpartition(".")[2] not in COUNTED_BASES and not self.code.meaning(whole):
                return True
        return False

    def _reach_method(self, owner: str, module: Module, method: Function) -> None:
        name = f"{owner}.{method.name}"
        if name not in self.reached:
            self.reached.add(name)
            self._visit(module, method, owner)

    def _meet(self, attributes: Iterable[str], owners: Sequence[str]) -> None:
        """Reach the methods of classes that some attributes name."""
        for owner in owners:
            module, node = self._classes[owner]
            for method in methods(node):
                if method.name in attributes:
                    self._reach_method(owner, module, method)

    def _attribute(self, name: str) -> None:
        if name not in self.attributes:
            self.attributes.add(name)
            self._meet([name], list(self._classes))

    def _visit(self, module: Module, node: ast.AST, owner: str = "") -> None:
        if id(node) in self._visited:
            return
        self._visited.add(id(node))
        local = _bound(node) if isinstance(node, Function) else set()
        called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
        for each in ast.walk(node):
            if isinstance(each, ast.Call):
                self._call(module, each, local, owner)
            elif isinstance(each, ast.Name | ast.Attribute):
                name = self._named(module, each, local, owner)
                if name:
                    self._reach(name)
                    if id(each) not in called and isinstance(each.ctx, ast.Load):
                        self._passed(name).anything = True
                if isinstance(each, ast.Attribute):
                    self._attribute(each.attr)
                    if id(each) not in called:
                        self._passed(f".{each.attr}").anything = True
            elif (
                isinstance(each, ast.Constant)
                and isinstance(each.value, str)
                and each.value.isidentifier()
                and module.goes_by_text
            ):
                self._attribute(each.value)

    def _named(
        self, module: Module, node: ast.Name | ast.Attribute, local: set[str], owner: str
    ) -> str | None:
        """The whole name of what a name or an attribute of a module means."""
        if isinstance(node, ast.Name):
            if node.id == "cls" and owner:
                return owner
            if node.id in local:
                return None
            if node.id in module.definitions:
                return f"{module.name}.{node.id}"
            return self.code.meaning(module.imports.get(node.id, ""))
        if isinstance(node.value, ast.Name | ast.Attribute):
            home = self._named(module, node.value, local, owner)
            if home in self.code.modules:
                return self.code.meaning(f"{home}.{node.attr}")
        return None

    def _call(self, module: Module, call: ast.Call, local: set[str], owner: str) -> None:
        function = call.func
        name = (
            self._named(module, function, local, owner)
            if isinstance(function, ast.Name | ast.Attribute)
            else owner  # type(self)(...)
        )
        if name:
            self._passed(name).add(call)
        last = function.attr if isinstance(function, ast.Attribute) else name and ""
        if isinstance(function, ast.Attribute):
            self._passed(f".{last}").add(call)
        if isinstance(function, ast.Name) and function.id == "replace":
            self._passed("replace").add(call)
            self._passed("replace").anything = False

    def without_a_door(self) -> list[str]:
        """Modules, classes, functions and methods that nothing reaches; the outermost of each."""
        lost = [name for name in self.code.modules if not self._is_used(name)]
        for name, _ in self.code:
            if name not in self.reached and not any(name.startswith(f"{each}.") for each in lost):
                lost.append(name)
        return sorted(lost)

    def _is_used(self, name: str) -> bool:
        inside = [each for each, _ in self.code if each.startswith(f"{name}.")]
        return not inside or any(each in self.reached for each in inside)

    def never_passed(self) -> list[str]:
        """Parameters with a default that no caller passes, as "function(parameter)"."""
        lost = []
        for name, node in self.code:
            if name not in self.reached or self._is_open(name, node):
                continue
            home, _, last = name.rpartition(".")
            calls = [self._passed(name)]
            if home not in self.code.modules:
                calls.append(self._passed(f".{last}"))
                if last == "__init__":
                    calls.append(self._passed(home))
            if isinstance(node, ast.ClassDef):
                calls += [self._passed("replace"), self._passed("._replace")]
                calls += [self._passed(each) for each in self._subclasses(name)]
            if any(each.anything for each in calls):
                continue
            places = max(each.places for each in calls)
            names = set().union(*(each.names for each in calls))
            for place, parameter in self._optional(name, node):
                if parameter not in names and not (0 <= place < places):
                    lost.append(f"{name}({parameter})")
        return sorted(lost)

    def _is_open(self, name: str, node: Function | ast.ClassDef) -> bool:
        """Whether callers outside pass what they like."""
        home = name.rpartition(".")[0]
        is_hook = not isinstance(node, ast.ClassDef) and home in self._classes
        if is_hook and self._is_called_outside(*self._classes[home]):
            return True
        return not {name, home}.isdisjoint(self.roots) and home not in self.code.modules

    def _subclasses(self, name: str) -> list[str]:
        last = name.rpartition(".")[2]
        return [
            each
            for each, (_, node) in self._classes.items()
            if any(ast.unparse(base) == last for base in node.bases)
        ]

    def _optional(self, name: str, node: Function | ast.ClassDef) -> Iterator[tuple[int, str]]:
        """Place and name of each parameter that has a default; -1 for one that goes by name."""
        if isinstance(node, ast.ClassDef):
            fields = [
                each
                for each in node.body
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            ]
            is_record = bool(node.decorator_list) or "NamedTuple" in map(ast.unparse, node.bases)
            for place, each in enumerate(fields if is_record else []):
                value = ast.unparse(each.value) if each.value else ""
                if value and "init=False" not in value and isinstance(each.target, ast.Name):
                    yield place, each.target.id
            return
        given = node.args
        positional = [*given.posonlyargs, *given.args]
        is_static = any(ast.unparse(each) == "staticmethod" for each in node.decorator_list)
        is_method = name.rpartition(".")[0] not in self.code.modules and not is_static
        first = len(positional) - len(given.defaults)
        for place, parameter in enumerate(positional):
            if place >= first:
                yield place - is_method, parameter.arg
        for parameter, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            if default is not None:
                yield BY_NAME, parameter.arg


def _bound(function: Function) -> set[str]:
    """The names that a function binds itself."""
    bound = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    return bound


def _public() -> Iterator[str]:
    """The whole names behind the package's public names."""
    for name in getattr(megaroth_xl, "__all__", ()):
        thing = getattr(megaroth_xl, name)
        if home := getattr(thing, "__module__", None):
            assert getattr(importlib.import_module(home), thing.__qualname__) is thing
            yield f"{home}.{thing.__qualname__}"


def _doors(code: Code) -> Iterator[str]:
    """The whole names of everything with a door of its own."""
    yield from (*_public(), *LOADED, f"{PACKAGE}.cli.main")
    for name, module in code.modules.items():
        if any("__main__" in ast.unparse(statement) for statement in module.statements):
            yield f"{name}.main" if "main" in module.definitions else name
        for each, node in module.definitions.items():
            decorators = getattr(node, "decorator_list", [])
            said = " ".join(map(ast.unparse, decorators))
            is_formula = name == f"{PACKAGE}.udfs" and said.startswith("formula(")
            if is_formula or ".command(" in said or ".group(" in said:
                yield f"{name}.{each}"


def lists() -> tuple[list[str], list[str]]:
    """What has no door, and the parameters that no caller passes."""
    code = Code.here()
    walk = Walk(code, _doors(code))
    return walk.without_a_door(), walk.never_passed()


if __name__ == "__main__":
    lost, parameters = lists()
    sys.stdout.write("\n".join(["# code", *lost, "", "# parameters", *parameters, ""]))
