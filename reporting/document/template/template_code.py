"""What the code in a template may be: placeholders, loops over lists, questions about flags; all else is refused. Pure: imports no Django.

A template of docxtpl is a Jinja template, which can call whatever it reaches. So its nodes are walked before it runs: only those below
are allowed, and a name only where SHAPE has it. The environment does so with whatever it is asked to compile.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from reporting.document.template.placeholders import FILTERS, SHAPE, TEXT, Shape, all_names

Scope = Mapping[str, tuple[str, Shape]]  # name → (where it comes from, as all_names spells it; its shape)


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """`code`: unknown, not_text, not_a_list, not_allowed, syntax. `line` is of the source, from 1."""

    code: str
    line: int
    name: str = ""
    suggestion: str = ""


class CodeRefused(Exception):
    """A template was to run that was not checked, or no longer passes."""


class CheckedEnvironment(SandboxedEnvironment):
    """Compiles nothing but what `find_problems` finds nothing in; what it prints is escaped."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if problems := list(walk(tree)):
            raise CodeRefused(problems[0].code, problems[0].name)
        return tree


def find_problems(source: str) -> tuple[list[CodeProblem], set[str]]:
    """Return what is wrong with the code in a source, and the placeholders that it uses."""
    used: set[str] = set()
    try:
        tree = SandboxedEnvironment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [CodeProblem("syntax", error.lineno)], used
    return list(walk(tree, used)), used


def walk(tree: nodes.Template, used: set[str] | None = None) -> Iterator[CodeProblem]:
    """Yield what is wrong below a node. `used` receives the placeholders."""
    scope = {name: (name, shape) for name, shape in SHAPE.items()}
    yield from _walk_all(tree.body, scope, used if used is not None else set(), is_repeated=False)


def _walk_all(children: list[Any], scope: Scope, used: set[str], *, is_repeated: bool) -> Iterator[CodeProblem]:
    for node in children:
        match node:
            case nodes.TemplateData():
                continue
            case nodes.Output():
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData):
                        yield from _walk_printed(part, scope, used)
            case nodes.If():
                yield from _walk_question(node, scope, used, is_repeated=is_repeated)
            case nodes.For():
                yield from _walk_loop(node, scope, used, is_repeated=is_repeated)
            case _:
                yield CodeProblem("not_allowed", node.lineno)


def _walk_printed(node: nodes.Node, scope: Scope, used: set[str]) -> Iterator[CodeProblem]:
    while isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            yield CodeProblem("not_allowed", node.lineno, node.name)
            return
        node = node.node
    resolved = _resolve(node, scope)
    if isinstance(resolved, CodeProblem):
        yield resolved
    elif resolved[1] is not TEXT:
        yield CodeProblem("not_text", node.lineno, resolved[0])
    else:
        used.add(resolved[0])


def _walk_question(node: nodes.If, scope: Scope, used: set[str], *, is_repeated: bool) -> Iterator[CodeProblem]:
    resolved = _resolve(node.test, scope)
    if isinstance(resolved, CodeProblem):
        yield resolved
    elif isinstance(resolved[1], dict):
        yield CodeProblem("not_text", node.lineno, resolved[0])
    for branch in (node.body, node.elif_, node.else_):
        yield from _walk_all(branch, scope, used, is_repeated=is_repeated)


def _walk_loop(node: nodes.For, scope: Scope, used: set[str], *, is_repeated: bool) -> Iterator[CodeProblem]:
    """Yield what is wrong with a loop.

    Within a loop only a list of its own item is gone through, so that a text grows no faster than the report.
    """
    if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
        yield CodeProblem("not_allowed", node.lineno)
        return
    resolved = _resolve(node.iter, scope)
    if isinstance(resolved, CodeProblem):
        yield resolved
        return
    name, shape = resolved
    if not isinstance(shape, list):
        yield CodeProblem("not_a_list", node.lineno, name)
        return
    if is_repeated and isinstance(node.iter, nodes.Name):
        yield CodeProblem("not_allowed", node.lineno, name)
        return
    used.add(name)
    inner = {**scope, node.target.name: (name, shape[0])}
    yield from _walk_all(node.body, inner, used, is_repeated=True)
    yield from _walk_all(node.else_, scope, used, is_repeated=is_repeated)


def _resolve(node: nodes.Node, scope: Scope) -> tuple[str, Shape] | CodeProblem:
    """Return a placeholder's full name and its shape."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name) or CodeProblem("unknown", node.lineno, node.name, _nearest(node.name, scope))
    if not isinstance(node, nodes.Getattr):
        return CodeProblem("not_allowed", node.lineno)
    owner = _resolve(node.node, scope)
    if isinstance(owner, CodeProblem):
        return owner
    if node.attr.startswith("_"):
        return CodeProblem("not_allowed", node.lineno, node.attr)
    name, shape = owner
    fields = shape if isinstance(shape, dict) else {}
    if node.attr not in fields:
        return CodeProblem("unknown", node.lineno, f"{name}.{node.attr}", _nearest(f"{name}.{node.attr}", scope))
    return f"{name}.{node.attr}", fields[node.attr]


def _nearest(name: str, scope: Scope) -> str:
    """Return the placeholder that was probably meant, else ''."""
    names = [*scope, *all_names()]
    return next(iter(difflib.get_close_matches(name, names, 1, cutoff=0.5)), "")
