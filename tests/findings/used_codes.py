"""The codes that the source uses, collected from its syntax."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

_ANY_LEVEL = {"warning", "error"}
_FAILURE = {"failure"}
_MAKERS = {
    "Finding": (1, None),
    "Obstacle": (0, _ANY_LEVEL),
    "Uncomputed": (0, _ANY_LEVEL),
    "FileError": (0, _FAILURE),
    "Failure": (0, _FAILURE),
    "Refusal": (1, _FAILURE),
}
"""What makes a finding or a refusal: where its code stands, and the levels it may have."""

INTERNAL = {"no-opinion"}
"""Codes that no person ever sees: a third engine that says nothing."""


class Source:
    """Every module of the package."""

    def __init__(self, root):
        self._trees = {
            path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(root).rglob("*.py"))
        }
        self._makers = dict(_MAKERS)
        self._constants = {}
        self.levels = defaultdict(set)
        self.unclear = []
        for tree in self._trees.values():
            self._learn(tree)
        for path, tree in self._trees.items():
            self._collect(path, tree)

    def _learn(self, tree):
        """Classes that are a FileError, functions that hand their `code` on, and constants."""
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id == "FileError" for base in node.bases
            ):
                self._makers[node.name] = (0, _FAILURE)
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args]
                is_method = names[:1] == ["self"]
                names = names[is_method:]
                made = [
                    call for call in self._calls(tree, node) if "code" in names and _is_named(call[1], "code")
                ]
                if made:
                    levels = set().union(*(levels for _, _, levels in made))
                    self._makers[_key(tree, node.name, is_method=is_method)] = (
                        names.index("code"),
                        levels or None,
                    )
            if isinstance(node, ast.Assign) and isinstance(getattr(node.value, "value", None), str):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._constants[target.id] = node.value.value

    def _calls(self, tree, part):
        """Each call in a part that makes a finding: itself, the expression of its code, and its levels."""
        for node in ast.walk(part):
            if not isinstance(node, ast.Call):
                continue
            is_method = isinstance(node.func, ast.Attribute)
            name = node.func.attr if is_method else getattr(node.func, "id", "")
            place, levels = self._makers.get(_key(tree, name, is_method=is_method), (None, None))
            if place is not None and len(node.args) > place:
                yield node, node.args[place], levels or _level(node.args[0])

    def _collect(self, path, tree):
        for node, told, levels in self._calls(tree, tree):
            is_constant = isinstance(told, ast.Name) and told.id in self._constants
            code = ast.Constant(self._constants[told.id]) if is_constant else told
            if isinstance(code, ast.Constant):
                self.levels[code.value] |= levels
            elif isinstance(code, ast.Starred):  # a table of the module holds it
                for found in _refusals(tree):
                    self.levels[found] |= levels
            elif not (_is_named(code, "code") or getattr(code, "attr", "") == "code"):  # handed on
                self.unclear.append(f"{path}:{node.lineno}: {ast.unparse(code)}")


def _key(tree, name, *, is_method):
    """What is called, since a private name or a method of another module is another thing."""
    return (f".{name}" if is_method else name) + (f" of {id(tree)}" if name.startswith("_") else "")


def _is_named(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _level(node):
    """`error` for the expression `Level.ERROR`."""
    return {node.attr.lower()} if isinstance(node, ast.Attribute) and node.attr.isupper() else set()


def _refusals(tree):
    """The first of each three texts that stand together: code, reason, remedy."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            first = getattr(node.elts[0], "value", None)
            if isinstance(first, str):
                yield first
