"""Rules about what people write, which no formula can hold: they are asked by `roi-xl check` alone.

Each looks at the free texts of a study, and gives the places that break it with what is met there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Final

from roi_xl.errors import Level
from roi_xl.study import Study

_FREE: Final = {
    "objectives": ("measure",),
    "intangibles": ("intangible", "evidence", "change"),
    "evidence": ("unit", "source"),
    "follow_up": ("result",),
    "costs": ("item", "unit", "source"),
    "values": ("measure", "unit", "source"),
    "benefits": ("benefit", "measure", "why", "source"),
    "attribution": ("rationale",),
    "versions": ("change",),
    "assumptions": ("assumption", "basis"),
}
"""The columns of each table that tell what is; not those that say what was wanted, or would be."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text that breaks a rule.

    Attributes:
        table: The table in which it stands.
        column: Its column.
        row: Its row, counted from 0.
        text: The text.
    """

    table: str
    column: str
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class TextRule:
    """A rule about free texts.

    Attributes:
        code: What users call it; it never changes its meaning.
        rule: What it asks for.
        why: What goes wrong while it is broken.
        remedy: What to do where it is broken.
        source: Who describes the mistake.
        wrong: An example that breaks it.
        right: The same example, mended.
        broken: The texts that break it, in a study with this ROI; None while there is none.
        severity: WARNING: what a text means, only its author knows.
    """

    code: str
    rule: str
    why: str
    remedy: str
    source: str
    wrong: str
    right: str
    broken: Callable[[Study, float | None], Iterator[Said]]
    severity: Level = Level.WARNING


_ROI: Final = r"(?:\bROI\b|\bavkastning(?:en)?\b)"
_PERCENT: Final = r"(-|−)?(\d[\d\s.,\u00a0]*)\s*(?:%|per ?cent\b|procent\b)"
_SAID: Final = re.compile(rf"{_ROI}\W+?(?:\w+\W+?){{0,3}}?{_PERCENT}|{_PERCENT}\W+{_ROI}", re.IGNORECASE)
_WANTED: Final = re.compile(
    r"\b(?:at least|target|goal|aim|minst|mål\w*|if|om|without|utan)\b", re.IGNORECASE
)
_THOUSANDS: Final = re.compile(r"[,.](?=\d{3}(?!\d))")
_AROUND: Final = 0.01
"""An ROI may be said rounded to whole per cents."""

_CODES: Final = "EUR USD GBP SEK NOK DKK CHF PLN CZK HUF RON JPY CNY INR CAD AUD NZD BRL ZAR"
_CURRENCY: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_CODES.split())}|[€£¥])(?!\w)|(?<!\w)[€£¥](?=\d)")
_SIGNS: Final = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}}


def _texts(study: Study) -> Iterator[Said]:
    for table in (field.name for field in fields(study) if field.name in _FREE):
        for row, record in enumerate(getattr(study, table)):
            for column in _FREE[table]:
                text = getattr(record, column)
                if text:
                    yield Said(table, column, row, text)


def _another_roi(study: Study, roi: float | None) -> Iterator[Said]:
    for said in _texts(study) if roi is not None else ():
        stated = [] if _WANTED.search(said.text) else [_number(one) for one in _SAID.finditer(said.text)]
        if roi is not None and any(abs(number - roi) > _AROUND for number in stated):
            yield said


def _number(match: re.Match[str]) -> float:
    """The share that a text states, in either way of writing numbers."""
    minus, digits = next((match[at], match[at + 1]) for at in (1, 3) if match[at + 1])
    plain = _THOUSANDS.sub("", "".join(digits.split())).rstrip(".,").replace(",", ".")
    share = float(plain) / 100 if plain.count(".") < 2 else float("inf")
    return -share if minus else share


def _another_currency(study: Study, _: float | None) -> Iterator[Said]:
    own = study.inputs.currency.strip().upper()
    for said in _texts(study) if own else ():
        named = [_SIGNS.get(sign, {sign}) for sign in _CURRENCY.findall(said.text)]
        if named and not any(own in meant for meant in named):
            yield said


TEXT_RULES: Final = (
    TextRule(
        "R601",
        "What is written about the ROI is the ROI that is computed",
        "a reader finds two figures; often the written one is gross, so it is 100 points above",
        "write the computed ROI, or leave the figure to the first page",
        "Phillips and Phillips, ROI Institute: ROI is net benefits over costs, the ratio of benefits gross",
        "Log: 'ROI was 252 %', while the workbook computes 152 %",
        "Log: 'ROI was 152 %'",
        _another_roi,
    ),
    TextRule(
        "R602",
        "A text that names another currency says the amount in the inputs' own, too",
        "an amount in another currency was probably typed as it stood, without being converted",
        "convert the amount, and write both amounts with rate and date",
        "arithmetic: amounts in two currencies can't be added",
        "the currency is SEK, and a cost's source says 'Invoice, EUR 4,000'",
        "its source says 'Invoice, EUR 4,000, at 11.50 on 14 March: SEK 46,000'",
        _another_currency,
    ),
)
"""In the order of their codes."""
