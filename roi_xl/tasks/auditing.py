"""The task of checking workbooks: what a child process computes for one."""

from __future__ import annotations

from roi_xl.audit import Audit, audited
from roi_xl.batch import Made, Task
from roi_xl.recalc import Settings


def auditing(settings: Settings) -> Task[Made[Audit]]:
    """The task.

    Args:
        settings: How the workbooks are recalculated first.
    """
    return Task(_audited, (settings,))


def _audited(data: bytes, settings: Settings) -> Made[Audit]:
    return None, audited(data, settings)
