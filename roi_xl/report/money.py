"""The sections about the money: from measured to credited, how hard it is, and what moves the ROI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roi_xl.lang import rounded
from roi_xl.report.content import Bar, Mark, Section
from roi_xl.report.finding import walk
from roi_xl.report.ledger import short
from roi_xl.report.telling import Telling
from roi_xl.template import names

_CLASSES: Final = {
    "hard": "cal_roi_hard",
    "avoidance": "cal_roi_avoidance",
    "revenue": "cal_roi_revenue",
    "soft": "cal_roi_all",
}
"""The ROI with each class of money added to those before it, by class."""
_DRIVERS: Final = 5
_LABEL: Final = 30  # characters of a bar's label


def from_measured_to_credited(told: Telling) -> Section | None:
    """The steps from what was measured to what is credited and what is left of it after the cost."""
    ledger, source = told.ledger, told.source
    found = walk(told)
    measured, profit, credited = (found.get(key) for key in ("measured", "margin", "reported"))
    cost, net = source.number(names.COST), source.number(names.NET_BENEFIT)
    if (
        told.roi is None
        or measured is None
        or profit is None
        or credited is None
        or cost is None
        or net is None
    ):
        return None
    if 0 <= credited <= profit and profit:
        title = ledger.say("walk_share", share=ledger.percent("credited_share", credited / profit))
    else:
        title = ledger.say(
            "walk_amounts",
            credited=ledger.money("benefit", credited, source.where(names.BENEFIT)),
            measured=ledger.money("profit", profit),
        )
    bars = [*_claim(told, found.get("published"), measured)]
    bars.append(_total(told, "measured", measured))
    if profit != measured:
        bars.append(_step(told, "margin", measured, profit))
    bars.append(_step(told, "other_causes", profit, credited))
    bars.append(_total(told, "benefit", credited, names.BENEFIT))
    bars.append(_step(told, "cost", credited, net))
    bars.append(_total(told, "net", net, names.NET_BENEFIT))
    return Section("walk", title, told.money, bars=tuple(bars))


def _claim(told: Telling, claimed: float | None, measured: float) -> Iterator[Bar]:
    if claimed and claimed != measured:
        shown = told.ledger.money("claimed", claimed)
        yield Bar(told.ledger.say("bar_claimed"), shown, 0.0, claimed, "claim")


def _total(told: Telling, key: str, value: float, cell: str = "") -> Bar:
    shown = told.ledger.money(key, value, told.source.where(cell) if cell else "")
    return Bar(told.ledger.say(f"bar_{key}"), shown, 0.0, value)


def _step(told: Telling, key: str, start: float, end: float) -> Bar:
    shown = told.ledger.money(f"{key}_step", end - start)
    return Bar(told.ledger.say(f"bar_{key}"), shown, start, end, "up" if end >= start else "down")


def how_hard(told: Telling) -> Section | None:
    """The ROI with one class of money after the other, the hardest first."""
    found = {key: told.source.number(name) for key, name in _CLASSES.items()}
    known = {key: value for key, value in found.items() if value is not None}
    if told.roi is None or len(known) < len(_CLASSES):
        return None
    ledger = told.ledger
    first = next((key for key, value in known.items() if value >= 0), "")
    hard = told.percent_of("roi_hard", known["hard"], _CLASSES["hard"])
    key = "hard_alone" if first == "hard" else "hard_until" if first else "hard_never"
    title = ledger.say(key, roi=hard, money=ledger.say(f"class_{first}") if first else "")
    bars = tuple(
        Bar(
            ledger.say(f"bar_{one}"),
            told.percent_of(f"roi_{one}", value, _CLASSES[one]),
            0.0,
            value,
            "total" if one == "soft" else "up" if value >= 0 else "down",
        )
        for one, value in known.items()
    )
    marks = [] if told.target is None else [_target(told, told.target)]
    return Section(
        "hard", title, ledger.say("hard_measure", horizon=told.horizon), bars=bars, marks=tuple(marks)
    )


def _target(told: Telling, target: float) -> Mark:
    shown = told.ledger.percent("target", target, told.source.where(names.input_cell("target")))
    return told.ledger.at(told.ledger.say("mark_target", target=shown), target, "target")


def what_moves_it(told: Telling) -> Section | None:
    """The lines whose tenth moves the ROI most, as the workbook's sheet Drivers has them."""
    if told.roi is None:
        return None
    bars = [*_drivers(told)][:_DRIVERS]
    if not bars:
        return None
    points = told.ledger.words["numbers.points"].format(number=bars[0].shown)
    title = told.ledger.say("drivers", driver=bars[0].label, points=points)
    return Section("drivers", title, told.ledger.say("drivers_measure"), bars=tuple(bars))


def _drivers(told: Telling) -> Iterator[Bar]:
    ledger, source = told.ledger, told.source
    by_rank = _by_rank(told)
    for row in source.rows("drivers"):
        rank, lower = source.number_in(row["number"]), source.number_in(row["roi_lower"])
        label = by_rank.get(rank or 0.0)
        moves = 0.0 if lower is None or told.roi is None else lower - told.roi
        if label and rounded(moves * 100, 1):
            shown = ledger.points(f"driver_{rank:.0f}", moves)
            yield Bar(short(label, _LABEL), shown, 0.0, moves, "up" if moves >= 0 else "down")


def _by_rank(told: Telling) -> dict[float, str]:
    """The drivers by their rank, in the words of the report."""
    source, found = told.source, dict[float, str]()
    for row in source.rows("driver_benefits"):
        rank = source.number_in(row["rank"])
        if rank:
            found[rank] = f"{source.text_in(row['id'])} {source.text_in(row['benefit'])}".strip()
    for code, row in source.items("driver_costs").items():
        rank = source.number_in(row["rank"])
        if rank:
            found[rank] = told.ledger.item("driver_costs", code, 1)
    return found
