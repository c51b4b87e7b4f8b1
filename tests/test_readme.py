"""What README shows is so."""

import json
import re
import sys
from types import ModuleType

import pytest
from click.testing import CliRunner

from roi_xl.catalogue import collect
from roi_xl.cli import cli
from roi_xl.tables import FORMATS

ROW = re.compile(r"^\| `(=[^`]+)` \| ([-0-9.,  ]+) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def section(text, title):
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_formula_of_the_first_minute_gives_what_stands_beside_it(readme):
    rows = ROW.findall(section(readme, "In 60 seconds"))
    assert len(rows) == 10
    for formula, shown in rows:
        done = CliRunner().invoke(cli, ["eval", "--json", formula])
        assert done.exit_code == 0, formula
        value = json.loads(done.stdout)["value"]
        got = value[0] if isinstance(value, list) else [value]
        want = [float(number.replace(",", "")) for number in shown.split(", ")]
        assert got == pytest.approx(want, abs=0.005), formula


def test_the_function_of_five_minutes_can_be_pasted_and_works(readme):
    code = re.search(r"```python\n(.*?)```", section(readme, "Add a function in five minutes"), re.DOTALL)[1]
    module = ModuleType("costs_per_head")
    sys.modules[module.__name__] = module  # where type hints are looked up
    exec(code, vars(module))
    function = collect(module)["COST_PER_PARTICIPANT"]
    assert all((function.summary, function.returns, function.source))
    assert all(param.text for param in function.params)
    assert all(function.call(*example.args) == example.result for example in function.examples)


def test_the_library_example_gives_what_its_comments_say(readme):
    code = re.search(r"```python\n(.*?)```", section(readme, "As a Python library"), re.DOTALL)[1]
    lines = [line for line in code.splitlines() if "#" in line]
    scope = {}
    exec(code, scope)
    assert len(lines) == 2
    for line in lines:
        call, _, shown = line.partition("#")
        assert eval(call, scope) == pytest.approx(float(shown))


@pytest.mark.parametrize("start", ["Nothing of yours is replaced.", "`roi-xl portfolio BOOK"])
def test_every_format_is_named_where_it_says_what_is_ours_and_what_a_portfolio_may_be(readme, start):
    pattern = rf"^- \*\*{re.escape(start)}.*?(?=^- )"
    (said,) = re.findall(pattern, readme, re.MULTILINE | re.DOTALL)
    assert [end for end in FORMATS if end not in said] == []
