"""The sections that say what the ROI is, and how it stands between its cases and against its target."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.calc.statements import roi_verdict, statement
from roi_xl.lang import rounded
from roi_xl.report.content import Bar, Mark, Section, Tile
from roi_xl.report.telling import Telling
from roi_xl.template import names
from roi_xl.units import Unit


def tiles(told: Telling) -> Iterator[Tile]:
    """The figures at the top; none while there is no ROI."""
    if told.roi is None:
        return
    ledger, source = told.ledger, told.source
    yield Tile(ledger.say("tile_roi", horizon=told.horizon), told.percent_of("roi", told.roi, names.ROI))
    yield Tile(ledger.say("tile_range"), _range(told) or ledger.say("no_range"))
    for key, name in (("net", names.NET_BENEFIT), ("benefit", names.BENEFIT), ("cost", names.COST)):
        value = source.number(name)
        if value is not None:
            yield Tile(ledger.say(f"tile_{key}"), ledger.money(key, value, source.where(name)))
    yield Tile(ledger.say("tile_payback"), _payback(told))


def _range(told: Telling) -> str:
    if told.range is None:
        return ""
    low, high = told.range
    shown = (
        told.percent_of("roi_low", low, names.ROI_LOW),
        told.percent_of("roi_high", high, names.ROI_HIGH),
    )
    return told.ledger.say("low_to_high", low=shown[0], high=shown[1])


def _payback(told: Telling) -> str:
    months = told.source.number("out_payback")
    if months is None:
        return told.ledger.say("no_payback", horizon=told.horizon)
    shown = told.ledger.number("payback_months", months, Unit.PERIODS, told.source.where("out_payback"))
    return told.ledger.say("payback", months=shown)


def finding(told: Telling) -> Section | None:
    """What the training has returned: the ROI with its range, both ways to word it, and the verdict."""
    benefit, cost = told.source.number(names.BENEFIT), told.source.number(names.COST)
    if told.roi is None or benefit is None or cost is None:
        return None
    ledger = told.ledger
    between = _range(told)
    aside = f" ({ledger.say('aside', range=between) if between else ledger.say('no_range')})"
    texts = [statement(ledger.words, [benefit], [cost], ledger.currency, aside)]
    _note_statement(told, benefit, cost)
    if told.roi < 0:
        texts += _to_break_even(told, benefit, cost)
    title = ledger.say("finding", horizon=told.horizon, verdict=_verdict(told, told.roi))
    return Section("finding", title, texts=tuple(texts))


def _note_statement(told: Telling, benefit: float, cost: float) -> None:
    """The figures of the sentence that our function words."""
    ledger, gross = told.ledger, benefit / cost
    ledger.number("spent", 1.0, Unit.RATIO)
    ledger.number("back", gross, Unit.RATIO, told.source.where(names.BENEFIT_COST_RATIO))
    gain = abs(float(rounded(gross, 2) - 1))
    ledger.number("gain", gain or 0.01, Unit.RATIO)  # less is worded as less than 0.01
    told.percent_of("roi", benefit / cost - 1, names.ROI)
    ledger.money("net", benefit - cost, told.source.where(names.NET_BENEFIT))


def _verdict(told: Telling, roi: float) -> str:
    """The verdict without its full stop."""
    ledger, source = told.ledger, told.source
    discount = source.number(names.input_cell("discount"))
    npv = None if discount is None else source.number("out_npv")
    for name, value in (("target", told.target), ("discount", discount)):
        if value is not None:
            ledger.percent(name, value, source.where(names.input_cell(name)))
    known = discount if npv is not None else None
    return roi_verdict(roi, told.target or 0.0, known, told.years, ledger.language, npv).removesuffix(".")


def _to_break_even(told: Telling, benefit: float, cost: float) -> Iterator[str]:
    """What would have to be true for a training that has cost more than it returned."""
    ledger = told.ledger
    yield ledger.say("loss")
    gap, whole = ledger.money("gap", cost - benefit), ledger.money("cost", cost)
    yield ledger.say("to_break_even", gap=gap, cost=whole)
    profit = walk(told).get("margin")
    if profit is None or profit <= 0:
        return
    share, credited = cost / profit, benefit / profit
    slots = {
        "share": ledger.percent("break_even_share", share, told.source.where("cal_break_even_share")),
        "credited": ledger.percent("credited_share", credited),
    }
    yield ledger.say("break_even_share" if share <= 1 else "break_even_never", **slots)


def walk(told: Telling) -> dict[str, float]:
    """The benefit as claimed (`published`), `measured`, through its margin (`margin`), and credited."""
    found = {key: told.source.number_in(row["benefit"]) for key, row in told.source.items("walk").items()}
    if not found and (lines := told.source.rows("worth")):
        for key, column in (("measured", "claimed"), ("margin", "profit"), ("reported", "due")):
            values = [told.source.number_in(row[column]) for row in lines]
            found[key] = sum(value for value in values if value is not None)
    return {key: value for key, value in found.items() if value is not None}


def range_against_target(told: Telling) -> Section | None:
    """The three cases against the target, or against break-even where no target is set."""
    if told.roi is None or told.range is None:
        return None
    ledger, (low, high) = told.ledger, told.range
    bar = told.target or 0.0
    key = next(
        (key for key, roi in (("all", low), ("expected", told.roi), ("best", high)) if roi >= bar), "none"
    )
    goal = ledger.percent("target", bar, told.source.where(names.input_cell("target")))
    title = ledger.say(f"range_{key}_{'target' if told.target else 'even'}", target=goal)
    bars = (
        Bar(ledger.say("case_low"), told.percent_of("roi_low", low, names.ROI_LOW), low, low, point=low),
        Bar(
            ledger.say("case_expected"),
            told.percent_of("roi", told.roi, names.ROI),
            low,
            high,
            point=told.roi,
        ),
        Bar(
            ledger.say("case_high"), told.percent_of("roi_high", high, names.ROI_HIGH), high, high, point=high
        ),
    )
    measure = ledger.say("range_measure", horizon=told.horizon)
    return Section("range", title, measure, bars=bars, marks=(*_marks(told, goal),))


def _marks(told: Telling, goal: str) -> Iterator[Mark]:
    ledger, source = told.ledger, told.source
    yield ledger.at(ledger.say("mark_even"), 0.0)
    if told.target is not None:
        yield ledger.at(ledger.say("mark_target", target=goal), told.target, "target")
    discount = source.number(names.input_cell("discount"))
    if discount is not None and told.years == 1:  # with the benefits at its end, ROI and IRR are the same
        shown = ledger.percent("discount", discount, source.where(names.input_cell("discount")))
        yield ledger.at(ledger.say("mark_hurdle", rate=shown), discount)
