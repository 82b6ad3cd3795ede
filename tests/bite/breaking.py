"""A mistake made on purpose: where, what stands there, what is put instead."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class UnfitError(Exception):
    """A break that does not fit its place any more; the message says why."""


@dataclass(frozen=True)
class Break:
    """One place of the program that is broken, and who must notice.

    where -- module:name of a function, a method (Class.method), or something to which the module gives a value.
    was   -- text that stands there exactly once. then -- what is put instead.
    harm  -- what goes wrong by it, in the county's terms.
    tests -- paths or names of the tests that must notice, with spaces between them.
    """

    where: str
    was: str
    then: str
    harm: str
    tests: str

    @property
    def file(self) -> str:
        """Path of the module, from the root of the project."""
        return f"{self.where.partition(':')[0].replace('.', '/')}.py"

    def broken(self, source: str) -> str:
        """The source of the module with the mistake in it. Raises UnfitError."""
        lines = source.splitlines(keepends=True)
        first, last = _lines_of(ast.parse(source), self.where.partition(":")[2])
        place = "".join(lines[first:last])
        if (times := place.count(self.was)) != 1:
            raise UnfitError(f"the text stands there {times} times: {self.was}")
        wrong = "".join([*lines[:first], place.replace(self.was, self.then), *lines[last:]])
        try:
            ast.parse(wrong)
        except SyntaxError as error:
            raise UnfitError(f"it would be no Python: {error}") from error
        return wrong


def _lines_of(tree: ast.Module, name: str) -> tuple[int, int]:
    """First line (from 0, decorators included) and the line behind the last one of what a name stands for."""
    node: ast.AST = tree
    for part in name.split("."):
        inner = [each for each in node.body if part in _names_of(each)]
        if len(inner) != 1:
            raise UnfitError(f"there are {len(inner)} of this name: {part}")
        node = inner[0]
    decorators = getattr(node, "decorator_list", [])
    return min(each.lineno for each in (node, *decorators)) - 1, node.end_lineno


def _names_of(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Assign():
            return {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        case ast.AnnAssign(target=ast.Name()):
            return {node.target.id}
    return set()


def missing_tests(wanted: Break) -> list[str]:
    """Those of a break's tests that do not exist."""
    return [name for name in wanted.tests.split() if not _exists(name)]


def _exists(name: str) -> bool:
    path, *parts = name.split("::")
    file = ROOT / path
    if not file.is_file():
        return False
    try:
        if parts:
            _lines_of(ast.parse(file.read_text(encoding="utf-8")), ".".join(parts))
    except UnfitError:
        return False
    return True
