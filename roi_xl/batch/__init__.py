"""Many workbooks: each computed in a child process with limits, written by the parent alone.

The parent opens, locks and replaces files and never looks inside them. What is inside meets only a child,
whose memory and time are bounded: if it dies, that is an error of one file.
"""

from roi_xl.batch.child import Child
from roi_xl.batch.contract import Failure, Limits
from roi_xl.batch.run import Destination, Order, Outcome, Status, not_reached, opened, recalculate

__all__ = [
    "Child", "Destination", "Failure", "Limits", "Order", "Outcome", "Status", "not_reached", "opened",
    "recalculate",
]  # fmt: skip
