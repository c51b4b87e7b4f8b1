"""One training programme as data: everything that was typed, independent of any workbook's layout.

The fields of every record have the names of the workbook's columns. A missing number or date is None, a
missing text is empty; choices are codes, such as `indirect`, the same in every language.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from roi_xl.study.fields import Day as Day
from roi_xl.study.fields import Number as Number
from roi_xl.study.people import Answer as Answer
from roi_xl.study.people import Estimate as Estimate
from roi_xl.study.people import Estimated as Estimated
from roi_xl.study.people import Person as Person
from roi_xl.study.savings import Plan as Plan
from roi_xl.study.savings import Project as Project
from roi_xl.study.savings import Quarter as Quarter


@dataclass(frozen=True, slots=True)
class Inputs:
    """The programme, and what Finance agreed to; rates are fractions, money is in one currency."""

    programme: str = ""
    audience: str = ""
    sponsor: str = ""
    owner: str = ""
    currency: str = ""
    start: Day = None
    end: Day = None
    report_date: Day = None
    participants: Number = None
    hours_each: Number = None
    salary: Number = None
    benefits_rate: Number = None
    paid_hours: Number = None
    margin: Number = None
    target: Number = None
    discount: Number = None
    years: Number = None
    finance_source: str = ""
    finance_owner: str = ""
    error_hours: Number = None
    error_material: Number = None
    leaver_recruiting: Number = None
    leaver_onboarding: Number = None
    leaver_output: Number = None
    development_total: Number = None
    development_study: Number = None
    development_life: Number = None
    concentration: Number = None
    trials: Number = None
    seed: Number = None
    max_score: Number = None
    pass_score: Number = None
    saved_hours: Number = None
    saved_share: Number = None
    headcount: Number = None
    turnover_before: Number = None
    turnover_after: Number = None
    revenue_change: Number = None
    effect_size: Number = None
    sd_performance: Number = None
    forecast_on: Day = None
    forecast_by: str = ""
    forecast_time: Number = None
    forecast_other: Number = None
    forecast_claimed: Number = None
    forecast_profit: Number = None
    forecast_first: Number = None
    forecast_benefit: Number = None
    projects_line: str = ""
    plans_line: str = ""
    targets_raised: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost line: category is direct, indirect, development, evaluation or offset."""

    id: str = ""
    item: str = ""
    category: str = ""
    quantity: Number = None
    unit: str = ""
    unit_cost: Number = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What one unit of a measure is worth, and who agreed to it."""

    id: str = ""
    measure: str = ""
    unit: str = ""
    unit_value: Number = None
    margin: Number = None
    method: str = ""
    status: str = ""
    approved: str = ""
    agreed: Day = None
    owner: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """A measured improvement, and the type of benefit that it brings."""

    id: str = ""
    benefit: str = ""
    class_: str = ""
    measure: str = ""
    before: Number = None
    after: Number = None
    better: str = ""
    quantity: Number = None
    periods: Number = None
    realised: Number = None
    value_id: str = ""
    indicator: str = ""
    group: str = ""
    in_claim: str = ""
    months_measured: Number = None
    months_counted: Number = None
    why: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The share of the benefit with this ID that is due to the training, and how sure its source is."""

    id: str = ""
    method: str = ""
    share: Number = None
    confidence: Number = None
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """The factors of a benefit in the conservative and in the optimistic scenario.

    Attributes:
        id: The ID of the benefit.
    """

    id: str = ""
    low: Number = None
    high: Number = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of the cost in the conservative and in the optimistic scenario."""

    low: Number = None
    high: Number = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Which benefit a block of figures measures, and how its groups are compared.

    Attributes:
        id: The ID of the benefit.
        relative: Whether the control group's rate of change counts, not its change in units: yes or no.
    """

    id: str = ""
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a block: the trained group and the control group, or the forecast in its place.

    Attributes:
        number: Which period it is, counted from 1 in the order of time.
        phase: Before or after the training; earlier figures are shown and not counted.
    """

    number: Number = None
    period: str = ""
    phase: str = ""
    trained: Number = None
    control: Number = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """The share of the first year's benefit that continues in a year."""

    reason: str = ""
    continues: Number = None


@dataclass(frozen=True, slots=True)
class Objective:
    """What the programme was to achieve, from payoff down to reaction."""

    level: str = ""
    objective: str = ""
    measure: str = ""
    target: str = ""
    owner: str = ""
    agreed: Day = None
    line: str = ""
    collected: str = ""


@dataclass(frozen=True, slots=True)
class Intangible:
    """An effect that is reported, not converted."""

    id: str = ""
    intangible: str = ""
    evidence: str = ""
    change: str = ""
    owner: str = ""
    observed: Day = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leading or lagging indicator with its readings."""

    id: str = ""
    level: str = ""
    kind: str = ""
    indicator: str = ""
    unit: str = ""
    baseline: Number = None
    day30: Number = None
    day60: Number = None
    day90: Number = None
    later: Number = None
    later_day: Number = None
    target: Number = None
    leads_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up activity, due so many days after the training."""

    day: Number = None
    activity: str = ""
    evidence: str = ""
    owner: str = ""
    progress: str = ""
    done: Day = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A change of the file."""

    version: str = ""
    date: Day = None
    author: str = ""
    change: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumption, its basis, and the consequence if it is wrong."""

    id: str = ""
    date: Day = None
    owner: str = ""
    assumption: str = ""
    basis: str = ""
    if_wrong: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """A whole programme; attribution and scenarios name the benefit that they belong to by its ID."""

    inputs: Inputs = field(default_factory=Inputs)
    costs: tuple[Cost, ...] = ()
    values: tuple[Value, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    scenario_costs: tuple[Factors, ...] = ()
    measures: tuple[Measure, ...] = ()
    kpi1: tuple[Period, ...] = ()
    kpi2: tuple[Period, ...] = ()
    kpi3: tuple[Period, ...] = ()
    kpi4: tuple[Period, ...] = ()
    estimated: tuple[Estimated, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    projects: tuple[Project, ...] = ()
    plans: tuple[Plan, ...] = ()
    quarters: tuple[Quarter, ...] = ()
    flow: tuple[Year, ...] = ()
    objectives: tuple[Objective, ...] = ()
    intangibles: tuple[Intangible, ...] = ()
    people: tuple[Person, ...] = ()
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Indicator, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    versions: tuple[Version, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


RECORDS: dict[str, type] = {
    "costs": Cost,
    "values": Value,
    "benefits": Benefit,
    "attribution": Attribution,
    "scenarios": Scenario,
    "scenario_costs": Factors,
    "measures": Measure,
    "kpi1": Period,
    "kpi2": Period,
    "kpi3": Period,
    "kpi4": Period,
    "estimated": Estimated,
    "estimates": Estimate,
    "projects": Project,
    "plans": Plan,
    "quarters": Quarter,
    "flow": Year,
    "objectives": Objective,
    "intangibles": Intangible,
    "people": Person,
    "answers": Answer,
    "evidence": Indicator,
    "follow_up": FollowUp,
    "versions": Version,
    "assumptions": Assumption,
}
"""The record type of each part of a study that has several records."""
