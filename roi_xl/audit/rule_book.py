"""Every rule that `roi-xl check` knows, as a page to read: of our template and of any model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from roi_xl.audit.rules import RULES
from roi_xl.checks import ADVICE, INTEGRITY, TEXT_RULES, Check
from roi_xl.checks.principles import PRINCIPLES, mistakes, right_examples
from roi_xl.lang import ENGLISH
from roi_xl.template.words import Content, Words

_WORDS: Final = {True: "error", False: "advice"}
_METHOD: Final = "the ROI Methodology's principle"
_ARITHMETIC: Final = "figures contradict each other, or what was typed can't be meant as it stands"
_TEXTS: Final = "texts of those workbooks, asked by this command alone"
_PROGRAMMES, _MODELS = "workbooks of `roi-xl new`", "any other workbook"


@dataclass(frozen=True, slots=True)
class Page:
    """A rule to read about.

    Attributes:
        code: What users call it.
        level: `error` or `advice`.
        about: The workbooks that it is about.
        rule: What it asks for.
        why: What goes wrong while it is broken, or the principle that it keeps.
        remedy: What to do where it is broken.
        source: Who describes the mistake or the principle.
        wrong: Examples that break it.
        right: The same example, mended.
    """

    code: str
    level: str
    about: str
    rule: str
    why: str
    remedy: str
    source: str
    wrong: Sequence[str]
    right: str


@cache
def pages() -> Mapping[str, Page]:
    """All rules, by code."""
    return {page.code: page for page in (*_of_programmes(), *_of_texts(), *_of_models())}


def rules_page() -> str:
    """All rules as Markdown, for the end of the page FINDINGS.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "\n## The rules of `roi-xl check`\n"
    yield (
        "They have codes of their own, in capitals. An `error` means that the figures must not be used; "
        "`advice` deserves a look. `roi-xl check --rules` lists them."
    )
    for about, found in groupby(pages().values(), lambda page: page.about):
        for page in found:
            yield f"\n### {page.code}\n\n*{page.level}* · {page.rule}. About {about}.\n"
            facts = [("Why", page.why), ("What to do", page.remedy), ("Wrong", "; ".join(page.wrong))]
            yield from (f"- {what}: {text}" for what, text in (*facts, ("Right", page.right)))
            yield f"- Source: {page.source}"


def _of_programmes() -> Iterator[Page]:
    words = Content.of("blank", ENGLISH).words()
    yield from (_of_programme(one, words, "integrity") for one in INTEGRITY)
    yield from (_of_programme(one, words, "advice") for one in ADVICE)


def _of_programme(check: Check, words: Words, table: str) -> Page:
    rule, remedy = words.texts("item", table, check.name)
    number = check.principle
    why = _ARITHMETIC if number is None else f"{PRINCIPLES[number]} ({_METHOD} {number})"
    method = "Phillips and Phillips, ROI Institute, guiding principles" if number else "arithmetic"
    source = check.source or method
    wrong = mistakes().get(check.code, ("a number typed over one of the formulas that it compares",))
    level = _WORDS[table == "integrity"]
    right = right_examples()[check.code]
    return Page(check.code, level, _PROGRAMMES, rule, why, remedy, source, tuple(wrong), right)


def _of_texts() -> Iterator[Page]:
    for one in TEXT_RULES:
        wrong = (one.wrong,)
        yield Page(one.code, "advice", _TEXTS, one.rule, one.why, one.remedy, one.source, wrong, one.right)


def _of_models() -> Iterator[Page]:
    for one in RULES:
        level = _WORDS[one.level.name == "ERROR"]
        wrong = (one.wrong,)
        yield Page(one.code, level, _MODELS, one.title, one.why, one.remedy, one.source, wrong, one.right)
