"""Wordings at which readers stumbled, in the workbook, the command line and README, don't come back."""

import re
import tomllib
from collections.abc import Mapping

import pytest

ENGLISH = (
    r"brought back",
    r"(?:of|and) revenue is worth",
    r"leaves the ledger no longer",
    r"would have come and did not",
    r"costs that did not come",
    r"None \(free time\)",
    r"money comes back twice",
    r"salary stands against",
    r"What Finance discounts with",
    r"the bar for net present value",
    r"slips, not against people",
    r"not a single number",
    r"make the file anew",
    r"copy what was typed",
    r"to the one that holds",
    r"walk from the first figure",
    r"that the target asks for",
    r"^Change to expect",
    r"Years that count",
    r"Participants of this round",
    r"Development cost, whole",
    r"^Is there a",
    r"^Are there",
    r"^Not margin$",
    r"one line's source says why",
    r"candour",
    r"Who says so and why",
    r"Class of money",
    r"About the first line",
    r"Parts of the sentence",
    r"Not possible here",
    r"within the limits",
)
COMMANDS = (
    r"not to be used; open",
    r"mend the inputs",
    r"settle the (?:error|cells)",
    r"INDEX of an error value",
    r"Tell of each",
    r"mildest finding",
    r"wants an eye",
    r"Excel's mark that",
    r"tells whether it fits",
)
SWEDISH = (
    r"integritet",
    r"\bfaller\b",
    r"Värde ID",
    r"ROI enheter",
    r"Spann i enheter",
    r"Dagar sen$",
    r"Experters bedömning",
    r"Säg intervallet",
    r"inte ett enda tal",
    r"inte mot människor",
    r"åter per satsad",
    r"per satsad 1\b",
    r"som satsades",
    r"två gånger om",
    r"\ben avgång",
    r"Undviken avgång",
    r"^Ej bidrag$",
    r"Resultatvärde",
    r"Vunna enheter",
    r"Drivare",
    r"levande formel",
    r"Vandringen",
    r"^Framsteg$",
    r"^Läge$",
    r"Slag av nytta",
    r"mjukare slag",
    r"Ingen \(fritid\)",
    r"^Finns det",
    r"Det går inte här",
)


def texts(tree, language):
    """Every text in a tree of words; of texts in several languages, the one."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for each in tree:
            yield from texts(each, language)
    elif isinstance(tree, Mapping):
        several = {"en", "sv"} & tree.keys()
        for key, value in tree.items():
            if not several or key == language:
                yield from texts(value, language)


def said(root, language):
    package = root / "roi_xl"
    files = [package / "lang" / f"{language}.toml", package / "template" / "lang" / f"{language}.toml"]
    for file in (*files, *(package / "template" / "variants").glob("*.toml")):
        yield from texts(tomllib.loads(file.read_text(encoding="utf-8")), language)


def found(wordings, lines):
    lines = [*lines]
    assert len(lines) > 100
    return [line for line in lines if any(re.search(old, line) for old in wordings)]


@pytest.mark.parametrize(("language", "wordings"), [("en", ENGLISH), ("sv", SWEDISH)])
def test_the_workbook_says_none_of_the_old_wordings(root, language, wordings):
    assert found(wordings, said(root, language)) == []


def test_the_command_line_and_readme_say_none_of_the_old_wordings(root):
    sources = [
        *(root / "roi_xl").rglob("*.py"),
        *(root / "roi_xl" / "findings").glob("*.toml"),
        root / "README.md",
    ]
    lines = (line for file in sources for line in file.read_text(encoding="utf-8").splitlines())
    assert found(COMMANDS, lines) == []
