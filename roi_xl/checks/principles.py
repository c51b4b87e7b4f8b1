"""The twelve guiding principles of the ROI Methodology, in our words, and examples that break or keep a rule.

Source: Jack J. Phillips and Patricia P. Phillips, ROI Institute, the guiding principles.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

PRINCIPLES: Final[Mapping[int, str]] = {
    1: "who reports a higher level of evaluation has data of the levels below",
    2: "where a higher level is planned, the level below may be evaluated briefly",
    3: "only the most credible sources are used",
    4: "of several ways to compute, the most cautious one is taken",
    5: "at least one method separates the effect of the training from all others",
    6: "where there are no data of people, they are taken not to have improved",
    7: "an estimate is reduced by how unsure the one who made it is",
    8: "extreme values and claims without support stay out",
    9: "of a short programme only the first year's benefit counts",
    10: "every cost of the programme counts",
    11: "what is deliberately not turned into money is reported as it is",
    12: "all who have a stake in it are told the results",
}
"""By their numbers, as sentences without a capital and a full stop."""


@cache
def mistakes() -> Mapping[str, Sequence[str]]:
    """What people do wrong, by the code of the check that notices it."""
    found: dict[str, list[str]] = {}
    for mistake in _examples()["mistake"]:
        found.setdefault(mistake["code"], []).append(mistake["what"])
    return found


@cache
def right_examples() -> Mapping[str, str]:
    """What is right instead, by the code of the check that keeps silent then."""
    return {example["code"]: example["what"] for example in _examples()["right"]}


def _examples() -> Mapping[str, Sequence[Mapping[str, str]]]:
    text = files("roi_xl.checks").joinpath("mistakes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
