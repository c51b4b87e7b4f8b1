"""The sections about who answers for it: assumptions, what happens next, and what there is to object to."""

from __future__ import annotations

import datetime as dt
from typing import Final

from roi_xl.audit import Audit
from roi_xl.errors import Level
from roi_xl.report.content import Section
from roi_xl.report.evidence import more
from roi_xl.report.ledger import short
from roi_xl.report.telling import Telling
from roi_xl.study import FollowUp

_ASSUMPTIONS, _NEXT, _OBJECTIONS, _ERRORS = 5, 4, 5, 12
_TEXT, _NAME, _RULE = 80, 24, 90  # characters of a text
_CLOSED: Final = frozenset({"done", "dropped"})


def assumptions(told: Telling, audit: Audit) -> Section | None:
    """What was assumed, who answers for it, and what follows if it is wrong; not the accepted advice.

    Args:
        told: The report.
        audit: What there is to object to, whose codes rows of the Log may accept.
    """
    ledger, study = told.ledger, told.source.study
    codes = {one.code for one in audit.objections}
    found = [one for one in study.assumptions if one.assumption and one.id not in codes]
    if not found or told.roi is None:
        return None
    values = [one for one in study.values if one.measure and one.unit_value is not None]
    approved = sum(one.approved == "yes" for one in values)
    title = ledger.say(
        "assumptions",
        count=ledger.count("assumptions", len(found)),
        approved=ledger.count("values_approved", approved),
        values=ledger.count("values", len(values)),
    )
    rows = tuple(
        (short(one.assumption, _TEXT), short(one.owner, _NAME), short(one.if_wrong, _TEXT))
        for one in found[:_ASSUMPTIONS]
    )
    columns = tuple(ledger.say(f"column_{key}") for key in ("assumption", "owner", "if_wrong"))
    left = more(told, len(found) - len(rows))
    return Section("assumptions", title, columns=columns, rows=rows, more=left)


def what_happens_next(told: Telling) -> Section | None:
    """The follow-up activities that aren't done, the earliest first."""
    ledger, study = told.ledger, told.source.study
    every = [one for one in study.follow_up if one.activity]
    if not every:
        return None
    is_open = [one for one in every if one.progress not in _CLOSED]
    due = sorted(is_open, key=lambda one: (one.day is None, one.day or 0.0))
    days = {id(one): _due(one, study.inputs.end) for one in due}
    overdue = sum(day is not None and day < told.today for day in days.values())
    counts = {"open": ledger.count("follow_up_open", len(due)), "all": ledger.count("follow_up", len(every))}
    if not due:
        title = ledger.say("next_none", **counts)
    elif overdue:
        late = ledger.count("follow_up_overdue", overdue)
        title = ledger.say("next_overdue", **counts, overdue=late, today=ledger.day(told.today))
    else:
        title = ledger.say("next_open", **counts)
    rows = tuple(
        (
            ledger.say("no_day") if day is None else ledger.day(day),
            short(one.activity, _TEXT),
            short(one.owner, _NAME),
        )
        for one, day in ((one, days[id(one)]) for one in due[:_NEXT])
    )
    columns = tuple(ledger.say(f"column_{key}") for key in ("due", "activity", "owner")) if rows else ()
    return Section("next", title, columns=columns, rows=rows, more=more(told, len(due) - len(rows)))


def _due(one: FollowUp, end: dt.date | None) -> dt.date | None:
    """When an activity is due; None if the training's end or the day isn't known."""
    try:
        return None if end is None or one.day is None else end + dt.timedelta(days=one.day)
    except OverflowError:
        return None


def objections(told: Telling, audit: Audit) -> Section | None:
    """The advice that applies, with who has accepted it; only where no check fails."""
    ledger = told.ledger
    if told.roi is None:
        return None
    accepted = [one for one in audit.objections if one.accepted_by]
    to_review = audit.at_least(Level.WARNING)
    if not accepted and not to_review:
        return Section("objections", ledger.say("objections_none"))
    title = ledger.say(
        "objections",
        accepted=ledger.count("accepted", len(accepted)),
        review=ledger.count("to_review", len(to_review)),
    )
    rows = tuple(
        (one.code, short(one.message, _RULE), short(one.accepted_by, _NAME) or ledger.say("to_review"))
        for one in [*to_review, *accepted][:_OBJECTIONS]
    )
    columns = tuple(ledger.say(f"column_{key}") for key in ("code", "rule", "accepted_by"))
    left = more(told, len(to_review) + len(accepted) - len(rows))
    return Section("objections", title, columns=columns, rows=rows, more=left)


def refusal(told: Telling, errors: list[tuple[str, str, str]]) -> Section:
    """Why the report shows no figures.

    Args:
        told: The report.
        errors: Of each error its place, what is wrong, and what to do.
    """
    ledger = told.ledger
    rows = tuple(
        (where, short(what, 2 * _RULE), short(remedy, _RULE)) for where, what, remedy in errors[:_ERRORS]
    )
    columns = tuple(ledger.say(f"column_{key}") for key in ("where", "what", "remedy"))
    title = ledger.say("refused", count=ledger.count("errors", len(errors)))
    left = more(told, len(errors) - len(rows))
    texts = (ledger.say("refused_why"),)
    return Section("refused", title, texts=texts, columns=columns, rows=rows, more=left)
