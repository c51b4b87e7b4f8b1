"""The catalogue of findings: every code that is used is listed, and every listed one is used."""

import json
import re

import pytest
from click.testing import CliRunner
from used_codes import INTERNAL, Source

from roi_xl.audit import pages, rules_page
from roi_xl.cli import cli
from roi_xl.findings import catalogue, entries, page

LEVELS = ("info", "warning", "error", "failure")


@pytest.fixture(scope="module")
def used(root):
    return Source(root / "roi_xl")


def invoke(*arguments):
    return CliRunner().invoke(cli, ["findings", *arguments])


def test_every_code_that_the_source_uses_can_be_read_from_it(used):
    assert used.unclear == []
    assert len(used.levels) > 100


def test_used_is_listed_and_listed_is_used(used):
    assert set(used.levels) - INTERNAL == set(entries())


def test_the_levels_are_those_that_the_source_gives(used):
    wrong = {}
    for code, entry in entries().items():
        found = used.levels[code]
        if not found <= set(entry.levels) or ("failure" in found) != ("failure" in entry.levels):
            wrong[code] = (found, entry.levels)
    assert wrong == {}


@pytest.mark.parametrize("entry", entries().values(), ids=str)
def test_an_entry_says_in_sentences_what_it_means_and_what_to_do(entry):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.code)
    assert list(entry.levels) == sorted(set(entry.levels), key=LEVELS.index)
    assert entry.levels
    for sentence in (entry.meaning, entry.remedy):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert entry.example


def test_no_code_stands_in_two_groups():
    assert sum(len(group.entries) for group in catalogue()) == len(entries())


def test_the_codes_of_a_group_stand_in_alphabetical_order():
    for group in catalogue():
        codes = [entry.code for entry in group.entries]
        assert codes == sorted(codes)


def test_the_page_is_what_the_catalogue_gives(root):
    told = page() + rules_page()
    assert (root / "FINDINGS.md").read_text(encoding="utf-8") == told
    assert invoke("--markdown").stdout == told


def test_the_page_shows_of_each_rule_what_is_wrong_and_what_is_right(root):
    sections = (root / "FINDINGS.md").read_text(encoding="utf-8").split("\n### ")
    known = {section.partition("\n")[0]: section for section in sections}
    for code, rule in pages().items():
        assert f"\n- Wrong: {'; '.join(rule.wrong)}\n- Right: {rule.right}\n" in known[code]
        assert rule.right not in rule.wrong


def test_the_list_names_every_code():
    listed = invoke().stdout
    assert [code for code in entries() if not re.search(rf"^ *{code}\b", listed, re.MULTILINE)] == []


@pytest.mark.parametrize("spelled", ["circular", "CIRCULAR", "[circular]"])
def test_one_is_explained(spelled):
    told = invoke(spelled).stdout
    entry = entries()["circular"]
    assert told.startswith("circular\n")
    assert all(text in told for text in (entry.meaning, entry.remedy, entry.example, "warning, error"))


def test_as_json_it_is_the_same():
    assert {told["code"]: told["meaning"] for told in json.loads(invoke("--json").stdout)["findings"]} == {
        code: entry.meaning for code, entry in entries().items()
    }
    assert json.loads(invoke("circular", "--json").stdout)["findings"][0]["levels"] == ["warning", "error"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["circlar"], "did you mean circular?"),
        (["nonsense"], "`roi-xl findings` lists them"),
        (["circular", "--markdown"], "leave out CODE"),
    ],
)
def test_a_wrong_call_says_what_to_do(arguments, hint):
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert hint in done.stderr
