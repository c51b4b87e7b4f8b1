"""Mutation run over the mathematics: does a test notice when a calculation is changed?

Every change that cosmic-ray's operators make in `roi_xl/calc` is tried on its own, in a forked child so that
the libraries are loaded once: first against the examples in the catalogue, those that are left against the
fast tests, and the last ones against the laws and the independent witnesses.

    pip install cosmic-ray
    python tests/bench/mutation.py [MODULE …]        # a module's name such as returns; without, all of them
"""

import ast
import contextlib
import importlib
import importlib.abc
import importlib.util
import math
import os
import signal
import sys
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads don't survive a fork
os.environ.setdefault("CI", "1")  # derandomised properties

import numpy as np  # noqa: F401
import numpy_financial  # noqa: F401  # loaded before the fork
import pandas as pd  # noqa: F401
import pytest
import scipy.stats  # noqa: F401
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
CALC = ROOT / "roi_xl" / "calc"
FAST = ["test_bad_input.py", "test_library.py", "test_worked_cases.py", "test_simulation.py"]
SLOW = ["test_laws.py", "test_witnesses.py"]
SECONDS = 120


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from changed source text."""

    def __init__(self, name, source):
        self.name, self.source = name, source

    def find_spec(self, fullname, _path=None, _target=None):
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module):
        exec(compile(self.source, self.name, "exec"), module.__dict__)


def survives(module, source, check):
    """Whether a check passes with the changed source; a child that hangs or dies has noticed."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.meta_path.insert(0, Mutated(f"roi_xl.calc.{module}", source))
        passed = False
        with contextlib.suppress(BaseException):  # whatever it is, the change was noticed
            passed = check()
        os._exit(0 if passed else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


def examples_are_true():
    """What the tests of the catalogue assert of every example, without the time pytest takes to start."""
    from roi_xl.calc import FUNCTIONS

    return all(
        same(function.call(*example.args), example.result)
        for function in FUNCTIONS.values()
        for example in function.examples
    )


def same(got, want):
    """Equal in every cell, numbers to nine digits."""
    if isinstance(want, tuple):
        return len(got) == len(want) and all(map(same, got, want))
    return got == want or (isinstance(want, float) and math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-12))


def tests_pass(*paths):
    """Whether pytest finds nothing."""
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", *map(str, paths)]) == 0


def stands(module, source):
    """Whether no check notices the change, the cheap ones first."""
    tests = ROOT / "tests" / "calc"
    checks = [
        examples_are_true,
        partial(tests_pass, *(tests / name for name in FAST)),
        partial(tests_pass, *(tests / name for name in SLOW)),
    ]
    return all(survives(module, source, check) for check in checks)


def mutants(source):
    """Each changed source with the operator that made it; examples stay, as they are tests themselves."""
    untouchable = decorator_lines(source)
    for name in sorted(operator_names()):
        # variables would have to be named; a | is a union of types here, which nothing evaluates
        if "Variable" in name or "BitOr_" in name:
            continue
        operator = get_operator(name)()
        occurrence = 0
        while (changed := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            if changed != source and changed_line(source, changed) not in untouchable:
                yield name, changed


def decorator_lines(source):
    """The lines of descriptions, without the decorator's own: that may be removed."""
    return {
        line
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        for line in range(decorator.lineno + 1, decorator.end_lineno + 1)
    }


def changed_line(before, after):
    """The number of the first line that differs."""
    pairs = enumerate(zip(before.splitlines(), after.splitlines(), strict=False), 1)
    return next((number for number, (old, new) in pairs if old != new), 0)


def difference(before, after):
    """The first changed line, with its number."""
    number = changed_line(before, after)
    old, new = before.splitlines()[number - 1].strip(), after.splitlines()[number - 1].strip()
    return f"{number}: {old}  →  {new}"


def main(names):
    """Try all mutants of some modules and print the survivors."""
    total = left = 0
    for path in sorted(CALC.glob("*.py")):
        if path.stem == "__init__" or (names and path.stem not in names):
            continue
        source = path.read_text("utf-8")
        tried = survivors = 0
        for operator, changed in mutants(source):
            tried += 1
            if stands(path.stem, changed):
                survivors += 1
                print(f"  survived {path.stem} {operator} {difference(source, changed)}", flush=True)
        print(f"{path.stem}: {tried} mutants, {survivors} survivors", flush=True)
        total, left = total + tried, left + survivors
    print(f"{total} mutants, {left} survivors")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
