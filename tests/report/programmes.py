"""Workbooks to report on: the examples, and some in which everything is long, little or in figures alone."""

import datetime as dt
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from roi_xl.layout import study_from
from roi_xl.recalc import Settings, computed
from roi_xl.report import report_of
from roi_xl.shipped_workbooks import filled
from roi_xl.study import Benefit, Cost
from roi_xl.xlsx import Package, read

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
SETTINGS = Settings(dt.date(2026, 1, 2))
LONG = "Förändrad kundnöjdhet | *Łódź* <script>alert(1)</script> & a much longer name than anybody reads "
KEPT = {"id", "value_id", "leads_to", "currency"}
"""The fields that name something by its ID, beside the indicator of a benefit."""


def example(name):
    """The bytes of an example, such as `sales-training`."""
    return (WORKBOOKS / f"{name}.xlsx").read_bytes()


@cache
def study(name="sales-training"):
    """The study of an example."""
    return study_from(read(Package(example(name))))[0]


def without_digits(part):
    """A study without digits in its texts, so that every number in a report on it is a figure."""
    if isinstance(part, tuple):
        return tuple(map(without_digits, part))
    if not is_dataclass(part):
        return re.sub(r"\d", "x", part) if isinstance(part, str) else part
    kept = KEPT | ({"indicator"} if isinstance(part, Benefit) else set())
    return replace(
        part,
        **{
            field.name: without_digits(getattr(part, field.name))
            for field in fields(part)
            if field.name not in kept
        },
    )


def _longer(record, texts, number):
    return replace(record, **dict.fromkeys(texts, f"{LONG}{number} " * 2))


def _many(records, texts, count, **numbered):
    """Many records like these, with long texts and an ID of their own."""
    return tuple(
        replace(
            _longer(records[n % len(records)], texts, n),
            **{key: f"{start}{n + 1}" for key, start in numbered.items()},
        )
        for n in range(count)
    )


def crowded():
    """30 cost lines, full tables, long texts, and a loss."""
    base = study()
    inputs = replace(_longer(base.inputs, ("programme", "audience", "sponsor", "owner"), 0), currency="SEK")
    costs = tuple(
        Cost(f"K{n + 1}", f"{LONG}{n}", "direct", 1, "", 123_456 if n else 12_345_678, LONG)
        for n in range(30)
    )
    named = {"benefits": ("benefit", "measure", "source"), "attribution": ("rationale",)}
    made = replace(
        base,
        inputs=inputs,
        costs=(*(cost for cost in base.costs if cost.category == "indirect"), *costs),
        evidence=_many(base.evidence, ("indicator", "unit", "source"), 12, id="I"),
        follow_up=tuple(
            replace(one, progress="planned", done=None)
            for one in _many(base.follow_up, ("activity", "owner", "evidence"), 10)
        ),
        assumptions=_many(base.assumptions[:1], ("assumption", "owner", "basis", "if_wrong"), 10, id="A"),
        intangibles=_many(base.intangibles, ("intangible", "evidence", "change"), 6, id="X"),
        **{
            part: tuple(_longer(one, texts, n) for n, one in enumerate(getattr(base, part)))
            for part, texts in named.items()
        },
    )
    return filled(made, "en")


def bare():
    """The sales example by estimates alone, without target, range, cost of capital, currency and name."""
    base = study()
    inputs = replace(base.inputs, target=None, discount=None, currency="", programme="")
    by_them = tuple(
        replace(one, method="participants", share=0.5, confidence=0.5) for one in base.attribution
    )
    left = {"scenarios": (), "scenario_costs": (), "attribution": by_them, "kpi1": (), "kpi2": ()}
    return filled(without_digits(replace(base, inputs=inputs, measures=(), **left)), "en")


EXAMPLES = ("sales", "healthcare", "tech", "retail", "leadership")
MADE = {"crowded": crowded, "bare": bare}


@cache
def model(name):
    """The computed model of a workbook: one of `MADE`, an example, or an example `in-figures`."""
    variant, _, in_figures = name.partition(" ")
    if name in MADE:
        data = MADE[name]()
    elif in_figures:
        data = filled(without_digits(study(f"{variant}-training")), "en")
    else:
        data = example(name)
    return computed(data, SETTINGS)


def told(book, audience="sponsor", language=""):
    """The report on a computed model."""
    return report_of(book, "0" * 64, SETTINGS, audience, language)


@pytest.fixture(scope="session")
def report():
    """Gives the report on a workbook by name, an audience and a language."""
    return lambda name, *others: told(model(name), *others)


@pytest.fixture(scope="session")
def changed():
    """Gives the report on a workbook in which input cells hold other values."""

    def with_inputs(name, audience="sponsor", language="", **values):
        book = model(name)
        return told(
            book.with_inputs({book.cell(cell): value for cell, value in values.items()}), audience, language
        )

    return with_inputs
