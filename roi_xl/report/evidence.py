"""The sections about how we know: the isolation of each line, the chain of evidence, and the intangibles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from roi_xl.report.content import Bar, Section
from roi_xl.report.ledger import short
from roi_xl.report.telling import Telling
from roi_xl.study import Attribution, Benefit, Indicator
from roi_xl.xlsx import Cell

_LINES, _INDICATORS, _INTANGIBLES = 6, 6, 4
_NAME, _BASIS, _LABEL = 40, 70, 56  # characters of a text
_INTERVAL: Final = 0.95
_MEASURED: Final = frozenset({"control", "trend", "forecast"})
_FURTHEST: Final = 1.5  # of the way to the target: beyond it, how far is told in figures alone


def more(told: Telling, left: int) -> str:
    """That some rows were left out; empty if none were."""
    return told.ledger.say("more", count=told.ledger.count(f"more_{left}", left)) if left > 0 else ""


def how_we_know(told: Telling) -> Section | None:
    """By which method each line was isolated, what it found, and who says so."""
    study, dues = told.source.study, _dues(told)
    lines = {line.id: line for line in study.benefits}
    known = [one for one in study.attribution if one.id in lines and one.method and one.id in dues]
    if told.roi is None or not known:
        return None
    rows = []
    for one in known[:_LINES]:
        name = _name(lines[one.id], is_measured=one.method in _MEASURED)
        credited = told.ledger.money(f"due_{one.id}", dues[one.id])
        rows.append((name, _found(told, one), short(one.rationale, _BASIS), credited))
    columns = tuple(told.ledger.say(f"column_{key}") for key in ("line", "found", "basis", "credited"))
    return Section(
        "method",
        _measured_share(told, {one.id: dues[one.id] for one in known if one.method in _MEASURED}, dues),
        told.ledger.say("method_measure", currency=told.ledger.currency or told.ledger.say("no_currency")),
        columns=columns,
        rows=tuple(rows),
        numbers=1,
        more=more(told, len(known) - _LINES),
    )


def _name(line: Benefit, *, is_measured: bool) -> str:
    """What a line is called, with the measure in which a method found an effect."""
    measure = f" ({short(line.measure, _NAME)})" if is_measured and line.measure else ""
    return f"{short(f'{line.id} {line.benefit}', _NAME)}{measure}"


def _dues(told: Telling) -> dict[str, float]:
    """The first year's benefit credited to each line, by its ID."""
    source = told.source
    if attributed := source.rows("attribution"):
        found = {source.text_in(row["id"]): source.number_in(row["due"]) for row in attributed}
    else:  # on one page, a study's lines are those that are filled in
        rows = [row for row in source.rows("worth") if source.number_in(row["started"])]
        named = zip(source.study.benefits, rows, strict=False)
        found = {line.id: source.number_in(row["due"]) for line, row in named}
    return {id_: value for id_, value in found.items() if id_ and value is not None}


def _measured_share(told: Telling, measured: Mapping[str, float], dues: Mapping[str, float]) -> str:
    ledger, whole = told.ledger, sum(dues.values())
    if whole > 0 and min(dues.values()) >= 0:
        share = ledger.percent("measured_share", sum(measured.values()) / whole)
        return ledger.say("method_share", share=share)
    counted = ledger.count("measured_lines", len(measured)), ledger.count("credited_lines", len(dues))
    return ledger.say("method_lines", measured=counted[0], all=counted[1])


def _found(told: Telling, one: Attribution) -> str:
    """What a method found for a line: only against a comparison is an effect due to the training."""
    ledger, method = told.ledger, told.ledger.word("method", one.method)
    if one.method in _MEASURED:
        return f"{method}: {_effect(told, one)}"
    if one.share is None or one.confidence is None:
        return f"{method}: {ledger.say('nothing_credited')}"
    share = ledger.percent(f"share_{one.id}", one.share)
    sure = ledger.percent(f"confidence_{one.id}", one.confidence)
    if one.method in {"participants", "managers", "experts"}:
        return ledger.say("credited_by", share=share, sure=sure, who=ledger.say(f"by_{one.method}"))
    return f"{method}: {ledger.say('nothing_credited')}"


def _effect(told: Telling, one: Attribution) -> str:
    ledger, source = told.ledger, told.source
    row = next((r for r in source.rows("measures") if source.text_in(r["id"]) == one.id), None)
    effect = None if row is None else source.number_in(row["effect"])
    if row is None or effect is None:
        return ledger.say("nothing_credited")
    low, high = source.number_in(row["low"]), source.number_in(row["high"])
    name = f"effect_{one.id}"
    if low is None or high is None:
        key = "effect_forecast" if one.method == "forecast" else "effect"
        return ledger.say(key, effect=ledger.readings((name, effect, ""))[0])
    shown = ledger.readings((name, effect, ""), (f"{name}_low", low, ""), (f"{name}_high", high, ""))
    level = ledger.percent("interval_level", _INTERVAL, decimals=0)
    return ledger.say("effect_interval", effect=shown[0], low=shown[1], high=shown[2], level=level)


def chain(told: Telling) -> Section | None:
    """How far indicators have come from their baseline to their target, from reaction to impact."""
    source, ledger = told.source, told.ledger
    by_id = {source.text_in(row["id"]): row for row in source.rows("evidence")}
    known = [one for one in source.study.evidence if one.id in by_id and one.indicator]
    read = [one for one in known if source.number_in(by_id[one.id]["reached"])]
    if not read:
        return None
    reached = sum((source.number_in(by_id[one.id]["reached"]) or 0.0) > 0 for one in read)
    counted = ledger.count("reached", reached), ledger.count("read", len(read))
    bars = [_progress(told, one, by_id[one.id]) for one in _spread(read)]
    return Section(
        "chain",
        ledger.say("chain", reached=counted[0], all=counted[1]),
        ledger.say("chain_measure"),
        bars=tuple(bars),
        marks=(
            ledger.at(ledger.say("mark_baseline"), 0.0),
            ledger.at(ledger.say("mark_goal"), 1.0, "target"),
        ),
        more=more(told, len(read) - len(bars)),
    )


def _spread(read: list[Indicator]) -> list[Indicator]:
    """The first indicators of each level, in the order of the sheet."""
    place = {id(one): sum(other.level == one.level for other in read[:at]) for at, one in enumerate(read)}
    chosen = {id(one) for one in sorted(read, key=lambda one: place[id(one)])[:_INDICATORS]}
    return [one for one in read if id(one) in chosen]


def _progress(told: Telling, one: Indicator, row: Mapping[str, Cell]) -> Bar:
    source, ledger = told.source, told.ledger
    latest, progress = source.number_in(row["latest"]) or 0.0, source.number_in(row["progress"]) or 0.0
    start, goal = one.baseline or 0.0, one.target or 0.0
    named = [
        (f"{key}_{one.id}", value, "") for key, value in (("from", start), ("to", latest), ("goal", goal))
    ]
    shown = ledger.readings(*named)
    text = ledger.say("progress", start=shown[0], latest=shown[1], target=shown[2], unit=short(one.unit, 12))
    shape = min(max(progress, -0.5), _FURTHEST)
    has_reached = (source.number_in(row["reached"]) or 0.0) > 0
    label = short(f"{ledger.word('level', one.level)} · {one.indicator}", _LABEL)
    return Bar(label, " ".join(text.split()), 0.0, shape, "up" if has_reached else "down", point=shape)


def not_in_the_figure(told: Telling) -> Section | None:
    """The effects that are reported and not converted to money."""
    found = [one for one in told.source.study.intangibles if one.intangible]
    if not found:
        return None
    ledger = told.ledger
    rows = tuple(_intangible(one.intangible, one.change, one.evidence) for one in found[:_INTANGIBLES])
    columns = tuple(ledger.say(f"column_{key}") for key in ("effect", "change", "evidence"))
    title = ledger.say("intangibles", count=ledger.count("intangibles", len(found)))
    return Section("intangibles", title, columns=columns, rows=rows, more=more(told, len(found) - len(rows)))


def _intangible(*texts: str) -> tuple[str, ...]:
    return tuple(short(text, _NAME + 10) for text in texts)
