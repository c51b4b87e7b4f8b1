"""The second witness of a check: the same rule asked of a study, without any formula of the workbook.

Each gives how many places break the rule; 0 if it holds. The corpus of mistakes asks both witnesses, and they
have to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from roi_xl.checks import witnesses_of_figures, witnesses_of_inputs
from roi_xl.checks.appraisal import Appraisal
from roi_xl.checks.programme import (
    ESTIMATES,
    MEASURED,
    NOT_ISOLATED,
    Programme,
    same,
    twice,
    typed,
)
from roi_xl.checks.witnesses_of_savings import OF_SAVINGS
from roi_xl.study import Study

Rule = Callable[[Programme], float]


def _revenue(margin: float) -> Rule:
    def broken(one: Programme) -> float:
        return sum(it.class_ == "revenue" and one.margin(it) == margin for it in one.claims)

    return broken


def _pairs(one: Programme) -> float:
    benefits = one.study.benefits if one.has_figures else ()
    return sum((it.before is None) != (it.after is None) for it in benefits)


def _window(one: Programme) -> float:
    return sum(
        typed(it.months_counted) > 12 or (typed(it.months_counted) > typed(it.months_measured) and not it.why)
        for it in one.claims
    )


def _put_to_use(one: Programme) -> float:
    return sum(it.class_ == "soft" and it.realised is None for it in one.claims)


def _double(one: Programme) -> float:
    benefits = one.study.benefits
    return len(twice([it.group for it in benefits])) + len(twice([it.indicator for it in benefits]))


def _approved(one: Programme) -> float:
    return sum(it.approved != "yes" or not it.owner or it.agreed is None for it in one.in_use)


def _zero_before(one: Programme) -> float:
    inputs = one.study.inputs
    linked = {same(inputs.projects_line), same(inputs.plans_line)}
    lines = [it for it in one.study.benefits if same(it.id) not in linked]
    return sum(it.before == 0 and typed(it.after) != 0 for it in lines)


def _months(one: Programme) -> float:
    return sum(None in {it.months_measured, it.months_counted} for it in one.claims)


def _sources(one: Programme) -> float:
    said = [line.source for line in one.study.costs if one.amount(line)]
    said += [value.source for value in one.in_use]
    said += [benefit.source for benefit in one.claims]
    return sum(len(source) < 3 for source in said)


def _ids(one: Programme) -> float:
    study = one.study
    named = [
        [(it.id, it.measure) for it in study.values],
        [(it.id, it.benefit) for it in study.benefits],
        [(it.id, it.indicator) for it in study.evidence],
    ]
    lacking = sum(bool(name) and (not key or _times(key, rows) > 1) for rows in named for key, name in rows)
    return lacking + len(twice([it.id for it in study.costs]))


def _times(key: str, rows: list[tuple[str, str]]) -> int:
    return sum(same(other) == same(key) for other, _ in rows)


def _identical(one: Programme) -> float:
    rows = Counter((it.before, it.after, it.quantity, same(it.value_id)) for it in one.study.benefits)
    return sum(rows[it.before, it.after, it.quantity, same(it.value_id)] > 1 for it in one.claims)


def _drafts(one: Programme) -> float:
    return sum(
        bool(one.profit(line))
        and any(value.status == "draft" for it in one.benefits_of(line.id) for value in one.values_of(it))
        for line in one.study.attribution
    )


def _value_ids(one: Programme) -> float:
    return sum(bool(it.value_id) and len(one.values_of(it)) != 1 for it in one.study.benefits)


def _agreed_before(one: Programme) -> float:
    start = one.study.inputs.start
    dates = [it.agreed for it in one.study.values if it.unit_value]
    return sum(start is not None and agreed is not None and agreed > start for agreed in dates)


def _not_isolated(one: Programme) -> float:
    return sum(it.method == NOT_ISOLATED and bool(one.profit(it)) for it in one.study.attribution)


def _confidence(low: float, high: float) -> Rule:
    """Estimates of a benefit whose confidence is above one bound, and below the other."""

    def broken(one: Programme) -> float:
        lines = [it for it in one.study.attribution if it.method in ESTIMATES and one.profit(it)]
        return sum(low < typed(it.confidence) < high for it in lines)

    return broken


def _complete(one: Programme) -> float:
    without = sum(not it.class_ for it in one.claims)
    for benefit in (it for it in one.claims if one.margin(it)):
        lines = [it for it in one.study.attribution if same(it.id) == same(benefit.id) and it.method]
        halves = [it.method in ESTIMATES and None in {it.share, it.confidence} for it in lines]
        without += not lines or any(halves)
    return without


def _measured_share(one: Programme) -> float:
    return sum(
        it.method in MEASURED and (it.share, it.confidence) != (None, None) for it in one.study.attribution
    )


def _measured(one: Programme) -> float:
    return sum(it.method in MEASURED and not one.is_credited(it) for it in one.study.attribution)


def _shares(one: Programme) -> float:
    shares = [share for it in one.study.attribution for share in (it.share, it.confidence)]
    return sum(not 0 <= typed(share) <= 1 for share in shares)


def _measures(one: Programme) -> float:
    keys = [it.id for it in one.study.measures]
    return sum(len(one.benefits_of(key)) != 1 or same(key) in twice(keys) for key in keys if key)


def _later_years(one: Programme, *, fading: bool) -> float:
    broken, told, before = 0, set[str](), 1.0
    for number, year in enumerate(one.study.flow, 1):
        if number > 1 and one.is_counted(number):
            share = typed(year.continues)
            no_reason = not year.reason or same(year.reason) in told
            broken += share >= 1 or share > before if fading else share > 0 and no_reason
        told.add(same(year.reason))
        before = typed(year.continues) if number > 1 else 1.0
    return broken


def _years(one: Programme) -> float:
    years = one.study.inputs.years
    return years is not None and years not in {1, 2, 3, 4, 5}


def _amounts_of_forecast(one: Programme) -> list[float | None]:
    it = one.study.inputs
    return [
        it.forecast_time,
        it.forecast_other,
        it.forecast_claimed,
        it.forecast_profit,
        it.forecast_first,
        it.forecast_benefit,
    ]


def _forecast_complete(one: Programme) -> float:
    amounts = _amounts_of_forecast(one)
    missing = amounts.count(None)
    return missing if missing < len(amounts) else 0


def _forecast_in_time(one: Programme) -> float:
    start, approved = one.study.inputs.start, one.study.inputs.forecast_on
    return start is not None and approved is not None and start <= approved


def _lower_levels(one: Programme) -> float:
    named = {it.level for it in one.study.evidence if it.indicator}
    return one.has_figures and len({"reaction", "learning", "behaviour"} - named)


def _leading(one: Programme) -> float:
    leading = {same(it.id) for it in one.study.evidence if it.kind == "leading" and it.id}
    return sum(same(it.indicator) in leading for it in one.study.benefits if it.indicator)


def _objectives(one: Programme) -> float:
    start = one.study.inputs.start
    dates = [it.agreed for it in one.study.objectives if it.objective]
    return sum(start is not None and agreed is not None and agreed > start for agreed in dates)


def _links(one: Programme) -> float:
    benefits = [same(it.id) for it in one.study.benefits if it.id]
    evidence = [same(it.id) for it in one.study.evidence if it.id]
    known = {*benefits, *evidence}
    broken = sum(same(it.leads_to) not in known for it in one.study.evidence if it.leads_to)
    return broken + sum(evidence.count(same(it.indicator)) != 1 for it in one.study.benefits if it.indicator)


def _no_objectives(one: Programme) -> float:
    return one.has_figures and not any(it.objective for it in one.study.objectives)


_RULES: Final[Mapping[str, Rule]] = {
    "R201": _revenue(0),
    "R203": _revenue(1),
    "R206": _pairs,
    "R208": _window,
    "R209": _put_to_use,
    "R210": _double,
    "R213": _approved,
    "R214": _zero_before,
    "R215": _ids,
    "R216": _identical,
    "R217": _drafts,
    "R218": _months,
    "R220": _sources,
    "R221": _value_ids,
    "R223": lambda one: sum(typed(it.unit_value) < 0 for it in one.study.values),
    "R224": _agreed_before,
    "R301": _not_isolated,
    "R302": _confidence(1 - 1e-12, float("inf")),
    "R303": _measured,
    "R310": _complete,
    "R311": _measured_share,
    "R314": _shares,
    "R315": _confidence(0.9, 1),
    "R318": _measures,
    "R401": lambda one: _later_years(one, fading=False),
    "R402": _years,
    "R403": lambda one: _later_years(one, fading=True),
    "R501": _lower_levels,
    "R502": _leading,
    "R407": _forecast_complete,
    "R408": _forecast_in_time,
    "R503": _objectives,
    "R504": _links,
    "R507": _no_objectives,
    "R607": lambda one: len(one.study.inputs.currency) > 3,
}


def _of_a_study(rule: Callable[[Appraisal], float]) -> Callable[[Study], float]:
    return lambda study: float(rule(Appraisal(study)))


def _as_number(rule: Callable[[Study], float]) -> Callable[[Study], float]:
    return lambda study: float(rule(study))


WITNESSES: Final[Mapping[str, Callable[[Study], float]]] = MappingProxyType(
    {
        **{code: _of_a_study(rule) for code, rule in (*witnesses_of_inputs.RULES.items(), *_RULES.items())},
        **{code: _of_a_study(rule) for code, rule in witnesses_of_figures.RULES.items()},
        **{code: _as_number(rule) for code, rule in OF_SAVINGS.items()},
    }
)
"""The second witnesses, by the code of the check."""

_TWO_FIGURES: Final = "it compares two figures of the workbook that are one and the same figure of a study"
_OUR_FUNCTIONS: Final = "it compares our functions with plain Excel, and a study calls neither"

WITHOUT_WITNESS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "R207": "a study holds no text where a number belongs: whoever reads it reports the cell",
        "R232": "a study holds no text where a number belongs: whoever reads it reports the cell",
        "R308": "a study holds no method that isn't in the list: whoever reads it reports the cell",
        "R313": "a study holds no amount that is due: only who types over its formula can break it",
        "R320": "a study leaves out the periods without figures, and doesn't say how many rows a block has",
        "R404": "a study holds no share of the first year, which is no input",
        "R604": "a study leaves out the rows in which nothing but an ID is typed, so it misses none",
        **dict.fromkeys(("R610", "R612", "R613", "R615", "R619"), _TWO_FIGURES),
        **dict.fromkeys(("R616", "R617", "R618", "R620"), _OUR_FUNCTIONS),
    }
)
"""Why a check has no second witness, by its code; each other check has one."""

WITHOUT_WITNESS_ON_ONE_PAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **WITHOUT_WITNESS,
        "R614": "a study spreads the one range of the page over all scenarios, low to high",
    }
)
"""Why a check of the workbook with one page has none: there, some rules are about other cells."""
